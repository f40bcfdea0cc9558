// What the bytes of each device cannot tell (its page in docs/devices says so too), for the tests that demand
// everything they can.
#pragma once

#include <map>
#include <string>

namespace rollscope {

struct DeviceLimits {
  bool checksum = false;          // every change is noticed
  bool starts_unseen = false;     // a first frame may have begun earlier, so it is never shown
  bool lost_byte_unseen = false;  // a frame that lost or gained a few bytes may still look sound
  bool size_unseen = false;       // a frame of fewer sensels looks like one where the others are 0
};

inline DeviceLimits limits_of(const std::string& id) {
  static const std::map<std::string, DeviceLimits> known{
      {"native", {.checksum = true}},
      {"flexitac-text", {.starts_unseen = true, .lost_byte_unseen = true}},  // digits
      {"matsense-secure", {.lost_byte_unseen = true}},                       // the escape
      {"sensingtex-active", {.size_unseen = true}},                          // only pressed points are sent
      {"sensitronics", {.lost_byte_unseen = true}}};                         // the length of a run
  const auto found = known.find(id);
  return found == known.end() ? DeviceLimits{} : found->second;
}

}  // namespace rollscope
