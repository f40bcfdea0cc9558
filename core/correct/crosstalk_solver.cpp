#include "core/correct/crosstalk_solver.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/check.hpp"

namespace rollscope {
namespace {

constexpr double kUsPerS = 1e6;
constexpr double kStrained = 0.9;

using Matrix = Eigen::Map<Eigen::MatrixXd>;
using Vector = Eigen::Map<Eigen::VectorXd>;

Matrix matrix(std::vector<double>& values, std::size_t rows) {
  return {values.data(), static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(values.size() / rows)};
}
Vector vector(std::vector<double>& values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}

}  // namespace

Result<CrosstalkSolver> CrosstalkSolver::make(const Crosstalk& crosstalk, const StreamInfo& stream,
                                              const CrosstalkSettings& settings) {
  ROLLSCOPE_CHECK(crosstalk.solved(), "the front end is one that can be solved");
  if (const auto checked = check_crosstalk(crosstalk); !checked) return std::unexpected(checked.error());
  const auto full_scale = crosstalk_full_scale(crosstalk, stream);
  if (!full_scale) return std::unexpected(full_scale.error());
  return CrosstalkSolver(crosstalk, stream.layout, *full_scale, settings);
}

CrosstalkSolver::CrosstalkSolver(const Crosstalk& crosstalk, const SensorLayout& layout,
                                 double full_scale_counts, const CrosstalkSettings& settings)
    : crosstalk_(crosstalk), settings_(settings), full_scale_counts_(full_scale_counts) {
  const bool grounded = crosstalk.front_end == FrontEnd::grounded;
  exact_ = grounded ? crosstalk.driver_ohm == 0.0 : crosstalk.sense_ohm == 0.0;
  if (!exact_ || grounded) termination_s_ = 1.0 / (grounded ? crosstalk.pulldown_ohm : crosstalk.sense_ohm);

  const auto rows = static_cast<std::size_t>(layout.rows), cols = static_cast<std::size_t>(layout.cols);
  const bool rows_are_few = rows <= cols;
  few_ = std::min(rows, cols);
  many_ = std::max(rows, cols);
  sensed_are_few_ = crosstalk.columns_driven == rows_are_few;
  judged_are_few_ = grounded == sensed_are_few_;
  for (std::size_t b = 0; b < many_; ++b) {
    for (std::size_t a = 0; a < few_; ++a) {
      const std::size_t sample = rows_are_few ? a * cols + b : b * cols + a;
      place_.push_back(static_cast<std::uint32_t>(sample));
      present_.push_back(layout.present.empty() ? 1 : layout.present[sample]);
    }
  }
  const std::size_t sensels = few_ * many_;
  for (auto* values : {&reading_, &better_, &conductance_, &model_, &weighted_}) values->assign(sensels, 0.0);
  system_.assign(few_ * few_, 0.0);
  few_sum_.assign(few_, 0.0);
  many_sum_.assign(many_, 0.0);
  share_.assign(judged_are_few_ ? few_ : many_, 0.0);
  unknown_.assign(share_.size(), 0);
  output_.assign(sensels, 0.0F);
}

std::size_t CrosstalkSolver::judged_line(std::size_t k) const {
  return judged_are_few_ ? k % few_ : k / few_;
}

std::span<const float> CrosstalkSolver::solve(std::span<const float> counts) {
  ROLLSCOPE_CHECK(counts.size() == output_.size(), "a frame has one sample a sensel");
  read_in(counts);
  corrections_ = 0;
  residual_ = 0.0;
  while (!exact_ && corrections_ < settings_.most_corrections) {
    close();
    model();
    residual_ = correct();
    ++corrections_;
    if (residual_ * full_scale_counts_ < settings_.settled_lsb) break;
  }
  close();
  write_out();
  return output_;
}

// What the frame before was corrected by is the best guess for this one.
void CrosstalkSolver::read_in(std::span<const float> counts) {
  const double scale = 1.0 / full_scale_counts_;
  const double keep = settings_.warm_start ? 1.0 : 0.0;
  std::ranges::fill(unknown_, std::uint8_t{0});
  for (std::size_t k = 0; k < reading_.size(); ++k) {
    const float count = counts[place_[k]];
    const bool readable = std::isfinite(count);
    if (!readable && present_[k] != 0) unknown_[judged_line(k)] = 1;
    const double correction = keep * (better_[k] - reading_[k]);
    reading_[k] = readable && present_[k] != 0 ? scale * static_cast<double>(count) : 0.0;
    better_[k] = present_[k] != 0 ? std::max(0.0, reading_[k] + correction) : 0.0;
  }
}

// s_j of each judged line: the share of the driven voltage that its sensels take together.
void CrosstalkSolver::sum_lines(const std::vector<double>& readings) {
  std::ranges::fill(share_, 0.0);
  for (std::size_t k = 0; k < readings.size(); ++k) share_[judged_line(k)] += readings[k];
  if (crosstalk_.front_end == FrontEnd::zero_potential) {
    for (double& share : share_) share *= crosstalk_.driver_ohm / crosstalk_.feedback_ohm;
  }
}

// The closed form, with s_j kept where it still means something.
void CrosstalkSolver::close() {
  sum_lines(better_);
  const bool grounded = crosstalk_.front_end == FrontEnd::grounded;
  const double siemens = 1.0 / (grounded ? crosstalk_.pulldown_ohm : crosstalk_.feedback_ohm);
  for (std::size_t k = 0; k < better_.size(); ++k) {
    conductance_[k] = siemens * better_[k] / (1.0 - std::min(share_[judged_line(k)], kOverloadedShare));
  }
}

// The network's nodal equations, the same for every driven line, with the many lines eliminated. With r the
// driver's resistance, w_i = 1 / (1 + r sum g_i) of a driven and D_j = g_p + sum g_j of a sensed line, the
// voltages V of the sensed lines are, driven by sensed,
//   V' = (diag(D) - r G' diag(w) G)^-1 G' diag(w)   or   V = (diag(1/w) - r G diag(1/D) G')^-1 G diag(1/D).
void CrosstalkSolver::model() {
  const double r = crosstalk_.driver_ohm;
  const Matrix g = matrix(conductance_, few_);
  Vector few = vector(few_sum_), many = vector(many_sum_);
  few = g.rowwise().sum();
  many = g.colwise().sum().transpose();
  if (sensed_are_few_) {
    few.array() += termination_s_;
    many.array() = 1.0 / (1.0 + r * many.array());
  } else {
    few.array() = 1.0 + r * few.array();
    many.array() = 1.0 / (termination_s_ + many.array());
  }
  Matrix weighted = matrix(weighted_, few_), system = matrix(system_, few_), readings = matrix(model_, few_);
  weighted = g * many.asDiagonal();
  system.triangularView<Eigen::Lower>() = -r * weighted * g.transpose();
  system.diagonal() += few;
  Eigen::Ref<Eigen::MatrixXd> in_place(system);
  const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> factors(in_place);
  readings = weighted;
  factors.solveInPlace(readings);
  if (crosstalk_.front_end == FrontEnd::zero_potential) readings *= crosstalk_.feedback_ohm * termination_s_;
}

// Readings stay at 0 or above, so that noise on an open sensel does not add up from frame to frame.
double CrosstalkSolver::correct() {
  double largest = 0.0;
  for (std::size_t k = 0; k < better_.size(); ++k) {
    const std::size_t line = judged_line(k);
    if (present_[k] == 0 || unknown_[line] != 0 || share_[line] >= kOverloadedShare) continue;
    const double next = std::max(0.0, better_[k] + (reading_[k] - model_[k]));
    largest = std::max(largest, std::abs(next - better_[k]));
    better_[k] = next;
  }
  return largest;
}

void CrosstalkSolver::write_out() {
  strained_ = overloaded_ = 0;
  for (std::size_t line = 0; line < share_.size(); ++line) {
    strained_ += share_[line] > kStrained ? 1 : 0;
    overloaded_ += share_[line] >= kOverloadedShare ? 1 : 0;
  }
  for (std::size_t k = 0; k < conductance_.size(); ++k) {
    const std::size_t line = judged_line(k);
    const bool known = unknown_[line] == 0 && share_[line] < kOverloadedShare;
    output_[place_[k]] =
        known ? static_cast<float>(kUsPerS * conductance_[k]) : std::numeric_limits<float>::quiet_NaN();
  }
}

}  // namespace rollscope
