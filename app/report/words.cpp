#include "app/report/words.hpp"

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

}  // namespace rollscope
