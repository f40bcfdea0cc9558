// Loads from recordings.
#include <fmt/format.h>

#include "app/cli/calibrate_loads.hpp"
#include "app/cli/calibrate_signal.hpp"
#include "app/cli/common.hpp"
#include "core/correct/pressure_converter.hpp"
#include "core/correct/zero.hpp"

namespace rollscope {
namespace {

double time_s(const StreamInfo& stream, const RawFrame& frame) {
  const bool device = stream.device_clock && frame.device_us != kNoDeviceTime;
  return device ? static_cast<double>(frame.device_us) * 1e-6 : static_cast<double>(frame.captured_ns) * 1e-9;
}

// Calls visit(frame, time_s) for each frame until it returns true or the file ends.
template <class Visit>
Result<void> each_frame(Source& source, Visit visit) {
  RawFrame frame;
  Command command;
  for (;;) {
    switch (source.read(frame, command, std::chrono::milliseconds(100))) {
      case SourceEvent::frame:
        if (visit(frame, time_s(source.info(), frame))) return {};
        break;
      case SourceEvent::command:
      case SourceEvent::idle:
        break;
      case SourceEvent::ended:
        if (const auto error = source.end_error()) return std::unexpected(*error);
        return {};
    }
  }
}

std::unexpected<Error> about(const std::string& file, const Error& error) {
  return fail(error.code, file + ": " + error.detail);
}

}  // namespace

Result<UnloadedReading> read_unloaded(const std::string& file, const Crosstalk& lines) {
  const auto source = open_file(file);
  if (!source) return std::unexpected(source.error());
  auto signal = CalibrationSignal::make((*source)->info(), lines);
  if (!signal) return about(file, signal.error());
  UnloadedReading made{.stream = signal->stream(), .zero = {}, .lines = lines};
  if (made.stream.format == SampleFormat::f32_kpa)
    return fail(Errc::refused, file + ": it is in kPa already; there are no counts to calibrate");
  ZeroGatherer gatherer(made.stream.layout, made.stream);
  gatherer.start();
  const auto read = each_frame(**source, [&](const RawFrame& frame, double at_s) {
    return gatherer.add(signal->of(frame).samples, at_s);
  });
  if (!read) return std::unexpected(read.error());
  StreamInfo bare = made.stream;
  bare.kpa_per_count = 0.0;
  const auto zero = gatherer.finish(*PressureConverter::make(bare, std::nullopt), {});
  if (!zero) return about(file, zero.error());
  made.zero = zero->samples;
  return made;
}

Result<LoadReading> read_load(const std::string& file, const UnloadedReading& unloaded) {
  const auto source = open_file(file);
  if (!source) return std::unexpected(source.error());
  auto signal = CalibrationSignal::make((*source)->info(), unloaded.lines);
  if (!signal) return about(file, signal.error());
  const StreamInfo& stream = signal->stream();
  if (stream.layout != unloaded.stream.layout)
    return fail(Errc::refused, file + ": it is of another sensor than the unloaded recording");
  if (stream.format != unloaded.stream.format ||
      full_scale_sample(stream) != full_scale_sample(unloaded.stream))
    return fail(Errc::refused,
                fmt::format("{}: its full scale is {:g} and that of the unloaded recording {:g}; record both "
                            "from the same sensor (in a rollscope-csv write '# full_scale: N' at the top)",
                            file, full_scale_sample(stream), full_scale_sample(unloaded.stream)));
  LoadReader reader(stream, unloaded.zero);
  std::optional<LoadReading> best;
  const auto read = each_frame(**source, [&](const RawFrame& frame, double at_s) {
    // Why a hair more: a load that stands still is read once, not at every frame.
    if (!reader.add(signal->of(frame), at_s) || (best && reader.total() < 1.01 * best->total)) return false;
    if (auto reading = reader.reading(); reading && (!best || reading->total > best->total))
      best = std::move(*reading);
    return false;
  });
  if (!read) return std::unexpected(read.error());
  if (!best) {
    const auto why = reader.reading();
    return fail(Errc::refused, fmt::format("{}: no load stands still for two seconds ({})", file,
                                           why ? std::string("at its end one does") : why.error().detail));
  }
  if (best->saturated > 0)
    return fail(Errc::refused, fmt::format("{}: {} sensels are at full scale; take a smaller load or a wider "
                                           "indenter",
                                           file, best->saturated));
  return std::move(*best);
}

}  // namespace rollscope
