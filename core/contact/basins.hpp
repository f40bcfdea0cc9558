// Divides the pressed sensels of a frame into basins, one a prominent peak (science.md 2.2, step 3).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/contact/contact_thresholds.hpp"
#include "core/contact/pressed_runs.hpp"
#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

inline constexpr std::int32_t kNoBasin = -1;

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
//
// Most sensels just lie on a slope and belong where their highest neighbour does, so only the turning points
// (find_ways_up) are sorted and flooded, patch by patch, and a patch with one basin is not looked at again. A
// patch too small or too low for a contact has no basins.
class BasinFlood {
 public:
  explicit BasinFlood(const SensorLayout& layout);

  void flood(const PressureFrame& frame, const ContactThresholds& thresholds);

  // Patch by patch, the highest peak of a patch first.
  [[nodiscard]] std::span<const Basin> basins() const { return basins_; }
  // Every pressed sensel (usable, at least P_off) in runs of one basin each, and the basin: kNoBasin in a
  // patch without.
  [[nodiscard]] std::span<const Run> pieces() const { return pieces_; }
  [[nodiscard]] std::span<const std::int32_t> basin_of_piece() const { return basin_of_piece_; }

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

  void raise(const PressureFrame& frame);
  void lower();
  void flood_patch(std::int32_t number);
  void flood_turning_points(std::size_t count);
  void sort_turning_points(std::size_t count);
  void flood_level(std::size_t begin, std::size_t end);
  void flood_plateau_top(std::int32_t sensel);
  [[nodiscard]] bool has_flooded_neighbour(std::int32_t sensel, float level) const;
  [[nodiscard]] std::int32_t best_neighbour(std::int32_t sensel, float level, std::int32_t component);
  void unite_round(std::int32_t sensel);
  void count_sensels(const PressedRuns::Patch& patch);
  void join_small();
  void list_basins(std::int32_t patch);
  void add_pieces(const PressedRuns::Patch& patch);
  std::int32_t basin_root(std::int32_t peak);
  std::int32_t component_root(std::int32_t peak);
  void join(std::int32_t peak, std::int32_t into);
  [[nodiscard]] bool is_small(std::int32_t sensels) const;
  [[nodiscard]] bool is_flooded(std::int32_t sensel, float level) const;
  std::int32_t peak_of(std::int32_t sensel);
  [[nodiscard]] std::size_t place(const Run& run) const;
  template <class Visit>
  void visit(std::int32_t sensel, Visit visit_one) const;

  // Everything per sensel counts with a rim of one all round (Relief).
  SensorLayout layout_;
  double area_cm2_;
  ContactThresholds thresholds_;
  PressedRuns runs_;
  std::int32_t stride_;
  std::vector<float> height_;          // -infinity where not pressed
  std::vector<std::int32_t> inside_;   // where it lies inside the rim: across the seam, or itself
  std::vector<std::int32_t> up_;       // index of the next sensel up; else a code (basins.cpp)
  std::vector<std::int32_t> turning_;  // of one patch, then highest first
  std::vector<std::uint64_t> keys_, sorted_keys_;
  std::vector<std::int32_t> queue_, chosen_;  // of one plateau
  std::vector<Peak> peaks_;                   // of one patch, highest first
  std::vector<Saddle> saddles_;               // of one patch, highest first
  std::vector<Basin> basins_;
  std::vector<Run> pieces_;
  std::vector<std::int32_t> basin_of_piece_;
};

}  // namespace rollscope
