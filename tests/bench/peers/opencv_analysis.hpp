// The same dense work as an analysis, the best way OpenCV can do it from C++: calibrate, low-pass, smooth,
// threshold, label, and one statistics pass of our own (its own statistics call is slower). One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace rollscope::bench {

class OpenCvAnalysis {
 public:
  // `kpa_per_count` and a threshold in kPa stand for the calibration and the profile. full: second order
  // Butterworth and a 5x5 Gaussian, else first order and 3x3.
  OpenCvAnalysis(int rows, int cols, float kpa_per_count, float threshold_kpa, bool full = true);
  ~OpenCvAnalysis();
  OpenCvAnalysis(const OpenCvAnalysis&) = delete;
  OpenCvAnalysis& operator=(const OpenCvAnalysis&) = delete;

  // rows * cols counts. Returns the number of contacts; their sums go into a running total, total().
  int process(const std::uint16_t* counts);
  [[nodiscard]] double total() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rollscope::bench
