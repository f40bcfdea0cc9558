#include "core/hold/rest_class.hpp"

#include <cmath>

namespace rollscope {

void RestClass::step(double step_s, double robust_peak, double area_cm2, const HoldParameters& parameters) {
  // Why the first value counts in full: a limb that lands is a limb at once, not after a second as a touch.
  const double gain = started_ ? 1.0 - std::exp(-step_s / parameters.rest_tau_s) : 1.0;
  started_ = true;
  peak_ += gain * (robust_peak - peak_);
  area_cm2_ += gain * (area_cm2 - area_cm2_);
  const double hysteresis = class_ == ContactClass::rest ? parameters.rest_hysteresis_kpa : 0.0;
  const bool low = peak_ < parameters.rest_peak_kpa + hysteresis;
  class_ = low && area_cm2_ > parameters.rest_area_cm2 ? ContactClass::rest : ContactClass::touch;
}

}  // namespace rollscope
