#include "app/report/words.hpp"

#include <fmt/format.h>

#include <cmath>

namespace rollscope {

std::string_view word(HoldOutcome outcome) {
  return outcome == HoldOutcome::full ? "full" : "partial";
}

std::string_view word(EndReason reason) {
  switch (reason) {
    case EndReason::lift:
      return "lift";
    case EndReason::slide:
      return "slide";
    case EndReason::merged:
      return "merged";
    case EndReason::abort:
      return "abort";
    case EndReason::end_of_data:
      return "end_of_data";
  }
  return "";
}

std::string_view word(AbortCause cause) {
  switch (cause) {
    case AbortCause::none:
      return "";
    case AbortCause::over_pressure:
      return "over_pressure";
    case AbortCause::stop_command:
      return "stop_command";
    case AbortCause::pain:
      return "pain";
    case AbortCause::sensor_fault:
      return "sensor_fault";
    case AbortCause::frame_loss:
      return "frame_loss";
    case AbortCause::hard_limit:
      return "hard_limit";
  }
  return "";
}

std::string_view word(HoldQuality quality) {
  return quality == HoldQuality::good ? "good" : "degraded";
}

std::string_view word(ContactClass contact_class) {
  switch (contact_class) {
    case ContactClass::touch:
      return "touch";
    case ContactClass::rest:
      return "rest";
    case ContactClass::oscillate:
      return "oscillate";
  }
  return "";
}

std::string_view word(TrendCause cause) {
  switch (cause) {
    case TrendCause::unknown:
      return "";
    case TrendCause::steady:
      return "steady";
    case TrendCause::yields:
      return "tissue_yields";
    case TrendCause::unloads:
      return "person_unloads";
    case TrendCause::loads:
      return "person_loads";
    case TrendCause::sensor_creep:
      return "sensor_creep";
    case TrendCause::guarding:
      return "guarding_or_bone";
    case TrendCause::unclear:
      return "unclear";
  }
  return "";
}

std::string_view word(AlertKind kind) {
  switch (kind) {
    case AlertKind::peak:
      return "peak";
    case AlertKind::mean:
      return "mean";
    case AlertKind::pain:
      return "pain";
    case AlertKind::technical:
      return "technical";
  }
  return "";
}

std::string_view word(AlertLevel level) {
  return level == AlertLevel::stop ? "stop" : "caution";
}

std::string_view word(Surface surface) {
  return surface == Surface::cylinder ? "cylinder" : "flat";
}

std::string_view word(Geometry geometry) {
  switch (geometry) {
    case Geometry::floor_under_roller:
      return "A: floor under a roller, load under tool";
    case Geometry::floor_under_ball:
      return "B: floor under a ball, load under tool";
    case Geometry::floor_under_body:
      return "B: floor under the body";
    case Geometry::at_skin:
      return "C: at the skin";
    case Geometry::roller_skin:
      return "D: skin of the roller";
  }
  return {};
}

namespace {

// "fell 18 %", "rose 3 %".
std::string change_text(double share) {
  return fmt::format("{} {:.0f} %", share < 0.0 ? "fell" : "rose", 100.0 * std::abs(share));
}

}  // namespace

std::string trend_text(const HoldTrend& trend, bool in_kpa) {
  if (std::isnan(trend.drop)) return {};
  constexpr double kSteadyLoad = 0.10;  // science.md 2.7
  const char* peak = in_kpa ? "peak pressure" : "peak reading";
  std::string text = trend.cause == TrendCause::steady ? fmt::format("{} stayed the same", peak)
                                                       : fmt::format("{} {}", peak, change_text(-trend.drop));
  if (std::isnan(trend.force_change)) return text;
  if (std::abs(trend.force_change) <= kSteadyLoad) return text + " at steady load";
  return text + fmt::format(" while the load {}", change_text(trend.force_change));
}

std::string_view word(FaultKind kind) {
  switch (kind) {
    case FaultKind::dead:
      return "dead";
    case FaultKind::hot:
      return "hot";
    case FaultKind::flicker:
      return "flicker";
    case FaultKind::drift:
      return "drift";
  }
  return "";
}

std::string_view word(FaultPlace place) {
  switch (place) {
    case FaultPlace::sensel:
      return "sensel";
    case FaultPlace::row:
      return "row";
    case FaultPlace::col:
      return "col";
    case FaultPlace::array:
      return "array";
  }
  return "";
}

std::string fault_text(const SenselFault& fault) {
  const std::string where = fault.place == FaultPlace::sensel
                                ? fmt::format("Sensel at row {}, column {}", fault.row, fault.col)
                            : fault.place == FaultPlace::row ? fmt::format("Row {}", fault.row)
                            : fault.place == FaultPlace::col ? fmt::format("Column {}", fault.col)
                                                             : std::string("The sensor");
  switch (fault.kind) {
    case FaultKind::dead:
      return where + " does not answer: left out";
    case FaultKind::hot:
      return where + " reads a load that is not there: left out";
    case FaultKind::flicker:
      return where + " comes and goes: left out";
    case FaultKind::drift:
      return where + ": its zero has drifted. Take a zero with nothing on it";
  }
  return {};
}

}  // namespace rollscope
