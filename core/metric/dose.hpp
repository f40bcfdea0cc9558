// How much pressure for how long: per sensel, in pressure zones and as integrals (science.md 1.6, 2.8).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

inline constexpr double kDoseFloor_kpa = 5.0;  // what lies below adds nothing to a map
// Zones of P1: below 20, 20 to 50, 50 to 100, 100 to 200, 200 kPa and above.
inline constexpr std::array<double, 4> kZoneEdges_kpa{20.0, 50.0, 100.0, 200.0};
using ZoneTimes = std::array<double, kZoneEdges_kpa.size() + 1>;
[[nodiscard]] std::size_t zone_of(double kpa);

// One frame's contacts, limbs at rest included. Pressures in kPa.
struct DoseMoment {
  bool contact = false;  // something presses
  double p1_kpa = 0;     // highest of all contacts
  double mean_kpa = 0;   // over the pressed area of all contacts
  double force_n = 0;    // of all
  bool leading = false;  // the contact the studio speaks of is there
  double leading_p1_kpa = 0;
};

struct DoseSummary {
  double contact_s = 0;  // something pressed
  ZoneTimes zones_s{};   // of the highest P1; their sum is contact_s
  ZoneTimes leading_zones_s{};
  double pti_peak_kpa_s = 0;  // sum P1 dt
  double pti_mean_kpa_s = 0;  // sum mean dt
  double fti_n_s = 0;         // sum F dt, of the contacts
};

// Each frame stands for the time until the next one, at most three periods of it (the counted step), so that
// lost frames and stalls add nothing. Sums in double: an hour at 200 Hz is 720 000 of them. add() does not
// allocate after the first frame.
class Dose {
 public:
  explicit Dose(const SensorLayout& layout);

  // counted_s: since the frame before (Observation::counted_s). A frame that is not valid adds nothing, a
  // sensel without a usable reading neither. frame: of the measurement lane, in kPa.
  void add(const PressureFrame& frame, bool valid, double counted_s, const DoseMoment& now);

  [[nodiscard]] const DoseSummary& summary() const { return summary_; }
  // kPa s per sensel, row-major: the sum of max(0, p - 5 kPa) dt.
  [[nodiscard]] std::span<const double> map_kpa_s() const { return map_; }

 private:
  void add_moment(double counted_s);

  std::vector<double> map_;
  std::vector<float> over_;  // of the frame before: max(0, p - floor)
  bool valid_ = false;
  DoseMoment before_;
  DoseSummary summary_;
};

}  // namespace rollscope
