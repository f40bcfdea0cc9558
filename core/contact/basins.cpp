#include "core/contact/basins.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <limits>
#include <utility>

namespace rollscope {
namespace {

constexpr float kNotPressed = -std::numeric_limits<float>::infinity();
constexpr std::int32_t kDry = -1, kQueued = -2;
constexpr std::size_t kRadixFrom = 192;  // shorter lists are sorted faster by comparison

std::size_t at(std::int32_t index) {
  return static_cast<std::size_t>(index);
}

// Ascending keys are descending pressures, equal ones in row order.
std::uint64_t sort_key(float pressure, std::size_t sensel) {
  const auto bits = std::bit_cast<std::uint32_t>(pressure);
  const std::uint32_t ascending = (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
  return (std::uint64_t{~ascending} << 32) | sensel;
}

std::int32_t sensel_of(std::uint64_t key) {
  return static_cast<std::int32_t>(key & 0xffffffffU);
}

}  // namespace

BasinFlood::BasinFlood(const SensorLayout& layout)
    : neighbourhood_(layout), area_cm2_(layout.sensel_area_cm2()) {
  const std::size_t sensels = layout.sensels();
  height_.assign(sensels, kNotPressed);
  basin_of_.assign(sensels, kDry);
  keys_.reserve(sensels);
  sorted_keys_.reserve(sensels);
  pressed_.reserve(sensels);
  queue_.reserve(sensels);
  chosen_.reserve(sensels);
  peaks_.reserve(sensels);
  saddles_.reserve(sensels);
  basins_.reserve(sensels);
}

void BasinFlood::flood(const PressureFrame& frame, const ContactThresholds& thresholds) {
  thresholds_ = thresholds;
  peaks_.clear();
  saddles_.clear();
  gather(frame, thresholds.p_off);
  sort_keys();
  for (std::size_t begin = 0; begin < pressed_.size();) {
    const float level = height_[at(pressed_[begin])];
    std::size_t end = begin + 1;
    while (end < pressed_.size() && height_[at(pressed_[end])] == level) ++end;
    flood_level(begin, end);
    begin = end;
  }
  for (const std::int32_t sensel : pressed_) {
    basin_of_[at(sensel)] = basin_root(basin_of_[at(sensel)]);
    ++peaks_[at(basin_of_[at(sensel)])].sensels;
  }
  join_small();
  list_basins();
}

void BasinFlood::gather(const PressureFrame& frame, float p_off) {
  keys_.clear();
  for (std::size_t i = 0; i < height_.size(); ++i) {
    const bool pressed = frame.pressure[i] >= p_off && (frame.validity[i] & kNotUsable) == 0;
    height_[i] = pressed ? frame.pressure[i] : kNotPressed;
    basin_of_[i] = kDry;
    if (pressed) keys_.push_back(sort_key(frame.pressure[i], i));
  }
}

void BasinFlood::sort_keys() {
  if (keys_.size() < kRadixFrom) {
    std::sort(keys_.begin(), keys_.end());
  } else {
    constexpr unsigned kBits = 11;
    sorted_keys_.resize(keys_.size());
    // Why: keys come in row order and each pass is stable, so only the pressure bits need sorting.
    for (unsigned shift = 32; shift < 64; shift += kBits) {
      std::array<std::uint32_t, 1U << kBits> start{};
      const auto digit = [shift](std::uint64_t key) { return (key >> shift) & ((1U << kBits) - 1); };
      for (const std::uint64_t key : keys_) ++start[digit(key)];
      std::uint32_t sum = 0;
      for (std::uint32_t& count : start) sum += std::exchange(count, sum);
      for (const std::uint64_t key : keys_) sorted_keys_[start[digit(key)]++] = key;
      keys_.swap(sorted_keys_);
    }
  }
  pressed_.clear();
  for (const std::uint64_t key : keys_) pressed_.push_back(sensel_of(key));
}

// All sensels of one height: round by round from those that touch what is flooded; what is left is a new top.
void BasinFlood::flood_level(std::size_t begin, std::size_t end) {
  if (end - begin == 1) {
    flood_one(pressed_[begin]);
    return;
  }
  queue_.clear();
  for (std::size_t i = begin; i < end; ++i) {
    if (has_flooded_neighbour(pressed_[i])) queue_.push_back(pressed_[i]);
  }
  for (const std::int32_t sensel : queue_) basin_of_[at(sensel)] = kQueued;
  for (std::size_t round = 0; round < queue_.size();) {
    const std::size_t round_end = queue_.size();
    // Why: a whole round chooses before any of it is flooded, so its order does not matter.
    chosen_.clear();
    for (std::size_t i = round; i < round_end; ++i) {
      chosen_.push_back(basin_of_[at(best_neighbour(queue_[i], kDry))]);
    }
    for (std::size_t i = round; i < round_end; ++i) basin_of_[at(queue_[i])] = chosen_[i - round];
    for (std::size_t i = round; i < round_end; ++i) {
      const float level = height_[at(queue_[i])];
      unite_round(queue_[i]);
      neighbourhood_.visit(queue_[i], [&](std::int32_t n) {
        if (height_[at(n)] != level || basin_of_[at(n)] != kDry) return;
        basin_of_[at(n)] = kQueued;
        queue_.push_back(n);
      });
    }
    round = round_end;
  }
  for (std::size_t i = begin; i < end; ++i) {
    if (basin_of_[at(pressed_[i])] == kDry) flood_plateau_top(pressed_[i]);
  }
}

void BasinFlood::flood_one(std::int32_t sensel) {
  std::int32_t around = kDry;
  bool one = true;
  neighbourhood_.visit(sensel, [&](std::int32_t n) {
    const std::int32_t peak = basin_of_[at(n)];
    if (peak < 0) return;
    one = one && (around == kDry || around == peak);
    around = peak;
  });
  if (around == kDry) {
    flood_plateau_top(sensel);
  } else if (one) {  // nearly always: nothing to choose, nothing to unite
    basin_of_[at(sensel)] = around;
  } else {
    basin_of_[at(sensel)] = basin_root(basin_of_[at(best_neighbour(sensel, kDry))]);
    unite_round(sensel);
  }
}

void BasinFlood::flood_plateau_top(std::int32_t sensel) {
  const auto peak = static_cast<std::int32_t>(peaks_.size());
  const float level = height_[at(sensel)];
  peaks_.push_back({.height = level});
  queue_.clear();
  queue_.push_back(sensel);
  basin_of_[at(sensel)] = peak;
  for (std::size_t i = 0; i < queue_.size(); ++i) {
    neighbourhood_.visit(queue_[i], [&](std::int32_t n) {
      if (height_[at(n)] != level || basin_of_[at(n)] != kDry) return;
      basin_of_[at(n)] = peak;
      queue_.push_back(n);
    });
  }
}

bool BasinFlood::has_flooded_neighbour(std::int32_t sensel) const {
  bool found = false;
  neighbourhood_.visit(sensel, [&](std::int32_t n) { found = found || basin_of_[at(n)] >= 0; });
  return found;
}

// The flooded neighbour that water would run up to: the highest, among equals that of the highest peak.
// component: only its sensels, or kDry for any. There is one.
std::int32_t BasinFlood::best_neighbour(std::int32_t sensel, std::int32_t component) {
  std::int32_t best = -1;
  const auto peak_height = [this](std::int32_t n) { return peaks_[at(basin_root(basin_of_[at(n)]))].height; };
  neighbourhood_.visit(sensel, [&](std::int32_t n) {
    if (basin_of_[at(n)] < 0) return;
    if (component != kDry && component_root(basin_of_[at(n)]) != component) return;
    const bool tie = best >= 0 && height_[at(n)] == height_[at(best)];
    const bool better =
        tie ? peak_height(n) > peak_height(best) : best < 0 || height_[at(n)] > height_[at(best)];
    if (better) best = n;
  });
  return best;
}

// A flooded sensel connects the components around it; each lower peak stays or joins.
void BasinFlood::unite_round(std::int32_t sensel) {
  std::array<std::int32_t, 9> roots;
  std::size_t count = 0;
  const auto note = [&](std::int32_t neighbour) {
    if (basin_of_[at(neighbour)] < 0) return;
    const std::int32_t root = component_root(basin_of_[at(neighbour)]);
    if (std::find(roots.begin(), roots.begin() + static_cast<std::ptrdiff_t>(count), root) ==
        roots.begin() + static_cast<std::ptrdiff_t>(count)) {
      roots[count++] = root;
    }
  };
  note(sensel);
  neighbourhood_.visit(sensel, note);
  if (count < 2) return;

  const float level = height_[at(sensel)];
  std::sort(roots.begin(), roots.begin() + static_cast<std::ptrdiff_t>(count),
            [this](std::int32_t a, std::int32_t b) {
              const float height_a = peaks_[at(a)].height, height_b = peaks_[at(b)].height;
              return height_a != height_b ? height_a > height_b : a < b;
            });
  const std::int32_t highest = roots[0];
  // Why: on a plateau the sensel itself may be all that this component has here.
  const std::int32_t shore = best_neighbour(sensel, highest);
  const std::int32_t across = basin_root(basin_of_[at(shore >= 0 ? shore : sensel)]);
  for (std::size_t i = 1; i < count; ++i) {
    const std::int32_t low = roots[i];
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

bool BasinFlood::is_small(std::int32_t peak) const {
  const std::int32_t sensels = peaks_[at(peak)].sensels;
  return sensels < thresholds_.sensels_min || sensels * area_cm2_ < thresholds_.a_min_cm2;
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
    if (low != high && (is_small(low) || is_small(high))) join(low, high);
  }
}

void BasinFlood::list_basins() {
  basins_.clear();
  for (std::size_t i = 0; i < peaks_.size(); ++i) {
    Peak& peak = peaks_[i];
    if (peak.joined >= 0) continue;
    const std::int32_t component = component_root(static_cast<std::int32_t>(i));
    peak.basin = static_cast<std::int32_t>(basins_.size());
    basins_.push_back({.peak = peak.height,
                       .prominence = peak.height,
                       .component = component,
                       .component_peak = peaks_[at(component)].height,
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
  for (const std::int32_t sensel : pressed_) {
    basin_of_[at(sensel)] = peaks_[at(basin_root(basin_of_[at(sensel)]))].basin;
  }
}

}  // namespace rollscope
