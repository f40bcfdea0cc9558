#include "core/alert/percussion.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rollscope {
namespace {

constexpr double kCutoff_hz = 12.0;
constexpr double kSlowestStep_s = 1.0 / 49.0;  // 50 Hz, and a clock a little off
constexpr double kShare = 0.10;
constexpr double kTenthShare = 0.5;  // of the second's RMS
constexpr int kShakenTenths = 8;
constexpr double kGoesOn = 0.6;    // of these limits, once begun
constexpr double kTogether = 0.5;  // least correlation of the halves
constexpr double kTenth_s = 0.1;
constexpr double kForgotten_s = 1.0;  // a track not seen for so long is over
constexpr double kOtherRate = 0.25;   // a step that differs by this share needs another filter
constexpr double kMostSteps = 3.5;
constexpr double kQ[2] = {0.54119610, 1.30656296};  // of a Butterworth filter of order 4

}  // namespace

bool Percussion::can_tell(double nominal_step_s) {
  return nominal_step_s > 0.0 && nominal_step_s <= kSlowestStep_s;
}

// High-pass biquads, bilinear with pre-warp (science.md 3.9, K^2 taken out of the numerator).
void Percussion::design(double step_s) {
  step_s_ = step_s;
  const double k = std::tan(std::numbers::pi * kCutoff_hz * step_s);
  for (int i = 0; i < 2; ++i) {
    const double n = 1.0 / (1.0 + k / kQ[i] + k * k);
    b0_[i] = n;
    a1_[i] = 2.0 * (k * k - 1.0) * n;
    a2_[i] = (1.0 - k / kQ[i] + k * k) * n;
  }
}

double Percussion::filter(Signal& signal, double x) const {
  int i = 0;
  for (Biquad* biquad : {&signal.first, &signal.second}) {
    const double y = b0_[i] * x + biquad->s1;
    biquad->s1 = -2.0 * b0_[i] * x - a1_[i] * y + biquad->s2;
    biquad->s2 = b0_[i] * x - a2_[i] * y;
    x = y;
    ++i;
  }
  return x;
}

// As if x had been there for ever: no start transient.
void Percussion::settle(Signal& signal, double x) const {
  signal.first = {-b0_[0] * x, b0_[0] * x};
  signal.second = {};
}

void Percussion::step(const Tick& tick, double nominal_step_s, std::span<const ShakenContact> contacts) {
  const bool fast = can_tell(nominal_step_s);
  const bool other = fast && std::abs(nominal_step_s - step_s_) > kOtherRate * step_s_;
  const bool broken = tick.stalled || (step_s_ > 0.0 && tick.step_s > kMostSteps * step_s_);
  if (!fast || other || broken) {
    for (Watch& watch : watches_) end(watch, tick.time_s - tick.step_s);
    watches_.clear();
    step_s_ = 0.0;
    if (fast) design(nominal_step_s);
  }
  if (!fast || (tick.step_s <= 0.0 && !watches_.empty())) return;
  for (const ShakenContact& seen : contacts) {
    if (watch_of(seen.track_key) != nullptr || watches_.size() == kMost) continue;
    if (watches_.capacity() == 0) watches_.reserve(kMost);
    watches_.emplace_back().track_key = seen.track_key;
  }
  for (Watch& watch : watches_) {
    const auto seen = std::ranges::find(contacts, watch.track_key, &ShakenContact::track_key);
    take(watch, tick, seen == contacts.end() ? nullptr : &*seen);
  }
  std::erase_if(watches_, [&](Watch& watch) {
    if (tick.time_s - watch.seen_s <= kForgotten_s) return false;
    end(watch, watch.seen_s);
    return true;
  });
}

// A contact that is away for a moment presses with nothing: so does a gun between two strokes.
void Percussion::take(Watch& watch, const Tick& tick, const ShakenContact* seen) {
  const double half[2] = {seen != nullptr ? seen->half[0] : 0.0, seen != nullptr ? seen->half[1] : 0.0};
  if (!watch.started) {
    watch.started = true;
    watch.tenth_start_s = tick.time_s;
    for (int i = 0; i < 2; ++i) settle(watch.half[i], half[i]);
    settle(watch.whole, half[0] + half[1]);
  }
  if (seen != nullptr) {
    watch.seen_s = tick.time_s;
    watch.x_mm = seen->contact->x_mm;
    watch.y_mm = seen->contact->y_mm;
  }
  if (tick.time_s - watch.tenth_start_s >= kTenth_s - kTimeSlack_s) close_tenth(watch, tick.time_s);
  const int steps = std::clamp(static_cast<int>(std::lround(tick.step_s / step_s_)), 1, 3);
  double high = 0, high_of[2] = {0, 0};
  for (int k = 0; k < steps; ++k) {
    const bool held = k + 1 < steps;
    double x[2];
    for (int i = 0; i < 2; ++i) {
      x[i] = held ? watch.last[i] : half[i];
      high_of[i] = filter(watch.half[i], x[i]);
    }
    high = filter(watch.whole, x[0] + x[1]);
  }
  Tenth& now = watch.tenths[static_cast<std::size_t>(watch.tenth)];
  ++now.frames;
  now.sum += half[0] + half[1];
  now.square += high * high;
  for (int i = 0; i < 2; ++i) {
    now.square_of[i] += high_of[i] * high_of[i];
    watch.last[i] = half[i];
  }
  now.product += high_of[0] * high_of[1];
  if (seen == nullptr) return;
  now.force += seen->contact->force_n;
  now.mean += static_cast<double>(seen->contact->mean);
  now.p1 += static_cast<double>(seen->contact->p1);
}

void Percussion::close_tenth(Watch& watch, double time_s) {
  watch.filled = std::min(watch.filled + 1, static_cast<int>(kTenths));
  Tenth all;
  for (const Tenth& tenth : watch.tenths) {
    all.frames += tenth.frames;
    all.sum += tenth.sum;
    all.square += tenth.square;
    for (int i = 0; i < 2; ++i) all.square_of[i] += tenth.square_of[i];
    all.product += tenth.product;
    all.force += tenth.force;
    all.mean += tenth.mean;
    all.p1 += tenth.p1;
  }
  const double n = std::max(all.frames, 1), mean = all.sum / n;
  const double share = mean > 0.0 ? std::sqrt(all.square / n) / mean : 0.0;
  int shaken = 0;
  for (const Tenth& tenth : watch.tenths) {
    const double rms = std::sqrt(tenth.square / std::max(tenth.frames, 1));
    shaken += rms > kTenthShare * share * mean ? 1 : 0;
  }
  const double halves = std::sqrt(all.square_of[0] * all.square_of[1]);
  const double ease = watch.record.id != 0 ? kGoesOn : 1.0;
  // Why one half alone will do: of a single coarse sensel there is no other.
  const bool together = halves > 0.0 ? all.product >= ease * kTogether * halves : true;
  const bool full = watch.filled == static_cast<int>(kTenths);
  const bool shakes = full && share > ease * kShare && shaken >= ease * kShakenTenths && together;

  PercussionRecord& record = watch.record;
  const Tenth& last = watch.tenths[static_cast<std::size_t>(watch.tenth)];
  if (shakes && record.id == 0) {
    record = {
        .id = ++last_id_, .start_s = std::max(0.0, time_s - 1.0), .x_mm = watch.x_mm, .y_mm = watch.y_mm};
    record.rms_share = share;
    record.mean_kpa = all.mean;
    record.p1_mean_kpa = all.p1;
    record.force_mean_n = all.force;
    watch.frames = n;
    changes_.push_back(record);
  } else if (record.id != 0) {
    record.rms_share = std::max(record.rms_share, share);
    record.mean_kpa += last.mean;
    record.p1_mean_kpa += last.p1;
    record.force_mean_n += last.force;
    watch.frames += last.frames;
    if (!shakes) end(watch, time_s);
  }
  watch.tenth = (watch.tenth + 1) % static_cast<int>(kTenths);
  watch.tenths[static_cast<std::size_t>(watch.tenth)] = Tenth{};
  watch.tenth_start_s = time_s;
}

void Percussion::end(Watch& watch, double time_s) {
  PercussionRecord& record = watch.record;
  if (record.id == 0) return;
  record.end_s = std::max(time_s, record.start_s);
  for (double* sum : {&record.mean_kpa, &record.p1_mean_kpa, &record.force_mean_n})
    *sum /= std::max(watch.frames, 1.0);
  changes_.push_back(record);
  record = {};
}

void Percussion::finish(double time_s) {
  for (Watch& watch : watches_) end(watch, time_s);
  watches_.clear();
}

Percussion::Watch* Percussion::watch_of(std::uint64_t track_key) {
  const auto known = std::ranges::find(watches_, track_key, &Watch::track_key);
  return known != watches_.end() ? &*known : nullptr;
}

bool Percussion::lasts(std::uint64_t track_key) const {
  const auto known = std::ranges::find(watches_, track_key, &Watch::track_key);
  return known != watches_.end() && known->record.id != 0;
}

bool Percussion::lasts() const {
  return std::ranges::any_of(watches_, [](const Watch& watch) { return watch.record.id != 0; });
}

float Percussion::steady_mean(std::uint64_t track_key) const {
  return steady(track_key, &Tenth::mean);
}
float Percussion::steady_p1(std::uint64_t track_key) const {
  return steady(track_key, &Tenth::p1);
}
float Percussion::steady_force_n(std::uint64_t track_key) const {
  return steady(track_key, &Tenth::force);
}

double Percussion::since_s(std::uint64_t track_key) const {
  const auto known = std::ranges::find(watches_, track_key, &Watch::track_key);
  return known != watches_.end() ? known->record.start_s : 0.0;
}

float Percussion::steady(std::uint64_t track_key, double Tenth::* sum_of) const {
  const auto known = std::ranges::find(watches_, track_key, &Watch::track_key);
  if (known == watches_.end()) return 0.0F;
  double sum = 0, frames = 0;
  for (const Tenth& tenth : known->tenths) {
    sum += tenth.*sum_of;
    frames += tenth.frames;
  }
  return frames > 0.0 ? static_cast<float>(sum / frames) : 0.0F;
}

}  // namespace rollscope
