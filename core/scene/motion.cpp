#include "core/scene/motion.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rollscope {
namespace {

constexpr double kTwoPi = 2.0 * std::numbers::pi;
constexpr double kWalkStep_s = 0.02;
constexpr double kInertia_s = 0.25;   // bodies do not jerk: sway is smoothed with this time constant
constexpr double kWanderTau_s = 4.0;  // of the slow changes of force
constexpr double kRelaxationStart_s = 0.5;
constexpr double kLiftRamp_s = 0.08;
constexpr double kEvenRamp_s = 0.3;  // an even movement starts and stops within this

// A smoothed Ornstein-Uhlenbeck walk with the given standard deviation (science.md 4.1).
std::vector<float> random_walk(double sd, double tau_s, double duration_s, Random& random) {
  const auto count = static_cast<std::size_t>(duration_s / kWalkStep_s) + 2;
  const double keep = std::exp(-kWalkStep_s / tau_s);
  const double kick = std::sqrt(1.0 - keep * keep);
  const double follow = 1.0 - std::exp(-kWalkStep_s / kInertia_s);
  const double restore = std::sqrt((tau_s + kInertia_s) / tau_s);  // smoothing takes some of the variance
  std::vector<float> walk(count);
  double raw = random.normal();
  double smooth = raw / restore;
  for (float& value : walk) {
    raw = keep * raw + kick * random.normal();
    smooth += follow * (raw - smooth);
    value = static_cast<float>(sd * restore * smooth);
  }
  return walk;
}

double walk_at(const std::vector<float>& walk, double time_s) {
  const double place = std::clamp(time_s / kWalkStep_s, 0.0, static_cast<double>(walk.size() - 1));
  const auto index = std::min(static_cast<std::size_t>(place), walk.size() - 2);
  const double share = place - static_cast<double>(index);
  return (1.0 - share) * static_cast<double>(walk[index]) + share * static_cast<double>(walk[index + 1]);
}

// Share of the way done and its rate per second.
struct Progress {
  double share = 0.0, rate = 0.0;
};

Progress minimum_jerk(double t_s, double duration_s) {
  const double u = std::clamp(t_s / duration_s, 0.0, 1.0);
  const double rest = 1.0 - u;
  return {u * u * u * (10.0 - 15.0 * u + 6.0 * u * u), 30.0 * u * u * rest * rest / duration_s};
}

Progress even(double t_s, double duration_s) {
  const double ramp = std::min(kEvenRamp_s, duration_s / 3.0);
  const double top = 1.0 / (duration_s - ramp);  // rate between the two ramps
  const double t = std::clamp(t_s, 0.0, duration_s);
  if (t < ramp) return {0.5 * top * t * t / ramp, top * t / ramp};
  const double left = duration_s - t;
  if (left < ramp) return {1.0 - 0.5 * top * left * left / ramp, top * left / ramp};
  return {top * (t - 0.5 * ramp), top};
}

double lift_share(double t_s, double duration_s) {
  const double ramp = std::min(kLiftRamp_s, duration_s / 2.0);
  return std::clamp(std::max(1.0 - t_s / ramp, 1.0 - (duration_s - t_s) / ramp), 0.0, 1.0);
}

double force_after(const Step& step, double before_n) {
  if (step.kind == StepKind::press) return step.force_n;
  return step.kind == StepKind::wait ? 0.0 : before_n;
}

// Tissue under a tool that stays goes on yielding; a tool that moves on finds fresh tissue.
double relaxed_after(const Step& step, double before_s) {
  switch (step.kind) {
    case StepKind::hold:
    case StepKind::drift:
      return before_s + step.duration_s;
    case StepKind::wait:
    case StepKind::travel:
    case StepKind::glide:
      return 0.0;
    case StepKind::press:
    case StepKind::lift:
    case StepKind::oscillate:
      break;
  }
  return before_s;
}

double bone_factor(const BonySpot& spot, PointMm at) {
  const double dx = at.x_mm - spot.at.x_mm, dy = at.y_mm - spot.at.y_mm;
  const double nearness = std::exp(-0.5 * (dx * dx + dy * dy) / (spot.radius_mm * spot.radius_mm));
  return std::pow(spot.factor, nearness);
}

}  // namespace

bool is_way(StepKind kind) {
  return kind == StepKind::travel || kind == StepKind::glide || kind == StepKind::drift;
}

double peak_rate(const Step& step) {
  const double middle_s = step.duration_s / 2.0;
  return step.kind == StepKind::travel ? minimum_jerk(middle_s, step.duration_s).rate
                                       : even(middle_s, step.duration_s).rate;
}

Motion::Motion(const Actor& actor, std::span<const BonySpot> bony_spots, double duration_s,
               std::uint64_t seed)
    : tool_(actor.tool),
      bony_spots_(bony_spots.begin(), bony_spots.end()),
      breathing_share_(actor.breathing_share),
      breathing_hz_(actor.breathing_hz),
      tremor_share_(actor.tremor_share),
      tremor_hz_(actor.tremor_hz) {
  Random random(seed);
  sway_x_mm_ = random_walk(actor.sway_sd_mm, actor.sway_tau_s, duration_s, random);
  sway_y_mm_ = random_walk(actor.sway_sd_mm, actor.sway_tau_s, duration_s, random);
  wander_ = random_walk(actor.wander_share, kWanderTau_s, duration_s, random);
  breathing_phase_ = random.uniform(0.0, kTwoPi);
  tremor_phase_ = random.uniform(0.0, kTwoPi);

  Segment now{.step = {}, .from = actor.start};
  for (const Step& step : actor.steps) {
    now.step = step;
    now.force_to_n = force_after(step, now.force_from_n);
    now.relax_to_s = relaxed_after(step, now.relax_from_s);
    segments_.push_back(now);
    now.start_s += step.duration_s;
    if (is_way(step.kind)) now.from = step.to;
    now.force_from_n = now.force_to_n;
    now.relax_from_s = now.relax_to_s;
  }
  now.step = {.kind = StepKind::hold, .duration_s = std::max(1.0, duration_s - now.start_s)};
  now.relax_to_s = now.relax_from_s + now.step.duration_s;
  segments_.push_back(now);
}

const Motion::Segment& Motion::segment_at(double time_s) const {
  const auto after = std::upper_bound(segments_.begin(), segments_.end(), time_s,
                                      [](double t, const Segment& s) { return t < s.start_s; });
  return after == segments_.begin() ? *after : *(after - 1);
}

ActorState Motion::state(double time_s) const {
  const Segment& segment = segment_at(time_s);
  const Step& step = segment.step;
  const double t = time_s - segment.start_s;
  const Progress jerk = step.duration_s > 0.0 ? minimum_jerk(t, step.duration_s) : Progress{1.0, 0.0};

  ActorState state{.scripted = segment.from};
  double force = segment.force_from_n;
  switch (step.kind) {
    case StepKind::wait:
      force = 0.0;
      break;
    case StepKind::press:
      force += (segment.force_to_n - force) * jerk.share;
      break;
    case StepKind::travel:
    case StepKind::glide:
    case StepKind::drift: {
      const Progress way = step.kind == StepKind::travel ? jerk : even(t, step.duration_s);
      const double dx = step.to.x_mm - segment.from.x_mm, dy = step.to.y_mm - segment.from.y_mm;
      state.scripted = {segment.from.x_mm + dx * way.share, segment.from.y_mm + dy * way.share};
      state.scripted_speed_mm_s = std::hypot(dx, dy) * way.rate;
      break;
    }
    case StepKind::hold:
      break;
    case StepKind::lift:
      force *= lift_share(t, step.duration_s);
      break;
    case StepKind::oscillate: {
      const double turn = kTwoPi / step.period_s;
      state.scripted.x_mm += step.excursion_mm * std::sin(turn * t);
      state.scripted_speed_mm_s = std::abs(step.excursion_mm * turn * std::cos(turn * t));
      break;
    }
  }
  state.at = {state.scripted.x_mm + walk_at(sway_x_mm_, time_s),
              state.scripted.y_mm + walk_at(sway_y_mm_, time_s)};
  state.force_n =
      force *
      (1.0 + breathing_share_ * std::sin(kTwoPi * breathing_hz_ * time_s + breathing_phase_) +
       tremor_share_ * std::sin(kTwoPi * tremor_hz_ * time_s + tremor_phase_) + walk_at(wander_, time_s));
  const double share = step.duration_s > 0.0 ? std::clamp(t / step.duration_s, 0.0, 1.0) : 1.0;
  const double relaxed_s = segment.relax_from_s + (segment.relax_to_s - segment.relax_from_s) * share;
  state.modulus_kpa =
      tool_.modulus_kpa * std::pow(1.0 + relaxed_s / kRelaxationStart_s, -tool_.relaxation_beta);
  for (const BonySpot& spot : bony_spots_) state.modulus_kpa *= bone_factor(spot, state.at);
  return state;
}

}  // namespace rollscope
