// The flood of core/contact/basins.hpp in its plain form, every pressed sensel sorted and flooded one by one:
// what the fast one must agree with, sensel by sensel.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "core/contact/basins.hpp"
#include "core/frame/neighbourhood.hpp"

namespace rollscope::test {

inline constexpr float kNotPressed = -std::numeric_limits<float>::infinity();
inline constexpr std::int32_t kDry = -1, kQueued = -2;

inline std::size_t at(std::int32_t index) {
  return static_cast<std::size_t>(index);
}

// Ascending keys are descending pressures, equal ones in row order.
inline std::uint64_t sort_key(float pressure, std::size_t sensel) {
  const auto bits = std::bit_cast<std::uint32_t>(pressure);
  const std::uint32_t ascending = (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
  return (std::uint64_t{~ascending} << 32) | sensel;
}

inline std::int32_t sensel_of(std::uint64_t key) {
  return static_cast<std::int32_t>(key & 0xffffffffU);
}

class SortedFlood {
 public:
  explicit SortedFlood(const SensorLayout& layout);

  void flood(const PressureFrame& frame, const ContactThresholds& thresholds);

  [[nodiscard]] std::span<const Basin> basins() const { return basins_; }
  // Pressed sensels (usable, at least P_off), highest first, equal ones in row order.
  [[nodiscard]] std::span<const std::int32_t> pressed() const { return pressed_; }
  // Basin of a pressed sensel.
  [[nodiscard]] std::int32_t basin_of(std::int32_t sensel) const {
    return basin_of_[static_cast<std::size_t>(sensel)];
  }

 private:
  // A local maximum while flooding. Its basin may have been joined to another's.
  struct Peak {
    float height = 0;
    std::int32_t joined = -1;  // to this peak's basin; -1: its own
    std::int32_t united = -1;  // component: towards its highest peak; -1: is the highest
    std::int32_t sensels = 0;  // of its basin
    std::int32_t basin = -1;   // index into basins_
  };
  // Two basins that stay apart, and the level where they met.
  struct Saddle {
    std::int32_t low, high;  // peaks
    float level;
  };

  void gather(const PressureFrame& frame, float p_off);
  void sort_keys();
  void flood_level(std::size_t begin, std::size_t end);
  void flood_one(std::int32_t sensel);
  void flood_plateau_top(std::int32_t sensel);
  [[nodiscard]] bool has_flooded_neighbour(std::int32_t sensel) const;
  [[nodiscard]] std::int32_t best_neighbour(std::int32_t sensel, std::int32_t component);
  void unite_round(std::int32_t sensel);
  void join_small();
  void list_basins();
  std::int32_t basin_root(std::int32_t peak);
  std::int32_t component_root(std::int32_t peak);
  void join(std::int32_t peak, std::int32_t into);
  [[nodiscard]] bool is_small(std::int32_t peak) const;

  Neighbourhood neighbourhood_;
  double area_cm2_;
  ContactThresholds thresholds_;
  std::vector<float> height_;           // per sensel; -infinity where not pressed
  std::vector<std::int32_t> basin_of_;  // per sensel: peak while flooding, then basin; negative: not flooded
  std::vector<std::uint64_t> keys_;
  std::vector<std::int32_t> pressed_;
  std::vector<std::int32_t> queue_, chosen_;  // of one plateau
  std::vector<Peak> peaks_;
  std::vector<Saddle> saddles_;  // highest first
  std::vector<Basin> basins_;
};

inline SortedFlood::SortedFlood(const SensorLayout& layout)
    : neighbourhood_(layout), area_cm2_(layout.sensel_area_cm2()) {
  const std::size_t sensels = layout.sensels();
  height_.assign(sensels, kNotPressed);
  basin_of_.assign(sensels, kDry);
  keys_.reserve(sensels);
  pressed_.reserve(sensels);
  queue_.reserve(sensels);
  chosen_.reserve(sensels);
  peaks_.reserve(sensels);
  saddles_.reserve(sensels);
  basins_.reserve(sensels);
}

inline void SortedFlood::flood(const PressureFrame& frame, const ContactThresholds& thresholds) {
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

inline void SortedFlood::gather(const PressureFrame& frame, float p_off) {
  keys_.clear();
  for (std::size_t i = 0; i < height_.size(); ++i) {
    const bool pressed = frame.pressure[i] >= p_off && (frame.validity[i] & kNotUsable) == 0;
    height_[i] = pressed ? frame.pressure[i] : kNotPressed;
    basin_of_[i] = kDry;
    if (pressed) keys_.push_back(sort_key(frame.pressure[i], i));
  }
}

inline void SortedFlood::sort_keys() {
  std::sort(keys_.begin(), keys_.end());
  pressed_.clear();
  for (const std::uint64_t key : keys_) pressed_.push_back(sensel_of(key));
}

// All sensels of one height: round by round from those that touch what is flooded; what is left is a new top.
inline void SortedFlood::flood_level(std::size_t begin, std::size_t end) {
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

inline void SortedFlood::flood_one(std::int32_t sensel) {
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

inline void SortedFlood::flood_plateau_top(std::int32_t sensel) {
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

inline bool SortedFlood::has_flooded_neighbour(std::int32_t sensel) const {
  bool found = false;
  neighbourhood_.visit(sensel, [&](std::int32_t n) { found = found || basin_of_[at(n)] >= 0; });
  return found;
}

// The flooded neighbour that water would run up to: the highest, among equals that of the highest peak.
// component: only its sensels, or kDry for any. There is one.
inline std::int32_t SortedFlood::best_neighbour(std::int32_t sensel, std::int32_t component) {
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
inline void SortedFlood::unite_round(std::int32_t sensel) {
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

inline std::int32_t SortedFlood::basin_root(std::int32_t peak) {
  std::int32_t root = peak;
  while (peaks_[at(root)].joined >= 0) root = peaks_[at(root)].joined;
  while (peak != root) peak = std::exchange(peaks_[at(peak)].joined, root);
  return root;
}

inline std::int32_t SortedFlood::component_root(std::int32_t peak) {
  std::int32_t root = peak;
  while (peaks_[at(root)].united >= 0) root = peaks_[at(root)].united;
  while (peak != root) peak = std::exchange(peaks_[at(peak)].united, root);
  return root;
}

inline bool SortedFlood::is_small(std::int32_t peak) const {
  const std::int32_t sensels = peaks_[at(peak)].sensels;
  return sensels < thresholds_.sensels_min || sensels * area_cm2_ < thresholds_.a_min_cm2;
}

inline void SortedFlood::join(std::int32_t peak, std::int32_t into) {
  if (peaks_[at(peak)].height > peaks_[at(into)].height) std::swap(peak, into);
  peaks_[at(into)].sensels += peaks_[at(peak)].sensels;
  peaks_[at(peak)].joined = into;
}

// One pass is enough: saddles come highest first, and a basin that is still small after a join finds all its
// higher saddles used.
inline void SortedFlood::join_small() {
  for (const Saddle& saddle : saddles_) {
    const std::int32_t low = basin_root(saddle.low), high = basin_root(saddle.high);
    if (low != high && (is_small(low) || is_small(high))) join(low, high);
  }
}

inline void SortedFlood::list_basins() {
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

}  // namespace rollscope::test
