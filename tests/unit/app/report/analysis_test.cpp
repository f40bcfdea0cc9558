#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "app/report/analysis_collector.hpp"
#include "app/report/analysis_csv.hpp"
#include "app/report/analysis_json.hpp"
#include "app/report/analysis_summary.hpp"
#include "app/report/config_hash.hpp"
#include "app/station/batch.hpp"
#include "tests/unit/app/station/scripted_source.hpp"
#include "tests/unit/app/station/station_support.hpp"

namespace rollscope {
namespace {

using nlohmann::json;

// 14 s at 100 Hz: a hold of twelve seconds, then over the stop.
std::shared_ptr<Script> pressed_hard() {
  auto script = std::make_shared<Script>();
  for (std::uint64_t i = 0; i < 1400; ++i) script->push(test_frame(i, i < 1200 ? 80.0F : 420.0F));
  script->end();
  return script;
}

Analysis analyse(const std::shared_ptr<Script>& script, const StreamInfo& stream = test_stream(),
                 std::vector<FrameObserver*> more = {}, const std::optional<Calibration>& calibration = {}) {
  ScriptedSource source(stream, script);
  AnalysisCollector collector("some/folder/walk.csv", "rollscope-csv");
  more.push_back(&collector);
  EXPECT_TRUE(run_batch(source, analyzer_setup(source, {}, calibration), more));
  return collector.analysis();
}

StreamInfo counts_stream() {
  StreamInfo stream = test_stream();
  stream.format = SampleFormat::u16;
  stream.full_scale = 1000.0;
  stream.numbered = false;
  return stream;
}

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(Analysis, JsonHasEveryNameOfTheSchema) {
  const json analysis = json::parse(analysis_json(analyse(pressed_hard())));
  EXPECT_EQ(analysis["schema"], "rollscope.analysis/1");
  EXPECT_EQ(analysis["source"]["file"], "walk.csv");
  EXPECT_EQ(analysis["source"]["frames"], 1400);
  EXPECT_DOUBLE_EQ(analysis["source"]["duration_s"], 13.99);
  EXPECT_NEAR(analysis["source"]["rate_hz"], 100.0, 1e-6);
  EXPECT_EQ(analysis["sensor"]["unit"], "kPa");
  EXPECT_EQ(analysis["sensor"]["pitch_mm"], json::array({10.0, 10.0}));
  const std::vector<std::pair<std::string, std::vector<std::string>>> names{
      {"source", {"file", "format", "frames", "duration_s", "rate_hz"}},
      {"sensor", {"rows", "cols", "pitch_mm", "sensel_area_cm2", "surface", "unit"}},
      {"quality", {"class", "frames_lost", "spikes", "sensels_dead", "sensels_saturated", "uncertainty"}},
      {"metrics",
       {"peak_kpa", "peak_at", "p1_max_kpa", "mean_active_kpa", "force_max_n", "force_max_frame",
        "contact_area_max_cm2", "fti_n_s", "pti_peak_kpa_s"}},
      {"config", {"hash"}}};
  for (const auto& [group, members] : names)
    for (const auto& member : members)
      EXPECT_TRUE(analysis[group].contains(member)) << group << "." << member;
  ASSERT_FALSE(analysis["holds"].empty());
  for (const char* member :
       {"id", "start_s", "end_s", "dwell_s", "gaps", "x_mm", "y_mm", "p1_peak_kpa", "mean_kpa", "area_cm2",
        "force_n", "pti_kpa_s", "outcome", "end_reason", "quality"})
    EXPECT_TRUE(analysis["holds"][0].contains(member)) << member;
  ASSERT_FALSE(analysis["alerts"].empty());
  for (const char* member : {"kind", "level", "start_s", "end_s", "value_kpa", "limit_kpa", "x_mm", "y_mm"})
    EXPECT_TRUE(analysis["alerts"][0].contains(member)) << member;
  EXPECT_EQ(analysis["holds"][0]["end_reason"], "abort");
  EXPECT_EQ(analysis["quality"]["frames_lost"], 0);
}

TEST(Analysis, MetricsAreTakenOnTheFramesAsGiven) {
  const Analysis analysis = analyse(pressed_hard());
  EXPECT_EQ(analysis.metrics.peak, 420.0F);
  EXPECT_EQ(analysis.metrics.peak_frame, 1200);  // the despiked lane would show it one frame later
  EXPECT_EQ(analysis.metrics.peak_row, 5);
  EXPECT_EQ(analysis.metrics.peak_col, 7);
}

TEST(Analysis, TheSameFramesGiveTheSameText) {
  EXPECT_EQ(analysis_json(analyse(pressed_hard())), analysis_json(analyse(pressed_hard())));
}

TEST(Analysis, WithoutCalibrationNothingIsInKpa) {
  const json analysis = json::parse(analysis_json(analyse(pressed_hard(), counts_stream())));
  EXPECT_EQ(analysis["sensor"]["unit"], "counts");
  EXPECT_EQ(analysis["quality"]["class"], "C");
  EXPECT_TRUE(analysis["quality"]["frames_lost"].is_null());
  for (const char* member :
       {"peak_kpa", "p1_max_kpa", "mean_active_kpa", "force_max_n", "fti_n_s", "pti_peak_kpa_s"})
    EXPECT_TRUE(analysis["metrics"][member].is_null()) << member;
  EXPECT_EQ(analysis["metrics"]["peak_counts"], 420.0);
  for (const auto& alert : analysis["alerts"]) EXPECT_EQ(alert["kind"], "technical");
  for (const auto& hold : analysis["holds"]) EXPECT_TRUE(hold["p1_peak_kpa"].is_null());
}

// Whatever curve it brings: class C shows counts and arms nothing.
TEST(Analysis, ACalibrationOfClassCGivesCounts) {
  Calibration calibration;
  calibration.points = {{10, 10}, {1000, 1000}};
  const auto analysed = [&](const Calibration& with) {
    return json::parse(analysis_json(analyse(pressed_hard(), counts_stream(), {}, with)));
  };
  const json armed = analysed(calibration);
  EXPECT_EQ(armed["quality"]["class"], "B");
  EXPECT_EQ(armed["sensor"]["unit"], "kPa");
  EXPECT_FALSE(armed["alerts"].empty());
  calibration.quality_class = 'C';
  const json relative = analysed(calibration);
  EXPECT_EQ(relative["quality"]["class"], "C");
  EXPECT_EQ(relative["quality"]["uncertainty"]["class"], "C");
  EXPECT_TRUE(relative["quality"]["uncertainty"]["sources"].empty());
  EXPECT_EQ(relative["sensor"]["unit"], "counts");
  EXPECT_TRUE(relative["metrics"]["peak_kpa"].is_null());
  for (const auto& alert : relative["alerts"]) EXPECT_EQ(alert["kind"], "technical");
}

TEST(Analysis, TheUncertaintySaysWhatItRestsOn) {
  Calibration calibration;
  calibration.points = {{10, 10}, {100, 100}, {1000, 1000}};
  calibration.residuals = {0, 0.012, 0};
  calibration.equilibration = {{{20, 50}, {50, 100}, {90, 200}}, 0.2, 0.011};
  calibration.checks = {{100, 97, 1, "10 kg"}};
  const Analysis analysis = analyse(pressed_hard(), counts_stream(), {}, calibration);
  const json quality = json::parse(analysis_json(analysis))["quality"];
  EXPECT_EQ(quality["class"], "B");
  EXPECT_EQ(quality["uncertainty"]["declared"], false);
  std::map<std::string, json> sources;
  for (const auto& source : quality["uncertainty"]["sources"]) sources[source["source"]] = source;
  for (const auto& [id, share] : std::map<std::string, double>{
           {"curve_fit", 0.012}, {"load_check", 0.03}, {"sensel_to_sensel", 0.011}}) {
    EXPECT_NEAR(sources.at(id)["share_high"], share, 1e-12) << id;
    EXPECT_EQ(sources.at(id)["basis"], "measured");
  }
  calibration.equilibration = {{{50, 100}}, 0.2, 0.0};
  for (const UncertaintySource& source : uncertainty_of(counts_stream(), calibration).sources) {
    if (source.id != "sensel_to_sensel") continue;
    EXPECT_FALSE(source.measured) << "one load is levelled exactly, by construction";
    EXPECT_EQ(source.high, 0.2);
  }
  for (const char* id : {"mounting", "creep", "hysteresis", "temperature"})
    EXPECT_EQ(sources.at(id)["basis"], "typical");
  const std::string summary = analysis_summary(analysis);
  EXPECT_NE(summary.find("class     B: not A for want of"), std::string::npos) << summary;
  EXPECT_NE(summary.find("3.0 % measured: load check, worst"), std::string::npos) << summary;
}

TEST(Analysis, LostFramesMarksAndRatingsAreListed) {
  auto script = std::make_shared<Script>();
  for (std::uint64_t i = 0; i < 300; ++i) {
    if (i == 100) script->push(MarkCommand{"sore, \"here\""});
    if (i == 150) script->push(PainCommand{4});
    if (i % 50 != 7) script->push(test_frame(i));
  }
  script->end();
  const Analysis analysis = analyse(script);
  EXPECT_EQ(analysis.frames_lost, 6u);
  ASSERT_EQ(analysis.marks.size(), 1u);
  EXPECT_EQ(analysis.marks[0].text, "sore, \"here\"");
  ASSERT_EQ(analysis.ratings.size(), 1u);
  EXPECT_EQ(analysis.ratings[0].nrs, 4);
  ASSERT_EQ(analysis.commands.size(), 2u);
  EXPECT_EQ(analysis.commands[0].frame, 98u);  // of the frames that came
}

TEST(Analysis, AnEmptyFileIsNoFailure) {
  auto script = std::make_shared<Script>();
  script->end();
  const Analysis analysis = analyse(script);
  const json parsed = json::parse(analysis_json(analysis));
  EXPECT_EQ(parsed["source"]["frames"], 0);
  EXPECT_TRUE(parsed["metrics"]["peak_at"].is_null());
  EXPECT_NE(analysis_summary(analysis).find("no frames"), std::string::npos);
}

TEST(Analysis, TheHashNamesTheSettings) {
  AnalyzerSetup setup{.stream = test_stream(), .calibration = {}, .profile = {}};
  const std::string hash = config_hash(setup);
  EXPECT_EQ(hash.size(), 16u);
  EXPECT_EQ(config_hash(setup), hash);
  AnalyzerSetup other = setup;
  other.profile.hold.t_min_s = 6.0;
  EXPECT_NE(config_hash(other), hash);
  other = setup;
  other.stream.layout.pitch_row_mm = 5.0;
  EXPECT_NE(config_hash(other), hash);
  other = setup;
  other.calibration = Calibration{};
  EXPECT_NE(config_hash(other), hash);
}

TEST(Analysis, TablesAreTidy) {
  const TemporaryFolder folder;
  auto series = SeriesWriter::create(folder.file("tables"));
  ASSERT_TRUE(series);
  const Analysis analysis = analyse(pressed_hard(), test_stream(), {series->get()});
  ASSERT_TRUE((*series)->finish());
  ASSERT_TRUE(write_analysis_csv(folder.file("tables"), analysis));
  const auto commas = [](const std::string& line) { return std::count(line.begin(), line.end(), ','); };
  for (const auto& [name, rows] :
       std::vector<std::pair<std::string, std::size_t>>{{"holds", analysis.holds.size()},
                                                        {"alerts", analysis.alerts.size()},
                                                        {"strokes", analysis.strokes.size()},
                                                        {"series", 1400}}) {
    const auto lines = lines_of(folder.file("tables/" + name + ".csv"));
    ASSERT_EQ(lines.size(), rows + 1) << name;
    for (const auto& line : lines) EXPECT_EQ(commas(line), commas(lines[0])) << name << ": " << line;
  }
  EXPECT_EQ(lines_of(folder.file("tables/series.csv"))[0].substr(0, 31), "frame,t_s,peak_kpa,p1_kpa,force");
}

}  // namespace
}  // namespace rollscope
