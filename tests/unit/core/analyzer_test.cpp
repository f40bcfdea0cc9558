#include "core/analyzer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "mat_support.hpp"

namespace rollscope {
namespace {

TEST(Analyzer, AHoldOnAMatInKpa) {
  Mat mat;
  mat.wait(1.0);
  mat.press({200, 120}, 120.0, 32.0);
  mat.wait(2.0);
  const Analysis a = mat.analyze();
  ASSERT_EQ(a.holds.size(), 1u);
  const HoldRecord& hold = a.holds[0];
  EXPECT_EQ(hold.id, 1);
  EXPECT_NEAR(hold.start_s, 1.0, 0.05);
  EXPECT_NEAR(hold.end_s, 33.0, 0.05);
  EXPECT_NEAR(hold.dwell_s, 32.0, 0.05);
  EXPECT_EQ(hold.outcome, HoldOutcome::full);
  EXPECT_EQ(hold.end_reason, EndReason::lift);
  EXPECT_NEAR(hold.x_mm, 200, 1.0);
  EXPECT_NEAR(hold.y_mm, 120, 1.0);
  EXPECT_GT(hold.force_n, 50);
  EXPECT_TRUE(a.alerts.empty());
  EXPECT_EQ(a.last.quality_class, 'B');
  EXPECT_TRUE(a.last.limits.armed);
  EXPECT_FLOAT_EQ(a.last.limits.caution, 220);
  EXPECT_FLOAT_EQ(a.last.limits.stop, 385);
  EXPECT_FLOAT_EQ(a.last.limits.band_low, 30);
  EXPECT_FLOAT_EQ(a.last.limits.band_high, 220);
}

TEST(Analyzer, ZeroFramesMakeNothing) {
  Mat mat;
  mat.wait(60.0);
  const Analysis a = mat.analyze();
  EXPECT_TRUE(a.events.empty());
  EXPECT_EQ(a.last.frame.index, 5999u);
  EXPECT_EQ(a.last.state, LiveState::find);
  EXPECT_EQ(a.last.leading, -1);
}

TEST(Analyzer, NoFramesAtAllAndOneFrame) {
  Mat mat;
  EXPECT_TRUE(mat.analyze().events.empty());
  mat.press({200, 120}, 120.0, 0.01);
  EXPECT_TRUE(mat.analyze().events.empty());
}

TEST(Analyzer, OneSenselGridAndALineOfSensels) {
  for (const auto& [rows, cols] : {std::pair{1, 1}, std::pair{1, 16}, std::pair{16, 1}}) {
    Mat mat(rows, cols);
    mat.press({5, 5}, 300, 10.0);
    EXPECT_EQ(mat.analyze().last.frame.index, 999u);
  }
}

TEST(Analyzer, AOneFrameSpikeAndAOneSenselSpikeRaiseNothing) {
  Mat mat;
  mat.press({200, 120}, 100.0, 10.0);
  for (auto& frame : mat.frames) {
    if (&frame == &mat.frames[500]) {
      for (float& value : frame.samples) value = 900.0F;  // one frame, all sensels
    }
  }
  for (std::size_t i = 100; i < 900; ++i) mat.frames[i].samples[3] = 900.0F;  // one sensel, long
  const Analysis a = mat.analyze();
  EXPECT_TRUE(a.alerts.empty());
  EXPECT_EQ(a.holds.size(), 1u);
}

TEST(Analyzer, OverPressureStopsTheHoldAndALaterOneMayStart) {
  Mat mat;
  mat.press({200, 120}, 150.0, 10.0);
  mat.press({200, 120}, 450.0, 2.0);
  mat.press({200, 120}, 150.0, 10.0);
  mat.wait(1.0);
  const Analysis a = mat.analyze();
  ASSERT_EQ(a.holds.size(), 2u);
  EXPECT_EQ(a.holds[0].end_reason, EndReason::abort);
  EXPECT_EQ(a.holds[0].abort_cause, AbortCause::over_pressure);
  EXPECT_NEAR(a.holds[0].end_s, 10.25, 0.05);
  EXPECT_NEAR(a.holds[1].start_s, 12.5, 0.05);
  const auto* stop = a.alert(AlertKind::peak, AlertLevel::stop);
  ASSERT_NE(stop, nullptr);
  EXPECT_NEAR(stop->start_s, 10.25, 0.05);
  EXPECT_NEAR(stop->end_s, 12.5, 0.05);
  EXPECT_GT(stop->value, 385);
  EXPECT_TRUE(a.last.alert.latched);
  EXPECT_EQ(a.last.state, LiveState::stop);
}

TEST(Analyzer, AcknowledgeReleasesTheLatchAndSaysHowMany) {
  Mat mat;
  mat.press({200, 120}, 450.0, 2.0);
  mat.wait(2.0);
  mat.before(350, AcknowledgeCommand{});
  const Analysis a = mat.analyze();
  EXPECT_FALSE(a.last.alert.latched);
  EXPECT_EQ(a.last.state, LiveState::find);
  const auto* acknowledged = a.first<Acknowledged>();
  ASSERT_NE(acknowledged, nullptr);
  EXPECT_GE(acknowledged->alerts, 1);
}

TEST(Analyzer, TheStopButtonEndsTheHoldAndBlocksUntilLiftedOff) {
  Mat mat;
  mat.press({200, 120}, 120.0, 20.0);
  mat.wait(0.5);
  mat.press({200, 120}, 120.0, 8.0);
  mat.before(1000, StopCommand{});
  mat.before(1200, AcknowledgeCommand{});
  const Analysis a = mat.analyze();
  ASSERT_EQ(a.holds.size(), 2u);
  EXPECT_EQ(a.holds[0].abort_cause, AbortCause::stop_command);
  EXPECT_NEAR(a.holds[0].end_s, 10.0, 1e-6);
  EXPECT_NEAR(a.holds[1].start_s, 20.5, 0.05);
  ASSERT_NE(a.alert(AlertKind::pain, AlertLevel::stop), nullptr);
}

TEST(Analyzer, PainOfEightEndsTheHoldWhateverThePressure) {
  Mat mat;
  mat.press({200, 120}, 60.0, 20.0);
  mat.before(1000, PainCommand{8});
  const Analysis a = mat.analyze();
  ASSERT_EQ(a.holds.size(), 1u);
  EXPECT_EQ(a.holds[0].abort_cause, AbortCause::pain);
  EXPECT_NEAR(a.holds[0].end_s, 10.0, 1e-6);
  ASSERT_NE(a.first<PainRated>(), nullptr);
  EXPECT_EQ(a.first<PainRated>()->nrs, 8);
}

TEST(Analyzer, RegionAndTargetMidWay) {
  Mat mat;
  mat.press({205, 125}, 200.0, 20.0);
  mat.before(500, RegionCommand{"calf"});
  mat.before(600, TargetCommand{10.0});
  const Analysis a = mat.analyze();
  const auto* caution = a.alert(AlertKind::peak, AlertLevel::caution);
  ASSERT_NE(caution, nullptr);
  EXPECT_NEAR(caution->start_s, 6.0, 0.05);
  EXPECT_FLOAT_EQ(caution->limit, 180);
  ASSERT_EQ(a.holds.size(), 1u);
  EXPECT_EQ(a.holds[0].outcome, HoldOutcome::full);
  EXPECT_EQ(a.holds[0].target_s, 10.0);
  EXPECT_EQ(a.last.region, "calf");
}

TEST(Analyzer, ACommandThatCannotBeChangesNothingAndSaysSo) {
  Mat mat;
  mat.press({200, 120}, 200.0, 1.0);
  mat.before(50, RegionCommand{"elbow"});
  mat.before(60, TargetCommand{-1.0});
  Calibration wrong;
  wrong.points = {{100, 50}, {50, 100}};
  mat.before(70, CalibrationCommand{wrong});
  const Analysis a = mat.analyze();
  EXPECT_EQ(a.count<CommandRefused>(), 3);
  EXPECT_EQ(a.last.region, "lateral-thigh");
  EXPECT_EQ(a.last.limits.target_s, 30.0);
}

TEST(Analyzer, NoHoldInANoGoAreaButAPromptAndAStop) {
  Mat mat;
  mat.profile.region = "no-go";
  mat.press({200, 120}, 60.0, 20.0);
  const Analysis a = mat.analyze();
  EXPECT_TRUE(a.holds.empty());
  const auto* caution = a.alert(AlertKind::peak, AlertLevel::caution);
  ASSERT_NE(caution, nullptr);
  EXPECT_NEAR(caution->start_s, 2.0, 0.05);
  EXPECT_NE(a.alert(AlertKind::peak, AlertLevel::stop), nullptr);
}

TEST(Analyzer, AStallIsATechnicalAlertAndEndsTheHold) {
  Mat mat;
  mat.press({200, 120}, 120.0, 10.0);
  mat.time_s += 2.0;
  mat.press({200, 120}, 120.0, 10.0);
  const Analysis a = mat.analyze();
  const auto* technical = a.alert(AlertKind::technical, AlertLevel::caution);
  ASSERT_NE(technical, nullptr);
  EXPECT_NEAR(technical->start_s, 10.49, 1e-6);
  EXPECT_NEAR(technical->end_s, 12.0, 1e-6);
  ASSERT_EQ(a.holds.size(), 2u);
  EXPECT_EQ(a.holds[0].abort_cause, AbortCause::frame_loss);
  EXPECT_NEAR(a.holds[0].end_s, 9.99, 1e-6);
  EXPECT_GE(a.holds[1].start_s, 12.0 - 1e-9);
}

TEST(Analyzer, AtTheEdgeNoHoldTouchingTheBorderOne) {
  Mat edge;
  edge.press({5, 120}, 120.0, 10.0);
  EXPECT_TRUE(edge.analyze().holds.empty());
  Mat border;
  border.press({18, 120}, 120.0, 10.0);
  EXPECT_EQ(border.analyze().holds.size(), 1u);
}

TEST(Analyzer, ALimbAtRestIsNoHold) {
  Mat mat;
  mat.press({200, 120}, 26.0, 30.0, 60.0);
  const Analysis a = mat.analyze();
  EXPECT_TRUE(a.holds.empty());
  ASSERT_FALSE(a.last.contacts.empty());
  EXPECT_EQ(a.last.contacts[0].contact_class, ContactClass::rest);
  EXPECT_EQ(a.last.leading, -1);
}

TEST(Analyzer, RollingAt25MillimetresASecondIsNoHold) {
  Mat mat;
  for (int i = 0; i < 4; ++i) {
    mat.roll({100, 120}, {250, 120}, 25.0, 100.0);
    mat.roll({250, 120}, {100, 120}, 25.0, 100.0);
  }
  const Analysis a = mat.analyze();
  EXPECT_TRUE(a.holds.empty());
  EXPECT_GE(a.strokes.size(), 3u);
  for (const StrokeRecord& stroke : a.strokes) {
    EXPECT_NEAR(stroke.length_mm, 150, 5);
    EXPECT_NEAR(stroke.speed_mean_mm_s, 25, 3);
  }
}

// Without calibration: holds on shares of full scale, no pressure alert.
TEST(Analyzer, CountsWithoutCalibration) {
  for (const auto& [format, full_scale] :
       {std::pair{SampleFormat::u8, 255.0}, std::pair{SampleFormat::u16, 4095.0}}) {
    Mat mat;
    mat.stream.format = format;
    mat.stream.full_scale = full_scale;
    mat.press({200, 120}, 0.9 * full_scale, 10.0);
    mat.wait(1.0);
    for (auto& frame : mat.frames) {
      for (float& value : frame.samples) value = std::round(value);
    }
    const Analysis a = mat.analyze();
    ASSERT_EQ(a.holds.size(), 1u);
    EXPECT_EQ(a.holds[0].force_n, 0.0);
    EXPECT_TRUE(a.alerts.empty());
    EXPECT_EQ(a.last.quality_class, 'C');
    EXPECT_FALSE(a.last.limits.armed);
    EXPECT_NEAR(a.last.limits.h_on, 0.08 * full_scale, 1e-3);
    EXPECT_NEAR(a.last.limits.h_off, 0.053 * full_scale, 1e-3);
    EXPECT_EQ(a.last.frame.unit, PressureUnit::counts);
  }
}

TEST(Analyzer, ZeroIsTakenUnloadedAndRefusedUnderLoad) {
  Mat mat;
  mat.stream.format = SampleFormat::u16;
  mat.stream.full_scale = 4095;
  mat.stream.rate_hz = 100;
  mat.wait(3.0);
  mat.press({200, 120}, 1500.0, 5.0);
  for (auto& frame : mat.frames) {
    for (float& value : frame.samples) value = std::round(value) + 37.0F;
  }
  mat.before(0, ZeroCommand{});
  mat.before(400, ZeroCommand{});
  const Analysis a = mat.analyze();
  EXPECT_EQ(a.count<ZeroTaken>(), 1);
  EXPECT_EQ(a.count<ZeroRefused>(), 1);
  EXPECT_EQ(a.last.frame.pressure[0], 0.0F);
}

TEST(Analyzer, MarksCarryThePlaceThatIsPressed) {
  Mat mat;
  mat.wait(1.0);
  mat.press({200, 120}, 120.0, 5.0);
  mat.before(50, MarkCommand{"a note"});
  mat.before(400, MarkCommand{"sore"});
  const Analysis a = mat.analyze();
  std::vector<Marked> marks;
  for (const Event& event : a.events) {
    if (const auto* mark = std::get_if<Marked>(&event.what)) marks.push_back(*mark);
  }
  ASSERT_EQ(marks.size(), 2u);
  EXPECT_FALSE(marks[0].has_place);
  EXPECT_TRUE(marks[1].has_place);
  EXPECT_NEAR(marks[1].x_mm, 200, 1);
}

TEST(Analyzer, StatesFollowTheRankOfTheStudio) {
  Mat mat;
  mat.wait(1.0);                       // find
  mat.press({200, 120}, 120.0, 35.0);  // hold, then done
  mat.press({200, 120}, 300.0, 3.0);   // ease
  mat.press({200, 120}, 450.0, 1.0);   // stop
  mat.wait(2.0);                       // still stop: latched
  std::vector<LiveState> seen;
  const Analysis a = mat.analyze([&](const Observation& o) {
    if (seen.empty() || seen.back() != o.state) seen.push_back(o.state);
  });
  EXPECT_TRUE(a.last.alert.latched);
  EXPECT_EQ(seen, (std::vector{LiveState::find, LiveState::hold, LiveState::done, LiveState::ease,
                               LiveState::stop}));
}

TEST(Analyzer, AnAlertSpeaksOfTheContactThatIsPressedTooHard) {
  Mat mat, other;
  mat.press({300, 120}, 80.0, 20.0);  // holds longest, so it leads
  other.wait(4.0);
  other.press({100, 120}, 120.0, 6.0);
  other.press({100, 120}, 300.0, 3.0);  // ease off
  other.press({100, 120}, 450.0, 2.0);  // stop
  other.wait(5.0);                      // latched
  for (std::size_t i = 0; i < mat.frames.size(); ++i)
    std::ranges::transform(mat.frames[i].samples, other.frames[i].samples, mat.frames[i].samples.begin(),
                           std::plus<>());
  int calm = 0, alerted = 0;
  const Analysis a = mat.analyze([&](const Observation& o) {
    const bool lasts = o.alert.caution || o.alert.stop;
    if (o.frame.time_s < 4.0 || o.leading < 0) return;
    const ContactView& leading = o.contacts[static_cast<std::size_t>(o.leading)];
    if (!lasts && o.frame.time_s < 15.2) {
      EXPECT_NEAR(leading.contact.x_mm, 300, 2) << o.frame.time_s;
      ++calm;
    } else if (lasts && o.frame.time_s < 15.0) {
      EXPECT_NEAR(leading.contact.x_mm, 100, 2) << o.frame.time_s;
      EXPECT_NEAR(o.alert.leading.x_mm, 100, 5);
      EXPECT_TRUE(!o.hold.running || o.hold.track_id == leading.track_id);
      ++alerted;
    }
  });
  EXPECT_GT(calm, 500);
  EXPECT_GT(alerted, 350);
  EXPECT_TRUE(a.last.alert.latched);
  EXPECT_NEAR(a.last.contacts[static_cast<std::size_t>(a.last.leading)].contact.x_mm, 300, 2)
      << "the word goes back once the pressure is off";
  ASSERT_EQ(a.holds.size(), 2u);
}

// Properties.
Mat eventful() {
  Mat mat;
  mat.wait(0.5);
  for (int i = 0; i < 2; ++i) {
    mat.roll({100, 80}, {240, 150}, 80.0, 90.0);
    mat.roll({240, 150}, {100, 80}, 80.0, 90.0);
  }
  mat.press({150, 100}, 140.0, 9.0);
  mat.wait(0.6);
  mat.press({150, 100}, 140.0, 5.0);
  mat.press({150, 100}, 430.0, 1.5);
  mat.press({150, 100}, 120.0, 7.0);
  mat.wait(1.0);
  mat.before(800, RegionCommand{"hamstrings"});
  mat.before(1500, MarkCommand{"sore"});
  mat.before(2500, AcknowledgeCommand{});
  mat.add_noise(1.0F);
  return mat;
}

TEST(Analyzer, TheSameFramesGiveTheSameBits) {
  const Mat mat = eventful();
  EXPECT_EQ(mat.analyze().digest, mat.analyze().digest);
}

TEST(Analyzer, ACheckpointGoesOnToTheSameBits) {
  const Mat mat = eventful();
  const Analysis whole = mat.analyze();
  for (const std::size_t at : {1u, 700u, 1333u, 2100u, 2400u}) {
    EXPECT_EQ(mat.analyze({}, at).digest, whole.digest) << at;
  }
}

TEST(Analyzer, ATimeShiftChangesNothing) {
  const Mat mat = eventful();
  Mat later = mat;
  for (auto& frame : later.frames) frame.captured_ns += 987'654'321'012'345;
  EXPECT_EQ(mat.analyze().digest, later.analyze().digest);
}

TEST(Analyzer, AMirroredMatGivesTheMirroredHolds) {
  const Mat mat = eventful();
  Mat mirrored = mat;
  const int cols = mat.stream.layout.cols;
  for (auto& frame : mirrored.frames) {
    for (int row = 0; row < mat.stream.layout.rows; ++row) {
      const auto begin = frame.samples.begin() + row * cols;
      std::reverse(begin, begin + cols);
    }
  }
  const Analysis a = mat.analyze(), b = mirrored.analyze();
  ASSERT_EQ(a.holds.size(), b.holds.size());
  ASSERT_EQ(a.alerts.size(), b.alerts.size());
  ASSERT_EQ(a.strokes.size(), b.strokes.size());
  for (std::size_t i = 0; i < a.holds.size(); ++i) {
    EXPECT_NEAR(a.holds[i].start_s, b.holds[i].start_s, 0.02);
    EXPECT_NEAR(a.holds[i].dwell_s, b.holds[i].dwell_s, 0.03);
    EXPECT_NEAR(a.holds[i].x_mm, 400.0 - b.holds[i].x_mm, 1e-3);
    EXPECT_NEAR(a.holds[i].y_mm, b.holds[i].y_mm, 1e-3);
  }
}

TEST(Analyzer, ScalingPressureWithItsThresholdsChangesNoHold) {
  const Mat mat = eventful();
  for (const double scale : {0.75, 1.5}) {
    Mat scaled = mat;
    for (auto& frame : scaled.frames) {
      for (float& value : frame.samples) value *= static_cast<float>(scale);
    }
    Profile& p = scaled.profile;
    for (double* kpa :
         {&p.contact.p_on_kpa, &p.contact.p_off_kpa, &p.contact.prominence_min_kpa, &p.hold.h_on_kpa,
          &p.hold.h_off_kpa, &p.hold.rest_peak_kpa, &p.hold.rest_hysteresis_kpa}) {
      *kpa *= scale;
    }
    p.alert.peak_caution_kpa = 220 * scale;
    p.alert.peak_stop_kpa = 385 * scale;
    p.alert.ppt_1_kpa = 550 * scale;
    Mat plain = mat;
    plain.commands.clear();
    scaled.commands.clear();
    const Analysis a = plain.analyze(), b = scaled.analyze();
    ASSERT_EQ(a.holds.size(), b.holds.size());
    ASSERT_EQ(a.alerts.size(), b.alerts.size());
    for (std::size_t i = 0; i < a.holds.size(); ++i) {
      EXPECT_NEAR(a.holds[i].start_s, b.holds[i].start_s, 0.011);
      EXPECT_NEAR(a.holds[i].dwell_s, b.holds[i].dwell_s, 0.021);
      EXPECT_NEAR(a.holds[i].pti_kpa_s * scale, b.holds[i].pti_kpa_s, 0.002 * b.holds[i].pti_kpa_s);
    }
  }
}

TEST(Analyzer, RepeatedAndBackwardFramesAddNoDwell) {
  Mat mat;
  mat.press({200, 120}, 120.0, 10.0);
  Mat rough = mat;
  rough.frames.clear();
  for (std::size_t i = 0; i < mat.frames.size(); ++i) {
    rough.frames.push_back(mat.frames[i]);
    if (i % 7 == 3) rough.frames.push_back(mat.frames[i]);
    if (i % 11 == 5) rough.frames.push_back(mat.frames[i - 3]);
  }
  const Analysis a = mat.analyze(), b = rough.analyze();
  ASSERT_EQ(b.holds.size(), 1u);
  EXPECT_NEAR(b.holds[0].dwell_s, a.holds[0].dwell_s, 0.02);
  EXPECT_LE(b.holds[0].dwell_s, b.holds[0].end_s - b.holds[0].start_s + 1e-9);
}

TEST(Analyzer, NanAnywhereNeitherCrashesNorCounts) {
  Mat mat = eventful();
  std::uint32_t random = 3;
  for (auto& frame : mat.frames) {
    random = random * 1664525u + 1013904223u;
    if (random % 5 == 0) frame.samples[random / 7 % frame.samples.size()] = kNotGiven;
    if (random % 50 == 0) std::fill(frame.samples.begin(), frame.samples.end(), kNotGiven);
    if (random % 97 == 0) frame.samples[0] = std::numeric_limits<float>::infinity();
  }
  const Analysis a = mat.analyze();
  EXPECT_EQ(a.holds.size(), eventful().analyze().holds.size());
  for (const HoldRecord& hold : a.holds) {
    EXPECT_LE(hold.dwell_s, hold.end_s - hold.start_s + 1e-9);
    EXPECT_TRUE(std::isfinite(hold.pti_kpa_s));
    EXPECT_TRUE(std::isfinite(hold.x_mm));
  }
}

TEST(Analyzer, HoldIdsFollowTheOrderOfStart) {
  const Analysis a = eventful().analyze();
  int expected = 1;
  for (const Event& event : a.events) {
    if (const auto* started = std::get_if<HoldStarted>(&event.what)) {
      EXPECT_EQ(started->id, expected++);
    }
  }
  EXPECT_GE(expected, 3);
}

TEST(Analyzer, DoesNotAllocateOnceWarm) {
  Mat mat;
  mat.roll({100, 80}, {240, 150}, 80.0, 90.0);
  mat.press({240, 150}, 120.0, 12.0);
  mat.add_noise(1.0F);
  Analyzer analyzer(AnalyzerSetup{mat.stream, std::nullopt, mat.profile});
  std::size_t at = 0;
  for (; at < 800; ++at) analyzer.process(mat.frames[at]);
  const long before = allocations();
  for (; at < 1200; ++at) analyzer.process(mat.frames[at]);
  EXPECT_EQ(allocations() - before, 0);
}

TEST(Analyzer, ALargeMatWorks) {
  Mat mat(256, 256);
  mat.press({1200, 1300}, 120.0, 6.0, 25.0, 0.1);
  EXPECT_EQ(mat.analyze().holds.size(), 1u);
}

}  // namespace
}  // namespace rollscope
