// `rollscope check-ghosts`: three corners loaded, what does the fourth read?
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <charconv>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "app/cli/command.hpp"
#include "app/cli/common.hpp"
#include "app/cli/measure_source.hpp"
#include "core/correct/ghost_test.hpp"

namespace rollscope {
namespace {

struct CheckGhostsOptions {
  std::string source, calibration, out, json;
  std::vector<std::string> corners;
  double seconds = 10.0;
};

class GhostObserver final : public FrameObserver {
 public:
  void on_start(const AnalyzerSetup& setup) override { gatherer_.emplace(setup.stream.layout); }
  void on_command(std::uint64_t, const Command&) override {}
  void on_frame(const RawFrame&, const Observation& observation, const Analyzer&) override {
    gatherer_->add(observation.frame);
  }
  void on_end(const Observation&, const Analyzer&) override {}

  std::optional<GhostGatherer> gatherer_;
};

Result<ArrayPlace> place_of(const std::string& text) {
  ArrayPlace place;
  const char* end = text.data() + text.size();
  const auto row = std::from_chars(text.data(), end, place.row);
  const bool comma = row.ec == std::errc{} && row.ptr != end && *row.ptr == ',';
  if (!comma || std::from_chars(row.ptr + 1, end, place.col).ptr != end)
    return fail(Errc::bad_argument, fmt::format("--corners {}: write ROW,COL, counted from 0, as 5,8", text));
  return place;
}

Result<std::optional<std::array<ArrayPlace, 3>>> corners_of(const std::vector<std::string>& texts) {
  if (texts.empty()) return std::nullopt;
  std::array<ArrayPlace, 3> places;
  for (std::size_t k = 0; k < places.size(); ++k) {
    const auto place = place_of(texts[k]);
    if (!place) return std::unexpected(place.error());
    places[k] = *place;
  }
  return places;
}

std::string corner_line(const char* name, const GhostCorner& corner, const char* unit) {
  return fmt::format("{:<9}row {:3}, column {:3}  {:9.3f} {}\n", name, corner.place.row, corner.place.col,
                     corner.reading, unit);
}

std::string report_text(const GhostTest& test) {
  const char* unit = test.unit == PressureUnit::kpa ? "kPa" : "counts";
  std::string text;
  for (const GhostCorner& corner : test.corners) text += corner_line("corner", corner, unit);
  text += corner_line("fourth", test.fourth, unit);
  text += fmt::format("averaged {} loaded frames, {}\n", test.loaded_frames,
                      test.unloaded_frames > 0 ? fmt::format("less {} unloaded ones", test.unloaded_frames)
                                               : "none unloaded: nothing was subtracted");
  return text + fmt::format("the fourth corner reads {:.2f} % of the weakest (passes below {:.0f} %): {}\n",
                            100.0 * test.ratio, 100.0 * kGhostLimit,
                            test.passed() ? "passed"
                                          : "FAILED, what this array shows away from a load is not all real");
}

std::string report_json(const GhostTest& test) {
  const auto corner_json = [](const GhostCorner& corner) {
    return nlohmann::ordered_json{
        {"row", corner.place.row}, {"col", corner.place.col}, {"reading", corner.reading}};
  };
  nlohmann::ordered_json corners = nlohmann::ordered_json::array();
  for (const GhostCorner& corner : test.corners) corners.push_back(corner_json(corner));
  const nlohmann::ordered_json json{{"schema", "rollscope.ghosts/1"},
                                    {"unit", test.unit == PressureUnit::kpa ? "kPa" : "counts"},
                                    {"corners", corners},
                                    {"fourth", corner_json(test.fourth)},
                                    {"ratio", test.ratio},
                                    {"limit", kGhostLimit},
                                    {"passed", test.passed()},
                                    {"frames_loaded", test.loaded_frames},
                                    {"frames_unloaded", test.unloaded_frames}};
  return json.dump(1) + "\n";
}

Result<int> check_ghosts(const CheckGhostsOptions& options) {
  const auto corners = corners_of(options.corners);
  if (!corners) return std::unexpected(corners.error());
  const auto given = read_calibration_option(options.calibration);
  if (!given) return std::unexpected(given.error());
  GhostObserver observer;
  auto calibration = measure_source(options.source, options.seconds, *given, observer);
  if (!calibration) return std::unexpected(calibration.error());
  const auto test = observer.gatherer_->finish(*corners);
  if (!test) return std::unexpected(test.error());
  if (!options.out.empty()) {
    if (*calibration) (*calibration)->crosstalk.ghost_ratio = test->ratio;
    if (const auto written = write_calibration_out(options.out, *calibration); !written)
      return std::unexpected(written.error());
  }
  if (options.json != "-") fmt::print("{}", report_text(*test));
  if (!options.json.empty())
    if (const auto written = write_text(options.json, report_json(*test)); !written)
      return std::unexpected(written.error());
  return test->passed() ? 0 : 1;
}

}  // namespace

void add_check_ghosts(CLI::App& app, Run& run) {
  const auto options = std::make_shared<CheckGhostsOptions>();
  CLI::App* command = app.add_subcommand(
      "check-ghosts", "Three corners of a rectangle loaded: does the fourth read what is not there?");
  command->add_option("SOURCE", options->source, "A live source, or a recording of the three loads")
      ->required();
  command
      ->add_option("--corners", options->corners,
                   "The three loaded places as ROW,COL from 0 (default: the three strongest loads)")
      ->expected(3);
  command->add_option("--seconds", options->seconds, "Of frames to average from a live source")
      ->capture_default_str()
      ->check(CLI::Range(0.5, 600.0));
  command->add_option("--calibration", options->calibration,
                      "Counts to kPa (TOML), instead of the source's own");
  command->add_option("--out", options->out,
                      "Write a copy of the calibration with the result in it here; never overwrites");
  command->add_option("--json", options->json, "Write the result as JSON here, - for stdout");
  command->footer(
      "Load three corners of a rectangle that lies along rows and columns, with weights of about the same\n"
      "pressure, and leave the fourth corner free. In a recording the loads may come one after the other.\n"
      "\nExit code: 0 passed (the fourth corner reads below 2 % of the weakest), 1 failed or not possible.\n"
      "\nExamples:\n"
      "  rollscope check-ghosts serial:/dev/ttyUSB0 --calibration mat.toml --out mat-checked.toml\n"
      "  rollscope check-ghosts corners.rsr --corners 5,8 5,30 18,30 --json -");
  command->callback([options, &run] { run = [options] { return check_ghosts(*options); }; });
}

}  // namespace rollscope
