#include "app/report/dose_report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollscope {
namespace {

using Json = nlohmann::ordered_json;

Json zones_json(const ZoneTimes& zones_s) {
  constexpr std::array kNames{"under_20_kpa", "20_to_50_kpa", "50_to_100_kpa", "100_to_200_kpa",
                              "over_200_kpa"};
  Json json = Json::object();
  for (std::size_t i = 0; i < zones_s.size(); ++i) json[kNames[i]] = zones_s[i];
  return json;
}

}  // namespace

Json dose_json(const Analysis& analysis) {
  if (analysis.unit != PressureUnit::kpa || analysis.dose_map_kpa_s.empty()) return nullptr;
  const SensorLayout& layout = analysis.setup.stream.layout;
  const auto most = std::ranges::max_element(analysis.dose_map_kpa_s);
  const int index = static_cast<int>(most - analysis.dose_map_kpa_s.begin());
  Json json{{"contact_s", analysis.dose.contact_s},
            {"zones_s", zones_json(analysis.dose.zones_s)},
            {"leading_zones_s", zones_json(analysis.dose.leading_zones_s)},
            {"pti_peak_kpa_s", analysis.dose.pti_peak_kpa_s},
            {"pti_mean_kpa_s", analysis.dose.pti_mean_kpa_s},
            {"fti_n_s", analysis.dose.fti_n_s},
            {"map_floor_kpa", kDoseFloor_kpa},
            {"map_max_kpa_s", *most},
            {"map_max_at", nullptr}};
  if (*most > 0.0) json["map_max_at"] = {{"row", index / layout.cols}, {"col", index % layout.cols}};
  return json;
}

std::string dose_csv(const Analysis& analysis) {
  const SensorLayout& layout = analysis.setup.stream.layout;
  const bool kpa = analysis.unit == PressureUnit::kpa;
  std::string text = "row,col,x_mm,y_mm,dose_kpa_s\n";
  for (std::size_t i = 0; i < analysis.dose_map_kpa_s.size(); ++i) {
    if (!layout.present.empty() && layout.present[i] == 0) continue;
    const int row = static_cast<int>(i) / layout.cols, col = static_cast<int>(i) % layout.cols;
    text += fmt::format("{},{},{},{},", row, col, (col + 0.5) * layout.pitch_col_mm,
                        (row + 0.5) * layout.pitch_row_mm);
    text += kpa ? fmt::format("{}\n", analysis.dose_map_kpa_s[i]) : "\n";
  }
  return text;
}

}  // namespace rollscope
