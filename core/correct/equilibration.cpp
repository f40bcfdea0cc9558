#include "core/correct/equilibration.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/check.hpp"

namespace rollscope {
namespace {

constexpr double kTrim = 0.1;  // of the sensels, at either end
constexpr double kLowestGain = 1.0 / 3.0, kHighestGain = 3.0;
constexpr double kLowestExponent = 0.5, kHighestExponent = 2.0;
constexpr double kApart = 1.3;  // factor between neighbouring loads
constexpr int kRounds = 3;      // a mean without the sensels that the mean before ruled out

double trimmed_mean(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto cut = static_cast<std::size_t>(kTrim * static_cast<double>(values.size()));
  double sum = 0.0;
  for (std::size_t i = cut; i + cut < values.size(); ++i) sum += values[i];
  return sum / static_cast<double>(values.size() - 2 * cut);
}

bool is_present(const SensorLayout& layout, std::size_t sensel) {
  return layout.present.empty() || layout.present[sensel] != 0;
}

std::string load_name(const UniformReading& reading, std::size_t index) {
  std::string text = "uniform load " + std::to_string(index + 1);
  if (reading.kpa > 0.0) text += " (" + std::to_string(std::lround(reading.kpa)) + " kPa)";
  return text;
}

// Gain at the reference, and exponent, from the loads' logarithms.
struct Line {
  double gain, exponent;
};

Line line_of(std::span<const double> ln_sensel, std::span<const double> ln_mean) {
  double mean_x = 0.0, mean_y = 0.0;
  for (std::size_t k = 0; k < ln_sensel.size(); ++k) {
    mean_x += ln_sensel[k];
    mean_y += ln_mean[k];
  }
  mean_x /= static_cast<double>(ln_sensel.size());
  mean_y /= static_cast<double>(ln_sensel.size());
  if (ln_sensel.size() == 1) return {std::exp(mean_y - mean_x), 1.0};
  double xx = 0.0, xy = 0.0;
  for (std::size_t k = 0; k < ln_sensel.size(); ++k) {
    xx += (ln_sensel[k] - mean_x) * (ln_sensel[k] - mean_x);
    xy += (ln_sensel[k] - mean_x) * (ln_mean[k] - mean_y);
  }
  const double v = xy / xx;
  // S_mean = e^u S^v, and with r = exp(mean_y) the reference: gain r = e^u r^v.
  return {std::exp(v * (mean_y - mean_x)), v};
}

class Leveller {
 public:
  Leveller(std::span<const UniformReading> readings, const SensorLayout& layout)
      : readings_(readings), layout_(layout), live_(layout.sensels()) {
    for (std::size_t i = 0; i < live_.size(); ++i) {
      live_[i] = is_present(layout, i) && std::ranges::all_of(readings, [&](const UniformReading& reading) {
                   return reading.counts[i] > 0.0F && std::isfinite(reading.counts[i]);
                 });
    }
  }

  // One round: means over those still live, then every sensel's line, then who stays live.
  void step() {
    means_.clear();
    ln_means_.clear();
    for (const UniformReading& reading : readings_) {
      std::vector<double> values;
      for (std::size_t i = 0; i < live_.size(); ++i)
        if (live_[i]) values.push_back(static_cast<double>(reading.counts[i]));
      means_.push_back(values.empty() ? 0.0 : trimmed_mean(std::move(values)));
      ln_means_.push_back(std::log(means_.back()));
    }
    lines_.assign(live_.size(), {1.0, 1.0});
    std::vector<double> ln_sensel;
    for (std::size_t i = 0; i < live_.size(); ++i) {
      if (!live_[i]) continue;
      ln_sensel.clear();
      for (const UniformReading& reading : readings_)
        ln_sensel.push_back(std::log(static_cast<double>(reading.counts[i])));
      lines_[i] = line_of(ln_sensel, ln_means_);
      const auto [gain, exponent] = lines_[i];
      live_[i] = gain >= kLowestGain && gain <= kHighestGain && exponent >= kLowestExponent &&
                 exponent <= kHighestExponent;
      if (!live_[i]) lines_[i] = {1.0, 1.0};
    }
  }

  [[nodiscard]] std::size_t live() const {
    return static_cast<std::size_t>(std::count(live_.begin(), live_.end(), true));
  }
  [[nodiscard]] const std::vector<double>& means() const { return means_; }

  [[nodiscard]] Levelling result() const {
    Levelling made;
    for (std::size_t i = 0; i < live_.size(); ++i) {
      made.gain.push_back(static_cast<float>(lines_[i].gain));
      if (readings_.size() > 1) made.exponent.push_back(static_cast<float>(lines_[i].exponent));
      if (!live_[i] && is_present(layout_, i)) made.masked.push_back(static_cast<std::int32_t>(i));
    }
    for (std::size_t k = 0; k < readings_.size(); ++k)
      made.facts.loads.push_back({.kpa = readings_[k].kpa, .mean_counts = means_[k]});
    made.facts.spread_before = spread([&](std::size_t, float counts) { return static_cast<double>(counts); });
    made.facts.spread_after =
        spread([&](std::size_t i, float counts) { return levelled(made, i, static_cast<double>(counts)); });
    return made;
  }

 private:
  // Relative standard deviation over the live sensels, mean of the loads.
  template <class Of>
  [[nodiscard]] double spread(Of of) const {
    double total = 0.0;
    for (const UniformReading& reading : readings_) {
      double sum = 0.0, squares = 0.0, n = 0.0;
      for (std::size_t i = 0; i < live_.size(); ++i) {
        if (!live_[i]) continue;
        const double value = of(i, reading.counts[i]);
        sum += value;
        squares += value * value;
        n += 1.0;
      }
      const double mean = sum / n;
      total += std::sqrt(std::max(squares / n - mean * mean, 0.0)) / mean;
    }
    return total / static_cast<double>(readings_.size());
  }

  std::span<const UniformReading> readings_;
  const SensorLayout& layout_;
  std::vector<bool> live_;
  std::vector<double> means_, ln_means_;
  std::vector<Line> lines_;
};

Result<void> check_loads(std::span<const UniformReading> readings, const std::vector<double>& means) {
  for (std::size_t k = 1; k < readings.size(); ++k) {
    const std::string which = load_name(readings[k], k) + " against " + load_name(readings[k - 1], k - 1);
    if (readings[k].kpa > 0.0 && readings[k - 1].kpa > 0.0 && readings[k].kpa <= readings[k - 1].kpa)
      return fail(Errc::refused, which + ": more counts under less pressure; measure both again");
    if (means[k] < kApart * means[k - 1])
      return fail(Errc::refused, which +
                                     ": too alike to tell how each sensel rises; take loads at least a "
                                     "factor 1.5 apart");
  }
  return {};
}

}  // namespace

Result<Levelling> level_sensels(std::vector<UniformReading> readings, const SensorLayout& layout) {
  ROLLSCOPE_CHECK(!readings.empty(), "sensels are levelled under at least one load");
  const auto total = [](const UniformReading& reading) {
    double sum = 0.0;
    for (const float counts : reading.counts)
      sum += std::isfinite(counts) ? static_cast<double>(counts) : 0.0;
    return sum;
  };
  std::ranges::sort(readings, {}, total);
  for (const UniformReading& reading : readings)
    ROLLSCOPE_CHECK(reading.counts.size() == layout.sensels(), "a reading has one value a sensel");
  std::size_t present = 0;
  for (std::size_t i = 0; i < layout.sensels(); ++i) present += is_present(layout, i) ? 1U : 0U;

  Leveller leveller(readings, layout);
  for (int round = 0; round < kRounds && leveller.live() > 0; ++round) leveller.step();
  if (2 * leveller.live() <= present)
    return fail(Errc::refused, "only " + std::to_string(leveller.live()) + " of " + std::to_string(present) +
                                   " sensels answered within a factor 3 of their mean; the load must reach "
                                   "all of the sensor evenly (a bladder or a cushion over all of it)");
  if (auto apart = check_loads(readings, leveller.means()); !apart) return std::unexpected(apart.error());
  return leveller.result();
}

double levelled(const Levelling& levelling, std::size_t sensel, double counts) {
  const double gain = static_cast<double>(levelling.gain[sensel]);
  if (levelling.exponent.empty()) return gain * counts;
  double ln_sum = 0.0;
  for (const UniformLoad& load : levelling.facts.loads) ln_sum += std::log(load.mean_counts);
  const double reference = std::exp(ln_sum / static_cast<double>(levelling.facts.loads.size()));
  const double held = std::max(counts, levelling.facts.loads.front().mean_counts);
  return gain * counts * std::pow(held / reference, static_cast<double>(levelling.exponent[sensel]) - 1.0);
}

}  // namespace rollscope
