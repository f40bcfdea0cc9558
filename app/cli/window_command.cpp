// `rollscope` and `rollscope SOURCE`: the window.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/command.hpp"
#include "app/cli/stop_signal.hpp"
#include "app/window/live_stations.hpp"
#include "app/window/window.hpp"

namespace rollscope {
namespace {

// A bare word that is no file is most likely a subcommand misspelt: no window is opened for it.
Result<void> check_word(const std::string& source) {
  std::error_code none;
  if (source.empty() || source.find_first_of(":./") != std::string::npos ||
      std::filesystem::exists(source, none))
    return {};
  return fail(Errc::bad_argument,
              "'" + source + "' is no subcommand, no source and no file; --help lists what there is");
}

Result<void> check_sources(const std::vector<std::string>& sources) {
  if (sources.size() > LiveStations::kMost)
    return fail(Errc::bad_argument, "one window shows up to four sources: '" + sources[LiveStations::kMost] +
                                        "' is one too many; start rollscope again for it");
  for (const std::string& source : sources)
    if (const auto meant = check_word(source); !meant) return meant;
  return {};
}

}  // namespace

void add_window(CLI::App& app, Run& run) {
  const auto options = std::make_shared<WindowOptions>();
  const auto sources = std::make_shared<std::vector<std::string>>();
  constexpr const char* kGroup = "The window";
  app.add_option("SOURCE", *sources,
                 "What to show: a device, a demo scene or a file; up to four run side by side")
      ->group(kGroup);
  app.add_option("--size", options->size, "WIDTHxHEIGHT")->group(kGroup);
  app.add_option("--theme", options->theme, "dark or light")
      ->group(kGroup)
      ->check(CLI::IsMember({"dark", "light"}));
  app.add_option("--view", options->view, "studio, research, replay or sources")
      ->group(kGroup)
      ->check(CLI::IsMember({"studio", "research", "replay", "sources"}));
  app.add_option("--screenshot", options->screenshot, "Write a PNG, then close")->group(kGroup);
  app.add_option("--at", options->at_s, "Moment of the screenshot, seconds of the session")->group(kGroup);
  app.add_option("--wait", options->wait_s, "Seconds the source is held still before the screenshot")
      ->group(kGroup);
  app.add_option("--keys", options->keys, "Keys to press, as \"R 2.0:K 5:Esc\" (seconds:key)")->group(kGroup);
  app.add_option("--exit-after", options->exit_after_s, "Close after this many seconds")->group(kGroup);
  app.add_flag("--ignore-settings", options->ignore_settings, "Neither read nor write settings")
      ->group(kGroup);
  run = [options, sources] {
    if (const auto meant = check_sources(*sources); !meant)
      return Result<int>(std::unexpected(meant.error()));
    if (!sources->empty()) options->source = sources->front();
    if (sources->size() > 1) options->beside.assign(sources->begin() + 1, sources->end());
    // Ctrl-C, SIGTERM, the end of the desktop session: recordings are closed like with the window's own
    // cross.
    const StopSignal stop;
    options->stop = [&stop] { return stop.given(); };
    return run_window(*options);
  };
}

}  // namespace rollscope
