#include "core/correct/pressure_converter.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/check.hpp"
#include "core/correct/lane_kernels.hpp"
#include "core/correct/uncertainty_class.hpp"

namespace rollscope {
namespace {

constexpr float kLowestGain = 1.0F / 3.0F, kHighestGain = 3.0F;
constexpr float kLowestExponent = 0.5F, kHighestExponent = 2.0F;
constexpr double kTableError = 2e-5;     // of the value,
constexpr double kTableErrorKpa = 5e-4;  // or this, whichever is larger
constexpr std::size_t kSmallestTable = 1024, kLargestTable = 65536;

// Pressures are multiples of 2^-10 kPa. Why: exp() and log() differ in the last bit between machines, a table
// on this grid does not; and sums of such numbers are exact in any order.
float on_grid(double kpa) {
  constexpr double kStepsPerKpa = 1024.0;
  return static_cast<float>(std::round(kpa * kStepsPerKpa) / kStepsPerKpa);
}

std::vector<float> tabulate(const PressureCurve& curve, std::size_t entries) {
  std::vector<float> table(entries);
  const double step = curve.limit_counts() / static_cast<double>(entries - 1);
  for (std::size_t i = 0; i < entries; ++i) table[i] = on_grid(curve.kpa(step * static_cast<double>(i)));
  table.back() = on_grid(curve.limit_kpa());
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
  made.never_.assign(sensels, valid);
  for (std::size_t i = 0; i < stream.layout.present.size(); ++i) {
    made.never_[i] = stream.layout.present[i] == 0 ? absent : valid;
  }
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
    for (const std::int32_t index : calibration->masked) {
      std::uint8_t& never = made.never_[static_cast<std::size_t>(index)];
      never = static_cast<std::uint8_t>(never | dead);
    }
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
  slope_ = static_cast<float>(-curve.kpa(-1.0));  // of its beginning
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

void PressureConverter::convert(std::span<const float> samples, PressureFrame& out) const {
  ROLLSCOPE_CHECK(samples.size() == zero_.size(), "a frame has one sample a sensel");
  out.unit = unit_;
  out.pressure.resize(samples.size());
  out.validity.resize(samples.size());
  ConversionInput in{
      .samples = samples.data(),
      .zero = zero_.data(),
      .gain = gain_.data(),
      .rise = nullptr,
      .never = never_.data(),
      .count = samples.size(),
      .full_scale_sample = full_scale_sample_,
      .limit = limit_,
      .on_grid = format_ != SampleFormat::f32_kpa,
  };
  if (!level_.empty()) {
    for (std::size_t i = 0; i < samples.size(); ++i) out.pressure[i] = (samples[i] - zero_[i]) * gain_[i];
    level_.apply(out.pressure);
    in.rise = out.pressure.data();
  }
  if (table_.empty()) {
    convert_along_line(in, slope_, out.pressure.data(), out.validity.data());
  } else {
    convert_by_table(in, {table_.data(), table_.size(), inverse_step_, slope_}, out.pressure.data(),
                     out.validity.data());
  }
}

}  // namespace rollscope
