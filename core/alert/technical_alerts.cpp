#include "core/alert/technical_alerts.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace rollscope {
namespace {

constexpr std::size_t kLinesNamed = 512;

// "row 12 of the sensor is broken": text that lives as long as the program, as AlertRecord asks.
std::string_view name_of(const SenselFault& fault) {
  using Names = std::array<std::string, kLinesNamed>;
  static const auto make = [](const std::string& what) {
    Names names;
    for (std::size_t i = 0; i < names.size(); ++i)
      names[i] = what + " " + std::to_string(i) + " of the sensor is broken: nothing is measured there";
    return names;
  };
  static const Names rows = make("row"), cols = make("column");
  const bool is_row = fault.place == FaultPlace::row;
  const auto index = static_cast<std::size_t>(is_row ? fault.row : fault.col);
  if (index >= kLinesNamed)
    return is_row ? "a row of the sensor is broken" : "a column of the sensor is broken";
  return (is_row ? rows : cols)[index];
}

}  // namespace

void TechnicalAlerts::step(const Tick& tick, const TechnicalFacts& facts, const AlertParameters& parameters,
                           AlertLog& log) {
  if (tick.stalled) {
    AlertRecord stall{.kind = AlertKind::technical, .level = AlertLevel::caution, .cause = "no frames"};
    stall.start_s = tick.time_s - tick.step_s + facts.stall_s;
    log.clear(log.raise(stall), tick.time_s);
  }
  const AlertTiming timing{parameters.saturated_dwell_s, parameters.clear_dwell_s};
  saturated_.step(tick, {.over = facts.saturated, .clear = !facts.saturated}, timing, log);
  unread_.step(tick, {.over = !facts.frame_valid, .clear = facts.frame_valid}, timing, log);
  weight_.step(tick, {.over = facts.weight_off, .clear = !facts.weight_off}, timing, log);
}

void TechnicalAlerts::step_line(const FaultChange& change, double time_s, AlertLog& log) {
  if (change.fault.place != FaultPlace::row && change.fault.place != FaultPlace::col) return;
  if (change.found) {
    AlertRecord alert{
        .kind = AlertKind::technical, .level = AlertLevel::caution, .cause = name_of(change.fault)};
    alert.start_s = time_s;
    lines_.push_back({change.fault, log.raise(alert)});
    return;
  }
  const auto line =
      std::ranges::find_if(lines_, [&](const BrokenLine& one) { return one.fault.same_as(change.fault); });
  if (line == lines_.end()) return;
  log.clear(line->alert_id, time_s);
  lines_.erase(line);
}

}  // namespace rollscope
