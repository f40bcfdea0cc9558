// Tells a limb lying on the mat (broad, low, still) from a tool or spot that is pressed
// (science.md 2.5, 2.6).
#pragma once

#include "core/hold/contact_class.hpp"
#include "core/hold/hold_parameters.hpp"

namespace rollscope {

// One a track. Pressures in the frame's unit; the parameters must be in the same unit.
class RestClass {
 public:
  // robust_peak: mean of the 4 highest usable sensels.
  void step(double step_s, double robust_peak, double area_cm2, const HoldParameters& parameters);
  [[nodiscard]] ContactClass contact_class() const { return class_; }

 private:
  bool started_ = false;
  double peak_ = 0.0, area_cm2_ = 0.0;  // smoothed by rest_tau
  ContactClass class_ = ContactClass::touch;
};

}  // namespace rollscope
