// The lines, drivers and terminations of a resistive array: what its readings are for given conductances.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/correct/crosstalk.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

// The whole nodal network of science.md 3.4, solved as it stands. Why not the solver's own equations: a scene
// and what takes it apart must not share a mistake.
//
// grounded: readings are V_ij / V at the pull-downs. zero_potential: feedback x current / V. floating: the
// divider of pulldown_ohm below the two-point resistance R_ij and the driver, all other lines open. The other
// front ends have no network: the lone sensel's divider over pulldown_ohm.
class Electronics {
 public:
  // Ideal drivers where driver_ohm is 0.
  Electronics(const SensorLayout& layout, const Crosstalk& hardware);

  // Both one a sensel: conductance in uS, 0 or more; reading as a share of full scale, not limited. Does not
  // allocate.
  void read(std::span<const float> us, std::span<float> readings);

 private:
  void read_lone(std::span<float> readings) const;
  void read_grounded(std::span<float> readings);
  void read_ideal(std::span<float> readings);
  void read_floating(std::span<float> readings);
  void fill_system(double on_driven, double on_sensed);
  [[nodiscard]] std::size_t sensel(std::size_t driven, std::size_t sensed) const;

  Crosstalk hardware_;
  std::size_t driven_, sensed_, cols_;
  std::vector<double> siemens_;                // driven x sensed, row-major
  std::vector<double> of_driven_, of_sensed_;  // sums of conductance along the lines
  std::vector<double> system_, solution_;
};

}  // namespace rollscope
