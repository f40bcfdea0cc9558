// `rollscope calibrate`: counts to kPa, step by step, from a live source or from recordings.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/calibrate_dialog.hpp"
#include "app/cli/calibrate_loads.hpp"
#include "app/cli/command.hpp"
#include "app/cli/common.hpp"
#include "app/report/calibration_plot.hpp"
#include "app/report/calibration_text.hpp"
#include "core/correct/uncertainty_class.hpp"
#include "drivers/files/calibration_toml.hpp"

namespace rollscope {
namespace {

struct CalibrateOptions {
  std::string first, second;  // SOURCE and OUT, or OUT alone
  std::string zero;
  std::vector<std::string> uniform, points, checks;
  CalibrationNotes notes;
  std::string model = "spline", plot, lines;
};

// "50N=press.rsr": the load and the recording that holds it.
struct LoadFile {
  Amount amount;
  std::string file;
};

Result<LoadFile> parse_load_file(const std::string& text, const char* option, Amount::Unit usual) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals + 1 == text.size())
    return fail(Errc::bad_argument,
                fmt::format("{} '{}': write LOAD=RECORDING, as in {}", option, text,
                            usual == Amount::Unit::kpa ? "80kPa=press.rsr" : "10kg=stand.rsr"));
  auto amount = parse_amount(std::string_view(text).substr(0, equals), usual);
  if (!amount) return fail(Errc::bad_argument, fmt::format("{} {}", option, amount.error().detail));
  return LoadFile{*amount, text.substr(equals + 1)};
}

// Steps read from recordings, in the order of the calibration.
Result<CalibrationSession> session_of_recordings(const CalibrateOptions& options) {
  auto unloaded = read_unloaded(options.zero, options.notes.lines);
  if (!unloaded) return std::unexpected(unloaded.error());
  CalibrationSession session(std::move(*unloaded), options.notes);
  for (const std::string& text : options.uniform) {
    const auto given = parse_load_file(text, "--uniform", Amount::Unit::kpa);
    if (!given) return std::unexpected(given.error());
    auto reading = read_load(given->file, session.unloaded());
    if (!reading) return std::unexpected(reading.error());
    if (auto added = session.add_uniform(given->amount, std::move(*reading)); !added)
      return std::unexpected(added.error());
  }
  if (auto level = session.level(); !level) return std::unexpected(level.error());
  for (const std::string& text : options.points) {
    const auto given = parse_load_file(text, "--point", Amount::Unit::kpa);
    if (!given) return std::unexpected(given.error());
    auto reading = read_load(given->file, session.unloaded());
    if (!reading) return std::unexpected(reading.error());
    if (auto added = session.add_point(given->amount, std::move(*reading)); !added)
      return fail(added.error().code, given->file + ": " + added.error().detail);
  }
  if (auto fitted = session.fit(); !fitted) return std::unexpected(fitted.error());
  for (const std::string& text : options.checks) {
    const auto given = parse_load_file(text, "--check", Amount::Unit::kilogram);
    if (!given) return std::unexpected(given.error());
    auto reading = read_load(given->file, session.unloaded());
    if (!reading) return std::unexpected(reading.error());
    if (auto added = session.add_check(given->amount, std::move(*reading)); !added)
      return std::unexpected(added.error());
  }
  return session;
}

Result<void> nothing_there_yet(const std::string& path) {
  std::error_code code;
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, code))) return {};
  return fail(Errc::exists, path + ": exists already, and nothing is ever overwritten (choose another name)");
}

Result<int> calibrate(CalibrateOptions options) {
  const bool live = !options.second.empty();
  if (live != options.zero.empty())
    return fail(Errc::bad_argument,
                live
                    ? "give a SOURCE, or recordings with --zero, --uniform, --point and --check; not both"
                    : "give a SOURCE to calibrate live, or --zero RECORDING and the recordings of each step");
  const auto model = find_curve_model(options.model);
  if (!model)
    return fail(Errc::bad_argument,
                fmt::format("'{}' is no curve: choose spline, linear, power or cubic", options.model));
  options.notes.model = *model;
  const std::string& out = live ? options.second : options.first;
  if (options.plot.empty()) options.plot = std::filesystem::path(out).replace_extension(".png").string();
  for (const std::string& path : {out, options.plot})
    if (auto free = nothing_there_yet(path); !free) return std::unexpected(free.error());

  if (!options.lines.empty()) {
    const auto read = read_calibration(options.lines);
    if (!read) return std::unexpected(read.error());
    options.notes.lines = read->crosstalk;
  }
  auto session = live ? calibrate_live(options.first, options.notes) : session_of_recordings(options);
  if (!session) return std::unexpected(session.error());
  const Calibration calibration = session->calibration();
  if (auto written = write_calibration(out, calibration); !written) return std::unexpected(written.error());
  fmt::print("\n{}", calibration_summary(calibration));
  if (!calibration.points.empty()) {
    if (auto drawn = write_calibration_plot(calibration, options.plot); !drawn)
      return std::unexpected(drawn.error());
    fmt::print("written        {}, {}\n", out, options.plot);
  } else {
    fmt::print("written        {}\n", out);
  }
  return 0;
}

void add_notes(CLI::App& command, CalibrateOptions& options) {
  CalibrationNotes& notes = options.notes;
  command
      .add_option("--indenter-cm2", notes.indenter_cm2, "Area of the indenter, for points given as a force")
      ->check(CLI::Range(0.01, 1e4));
  command.add_option("--model", options.model, "spline, linear, power or cubic")->capture_default_str();
  command.add_flag("--rescale", notes.rescale,
                   "Let the first check set the scale of pressure and force; logged in the file. The checks "
                   "behind it count");
  command.add_flag("--in-situ", notes.in_situ, "The points were taken on the mat as it is used (class A)");
  command.add_option("--operator", notes.operator_name, "Who measured");
  command.add_option("--temperature-c", notes.temperature_c, "Of the room")->check(CLI::Range(-20.0, 60.0));
  command.add_option("--indenter", notes.indenter, "What pressed: size, stiffness, as '50 mm, Shore 00-30'");
  command.add_option("--sensor-serial", notes.sensor_serial, "Default: what the device says");
  command.add_option("--date", notes.date, "Default: today");
  command.add_option("--note", notes.note, "Anything else");
  command.add_option(
      "--lines", options.lines,
      "A calibration file whose [crosstalk] says how the lines of the array are read (at least "
      "quality_class = \"C\" and [crosstalk]); all else of it is left alone");
  command.add_option("--plot", options.plot, "Picture of the curve, .png or .svg (default: OUT with .png)");
}

}  // namespace

void add_calibrate(CLI::App& app, Run& run) {
  const auto options = std::make_shared<CalibrateOptions>();
  CLI::App* command = app.add_subcommand("calibrate", "Counts to kPa: measure the curve of a sensor");
  command
      ->add_option("SOURCE", options->first,
                   "Live source to be walked through; left out with recordings (--zero and so on)")
      ->required();
  command->add_option("OUT", options->second, "Calibration to write, .toml; never overwrites");
  command->add_option("--zero", options->zero, "Recording that begins with two unloaded seconds");
  const auto many = [&](const char* name, std::vector<std::string>& values, const char* help) {
    command->add_option(name, values, help)
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  many("--uniform", options->uniform,
       "KPA=RECORDING of an even load over the whole sensor; may be given again");
  many("--point", options->points,
       "KPA=RECORDING of an even pressure on all of it, or FORCEN=RECORDING (as 50N=a.rsr) of the indenter");
  many("--check", options->checks, "KG=RECORDING of a known mass (98N=... for a force); may be given again");
  add_notes(*command, *options);
  command->footer(
      "Steps, live or recorded: (1) nothing on the sensor; (2) even loads over all of it (a bladder), which "
      "level the\n"
      "sensels: one sets their gains, two or more also how each rises; (3) 5 to 10 known loads, low to high, "
      "pressed\n"
      "five times beforehand to 120 % of the highest; (4) a known mass, as a check. Each load must stand "
      "still "
      "for two\n"
      "seconds. Classes: B wants a curve and a check within 10 %; A also levelled sensels, --in-situ, a "
      "check "
      "within\n"
      "5 % and a creep model; else C, and the sensor shows counts. docs/calibration.md has the method.\n"
      "\nExamples:\n"
      "  rollscope calibrate serial:/dev/ttyUSB0 mat.toml\n"
      "  rollscope calibrate mat.toml --zero empty.rsr --uniform 50=b50.rsr --uniform 200=b200.rsr \\\n"
      "      --indenter-cm2 19.6 --point 20N=p20.rsr --point 50N=p50.rsr --point 100N=p100.rsr --check "
      "10=mass.rsr\n"
      "  rollscope record serial:/dev/ttyUSB0?calibration=mat.toml session.rsr");
  command->callback([options, &run] { run = [options] { return calibrate(*options); }; });
}

}  // namespace rollscope
