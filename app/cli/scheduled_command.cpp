#include "app/cli/scheduled_command.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "core/alert/region.hpp"
#include "drivers/files/calibration_toml.hpp"
#include "drivers/files/profile_toml.hpp"

namespace rollscope {
namespace {

struct Kind {
  std::string_view name;
  std::string_view value;  // what stands behind '='; empty: nothing may
  std::string_view meaning;
  Result<Command> (*make)(std::string_view value);
};

Result<double> number(std::string_view text, double min, double max, std::string_view what) {
  double value = 0;
  const auto [stop, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || stop != text.data() + text.size() || !std::isfinite(value) || value < min ||
      value > max)
    return fail(Errc::bad_argument, fmt::format("'{}': {} from {} to {} is wanted", text, what, min, max));
  return value;
}

Result<Command> make_region(std::string_view value) {
  if (find_region(value) != nullptr) return RegionCommand{std::string(value)};
  std::string known;
  for (const Region& region : regions()) known += fmt::format("{}{}", known.empty() ? "" : ", ", region.id);
  return fail(Errc::bad_argument, fmt::format("'{}' is no body region: choose one of {}", value, known));
}

Result<Command> make_target(std::string_view value) {
  const auto target_s = number(value, 1, 3600, "a target in seconds");
  if (!target_s) return std::unexpected(target_s.error());
  return TargetCommand{*target_s};
}

Result<Command> make_pain(std::string_view value) {
  const auto nrs = number(value, 0, 10, "a pain rating");
  if (!nrs) return std::unexpected(nrs.error());
  if (*nrs != std::floor(*nrs))
    return fail(Errc::bad_argument, fmt::format("'{}': pain is a whole number", value));
  return PainCommand{static_cast<int>(*nrs)};
}

Result<Command> make_profile(std::string_view value) {
  auto profile = read_profile(std::string(value));
  if (!profile) return std::unexpected(profile.error());
  return ProfileCommand{std::move(*profile)};
}

Result<Command> make_calibration(std::string_view value) {
  auto calibration = read_calibration(std::string(value));
  if (!calibration) return std::unexpected(calibration.error());
  return CalibrationCommand{std::move(*calibration)};
}

constexpr Kind kKinds[] = {
    {"zero", "", "take the zero from the next 2 s, unloaded",
     [](std::string_view) -> Result<Command> { return ZeroCommand{}; }},
    {"region", "ID", "the body region, which sets the limits", make_region},
    {"target", "SECONDS", "how long a hold should last", make_target},
    {"acknowledge", "", "release latched stops",
     [](std::string_view) -> Result<Command> { return AcknowledgeCommand{}; }},
    {"stop", "", "the person pressed stop",
     [](std::string_view) -> Result<Command> { return StopCommand{}; }},
    {"pain", "0..10", "the person's rating", make_pain},
    {"mark", "TEXT", "a sore spot, or a note",
     [](std::string_view value) -> Result<Command> { return MarkCommand{std::string(value)}; }},
    {"profile", "FILE.toml", "other settings", make_profile},
    {"calibration", "FILE.toml", "another calibration", make_calibration},
};

}  // namespace

Result<ScheduledCommand> parse_scheduled_command(std::string_view text) {
  const auto wrong = [&](std::string_view why) {
    return fail(Errc::bad_argument, fmt::format("--do '{}': {}", text, why));
  };
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos)
    return wrong("write TIME:NAME or TIME:NAME=VALUE, as in 12.5:region=calf");
  const auto time_s = number(text.substr(0, colon), 0, 1e6, "a time in seconds");
  if (!time_s) return wrong(time_s.error().detail);
  const std::string_view rest = text.substr(colon + 1);
  const std::size_t equals = rest.find('=');
  const bool has_value = equals != std::string_view::npos;
  const std::string_view name = rest.substr(0, equals);
  for (const Kind& kind : kKinds) {
    if (kind.name != name) continue;
    if (kind.value.empty() && has_value) return wrong(fmt::format("{} takes no value", name));
    if (!kind.value.empty() && !has_value && name != "mark")
      return wrong(fmt::format("write {}={}", name, kind.value));
    auto command = kind.make(has_value ? rest.substr(equals + 1) : std::string_view{});
    if (!command) return wrong(command.error().detail);
    Result<ScheduledCommand> scheduled;
    scheduled->time_s = *time_s;
    scheduled->command = std::move(*command);
    return scheduled;
  }
  return wrong(fmt::format("there is no command '{}'; --help lists them", name));
}

std::string scheduled_command_help() {
  std::string text = "Commands for --do TIME:NAME[=VALUE], TIME in seconds from the first frame:\n";
  for (const Kind& kind : kKinds) {
    const std::string form =
        kind.value.empty() ? std::string(kind.name) : fmt::format("{}={}", kind.name, kind.value);
    text += fmt::format("  {:22} {}\n", form, kind.meaning);
  }
  return text;
}

}  // namespace rollscope
