#include "core/correct/zero.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/check.hpp"
#include "core/frame/raw_frame.hpp"

namespace rollscope {
namespace {

constexpr double kSeconds = 2.0;
constexpr int kFewestFrames = 5;
constexpr double kQuietKpa = 1.0, kQuietShare = 0.0027;
constexpr double kLoadKpa = 15.0, kLoadShare = 0.04;
constexpr double kNearZeroShare = 0.10;
constexpr double kUsualFullScaleKpa = 600.0;  // science.md 1.1, for a file in kPa that names none
constexpr double kPatchCm2 = 2.0;
constexpr double kDeviationToSd = 1.4826;  // of a normal distribution

float median_in_place(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5F * (*middle + *std::max_element(values.begin(), middle));
}

std::string number(double value) {
  std::array<char, 32> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 3);
  return {text.data(), end.ptr};
}

std::string place(std::size_t sensel, const SensorLayout& layout) {
  const auto cols = static_cast<std::size_t>(layout.cols);
  return "the sensel in row " + std::to_string(sensel / cols) + ", column " + std::to_string(sensel % cols);
}

// A limit in samples: from kPa where the stream is calibrated, else a share of full scale.
float limit_in_samples(const PressureConverter& converter, double kpa, double share) {
  const bool calibrated = converter.unit() == PressureUnit::kpa;
  return static_cast<float>(calibrated ? converter.samples_at(kpa) : share * converter.full_scale());
}

}  // namespace

ZeroGatherer::ZeroGatherer(const SensorLayout& layout, const StreamInfo& stream)
    : layout_(layout), format_(stream.format), full_scale_(full_scale_sample(stream)) {}

void ZeroGatherer::start() {
  gathering_ = true;
  seen_ = 0;
  stride_ = 1;
  kept_ = 0;
  frames_.assign(kMostFrames * layout_.sensels(), 0.0F);
}

void ZeroGatherer::cancel() {
  gathering_ = false;
  frames_ = {};
}

bool ZeroGatherer::add(std::span<const float> samples, double time_s) {
  ROLLSCOPE_CHECK(samples.size() == layout_.sensels(), "a frame has one sample a sensel");
  if (!gathering_) return false;
  if (seen_ == 0) first_time_s_ = time_s;
  if (seen_++ % stride_ == 0) {
    if (kept_ == kMostFrames) thin();
    const std::size_t base = static_cast<std::size_t>(kept_) * samples.size();
    std::copy(samples.begin(), samples.end(), frames_.begin() + static_cast<std::ptrdiff_t>(base));
    ++kept_;
  }
  return time_s - first_time_s_ >= kSeconds;
}

// Keeps every other frame; from now on half as many are taken.
void ZeroGatherer::thin() {
  const std::size_t sensels = layout_.sensels();
  for (int i = 1; 2 * i < kept_; ++i) {
    const auto from =
        frames_.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(2 * i) * sensels);
    std::copy_n(from, sensels,
                frames_.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(i) * sensels));
  }
  kept_ = (kept_ + 1) / 2;
  stride_ *= 2;
}

Result<Zero> ZeroGatherer::finish(const PressureConverter& converter, std::span<const std::uint8_t> dead) {
  ROLLSCOPE_CHECK(gathering_, "a zero is finished after it was started");
  const std::size_t sensels = layout_.sensels();
  Zero zero{.samples = std::vector<float>(sensels, 0.0F), .frames = kept_};
  std::vector<float> deviation(sensels, 0.0F), readings;
  std::vector<std::uint8_t> live(sensels, 0);
  for (std::size_t i = 0; i < sensels; ++i) {
    const bool present = layout_.present.empty() || layout_.present[i] != 0;
    if (!present || (!dead.empty() && dead[i] != 0)) continue;
    readings.clear();
    for (int k = 0; k < kept_; ++k) {
      const float sample = frames_[static_cast<std::size_t>(k) * sensels + i];
      if (std::isfinite(sample)) readings.push_back(sample);
    }
    if (readings.empty() || 2 * readings.size() < static_cast<std::size_t>(kept_)) continue;
    live[i] = 1;
    zero.samples[i] = median_in_place(readings);
    for (float& reading : readings) reading = std::abs(reading - zero.samples[i]);
    deviation[i] = median_in_place(readings);
  }
  const int frames = kept_;
  const auto count = static_cast<float>(converter.sample_of(1.0));
  cancel();

  if (frames < kFewestFrames) {
    return fail(Errc::refused, "zero refused: only " + std::to_string(frames) +
                                   " frames came in two seconds; check the connection and try again");
  }
  if (auto quiet = check_quiet(zero, deviation, live, converter); !quiet)
    return std::unexpected(quiet.error());
  if (is_loaded(zero, live, limit_in_samples(converter, kLoadKpa, kLoadShare))) {
    return fail(Errc::refused,
                "zero refused: something presses on the sensor; lift everything off and try again");
  }
  std::vector<float> deviations;
  for (std::size_t i = 0; i < sensels; ++i) {
    if (live[i] != 0) deviations.push_back(deviation[i]);
  }
  zero.noise = static_cast<float>(kDeviationToSd) * median_in_place(deviations);
  // Why: a quiet quantised sensel shows no deviation at all, yet half a count is not known.
  if (format_ != SampleFormat::f32_kpa) zero.noise = std::max(zero.noise, count / std::sqrt(12.0F));
  return zero;
}

Result<void> ZeroGatherer::check_quiet(const Zero& zero, const std::vector<float>& deviation,
                                       const std::vector<std::uint8_t>& live,
                                       const PressureConverter& converter) const {
  float quiet = limit_in_samples(converter, kQuietKpa, kQuietShare);
  if (format_ != SampleFormat::f32_kpa) quiet = std::max(quiet, static_cast<float>(converter.sample_of(1.0)));
  double near = kNearZeroShare * full_scale_;
  if (format_ == SampleFormat::f32_kpa && near <= 0.0) near = kNearZeroShare * kUsualFullScaleKpa;
  if (converter.wants_solved()) near = converter.sample_of(kNearZeroShare * converter.full_scale_counts());
  const char* unit = format_ == SampleFormat::f32_kpa ? " kPa" : converter.wants_solved() ? " uS" : " counts";
  bool any = false;
  for (std::size_t i = 0; i < live.size(); ++i) {
    if (live[i] == 0) continue;
    any = true;
    if (deviation[i] > quiet) {
      return fail(Errc::refused, "zero refused: " + place(i, layout_) + " is restless (" +
                                     number(deviation[i]) + unit +
                                     "); leave the sensor alone for two seconds and try again");
    }
    if (std::abs(zero.samples[i]) >= near) {
      return fail(Errc::refused,
                  "zero refused: " + place(i, layout_) + " reads " + number(zero.samples[i]) + unit +
                      ", a tenth of full scale or more; lift everything off, or check the sensor");
    }
  }
  if (!any) return fail(Errc::refused, "zero refused: no sensel gives a reading; check the sensor");
  return {};
}

bool ZeroGatherer::is_loaded(const Zero& zero, const std::vector<std::uint8_t>& live, float rise) const {
  std::vector<float> values;
  for (std::size_t i = 0; i < live.size(); ++i) {
    if (live[i] != 0) values.push_back(zero.samples[i]);
  }
  const auto tenth = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 10);
  std::nth_element(values.begin(), tenth, values.end());
  const float level = *tenth + rise;

  // Size of each connected patch of sensels above the level.
  const double area_cm2 = layout_.sensel_area_cm2();
  const int fewest = std::sqrt(area_cm2) > 1.2 ? 2 : 4;
  std::vector<std::uint8_t> visited(live.size(), 0);
  std::vector<int> open;
  for (std::size_t start = 0; start < live.size(); ++start) {
    int size = 0;
    open.push_back(static_cast<int>(start));
    while (!open.empty()) {
      const int at = open.back();
      open.pop_back();
      const auto i = static_cast<std::size_t>(at);
      if (visited[i] != 0 || live[i] == 0 || zero.samples[i] <= level) continue;
      visited[i] = 1;
      ++size;
      for (int dr = -1; dr <= 1; ++dr) {
        for (int dc = -1; dc <= 1; ++dc) {
          const int row = at / layout_.cols + dr;
          int col = at % layout_.cols + dc;
          if (layout_.periodic()) col = (col + layout_.cols) % layout_.cols;
          if (row < 0 || row >= layout_.rows || col < 0 || col >= layout_.cols) continue;
          open.push_back(row * layout_.cols + col);
        }
      }
    }
    if (size >= fewest && size * area_cm2 >= kPatchCm2) return true;
  }
  return false;
}

}  // namespace rollscope
