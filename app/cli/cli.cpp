#include "app/cli/cli.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <utility>

#include "app/cli/command.hpp"

namespace rollscope {
namespace {

constexpr int kFailure = 1;
constexpr int kBadUse = 2;

constexpr const char* kAbout =
    "Live pressure mapping for foam rolling: finds sustained holds, times them, warns when pressure is too "
    "high,\n"
    "records everything and replays it through the same code.";

constexpr const char* kExamples =
    "Examples:\n"
    "  rollscope                                  the window, with what was open last (at first a demo)\n"
    "  rollscope demo:two-holds                   the window with a demo scene\n"
    "  rollscope serial:/dev/ttyUSB0              the window with a mat; the device is found out\n"
    "  rollscope record tty:/tmp/mat out.rsr      record without a window until Ctrl-C\n"
    "  rollscope analyze out.rsr                  holds, alerts and metrics of a recording\n"
    "\n"
    "A source is serial:PORT, tty:PATH, tcp://HOST:PORT, file:PATH or demo:SCENE, with options behind a "
    "'?':\n"
    "  ?device=ID  &baud=N  &calibration=FILE.toml  &pitch_mm=ROW,COL  &speed=X (file: and demo:)\n"
    "  &capture=FILE (every byte the device sends, as it comes)  &settle_ms=MS (left alone after opening)\n"
    "  &replug_s=S (how long an unplugged device is waited for; the window: for ever, record: 30; 0: not)\n"
    "  &trigger=serial:PORT (each byte from there becomes a mark; serial:PORT?baud=N, tty:PATH, "
    "tcp://HOST:PORT)\n"
    "  &geometry=A|B-ball|B-body|C|D  &seam_gap_mm=MM  &roller_kg=KG\n"
    "\n"
    "Exit code: 0 success, 1 failure (one line says why), 2 bad use.";

// Why not spdlog's default, stdout: that belongs to the results (`--json -`).
void log_to_stderr() {
  auto logger = spdlog::stderr_color_mt("rollscope");
  logger->set_pattern("rollscope: %v");
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace

int run_command_line(int argc, char** argv) {
  try {
    log_to_stderr();
    CLI::App app(kAbout, "rollscope");
    app.footer(kExamples);
    app.set_version_flag("--version", "rollscope " ROLLSCOPE_VERSION);
    app.require_subcommand(0, 1);
    Run run;
    add_window(app, run);
    for (const auto add :
         {add_record, add_analyze, add_devices, add_emulate, add_info, add_verify, add_profile, add_render,
          add_export, add_calibrate, add_check_ghosts, add_characterise_creep})
      add(app, run);
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app.exit(error) == 0 ? 0 : kBadUse;
    }
    const Result<int> result = run();
    if (result) return *result;
    fmt::print(stderr, "rollscope: {}\n", result.error().detail);
    return result.error().code == Errc::bad_argument ? kBadUse : kFailure;
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "rollscope: %s\n", problem.what());
    return kFailure;
  }
}

}  // namespace rollscope
