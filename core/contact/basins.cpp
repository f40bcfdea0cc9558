#include "core/contact/basins.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <limits>
#include <utility>

#include "core/contact/contact_kernels.hpp"

namespace rollscope {
namespace {

constexpr float kNotPressed = -std::numeric_limits<float>::infinity();
constexpr std::size_t kSlack = 8;        // vector loops read past the end
constexpr std::size_t kRadixFrom = 192;  // shorter lists are sorted faster by comparison
// Codes in up_ of a turning point: not yet flooded, in the queue of its plateau, or the peak it belongs to.
constexpr std::int32_t kDry = kTurning, kQueued = -2, kFirstPeak = -3;

std::size_t at(std::int32_t index) {
  return static_cast<std::size_t>(index);
}

std::int32_t code_of(std::int32_t peak) {
  return kFirstPeak - peak;
}

// Ascending keys are descending heights, equal ones in row order.
std::uint64_t sort_key(float height, std::int32_t index) {
  const auto bits = std::bit_cast<std::uint32_t>(height);
  const std::uint32_t ascending = (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
  return (std::uint64_t{~ascending} << 32) | static_cast<std::uint32_t>(index);
}

}  // namespace

BasinFlood::BasinFlood(const SensorLayout& layout)
    : layout_(layout), area_cm2_(layout.sensel_area_cm2()), runs_(layout), stride_(layout.cols + 2) {
  const std::size_t sensels = layout.sensels();
  const std::size_t with_rim = at(layout.rows + 2) * at(stride_);
  height_.assign(with_rim + kSlack, kNotPressed);
  up_.assign(with_rim + kSlack, kDry);
  for (std::size_t i = 0; i < with_rim; ++i) {
    const auto index = static_cast<std::int32_t>(i), col = index % stride_;
    const std::int32_t across = col == 0 ? layout.cols : col == stride_ - 1 ? -layout.cols : 0;
    inside_.push_back(index + (layout.periodic() ? across : 0));
  }
  // find_ways_up() writes turning points before they are counted.
  turning_.assign(sensels, 0);
  keys_.reserve(sensels);
  sorted_keys_.reserve(sensels);
  queue_.reserve(sensels);
  chosen_.reserve(sensels);
  peaks_.reserve(sensels);
  saddles_.reserve(sensels);
  basins_.reserve(sensels);
  pieces_.reserve(sensels);
  basin_of_piece_.reserve(sensels);
}

void BasinFlood::flood(const PressureFrame& frame, const ContactThresholds& thresholds) {
  thresholds_ = thresholds;
  basins_.clear();
  pieces_.clear();
  basin_of_piece_.clear();
  lower();
  runs_.find(frame, thresholds.p_off);
  raise(frame);
  for (std::size_t number = 0; number < runs_.patches().size(); ++number) {
    flood_patch(static_cast<std::int32_t>(number));
  }
}

std::size_t BasinFlood::place(const Run& run) const {
  return at(run.row + 1) * at(stride_) + at(run.begin + 1);
}

// The relief stands where the last frame was pressed; only that is taken down.
void BasinFlood::lower() {
  for (const Run& run : runs_.runs()) {
    std::fill_n(height_.begin() + static_cast<std::ptrdiff_t>(place(run)) - 1, run.end - run.begin + 2,
                kNotPressed);
    const std::size_t row = at(run.row + 1) * at(stride_);
    if (run.end == layout_.cols) height_[row] = kNotPressed;
    if (run.begin == 0) height_[row + at(stride_) - 1] = kNotPressed;
  }
}

void BasinFlood::raise(const PressureFrame& frame) {
  for (const Run& run : runs_.runs()) {
    const auto from = frame.pressure.begin() + static_cast<std::ptrdiff_t>(run.row) * layout_.cols;
    std::copy(from + run.begin, from + run.end, height_.begin() + static_cast<std::ptrdiff_t>(place(run)));
    if (!layout_.periodic()) continue;
    const std::size_t row = at(run.row + 1) * at(stride_);
    if (run.end == layout_.cols) height_[row] = from[layout_.cols - 1];
    if (run.begin == 0) height_[row + at(stride_) - 1] = from[0];
  }
}

void BasinFlood::flood_patch(std::int32_t number) {
  const PressedRuns::Patch& patch = runs_.patches()[at(number)];
  const std::span<const Run> runs = runs_.runs_of(patch);
  std::size_t turning = 0;
  float top = kNotPressed;
  if (!is_small(patch.sensels)) {
    turning = find_ways_up({height_.data(), stride_}, runs, up_.data(), turning_.data());
    for (std::size_t k = 0; k < turning; ++k) top = std::max(top, height_[at(turning_[k])]);
  }
  if (!(top >= thresholds_.p_on)) {
    pieces_.insert(pieces_.end(), runs.begin(), runs.end());
    basin_of_piece_.resize(pieces_.size(), kNoBasin);
    return;
  }
  for (const Run& run : runs) {  // the rim is no place to go up to
    const std::size_t first = place(run), last = first + at(run.end - run.begin - 1);
    if (up_[first] >= 0) up_[first] = inside_[at(up_[first])];
    if (up_[last] >= 0) up_[last] = inside_[at(up_[last])];
  }
  flood_turning_points(turning);
  count_sensels(patch);
  join_small();
  list_basins(number);
  add_pieces(patch);
}

void BasinFlood::flood_turning_points(std::size_t count) {
  peaks_.clear();
  saddles_.clear();
  sort_turning_points(count);
  for (std::size_t begin = 0; begin < count;) {
    const float level = height_[at(turning_[begin])];
    std::size_t end = begin + 1;
    while (end < count && height_[at(turning_[end])] == level) ++end;
    flood_level(begin, end);
    begin = end;
  }
}

// Highest first, equal ones in row order.
void BasinFlood::sort_turning_points(std::size_t count) {
  keys_.clear();
  for (std::size_t k = 0; k < count; ++k) {
    keys_.push_back(sort_key(height_[at(turning_[k])], turning_[k]));
  }
  if (count < kRadixFrom) {
    std::sort(keys_.begin(), keys_.end());
  } else {
    constexpr unsigned kBits = 11;
    sorted_keys_.resize(count);
    // Why: keys come in row order and each pass is stable, so only the pressure bits need sorting.
    for (unsigned shift = 32; shift < 64; shift += kBits) {
      std::array<std::uint32_t, 1U << kBits> start{};
      const auto digit = [shift](std::uint64_t key) { return (key >> shift) & ((1U << kBits) - 1); };
      for (const std::uint64_t key : keys_) ++start[digit(key)];
      std::uint32_t sum = 0;
      for (std::uint32_t& place_of : start) sum += std::exchange(place_of, sum);
      for (const std::uint64_t key : keys_) sorted_keys_[start[digit(key)]++] = key;
      keys_.swap(sorted_keys_);
    }
  }
  for (std::size_t k = 0; k < count; ++k) {
    turning_[k] = static_cast<std::int32_t>(keys_[k] & 0xffffffffU);
  }
}

// The eight neighbours, round the seam where there is one. Those on the rim are never pressed.
template <class Visit>
void BasinFlood::visit(std::int32_t sensel, Visit visit_one) const {
  for (const std::int32_t offset :
       {-stride_ - 1, -stride_, -stride_ + 1, -1, 1, stride_ - 1, stride_, stride_ + 1}) {
    visit_one(inside_[at(sensel + offset)]);
  }
}

bool BasinFlood::is_flooded(std::int32_t sensel, float level) const {
  const float height = height_[at(sensel)];
  return height > level || (height == level && up_[at(sensel)] <= kFirstPeak);
}

// Of a flooded sensel.
std::int32_t BasinFlood::peak_of(std::int32_t sensel) {
  std::int32_t top = sensel;
  while (up_[at(top)] >= 0) top = up_[at(top)];
  const std::int32_t code = up_[at(top)];
  while (up_[at(sensel)] >= 0) sensel = std::exchange(up_[at(sensel)], code);
  return kFirstPeak - code;
}

// All turning points of one height: round by round from those that touch what is flooded; what is left is a
// new top.
void BasinFlood::flood_level(std::size_t begin, std::size_t end) {
  const float level = height_[at(turning_[begin])];
  queue_.clear();
  for (std::size_t k = begin; k < end; ++k) {
    if (has_flooded_neighbour(turning_[k], level)) queue_.push_back(turning_[k]);
  }
  for (const std::int32_t sensel : queue_) up_[at(sensel)] = kQueued;
  for (std::size_t round = 0; round < queue_.size();) {
    const std::size_t round_end = queue_.size();
    // Why: a whole round chooses before any of it is flooded, so its order does not matter.
    chosen_.clear();
    for (std::size_t k = round; k < round_end; ++k) {
      chosen_.push_back(peak_of(best_neighbour(queue_[k], level, kDry)));
    }
    for (std::size_t k = round; k < round_end; ++k) up_[at(queue_[k])] = code_of(chosen_[k - round]);
    for (std::size_t k = round; k < round_end; ++k) {
      unite_round(queue_[k]);
      visit(queue_[k], [&](std::int32_t n) {
        if (height_[at(n)] != level || up_[at(n)] != kDry) return;
        up_[at(n)] = kQueued;
        queue_.push_back(n);
      });
    }
    round = round_end;
  }
  for (std::size_t k = begin; k < end; ++k) {
    if (up_[at(turning_[k])] == kDry) flood_plateau_top(turning_[k]);
  }
}

void BasinFlood::flood_plateau_top(std::int32_t sensel) {
  const auto peak = static_cast<std::int32_t>(peaks_.size());
  const float level = height_[at(sensel)];
  peaks_.push_back({.height = level});
  queue_.clear();
  queue_.push_back(sensel);
  up_[at(sensel)] = code_of(peak);
  for (std::size_t k = 0; k < queue_.size(); ++k) {
    visit(queue_[k], [&](std::int32_t n) {
      if (height_[at(n)] != level || up_[at(n)] != kDry) return;
      up_[at(n)] = code_of(peak);
      queue_.push_back(n);
    });
  }
}

bool BasinFlood::has_flooded_neighbour(std::int32_t sensel, float level) const {
  bool found = false;
  visit(sensel, [&](std::int32_t n) { found = found || is_flooded(n, level); });
  return found;
}

// The flooded neighbour that water would run up to: the highest, among equals that of the highest peak.
// component: only its sensels, or kDry for any. There is one.
std::int32_t BasinFlood::best_neighbour(std::int32_t sensel, float level, std::int32_t component) {
  std::int32_t best = -1;
  const auto peak_height = [this](std::int32_t n) { return peaks_[at(basin_root(peak_of(n)))].height; };
  visit(sensel, [&](std::int32_t n) {
    if (!is_flooded(n, level)) return;
    if (component != kDry && component_root(peak_of(n)) != component) return;
    const bool tie = best >= 0 && height_[at(n)] == height_[at(best)];
    const bool better =
        tie ? peak_height(n) > peak_height(best) : best < 0 || height_[at(n)] > height_[at(best)];
    if (better) best = n;
  });
  return best;
}

// A flooded sensel connects the components around it; each lower peak stays or joins.
void BasinFlood::unite_round(std::int32_t sensel) {
  const float level = height_[at(sensel)];
  std::array<std::int32_t, 9> roots;
  std::size_t count = 0;
  const auto note = [&](std::int32_t near) {
    if (!is_flooded(near, level)) return;
    const std::int32_t root = component_root(peak_of(near));
    const auto end = roots.begin() + static_cast<std::ptrdiff_t>(count);
    if (std::find(roots.begin(), end, root) == end) roots[count++] = root;
  };
  note(sensel);
  visit(sensel, note);
  if (count < 2) return;

  std::sort(roots.begin(), roots.begin() + static_cast<std::ptrdiff_t>(count),
            [this](std::int32_t a, std::int32_t b) {
              const float height_a = peaks_[at(a)].height, height_b = peaks_[at(b)].height;
              return height_a != height_b ? height_a > height_b : a < b;
            });
  const std::int32_t highest = roots[0];
  // Why: on a plateau the sensel itself may be all that this component has here.
  const std::int32_t shore = best_neighbour(sensel, level, highest);
  const std::int32_t across = basin_root(peak_of(shore >= 0 ? shore : sensel));
  for (std::size_t k = 1; k < count; ++k) {
    const std::int32_t low = roots[k];
    const float height = peaks_[at(low)].height;
    if (height - level < thresholds_.prominence_needed(height)) {
      peaks_[at(low)].joined = across;
    } else {
      saddles_.push_back({.low = low, .high = across, .level = level});
    }
    peaks_[at(low)].united = highest;
  }
}

std::int32_t BasinFlood::basin_root(std::int32_t peak) {
  std::int32_t root = peak;
  while (peaks_[at(root)].joined >= 0) root = peaks_[at(root)].joined;
  while (peak != root) peak = std::exchange(peaks_[at(peak)].joined, root);
  return root;
}

std::int32_t BasinFlood::component_root(std::int32_t peak) {
  std::int32_t root = peak;
  while (peaks_[at(root)].united >= 0) root = peaks_[at(root)].united;
  while (peak != root) peak = std::exchange(peaks_[at(peak)].united, root);
  return root;
}

bool BasinFlood::is_small(std::int32_t sensels) const {
  return sensels < thresholds_.sensels_min || sensels * area_cm2_ < thresholds_.a_min_cm2;
}

// Of each basin. Afterwards every sensel of a patch with several knows its peak.
void BasinFlood::count_sensels(const PressedRuns::Patch& patch) {
  if (saddles_.empty()) {
    peaks_[at(basin_root(0))].sensels = patch.sensels;
    return;
  }
  for (const Run& run : runs_.runs_of(patch)) {
    const auto begin = static_cast<std::int32_t>(place(run)), end = begin + (run.end - run.begin);
    for (std::int32_t i = begin; i < end; ++i) {
      const std::int32_t basin = basin_root(peak_of(i));
      up_[at(i)] = code_of(basin);
      ++peaks_[at(basin)].sensels;
    }
  }
}

void BasinFlood::join(std::int32_t peak, std::int32_t into) {
  if (peaks_[at(peak)].height > peaks_[at(into)].height) std::swap(peak, into);
  peaks_[at(into)].sensels += peaks_[at(peak)].sensels;
  peaks_[at(peak)].joined = into;
}

// One pass is enough: saddles come highest first, and a basin that is still small after a join finds all its
// higher saddles used.
void BasinFlood::join_small() {
  for (const Saddle& saddle : saddles_) {
    const std::int32_t low = basin_root(saddle.low), high = basin_root(saddle.high);
    const bool one_is_small = is_small(peaks_[at(low)].sensels) || is_small(peaks_[at(high)].sensels);
    if (low != high && one_is_small) join(low, high);
  }
}

void BasinFlood::list_basins(std::int32_t patch) {
  for (Peak& peak : peaks_) {
    if (peak.joined >= 0) continue;
    peak.basin = static_cast<std::int32_t>(basins_.size());
    basins_.push_back({.peak = peak.height,
                       .prominence = peak.height,
                       .component = patch,
                       .component_peak = peaks_.front().height,
                       .sensels = peak.sensels});
  }
  // From the lowest saddle up, so that each basin ends with the highest of its saddles; but a peak that went
  // under another's level keeps the saddle where it did.
  for (auto saddle = saddles_.rbegin(); saddle != saddles_.rend(); ++saddle) {
    const std::int32_t low = basin_root(saddle->low), high = basin_root(saddle->high);
    if (low == high) continue;
    for (const std::int32_t peak : {low, high}) {
      Basin& basin = basins_[at(peaks_[at(peak)].basin)];
      basin.prominence = basin.peak - saddle->level;
    }
  }
  for (const Saddle& saddle : saddles_) {
    if (peaks_[at(saddle.low)].joined >= 0 || basin_root(saddle.high) == saddle.low) continue;
    Basin& basin = basins_[at(peaks_[at(saddle.low)].basin)];
    basin.prominence = basin.peak - saddle.level;
  }
}

void BasinFlood::add_pieces(const PressedRuns::Patch& patch) {
  if (saddles_.empty()) {
    const std::span<const Run> runs = runs_.runs_of(patch);
    pieces_.insert(pieces_.end(), runs.begin(), runs.end());
    basin_of_piece_.resize(pieces_.size(), static_cast<std::int32_t>(basins_.size()) - 1);
    return;
  }
  for (const Run& run : runs_.runs_of(patch)) {
    const std::int32_t* up = up_.data() + place(run) - run.begin;
    for (std::int32_t begin = run.begin; begin < run.end;) {
      std::int32_t end = begin + 1;
      while (end < run.end && up[end] == up[begin]) ++end;
      pieces_.push_back({run.row, begin, end});
      basin_of_piece_.push_back(peaks_[at(basin_root(kFirstPeak - up[begin]))].basin);
      begin = end;
    }
  }
}

}  // namespace rollscope
