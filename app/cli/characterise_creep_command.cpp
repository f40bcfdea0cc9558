// `rollscope characterise-creep`: how a sensor's reading of a dead weight rises, from recordings.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "app/cli/command.hpp"
#include "app/cli/common.hpp"
#include "app/cli/measure_source.hpp"
#include "core/correct/creep_fit.hpp"

namespace rollscope {
namespace {

struct CharacteriseCreepOptions {
  std::vector<std::string> files;
  std::string calibration, out, json;
};

// The sum of pressure over the array, frame by frame, without any creep correction.
class LoadObserver final : public FrameObserver {
 public:
  void on_start(const AnalyzerSetup&) override {}
  void on_command(std::uint64_t, const Command&) override {}
  void on_frame(const RawFrame&, const Observation& observation, const Analyzer&) override {
    const PressureFrame& frame = observation.frame;
    unit_ = frame.unit;
    if (!time_s_.empty() && !(frame.time_s > last_s_)) return;
    double sum = 0.0;
    for (std::size_t i = 0; i < frame.pressure.size(); ++i) {
      if ((frame.validity[i] & kNotUsable) == 0) sum += static_cast<double>(frame.pressure[i]);
    }
    last_s_ = frame.time_s;
    time_s_.push_back(offset_s_ + frame.time_s);
    load_.push_back(sum);
  }
  void on_end(const Observation&, const Analyzer&) override {}

  // The next recording begins with a sensor at rest.
  void next_file() {
    constexpr double kRest_s = 3600.0;
    offset_s_ = time_s_.empty() ? 0.0 : time_s_.back() + kRest_s;
    last_s_ = -1.0;
    if (!time_s_.empty()) {
      time_s_.push_back(time_s_.back() + 0.001);
      load_.push_back(0.0);
    }
  }

  PressureUnit unit_ = PressureUnit::kpa;
  std::vector<double> time_s_, load_;

 private:
  double offset_s_ = 0.0, last_s_ = -1.0;
};

std::string report_text(const CreepFit& fit) {
  std::string text;
  for (const LoadStep& step : fit.steps)
    text += fmt::format("load {:10.1f} kPa over sensels, {:6.1f} s: {:.2f} % a decade, {:.3f} % left\n",
                        step.load, step.end_s - step.on_s, 100.0 * step.per_decade, 100.0 * step.residual);
  std::string taus;
  for (const double tau : fit.creep.tau_s) taus += fmt::format("{}{:g}", taus.empty() ? "" : ", ", tau);
  text += fmt::format(
      "creep: {:.2f} % of the load a decade, standard error {:.2f} %, uncertainty {:.0f} % of it\n",
      100.0 * fit.creep.per_decade, 100.0 * fit.standard_error, 100.0 * fit.creep.uncertainty);
  text += fmt::format("time constants {} s: {:.3f} % left; halved {:.3f} %, doubled {:.3f} %{}\n", taus,
                      100.0 * fit.residual, 100.0 * fit.residual_halved, 100.0 * fit.residual_doubled,
                      fit.taus_moved ? " (moved: they fitted clearly better)" : "");
  if (fit.steps.size() < 2)
    text += "one load only: two more loads would say whether the share is the same for all\n";
  return text;
}

std::string report_json(const CreepFit& fit) {
  nlohmann::ordered_json steps = nlohmann::ordered_json::array();
  for (const LoadStep& step : fit.steps)
    steps.push_back({{"start_s", step.on_s},
                     {"end_s", step.end_s},
                     {"load_kpa_sum", step.load},
                     {"per_decade", step.per_decade},
                     {"residual", step.residual}});
  const nlohmann::ordered_json json{{"schema", "rollscope.creep/1"},
                                    {"per_decade", fit.creep.per_decade},
                                    {"standard_error", fit.standard_error},
                                    {"uncertainty", fit.creep.uncertainty},
                                    {"tau_s", fit.creep.tau_s},
                                    {"residual", fit.residual},
                                    {"residual_halved", fit.residual_halved},
                                    {"residual_doubled", fit.residual_doubled},
                                    {"steps", steps}};
  return json.dump(1) + "\n";
}

// Creep in force would hide what is to be found.
Result<std::optional<Calibration>> without_creep(const CharacteriseCreepOptions& options) {
  auto calibration = read_calibration_option(options.calibration);
  if (!calibration) return calibration;
  if (!*calibration) {
    const auto source = open_file(options.files.front());
    if (!source) return std::unexpected(source.error());
    *calibration = (*source)->calibration();
  }
  if (*calibration) (*calibration)->creep = Creep{};
  return calibration;
}

Result<int> characterise_creep(const CharacteriseCreepOptions& options) {
  auto calibration = without_creep(options);
  if (!calibration) return std::unexpected(calibration.error());
  LoadObserver observer;
  for (const std::string& file : options.files) {
    observer.next_file();
    const auto measured = measure_source(file, 600.0, *calibration, observer);
    if (!measured) return std::unexpected(measured.error());
  }
  if (observer.unit_ != PressureUnit::kpa)
    return fail(Errc::refused,
                "creep is a share of pressure, and these are counts; name a calibration with --calibration");
  const auto fit = fit_creep(observer.time_s_, observer.load_);
  if (!fit) return std::unexpected(fit.error());
  if (!options.out.empty()) {
    if (*calibration) (*calibration)->creep = fit->creep;
    if (const auto written = write_calibration_out(options.out, *calibration); !written)
      return std::unexpected(written.error());
  }
  if (options.json != "-") fmt::print("{}", report_text(*fit));
  if (!options.json.empty())
    if (const auto written = write_text(options.json, report_json(*fit)); !written)
      return std::unexpected(written.error());
  return 0;
}

}  // namespace

void add_characterise_creep(CLI::App& app, Run& run) {
  const auto options = std::make_shared<CharacteriseCreepOptions>();
  CLI::App* command = app.add_subcommand(
      "characterise-creep", "How the reading of a dead weight rises with time, from recordings of it");
  command->add_option("FILE", options->files, "Recordings of one or several loads")->required();
  command->add_option("--calibration", options->calibration,
                      "Counts to kPa (TOML), instead of the file's own");
  command->add_option("--out", options->out,
                      "Write a copy of the calibration with the creep model in it here; never overwrites");
  command->add_option("--json", options->json, "Write the fit as JSON here, - for stdout");
  command->footer(
      "Record with the sensor unloaded for some seconds, lay a dead weight on, leave it for 120 s, take it "
      "off.\n"
      "Three loads, in one recording or in several, tell how far one share holds for all. Nobody touches "
      "the\n"
      "weight meanwhile. From then on analyses with the new calibration correct creep; raw frames stay as "
      "they\n"
      "are.\n"
      "\nExamples:\n"
      "  rollscope characterise-creep step.rsr --calibration mat.toml --out mat-creep.toml\n"
      "  rollscope characterise-creep light.rsr middle.rsr heavy.rsr --json -");
  command->callback([options, &run] { run = [options] { return characterise_creep(*options); }; });
}

}  // namespace rollscope
