// What must not matter does not: how the mat lies, when it was, the scale, half the frames, a session in two
// files (science.md 4.4).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <tuple>
#include <vector>

#include "core/analyzer.hpp"
#include "core/scene/scene_player.hpp"
#include "tests/accuracy/script.hpp"
#include "tests/accuracy/special_scenes.hpp"

namespace rollscope::accuracy {
namespace {

constexpr double kRate_hz = 50.0;

struct Recorded {
  StreamInfo stream;
  std::vector<RawFrame> frames;
};

struct Result {
  std::vector<HoldRecord> holds;    // in the order of start
  std::vector<AlertRecord> alerts;  // likewise
};

// True kPa with noise and steps, as a file in kPa would carry them.
Recorded recorded(const Scene& scene, std::uint64_t seed) {
  ScenePlayer player(scene, default_layout(scene),
                     {.rate_hz = kRate_hz, .seed = seed, .sensor = {}, .truth = {}});
  Recorded all;
  all.stream.layout = default_layout(scene);
  all.stream.format = SampleFormat::f32_kpa;
  all.stream.rate_hz = kRate_hz;
  Random noise(seed);
  PressureFrame frame;
  while (player.next_pressure(frame)) {
    RawFrame raw;
    raw.sequence = all.frames.size();
    raw.captured_ns = std::llround(frame.time_s * 1e9);
    for (const float kpa : frame.pressure) {
      const double read = 0.25 * std::round((static_cast<double>(kpa) + 0.5 * noise.normal()) / 0.25);
      raw.samples.push_back(static_cast<float>(read));
    }
    all.frames.push_back(raw);
  }
  return all;
}

Result analyze(const StreamInfo& stream, std::span<const RawFrame> frames, const Profile& profile = {}) {
  Analyzer analyzer({.stream = stream, .calibration = {}, .profile = profile});
  Result result;
  const auto take = [&result](const Observation& seen) {
    for (const Event& event : seen.events) {
      if (const auto* hold = std::get_if<HoldEnded>(&event.what)) result.holds.push_back(hold->hold);
      if (const auto* alert = std::get_if<AlertCleared>(&event.what)) result.alerts.push_back(alert->alert);
    }
  };
  for (const RawFrame& frame : frames) take(analyzer.process(frame));
  take(analyzer.finish());
  std::ranges::sort(result.holds, {}, [](const HoldRecord& h) { return std::pair(h.start_s, h.x_mm); });
  std::ranges::sort(result.alerts, {}, [](const AlertRecord& a) { return std::pair(a.start_s, a.kind); });
  return result;
}

Scene eventful() {
  return session_scene(7, {.holds_min = 3, .holds_max = 4, .hold_s_max = 20.0});
}

struct Place {
  int row, col;
};

// The same mat laid another way: `to` gives the new place of a sensel.
Recorded laid(const Recorded& from, int rows, int cols, const std::function<Place(Place)>& to) {
  Recorded all = from;
  all.stream.layout.rows = rows;
  all.stream.layout.cols = cols;
  for (std::size_t k = 0; k < from.frames.size(); ++k) {
    for (int row = 0; row < from.stream.layout.rows; ++row) {
      for (int col = 0; col < from.stream.layout.cols; ++col) {
        const Place there = to({row, col});
        all.frames[k].samples[static_cast<std::size_t>(there.row * cols + there.col)] =
            from.frames[k].samples[static_cast<std::size_t>(row * from.stream.layout.cols + col)];
      }
    }
  }
  return all;
}

struct Way {
  const char* name;
  bool turned;  // rows become columns
  std::function<Place(Place)> sensel;
  std::function<std::pair<double, double>(double, double)> place_mm;
};

TEST(Metamorphic, HoweverTheMatLies) {
  const Scene scene = eventful();
  const Recorded mat = recorded(scene, 7);
  const int rows = mat.stream.layout.rows, cols = mat.stream.layout.cols;
  const double width = cols * 10.0, height = rows * 10.0;
  const Result plain = analyze(mat.stream, mat.frames);
  ASSERT_GE(plain.holds.size(), 2U);
  const Way ways[] = {
      {"mirrored left to right", false, [=](Place p) { return Place{p.row, cols - 1 - p.col}; },
       [=](double x, double y) { return std::pair(width - x, y); }},
      {"mirrored top to bottom", false, [=](Place p) { return Place{rows - 1 - p.row, p.col}; },
       [=](double x, double y) { return std::pair(x, height - y); }},
      {"turned by 180", false, [=](Place p) { return Place{rows - 1 - p.row, cols - 1 - p.col}; },
       [=](double x, double y) { return std::pair(width - x, height - y); }},
      {"transposed", true, [](Place p) { return Place{p.col, p.row}; },
       [](double x, double y) { return std::pair(y, x); }},
      {"turned by 90", true, [=](Place p) { return Place{p.col, rows - 1 - p.row}; },
       [=](double x, double y) { return std::pair(height - y, x); }},
  };
  for (const Way& way : ways) {
    SCOPED_TRACE(way.name);
    const Recorded other = laid(mat, way.turned ? cols : rows, way.turned ? rows : cols, way.sensel);
    const Result result = analyze(other.stream, other.frames);
    ASSERT_EQ(result.holds.size(), plain.holds.size());
    ASSERT_EQ(result.alerts.size(), plain.alerts.size());
    for (std::size_t i = 0; i < plain.holds.size(); ++i) {
      const HoldRecord &a = plain.holds[i], &b = result.holds[i];
      const auto [x_mm, y_mm] = way.place_mm(a.x_mm, a.y_mm);
      // Why not to the last bit: sums run over the sensels in another order.
      EXPECT_NEAR(b.start_s, a.start_s, 0.021);
      EXPECT_NEAR(b.end_s, a.end_s, 0.021);
      EXPECT_NEAR(b.x_mm, x_mm, 0.01);
      EXPECT_NEAR(b.y_mm, y_mm, 0.01);
      EXPECT_NEAR(b.force_n, a.force_n, 0.01 * a.force_n);
      EXPECT_EQ(b.end_reason, a.end_reason);
    }
  }
}

// A clock that started elsewhere, an hour or a month before: the same to the last bit.
TEST(Metamorphic, WheneverItWas) {
  Recorded mat = recorded(eventful(), 7);
  const Result plain = analyze(mat.stream, mat.frames);
  for (const std::int64_t hours : {1, 720}) {
    SCOPED_TRACE(hours);
    Recorded later = mat;
    for (RawFrame& frame : later.frames) frame.captured_ns += hours * 3'600'000'000'000;
    const Result result = analyze(later.stream, later.frames);
    ASSERT_EQ(result.holds.size(), plain.holds.size());
    ASSERT_EQ(result.alerts.size(), plain.alerts.size());
    for (std::size_t i = 0; i < plain.holds.size(); ++i) {
      const auto facts = [](const HoldRecord& h) {
        return std::tuple(h.start_s, h.end_s, h.dwell_s, h.x_mm, h.y_mm, h.p1_peak, h.force_n, h.end_reason);
      };
      EXPECT_EQ(facts(result.holds[i]), facts(plain.holds[i]));
    }
    for (std::size_t i = 0; i < plain.alerts.size(); ++i) {
      const auto facts = [](const AlertRecord& a) {
        return std::tuple(a.start_s, a.end_s, a.kind, a.level, a.value, a.limit);
      };
      EXPECT_EQ(facts(result.alerts[i]), facts(plain.alerts[i]));
    }
  }
}

// Twice and half the pressure with thresholds to match: the same holds and alerts at twice and half the kPa.
TEST(Metamorphic, HoweverHardWithThresholdsToMatch) {
  const Recorded mat = recorded(eventful(), 7);
  Profile profile;
  // The region's own limits as numbers, so that they scale as well.
  profile.alert.peak_caution_kpa = 90.0;
  profile.alert.peak_stop_kpa = 400.0;
  profile.alert.ppt_1_kpa = 600.0;
  const Result plain = analyze(mat.stream, mat.frames, profile);
  ASSERT_GE(plain.holds.size(), 2U);
  ASSERT_FALSE(plain.alerts.empty());
  for (const double times : {0.5, 2.0}) {
    SCOPED_TRACE(times);
    Recorded scaled = mat;
    for (RawFrame& frame : scaled.frames)
      for (float& kpa : frame.samples) kpa *= static_cast<float>(times);
    Profile matching = profile;
    for (double* threshold :
         {&matching.contact.p_on_kpa, &matching.contact.p_off_kpa, &matching.contact.prominence_min_kpa,
          &matching.hold.h_on_kpa, &matching.hold.h_off_kpa, &matching.hold.rest_peak_kpa,
          &matching.hold.rest_hysteresis_kpa, &matching.alert.peak_caution_kpa, &matching.alert.peak_stop_kpa,
          &matching.alert.ppt_1_kpa})
      *threshold *= times;
    const Result result = analyze(scaled.stream, scaled.frames, matching);
    ASSERT_EQ(result.holds.size(), plain.holds.size());
    ASSERT_EQ(result.alerts.size(), plain.alerts.size());
    for (std::size_t i = 0; i < plain.holds.size(); ++i) {
      const HoldRecord &a = plain.holds[i], &b = result.holds[i];
      EXPECT_NEAR(b.start_s, a.start_s, 0.021);
      EXPECT_NEAR(b.end_s, a.end_s, 0.021);
      EXPECT_NEAR(b.x_mm, a.x_mm, 0.05);
      EXPECT_NEAR(b.y_mm, a.y_mm, 0.05);
      EXPECT_NEAR(b.force_n, times * a.force_n, 0.005 * times * a.force_n);
      EXPECT_NEAR(b.p1_peak, times * a.p1_peak, 0.005 * times * a.p1_peak);
      EXPECT_EQ(b.end_reason, a.end_reason);
    }
    for (std::size_t i = 0; i < plain.alerts.size(); ++i) {
      const AlertRecord &a = plain.alerts[i], &b = result.alerts[i];
      EXPECT_EQ(b.kind, a.kind);
      EXPECT_EQ(b.level, a.level);
      EXPECT_NEAR(b.start_s, a.start_s, 0.021);
      EXPECT_NEAR(b.value, times * a.value, 0.005 * times * a.value);
    }
  }
}

// Half the frames: the same holds, told apart by a few frames of the slower stream.
TEST(Metamorphic, EverySecondFrameGivesTheSameHolds) {
  const Recorded mat = recorded(eventful(), 7);
  const Result whole = analyze(mat.stream, mat.frames);
  for (const std::size_t first : {0U, 1U}) {
    Recorded half;
    half.stream = mat.stream;
    half.stream.rate_hz = kRate_hz / 2.0;
    for (std::size_t i = first; i < mat.frames.size(); i += 2) {
      half.frames.push_back(mat.frames[i]);
      half.frames.back().sequence = half.frames.size() - 1;
      half.frames.back().captured_ns -= mat.frames[first].captured_ns;
    }
    const Result result = analyze(half.stream, half.frames);
    ASSERT_EQ(result.holds.size(), whole.holds.size());
    ASSERT_EQ(result.alerts.size(), whole.alerts.size());
    for (std::size_t i = 0; i < whole.holds.size(); ++i) {
      EXPECT_NEAR(result.holds[i].start_s, whole.holds[i].start_s, 0.15);
      EXPECT_NEAR(result.holds[i].end_s, whole.holds[i].end_s, 0.15);
      EXPECT_NEAR(result.holds[i].x_mm, whole.holds[i].x_mm, 0.5);
      EXPECT_NEAR(result.holds[i].p1_peak, whole.holds[i].p1_peak, 0.03F * whole.holds[i].p1_peak);
    }
  }
}

// Cut anywhere, both files together tell the same holds, but for the one across the cut.
TEST(Metamorphic, ASessionInTwoFilesHasTheSameHolds) {
  const Recorded mat = recorded(eventful(), 7);
  const Result whole = analyze(mat.stream, mat.frames);
  const std::span<const RawFrame> frames = mat.frames;
  for (const double share : {0.2, 0.45, 0.7}) {
    SCOPED_TRACE(share);
    const auto cut = static_cast<std::size_t>(share * static_cast<double>(frames.size()));
    const double cut_s = static_cast<double>(cut) / kRate_hz;
    Result both = analyze(mat.stream, frames.first(cut));
    for (HoldRecord hold : analyze(mat.stream, frames.subspan(cut)).holds) {
      hold.start_s += cut_s;
      hold.end_s += cut_s;
      both.holds.push_back(hold);
    }
    for (const HoldRecord& hold : whole.holds) {
      if (hold.start_s - 0.5 < cut_s && cut_s < hold.end_s + 1.0) continue;
      const auto same = [&](const HoldRecord& other) {
        return std::abs(other.start_s - hold.start_s) < 0.1 && std::abs(other.end_s - hold.end_s) < 0.1 &&
               std::hypot(other.x_mm - hold.x_mm, other.y_mm - hold.y_mm) < 0.5;
      };
      EXPECT_EQ(std::ranges::count_if(both.holds, same), 1) << hold.start_s;
    }
    EXPECT_LE(both.holds.size(), whole.holds.size() + 1);
  }
}

// Frames that come twice, come late or carry no numbers: no crash, and never more dwell than time.
TEST(Metamorphic, DamageNeverAddsDwell) {
  const Recorded mat = recorded(eventful(), 7);
  const Result whole = analyze(mat.stream, mat.frames);
  double dwell_s = 0.0;
  for (const HoldRecord& hold : whole.holds) dwell_s += hold.dwell_s;
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    Random random(seed);
    std::vector<RawFrame> frames;
    for (const RawFrame& frame : mat.frames) {
      frames.push_back(frame);
      const int fate = random.integer(0, 99);
      if (fate < 5) frames.push_back(frame);  // twice
      if (fate >= 5 && fate < 10 && frames.size() > 1)
        frames.back().captured_ns = frames[frames.size() - 2].captured_ns;
      if (fate >= 10 && fate < 15 && frames.size() > 1) std::swap(frames.back(), frames[frames.size() - 2]);
      if (fate >= 15 && fate < 20) {
        for (float& sample : frames.back().samples) sample = random.chance(0.3) ? kNotGiven : sample;
      }
      if (fate == 20) std::ranges::fill(frames.back().samples, kNotGiven);
      if (fate == 21) frames.pop_back();
    }
    const Result result = analyze(mat.stream, frames);
    double damaged_s = 0.0;
    for (const HoldRecord& hold : result.holds) {
      EXPECT_LE(hold.dwell_s, hold.end_s - hold.start_s + 1e-6);
      damaged_s += hold.dwell_s;
    }
    EXPECT_LE(damaged_s, dwell_s + 0.5 * static_cast<double>(whole.holds.size()));
  }
}

TEST(Metamorphic, NothingPressedIsNothingListed) {
  Recorded mat = recorded(eventful(), 7);
  for (RawFrame& frame : mat.frames) std::ranges::fill(frame.samples, 0.0F);
  const Result result = analyze(mat.stream, mat.frames);
  EXPECT_TRUE(result.holds.empty());
  EXPECT_TRUE(result.alerts.empty());
}

}  // namespace
}  // namespace rollscope::accuracy
