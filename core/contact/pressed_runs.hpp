// The pressed sensels of a frame as runs along its rows, and the connected patches they form (science.md 2.2,
// step 2).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

// Sensels begin..end - 1 of a row.
struct Run {
  std::int32_t row = 0, begin = 0, end = 0;
};

// A patch is 8-connected; columns go round on a cylinder. Work after the first look at each sensel is only
// done where something is pressed. No allocation after construction.
class PressedRuns {
 public:
  struct Patch {
    std::size_t first_run = 0, runs = 0;  // in runs()
    std::int32_t sensels = 0;
  };

  explicit PressedRuns(const SensorLayout& layout);

  // Pressed: usable, and at least `p_off`.
  void find(const PressureFrame& frame, float p_off);

  // Patches in the order of their first sensel.
  [[nodiscard]] std::span<const Patch> patches() const { return patches_; }
  // Patch by patch; those of a patch in row order.
  [[nodiscard]] std::span<const Run> runs() const { return runs_; }
  [[nodiscard]] std::span<const Run> runs_of(const Patch& patch) const {
    return std::span(runs_).subspan(patch.first_run, patch.runs);
  }

 private:
  void gather_runs();
  void unite_rows(std::size_t above, std::size_t begin, std::size_t end);
  void unite_round_seam(std::size_t above, std::size_t begin, std::size_t end);
  void unite(std::size_t a, std::size_t b);
  std::int32_t root(std::int32_t run);
  void group();

  std::int32_t rows_, cols_;
  bool periodic_;
  std::size_t words_;                  // of 64 sensels, a row
  std::vector<std::uint64_t> bits_;    // 1: pressed
  std::vector<Run> found_;             // in row order
  std::vector<std::int32_t> towards_;  // per run: a run of the same patch, earlier or itself
  std::vector<std::int32_t> patch_;    // per run
  std::vector<Run> runs_;
  std::vector<Patch> patches_;
};

}  // namespace rollscope
