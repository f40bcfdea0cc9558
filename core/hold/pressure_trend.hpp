// The pressure trend under a hold (science.md 2.7): percentage drops, log-log slope, and which cause fits.
#pragma once

#include <array>
#include <cstddef>

#include "core/hold/hold_input.hpp"
#include "core/hold/hold_trend.hpp"

namespace rollscope {

// What the sensor can tell a change by. NaN: not known.
struct TrendLimits {
  double creep_per_decade = HoldTrend::kNone;  // uncertainty of a pressure for each tenfold of time, share
  double repeatability = 0.0;                  // of a pressure at one load, share; 0: the trend's own scatter
};

// One hold at a time. P1, force and area are averaged over 1 s round each half second since the start (the 1
// s low-pass, without delay), so that results do not depend on the frame rate; half seconds less than half
// measured (gaps, lifts, lost or invalid frames) are left out. A fixed amount of memory; no allocation.
//
// detectable_drop = 2 x creep uncertainty over the window + 2 x repeatability. A hold's first 2 s are its
// transient and its last second its end: neither is part of the trend.
class PressureTrend {
 public:
  void begin(double start_s);
  // What `in` showed from `time_s` - `counted_s` to `time_s`. Only frames in which the hold's timer ran.
  void add(double time_s, double counted_s, const HoldInput& in);
  // end_s: of the hold; up to some 15 s before the last add().
  [[nodiscard]] HoldTrend conclude(double end_s, const TrendLimits& limits) const;

 private:
  struct Reading {
    double p1 = 0, force = 0, area = 0;
    double add(const Reading& other);  // 1: one reading more
  };
  struct Cell {
    int number = -1;  // half seconds since the start
    double time_s = 0;
    Reading sums;
  };
  // Ordinary least squares of ln P1 on ln time.
  struct Line {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
    void add(double at_x, double at_y);
    [[nodiscard]] double slope() const;
    [[nodiscard]] double rmse() const;
  };
  struct Sample {
    double since_s = 0;  // the start
    Reading mean;
    Line line;  // with all samples up to this one
  };
  static constexpr std::size_t kRecent = 56;  // 28 s: 10 s before an end that is known 15 s later
  static constexpr std::size_t kFirst = 7;    // 2 s to 5 s

  void close_cell();
  void take(double since_s, const Reading& mean);
  [[nodiscard]] std::size_t samples_until(double since_s) const;
  [[nodiscard]] const Sample& recent(std::size_t i) const {
    return recent_[(next_ + kRecent - size_ + i) % kRecent];
  }
  [[nodiscard]] double drop_at(std::size_t which, double last_s) const;
  void compare(std::size_t count, const TrendLimits& limits, HoldTrend& trend) const;

  double start_s_ = 0;
  bool saturated_ = false;
  Cell open_, before_;
  std::array<double, 3> drops_{HoldTrend::kNone, HoldTrend::kNone, HoldTrend::kNone};
  std::array<double, 3> drops_at_s_{};
  std::array<Sample, kFirst> first_{};  // the very first is that at t1
  std::size_t first_size_ = 0;
  std::array<Sample, kRecent> recent_{};
  std::size_t next_ = 0, size_ = 0;
  Line line_;
};

}  // namespace rollscope
