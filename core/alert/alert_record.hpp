// An alert as views and reports know it (design.md 5): what crossed which limit, where and how long.
#pragma once

#include <cstdint>
#include <string_view>

namespace rollscope {

enum class AlertKind : std::uint8_t { peak, mean, pain, technical };
enum class AlertLevel : std::uint8_t { caution, stop };

struct AlertRecord {
  int id = 0;  // from 1, in order of start
  AlertKind kind = AlertKind::peak;
  AlertLevel level = AlertLevel::caution;
  double start_s = 0;  // raised, after its dwell
  double end_s = -1;   // cleared; -1 while it lasts
  float value = 0;     // highest while it lasted, in the frame's unit; pain: NRS
  float limit = 0;
  double x_mm = 0, y_mm = 0;
  bool degraded = false;  // more than 2 % of the contact's sensels could not be used: more may lie under them
  std::string_view cause;  // technical or stop button: what is wrong, for people; always a literal
};

// Which of two alerts to show: the higher level; a peak or pain before a mean, since its value is the one the
// band and the pointer stand for; then the newer.
[[nodiscard]] inline bool outranks(const AlertRecord& a, const AlertRecord& b) {
  if (a.level != b.level) return a.level > b.level;
  const bool a_mean = a.kind == AlertKind::mean, b_mean = b.kind == AlertKind::mean;
  return a_mean != b_mean ? b_mean : a.id > b.id;
}

}  // namespace rollscope
