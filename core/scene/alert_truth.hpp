// One actor's over-pressure alerts by the definition of science.md 1.9, seen with perfect knowledge.
#pragma once

#include <array>

#include "core/scene/truth.hpp"

namespace rollscope {

// One limit: crossed, raised after its dwell, cleared after 0.5 s below its hysteresis.
class LimitTruth {
 public:
  LimitTruth(TruthAlertKind kind, TruthLevel level, double dwell_s);

  void belongs_to(int actor) { alert_.actor = actor; }
  [[nodiscard]] bool lasts() const { return raised_; }

  void step(double time_s, double value_kpa, double limit_kpa, SceneTruth& truth);
  // The data ended: what lasts is filed as cleared with the last step.
  void finish(SceneTruth& truth);

 private:
  double dwell_s_;
  TruthAlert alert_;
  bool crossed_ = false, raised_ = false;
  double above_s_ = 0.0, last_s_ = 0.0, highest_share_ = 0.0;
};

// The four pressure limits of a region on one actor's contact.
class AlertTruth {
 public:
  AlertTruth(int actor, const TruthOptions& options, double sensel_area_cm2);

  void step(double time_s, const TruthContact& contact, SceneTruth& truth);
  [[nodiscard]] bool stopped() const { return levels_[1].lasts() || levels_[3].lasts(); }
  void finish(SceneTruth& truth);

 private:
  TruthOptions options_;
  double coarse_;
  std::array<LimitTruth, 4> levels_;
};

}  // namespace rollscope
