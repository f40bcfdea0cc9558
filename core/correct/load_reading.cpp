#include "core/correct/load_reading.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/check.hpp"

namespace rollscope {
namespace {

constexpr double kHalvesAgree = 0.03, kSpread = 0.05;
constexpr double kMoves = 0.15;    // of the counts: this much lies elsewhere in the second half
constexpr double kPressed = 0.05;  // of the highest sensel: those whose place is compared
constexpr int kFewestFrames = 5;
constexpr double kSpotShare = 0.02, kEvenShare = 0.002;
constexpr double kShareSaturated = 0.1;  // of the frames

int percent(double share) {
  return static_cast<int>(std::lround(100.0 * share));
}

}  // namespace

double usual_full_scale(const StreamInfo& stream) {
  if (stream.full_scale > 0.0) return stream.full_scale;
  return stream.format == SampleFormat::u8 ? 255.0 : 4095.0;
}

double least_load_counts(const StreamInfo& stream) {
  const double full_scale = usual_full_scale(stream);
  return std::min(2.0 * kSpotShare, kEvenShare * static_cast<double>(stream.layout.sensels())) * full_scale;
}

LoadReader::LoadReader(const StreamInfo& stream, std::vector<float> zero)
    : stream_(stream),
      zero_(std::move(zero)),
      least_total_(least_load_counts(stream)),
      spacing_s_(1.05 * kSeconds / kMostFrames) {
  ROLLSCOPE_CHECK(zero_.size() == stream.layout.sensels(), "a zero has one value a sensel");
}

bool LoadReader::add(const RawFrame& frame, double time_s) {
  ROLLSCOPE_CHECK(frame.samples.size() == zero_.size(), "a frame has one sample a sensel");
  if (!window_.empty() && time_s - window_.back().time_s < spacing_s_) return false;
  Kept kept{time_s, 0.0, {}};
  if (window_.size() > static_cast<std::size_t>(kMostFrames)) {
    kept.samples = std::move(window_.front().samples);
    window_.pop_front();
  }
  kept.samples.assign(frame.samples.begin(), frame.samples.end());
  for (std::size_t i = 0; i < zero_.size(); ++i) {
    const float over = frame.samples[i] - zero_[i];
    if (std::isfinite(over)) kept.total += static_cast<double>(over);
  }
  window_.push_back(std::move(kept));
  while (window_.size() > 2 && time_s - window_[1].time_s >= kSeconds) window_.pop_front();
  return loaded() && is_long_enough() && is_steady();
}

bool LoadReader::loaded() const {
  return total() >= least_total_;
}

bool LoadReader::is_long_enough() const {
  return window_.size() >= kFewestFrames &&
         window_.back().time_s - window_.front().time_s >= kSeconds * (1.0 - 1e-9);
}

bool LoadReader::is_steady() const {
  const std::size_t n = window_.size(), half = n / 2;
  double sum = 0.0, first = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    sum += window_[i].total;
    squares += window_[i].total * window_[i].total;
    if (i < half) first += window_[i].total;
  }
  const double mean = sum / static_cast<double>(n);
  const double before = first / static_cast<double>(half),
               after = (sum - first) / static_cast<double>(n - half);
  const double deviation = std::sqrt(std::max(squares / static_cast<double>(n) - mean * mean, 0.0));
  return std::abs(after - before) <= kHalvesAgree * mean && deviation <= kSpread * mean;
}

// A rolling load keeps its sum and changes its place.
bool LoadReader::is_in_place(const LoadReading& reading) const {
  const std::size_t half = window_.size() / 2;
  float highest = 0.0F;
  for (const float counts : reading.counts)
    if (counts > highest) highest = counts;
  double moved = 0.0, total = 0.0;
  for (std::size_t i = 0; i < zero_.size(); ++i) {
    if (!(reading.counts[i] > static_cast<float>(kPressed) * highest)) continue;
    double first = 0.0, frames = 0.0;
    for (std::size_t k = 0; k < half; ++k) {
      if (!std::isfinite(window_[k].samples[i])) continue;
      first += static_cast<double>(window_[k].samples[i] - zero_[i]);
      frames += 1.0;
    }
    // The other half's mean is as far off on the other side.
    if (frames > 0.0) moved += 2.0 * std::abs(first / frames - static_cast<double>(reading.counts[i]));
    total += static_cast<double>(reading.counts[i]);
  }
  return moved <= kMoves * total;
}

Result<LoadReading> LoadReader::reading() const {
  if (!is_long_enough())
    return fail(Errc::refused, "there are no two seconds of frames to read; hold the load for longer");
  if (!loaded())
    return fail(Errc::refused, "nothing presses on the sensor; put the load on and hold it for two seconds");
  if (!is_steady())
    return fail(Errc::refused, "the load does not stand still (its two seconds must agree within " +
                                   std::to_string(percent(kHalvesAgree)) + " %); wait until it has settled");
  LoadReading made{.counts = std::vector<float>(zero_.size(), 0.0F),
                   .end_s = window_.back().time_s,
                   .frames = static_cast<int>(window_.size())};
  const auto full = static_cast<float>(full_scale_sample(stream_));
  for (std::size_t i = 0; i < zero_.size(); ++i) {
    double sum = 0.0;
    std::size_t read = 0, at_full = 0;
    for (const Kept& kept : window_) {
      if (!std::isfinite(kept.samples[i])) continue;
      sum += static_cast<double>(kept.samples[i]);
      at_full += full > 0.0F && kept.samples[i] >= full ? 1U : 0U;
      ++read;
    }
    const bool enough = 2 * read > window_.size();
    made.counts[i] = enough ? static_cast<float>(sum / static_cast<double>(read)) - zero_[i] : kNotGiven;
    if (enough) made.total += static_cast<double>(made.counts[i]);
    if (static_cast<double>(at_full) >= kShareSaturated * static_cast<double>(window_.size()))
      ++made.saturated;
  }
  if (!is_in_place(made))
    return fail(Errc::refused, "the load moves over the sensor; hold it in one place for two seconds");
  return made;
}

}  // namespace rollscope
