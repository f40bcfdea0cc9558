// `rollscope calibrate` from end to end: from recordings and from a live source, what it writes, what it
// refuses, and that its calibration gives true forces.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/correct/uncertainty_class.hpp"
#include "drivers/files/calibration_toml.hpp"
#include "drivers/recording/recording_writer.hpp"
#include "tests/contract/end_to_end_support.hpp"
#include "tests/unit/core/correct/synthetic_array.hpp"

namespace rollscope {
namespace {

using test::SyntheticArray;

// A mat with uneven sensels, its loads as recordings of three seconds.
class Bench {
 public:
  explicit Bench(const std::string& name) : folder_(fresh_folder(name)) {
    array_.noise = 1.5;
    array_.stream.device_id = "native";
    array_.stream.serial_number = "SN-7";
    empty("zero");
  }

  [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }
  [[nodiscard]] std::string file(const std::string& name) const { return path(name + ".rsr"); }

  void empty(const std::string& name) { record(name, {{3.0, even(0)}}); }
  void uniform(const std::string& name, double kpa) { record(name, {{3.0, even(kpa)}}); }
  void press(const std::string& name, double force_n) { record(name, {{3.0, indenter(force_n)}}); }
  void shaky(const std::string& name) {
    std::vector<Part> parts;
    for (int i = 0; i < 60; ++i) parts.push_back({0.1, indenter(20.0 + 40.0 * (i % 7))});
    record(name, parts);
  }

  struct Part {
    double seconds;
    std::vector<double> kpa;
  };
  void record(const std::string& name, const std::vector<Part>& parts) {
    RecordingSetup setup;
    setup.stream = array_.stream;
    setup.program_version = "test";
    auto writer = RecordingWriter::create(file(name), setup);
    ASSERT_TRUE(writer) << writer.error().detail;
    double time_s = 0.0;
    for (const Part& part : parts) {
      for (double end_s = time_s + part.seconds; time_s < end_s - 1e-9; time_s += 0.02) {
        RawFrame frame = array_.frame(part.kpa, time_s);
        frame.sequence = static_cast<std::uint64_t>(std::llround(time_s / 0.02));
        ASSERT_TRUE(writer->append(frame));
      }
    }
    ASSERT_TRUE(writer->finish());
  }
  [[nodiscard]] std::vector<double> even(double kpa) const { return std::vector<double>(256, kpa); }
  // 40 x 40 mm across sensel borders, or another size: 16 cm2.
  [[nodiscard]] std::vector<double> indenter(double force_n, double side_mm = 40.0) const {
    return array_.indenter(77.0, 84.0, side_mm, force_n);
  }

 private:
  std::string folder_;
  SyntheticArray array_{16, 16, 0.2, 0.1, 42};
};

std::vector<std::string> full_run(Bench& bench) {
  bench.uniform("u20", 20);
  bench.uniform("u60", 60);
  bench.uniform("u180", 180);
  std::vector<std::string> arguments{"calibrate", bench.path("mat.toml"), "--zero", bench.file("zero")};
  for (const char* kpa : {"20", "60", "180"})
    arguments.insert(arguments.end(),
                     {"--uniform", std::string(kpa) + "=" + bench.file("u" + std::string(kpa))});
  for (const int force_n : {20, 45, 90, 180, 320}) {
    const std::string name = std::to_string(force_n);
    bench.press("p" + name, force_n);
    arguments.insert(arguments.end(), {"--point", name + "N=" + bench.file("p" + name)});
  }
  bench.record("mass", {{3.0, bench.indenter(147.1, 60.0)}});
  arguments.insert(arguments.end(), {"--check", "15=" + bench.file("mass"), "--indenter-cm2", "16"});
  return arguments;
}

TEST(Calibrate, RecordingsGiveACalibrationOfClassBWithTrueForces) {
  Bench bench("calibrate_recordings");
  auto arguments = full_run(bench);
  arguments.insert(arguments.end(), {"--operator", "A. B.", "--temperature-c", "22.5", "--indenter",
                                     "flat, rigid", "--date", "2026-05-04"});
  const Ran ran = run(arguments);
  ASSERT_EQ(ran.code, 0) << ran.err;
  for (const char* part : {"3 uniform loads", "residual", "RMS", "accept", "class          B", "mat.png"})
    EXPECT_NE(ran.out.find(part), std::string::npos) << part << " in\n" << ran.out;
  EXPECT_EQ(read_file(bench.path("mat.png")).substr(1, 3), "PNG");

  const auto calibration = read_calibration(bench.path("mat.toml"));
  ASSERT_TRUE(calibration) << calibration.error().detail;
  EXPECT_EQ(calibration->points.size(), 5U);
  EXPECT_EQ(calibration->residuals.size(), 5U);
  EXPECT_EQ(calibration->quality_class, 'B');
  EXPECT_EQ(calibration->sensor_serial, "SN-7");
  EXPECT_EQ(calibration->operator_name, "A. B.");
  EXPECT_EQ(calibration->temperature_c, 22.5);
  EXPECT_EQ(calibration->indenter, "flat, rigid, 16 cm2");
  EXPECT_LT(calibration->equilibration.spread_after, 0.05);
  EXPECT_GT(calibration->equilibration.spread_before, 0.15);
  ASSERT_EQ(calibration->checks.size(), 1U);
  EXPECT_NEAR(load_ratio(calibration->checks[0]), 1.0, 0.05);

  // The program reads its own file: another force, another size, as a session would see it.
  bench.record("session", {{2.5, bench.even(0)}, {4.0, bench.indenter(120.0, 50.0)}});
  const Ran analysed =
      run({"analyze", bench.file("session"), "--calibration", bench.path("mat.toml"), "--json", "-"});
  ASSERT_EQ(analysed.code, 0) << analysed.err;
  const auto json = nlohmann::json::parse(analysed.out);
  EXPECT_EQ(json["quality"]["class"], "B");
  EXPECT_EQ(json["quality"]["uncertainty"]["declared"], false);
  EXPECT_NEAR(json["metrics"]["force_max_n"].get<double>(), 120.0, 0.10 * 120.0);

  const Ran again = run(arguments);
  EXPECT_EQ(again.code, 1);
  EXPECT_NE(again.err.find("exists already"), std::string::npos) << again.err;
}

TEST(Calibrate, WithoutACheckItIsClassCAndShowsCounts) {
  Bench bench("calibrate_unchecked");
  bench.press("p20", 20);
  bench.press("p90", 90);
  const Ran ran = run({"calibrate", bench.path("c.toml"), "--zero", bench.file("zero"), "--indenter-cm2",
                       "16", "--point", "20N=" + bench.file("p20"), "--point", "90N=" + bench.file("p90"),
                       "--model", "power", "--plot", bench.path("c.svg")});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("class          C: no load check"), std::string::npos) << ran.out;
  EXPECT_NE(read_file(bench.path("c.svg")).find("<svg"), std::string::npos);
  const Ran analysed =
      run({"analyze", bench.file("p90"), "--calibration", bench.path("c.toml"), "--json", "-"});
  const auto json = nlohmann::json::parse(analysed.out);
  EXPECT_EQ(json["sensor"]["unit"], "counts");
  EXPECT_TRUE(json["metrics"]["peak_kpa"].is_null());
}

TEST(Calibrate, RefusesBadInputAndSaysWhatToDo) {
  Bench bench("calibrate_refusals");
  bench.press("p20", 20);
  bench.press("p90", 90);
  bench.press("huge", 60000);
  bench.shaky("shaky");
  const std::string zero = bench.file("zero");
  const auto refused = [&](std::vector<std::string> more, int code) {
    std::vector<std::string> arguments{"calibrate", bench.path("r.toml"), "--indenter-cm2", "16"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.code, code) << ran.out << ran.err;
    EXPECT_FALSE(std::filesystem::exists(bench.path("r.toml")));
    return ran.err;
  };
  const auto has = [](const std::string& text, const char* part) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
  };
  has(refused({"--zero", bench.file("p90"), "--point", "20N=" + bench.file("p20")}, 1),
      "lift everything off");
  has(refused({"--zero", zero, "--point", "20N=" + bench.file("shaky")}, 1), "stand");
  has(refused({"--zero", zero, "--point", "20N=" + zero}, 1), "nothing presses");
  has(refused({"--zero", zero, "--point", "90N=" + bench.file("p20"), "--point", "20N=" + bench.file("p90")},
              1),
      "more pressure must give more counts");
  has(refused({"--zero", zero, "--point", "9000N=" + bench.file("huge")}, 1), "full scale");
  has(refused({"--zero", zero, "--uniform", "50=" + bench.file("p90")}, 1), "reach all");
  has(refused({"--zero", zero, "--point", "20N"}, 2), "LOAD=RECORDING");
  has(refused({"--zero", zero, "--point", "much=" + bench.file("p20")}, 2), "no load");
  has(refused({"--zero", zero, "--model", "bent"}, 2), "spline, linear");
  has(refused({"--zero", zero}, 2), "no load was given");
  has(refused({}, 2), "--zero");
}

TEST(Calibrate, ARescaleIsLoggedAndWantsAnotherCheck) {
  Bench bench("calibrate_rescale");
  bench.press("p20", 20);
  bench.press("p90", 90);
  bench.press("p200", 200);
  bench.press("m50", 50);
  bench.press("m150", 150);
  // The indenter's forces are said 15 % too low, so the sensor reads 15 % too little.
  const std::vector<std::string> arguments{"calibrate",
                                           bench.path("s.toml"),
                                           "--zero",
                                           bench.file("zero"),
                                           "--indenter-cm2",
                                           "16",
                                           "--point",
                                           "17N=" + bench.file("p20"),
                                           "--point",
                                           "76.5N=" + bench.file("p90"),
                                           "--point",
                                           "170N=" + bench.file("p200"),
                                           "--rescale",
                                           "--check",
                                           "50N=" + bench.file("m50"),
                                           "--check",
                                           "150N=" + bench.file("m150")};
  const Ran ran = run(arguments);
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find("before the rescale"), std::string::npos) << ran.out;
  const auto calibration = read_calibration(bench.path("s.toml"));
  ASSERT_TRUE(calibration);
  EXPECT_NEAR(calibration->pressure_scale, 1 / 0.85, 0.06) << "on sensels nobody levelled";
  EXPECT_EQ(calibration->checks[0].pressure_scale, 1.0);
  EXPECT_EQ(calibration->checks[1].pressure_scale, calibration->pressure_scale);
  EXPECT_EQ(calibration->quality_class, 'B');
}

// A live source with answers piped in: the file source plays a session at its own pace.
TEST(Calibrate, ALiveSourceWalksThroughWithAnswersFromAPipe) {
  Bench bench("calibrate_live");
  const auto off = bench.even(0);
  bench.record("live", {{6.0, off},
                        {6.0, bench.even(60)},
                        {1.0, off},
                        {6.0, bench.indenter(30)},
                        {1.0, off},
                        {6.0, bench.indenter(80)},
                        {1.0, off},
                        {6.0, bench.indenter(200)},
                        {1.0, off},
                        {6.0, bench.indenter(100, 50.0)},
                        {2.0, off}});
  std::ofstream(bench.path("answers")) << "A. B.\nflat\n21\n\n60 kPa\n\n30 N\n16\n80 N\n200 N\n\n10.2\n\n";
  const std::string command = std::string("\"") + ROLLSCOPE_PROGRAM +
                              "\" calibrate \"file:" + bench.file("live") + "?speed=4\" \"" +
                              bench.path("live.toml") + "\" < \"" + bench.path("answers") + "\" > \"" +
                              bench.path("said") + "\" 2>&1";
  ASSERT_EQ(std::system(command.c_str()), 0) << read_file(bench.path("said"));
  const std::string said = read_file(bench.path("said"));
  for (const char* part : {"1 of 4", "2 of 4", "3 of 4", "4 of 4", "Area of the indenter", "accept", "class"})
    EXPECT_NE(said.find(part), std::string::npos) << part << " in\n" << said;
  const auto calibration = read_calibration(bench.path("live.toml"));
  ASSERT_TRUE(calibration) << calibration.error().detail;
  EXPECT_EQ(calibration->points.size(), 3U);
  EXPECT_EQ(calibration->equilibration.loads.size(), 1U);
  EXPECT_EQ(calibration->temperature_c, 21.0);
  ASSERT_EQ(calibration->checks.size(), 1U);
  EXPECT_NEAR(load_ratio(calibration->checks[0]), 1.0, 0.1);
  EXPECT_EQ(calibration->quality_class, 'B');
}

// A device on a line: its scene leaves six unloaded seconds, then holds 160 N on a ball.
TEST(Calibrate, ADeviceIsCalibratedOverItsLink) {
  const std::string folder = fresh_folder("calibrate_device");
  Program device({"emulate", "--device", "native", "--scene", "zero-then-hold", "--tty", folder + "/mat",
                  "--speed", "3"});
  const std::string source = device.read_line();
  ASSERT_NE(source, "");
  std::ofstream(folder + "/answers") << "A. B.\nball\n21\n\n\n160\n\n\n";
  const std::string command = std::string("\"") + ROLLSCOPE_PROGRAM + "\" calibrate \"" + source + "\" \"" +
                              folder + "/mat.toml\" --indenter-cm2 20 < \"" + folder + "/answers\" > \"" +
                              folder + "/said\" 2>&1";
  ASSERT_EQ(std::system(command.c_str()), 0) << read_file(folder + "/said");
  const auto calibration = read_calibration(folder + "/mat.toml");
  ASSERT_TRUE(calibration) << calibration.error().detail;
  ASSERT_EQ(calibration->points.size(), 1U);
  EXPECT_NEAR(calibration->points[0].kpa, 80.0, 1e-9);
  EXPECT_EQ(calibration->quality_class, 'C') << "no load check";
  EXPECT_NE(calibration->sensor_serial, "");
  EXPECT_EQ(calibration->zero.size(), 960U);
}

TEST(Calibrate, HelpTeaches) {
  const Ran ran = run({"calibrate", "--help"});
  EXPECT_EQ(ran.code, 0);
  for (const char* part : {"--zero", "--uniform", "--point", "--check", "Examples", "class"})
    EXPECT_NE((ran.out + ran.err).find(part), std::string::npos) << part;
}

}  // namespace
}  // namespace rollscope
