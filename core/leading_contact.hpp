// Which contact the studio speaks of: one at a time, without flicker.
#pragma once

#include <span>

#include "core/base/time_base.hpp"
#include "core/hold/hold_book.hpp"
#include "core/observation.hpp"

namespace rollscope {

// The track of a running hold leads as long as it runs (of several, the longest). Without one the leader
// stays while it is pressed and no limb at rest, unless another such contact presses a quarter more for half
// a second. A new leader is the strongest such contact.
class LeadingContact {
 public:
  void step(const Tick& tick, std::span<const ContactView> contacts, const HoldBook& holds);
  [[nodiscard]] int track_id() const { return track_id_; }  // 0: none

 private:
  int track_id_ = 0;
  double challenged_s_ = 0.0;
};

}  // namespace rollscope
