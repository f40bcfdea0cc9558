// What a rolling cylinder tells beyond holds and alerts: force and time along the limb, and the free check of
// its calibration (science.md 2.10).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/analyzer.hpp"
#include "core/frame/pressure_frame.hpp"

namespace rollscope {

// Body coordinates: 0 where the roller stood when its angle was first known.
struct RollerAnalysis {
  struct Place {
    double from_mm = 0, to_mm = 0;
    LimbCentimetre sums;
  };
  double rolled_mm = 0, pressed_s = 0, outside_s = 0;
  std::vector<Place> bins;         // 20 mm, of force along the limb
  std::vector<Place> centimetres;  // 10 mm, of dwell
  WeightCheck weight{0.0};
};

[[nodiscard]] RollerAnalysis roller_analysis(const Analyzer& analyzer);

// The object "roller" of the analysis JSON.
[[nodiscard]] nlohmann::ordered_json roller_json(const RollerAnalysis& roller, PressureUnit unit);
// limb.csv: one row a centimetre.
[[nodiscard]] std::string limb_csv(const RollerAnalysis& roller, PressureUnit unit);

}  // namespace rollscope
