#include "core/correct/pressure_converter.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/check.hpp"
#include "core/correct/uncertainty_class.hpp"

namespace rollscope {
namespace {

constexpr float kLowestGain = 1.0F / 3.0F, kHighestGain = 3.0F;
constexpr float kLowestExponent = 0.5F, kHighestExponent = 2.0F;
constexpr double kTableError = 2e-5;     // of the value,
constexpr double kTableErrorKpa = 5e-4;  // or this, whichever is larger
constexpr std::size_t kSmallestTable = 1024, kLargestTable = 65536;

std::vector<float> tabulate(const PressureCurve& curve, std::size_t entries) {
  std::vector<float> table(entries);
  const double step = curve.limit_counts() / static_cast<double>(entries - 1);
  for (std::size_t i = 0; i < entries; ++i) {
    table[i] = static_cast<float>(curve.kpa(step * static_cast<double>(i)));
  }
  table.back() = static_cast<float>(curve.limit_kpa());
  return table;
}

// Straight lines between entries are worst half way.
bool is_fine_enough(const PressureCurve& curve, const std::vector<float>& table) {
  const double step = curve.limit_counts() / static_cast<double>(table.size() - 1);
  for (std::size_t i = 0; i + 1 < table.size(); ++i) {
    const double exact = curve.kpa(step * (static_cast<double>(i) + 0.5));
    const double drawn = 0.5 * (static_cast<double>(table[i]) + static_cast<double>(table[i + 1]));
    if (std::abs(drawn - exact) > std::max(kTableError * exact, kTableErrorKpa)) return false;
  }
  return true;
}

Result<void> check_size(std::size_t given, const SensorLayout& layout, const char* what) {
  if (given == 0 || given == layout.sensels()) return {};
  return fail(Errc::bad_argument, std::string("the calibration has ") + std::to_string(given) + " " + what +
                                      " but the sensor has " + std::to_string(layout.sensels()) +
                                      " sensels; take the calibration of this sensor");
}

Result<void> check_exponents(const Calibration& calibration) {
  for (std::size_t i = 0; i < calibration.exponent.size(); ++i) {
    const float exponent = calibration.exponent[i];
    if (!(exponent >= kLowestExponent && exponent <= kHighestExponent)) {
      return fail(Errc::bad_argument, "the exponent of sensel " + std::to_string(i) + " is " +
                                          std::to_string(exponent) +
                                          ", outside 0.5 to 2; equilibrate again, or mask the sensel");
    }
  }
  bool rise = calibration.exponent.empty() || !calibration.equilibration.loads.empty();
  double last = 0.0;
  for (const UniformLoad& load : calibration.equilibration.loads) {
    rise = rise && load.mean_counts > last && std::isfinite(load.mean_counts);
    last = load.mean_counts;
  }
  if (rise) return {};
  return fail(Errc::bad_argument,
              "the calibration's exponents want the mean counts they were found under, rising; equilibrate "
              "again");
}

Result<void> check_masked(const Calibration& calibration, const SensorLayout& layout) {
  for (const std::int32_t index : calibration.masked) {
    if (index >= 0 && static_cast<std::size_t>(index) < layout.sensels()) continue;
    return fail(Errc::bad_argument, "the calibration masks sensel " + std::to_string(index) +
                                        ", and the sensor has " + std::to_string(layout.sensels()) +
                                        "; take the calibration of this sensor");
  }
  return {};
}

}  // namespace

Result<void> check_calibration(const Calibration& calibration, const SensorLayout& layout) {
  if (auto sized = check_size(calibration.gain.size(), layout, "gains"); !sized) return sized;
  if (auto sized = check_size(calibration.zero.size(), layout, "zeros"); !sized) return sized;
  if (auto sized = check_size(calibration.exponent.size(), layout, "exponents"); !sized) return sized;
  if (auto checked = check_exponents(calibration); !checked) return checked;
  if (auto checked = check_masked(calibration, layout); !checked) return checked;
  for (std::size_t i = 0; i < calibration.gain.size(); ++i) {
    const float gain = calibration.gain[i];
    if (!(gain >= kLowestGain && gain <= kHighestGain)) {
      return fail(Errc::bad_argument, "the gain of sensel " + std::to_string(i) + " is " +
                                          std::to_string(gain) +
                                          ", outside 0.33 to 3; equilibrate again, or mask the sensel");
    }
  }
  if (auto checked = check_crosstalk(calibration.crosstalk); !checked) return checked;
  if (auto checked = check_creep(calibration.creep); !checked) return checked;
  for (std::size_t i = 0; i < calibration.zero.size(); ++i) {
    if (!std::isfinite(calibration.zero[i])) {
      return fail(Errc::bad_argument,
                  "the zero of sensel " + std::to_string(i) + " is not a number; take the zero again");
    }
  }
  if (calibration.points.empty() && calibration.quality_class == 'C') return {};
  if (!(calibration.pressure_scale > 0.0) || !std::isfinite(calibration.pressure_scale)) {
    return fail(Errc::bad_argument, "the calibration's pressure_scale is not a positive number; correct it");
  }
  const auto curve = PressureCurve::make(calibration);
  if (!curve) return std::unexpected(curve.error());
  return {};
}

Result<PressureConverter> PressureConverter::make(const StreamInfo& stream,
                                                  const std::optional<Calibration>& calibration) {
  const std::size_t sensels = stream.layout.sensels();
  PressureConverter made;
  made.format_ = stream.format;
  made.present_ = stream.layout.present;
  made.zero_.assign(sensels, 0.0F);
  made.gain_.assign(sensels, 1.0F);
  const double highest = full_scale_sample(stream);
  made.full_scale_sample_ =
      highest > 0.0 ? static_cast<float>(highest) : std::numeric_limits<float>::infinity();
  made.limit_ = std::numeric_limits<float>::infinity();
  made.full_scale_ = highest;
  if (stream.format == SampleFormat::f32_kpa) made.unit_ = PressureUnit::kpa;

  if (calibration) {
    if (auto checked = check_calibration(*calibration, stream.layout); !checked) {
      return std::unexpected(checked.error());
    }
    made.set_zero(calibration->zero);
  }
  if (stream.format == SampleFormat::f32_kpa) return made;
  if (calibration) {
    if (!calibration->gain.empty()) made.gain_ = calibration->gain;
    made.level_ = LevelMap(*calibration);
    if (!calibration->masked.empty()) made.masked_.assign(sensels, 0);
    for (const std::int32_t index : calibration->masked) made.masked_[static_cast<std::size_t>(index)] = 1;
    // Class C: relative units only, whatever curve there is (science.md 3.12).
    if (calibration_class(*calibration).letter != 'C') {
      if (const auto lines = made.take_lines(*calibration, stream); !lines)
        return std::unexpected(lines.error());
      made.set_curve(*PressureCurve::make(*calibration), made.solved_ ? made.full_scale_ : highest);
    } else if (calibration->crosstalk.solved()) {
      made.forget_levels();
    }
  } else if (stream.kpa_per_count > 0.0) {
    made.set_curve(PressureCurve::linear(stream.kpa_per_count), highest);
  }
  return made;
}

// Samples are uS from here on. What is at full scale shows in the solver: it gives no value.
Result<void> PressureConverter::take_lines(const Calibration& calibration, const StreamInfo& stream) {
  const Crosstalk& crosstalk = calibration.crosstalk;
  if (!crosstalk.solved()) return {};
  const auto full_scale = crosstalk_full_scale(crosstalk, stream);
  if (!full_scale) return std::unexpected(full_scale.error());
  solved_ = crosstalk;
  full_scale_counts_ = *full_scale;
  const bool grounded = crosstalk.front_end == FrontEnd::grounded;
  full_scale_ = lone_us(crosstalk, grounded ? kOverloadedShare : 1.0);
  full_scale_sample_ = static_cast<float>(grounded ? std::numeric_limits<double>::infinity() : full_scale_);
  return {};
}

// Without a curve nothing is solved, and what was measured in uS does not apply to counts.
void PressureConverter::forget_levels() {
  std::ranges::fill(zero_, 0.0F);
  std::ranges::fill(gain_, 1.0F);
  level_ = LevelMap();
}

double PressureConverter::counts_of(double sample) const {
  return solved_ ? full_scale_counts_ * lone_reading(*solved_, sample) : sample;
}

double PressureConverter::sample_of(double counts) const {
  return solved_ ? lone_us(*solved_, counts / full_scale_counts_) : counts;
}

void PressureConverter::set_curve(const PressureCurve& curve, double highest_sample) {
  unit_ = PressureUnit::kpa;
  curve_ = curve;
  full_scale_ = std::min(curve.limit_kpa(), curve.kpa(highest_sample));
  slope_ = static_cast<float>(curve.kpa(1.0));
  if (!std::isfinite(curve.limit_counts())) return;
  limit_ = static_cast<float>(curve.limit_counts());
  std::size_t entries = kSmallestTable;
  table_ = tabulate(curve, entries);
  while (entries < kLargestTable && !is_fine_enough(curve, table_)) table_ = tabulate(curve, entries *= 2);
  inverse_step_ = static_cast<float>(static_cast<double>(entries - 1) / curve.limit_counts());
}

void PressureConverter::set_zero(std::span<const float> zero) {
  ROLLSCOPE_CHECK(zero.empty() || zero.size() == zero_.size(), "a zero has one value a sensel");
  if (zero.empty()) {
    std::fill(zero_.begin(), zero_.end(), 0.0F);
  } else {
    std::copy(zero.begin(), zero.end(), zero_.begin());
  }
}

double PressureConverter::samples_at(double pressure) const {
  return curve_ ? curve_->counts(pressure) : pressure;
}

void PressureConverter::convert(std::span<const float> samples, std::span<const std::uint8_t> dead,
                                PressureFrame& out) const {
  ROLLSCOPE_CHECK(samples.size() == zero_.size(), "a frame has one sample a sensel");
  out.unit = unit_;
  out.pressure.resize(samples.size());
  out.validity.resize(samples.size());
  rise(samples, out);
  judge(samples, dead, out.validity);
  if (!table_.empty()) return look_up(out);
  const std::uint8_t* __restrict validity = out.validity.data();
  float* __restrict pressure = out.pressure.data();
  const float slope = slope_;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const float straight = pressure[i] * slope;
    pressure[i] = (validity[i] & kNotUsable) != 0 ? 0.0F : straight;
  }
}

// Why one plain loop for each thing: compilers turn loops without branches into vector instructions.
void PressureConverter::rise(std::span<const float> samples, PressureFrame& out) const {
  const float* __restrict sample = samples.data();
  const float* __restrict zero = zero_.data();
  const float* __restrict gain = gain_.data();
  float* __restrict risen = out.pressure.data();
  std::uint8_t* __restrict validity = out.validity.data();
  for (std::size_t i = 0; i < samples.size(); ++i) risen[i] = (sample[i] - zero[i]) * gain[i];
  if (!level_.empty()) level_.apply(out.pressure);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const bool over = (sample[i] >= full_scale_sample_) | (risen[i] > limit_);
    validity[i] = over ? saturated : valid;
  }
}

// What cannot be used is not called saturated.
void PressureConverter::judge(std::span<const float> samples, std::span<const std::uint8_t> dead,
                              std::span<std::uint8_t> out) const {
  constexpr float kLargest = std::numeric_limits<float>::max();
  const float* __restrict sample = samples.data();
  std::uint8_t* __restrict validity = out.data();
  for (std::size_t i = 0; i < out.size(); ++i)
    validity[i] = std::abs(sample[i]) <= kLargest ? validity[i] : std::uint8_t{missing};
  const auto mark = [&](const std::uint8_t* __restrict flag, std::uint8_t when, std::uint8_t bit) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto kept = static_cast<std::uint8_t>(validity[i] & kNotUsable);
      validity[i] = flag[i] == when ? static_cast<std::uint8_t>(kept | bit) : validity[i];
    }
  };
  if (!present_.empty()) mark(present_.data(), 0, absent);
  if (!dead.empty()) mark(dead.data(), 1, rollscope::dead);
  if (!masked_.empty()) mark(masked_.data(), 1, rollscope::dead);
}

void PressureConverter::look_up(PressureFrame& out) const {
  const auto top = static_cast<float>(table_.size() - 1);
  for (std::size_t i = 0; i < out.pressure.size(); ++i) {
    if ((out.validity[i] & kNotUsable) != 0) {
      out.pressure[i] = 0.0F;
      continue;
    }
    // Below zero the first step of the table goes straight on.
    const float at = std::min(out.pressure[i] * inverse_step_, top);
    const auto step = static_cast<std::size_t>(std::clamp(at, 0.0F, top - 1.0F));
    const float share = at - static_cast<float>(step);
    out.pressure[i] = table_[step] + share * (table_[step + 1] - table_[step]);
  }
}

}  // namespace rollscope
