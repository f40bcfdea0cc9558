// One actor's holds by the definition of science.md 2.5, seen with perfect knowledge.
#pragma once

#include <vector>

#include "core/scene/motion.hpp"
#include "core/scene/truth.hpp"

namespace rollscope {

class HoldTruth {
 public:
  HoldTruth(int actor, const TruthOptions& options)
      : actor_(actor), target_s_(options.target_s), hard_limit_s_(options.hard_limit_s) {}

  struct Moment {
    double time_s = 0.0;
    double dwell_s = 0.0;     // this frame adds to a running dwell
    bool after_loss = false;  // frames before it were missing for more than 0.5 s
    bool stopped = false;     // an over-pressure stop lasts
    bool at_edge = false;     // no hold starts here
    ActorState state;
    double p1_kpa = 0.0, force_n = 0.0;  // 0 where there is no contact
    double x_mm = 0.0, y_mm = 0.0;       // on the layout
  };
  void step(const Moment& now);
  // Ends what still runs and files everything under holds or pauses.
  void finish(SceneTruth& truth);

 private:
  // What has been gathered up to a moment; a slide ends a hold at an earlier one.
  struct Sums {
    double time_s = 0.0, dwell_s = 0.0, x_mm_s = 0.0, y_mm_s = 0.0, p1_kpa_s = 0.0, force_n_s = 0.0;
    int gaps = 0;
  };
  [[nodiscard]] bool may_hold(const Moment& now) const;
  [[nodiscard]] double from_anchor_mm(const Moment& now) const;
  void start(const Moment& now);
  void press(const Moment& now);
  void move(const Moment& now);
  void unload(const Moment& now);
  void end(TruthEnd reason, const Sums& at);

  int actor_;
  double target_s_, hard_limit_s_;
  bool running_ = false, lifted_ = false, low_ = false;
  bool spent_ = false;  // the hard limit ended a hold: none starts before it was lifted or moved on
  double start_s_ = 0.0, fast_s_ = 0.0, p1_peak_kpa_ = 0.0;
  PointMm anchor_, slow_anchor_;
  Sums sums_, near_;  // so far; when last slow and near the anchor
  Sums before_low_;   // before the pressure fell under its share of the plateau
  std::vector<TruthHold> found_;
};

}  // namespace rollscope
