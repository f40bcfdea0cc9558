// `rollscope analyze`: any known file to holds, alerts, metrics and strokes.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/command.hpp"
#include "app/cli/common.hpp"
#include "app/report/analysis_collector.hpp"
#include "app/report/analysis_csv.hpp"
#include "app/report/analysis_json.hpp"
#include "app/report/analysis_summary.hpp"
#include "app/station/batch.hpp"

namespace rollscope {
namespace {

struct AnalyzeOptions {
  std::string file, json, csv, profile, calibration;
  double speed = 0.0;
};

Result<int> analyze(const AnalyzeOptions& options) {
  const auto profile = read_profile_option(options.profile);
  if (!profile) return std::unexpected(profile.error());
  const auto calibration = read_calibration_option(options.calibration);
  if (!calibration) return std::unexpected(calibration.error());
  const auto format = file_format_id(options.file);
  if (!format) return std::unexpected(format.error());
  const auto source = open_file(options.file, options.speed);
  if (!source) return std::unexpected(source.error());

  AnalysisCollector collector(file_uri(options.file)->address, *format);
  std::vector<FrameObserver*> observers{&collector};
  std::unique_ptr<SeriesWriter> series;
  if (!options.csv.empty()) {
    auto created = SeriesWriter::create(options.csv);
    if (!created) return std::unexpected(created.error());
    series = std::move(*created);
    observers.push_back(series.get());
  }
  Progress progress;
  const auto proceed = [&](std::uint64_t frames) {
    if (progress.due()) progress.show(fmt::format("{} frames", frames));
    return true;
  };
  const auto ran =
      run_batch(**source, analyzer_setup(**source, *profile, *calibration), observers, {proceed});
  progress.clear();
  if (!ran) return std::unexpected(ran.error());

  const Analysis analysis = collector.analysis();
  if (series) {
    if (const auto written = series->finish(); !written) return std::unexpected(written.error());
    if (const auto written = write_analysis_csv(options.csv, analysis); !written)
      return std::unexpected(written.error());
  }
  const bool summary = options.json.empty() && options.csv.empty();
  const auto written =
      summary ? write_text("-", analysis_summary(analysis))
              : (options.json.empty() ? Result<void>{} : write_text(options.json, analysis_json(analysis)));
  if (!written) return std::unexpected(written.error());
  return 0;
}

}  // namespace

void add_analyze(CLI::App& app, Run& run) {
  const auto options = std::make_shared<AnalyzeOptions>();
  CLI::App* command = app.add_subcommand("analyze", "Holds, alerts, metrics and strokes of a file");
  command->add_option("FILE", options->file, "A recording (.rsr) or a rollscope-csv file")->required();
  command->add_option("--json", options->json,
                      "Write rollscope.analysis/1 here, - for stdout; replaces an older file");
  command->add_option("--csv", options->csv,
                      "Write holds, oscillations, alerts, strokes, dose and series as .csv into this folder");
  command->add_option("--profile", options->profile, "Other settings than the file's own (TOML)");
  command->add_option("--calibration", options->calibration,
                      "Another calibration than the file's own (TOML)");
  command->add_option("--speed", options->speed, "Go at this multiple of real time; the results are the same")
      ->check(CLI::Range(0.001, 1e6));
  command->footer(
      "Without --json and --csv a summary for people is printed. A recording brings its settings, "
      "calibration and\n"
      "every command given on the way; the analysis of the live run comes out again bit for bit.\n"
      "\nExamples:\n"
      "  rollscope analyze session.rsr\n"
      "  rollscope analyze walk.csv --json - | jq .holds\n"
      "  rollscope analyze file:dump.bin?device=native        what `emulate --dump` wrote\n"
      "  rollscope analyze session.rsr --csv tables --profile strict.toml");
  command->callback([options, &run] { run = [options] { return analyze(*options); }; });
}

}  // namespace rollscope
