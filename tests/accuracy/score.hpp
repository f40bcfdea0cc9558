// What a session was worth: the counts and errors of science.md 4.2.
#pragma once

#include <vector>

#include "tests/accuracy/session.hpp"

namespace rollscope::accuracy {

// Of one session; those of several add up.
struct Tally {
  double hours = 0.0;
  double pitch_mm = 0.0;                  // of the sensor, the larger one
  int holds = 0, found = 0;               // true ones; listed ones
  int matched_50 = 0, matched_90 = 0;     // one-to-one, IoU at least 0.5 and 0.9, at most 25 mm apart
  std::vector<double> onset_s, offset_s;  // found minus true, of those matched at 0.5
  std::vector<double> duration_share;     // dwell likewise over the true one, true 30..60 s
  std::vector<double> place_mm;
  std::vector<double> p1_share, force_share;  // mean over the hold, found over true minus 1
  int identity_switches = 0;
  int alerts = 0;  // due ones
  int alerts_missed = 0, alerts_late = 0, alerts_false = 0;
  std::vector<double> latency_s;  // raised minus the first frame a dwell after the true crossing

  void add(const Tally& other);
  [[nodiscard]] int false_holds() const { return found - matched_50; }
};

[[nodiscard]] Tally score(const Played& played);

// 2 tp / (found + true); 1 where nothing was and nothing was found.
[[nodiscard]] double f1(int matched, int found, int holds);

}  // namespace rollscope::accuracy
