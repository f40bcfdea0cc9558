// A mat in kPa on which a test presses, and everything an analysis of it told.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "core/analyzer.hpp"

namespace rollscope {

// Counts every operator new of the test program.
[[nodiscard]] long allocations();

struct Analysis {
  std::vector<Event> events;
  std::vector<HoldRecord> holds;
  std::vector<AlertRecord> alerts;  // ended ones
  std::vector<StrokeRecord> strokes;
  Observation last;
  std::uint64_t digest = 0;  // of every number of every observation

  [[nodiscard]] const AlertRecord* alert(AlertKind kind, AlertLevel level) const {
    for (const AlertRecord& one : alerts) {
      if (one.kind == kind && one.level == level) return &one;
    }
    return nullptr;
  }
  template <class What>
  [[nodiscard]] const What* first() const {
    for (const Event& event : events) {
      if (const auto* what = std::get_if<What>(&event.what)) return what;
    }
    return nullptr;
  }
  template <class What>
  [[nodiscard]] int count() const {
    int n = 0;
    for (const Event& event : events) n += std::holds_alternative<What>(event.what) ? 1 : 0;
    return n;
  }
};

struct Mat {
  struct Place {
    double x_mm, y_mm;
  };
  StreamInfo stream;
  Profile profile;
  std::vector<RawFrame> frames;
  std::vector<std::pair<std::size_t, Command>> commands;  // before the frame with this index
  double time_s = 0.0;
  double period_s = 0.01;

  explicit Mat(int rows = 24, int cols = 40);
  void wait(double seconds) { press({0, 0}, 0.0, seconds); }
  // A round patch, p = peak (1 - r2 / R2) averaged over the sensels it covers.
  void press(Place at, double peak_kpa, double seconds, double radius_mm = 25.0, double period = 0.0);
  void roll(Place from, Place to, double speed_mm_s, double peak_kpa, double radius_mm = 25.0);
  void before(std::size_t frame, Command command) { commands.emplace_back(frame, std::move(command)); }
  void add_noise(float amplitude_kpa);

  // checkpoint: at this frame the analyzer is copied and the copy goes on.
  [[nodiscard]] Analysis analyze(const std::function<void(const Observation&)>& look = {},
                                 std::size_t checkpoint = SIZE_MAX) const;

 private:
  void add_frame(Place at, double peak_kpa, double radius_mm);
};

}  // namespace rollscope
