// `rollscope record`: a recording without a window.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <future>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "app/cli/command.hpp"
#include "app/cli/common.hpp"
#include "app/cli/scheduled_command.hpp"
#include "app/cli/stop_signal.hpp"
#include "app/report/analysis_collector.hpp"
#include "app/report/analysis_json.hpp"
#include "app/report/stream_clock.hpp"
#include "app/station/station.hpp"
#include "drivers/raw_capture.hpp"

namespace rollscope {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Nobody may be there to see that the mat is gone: a script goes on after that.
constexpr milliseconds kReplug{30'000};
// How soon a signal is heeded; each look costs as much as handling a frame.
constexpr milliseconds kLook{200};

struct RecordOptions {
  std::string source, out, raw, profile, calibration, json, station = "station";
  double seconds = 0.0;
  bool zero = false;
  std::vector<std::string> commands;
};

// Why twice the time and 2 s: the seconds are the frames' own, and a device that stands still must not hold
// up a script for ever. Files and scenes go at a pace of their own.
bool waited_enough(const RecordOptions& options, const SourceUri& uri,
                   steady_clock::duration since_first_frame) {
  if (options.seconds <= 0.0 || uri.scheme == "file" || uri.scheme == "demo") return false;
  return since_first_frame > std::chrono::duration<double>(2.0 * options.seconds + 2.0);
}

Result<StationOptions> station_options(const RecordOptions& options) {
  auto profile = read_profile_option(options.profile);
  if (!profile) return std::unexpected(profile.error());
  auto calibration = read_calibration_option(options.calibration);
  if (!calibration) return std::unexpected(calibration.error());
  StationOptions station;
  station.name = options.station;
  station.profile = std::move(*profile);
  station.calibration = std::move(*calibration);
  station.record_path = options.out;
  station.stop_after_s = options.seconds;
  station.replug = kReplug;
  if (options.zero) station.at_start.emplace_back(ZeroCommand{});
  for (const std::string& text : options.commands) {
    auto command = parse_scheduled_command(text);
    if (!command) return std::unexpected(command.error());
    station.schedule.push_back(std::move(*command));
  }
  return station;
}

// Where nothing answers, connecting takes seconds: a signal ends that too.
Result<std::unique_ptr<Station>> open_station(const SourceUri& uri, StationOptions settings,
                                              const StopSignal& stop) {
  std::stop_source give_up;
  settings.cancel = give_up.get_token();
  auto opening = std::async(std::launch::async, [&] { return Station::open(uri, settings); });
  while (opening.wait_for(milliseconds(20)) != std::future_status::ready)
    if (stop.given()) give_up.request_stop();
  return opening.get();
}

// What a person at the terminal should know at once; the recording has it all.
void tell_events(Station& station, Progress& progress) {
  Event event;
  while (station.poll_event(event)) {
    if (const auto* refused = std::get_if<ZeroRefused>(&event.what)) {
      progress.clear();
      fmt::print(stderr, "rollscope: {}\n", refused->why);
    }
  }
}

std::string progress_line(const StationStatus& status) {
  const char* state = status.link == LinkState::unplugged ? "  UNPLUGGED"
                      : status.link == LinkState::stalled ? "  NO FRAMES"
                                                          : "";
  return fmt::format("{:7.1f} s  {} frames  {:.1f} Hz  {} lost  {} dropped  {:.1f} MB{}",
                     status.recording.duration_s, status.frames, status.rate_hz, status.health.frames_lost,
                     status.recording.drops, static_cast<double>(status.recording.bytes) * 1e-6, state);
}

// Until the source ends, the time is over, the disk is full or somebody asks to stop.
void watch(Station& station, const RecordOptions& options, const StopSignal& stop) {
  Progress progress;
  std::optional<steady_clock::time_point> first_frame;
  while (!stop.given() && !station.wait_ended(kLook)) {
    tell_events(station, progress);
    const StationStatus status = station.status();
    if (status.recording.error) break;
    if (progress.due()) progress.show(progress_line(status));
    const auto now = steady_clock::now();
    if (status.frames > 0 && !first_frame) first_frame = now;
    if (first_frame && waited_enough(options, station.uri(), now - *first_frame)) break;
  }
  tell_events(station, progress);
}

// How to have the bytes analysed again; quoted, for a shell takes & and ? for its own.
std::string replay_advice(const SourceUri& uri, const std::string& path, const std::string& device_id,
                          std::uint64_t frames, double span_s) {
  const double rate_hz = frames > 1 && span_s > 0.0 ? static_cast<double>(frames - 1) / span_s : 0.0;
  return fmt::format("rollscope analyze '{}'", replay_uri(uri, path, device_id, rate_hz));
}

bool needs_frames(const RecordOptions& options) {
  return options.zero || !options.commands.empty() || !options.profile.empty() ||
         !options.calibration.empty() || !options.json.empty();
}

// Without a recording nothing has to be understood: the bytes are what is wanted.
Result<int> record_raw(const SourceUri& uri, const RecordOptions& options) {
  const StopSignal stop;
  std::stop_source stopped;
  const std::jthread watcher([&](const std::stop_token& done) {
    while (!done.stop_requested() && !stop.given()) std::this_thread::sleep_for(milliseconds(20));
    stopped.request_stop();
  });
  Progress progress;
  const auto tell = [&](const RawCapture& so_far) {
    if (progress.due())
      progress.show(
          fmt::format("{:7.1f} s  {} bytes  {} frames", so_far.span_s, so_far.bytes, so_far.frames));
  };
  fmt::print("capturing {} to {}\n", options.source, options.raw);
  std::fflush(stdout);
  const auto capture = capture_raw(
      uri, {.path = options.raw, .seconds = options.seconds, .stop = stopped.get_token(), .progress = tell});
  progress.clear();
  if (!capture) return std::unexpected(capture.error());
  if (capture->bytes == 0)
    return fail(Errc::not_found, uri.to_string() + ": not one byte came; " +
                                     (capture->link_error ? capture->link_error->detail
                                                          : "is the device on, and is this its port?"));
  const auto device = uri.options.find("device");
  if (device == uri.options.end())
    fmt::print("{}: {} bytes\n", options.raw, capture->bytes);
  else
    fmt::print("{}: {} bytes, {} frames of {}\nreplay: {}\n", options.raw, capture->bytes, capture->frames,
               device->second,
               replay_advice(uri, options.raw, device->second, capture->frames, capture->span_s));
  if (capture->link_error)
    return fail(Errc::disconnected,
                fmt::format("{} ({} is complete up to there)", capture->link_error->detail, options.raw));
  return 0;
}

Result<int> record(const RecordOptions& options) {
  auto uri = SourceUri::parse(options.source);
  if (!uri) return std::unexpected(uri.error());
  if (options.out.empty() && options.raw.empty())
    return fail(Errc::bad_argument, "where to? Give OUT.rsr, --raw FILE or both");
  if (options.out.empty()) {
    if (needs_frames(options))
      return fail(Errc::bad_argument,
                  "bytes alone are not analysed: give OUT.rsr too, or leave out --profile, "
                  "--calibration, --zero, --do and --json");
    return record_raw(*uri, options);
  }
  if (!options.raw.empty()) uri->options["capture"] = options.raw;
  auto settings = station_options(options);
  if (!settings) return std::unexpected(settings.error());
  AnalysisCollector collector(options.out, "rsr");
  if (!options.json.empty()) settings->observers.push_back(&collector);

  const StopSignal stop;
  auto station = open_station(*uri, std::move(*settings), stop);
  if (!station) {
    Error error = station.error();
    if (!options.raw.empty() && error.code == Errc::format)
      error.detail += "; the bytes are in " + options.raw;
    return std::unexpected(std::move(error));
  }
  // `--json -` has stdout for itself.
  std::FILE* const out = options.json == "-" ? stderr : stdout;
  fmt::print(out, "recording {} to {}\n", options.source, options.out);
  std::fflush(out);
  watch(**station, options, stop);

  const Result<void> written = (*station)->stop();
  const StationStatus status = (*station)->status();
  if (!options.json.empty())
    if (const auto json = write_text(options.json, analysis_json(collector.analysis())); !json)
      return std::unexpected(json.error());
  if (!written) return std::unexpected(written.error());
  fmt::print(out, "{}: {} frames, {:.1f} s, {} lost on the way, {} dropped\n", options.out,
             status.recording.frames, status.recording.duration_s, status.health.frames_lost,
             status.recording.drops);
  if (const std::string clock = clock_text((*station)->info(), status.health); !clock.empty())
    fmt::print(out, "clock: {}\n", clock);
  if (!options.raw.empty())
    fmt::print(out, "replay: {}\n",
               replay_advice(*uri, options.raw, (*station)->info().device_id, status.recording.frames,
                             status.recording.duration_s));
  const bool all_there =
      options.seconds > 0.0 && status.recording.duration_s > options.seconds - kStallAfter_s;
  if (status.link == LinkState::disconnected && !all_there)
    return fail(Errc::disconnected,
                fmt::format("{} ({} is complete up to there)", status.link_error->detail, options.out));
  return 0;
}

}  // namespace

void add_record(CLI::App& app, Run& run) {
  const auto options = std::make_shared<RecordOptions>();
  CLI::App* command = app.add_subcommand("record", "Record a source without a window, until Ctrl-C");
  command->add_option("SOURCE", options->source, "What to record, as serial:/dev/ttyUSB0?device=native")
      ->required();
  command->add_option("OUT", options->out,
                      "The recording to make, .rsr; an existing file is never overwritten");
  command->add_option(
      "--raw", options->raw,
      "Also keep every byte the device sends, as it comes; without OUT nothing has to understand them");
  command->add_option("--seconds", options->seconds, "Stop after this many seconds of frames")
      ->check(CLI::Range(0.001, 1e6));
  command->add_option("--profile", options->profile, "Settings (TOML; `rollscope profile` prints them all)");
  command->add_option("--calibration", options->calibration,
                      "Counts to kPa (TOML); the recording keeps a copy");
  command->add_flag("--zero", options->zero,
                    "Take the zero from the first 2 s, unloaded; refused under load");
  command
      ->add_option("--do", options->commands, "A command at a time, as 12.5:region=calf; may be given again")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--json", options->json, "Also write the analysis of the live run here (- for stdout)");
  command->add_option("--name", options->station, "Name of the mat or roller, for people");
  command->footer(
      scheduled_command_help() +
      "\nA recording is safe on the disk four times a second. Ctrl-C and SIGTERM end it cleanly. A mat that "
      "is\n"
      "unplugged and plugged in again within 30 s (replug_s= in SOURCE) goes on in the same recording, "
      "behind\n"
      "a gap; `rollscope verify` names it.\n"
      "\nExamples:\n"
      "  rollscope record serial:/dev/ttyUSB0 session.rsr\n"
      "  rollscope record tty:/tmp/mat?device=juqiao-32x32 out.rsr --calibration mat.toml --zero\n"
      "  rollscope record demo:two-holds?speed=0 demo.rsr --do 12.5:region=calf --do 40:acknowledge\n"
      "  rollscope record 'serial:/dev/ttyUSB0?baud=921600' --raw bytes.bin --seconds 20\n"
      "                                   what a device sends that rollscope does not know\n"
      "  rollscope record 'serial:/dev/ttyUSB0?trigger=serial:/dev/ttyUSB1' trial.rsr\n"
      "                                   bytes of a stimulus computer become marks");
  command->callback([options, &run] { run = [options] { return record(*options); }; });
}

}  // namespace rollscope
