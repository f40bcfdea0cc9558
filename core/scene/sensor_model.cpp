#include "core/scene/sensor_model.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/check.hpp"

namespace rollscope {
namespace {

constexpr float kTableStep_kpa = 0.25F;
constexpr double kTableOver = 1.25;  // the curve goes on to this share of full scale, then stays
// counts ~ (p + s)^b - s^b: the conductance of resistive ink, finite in slope at zero.
constexpr double kExponent = 0.75;
constexpr double kSoftening_kpa = 30.0;
constexpr double kSpanShare = 0.85;  // of the counts, for full_scale_kpa: room for gain and zero
constexpr double kGainLimit_sd = 2.5;
constexpr std::size_t kCreepStates = 4;
constexpr double kCreepTau_s[kCreepStates] = {0.3, 3.0, 30.0, 300.0};  // one a decade
constexpr std::size_t kPlays = 4;
constexpr float kPlay_kpa[kPlays] = {5.0F, 20.0F, 60.0F, 150.0F};  // half widths
// Loads of the calibration, share of full scale.
constexpr double kLoads[] = {0.003, 0.006, 0.012, 0.02, 0.03, 0.045, 0.065, 0.09, 0.125,
                             0.17,  0.23,  0.31,  0.42, 0.55, 0.7,   0.85,  1.0};

double response(double kpa, double full_scale_kpa) {
  const double at_zero = std::pow(kSoftening_kpa, kExponent);
  return (std::pow(kpa + kSoftening_kpa, kExponent) - at_zero) /
         (std::pow(full_scale_kpa + kSoftening_kpa, kExponent) - at_zero);
}

bool is_network(FrontEnd front_end) {
  return front_end != FrontEnd::none && front_end != FrontEnd::corrected;
}

}  // namespace

Crosstalk usual_lines(FrontEnd front_end) {
  if (!is_network(front_end)) return {.front_end = front_end};
  if (front_end == FrontEnd::zero_potential)
    return {.front_end = front_end, .feedback_ohm = 4000.0, .driver_ohm = 30.0};
  return {.front_end = front_end, .pulldown_ohm = 1000.0, .driver_ohm = 30.0};
}

SensorModel::SensorModel(const SensorLayout& layout, double rate_hz, const SensorOptions& options,
                         std::span<const std::size_t> dead, std::uint64_t seed)
    : options_(options), rate_hz_(rate_hz), noise_(seed ^ 0x6e6f697365U) {
  ROLLSCOPE_CHECK(options.bits >= 8 && options.bits <= 16, "samples have 8 to 16 bits");
  ROLLSCOPE_CHECK(rate_hz > 0.0 && options.full_scale_kpa > 0.0, "rate and full scale are positive");
  full_scale_counts_ = static_cast<double>((1 << options.bits) - 1);

  const auto steps =
      static_cast<std::size_t>(kTableOver * options.full_scale_kpa / static_cast<double>(kTableStep_kpa));
  for (std::size_t i = 0; i <= steps + 1; ++i) {
    const double kpa = static_cast<double>(i) * static_cast<double>(kTableStep_kpa);
    table_.push_back(static_cast<float>(response(kpa, options.full_scale_kpa)));
  }

  if (is_network(options.lines.front_end)) {
    electronics_.emplace(layout, options.lines);
    us_.assign(layout.sensels(), 0.0F);
    readings_.assign(layout.sensels(), 0.0F);
  }
  Random random(seed);
  const std::size_t count = layout.sensels();
  for (std::size_t i = 0; i < count; ++i) {
    const double spread = std::clamp(random.normal(), -kGainLimit_sd, kGainLimit_sd);
    gain_.push_back(static_cast<float>(1.0 + options.gain_spread * spread));
    const double zero = options.zero_share * (1.0 + 0.5 * std::clamp(random.normal(), -2.0, 2.0));
    zero_.push_back(static_cast<float>(zero * (electronics_ ? options.span_us : full_scale_counts_)));
  }
  dead_.assign(count, 0);
  for (const std::size_t index : dead) dead_[index] = 1;
  for (int i = 0; i < options.dead_sensels && count > 0; ++i) {
    dead_[static_cast<std::size_t>(random.next() % count)] = 1;
  }
  creep_.assign(count * kCreepStates, 0.0F);
  if (options.hysteresis > 0.0) play_.assign(count * kPlays, 0.0F);
  for (std::size_t i = 0; i < kCreepStates; ++i) {
    creep_keep_[i] =
        static_cast<float>(std::exp(-1.0 / (rate_hz * options.creep_tau_share * kCreepTau_s[i])));
  }
}

void SensorModel::sample(std::span<const float> kpa, std::span<float> counts) {
  ROLLSCOPE_CHECK(kpa.size() == gain_.size() && counts.size() == gain_.size(),
                  "a frame of the layout's size");
  const auto span = static_cast<float>(kSpanShare * full_scale_counts_);
  const auto top = static_cast<float>(full_scale_counts_);
  const double noise_counts = options_.noise_share * full_scale_counts_;
  const double minutes = static_cast<double>(frames_++) / rate_hz_ / 60.0;
  const auto drift_kpa = static_cast<float>(options_.zero_drift_kpa_min * minutes);
  const auto drift_gain = static_cast<float>(1.0 + options_.gain_drift_share_min * minutes);
  for (std::size_t i = 0; i < gain_.size(); ++i) {
    const float felt = crept(i, lagged(i, kpa[i])) * drift_gain + drift_kpa;
    if (electronics_) {
      const float us = zero_[i] + static_cast<float>(options_.span_us) * gain_[i] * curve(felt);
      us_[i] = dead_[i] != 0 ? 0.0F : std::max(0.0F, us);
      continue;
    }
    const auto noise = static_cast<float>(noise_counts * noise_.normal());
    float value = zero_[i] + span * gain_[i] * curve(felt) + noise;
    if (options_.spike_probability > 0.0 && noise_.chance(options_.spike_probability)) value = top;
    counts[i] = dead_[i] != 0 ? 0.0F : std::clamp(std::floor(value + 0.5F), 0.0F, top);
  }
  if (electronics_) sample_lines(counts);
}

void SensorModel::sample_lines(std::span<float> counts) {
  electronics_->read(us_, readings_);
  const auto top = static_cast<float>(full_scale_counts_);
  const double noise_counts = options_.noise_share * full_scale_counts_;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    float value = top * readings_[i] + static_cast<float>(noise_counts * noise_.normal());
    if (options_.spike_probability > 0.0 && noise_.chance(options_.spike_probability)) value = top;
    counts[i] = dead_[i] != 0 ? 0.0F : std::clamp(std::floor(value + 0.5F), 0.0F, top);
  }
}

void SensorModel::skip(std::span<const float> kpa) {
  ++frames_;
  for (std::size_t i = 0; i < gain_.size(); ++i) crept(i, lagged(i, kpa[i]));
}

float SensorModel::curve(float kpa) const {
  const float place = std::clamp(kpa / kTableStep_kpa, 0.0F, static_cast<float>(table_.size() - 2));
  const auto index = static_cast<std::size_t>(place);
  const float share = place - static_cast<float>(index);
  return table_[index] + share * (table_[index + 1] - table_[index]);
}

float SensorModel::crept(std::size_t sensel, float kpa) {
  float* state = &creep_[sensel * kCreepStates];
  float sum = 0.0F;
  for (std::size_t i = 0; i < kCreepStates; ++i) {
    state[i] = kpa + creep_keep_[i] * (state[i] - kpa);
    sum += state[i];
  }
  return kpa + static_cast<float>(options_.creep_per_decade) * sum;
}

float SensorModel::lagged(std::size_t sensel, float kpa) {
  if (play_.empty()) return kpa;
  float* state = &play_[sensel * kPlays];
  float sum = 0.0F;
  for (std::size_t i = 0; i < kPlays; ++i) {
    state[i] = std::clamp(state[i], kpa - kPlay_kpa[i], kpa + kPlay_kpa[i]);
    sum += state[i] - std::max(0.0F, kpa - kPlay_kpa[i]);
  }
  return kpa + static_cast<float>(options_.hysteresis) * sum / static_cast<float>(kPlays);
}

Calibration SensorModel::calibration() const {
  Calibration calibration;
  const bool solved = options_.lines.solved();
  const double span = electronics_ ? options_.span_us : kSpanShare * full_scale_counts_;
  for (const double load : kLoads) {
    const double kpa = load * options_.full_scale_kpa;
    double counts = span * response(kpa, options_.full_scale_kpa);
    if (electronics_ && !solved) counts = lone_counts(counts);
    calibration.points.push_back({.counts = counts, .kpa = kpa});
  }
  calibration.zero = zero_;
  for (std::size_t i = 0; i < gain_.size(); ++i) {
    calibration.gain.push_back(1.0F / gain_[i]);
    if (electronics_ && !solved) calibration.zero[i] = static_cast<float>(lone_counts(calibration.zero[i]));
    if (dead_[i] != 0) calibration.zero[i] = 0.0F;
  }
  calibration.crosstalk = options_.lines;
  calibration.crosstalk.driver_ohm *= options_.told_driver_share;
  calibration.creep.per_decade = options_.told_creep_share * options_.creep_per_decade;
  calibration.full_scale_kpa = options_.full_scale_kpa;
  calibration.quality_class = 'B';
  calibration.note = "synthetic sensor; exact but for creep, noise and steps of counts";
  return calibration;
}

double SensorModel::lone_counts(double us) const {
  const double share = 1e-6 * us * options_.lines.pulldown_ohm;
  return full_scale_counts_ * share / (1.0 + share);
}

SampleFormat SensorModel::format() const {
  return options_.bits == 8 ? SampleFormat::u8 : SampleFormat::u16;
}

}  // namespace rollscope
