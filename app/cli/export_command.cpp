// `rollscope export`: the frames of a file as rollscope-csv.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>

#include "app/cli/command.hpp"
#include "app/cli/common.hpp"
#include "app/station/batch.hpp"
#include "drivers/files/csv.hpp"

namespace rollscope {
namespace {

struct ExportOptions {
  std::string file, out, unit, profile, calibration;
};

// The optional columns a file needs. Why a pass of its own: the header stands before the frames.
Result<CsvWriter::Columns> needed_columns(const std::string& file) {
  const auto source = open_file(file);
  if (!source) return std::unexpected(source.error());
  CsvWriter::Columns columns;
  RawFrame frame;
  Command command;
  for (;;) {
    const SourceEvent event = (*source)->read(frame, command, std::chrono::milliseconds(100));
    if (event == SourceEvent::ended) return columns;
    if (event != SourceEvent::frame) continue;
    columns.angle = columns.angle || !std::isnan(frame.angle_rad);
    columns.nrs = columns.nrs || !std::isnan(frame.nrs);
  }
}

class ExportObserver final : public FrameObserver {
 public:
  ExportObserver(CsvWriter& writer, bool to_kpa) : writer_(writer), to_kpa_(to_kpa) {}
  void on_start(const AnalyzerSetup&) override {}
  void on_command(std::uint64_t, const Command&) override {}
  void on_frame(const RawFrame& raw, const Observation& now, const Analyzer& analyzer) override {
    if (!result_) return;
    frame_ = raw;
    tell_time(now.frame.time_s);
    const PressureFrame& given = analyzer.as_given();
    for (std::size_t i = 0; to_kpa_ && i < frame_.samples.size(); ++i)
      frame_.samples[i] = (given.validity[i] & kNotUsable) != 0 ? kNotGiven : given.pressure[i];
    result_ = writer_.append(frame_);
  }
  void on_end(const Observation&, const Analyzer&) override {}
  [[nodiscard]] const Result<void>& result() const { return result_; }

 private:
  // Why a nanosecond: frames that came in one piece have one time of arrival, and t_s has to rise.
  void tell_time(double time_s) {
    const std::int64_t time_ns = std::llround(time_s * 1e9);
    last_ns_ = std::max(time_ns, last_ns_ + 1);
    frame_.captured_ns = last_ns_;
    frame_.device_us = kNoDeviceTime;
  }

  CsvWriter& writer_;
  bool to_kpa_;
  std::int64_t last_ns_ = -1;
  RawFrame frame_;
  Result<void> result_;
};

Result<int> export_file(const ExportOptions& options) {
  // A table of numbers under another format's name would only fail later, in somebody else's program.
  if (std::filesystem::path(options.out).extension() != ".csv")
    return fail(Errc::bad_argument,
                options.out + ": export writes rollscope-csv; give a name that ends in .csv");
  const auto calibration = read_calibration_option(options.calibration);
  if (!calibration) return std::unexpected(calibration.error());
  const auto columns = needed_columns(options.file);
  if (!columns) return std::unexpected(columns.error());
  const auto source = open_file(options.file);
  if (!source) return std::unexpected(source.error());
  const AnalyzerSetup setup = analyzer_setup(**source, std::nullopt, *calibration);

  StreamInfo stream = setup.stream;
  const bool to_kpa = options.unit == "kPa" && stream.format != SampleFormat::f32_kpa;
  if (to_kpa && !setup.calibration && stream.kpa_per_count <= 0.0)
    return fail(Errc::refused,
                options.file + " has no calibration: give one with --calibration, or export counts");
  if (options.unit == "counts" && stream.format == SampleFormat::f32_kpa)
    return fail(Errc::refused, options.file + " is in kPa and has no counts: leave --unit out");
  if (to_kpa) {
    stream.format = SampleFormat::f32_kpa;
    stream.full_scale = 0.0;
  }
  auto writer = CsvWriter::create(options.out, stream, *columns);
  if (!writer) return std::unexpected(writer.error());
  ExportObserver observer(*writer, to_kpa);
  FrameObserver* const observers[] = {&observer};
  const auto ran =
      run_batch(**source, setup, observers, {[&](std::uint64_t) { return observer.result().has_value(); }});
  if (!ran) return std::unexpected(ran.error());
  if (!observer.result()) return std::unexpected(observer.result().error());
  if (const auto finished = writer->finish(); !finished) return std::unexpected(finished.error());
  return 0;
}

}  // namespace

void add_export(CLI::App& app, Run& run) {
  const auto options = std::make_shared<ExportOptions>();
  CLI::App* command = app.add_subcommand("export", "The frames of a file as rollscope-csv");
  command->add_option("FILE", options->file, "A recording (.rsr) or a rollscope-csv file")->required();
  command->add_option("OUT", options->out, "The .csv to make; an existing file is never overwritten")
      ->required();
  command->add_option("--unit", options->unit, "counts or kPa (default: as recorded)")
      ->check(CLI::IsMember({"counts", "kPa"}));
  command->add_option("--calibration", options->calibration,
                      "Another calibration than the file's own (TOML)");
  command->footer(
      "kPa are calibrated, with the zero in force at the time, and not despiked.\n"
      "\nExample:\n"
      "  rollscope export session.rsr session.csv --unit kPa");
  command->callback([options, &run] { run = [options] { return export_file(*options); }; });
}

}  // namespace rollscope
