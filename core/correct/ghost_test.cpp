#include "core/correct/ghost_test.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "core/base/check.hpp"

namespace rollscope {
namespace {

constexpr double kAllLoaded = 0.8, kNoneLoaded = 0.2;  // of the highest total
constexpr float kPatch = 0.3F;                         // of its peak: what belongs to a load
constexpr double kWeakest = 0.1;                       // of the strongest: what still is a load
constexpr int kApart = 3;                              // sensels between corners, at least
constexpr int kAligned = 1;                            // sensels a corner may stand off its row or column
constexpr int kNear = 1;                               // a corner is read at its place and this far around
constexpr int kGivenNear = 2;                          // likewise where a person gave the place

std::string text(ArrayPlace place) {
  return "row " + std::to_string(place.row) + ", column " + std::to_string(place.col);
}

class Finder {
 public:
  Finder(const SensorLayout& layout, std::span<const float> readings, std::span<const std::uint8_t> readable)
      : layout_(layout), readings_(readings), readable_(readable), free_(readable.begin(), readable.end()) {}

  // The highest sensel that no patch has yet; takes its patch. None: nothing reads above zero.
  std::optional<GhostCorner> next_patch() {
    std::optional<std::size_t> peak;
    for (std::size_t i = 0; i < readings_.size(); ++i) {
      if (free_[i] == 0 || !(readings_[i] > 0.0F)) continue;
      if (!peak || readings_[i] > readings_[*peak]) peak = i;
    }
    if (!peak) return std::nullopt;
    const ArrayPlace place = take_patch(*peak);
    return GhostCorner{place, static_cast<double>(readings_[*peak])};
  }

  // The highest reading within `reach` of a place; none when not one sensel there can be read.
  std::optional<GhostCorner> highest_near(ArrayPlace at, int reach) const {
    std::optional<GhostCorner> highest;
    for (int row = at.row - reach; row <= at.row + reach; ++row) {
      for (int col = at.col - reach; col <= at.col + reach; ++col) {
        if (!inside(row, col) || readable_[index(row, col)] == 0) continue;
        const auto reading = static_cast<double>(readings_[index(row, col)]);
        if (!highest || reading > highest->reading) highest = GhostCorner{{row, col}, reading};
      }
    }
    return highest;
  }

 private:
  bool inside(int row, int col) const {
    return row >= 0 && row < layout_.rows && col >= 0 && col < layout_.cols;
  }
  std::size_t index(int row, int col) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(layout_.cols) +
           static_cast<std::size_t>(col);
  }

  // All that hangs together with the peak above a share of it; its middle, by load. A rim of one sensel goes
  // too, so that a patch's own slope is not the next patch.
  ArrayPlace take_patch(std::size_t peak) {
    const float least = kPatch * readings_[peak];
    double sum = 0.0, of_row = 0.0, of_col = 0.0;
    std::vector<std::size_t> open{peak};
    free_[peak] = 0;
    while (!open.empty()) {
      const std::size_t at = open.back();
      open.pop_back();
      const int row = static_cast<int>(at) / layout_.cols, col = static_cast<int>(at) % layout_.cols;
      if (!(readings_[at] >= least)) continue;
      const auto weight = static_cast<double>(readings_[at]);
      sum += weight;
      of_row += weight * row;
      of_col += weight * col;
      for (int r = row - 1; r <= row + 1; ++r) {
        for (int c = col - 1; c <= col + 1; ++c) {
          if (!inside(r, c) || free_[index(r, c)] == 0) continue;
          free_[index(r, c)] = 0;
          open.push_back(index(r, c));
        }
      }
    }
    return {static_cast<int>(std::lround(of_row / sum)), static_cast<int>(std::lround(of_col / sum))};
  }

  const SensorLayout& layout_;
  std::span<const float> readings_;
  std::span<const std::uint8_t> readable_;
  std::vector<std::uint8_t> free_;
};

// The corner that shares its row with one and its column with the other tells where the fourth is.
std::optional<ArrayPlace> fourth_of(const std::array<GhostCorner, 3>& corners) {
  for (std::size_t k = 0; k < 3; ++k) {
    const ArrayPlace at = corners[k].place;
    for (const auto& [i, j] : {std::pair{(k + 1) % 3, (k + 2) % 3}, {(k + 2) % 3, (k + 1) % 3}}) {
      const ArrayPlace in_row = corners[i].place, in_col = corners[j].place;
      const bool aligned =
          std::abs(in_row.row - at.row) <= kAligned && std::abs(in_col.col - at.col) <= kAligned;
      const bool apart = std::abs(in_row.col - at.col) >= kApart && std::abs(in_col.row - at.row) >= kApart;
      if (aligned && apart) return ArrayPlace{in_col.row, in_row.col};
    }
  }
  return std::nullopt;
}

Result<std::array<GhostCorner, 3>> loaded_corners(Finder& finder, const SensorLayout& layout,
                                                  const std::optional<std::array<ArrayPlace, 3>>& given) {
  std::array<GhostCorner, 3> corners;
  for (std::size_t k = 0; k < 3; ++k) {
    std::optional<GhostCorner> found;
    if (given) {
      const ArrayPlace at = (*given)[k];
      if (at.row < 0 || at.row >= layout.rows || at.col < 0 || at.col >= layout.cols)
        return fail(Errc::bad_argument, text(at) + " is not on this sensor");
      found = finder.highest_near(at, kGivenNear);
      if (!found || !(found->reading > 0.0)) return fail(Errc::refused, "nothing presses at " + text(at));
    } else {
      found = finder.next_patch();
      if (!found)
        return fail(Errc::refused, "fewer than three loads were found; load three corners of a rectangle");
    }
    corners[k] = *found;
  }
  // Why by place as well: of two that read the same the first stays the first, whatever the library does.
  std::ranges::sort(corners, [](const GhostCorner& a, const GhostCorner& b) {
    if (a.reading != b.reading) return a.reading > b.reading;
    return std::pair(a.place.row, a.place.col) < std::pair(b.place.row, b.place.col);
  });
  if (corners[2].reading < kWeakest * corners[0].reading)
    return fail(Errc::refused, "fewer than three loads of about the same size were found (" +
                                   text(corners[2].place) + " reads less than a tenth of " +
                                   text(corners[0].place) + "); load three corners of a rectangle");
  return corners;
}

}  // namespace

Result<GhostTest> test_ghosts(const SensorLayout& layout, std::span<const float> readings,
                              std::span<const std::uint8_t> readable,
                              const std::optional<std::array<ArrayPlace, 3>>& corners) {
  ROLLSCOPE_CHECK(readings.size() == layout.sensels() && readable.size() == readings.size(),
                  "one reading a sensel");
  Finder finder(layout, readings, readable);
  const auto loaded = loaded_corners(finder, layout, corners);
  if (!loaded) return std::unexpected(loaded.error());
  GhostTest test;
  test.corners = *loaded;
  const auto fourth = fourth_of(test.corners);
  if (!fourth) {
    std::string where;
    for (const GhostCorner& corner : test.corners) where += (where.empty() ? "" : "; ") + text(corner.place);
    return fail(Errc::refused, "the three strongest loads (" + where +
                                   ") are not corners of a rectangle along rows and columns, at least " +
                                   std::to_string(kApart) + " sensels each way; move them, or name them");
  }
  const auto read = finder.highest_near(*fourth, kNear);
  if (!read) return fail(Errc::refused, "the fourth corner (" + text(*fourth) + ") gives no reading");
  test.fourth = {*fourth, read->reading};
  test.ratio = std::max(0.0, read->reading) / test.corners[2].reading;
  return test;
}

GhostGatherer::GhostGatherer(const SensorLayout& layout)
    : layout_(layout), frames_(kMostFrames * layout.sensels(), 0.0F), readable_(layout.sensels(), 1) {}

void GhostGatherer::add(const PressureFrame& frame) {
  const std::size_t sensels = layout_.sensels();
  ROLLSCOPE_CHECK(frame.pressure.size() == sensels, "a frame of the layout's size");
  unit_ = frame.unit;
  if (seen_++ % stride_ != 0) return;
  if (kept_ == kMostFrames) thin();
  std::copy_n(frame.pressure.begin(), sensels,
              frames_.begin() + static_cast<std::ptrdiff_t>(kept_ * sensels));
  for (std::size_t i = 0; i < sensels; ++i) {
    if ((frame.validity[i] & kNotUsable) != 0) readable_[i] = 0;
  }
  ++kept_;
}

void GhostGatherer::thin() {
  const auto sensels = static_cast<std::ptrdiff_t>(layout_.sensels());
  for (std::ptrdiff_t k = 1; 2 * k < static_cast<std::ptrdiff_t>(kept_); ++k)
    std::copy_n(frames_.begin() + 2 * k * sensels, sensels, frames_.begin() + k * sensels);
  kept_ = (kept_ + 1) / 2;
  stride_ *= 2;
}

Result<GhostTest> GhostGatherer::finish(const std::optional<std::array<ArrayPlace, 3>>& corners) const {
  const std::size_t sensels = layout_.sensels();
  std::vector<double> total(kept_, 0.0);
  for (std::size_t k = 0; k < kept_; ++k) {
    for (std::size_t i = 0; i < sensels; ++i) {
      if (readable_[i] != 0) total[k] += static_cast<double>(frames_[k * sensels + i]);
    }
  }
  const double highest = total.empty() ? 0.0 : *std::ranges::max_element(total);
  if (!(highest > 0.0))
    return fail(Errc::refused, "nothing presses on the sensor; load three corners of a rectangle");
  const double lowest = *std::ranges::min_element(total);
  const bool steady = highest - lowest < (1.0 - kAllLoaded) * highest;  // the loads lay there all the time
  std::vector<double> loaded(sensels, 0.0), unloaded(sensels, 0.0);
  int loaded_frames = 0, unloaded_frames = 0;
  for (std::size_t k = 0; k < kept_; ++k) {
    // Between the lowest and the highest: an array without a zero reads something everywhere.
    const double share = steady ? 1.0 : (total[k] - lowest) / (highest - lowest);
    const bool all = share >= kAllLoaded, none = share <= kNoneLoaded && lowest < kNoneLoaded * highest;
    if (!all && !none) continue;
    (all ? loaded_frames : unloaded_frames) += 1;
    for (std::size_t i = 0; i < sensels; ++i)
      (all ? loaded : unloaded)[i] += static_cast<double>(frames_[k * sensels + i]);
  }
  std::vector<float> mean(sensels);
  for (std::size_t i = 0; i < sensels; ++i) {
    const double rest = unloaded_frames > 0 ? unloaded[i] / unloaded_frames : 0.0;
    mean[i] = static_cast<float>(loaded[i] / loaded_frames - rest);
  }
  auto test = test_ghosts(layout_, mean, readable_, corners);
  if (!test) return test;
  test->unit = unit_;
  test->loaded_frames = loaded_frames;
  test->unloaded_frames = unloaded_frames;
  return test;
}

}  // namespace rollscope
