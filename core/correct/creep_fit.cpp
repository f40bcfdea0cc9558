#include "core/correct/creep_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/check.hpp"

namespace rollscope {
namespace {

constexpr double kLoaded = 0.1;    // of the largest load: below it nothing lies there
constexpr double kOn = 0.9;        // of a step's median: loaded from here on
constexpr double kSettle_s = 1.0;  // after loading, for the hands to leave
constexpr double kLift_s = 0.5;    // before the end, likewise
constexpr double kShortest_s = 60.0;
constexpr double kUnsteady = 0.02;  // residual, share of the load
constexpr double kMostPerDecade = 0.5;
constexpr double kClearlyBetter = 0.8;  // residual of other time constants against the given ones
// What a fit says of other days and loads, at best, and from a single load.
constexpr double kLeastUncertainty = 0.1, kLoneUncertainty = 0.3;

struct Window {
  std::size_t begin = 0, end = 0;
};

using Series = std::span<const double>;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// What is left of a stretch under load once its ends are cut off.
Window trimmed(Series time_s, Series load, Window stretch) {
  const auto from = load.begin() + static_cast<std::ptrdiff_t>(stretch.begin);
  const auto to = load.begin() + static_cast<std::ptrdiff_t>(stretch.end);
  const double on = kOn * median(std::vector<double>(from, to));
  while (stretch.begin < stretch.end && load[stretch.begin] < on) ++stretch.begin;
  while (stretch.end > stretch.begin && load[stretch.end - 1] < on) --stretch.end;
  if (stretch.begin == stretch.end) return stretch;
  const double first_s = time_s[stretch.begin] + kSettle_s, last_s = time_s[stretch.end - 1] - kLift_s;
  while (stretch.begin < stretch.end && time_s[stretch.begin] < first_s) ++stretch.begin;
  while (stretch.end > stretch.begin && time_s[stretch.end - 1] > last_s) --stretch.end;
  return stretch;
}

std::vector<Window> find_steps(Series time_s, Series load) {
  std::vector<Window> steps;
  const double loaded = load.empty() ? 0.0 : kLoaded * *std::ranges::max_element(load);
  for (std::size_t i = 0; i < load.size();) {
    if (!(load[i] > loaded)) {
      ++i;
      continue;
    }
    Window stretch{i, i};
    while (stretch.end < load.size() && load[stretch.end] > loaded) ++stretch.end;
    i = stretch.end;
    const Window step = trimmed(time_s, load, stretch);
    if (step.end > step.begin && time_s[step.end - 1] - time_s[step.begin] >= kShortest_s)
      steps.push_back(step);
  }
  return steps;
}

// The whole series with a creep taken out: the same recursion as CreepInverse, in double.
std::vector<double> without_creep(Series time_s, Series load, const Creep& creep) {
  const auto share = creep_shares(creep);
  std::array<double, kMostCreepStates> z{};
  std::vector<double> out(load.size());
  double last_s = time_s.empty() ? 0.0 : time_s.front();
  for (std::size_t k = 0; k < load.size(); ++k) {
    double echo = 0.0, rest = 1.0;
    std::array<double, kMostCreepStates> take{};
    for (std::size_t i = 0; i < creep.tau_s.size(); ++i) {
      take[i] = -std::expm1(-(time_s[k] - last_s) / creep.tau_s[i]);
      echo += share[i] * (1.0 - take[i]) * z[i];
      rest += share[i] * take[i];
    }
    out[k] = (load[k] - echo) / rest;
    for (std::size_t i = 0; i < creep.tau_s.size(); ++i) z[i] += take[i] * (out[k] - z[i]);
    last_s = time_s[k];
  }
  return out;
}

struct Steadiness {
  double mean = 0.0;
  double square = 0.0;  // mean square about it, share of mean squared
};

Steadiness steadiness(const std::vector<double>& load, Window step) {
  const auto count = static_cast<double>(step.end - step.begin);
  double sum = 0.0, square = 0.0;
  for (std::size_t k = step.begin; k < step.end; ++k) sum += load[k];
  const double mean = sum / count;
  for (std::size_t k = step.begin; k < step.end; ++k) square += (load[k] - mean) * (load[k] - mean);
  return {mean, square / count / (mean * mean)};
}

class Fitter {
 public:
  Fitter(Series time_s, Series load, std::span<const Window> steps)
      : time_s_(time_s), load_(load), steps_(steps) {}

  // Mean over the given steps of their mean square, all steps alike.
  double unrest(const Creep& creep, std::span<const Window> steps) const {
    const std::vector<double> corrected = without_creep(time_s_, load_, creep);
    double sum = 0.0;
    for (const Window& step : steps) sum += steadiness(corrected, step).square;
    return sum / static_cast<double>(steps.size());
  }

  // The unrest is all but a parabola in per_decade: three points lead to its foot, twice is enough.
  double per_decade(const std::vector<double>& tau_s, std::span<const Window> steps) const {
    double at = 0.03, reach = 0.03;
    for (int round = 0; round < 4; ++round) {
      const double low = unrest({at - reach, tau_s}, steps), middle = unrest({at, tau_s}, steps);
      const double high = unrest({at + reach, tau_s}, steps), bend = low - 2.0 * middle + high;
      if (!(bend > 0.0)) break;
      at = std::clamp(at + 0.5 * reach * (low - high) / bend, -kMostPerDecade, kMostPerDecade);
      reach *= 0.3;
    }
    return at;
  }

  Creep best(const std::vector<double>& tau_s) const { return {per_decade(tau_s, steps_), tau_s}; }
  double residual(const Creep& creep) const { return std::sqrt(unrest(creep, steps_)); }

  void describe(CreepFit& fit) const {
    const std::vector<double> corrected = without_creep(time_s_, load_, fit.creep);
    for (const Window& step : steps_) {
      const Steadiness steady = steadiness(corrected, step);
      fit.steps.push_back({.on_s = time_s_[step.begin],
                           .end_s = time_s_[step.end - 1],
                           .load = steady.mean,
                           .per_decade = per_decade(fit.creep.tau_s, std::span(&step, 1)),
                           .residual = std::sqrt(steady.square)});
    }
  }

 private:
  Series time_s_, load_;
  std::span<const Window> steps_;
};

std::vector<double> scaled(std::vector<double> tau_s, double factor) {
  for (double& tau : tau_s) tau *= factor;
  return tau_s;
}

// Over a step of T seconds the creep rises by log10(T) decades; what wanders through that as slowly (posture,
// temperature) cannot be told from it, so the residual counts in full, not divided by the number of frames.
double standard_error(const CreepFit& fit) {
  double sum = 0.0, square = 0.0, shortest_s = fit.steps.front().end_s - fit.steps.front().on_s;
  for (const LoadStep& step : fit.steps) {
    sum += step.per_decade;
    square += step.per_decade * step.per_decade;
    shortest_s = std::min(shortest_s, step.end_s - step.on_s);
  }
  const auto count = static_cast<double>(fit.steps.size());
  const double of_residual = fit.residual / std::log10(shortest_s) / std::sqrt(count);
  if (fit.steps.size() < 2) return of_residual;
  const double spread = std::max(0.0, square - sum * sum / count) / (count - 1.0);
  return std::sqrt(of_residual * of_residual + spread / count);
}

std::unexpected<Error> refuse(std::string_view why) {
  return fail(Errc::refused, "no creep can be told: " + std::string(why));
}

}  // namespace

Result<CreepFit> fit_creep(std::span<const double> time_s, std::span<const double> load,
                           const std::vector<double>& tau_s) {
  ROLLSCOPE_CHECK(time_s.size() == load.size(), "one load a moment");
  const std::vector<Window> steps = find_steps(time_s, load);
  if (steps.empty())
    return refuse("no load lay still for 60 s; lay one on, leave it for two minutes, take it off");
  const Fitter fitter(time_s, load, steps);
  CreepFit fit;
  fit.creep = fitter.best(tau_s);
  fit.residual = fitter.residual(fit.creep);
  for (const auto& [factor, residual] :
       {std::pair{0.5, &fit.residual_halved}, {2.0, &fit.residual_doubled}}) {
    const Creep other = fitter.best(scaled(tau_s, factor));
    *residual = fitter.residual(other);
    if (*residual < kClearlyBetter * fit.residual) {
      fit.creep = other;
      fit.taus_moved = true;
    }
  }
  if (fit.taus_moved) fit.residual = std::min(fit.residual_halved, fit.residual_doubled);
  if (fit.residual > kUnsteady)
    return refuse("the load did not stay still (" + std::to_string(100.0 * fit.residual) +
                  " % about its mean after the fit); use a dead weight that nobody touches");
  fitter.describe(fit);
  fit.standard_error = standard_error(fit);
  if (!(fit.creep.per_decade > 2.0 * fit.standard_error))
    return refuse("what there is (" + std::to_string(100.0 * fit.creep.per_decade) +
                  " % a decade) does not stand out from how the load wandered (" +
                  std::to_string(100.0 * fit.standard_error) + " %)");
  const double least = fit.steps.size() > 1 ? kLeastUncertainty : kLoneUncertainty;
  fit.creep.uncertainty = std::clamp(2.0 * fit.standard_error / fit.creep.per_decade, least, 1.0);
  return fit;
}

}  // namespace rollscope
