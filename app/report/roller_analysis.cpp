#include "app/report/roller_analysis.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace rollscope {
namespace {

using Json = nlohmann::ordered_json;

Json weight_json(const WeightCheck& weight, bool kpa) {
  Json json{{"expected_n", weight.expected_n() > 0.0 ? Json(weight.expected_n()) : Json(nullptr)},
            {"measured_n", kpa && weight.seconds() > 0.0 ? Json(weight.measured_n()) : Json(nullptr)},
            {"rest_s", weight.seconds()}};
  json["verdict"] = !weight.judged() ? "not judged" : weight.off() ? "calibration drift" : "in order";
  return json;
}

double mean_force_n(const LimbCentimetre& sums) {
  return sums.dwell_s > 0.0 ? sums.force_n_s / sums.dwell_s : 0.0;
}

}  // namespace

RollerAnalysis roller_analysis(const Analyzer& analyzer) {
  const LimbProfile& limb = analyzer.limb();
  RollerAnalysis roller;
  roller.weight = analyzer.weight_check();
  roller.rolled_mm = limb.rolled_mm();
  roller.pressed_s = limb.pressed_s();
  roller.outside_s = limb.outside_s();
  for (int i = limb.first(); i <= limb.last(); ++i) {
    const double from_mm = i * LimbProfile::kStep_mm;
    roller.centimetres.push_back({from_mm, from_mm + LimbProfile::kStep_mm, limb.at(i)});
    if (i != limb.first() && i % 2 != 0) continue;
    const int even = i - (i % 2 != 0 ? 1 : 0);
    const double start_mm = even * LimbProfile::kStep_mm;
    roller.bins.push_back({start_mm, start_mm + 2.0 * LimbProfile::kStep_mm, limb.bin_of_two(even)});
  }
  return roller;
}

Json roller_json(const RollerAnalysis& roller, PressureUnit unit) {
  const bool kpa = unit == PressureUnit::kpa;
  Json bins = Json::array(), dwell = Json::array();
  for (const auto& bin : roller.bins)
    bins.push_back({{"from_mm", bin.from_mm},
                    {"to_mm", bin.to_mm},
                    {"dwell_s", bin.sums.dwell_s},
                    {"force_mean_n", kpa ? Json(mean_force_n(bin.sums)) : Json(nullptr)},
                    {"p1_peak_kpa", kpa ? Json(bin.sums.p1_peak) : Json(nullptr)},
                    {"pti_kpa_s", kpa ? Json(bin.sums.pti) : Json(nullptr)}});
  for (const auto& place : roller.centimetres)
    dwell.push_back({{"from_mm", place.from_mm}, {"dwell_s", place.sums.dwell_s}});
  return {{"rolled_mm", roller.rolled_mm}, {"pressed_s", roller.pressed_s},
          {"outside_s", roller.outside_s}, {"force_along_limb", bins},
          {"dwell_per_cm", dwell},         {"weight_check", weight_json(roller.weight, kpa)},
          {"assumes", "no slip"}};
}

std::string limb_csv(const RollerAnalysis& roller, PressureUnit unit) {
  const bool kpa = unit == PressureUnit::kpa;
  std::string text = "from_mm,to_mm,dwell_s,force_mean_n,p1_peak_kpa,pti_kpa_s\n";
  for (const auto& place : roller.centimetres) {
    text += fmt::format("{},{},{},", place.from_mm, place.to_mm, place.sums.dwell_s);
    text += kpa ? fmt::format("{},{},{}\n", mean_force_n(place.sums), place.sums.p1_peak, place.sums.pti)
                : std::string(",,\n");
  }
  return text;
}

}  // namespace rollscope
