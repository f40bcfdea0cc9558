// Sensels that each follow a power of their own, under uniform loads and flat indenters: what the tests of
// equilibration and calibration measure.
#pragma once

#include <cmath>
#include <random>
#include <vector>

#include "core/frame/raw_frame.hpp"

namespace rollscope::test {

// counts = zero + (scale * p^response * gain)^(1 / exponent) * spread-free unit, so levelling by `exponent`
// and `gain` takes every sensel to the common curve.
struct SyntheticArray {
  StreamInfo stream;
  std::vector<double> gain, exponent;
  double response = 0.75;    // counts of the common curve ~ p^response
  double scale = 20.0;       // counts at 1 kPa
  double reference = 400.0;  // counts at which a sensel differs by its gain alone
  double noise = 0.0;        // counts, standard deviation of one frame
  double zero = 12.0;
  std::mt19937_64 random;

  SyntheticArray(int rows, int cols, double gain_spread, double exponent_spread, std::uint64_t seed)
      : random(seed) {
    stream.layout.rows = rows;
    stream.layout.cols = cols;
    stream.full_scale = 4095;
    stream.rate_hz = 50;
    std::normal_distribution<double> normal(0.0, 1.0);
    for (std::size_t i = 0; i < stream.layout.sensels(); ++i) {
      gain.push_back(std::exp(gain_spread * normal(random)));
      exponent.push_back(std::exp(exponent_spread * normal(random)));
    }
  }

  [[nodiscard]] double common(double kpa) const { return scale * std::pow(kpa, response); }
  // Of one sensel without noise, over zero. Inverse of e(S) = g S (S / r)^(v - 1).
  [[nodiscard]] double counts(std::size_t i, double kpa) const {
    if (kpa <= 0.0) return 0.0;
    return reference * std::pow(common(kpa) / (gain[i] * reference), 1.0 / exponent[i]);
  }
  // Mean of `frames` frames over zero; kpa one a sensel.
  [[nodiscard]] std::vector<float> read(const std::vector<double>& kpa, int frames = 100) {
    std::normal_distribution<double> error(0.0, noise / std::sqrt(frames));
    std::vector<float> read_counts;
    for (std::size_t i = 0; i < kpa.size(); ++i)
      read_counts.push_back(static_cast<float>(counts(i, kpa[i]) + (noise > 0.0 ? error(random) : 0.0)));
    return read_counts;
  }
  [[nodiscard]] std::vector<float> uniform(double kpa, int frames = 100) {
    return read(std::vector<double>(stream.layout.sensels(), kpa), frames);
  }
  // A square flat indenter of side_mm with an even pressure; sensels covered in part feel their share.
  [[nodiscard]] std::vector<double> indenter(double x_mm, double y_mm, double side_mm, double force_n) const {
    const double kpa = 1000.0 * force_n / (side_mm * side_mm);
    const auto covered = [&](double centre, double at, double pitch) {
      const double low = std::max(at - pitch / 2, centre - side_mm / 2);
      const double high = std::min(at + pitch / 2, centre + side_mm / 2);
      return std::max(high - low, 0.0) / pitch;
    };
    std::vector<double> field;
    const SensorLayout& layout = stream.layout;
    for (int r = 0; r < layout.rows; ++r) {
      for (int c = 0; c < layout.cols; ++c)
        field.push_back(kpa * covered(y_mm, (r + 0.5) * layout.pitch_row_mm, layout.pitch_row_mm) *
                        covered(x_mm, (c + 0.5) * layout.pitch_col_mm, layout.pitch_col_mm));
    }
    return field;
  }
  // One raw frame of that field.
  [[nodiscard]] RawFrame frame(const std::vector<double>& kpa, double time_s) {
    std::normal_distribution<double> error(0.0, noise);
    RawFrame made;
    made.captured_ns = static_cast<std::int64_t>(std::llround(time_s * 1e9));
    for (std::size_t i = 0; i < kpa.size(); ++i) {
      const double value = zero + counts(i, kpa[i]) + (noise > 0.0 ? error(random) : 0.0);
      made.samples.push_back(static_cast<float>(std::clamp(std::round(value), 0.0, 4095.0)));
    }
    return made;
  }
};

}  // namespace rollscope::test
