// The whole way with the real program: a device that is not there, its bytes on a pseudo-terminal, a
// recording, its analysis, and what happens when somebody pulls a plug.
#include <gtest/gtest.h>
#include <signal.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <span>
#include <thread>

#include "drivers/transport/device_link.hpp"
#include "tests/contract/end_to_end_support.hpp"

namespace rollscope {
namespace {

using nlohmann::json;

// An emulator that is ready to be opened; its calibration lies beside it as mat.toml.
class Mat {
 public:
  explicit Mat(const std::string& folder, std::vector<std::string> arguments)
      : emulator_(with_tty(folder, std::move(arguments))), source_(emulator_.read_line()) {
    EXPECT_TRUE(source_.starts_with("tty:")) << source_;
  }
  [[nodiscard]] const std::string& source() const { return source_; }
  [[nodiscard]] Program& program() { return emulator_; }

 private:
  static std::vector<std::string> with_tty(const std::string& folder, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "emulate");
    arguments.insert(arguments.end(), {"--tty", folder + "/mat", "--calibration-out", folder + "/mat.toml"});
    return arguments;
  }
  Program emulator_;
  std::string source_;
};

json analysis_of(const std::string& recording, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"analyze", recording, "--json", "-"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Ran ran = run(std::move(arguments));
  EXPECT_EQ(ran.code, 0) << ran.err;
  return json::parse(ran.out, nullptr, false);
}

// Records until the emulator has played its scene and hangs up, which is what pulling the plug looks like.
void record_whole(const std::string& source, const std::string& out, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"record", source + "&replug_s=0", out};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Ran ran = run(std::move(arguments));
  EXPECT_EQ(ran.code, 1) << ran.err;
  // What the driver has to say about the device comes first; the failure is the one line after it.
  const auto notes = ran.err.find("the maker publishes neither") == std::string::npos ? 0 : 1;
  EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1 + notes) << ran.err;
  EXPECT_NE(ran.err.find(out + " is complete up to there"), std::string::npos) << ran.err;
}

TEST(EndToEnd, NativeGivesTheTruthOfTheScene) {
  const std::string folder = fresh_folder("native");
  Mat mat(folder, {"--device", "native", "--scene", "two-holds", "--speed", "0"});
  record_whole(mat.source(), folder + "/out.rsr", {"--calibration", folder + "/mat.toml"});
  EXPECT_EQ(mat.program().wait(), 0);
  EXPECT_EQ(run({"verify", folder + "/out.rsr"}).code, 0);
  const json analysis = analysis_of(folder + "/out.rsr");
  EXPECT_EQ(analysis["schema"], "rollscope.analysis/1");
  EXPECT_EQ(analysis["source"]["format"], "rsr");
  EXPECT_EQ(analysis["source"]["frames"], 6000);
  EXPECT_EQ(analysis["quality"]["frames_lost"], 0);
  EXPECT_EQ(analysis["sensor"]["unit"], "kPa");
  const SceneTruth truth = truth_of("two-holds", "native");
  EXPECT_EQ(truth.holds.size(), 2u);
  expect_holds(analysis, truth);
  expect_pressure_alerts(analysis, truth);
}

// A device without numbers and clock is measured by the time its frames arrive: in real time, both ways at
// once.
TEST(EndToEnd, JuqiaoGivesTheTruthCalibratedAndOnCounts) {
  const std::string folder = fresh_folder("juqiao"), other = fresh_folder("juqiao-counts");
  const std::vector<std::string> scene{"--device", "juqiao-32x32", "--scene", "over-pressure"};
  Mat calibrated(folder, scene), counts(other, scene);
  std::jthread first([&] {
    record_whole(calibrated.source(), folder + "/out.rsr", {"--calibration", folder + "/mat.toml"});
  });
  std::jthread second([&] { record_whole(counts.source(), other + "/out.rsr"); });
  first.join();
  second.join();

  const SceneTruth truth = truth_of("over-pressure", "juqiao-32x32");
  EXPECT_FALSE(truth.holds.empty());
  EXPECT_FALSE(truth.alerts.empty());
  const json in_kpa = analysis_of(folder + "/out.rsr");
  EXPECT_EQ(in_kpa["sensor"]["unit"], "kPa");
  EXPECT_TRUE(in_kpa["quality"]["frames_lost"].is_null());
  expect_holds(in_kpa, truth);
  expect_pressure_alerts(in_kpa, truth);

  const json in_counts = analysis_of(other + "/out.rsr");
  EXPECT_EQ(in_counts["sensor"]["unit"], "counts");
  EXPECT_EQ(in_counts["quality"]["class"], "C");
  EXPECT_TRUE(in_counts["metrics"]["peak_kpa"].is_null());
  EXPECT_TRUE(in_counts["metrics"]["force_max_n"].is_null());
  EXPECT_EQ(in_counts["holds"].size(), truth.holds.size()) << in_counts["holds"].dump(1);
  expect_no_invented_holds(in_counts, truth);
  for (const auto& hold : in_counts["holds"]) {
    EXPECT_TRUE(hold["p1_peak_kpa"].is_null());
    EXPECT_TRUE(hold["force_n"].is_null());
  }
  for (const auto& alert : in_counts["alerts"]) {
    EXPECT_EQ(alert["kind"], "technical");
  }
}

TEST(EndToEnd, TheLiveRunIsItsReplayAtAnySpeedBitForBit) {
  const std::string folder = fresh_folder("replay");
  Mat mat(folder, {"--device", "native", "--scene", "zero-then-hold", "--speed", "0"});
  const Ran live = run({"record",
                        mat.source(),
                        folder + "/out.rsr",
                        "--seconds",
                        "24",
                        "--json",
                        folder + "/live.json",
                        "--calibration",
                        folder + "/mat.toml",
                        "--do",
                        "0.5:zero",
                        "--do",
                        "9:mark=sore here",
                        "--do",
                        "12:region=calf",
                        "--do",
                        "14:target=4",
                        "--do",
                        "17:pain=9",
                        "--do",
                        "18:pain=2",
                        "--do",
                        "20:acknowledge"});
  EXPECT_EQ(live.code, 0) << live.err;
  EXPECT_EQ(live.err, "");
  const std::string expected = read_file(folder + "/live.json");

  const json analysis = json::parse(expected);
  EXPECT_EQ(analysis["source"]["frames"], 2400);
  EXPECT_EQ(analysis["commands"].size(), 7u);
  EXPECT_EQ(analysis["holds"].size(), 1u);
  EXPECT_EQ(analysis["holds"][0]["outcome"], "full");
  EXPECT_EQ(analysis["markers"].size(), 1u);
  EXPECT_EQ(analysis["ratings"].size(), 2u);
  bool stopped = false;
  for (const auto& alert : analysis["alerts"])
    stopped = stopped || (alert["kind"] == "pain" && alert["level"] == "stop");
  EXPECT_TRUE(stopped);

  Program slow({"analyze", folder + "/out.rsr", "--speed", "1", "--json", folder + "/1x.json"});
  Program fast({"analyze", folder + "/out.rsr", "--speed", "10", "--json", folder + "/10x.json"});
  EXPECT_EQ(run({"analyze", folder + "/out.rsr", "--json", folder + "/fastest.json"}).code, 0);
  EXPECT_EQ(fast.wait(), 0);
  EXPECT_EQ(slow.wait(), 0);
  EXPECT_EQ(read_file(folder + "/fastest.json"), expected);
  EXPECT_EQ(read_file(folder + "/10x.json"), expected);
  EXPECT_EQ(read_file(folder + "/1x.json"), expected);

  // The replay as a source like any other: recorded again, it gives the same once more.
  const std::string again = fresh_folder("replay-again");
  EXPECT_EQ(
      run({"record", "file:" + folder + "/out.rsr", again + "/out.rsr", "--json", again + "/live.json"}).code,
      0);
  EXPECT_EQ(read_file(again + "/live.json"), expected);
  EXPECT_EQ(run({"analyze", again + "/out.rsr", "--json", again + "/replay.json"}).code, 0);
  EXPECT_EQ(read_file(again + "/replay.json"), expected);
}

TEST(EndToEnd, AZeroUnderLoadIsRefusedAndSaid) {
  const std::string folder = fresh_folder("zero");
  const Ran ran = run({"record", "demo:zero-then-hold?speed=0", folder + "/out.rsr", "--do", "15:zero"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_NE(ran.err.find("zero refused"), std::string::npos) << ran.err;
}

TEST(EndToEnd, UnpluggingEndsTheRecordingCleanly) {
  const std::string folder = fresh_folder("unplug");
  Mat mat(folder, {"--device", "native", "--scene", "two-holds", "--speed", "0", "--fault", "unplug=1500"});
  record_whole(mat.source(), folder + "/out.rsr", {"--seconds", "60"});
  EXPECT_EQ(run({"verify", folder + "/out.rsr"}).code, 0);
  EXPECT_NE(run({"info", folder + "/out.rsr"}).out.find("unplugged"), std::string::npos);
  EXPECT_GE(analysis_of(folder + "/out.rsr")["source"]["frames"], 1400);
}

// Bytes of a stimulus computer on a second port land on the time axis of the frames, and in the replay.
TEST(EndToEnd, TriggersAreMarksLiveAndReplayed) {
  const std::string folder = fresh_folder("trigger");
  Mat mat(folder, {"--device", "native", "--scene", "two-holds"});
  const auto port = *make_pty_link(folder + "/trigger");
  Program record({"record", mat.source() + "&trigger=" + port->uri(), folder + "/out.rsr", "--seconds", "2",
                  "--json", folder + "/live.json"});
  EXPECT_TRUE(record.read_line().starts_with("recording "));
  const std::array bytes{std::byte{1}, std::byte{'A'}};
  EXPECT_EQ(port->send(bytes, std::chrono::seconds(10)), bytes.size());
  EXPECT_EQ(record.wait(), 0) << record.err();
  EXPECT_EQ(run({"analyze", folder + "/out.rsr", "--json", folder + "/replay.json", "--csv", folder}).code,
            0);
  EXPECT_EQ(read_file(folder + "/replay.json"), read_file(folder + "/live.json"));
  const json live = json::parse(read_file(folder + "/live.json"), nullptr, false);
  ASSERT_EQ(live["markers"].size(), 2U) << live["markers"].dump(1);
  EXPECT_EQ(live["markers"][0]["text"], "trigger 1");
  EXPECT_EQ(live["markers"][1]["text"], "trigger 65");
  const std::string marks = read_file(folder + "/marks.csv");
  EXPECT_TRUE(marks.starts_with("frame,t_s,text,x_mm,y_mm\n")) << marks;
  EXPECT_NE(marks.find(",trigger 65,"), std::string::npos) << marks;
}

// The mat comes back as another terminal under the same link: the same recording goes on, behind a gap.
TEST(EndToEnd, PluggingInAgainGoesOnInTheSameRecording) {
  const std::string folder = fresh_folder("replug");
  const std::vector<std::string> scene{"--device", "native", "--scene", "two-holds"};
  std::vector<std::string> pulled = scene;
  pulled.insert(pulled.end(), {"--seconds", "2"});
  auto first = std::make_unique<Mat>(folder, pulled);
  Program record({"record", first->source(), folder + "/out.rsr", "--seconds", "6", "--raw",
                  folder + "/bytes.bin", "--json", folder + "/live.json"});
  EXPECT_TRUE(record.read_line().starts_with("recording "));
  EXPECT_EQ(first->program().wait(), 0);
  Mat second(folder, scene);
  EXPECT_EQ(record.wait(), 0) << record.err();
  EXPECT_NE(record.err().find("it is waited for"), std::string::npos) << record.err();
  EXPECT_NE(record.err().find("there again"), std::string::npos) << record.err();

  const json live = json::parse(read_file(folder + "/live.json"), nullptr, false);
  EXPECT_EQ(run({"analyze", folder + "/out.rsr", "--json", folder + "/replay.json"}).code, 0);
  EXPECT_EQ(read_file(folder + "/replay.json"), read_file(folder + "/live.json"));
  EXPECT_GE(live["source"]["duration_s"], 5.9);
  EXPECT_GT(live["source"]["frames"], 250);  // of both
  EXPECT_EQ(live["quality"]["frames_lost"], 0) << "none is invented";
  const Ran verified = run({"verify", folder + "/out.rsr"});
  EXPECT_EQ(verified.code, 1);
  EXPECT_NE(verified.out.find("no link for "), std::string::npos) << verified.out;

  // The bytes of both stand in one file.
  const Ran bytes = run({"info", "file:" + folder + "/bytes.bin?device=native"});
  EXPECT_NE(bytes.out.find("frames"), std::string::npos) << bytes.out << bytes.err;
  EXPECT_FALSE(run({"record", second.source(), folder + "/b.rsr", "--raw", folder + "/bytes.bin"}).code == 0);
}

TEST(EndToEnd, CtrlCEndsTheWaitForAnUnpluggedMat) {
  const std::string folder = fresh_folder("replug-stop");
  Mat mat(folder, {"--device", "native", "--scene", "two-holds", "--seconds", "0.5"});
  Program record({"record", mat.source(), folder + "/out.rsr"});
  EXPECT_TRUE(record.read_line().starts_with("recording "));
  EXPECT_EQ(mat.program().wait(), 0);
  record.signal(SIGINT);
  EXPECT_EQ(record.wait(), 0) << record.err();
  EXPECT_EQ(run({"verify", folder + "/out.rsr"}).code, 0);
}

TEST(EndToEnd, CtrlCAndTermEndARecordingCleanly) {
  for (const int number : {SIGINT, SIGTERM}) {
    const std::string folder = fresh_folder("signal");
    Mat mat(folder, {"--device", "native", "--scene", "two-holds"});
    Program record({"record", mat.source(), folder + "/out.rsr"});
    EXPECT_TRUE(record.read_line().starts_with("recording "));
    record.signal(number);
    EXPECT_EQ(record.wait(), 0) << record.err();
    EXPECT_EQ(record.err(), "");
    EXPECT_EQ(run({"verify", folder + "/out.rsr"}).code, 0);
    mat.program().signal(SIGINT);
    EXPECT_EQ(mat.program().wait(), 0);
    EXPECT_FALSE(std::filesystem::is_symlink(folder + "/mat"));
  }
}

TEST(EndToEnd, ASignalWhileConnectingEndsTheProgramAtOnce) {
  const std::string folder = fresh_folder("connecting");
  const auto silent = make_pty_link(folder + "/mat");
  ASSERT_TRUE(silent) << silent.error().detail;
  Program record({"record", (*silent)->uri(), folder + "/out.rsr"});
  while (!(*silent)->has_reader()) (*silent)->wait(std::chrono::milliseconds(100));
  record.signal(SIGTERM);
  EXPECT_EQ(record.wait(), 1);
  EXPECT_NE(record.err().find("given up"), std::string::npos) << record.err();
  EXPECT_FALSE(std::filesystem::exists(folder + "/out.rsr"));
}

// The notes of a driver and the progress go elsewhere: what reads the JSON from a pipe gets nothing beside
// it.
TEST(EndToEnd, StandardOutputIsTheJsonAlone) {
  const std::string folder = fresh_folder("stdout");
  const Ran demo =
      run({"record", "demo:two-holds?speed=0", folder + "/a.rsr", "--seconds", "2", "--json", "-"});
  EXPECT_EQ(demo.code, 0) << demo.err;
  EXPECT_EQ(json::parse(demo.out, nullptr, false)["schema"], "rollscope.analysis/1") << demo.out;

  Mat mat(folder, {"--device", "juqiao-32x32", "--scene", "two-holds"});
  const Ran juqiao = run({"record", mat.source(), folder + "/b.rsr", "--seconds", "0.5", "--json", "-"});
  EXPECT_EQ(juqiao.code, 0) << juqiao.err;
  EXPECT_EQ(json::parse(juqiao.out, nullptr, false)["schema"], "rollscope.analysis/1") << juqiao.out;
  EXPECT_NE(juqiao.err.find("pitch_mm"), std::string::npos) << juqiao.err;
}

std::uint64_t frames_in(const std::string& recording) {
  const Ran ran = run({"analyze", recording, "--json", "-"});
  return ran.code == 0 ? json::parse(ran.out)["source"]["frames"].get<std::uint64_t>() : 0;
}

TEST(EndToEnd, KillingTheRecorderLosesAtMostTheLastMoment) {
  const std::string folder = fresh_folder("kill");
  Mat mat(folder, {"--device", "native", "--scene", "two-holds"});
  Program record({"record", mat.source(), folder + "/out.rsr"});
  record.read_line();
  std::uint64_t before = 0;
  for (int i = 0; i < 200 && before < 100; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    before = frames_in(folder + "/out.rsr");
  }
  EXPECT_GE(before, 100u);
  record.signal(SIGKILL);
  EXPECT_EQ(record.wait(), 128 + SIGKILL);
  EXPECT_GE(frames_in(folder + "/out.rsr"), before);
  const Ran verified = run({"verify", folder + "/out.rsr"});
  EXPECT_EQ(verified.code, 1);
  EXPECT_NE(verified.out.find("lost"), std::string::npos) << verified.out;
  const Ran info = run({"info", folder + "/out.rsr"});
  EXPECT_EQ(info.code, 0);
  EXPECT_NE(info.out.find("not closed"), std::string::npos) << info.out;
  EXPECT_EQ(run({"export", folder + "/out.rsr", folder + "/out.csv"}).code, 0);
  EXPECT_EQ(run({"export", folder + "/out.rsr", folder + "/out.h5"}).code, 2);
  EXPECT_FALSE(std::filesystem::exists(folder + "/out.h5"));
}

// Frames that arrive in one piece have one time of arrival; the exchange text wants times that rise.
TEST(EndToEnd, FramesThatArriveTogetherAreExportedAllTheSame) {
  const std::string folder = fresh_folder("together");
  Mat mat(folder, {"--device", "juqiao-32x32", "--scene", "unloaded", "--seconds", "4", "--speed", "0"});
  record_whole(mat.source(), folder + "/out.rsr");
  const Ran exported = run({"export", folder + "/out.rsr", folder + "/out.csv"});
  EXPECT_EQ(exported.code, 0) << exported.err;
  EXPECT_EQ(analysis_of(folder + "/out.csv")["source"]["frames"],
            analysis_of(folder + "/out.rsr")["source"]["frames"]);
}

TEST(EndToEnd, AnExistingFileIsRefusedBeforeAnythingIsOpened) {
  const std::string folder = fresh_folder("exists");
  std::ofstream(folder + "/out.rsr") << "precious";
  const Ran ran = run({"record", "tty:/no/such/mat", folder + "/out.rsr"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("never overwritten"), std::string::npos) << ran.err;
  EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1);
  EXPECT_EQ(read_file(folder + "/out.rsr"), "precious");
}

TEST(EndToEnd, AnEmulatedDeviceTakesItsOptionsAndRefusesOthers) {
  const std::string folder = fresh_folder("options");
  const auto emulate = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"emulate", "--device", "text", "--tty", folder + "/mat"});
    return run(std::move(more));
  };
  Mat mat(folder, {"--device", "text", "--option", "rows=8", "--option", "cols=12"});
  EXPECT_TRUE(mat.source().ends_with("?device=text&cols=12&rows=8")) << mat.source();
  for (const auto& [given, said] :
       std::map<std::string, std::string>{{"rows", "write KEY=VALUE"},
                                          {"colour=red", "no option 'colour'"},
                                          {"rows=-1", "rows=-1: text takes a whole number"}}) {
    const Ran ran = emulate({"--option", given});
    EXPECT_EQ(ran.code, 2) << given;
    EXPECT_NE(ran.err.find(said), std::string::npos) << ran.err;
  }
  EXPECT_NE(emulate({"--option", "rows=8", "--option", "rows=9"}).err.find("given twice"), std::string::npos);
}

TEST(EndToEnd, DevicesSaysWhereASizeComesFrom) {
  const std::string text = run({"devices"}).out;
  const auto line = [&](const std::string& id) {
    const auto begin = text.find("\n  " + id + " ");
    return begin == std::string::npos ? "" : text.substr(begin + 1, text.find('\n', begin + 1) - begin - 1);
  };
  EXPECT_NE(line("juqiao-32x32").find("(32 x 32, "), std::string::npos) << text;
  EXPECT_NE(line("native").find("(says its size, "), std::string::npos) << text;
  EXPECT_NE(line("text").find("(found out, or rows= and cols=, "), std::string::npos) << text;
  EXPECT_NE(line("sensitronics").find("(16 x 16, or rows= and cols=, "), std::string::npos) << text;
  const json all = json::parse(run({"devices", "--json"}).out);
  for (const json& port : all["ports"]) EXPECT_TRUE(port.contains("guess")) << port;
}

TEST(EndToEnd, DevicesSaysOfOneWhatIsNotKnownOfIt) {
  const std::string m1616 = run({"devices", "m1616"}).out;
  EXPECT_NE(m1616.find("unknown until somebody captures real data"), std::string::npos) << m1616;
  EXPECT_NE(m1616.find("full_scale="), std::string::npos) << m1616;
  EXPECT_EQ(m1616.find("Serial ports"), std::string::npos) << m1616;
  const auto unheard = run({"devices", "unheard-of"});
  EXPECT_EQ(unheard.code, 1);
  EXPECT_NE(unheard.err.find("known are byu"), std::string::npos) << unheard.err;
}

TEST(EndToEnd, BytesCapturedRawAreAnalysedAgain) {
  const std::string folder = fresh_folder("raw");
  Mat mat(folder, {"--device", "native", "--scene", "two-holds", "--speed", "0"});
  record_whole(mat.source(), folder + "/out.rsr", {"--raw", folder + "/bytes.bin"});
  EXPECT_EQ(mat.program().wait(), 0);
  json live = analysis_of(folder + "/out.rsr");
  json again = analysis_of("file:" + folder + "/bytes.bin?device=native");
  EXPECT_FALSE(live["holds"].empty());
  EXPECT_EQ(again["holds"], live["holds"]);
  EXPECT_EQ(again["source"]["frames"], live["source"]["frames"]);
}

TEST(EndToEnd, BytesNobodyKnowsAreCapturedAllTheSame) {
  const std::string folder = fresh_folder("raw-unknown");
  auto device = make_pty_link(folder + "/mat");
  ASSERT_TRUE(device) << device.error().detail;
  const std::string unknown(5000, '?');
  Program capturing({"record", "tty:" + folder + "/mat", "--raw", folder + "/bytes.bin"});
  EXPECT_EQ(capturing.read_line(), "capturing tty:" + folder + "/mat to " + folder + "/bytes.bin");
  while (!(*device)->has_reader()) (*device)->wait(std::chrono::milliseconds(10));
  EXPECT_EQ((*device)->send(std::as_bytes(std::span(unknown)), std::chrono::seconds(10)), unknown.size());
  (*device)->drain(std::chrono::seconds(10));
  capturing.signal(SIGINT);
  EXPECT_EQ(capturing.wait(), 0) << capturing.err();
  EXPECT_EQ(capturing.out(), folder + "/bytes.bin: 5000 bytes\n");
  EXPECT_EQ(read_file(folder + "/bytes.bin"), unknown);
  EXPECT_EQ(run({"record", "tty:" + folder + "/mat"}).code, 2) << "neither OUT nor --raw";
  EXPECT_EQ(run({"record", "tty:" + folder + "/mat", "--raw", folder + "/more.bin", "--zero"}).code, 2)
      << "nothing to take the zero of";
}

TEST(EndToEnd, DamageOnTheWayInventsNothing) {
  const SceneTruth truth = truth_of("two-holds", "native");
  const std::vector<std::vector<std::string>> faults{
      {"--fault", "split-writes", "--fault", "start-mid-frame"},
      {"--fault", "drop-bytes=50", "--fault", "flip-bit=50"},
      {"--fault", "duplicate-byte=50", "--fault", "inject-text=100", "--fault", "delimiter-inside=20"}};
  for (const auto& fault : faults) {
    SCOPED_TRACE(fault[1]);
    const std::string folder = fresh_folder("faults");
    std::vector<std::string> arguments{"--device", "native", "--scene", "two-holds", "--speed", "0"};
    arguments.insert(arguments.end(), fault.begin(), fault.end());
    Mat mat(folder, arguments);
    record_whole(mat.source(), folder + "/out.rsr", {"--calibration", folder + "/mat.toml"});
    const json analysis = analysis_of(folder + "/out.rsr");
    EXPECT_GE(analysis["source"]["frames"], 5000);
    // Single lost frames end no hold: what is lost is counted, what is found is the truth.
    expect_holds(analysis, truth);
    expect_pressure_alerts(analysis, truth);
  }
}

}  // namespace
}  // namespace rollscope
