// Divides the pressed sensels of a frame into basins, one a prominent peak (science.md 2.2, step 3).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/contact/contact_thresholds.hpp"
#include "core/frame/neighbourhood.hpp"
#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

struct Basin {
  float peak = 0;
  float prominence = 0;        // over the saddle to its neighbour; the peak itself when alone
  std::int32_t component = 0;  // basins of one connected patch share it
  float component_peak = 0;    // highest of the patch
  std::int32_t sensels = 0;
};

// Sensels are flooded from the highest down (0-dimensional persistence): where two peaks meet, the lower one
// stays when it stands out enough, else its basin becomes part of the one across the saddle. Equal values are
// flooded from their shore inward, so a plateau never splits and the scan order hardly matters. Basins too
// small for a contact then join the neighbour with the highest saddle; one that has no neighbour stays as it
// is. No allocation after construction.
class BasinFlood {
 public:
  explicit BasinFlood(const SensorLayout& layout);

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
  std::vector<std::uint64_t> keys_, sorted_keys_;
  std::vector<std::int32_t> pressed_;
  std::vector<std::int32_t> queue_, chosen_;  // of one plateau
  std::vector<Peak> peaks_;
  std::vector<Saddle> saddles_;  // highest first
  std::vector<Basin> basins_;
};

}  // namespace rollscope
