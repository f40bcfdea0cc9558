#include "tests/bench/dense_pass.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/bench/dense_kernel.hpp"

namespace rollscope::bench {

DensePass::DensePass(int rows, int cols, float kpa_per_count, float threshold_kpa, DenseWork work)
    : rows_(rows),
      cols_(cols),
      kpa_per_count_(kpa_per_count),
      // Above the threshold, as the peers have it; runs are of what reaches it.
      threshold_kpa_(std::nextafter(threshold_kpa, std::numeric_limits<float>::max())),
      work_(work),
      runs_(SensorLayout{.rows = rows, .cols = cols}) {
  const auto sensels = static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols);
  state_.assign(2 * sensels, 0.0F);
  lines_.assign(2 * kDenseLines * dense_line(static_cast<std::size_t>(cols)), 0.0F);
  frame_.pressure.assign(sensels, 0.0F);
  frame_.validity.assign(sensels, valid);
}

std::span<const DenseBlob> DensePass::process(const std::uint16_t* counts) {
  const DenseInput in{counts,
                      static_cast<std::size_t>(rows_),
                      static_cast<std::size_t>(cols_),
                      kpa_per_count_,
                      state_.data(),
                      lines_.data()};
  (work_ == DenseWork::full ? smooth_full : smooth_light)(in, frame_.pressure.data());
  runs_.find(frame_, threshold_kpa_);
  measure_blobs();
  return blobs_;
}

void DensePass::measure_blobs() {
  const std::span<const Run> runs = runs_.runs();
  sums_.resize(runs.size());
  sum_runs({frame_.pressure.data(), static_cast<std::size_t>(cols_), nullptr, nullptr}, runs, sums_.data());
  blobs_.assign(runs_.patches().size(), DenseBlob{});
  for (std::size_t k = 0; k < blobs_.size(); ++k) {
    const PressedRuns::Patch& patch = runs_.patches()[k];
    DenseBlob& blob = blobs_[k];
    std::size_t highest = patch.first_run;
    for (std::size_t i = patch.first_run; i < patch.first_run + patch.runs; ++i) {
      blob.area += runs[i].end - runs[i].begin;
      blob.sum += sums_[i].sum;
      blob.x += sums_[i].sum * runs[i].begin + sums_[i].moment;
      blob.y += sums_[i].sum * runs[i].row;
      if (sums_[i].top > sums_[highest].top) highest = i;
    }
    const float* row = frame_.pressure.data() + static_cast<std::ptrdiff_t>(runs[highest].row) * cols_;
    blob.peak = sums_[highest].top;
    blob.peak_row = runs[highest].row;
    blob.peak_col = static_cast<std::int32_t>(
        std::find(row + runs[highest].begin, row + runs[highest].end, blob.peak) - row);
    total_ += blob.sum;
  }
}

}  // namespace rollscope::bench
