// Turning points of a movement along a line (science.md 2.10): one is known once the way back from it reaches
// the least excursion.
#pragma once

#include <optional>

namespace rollscope {

// One way from a turning point to the next.
struct HalfStroke {
  double start_s = 0, end_s = 0;  // pauses at the turns lie outside
  double length_mm = 0;
  double speed_peak_mm_s = 0;
};

class ZigZag {
 public:
  explicit ZigZag(double least_excursion_mm) : least_mm_(least_excursion_mm) {}

  // speed_mm_s: at this moment, any sign. Gives the half-stroke this step confirmed.
  std::optional<HalfStroke> step(double time_s, double position_mm, double speed_mm_s);
  // The movement ends here: the way since the last turning point, if long enough. Starts afresh.
  std::optional<HalfStroke> flush();

 private:
  // The farthest point so far in one direction (+1, -1).
  struct Turn {
    double position_mm = 0;
    double reached_at_mm = 0;          // within a hair of position_mm
    double reached_s = 0, left_s = 0;  // came within a hair of it, last was within a hair of it
    void start(double time_s, double at_mm);
    bool extend(double time_s, double at_mm, double direction);  // true: a new farthest point
    [[nodiscard]] double half_turn_s() const;
  };
  [[nodiscard]] HalfStroke way(const Turn& from, const Turn& to) const;

  double least_mm_;
  bool started_ = false;
  double direction_ = 0;  // of the way under way; 0: not known yet
  Turn low_, high_;
  double speed_peak_ = 0;   // on the way up to the farthest point
  double speed_since_ = 0;  // since then
};

}  // namespace rollscope
