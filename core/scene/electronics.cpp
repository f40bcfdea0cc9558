#include "core/scene/electronics.hpp"

#include <Eigen/Cholesky>

#include "core/base/check.hpp"

namespace rollscope {
namespace {

constexpr double kLeak_s = 1e-12;  // ties a sensel nobody presses to the rest, where lines float

using Matrix = Eigen::Map<Eigen::MatrixXd>;

Matrix matrix(std::vector<double>& values, std::size_t rows, std::size_t cols) {
  return {values.data(), static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(cols)};
}

}  // namespace

Electronics::Electronics(const SensorLayout& layout, const Crosstalk& hardware)
    : hardware_(hardware),
      driven_(static_cast<std::size_t>(hardware.columns_driven ? layout.cols : layout.rows)),
      sensed_(static_cast<std::size_t>(hardware.columns_driven ? layout.rows : layout.cols)),
      cols_(static_cast<std::size_t>(layout.cols)),
      siemens_(layout.sensels(), 0.0) {
  ROLLSCOPE_CHECK(check_crosstalk(hardware).has_value(), "resistances of a network are positive");
  const std::size_t nodes = driven_ + sensed_;
  system_.assign(nodes * nodes, 0.0);
  solution_.assign(nodes * nodes, 0.0);
}

std::size_t Electronics::sensel(std::size_t driven, std::size_t sensed) const {
  return hardware_.columns_driven ? sensed * cols_ + driven : driven * cols_ + sensed;
}

void Electronics::read(std::span<const float> us, std::span<float> readings) {
  ROLLSCOPE_CHECK(us.size() == siemens_.size() && readings.size() == siemens_.size(),
                  "a frame of the layout's size");
  for (std::size_t i = 0; i < driven_; ++i) {
    for (std::size_t j = 0; j < sensed_; ++j)
      siemens_[i * sensed_ + j] = 1e-6 * static_cast<double>(us[sensel(i, j)]);
  }
  const bool zero_potential = hardware_.front_end == FrontEnd::zero_potential;
  if (hardware_.front_end == FrontEnd::floating) return read_floating(readings);
  if (!hardware_.solved()) return read_lone(readings);
  if (hardware_.driver_ohm == 0.0 || (zero_potential && hardware_.sense_ohm == 0.0))
    return read_ideal(readings);
  read_grounded(readings);
}

void Electronics::read_lone(std::span<float> readings) const {
  for (std::size_t i = 0; i < driven_; ++i) {
    for (std::size_t j = 0; j < sensed_; ++j) {
      const double share = siemens_[i * sensed_ + j] * hardware_.pulldown_ohm;
      readings[sensel(i, j)] = static_cast<float>(share / (1.0 + share));
    }
  }
}

// One end of every sensel is held: a driven line at its voltage, or a sensed one at ground.
void Electronics::read_ideal(std::span<float> readings) {
  const bool zero_potential = hardware_.front_end == FrontEnd::zero_potential;
  const double termination = zero_potential ? hardware_.sense_ohm : hardware_.pulldown_ohm;
  of_driven_.assign(driven_, 0.0);
  of_sensed_.assign(sensed_, 0.0);
  for (std::size_t i = 0; i < driven_; ++i) {
    for (std::size_t j = 0; j < sensed_; ++j) {
      of_driven_[i] += siemens_[i * sensed_ + j];
      of_sensed_[j] += siemens_[i * sensed_ + j];
    }
  }
  for (std::size_t i = 0; i < driven_; ++i) {
    for (std::size_t j = 0; j < sensed_; ++j) {
      const double g = siemens_[i * sensed_ + j];
      const double loss = 1.0 + (hardware_.driver_ohm == 0.0 ? termination * of_sensed_[j]
                                                             : hardware_.driver_ohm * of_driven_[i]);
      readings[sensel(i, j)] =
          static_cast<float>((zero_potential ? hardware_.feedback_ohm : termination) * g / loss);
    }
  }
}

// Nodes: the driven lines, then the sensed ones.
void Electronics::fill_system(double on_driven, double on_sensed) {
  const std::size_t nodes = driven_ + sensed_;
  Matrix system = matrix(system_, nodes, nodes);
  system.setZero();
  for (std::size_t i = 0; i < nodes; ++i) {
    const auto node = static_cast<Eigen::Index>(i);
    system(node, node) = i < driven_ ? on_driven : on_sensed;
  }
  for (std::size_t i = 0; i < driven_; ++i) {
    for (std::size_t j = 0; j < sensed_; ++j) {
      const auto row = static_cast<Eigen::Index>(i), column = static_cast<Eigen::Index>(driven_ + j);
      const double g = siemens_[i * sensed_ + j];
      system(row, row) += g;
      system(column, column) += g;
      system(row, column) -= g;
      system(column, row) -= g;
    }
  }
}

void Electronics::read_grounded(std::span<float> readings) {
  const bool zero_potential = hardware_.front_end == FrontEnd::zero_potential;
  const double driver = 1.0 / hardware_.driver_ohm;
  const double termination = 1.0 / (zero_potential ? hardware_.sense_ohm : hardware_.pulldown_ohm);
  fill_system(driver, termination);
  const std::size_t nodes = driven_ + sensed_;
  Matrix volts = matrix(solution_, nodes, driven_);
  volts.setZero();
  for (Eigen::Index i = 0; i < volts.cols(); ++i) volts(i, i) = driver;
  Eigen::Ref<Eigen::MatrixXd> system(matrix(system_, nodes, nodes));
  Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>>(system).solveInPlace(volts);
  const double share = zero_potential ? hardware_.feedback_ohm * termination : 1.0;
  for (std::size_t i = 0; i < driven_; ++i) {
    for (std::size_t j = 0; j < sensed_; ++j) {
      readings[sensel(i, j)] = static_cast<float>(
          share * volts(static_cast<Eigen::Index>(driven_ + j), static_cast<Eigen::Index>(i)));
    }
  }
}

// Two-point resistances from (L + J)^-1, J a constant: L alone is singular, and J drops out of differences.
void Electronics::read_floating(std::span<float> readings) {
  const std::size_t nodes = driven_ + sensed_;
  fill_system(kLeak_s, kLeak_s);
  Matrix system = matrix(system_, nodes, nodes), inverse = matrix(solution_, nodes, nodes);
  system.array() += system.diagonal().mean() / static_cast<double>(nodes);
  inverse.setIdentity();
  Eigen::Ref<Eigen::MatrixXd> in_place(system);
  Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>>(in_place).solveInPlace(inverse);
  for (std::size_t i = 0; i < driven_; ++i) {
    for (std::size_t j = 0; j < sensed_; ++j) {
      const auto a = static_cast<Eigen::Index>(i), b = static_cast<Eigen::Index>(driven_ + j);
      const double ohm = inverse(a, a) + inverse(b, b) - 2.0 * inverse(a, b);
      const double below = hardware_.pulldown_ohm;
      readings[sensel(i, j)] = static_cast<float>(below / (below + hardware_.driver_ohm + ohm));
    }
  }
}

}  // namespace rollscope
