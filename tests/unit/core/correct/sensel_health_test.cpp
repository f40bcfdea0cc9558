#include "core/correct/sensel_health.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <random>
#include <vector>

#include "core/correct/measurement_lane.hpp"
#include "core/scene/random_scene.hpp"
#include "core/scene/scene_player.hpp"

namespace rollscope {
namespace {

constexpr int kRows = 12, kCols = 16;
constexpr float kZero = 30.0F, kTop = 4095.0F;  // counts; 0.1 kPa each

// What a sensel reads instead of `counts`.
using Fault = std::function<float(int row, int col, double time_s, float counts)>;
// Where a patch of 45 mm and 150 kPa presses; none: nothing.
struct Place {
  double x_mm, y_mm;
};
using Path = std::function<std::optional<Place>(double time_s)>;

// Rolls over every sensel within three seconds.
std::optional<Place> rolling(double time_s) {
  const auto swing = [](double x) { return std::abs(std::remainder(x, 2.0)); };  // 0..1
  return Place{160.0 * swing(time_s / 0.75), 120.0 * swing(time_s / 2.8)};
}
std::optional<Place> nowhere(double) {
  return std::nullopt;
}
std::optional<Place> resting(double) {
  return Place{40.0, 60.0};
}

class Array {
 public:
  explicit Array(double rate_hz = 50.0, std::uint64_t seed = 1, float noise_counts = 3.0F)
      : rate_hz_(rate_hz), random_(seed), noise_(0.0F, noise_counts) {
    stream_.layout.rows = kRows;
    stream_.layout.cols = kCols;
    stream_.format = SampleFormat::u16;
    stream_.full_scale = static_cast<double>(kTop);
    stream_.rate_hz = rate_hz;
    stream_.numbered = true;
    Calibration calibration;
    calibration.points = {{4000, 400}};
    calibration.full_scale_kpa = 400;
    calibration.zero.assign(kRows * kCols, kZero);
    lane_.emplace(*MeasurementLane::make(stream_, calibration));
  }

  void run(double seconds, const Path& path, const Fault& fault, bool watch_zero = false) {
    RawFrame frame;
    for (int k = 0; k < static_cast<int>(std::lround(seconds * rate_hz_)); ++k) {
      const double time_s = static_cast<double>(frames_) / rate_hz_;
      frame.sequence = frames_;
      frame.samples.clear();
      const auto place = path(time_s);
      for (int i = 0; i < kRows * kCols; ++i) {
        const int row = i / kCols, col = i % kCols;
        double load = 0.0;
        if (place) {
          const double dx = 10.0 * col + 5.0 - place->x_mm, dy = 10.0 * row + 5.0 - place->y_mm;
          load = 1500.0 * std::max(0.0, 1.0 - (dx * dx + dy * dy) / (45.0 * 45.0));
        }
        const float counts = kZero + static_cast<float>(load) + noise_(random_);
        frame.samples.push_back(std::clamp(std::round(fault(row, col, time_s, counts)), 0.0F, kTop));
      }
      lane_->process(frame, time_s, frames_++);
      if (watch_zero && lane_->follow_zero(!place)) ++zero_steps_;
      note(time_s);
    }
  }

  [[nodiscard]] const MeasurementLane& lane() const { return *lane_; }
  [[nodiscard]] double time_s() const { return static_cast<double>(frames_) / rate_hz_; }
  [[nodiscard]] int zero_steps() const { return zero_steps_; }
  // Everything that was ever found, with the time it was told at.
  struct Told {
    SenselFault fault;
    double at_s;
  };
  [[nodiscard]] const std::vector<Told>& told() const { return told_; }
  [[nodiscard]] const Told* told(FaultKind kind, FaultPlace place, int row, int col) const {
    const SenselFault wanted{.kind = kind, .place = place, .row = row, .col = col};
    for (const Told& one : told_)
      if (one.fault.same_as(wanted)) return &one;
    return nullptr;
  }
  [[nodiscard]] std::uint8_t validity(int row, int col) const {
    return lane_->measured().validity[static_cast<std::size_t>(row * kCols + col)];
  }

 private:
  void note(double time_s) {
    for (const FaultChange& change : lane_->health().changes())
      if (change.found) told_.push_back({change.fault, time_s});
  }

  StreamInfo stream_;
  double rate_hz_;
  std::mt19937_64 random_;
  std::normal_distribution<float> noise_;
  std::optional<MeasurementLane> lane_;
  std::uint64_t frames_ = 0;
  int zero_steps_ = 0;
  std::vector<Told> told_;
};

float healthy(int, int, double, float counts) {
  return counts;
}

TEST(SenselHealth, NamesADeadSenselWithinTenSecondsAndLetsItGo) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 12; ++round) {
    const int row = static_cast<int>(random() % kRows), col = static_cast<int>(random() % kCols);
    const float stuck = static_cast<float>(random() % 60);
    Array array(round % 2 == 0 ? 50.0 : 100.0, 10 + static_cast<std::uint64_t>(round));
    const double since_s = 7.3;
    array.run(20.0, rolling, [&](int r, int c, double t, float counts) {
      return r == row && c == col && t >= since_s ? stuck : counts;
    });
    const auto* told = array.told(FaultKind::dead, FaultPlace::sensel, row, col);
    ASSERT_NE(told, nullptr) << row << ' ' << col;
    EXPECT_LE(told->at_s, since_s + 10.0);
    EXPECT_GE(told->at_s, since_s + 5.0);
    EXPECT_EQ(array.told().size(), 1U);
    EXPECT_NEAR(told->fault.start_s, since_s, 2.0);
    EXPECT_NE(array.validity(row, col) & dead, 0);
    EXPECT_EQ(array.lane().sensels_dead(), 1);
    array.run(3.0, rolling, healthy);
    EXPECT_EQ(array.validity(row, col) & dead, 0) << "it moves";
    EXPECT_TRUE(array.lane().health().faults().empty());
  }
}

TEST(SenselHealth, NamesAHotSenselWithinTenSeconds) {
  std::mt19937_64 random(3);
  struct Case {
    float counts;
    Path path;
  };
  for (const Case& now :
       {Case{kTop, rolling}, Case{kTop, nowhere}, Case{kZero + 90, nowhere}, Case{kZero + 400, resting}}) {
    for (int round = 0; round < 4; ++round) {
      int row = static_cast<int>(random() % kRows), col = 10 + static_cast<int>(random() % 6);
      Array array(50.0, 40 + static_cast<std::uint64_t>(round));
      const double since_s = 6.4;
      const auto fault = [&](int r, int c, double t, float counts) {
        return r == row && c == col && t >= since_s ? std::max(counts - kZero, 0.0F) * 0.1F + now.counts
                                                    : counts;
      };
      array.run(16.0, now.path, fault);
      const auto* told = array.told(FaultKind::hot, FaultPlace::sensel, row, col);
      ASSERT_NE(told, nullptr) << now.counts << " at " << row << ' ' << col;
      EXPECT_LE(told->at_s, since_s + 10.0);
      EXPECT_EQ(array.told().size(), 1U);
      EXPECT_NE(array.validity(row, col) & dead, 0);
      array.run(3.0, now.path, healthy);
      EXPECT_EQ(array.validity(row, col), valid);
    }
  }
}

TEST(SenselHealth, NamesFlickerWithinTenSecondsAndMasksWhatTheMedianLets) {
  struct Case {
    const char* what;
    std::function<bool(std::uint64_t frame, std::mt19937_64&)> on;
    bool masked;
  };
  const Case cases[] = {
      {"now and then for one frame", [](std::uint64_t k, std::mt19937_64&) { return k % 41 == 0; }, false},
      {"every other frame", [](std::uint64_t k, std::mt19937_64&) { return k % 2 == 0; }, true},
      {"two on, two off", [](std::uint64_t k, std::mt19937_64&) { return k % 4 < 2; }, true},
      {"three on, three off", [](std::uint64_t k, std::mt19937_64&) { return k % 6 < 3; }, true},
      {"two of 37", [](std::uint64_t k, std::mt19937_64&) { return k % 37 < 2; }, true},
      {"a coin each frame", [](std::uint64_t, std::mt19937_64& random) { return random() % 2 == 0; }, true}};
  for (const Case& now : cases) {
    std::mt19937_64 coin(9);
    Array array;
    std::uint64_t frame = 0;
    array.run(14.0, resting, [&](int r, int c, double t, float counts) {
      if (r != 3 || c != 11) return counts;
      ++frame;
      return t >= 4.0 && now.on(frame, coin) ? kZero + 700.0F : counts;
    });
    const auto* told = array.told(FaultKind::flicker, FaultPlace::sensel, 3, 11);
    ASSERT_NE(told, nullptr) << now.what;
    EXPECT_LE(told->at_s, 14.0) << now.what;
    EXPECT_EQ((array.validity(3, 11) & dead) != 0, now.masked) << now.what;
    EXPECT_EQ(array.told().size(), 1U) << now.what;
    array.run(12.0, resting, healthy);
    EXPECT_TRUE(array.lane().health().faults().empty()) << now.what << ": quiet for ten seconds";
  }
}

TEST(SenselHealth, NamesALineAndNotItsSensels) {
  for (const float stuck : {0.0F, kZero, kTop, 700.0F}) {
    for (const int line : {0, 5, kRows - 1}) {
      for (const bool is_row : {true, false}) {
        Array array(50.0, 70);
        const double since_s = 6.2;
        const Path path = stuck == 700.0F ? Path(nowhere) : Path(rolling);
        array.run(16.5, path, [&](int r, int c, double t, float counts) {
          return (is_row ? r : c) == line && t >= since_s ? stuck : counts;
        });
        const auto* told = stuck > 600.0F
                               ? array.told(FaultKind::hot, is_row ? FaultPlace::row : FaultPlace::col,
                                            is_row ? line : -1, is_row ? -1 : line)
                               : array.told(FaultKind::dead, is_row ? FaultPlace::row : FaultPlace::col,
                                            is_row ? line : -1, is_row ? -1 : line);
        ASSERT_NE(told, nullptr) << stuck << (is_row ? " row " : " column ") << line;
        EXPECT_LE(told->at_s, since_s + 10.0);
        EXPECT_EQ(array.lane().health().faults().size(), 1U);
        for (int k = 0; k < (is_row ? kCols : kRows); ++k)
          ASSERT_NE(array.validity(is_row ? line : k, is_row ? k : line) & dead, 0);
        EXPECT_EQ(array.lane().health().masked(), is_row ? kCols : kRows);
        array.run(8.0, rolling, healthy);
        EXPECT_TRUE(array.lane().health().faults().empty()) << stuck << " line " << line << " works again";
        EXPECT_EQ(array.lane().health().masked(), 0);
      }
    }
  }
}

TEST(SenselHealth, SaysNothingOfAHealthyArray) {
  for (const Path& path : {Path(rolling), Path(nowhere), Path(resting)}) {
    for (const float noise : {0.0F, 0.4F, 6.0F, 20.0F}) {
      for (const double rate_hz : {20.0, 100.0}) {
        Array array(rate_hz, 5, noise);
        array.run(25.0, path, healthy, true);
        EXPECT_TRUE(array.told().empty())
            << "noise " << noise << " at " << rate_hz << ": kind "
            << static_cast<int>(array.told()[0].fault.kind) << " row " << array.told()[0].fault.row << " col "
            << array.told()[0].fault.col;
        EXPECT_EQ(array.zero_steps(), 0);
      }
    }
  }
}

TEST(SenselHealth, SaysNothingOfHealthySessions) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Scene scene = make_random_scene(seed);
    PlayerOptions options;
    options.rate_hz = 50.0;
    options.seed = seed;
    ScenePlayer player(scene, default_layout(scene), options);
    auto lane = MeasurementLane::make(player.info(), player.calibration());
    ASSERT_TRUE(lane);
    RawFrame frame;
    for (std::uint64_t k = 0; player.next(frame); ++k) {
      lane->process(frame, player.time_s(), k);
      lane->follow_zero(player.contacts().empty());
      ASSERT_TRUE(lane->health().changes().empty())
          << "seed " << seed << " at " << player.time_s() << " kind "
          << static_cast<int>(lane->health().changes()[0].fault.kind);
    }
  }
}

TEST(SenselHealth, FollowsADriftOfTheZeroSlowlyAndOnlyUnloaded) {
  const auto drifting = [](int, int, double t, float counts) {
    return counts + (t >= 6.0 ? 31.0F : 0.0F);  // 3.1 kPa
  };
  Array loaded;
  loaded.run(40.0, resting, drifting, true);
  EXPECT_TRUE(loaded.told().empty()) << "nobody can tell under load";
  EXPECT_EQ(loaded.zero_steps(), 0);

  Array array;
  array.run(16.0, nowhere, drifting, true);
  const auto* told = array.told(FaultKind::drift, FaultPlace::array, -1, -1);
  ASSERT_NE(told, nullptr);
  EXPECT_LE(told->at_s, 16.0);
  EXPECT_EQ(array.told().size(), 1U);
  const auto zero = [&] { return array.lane().converter().zero()[50]; };
  const float before = zero();
  array.run(10.2, nowhere, drifting, true);
  EXPECT_LE(zero() - before, 5.0F * 1.25F + 0.01F) << "at most 0.5 kPa each ten seconds";
  array.run(120.0, nowhere, drifting, true);
  EXPECT_NEAR(zero(), kZero + 31.0F, 3.0F);
  EXPECT_TRUE(array.lane().health().faults().empty());
  EXPECT_GE(array.zero_steps(), 6);
  EXPECT_LE(array.zero_steps(), 8) << "then it rests";
}

TEST(SenselHealth, ALightLoadIsNoDrift) {
  // A limb of 8 kPa on a quarter of the array: under every contact threshold, but 30 N.
  Array array;
  array.run(
      40.0, nowhere,
      [](int row, int col, double, float counts) { return row < 6 && col < 8 ? counts + 80.0F : counts; },
      true);
  EXPECT_TRUE(array.told().empty());
  EXPECT_EQ(array.zero_steps(), 0);
}

}  // namespace
}  // namespace rollscope
