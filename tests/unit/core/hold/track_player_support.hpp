// Plays one track through a hold machine, frame by frame, and keeps what happened.
#pragma once

#include <cmath>
#include <functional>
#include <vector>

#include "core/hold/hold_machine.hpp"

namespace rollscope {

struct TrackPlayer {
  struct Happened {
    double time_s;
    HoldChange change;
    HoldRecord record;
  };
  HoldRules rules;
  HoldMachine machine;
  HoldInput in = pressed();
  double period_s = 0.01;
  double time_s = 0.0;
  std::vector<Happened> happened;

  static HoldInput pressed(float p1 = 100.0F) {
    HoldInput in;
    in.present = true;
    in.p1 = p1;
    in.mean = p1 / 2;
    in.area_cm2 = 10;
    in.force_n = 50;
    in.x_mm = 100;
    in.y_mm = 50;
    return in;
  }

  HoldChange frame(double step_s, double counted_s, bool stalled = false) {
    if (started_) time_s += step_s;
    const Tick tick{time_s, started_ ? step_s : 0.0, started_ ? counted_s : 0.0, 0.0, stalled};
    started_ = true;
    return keep(machine.step(tick, in, rules));
  }
  HoldChange step(const Tick& tick) {
    time_s = tick.time_s;
    return keep(machine.step(tick, in, rules));
  }
  // `seconds` of frames, each changed by `change(in, seconds since now)`.
  void run(double seconds, const std::function<void(HoldInput&, double)>& change = {}) {
    const auto frames = static_cast<int>(std::lround(seconds / period_s));
    for (int i = 0; i < frames; ++i) {
      if (change) change(in, i * period_s);
      frame(period_s, period_s);
    }
  }
  void lift(double seconds) {
    const HoldInput before = in;
    in.present = false;
    in.p1 = 0;
    run(seconds);
    in = before;
  }
  void finish() { keep(machine.close(EndReason::end_of_data, time_s, rules)); }

  [[nodiscard]] std::vector<HoldRecord> records() const {
    std::vector<HoldRecord> all;
    for (const Happened& one : happened) {
      if (one.change.ended) all.push_back(one.record);
    }
    return all;
  }
  [[nodiscard]] int count(bool HoldChange::* flag) const {
    int n = 0;
    for (const Happened& one : happened) n += one.change.*flag ? 1 : 0;
    return n;
  }

 private:
  HoldChange keep(const HoldChange& change) {
    if (change.started || change.target_reached || change.ended || change.discarded) {
      happened.push_back({time_s, change, machine.record()});
    }
    return change;
  }
  bool started_ = false;
};

}  // namespace rollscope
