// check-ghosts and characterise-creep with the real program, on recordings made of sensors that are not what
// the calibration says (science.md 4.1).
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/scene/sensor_model.hpp"
#include "drivers/files/calibration_toml.hpp"
#include "tests/contract/end_to_end_support.hpp"

namespace rollscope {
namespace {

using nlohmann::json;

constexpr int kRows = 16, kCols = 20;
constexpr double kRate_hz = 20.0;

SensorLayout layout() {
  SensorLayout made;
  made.rows = kRows;
  made.cols = kCols;
  return made;
}

// Counts as rollscope-csv, and the calibration beside it.
class Bench {
 public:
  Bench(const std::string& folder, const SensorOptions& options)
      : csv_(folder + "/bench.csv"),
        toml_(folder + "/mat.toml"),
        sensor_(layout(), kRate_hz, options, {}, 5) {
    out_.open(csv_);
    out_ << "# rollscope-csv: 1\n# rows: " << kRows << "\n# cols: " << kCols
         << "\n# pitch_mm: 10 10\n# unit: counts\n# surface: flat\nt_s";
    for (int i = 0; i < kRows * kCols; ++i) out_ << ",s" << i;
    out_ << '\n';
    Calibration calibration = sensor_.calibration();
    if (calibration.crosstalk.solved()) calibration.crosstalk.full_scale_counts = sensor_.full_scale_counts();
    EXPECT_TRUE(write_calibration(toml_, calibration));
  }

  void play(const std::vector<float>& kpa, double seconds) {
    std::vector<float> counts(kpa.size());
    for (int k = 0; k < static_cast<int>(seconds * kRate_hz); ++k) {
      sensor_.sample(kpa, counts);
      out_ << 0.05 * frames_++;
      for (const float count : counts) out_ << ',' << count;
      out_ << '\n';
    }
  }
  void done() { out_.close(); }
  [[nodiscard]] const std::string& csv() const { return csv_; }
  [[nodiscard]] const std::string& toml() const { return toml_; }

 private:
  std::string csv_, toml_;
  SensorModel sensor_;
  std::ofstream out_;
  int frames_ = 0;
};

// Weights 3 x 3 sensels wide.
std::vector<float> weights(const std::vector<std::pair<int, int>>& places, float kpa) {
  std::vector<float> pressure(layout().sensels(), 0.0F);
  for (const auto& [row, col] : places)
    for (int r = row - 1; r <= row + 1; ++r)
      for (int c = col - 1; c <= col + 1; ++c) pressure[static_cast<std::size_t>(r * kCols + c)] = kpa;
  return pressure;
}

SensorOptions sensor_of(FrontEnd front_end) {
  SensorOptions options;
  options.lines = usual_lines(front_end);
  options.noise_share = 0.5 / 4095.0;
  options.creep_per_decade = 0.0;
  return options;
}

void play_corners(Bench& bench) {
  bench.play(weights({}, 0.0F), 2.0);
  bench.play(weights({{3, 4}}, 150.0F), 1.0);
  bench.play(weights({{3, 4}, {3, 15}}, 150.0F), 1.0);
  bench.play(weights({{3, 4}, {3, 15}, {12, 4}}, 150.0F), 4.0);
  bench.done();
}

TEST(CheckGhosts, PassesASolvedArrayAndWritesItIntoTheCalibration) {
  const std::string folder = fresh_folder("ghosts-solved");
  SensorOptions options = sensor_of(FrontEnd::grounded);
  options.told_driver_share = 1.3;
  Bench bench(folder, options);
  play_corners(bench);
  const std::string out = folder + "/checked.toml";
  const Ran ran =
      run({"check-ghosts", bench.csv(), "--calibration", bench.toml(), "--out", out, "--json", "-"});
  ASSERT_EQ(ran.code, 0) << ran.out << ran.err;
  const json result = json::parse(ran.out);
  EXPECT_TRUE(result["passed"].get<bool>());
  EXPECT_EQ(result["unit"], "kPa");
  EXPECT_EQ(result["fourth"]["row"], 12);
  EXPECT_EQ(result["fourth"]["col"], 15);
  const auto written = read_calibration(out);
  ASSERT_TRUE(written) << written.error().detail;
  EXPECT_EQ(written->crosstalk.ghost_ratio, result["ratio"].get<double>());
  EXPECT_LT(written->crosstalk.ghost_ratio, 0.02);
  // Never overwritten.
  EXPECT_EQ(run({"check-ghosts", bench.csv(), "--calibration", bench.toml(), "--out", out}).code, 1);
}

TEST(CheckGhosts, FailsFloatingLinesOnCounts) {
  const std::string folder = fresh_folder("ghosts-floating");
  Bench bench(folder, sensor_of(FrontEnd::floating));
  play_corners(bench);
  const Ran ran =
      run({"check-ghosts", bench.csv(), "--calibration", bench.toml(), "--corners", "3,4", "3,15", "12,4"});
  EXPECT_EQ(ran.code, 1) << ran.out << ran.err;
  EXPECT_NE(ran.out.find("FAILED"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("counts"), std::string::npos) << ran.out;
}

TEST(CheckGhosts, SaysWhatIsMissing) {
  const std::string folder = fresh_folder("ghosts-none");
  Bench bench(folder, sensor_of(FrontEnd::grounded));
  bench.play(weights({{3, 4}}, 150.0F), 1.0);
  bench.done();
  const Ran ran = run({"check-ghosts", bench.csv(), "--calibration", bench.toml()});
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("load"), std::string::npos) << ran.err;
  EXPECT_EQ(run({"check-ghosts", bench.csv(), "--corners", "3,4", "x", "1,1"}).code, 2);
}

// A sensor with other time constants and gains than the fit knows; then its holds are the better for it.
TEST(CharacteriseCreep, FindsItAndTheNextAnalysisCorrectsIt) {
  const std::string folder = fresh_folder("creep");
  SensorOptions options;
  options.creep_per_decade = 0.05;
  options.creep_tau_share = 1.3;
  Bench bench(folder, options);
  bench.play(weights({}, 0.0F), 5.0);
  bench.play(weights({{8, 8}}, 100.0F), 120.0);
  bench.play(weights({}, 0.0F), 60.0);
  bench.play(weights({{8, 8}}, 250.0F), 120.0);
  bench.play(weights({}, 0.0F), 2.0);
  bench.done();
  const std::string out = folder + "/creep.toml";
  const Ran ran =
      run({"characterise-creep", bench.csv(), "--calibration", bench.toml(), "--out", out, "--json", "-"});
  ASSERT_EQ(ran.code, 0) << ran.out << ran.err;
  const json fit = json::parse(ran.out);
  EXPECT_EQ(fit["steps"].size(), 2u);
  EXPECT_NEAR(fit["per_decade"].get<double>(), 0.05, 0.3 * 0.05);
  const auto written = read_calibration(out);
  ASSERT_TRUE(written) << written.error().detail;
  EXPECT_EQ(written->creep.per_decade, fit["per_decade"].get<double>());

  const auto hold_of = [&](const std::string& calibration) {
    const Ran analyzed = run({"analyze", bench.csv(), "--calibration", calibration, "--json", "-"});
    EXPECT_EQ(analyzed.code, 0) << analyzed.err;
    return json::parse(analyzed.out);
  };
  const json before = hold_of(bench.toml()), after = hold_of(out);
  ASSERT_EQ(after["holds"].size(), 2u);
  EXPECT_EQ(after["quality"]["creep"]["correction"], "corrected");
  EXPECT_EQ(before["quality"]["creep"]["per_decade"], nullptr);
  for (std::size_t i = 0; i < 2; ++i) {
    const double left = after["holds"][i]["creep_uncertainty"], was = before["holds"][i]["creep_uncertainty"];
    EXPECT_GT(left, 0.0);
    EXPECT_LT(left, was);
    // 5 % a decade: over two minutes the first three of four time constants are through.
    const double was_kpa = before["holds"][i]["p1_peak_kpa"], now_kpa = after["holds"][i]["p1_peak_kpa"];
    EXPECT_NEAR(was_kpa / now_kpa, 1.145, 0.03);
  }
  // What the frames gave stays as it was, but for the zero, which follows what creep leaves unloaded.
  for (const char* metric : {"peak_kpa", "p1_max_kpa", "mean_active_kpa", "force_max_n", "fti_n_s"}) {
    const double was = before["metrics"][metric], now = after["metrics"][metric];
    EXPECT_NEAR(now / was, 1.0, 2e-3) << metric;
  }
}

TEST(CharacteriseCreep, RefusesWhatSaysNothing) {
  const std::string folder = fresh_folder("creep-none");
  SensorOptions options;
  options.creep_per_decade = 0.05;
  Bench bench(folder, options);
  bench.play(weights({}, 0.0F), 2.0);
  bench.play(weights({{8, 8}}, 100.0F), 20.0);
  bench.done();
  const Ran brief = run({"characterise-creep", bench.csv(), "--calibration", bench.toml()});
  EXPECT_EQ(brief.code, 1);
  EXPECT_NE(brief.err.find("60 s"), std::string::npos) << brief.err;
  const Ran counts = run({"characterise-creep", bench.csv()});
  EXPECT_EQ(counts.code, 1);
  EXPECT_NE(counts.err.find("--calibration"), std::string::npos) << counts.err;
}

// From nothing but how the lines are read (30 % off) to pressure: zero and points are taken in uS.
TEST(CalibrateLines, PointsOfAnArrayAreTakenFromItsSolvedSignal) {
  const std::string folder = fresh_folder("calibrate-lines");
  SensorOptions options = sensor_of(FrontEnd::grounded);
  options.gain_spread = 0.02;
  Crosstalk lines = options.lines;
  lines.driver_ohm *= 1.3;
  lines.full_scale_counts = 4095.0;
  const std::string lines_toml = folder + "/lines.toml";
  ASSERT_TRUE(write_calibration(lines_toml, Calibration{.quality_class = 'C', .crosstalk = lines}));
  const auto record = [&](const std::string& name, const std::vector<float>& kpa) {
    const std::string sub = folder + "/" + name;
    std::filesystem::create_directories(sub);
    Bench bench(sub, options);
    bench.play(weights({}, 0.0F), 2.5);
    bench.play(kpa, 3.0);
    bench.done();
    return bench.csv();
  };
  std::vector<std::string> arguments{
      "calibrate", folder + "/made.toml", "--lines", lines_toml, "--zero", record("zero", weights({}, 0.0F))};
  for (const int kpa : {10, 30, 80, 160, 300}) {
    const std::vector<float> even(layout().sensels(), static_cast<float>(kpa));
    arguments.insert(arguments.end(),
                     {"--point", std::to_string(kpa) + "kPa=" + record("p" + std::to_string(kpa), even)});
  }
  const Ran made = run(arguments);
  ASSERT_EQ(made.code, 0) << made.out << made.err;
  auto calibration = read_calibration(folder + "/made.toml");
  ASSERT_TRUE(calibration) << calibration.error().detail;
  EXPECT_EQ(calibration->crosstalk, lines);
  // Its class is C for want of a load check; a person who takes it at its word declares B.
  calibration->quality_class = 'B';
  ASSERT_TRUE(write_calibration(folder + "/declared.toml", *calibration));
  const std::string load = record("load", weights({{3, 4}, {8, 4}, {12, 4}}, 120.0F));
  const Ran ran = run({"analyze", load, "--calibration", folder + "/declared.toml", "--json", "-"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const json analysis = json::parse(ran.out);
  EXPECT_EQ(analysis["sensor"]["unit"], "kPa");
  EXPECT_NEAR(analysis["metrics"]["peak_kpa"].get<double>(), 120.0, 12.0);
  // 27 sensels of 1 cm2 at 120 kPa; gains are not levelled.
  EXPECT_NEAR(analysis["metrics"]["force_max_n"].get<double>(), 324.0, 16.0);
}

// The emulator's own lines, solved from the calibration it writes: the truth of the scene comes out.
TEST(EmulatedLines, GroundedAndZeroPotentialGiveTheTruthOfTheScene) {
  for (const char* front_end : {"grounded", "zero-potential"}) {
    const std::string folder = fresh_folder(std::string("lines-") + front_end);
    Program emulator({"emulate", "--scene", "two-holds", "--speed", "0", "--front-end", front_end, "--tty",
                      folder + "/mat", "--calibration-out", folder + "/mat.toml"});
    const std::string source = emulator.read_line();
    const Ran recorded =
        run({"record", source + "&replug_s=0", folder + "/out.rsr", "--calibration", folder + "/mat.toml"});
    EXPECT_EQ(emulator.wait(), 0);
    const Ran analyzed = run({"analyze", folder + "/out.rsr", "--json", "-"});
    ASSERT_EQ(analyzed.code, 0) << analyzed.err << recorded.err;
    const json analysis = json::parse(analyzed.out);
    const SceneTruth truth = truth_of("two-holds", "native");
    expect_holds(analysis, truth);
    expect_pressure_alerts(analysis, truth);
    EXPECT_EQ(analysis["quality"]["crosstalk"]["correction"], "solved");
    EXPECT_EQ(analysis["quality"]["crosstalk"]["front_end"], front_end);
  }
}

}  // namespace
}  // namespace rollscope
