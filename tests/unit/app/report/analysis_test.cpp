#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <numbers>

#include "app/report/analysis_collector.hpp"
#include "app/report/analysis_csv.hpp"
#include "app/report/analysis_json.hpp"
#include "app/report/analysis_summary.hpp"
#include "app/report/config_hash.hpp"
#include "app/report/words.hpp"
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
      {"quality",
       {"class", "frames_lost", "spikes", "sensels_dead", "sensels_saturated", "sensels_masked",
        "sensel_faults", "zero_steps", "uncertainty"}},
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
                                                        {"oscillations", analysis.oscillations.size()},
                                                        {"alerts", analysis.alerts.size()},
                                                        {"strokes", analysis.strokes.size()},
                                                        {"dose", 12 * 16},
                                                        {"series", 1400}}) {
    const auto lines = lines_of(folder.file("tables/" + name + ".csv"));
    ASSERT_EQ(lines.size(), rows + 1) << name;
    for (const auto& line : lines) EXPECT_EQ(commas(line), commas(lines[0])) << name << ": " << line;
  }
  EXPECT_EQ(lines_of(folder.file("tables/series.csv"))[0].substr(0, 31), "frame,t_s,peak_kpa,p1_kpa,force");
}

// 60 s held while the peak sinks, then twelve seconds of rubbing.
std::shared_ptr<Script> held_and_rubbed() {
  auto script = std::make_shared<Script>();
  for (std::uint64_t i = 0; i < 7200; ++i) {
    const double t = static_cast<double>(i) * 0.01;
    RawFrame frame = test_frame(i, static_cast<float>(t < 60.0 ? 120.0 * std::pow(1.0 + t, -0.06) : 90.0));
    if (t >= 60.0) {
      // Between the columns too: a finger does not jump.
      const double by = 1.0 + std::sin(2.0 * std::numbers::pi * (t - 60.0));
      const auto whole = static_cast<std::ptrdiff_t>(by);
      std::ranges::rotate(frame.samples, frame.samples.end() - whole);
      auto next = frame.samples;
      std::ranges::rotate(next, next.end() - 1);
      const double share = by - static_cast<double>(whole);
      for (std::size_t s = 0; s < next.size(); ++s)
        frame.samples[s] = static_cast<float>((1.0 - share) * frame.samples[s] + share * next[s]);
    }
    script->push(frame);
  }
  script->end();
  return script;
}

TEST(Analysis, TrendOscillationsAndDoseStandInTheJson) {
  const json analysis = json::parse(analysis_json(analyse(held_and_rubbed())));
  ASSERT_EQ(analysis["holds"].size(), 1u);
  const json& trend = analysis["holds"][0]["trend"];
  for (const char* member :
       {"window_s", "drop_10_s_percent", "drop_30_s_percent", "drop_60_s_percent", "drop_percent",
        "force_change_percent", "area_change_percent", "slope", "slope_last_10_s", "rmse",
        "detectable_drop_percent", "cause", "flagged", "text"})
    EXPECT_TRUE(trend.contains(member)) << member;
  EXPECT_NEAR(trend["drop_30_s_percent"], 100.0 * (1.0 - std::pow(31.0 / 3.0, -0.06)), 0.5);
  EXPECT_TRUE(trend["detectable_drop_percent"].is_null());
  EXPECT_EQ(trend["flagged"], false);
  EXPECT_EQ(trend["cause"], "unclear");  // the load fell with the peak, yet the area did not
  EXPECT_NE(trend["text"].get<std::string>().find("peak pressure fell"), std::string::npos);

  ASSERT_EQ(analysis["oscillations"].size(), 1u);
  const json& rub = analysis["oscillations"][0];
  for (const char* member : {"start_s", "end_s", "dwell_s", "reversals", "rate_hz", "swing_mm", "x_mm",
                             "y_mm", "p1_peak_kpa", "p1_mean_kpa", "force_n"})
    EXPECT_TRUE(rub.contains(member)) << member;
  EXPECT_NEAR(rub["rate_hz"], 1.0, 0.05);
  EXPECT_NEAR(rub["swing_mm"], 20.0, 2.0);

  const json& dose = analysis["dose"];
  EXPECT_NEAR(dose["contact_s"], 71.99, 0.02);
  double zones = 0.0;
  for (const auto& [name, seconds] : dose["zones_s"].items()) zones += seconds.get<double>();
  EXPECT_NEAR(zones, dose["contact_s"], 1e-6);
  EXPECT_EQ(dose["map_max_at"]["row"], 5);
  EXPECT_GT(dose["map_max_kpa_s"], 50.0 * 72.0);
}

TEST(Analysis, WithoutCalibrationThereIsNoDoseAndNoCause) {
  const json analysis = json::parse(analysis_json(analyse(held_and_rubbed(), counts_stream())));
  EXPECT_TRUE(analysis["dose"].is_null());
  ASSERT_FALSE(analysis["holds"].empty());
  EXPECT_TRUE(analysis["holds"][0]["trend"]["cause"].is_null());
  EXPECT_TRUE(analysis["holds"][0]["trend"]["force_change_percent"].is_null());
  EXPECT_NE(analysis["holds"][0]["trend"]["text"].get<std::string>().find("peak reading"), std::string::npos);
}

// science.md 5.4: measured pressure, load, time and trend are told, never what they do to a body.
TEST(Analysis, ResultsSayNothingThatWasNotMeasured) {
  const TemporaryFolder folder;
  std::string all;
  for (const StreamInfo& stream : {test_stream(), counts_stream()}) {
    for (const auto& script : {pressed_hard(), held_and_rubbed()}) {
      auto series = SeriesWriter::create(folder.file("tables"));
      ASSERT_TRUE(series);
      const Analysis analysis = analyse(script, stream, {series->get()});
      ASSERT_TRUE((*series)->finish());
      ASSERT_TRUE(write_analysis_csv(folder.file("tables"), analysis));
      all += analysis_json(analysis) + analysis_summary(analysis);
      for (const auto& file : std::filesystem::directory_iterator(folder.file("tables")))
        for (const auto& line : lines_of(file.path().string())) all += line + "\n";
    }
  }
  for (const TrendCause cause :
       {TrendCause::unknown, TrendCause::steady, TrendCause::yields, TrendCause::unloads, TrendCause::loads,
        TrendCause::sensor_creep, TrendCause::guarding, TrendCause::unclear}) {
    HoldTrend trend;
    trend.cause = cause;
    trend.drop = 0.18;
    trend.force_change = cause == TrendCause::unloads ? -0.3 : 0.01;
    all += std::string(word(cause)) + "\n" + trend_text(trend, true) + "\n" + trend_text(trend, false) + "\n";
  }
  std::ranges::transform(all, all.begin(), [](unsigned char c) { return std::tolower(c); });
  EXPECT_NE(all.find("peak pressure fell 18 % at steady load"), std::string::npos);
  EXPECT_NE(all.find("peak pressure fell 18 % while the load fell 30 %"), std::string::npos);
  for (const char* never :
       {"release", "treat", "heal", "adhesion", "knot", "circulation", "safe", "diagnos", "trigger point",
        "tau", "time constant", "exponential", "therap", "cure", "nan", "inf"})
    EXPECT_EQ(all.find(never), std::string::npos)
        << never << ": " << all.substr(all.find(never) == std::string::npos ? 0 : all.find(never), 60);
}

}  // namespace
}  // namespace rollscope
