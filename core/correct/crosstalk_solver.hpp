// Takes the crosstalk of a row-column array out of its readings: counts in, conductances out
// (science.md 3.4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/correct/crosstalk.hpp"
#include "core/frame/raw_frame.hpp"

namespace rollscope {

struct CrosstalkSettings {
  int most_corrections = 6;
  double settled_lsb = 0.5;  // a correction smaller than this everywhere is the last; 0: always all of them
  bool warm_start = true;    // begin with the corrections of the frame before
};

// Grounded: v_ij = V_ij / V is exactly g_ij / (g_p + sum of the sensed line) with ideal drivers, so
// g_ij = g_p v_ij / (1 - s_j), s_j = sum of v over the sensed line. Zero-potential: the current of a driven
// line through its driver gives g_ij = w_ij / (1 - r sum of w over the driven line). What the other
// resistances add is removed by deferred corrections: u = v; repeat: u += v - forward(closed form of u).
//
// Copying copies the whole state. solve() neither allocates nor depends on anything but frames before: same
// frames, same bits. Double inside.
class CrosstalkSolver {
 public:
  // Fails as check_crosstalk and crosstalk_full_scale do; the front end is one that can be solved.
  static Result<CrosstalkSolver> make(const Crosstalk& crosstalk, const StreamInfo& stream,
                                      const CrosstalkSettings& settings = {});

  // One count a sensel in, one conductance in uS a sensel out; good until the next call. NaN comes out for a
  // sensel without a reading and for every sensel of a line that cannot be told: one with a reading missing,
  // and one that is overloaded. Sensels that are not there count as open.
  std::span<const float> solve(std::span<const float> counts);

  [[nodiscard]] std::span<const float> output() const { return output_; }  // what solve() gave last

  // Of the last frame. Strained: lines with s_j over 0.9 (noise grows by 1 / (1 - s_j)), overloaded ones
  // included. Overloaded: s_j of 0.98 and more (zero-potential: the driver takes that share of the voltage).
  [[nodiscard]] int lines_strained() const { return strained_; }
  [[nodiscard]] int lines_overloaded() const { return overloaded_; }
  [[nodiscard]] int corrections() const { return corrections_; }  // it took
  // Largest correction left when it ended, in counts.
  [[nodiscard]] double residual_counts() const { return residual_ * full_scale_counts_; }

 private:
  CrosstalkSolver(const Crosstalk& crosstalk, const SensorLayout& layout, double full_scale_counts,
                  const CrosstalkSettings& settings);
  void read_in(std::span<const float> counts);
  void sum_lines(const std::vector<double>& readings);
  void close();      // better_ to conductance_
  void model();      // conductance_ to model_
  double correct();  // better_ by what reading_ and model_ differ; the largest change
  void write_out();
  [[nodiscard]] std::size_t judged_line(std::size_t k) const;

  Crosstalk crosstalk_;
  CrosstalkSettings settings_;
  double full_scale_counts_ = 0.0;
  double termination_s_ = 0.0;  // conductance from a sensed line to where it is sensed, in S
  bool exact_ = false;          // the closed form leaves nothing to correct
  // Matrices of (fewer lines) x (more lines), column-major. Why: the network's equations are eliminated down
  // to the fewer lines, and everything then runs along memory.
  std::size_t few_ = 0, many_ = 0;
  bool sensed_are_few_ = false, judged_are_few_ = false;
  std::vector<std::uint32_t> place_;   // of each entry of the matrices among the samples
  std::vector<std::uint8_t> present_;  // in the order of the matrices
  std::vector<double> reading_, better_, conductance_, model_;  // share of full scale, S
  std::vector<double> weighted_, system_, few_sum_, many_sum_;  // scratch of model()
  std::vector<double> share_;          // s_j of each judged line: sensed (grounded), driven (zero-potential)
  std::vector<std::uint8_t> unknown_;  // judged lines with a reading missing
  std::vector<float> output_;
  int strained_ = 0, overloaded_ = 0, corrections_ = 0;
  double residual_ = 0.0;
};

}  // namespace rollscope
