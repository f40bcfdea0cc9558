#include "app/station/curve_values.hpp"

#include <limits>

namespace rollscope {

CurveValues curve_values(const Observation& observation) {
  CurveValues values{observation.totals.p1, static_cast<float>(observation.totals.force_n)};
  if (!observation.percussion) return values;
  double force_n = observation.totals.force_n;
  for (const ContactView& view : observation.contacts)
    if (view.percussion) force_n += view.steady_force_n - view.contact.force_n;
  values.force_n = static_cast<float>(force_n);
  if (!observation.contacts.empty() && observation.contacts.front().percussion)
    values.p1 = std::numeric_limits<float>::quiet_NaN();
  return values;
}

}  // namespace rollscope
