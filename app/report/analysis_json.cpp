#include "app/report/analysis_json.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <string_view>

#include "app/report/config_hash.hpp"
#include "app/report/dose_report.hpp"
#include "app/report/electronics_json.hpp"
#include "app/report/rolling.hpp"
#include "app/report/sensel_faults_json.hpp"
#include "app/report/trend_json.hpp"
#include "app/report/uncertainty_json.hpp"
#include "app/report/words.hpp"
#include "drivers/recording/json.hpp"

namespace rollscope {
namespace {

using Json = nlohmann::ordered_json;

// The double that prints as the float does: 83.3, not 83.30000305175781.
double tidy(float value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  double result = 0.0;
  std::from_chars(text, end, result);
  return result;
}

// A pressure or force that has a unit only when the sensor is calibrated.
class Measured {
 public:
  explicit Measured(PressureUnit unit) : kpa_(unit == PressureUnit::kpa) {}
  [[nodiscard]] bool is_kpa() const { return kpa_; }
  Json kpa(float value) const { return kpa_ ? Json(tidy(value)) : Json(nullptr); }
  Json si(double value) const { return kpa_ ? Json(value) : Json(nullptr); }
  void add_counts(Json& to, const char* name, float value) const {
    if (!kpa_) to[name] = tidy(value);
  }

 private:
  bool kpa_;
};

Json source_json(const Analysis& analysis) {
  return {{"file", analysis.file},
          {"format", analysis.format},
          {"frames", analysis.frames},
          {"duration_s", analysis.duration_s},
          {"rate_hz", analysis.rate_hz}};
}

Json sensor_json(const Analysis& analysis) {
  const SensorLayout& layout = analysis.setup.stream.layout;
  Json sensor{{"rows", layout.rows},
              {"cols", layout.cols},
              {"pitch_mm", Json::array({layout.pitch_row_mm, layout.pitch_col_mm})},
              {"sensel_area_cm2", layout.sensel_area_cm2()},
              {"surface", word(layout.surface)}};
  if (layout.surface == Surface::cylinder) sensor["radius_mm"] = layout.radius_mm;
  if (layout.seam_gap_mm > 0.0) sensor["seam_gap_mm"] = layout.seam_gap_mm;
  sensor["geometry"] = geometry_id(geometry_of(analysis.setup.stream));
  sensor["unit"] = analysis.unit == PressureUnit::kpa ? "kPa" : "counts";
  return sensor;
}

Json quality_json(const Analysis& analysis) {
  return {{"class", std::string(1, analysis.quality_class)},
          {"frames_lost", analysis.frames_lost ? Json(*analysis.frames_lost) : Json(nullptr)},
          {"spikes", analysis.spikes},
          {"sensels_dead", analysis.sensels_dead},
          {"sensels_masked", analysis.sensels_masked},
          {"sensel_faults", analysis.faults.size()},
          {"zero_steps", analysis.zero_steps},
          {"sensels_saturated", analysis.sensels_saturated},
          {"uncertainty", uncertainty_json(analysis.uncertainty)},
          {"crosstalk", crosstalk_json(analysis)},
          {"creep", creep_json(analysis)}};
}

Json metrics_json(const Analysis& analysis, const Measured& in) {
  const RecordingMetrics& from = analysis.metrics;
  Json metrics{{"peak_kpa", in.kpa(from.peak)},
               {"peak_at", nullptr},
               {"p1_max_kpa", in.kpa(from.p1_max)},
               {"mean_active_kpa", in.si(from.mean_active)},
               {"force_max_n", in.si(from.force_max_n)},
               {"force_max_frame", in.si(0).is_null() ? Json(nullptr) : Json(from.force_max_frame)},
               {"contact_area_max_cm2", from.contact_area_max_cm2},
               {"fti_n_s", in.si(from.fti_n_s)},
               {"pti_peak_kpa_s", in.si(from.pti_peak)},
               {"p1_coarse", from.p1_coarse}};
  if (from.any)
    metrics["peak_at"] = {{"frame", from.peak_frame},
                          {"t_s", from.peak_time_s},
                          {"row", from.peak_row},
                          {"col", from.peak_col}};
  in.add_counts(metrics, "peak_counts", from.peak);
  in.add_counts(metrics, "p1_max_counts", from.p1_max);
  return metrics;
}

Json hold_json(const HoldRecord& hold, const Measured& in) {
  Json json{{"id", hold.id},
            {"start_s", hold.start_s},
            {"end_s", hold.end_s},
            {"dwell_s", hold.dwell_s},
            {"gaps", hold.gaps},
            {"x_mm", hold.x_mm},
            {"y_mm", hold.y_mm},
            {"p1_peak_kpa", in.kpa(hold.p1_peak)},
            {"mean_kpa", in.kpa(hold.mean)},
            {"area_cm2", hold.area_cm2},
            {"force_n", in.si(hold.force_n)},
            {"pti_kpa_s", in.si(hold.pti_kpa_s)},
            {"outcome", word(hold.outcome)},
            {"end_reason", word(hold.end_reason)},
            {"quality", word(hold.quality)},
            {"target_s", hold.target_s},
            {"gap_s", hold.gap_s},
            {"creep_uncertainty", hold.creep_uncertainty},
            {"trend", trend_json(hold.trend, in.is_kpa())}};
  if (hold.abort_cause != AbortCause::none) json["abort_cause"] = word(hold.abort_cause);
  in.add_counts(json, "p1_peak_counts", hold.p1_peak);
  in.add_counts(json, "mean_counts", hold.mean);
  return json;
}

Json alert_json(const AlertRecord& alert, const Measured& in) {
  const bool pressure = alert.kind == AlertKind::peak || alert.kind == AlertKind::mean;
  Json json{{"kind", word(alert.kind)},
            {"level", word(alert.level)},
            {"start_s", alert.start_s},
            {"end_s", alert.end_s},
            {"value_kpa", pressure ? in.kpa(alert.value) : Json(nullptr)},
            {"limit_kpa", pressure ? in.kpa(alert.limit) : Json(nullptr)},
            {"x_mm", alert.x_mm},
            {"y_mm", alert.y_mm}};
  if (alert.kind == AlertKind::pain) {
    json["value_nrs"] = tidy(alert.value);
    json["limit_nrs"] = tidy(alert.limit);
  }
  if (pressure) json["quality"] = alert.degraded ? "degraded" : "good";
  if (!alert.cause.empty()) json["cause"] = alert.cause;
  return json;
}

Json oscillation_json(const OscillationRecord& rub, const Measured& in) {
  Json json{{"start_s", rub.start_s},
            {"end_s", rub.end_s},
            {"dwell_s", rub.dwell_s},
            {"reversals", rub.reversals},
            {"rate_hz", rub.rate_hz},
            {"swing_mm", rub.swing_mm},
            {"x_mm", rub.x_mm},
            {"y_mm", rub.y_mm},
            {"p1_peak_kpa", in.kpa(rub.p1_peak)},
            {"p1_mean_kpa", in.si(rub.p1_mean)},
            {"force_n", in.si(rub.force_n)}};
  in.add_counts(json, "p1_peak_counts", rub.p1_peak);
  return json;
}

Json percussion_json(const PercussionRecord& record, const Measured& in) {
  Json json{{"start_s", record.start_s},
            {"end_s", record.end_s},
            {"x_mm", record.x_mm},
            {"y_mm", record.y_mm},
            {"mean_kpa", in.si(record.mean_kpa)},
            {"p1_mean_kpa", in.si(record.p1_mean_kpa)},
            {"force_mean_n", in.si(record.force_mean_n)},
            {"rms_share", record.rms_share},
            {"peak_alerts", "off"}};
  in.add_counts(json, "mean_counts", static_cast<float>(record.mean_kpa));
  in.add_counts(json, "p1_mean_counts", static_cast<float>(record.p1_mean_kpa));
  return json;
}

Json stroke_json(const StrokeRecord& stroke) {
  return {{"start_s", stroke.start_s},
          {"end_s", stroke.end_s},
          {"length_mm", stroke.length_mm},
          {"speed_mean_mm_s", stroke.speed_mean_mm_s},
          {"speed_peak_mm_s", stroke.speed_peak_mm_s}};
}

Json rolling_json(const Rolling& rolling) {
  return {{"strokes", rolling.strokes},
          {"cadence_per_min", rolling.cadence_per_min},
          {"length_mean_mm", rolling.length_mean_mm},
          {"speed_mean_mm_s", rolling.speed_mean_mm_s},
          {"turn_mean_s", rolling.turn_mean_s}};
}

Json mark_json(const AnalysisMark& mark) {
  return {{"frame", mark.frame},
          {"t_s", mark.time_s},
          {"text", mark.text},
          {"x_mm", mark.has_place ? Json(mark.x_mm) : Json(nullptr)},
          {"y_mm", mark.has_place ? Json(mark.y_mm) : Json(nullptr)}};
}

Json command_json_of(const AnalysisCommand& given) {
  Json json{{"frame", given.frame}, {"kind", command_kind(given.command)}};
  // A whole profile or calibration would drown the list; the recording has it.
  if (const auto* region = std::get_if<RegionCommand>(&given.command)) json["region"] = region->region;
  if (const auto* target = std::get_if<TargetCommand>(&given.command)) json["target_s"] = target->target_s;
  if (const auto* pain = std::get_if<PainCommand>(&given.command)) json["nrs"] = pain->nrs;
  if (const auto* mark = std::get_if<MarkCommand>(&given.command)) json["text"] = mark->text;
  return json;
}

template <class Items, class Make>
Json list(const Items& items, Make make) {
  Json all = Json::array();
  for (const auto& item : items) all.push_back(make(item));
  return all;
}

}  // namespace

std::string analysis_json(const Analysis& analysis) {
  const Measured in(analysis.unit);
  Json json{{"schema", "rollscope.analysis/1"},
            {"source", source_json(analysis)},
            {"sensor", sensor_json(analysis)},
            {"quality", quality_json(analysis)},
            {"metrics", metrics_json(analysis, in)},
            {"holds", list(analysis.holds, [&](const auto& hold) { return hold_json(hold, in); })},
            {"oscillations",
             list(analysis.oscillations, [&](const auto& rub) { return oscillation_json(rub, in); })},
            {"alerts", list(analysis.alerts, [&](const auto& alert) { return alert_json(alert, in); })},
            {"strokes", list(analysis.strokes, stroke_json)},
            {"rolling", rolling_json(rolling_of(analysis.strokes))},
            {"dose", dose_json(analysis)},
            {"markers", list(analysis.marks, mark_json)},
            {"ratings", list(analysis.ratings,
                             [](const AnalysisRating& rating) {
                               return Json{
                                   {"frame", rating.frame}, {"t_s", rating.time_s}, {"nrs", rating.nrs}};
                             })},
            {"commands", list(analysis.commands, command_json_of)},
            {"config", {{"hash", config_hash(analysis.setup)}}}};
  json["percussion"] =
      list(analysis.percussion, [&](const auto& record) { return percussion_json(record, in); });
  json["sensel_faults"] = sensel_faults_json(analysis.faults);
  if (analysis.setup.stream.layout.surface == Surface::cylinder)
    json["roller"] = roller_json(analysis.roller, analysis.unit);
  // Text in names and marks comes from outside: what is not UTF-8 is replaced, never thrown.
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace rollscope
