// Which contact a desk view speaks of, and its values as text.
#pragma once

#include <string>

#include "app/panels/panel.hpp"

namespace rollscope {

// The selected contact while it is there, else the leading one; nullptr without any.
[[nodiscard]] const ContactView* shown_contact(const SessionState& session, const ViewState& view);

// "kPa", or "arb." where nobody knows how hard it is.
[[nodiscard]] const char* pressure_unit(const SessionState& session);

struct ContactReading {
  std::string p1, mean, force, area, dwell, speed;  // a dash where there is nothing to say
};
[[nodiscard]] ContactReading read_contact(const SessionState& session, const ContactView* contact);

}  // namespace rollscope
