// `rollscope info`: what a file is.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>

#include "app/cli/command.hpp"
#include "app/cli/common.hpp"
#include "app/report/stream_clock.hpp"
#include "app/report/words.hpp"
#include "core/correct/uncertainty_class.hpp"
#include "drivers/recording/json.hpp"
#include "drivers/recording/recording_reader.hpp"

namespace rollscope {
namespace {

std::string row(std::string_view name, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("{:12} {}\n", name, value);
}

std::string utc(std::int64_t unix_ns) {
  if (unix_ns <= 0) return {};
  const std::time_t seconds = static_cast<std::time_t>(unix_ns / 1'000'000'000);
  char text[32] = "";
  if (const std::tm* at = std::gmtime(&seconds); at != nullptr)
    (void)std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", at);
  return text;
}

std::string stream_rows(const StreamInfo& stream) {
  const SensorLayout& layout = stream.layout;
  std::string sensor = fmt::format("{} x {} sensels, {:g} x {:g} mm, {}", layout.rows, layout.cols,
                                   layout.pitch_row_mm, layout.pitch_col_mm, word(layout.surface));
  if (layout.surface == Surface::cylinder) sensor += fmt::format(", radius {:g} mm", layout.radius_mm);
  if (layout.seam_gap_mm > 0.0) sensor += fmt::format(", seam gap {:g} mm", layout.seam_gap_mm);
  std::string geometry(word(geometry_of(stream)));
  if (stream.roller_kg > 0.0) geometry += fmt::format(", roller {:g} kg", stream.roller_kg);
  const char* samples[] = {"counts, 8 bits", "counts, 16 bits", "kPa"};
  return row("device", fmt::format("{}{}{}", stream.device_id, stream.device_label.empty() ? "" : ", ",
                                   stream.device_label)) +
         row("serial no.", stream.serial_number) + row("firmware", stream.firmware) + row("sensor", sensor) +
         row("geometry", geometry) +
         row("samples",
             fmt::format("{}{}", samples[static_cast<int>(stream.format)],
                         stream.full_scale > 0 ? fmt::format(", full scale {:g}", stream.full_scale) : "")) +
         row("frames are", fmt::format("{}, {}", stream.numbered ? "numbered" : "not numbered",
                                       stream.device_clock ? "timed by the device" : "timed on arrival"));
}

std::string calibration_row(const std::optional<Calibration>& calibration, const StreamInfo& stream) {
  if (calibration) {
    const UncertaintyClass found = stream_class(stream, calibration);
    const auto part = [](const char* before, const std::string& text) {
      return text.empty() ? std::string() : before + text;
    };
    return row("calibration",
               fmt::format("class {}, {} points, {}{}{}{}{}", found.letter, calibration->points.size(),
                           word(calibration->model), calibration->zero.empty() ? "" : ", zero taken",
                           part(", ", calibration->date), part(", by ", calibration->operator_name),
                           part(", ", calibration->note))) +
           row("class", part("", found.why));
  }
  if (stream.kpa_per_count > 0)
    return row("calibration", fmt::format("{:g} kPa a count, says the device", stream.kpa_per_count));
  return row("calibration", stream.format == SampleFormat::f32_kpa ? "in kPa already" : "none: counts only");
}

std::string recording_text(const RecordingReader& reader) {
  const RecordingInfo& info = reader.info();
  std::uint64_t dropped = 0;
  for (const RecordedDrop& drop : reader.drops()) dropped += drop.frames;
  const StreamHealth health = reader.health().empty() ? StreamHealth{} : reader.health().back().health;
  const auto losses = std::ranges::count_if(reader.links(), &RecordedLink::lost);
  std::string text =
      row("recording", fmt::format("{} frames, {:.2f} s, {:.2f} MB, format {}", info.frames, info.duration_s,
                                   static_cast<double>(info.size_bytes) * 1e-6, info.format_version)) +
      row("started", utc(info.setup.started_unix_ns)) +
      row("ended", info.closed_cleanly ? info.end_reason : "not closed: still being written, or cut off") +
      row("dropped", dropped > 0 ? fmt::format("{} frames the disk was too slow for", dropped) : "") +
      row("unplugged", losses > 0 ? fmt::format("{} times, see rollscope verify", losses) : "") +
      row("clock", clock_text(info.setup.stream, health)) + row("station", info.setup.station) +
      row("source", info.setup.source) + row("program", info.setup.program_version) +
      stream_rows(info.setup.stream) + calibration_row(info.setup.calibration, info.setup.stream) +
      row("settings",
          fmt::format("region {}, target {:g} s", info.setup.profile.region, info.setup.profile.target_s));
  for (const RecordedCommand& command : reader.commands())
    text += row("command",
                fmt::format("before frame {}: {}", command.frame_index, command_kind(command.command)));
  return text;
}

// How much there is of a file that does not say: read to its end.
Result<std::string> length_row(Source& source) {
  RawFrame frame;
  Command command;
  std::uint64_t frames = 0;
  std::int64_t first_ns = 0, last_ns = 0;
  for (;;) {
    const SourceEvent event = source.read(frame, command, std::chrono::milliseconds(100));
    if (event == SourceEvent::ended) break;
    if (event != SourceEvent::frame) continue;
    const bool device_clock = source.info().device_clock && frame.device_us != kNoDeviceTime;
    last_ns = device_clock ? frame.device_us * 1000 : frame.captured_ns;
    if (frames++ == 0) first_ns = last_ns;
  }
  if (const auto error = source.end_error()) return std::unexpected(*error);
  return row("frames", fmt::format("{}, {:.2f} s", frames, static_cast<double>(last_ns - first_ns) * 1e-9));
}

Result<int> info(const std::string& file) {
  const auto format = file_format_id(file);
  if (!format) return std::unexpected(format.error());
  std::string text = row("file", file) + row("format", *format);
  if (*format == "rsr") {
    const auto reader = RecordingReader::open(file_uri(file)->address);
    if (!reader) return std::unexpected(reader.error());
    text += recording_text(*reader);
  } else {
    const auto source = open_file(file);
    if (!source) return std::unexpected(source.error());
    const auto length = length_row(**source);
    if (!length) return std::unexpected(length.error());
    text += *length + stream_rows((*source)->info()) +
            calibration_row((*source)->calibration(), (*source)->info());
  }
  const auto written = write_text("-", text);
  if (!written) return std::unexpected(written.error());
  return 0;
}

}  // namespace

void add_info(CLI::App& app, Run& run) {
  const auto file = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("info", "What a file is: sensor, settings, length, commands");
  command->add_option("FILE", *file, "A recording (.rsr) or a rollscope-csv file")->required();
  command->footer(
      "A recording that is still being written, or was cut off, can be looked at too.\n"
      "\nExample:\n"
      "  rollscope info session.rsr");
  command->callback([file, &run] { run = [file] { return info(*file); }; });
}

}  // namespace rollscope
