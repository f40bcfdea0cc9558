// The work of the peers' table (research/performance.md, A) with the pieces of our own contact finding:
// calibrate, low-pass, smooth, threshold, label, statistics. Only benches use it: smoothed pressures reach no
// number of the program, so the program has no such pass; what it shares with it are PressedRuns and
// sum_runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/contact/contact_kernels.hpp"
#include "core/contact/pressed_runs.hpp"

namespace rollscope::bench {

enum class DenseWork {
  light,  // first order low-pass, 3x3 Gaussian
  full,   // second order Butterworth low-pass, 5x5 Gaussian
};

struct DenseBlob {
  std::int32_t area = 0, peak_row = 0, peak_col = 0;
  float peak = 0;
  double sum = 0, x = 0, y = 0;  // x, y: sums of pressure x column and x row
};

class DensePass {
 public:
  DensePass(int rows, int cols, float kpa_per_count, float threshold_kpa, DenseWork work);

  // rows * cols counts; good until the next call.
  std::span<const DenseBlob> process(const std::uint16_t* counts);
  [[nodiscard]] std::span<const float> smooth() const { return frame_.pressure; }
  // Sum over all blobs of all frames so far.
  [[nodiscard]] double total() const { return total_; }

 private:
  void measure_blobs();

  int rows_, cols_;
  float kpa_per_count_, threshold_kpa_;
  DenseWork work_;
  std::vector<float> state_;  // of the low-pass, two a sensel, row by row
  std::vector<float> lines_;  // rows on their way, with a rim
  PressureFrame frame_;       // smoothed; all valid
  PressedRuns runs_;
  std::vector<RunSums> sums_;
  std::vector<DenseBlob> blobs_;
  double total_ = 0;
};

}  // namespace rollscope::bench
