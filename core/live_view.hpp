// What views show after a frame: the contacts, the sums, the hold that is timed, the alert, the word in
// large.
#pragma once

#include <span>
#include <vector>

#include "core/alert/alert_log.hpp"
#include "core/alert/percussion.hpp"
#include "core/contact/tracker.hpp"
#include "core/hold/hold_book.hpp"
#include "core/observation.hpp"

namespace rollscope {

// In the order of `contacts`. No allocation once `views` has its capacity.
void view_contacts(std::span<const Contact> contacts, const Tracker& tracker, const HoldBook& holds,
                   const Percussion& percussion, std::vector<ContactView>& views);

[[nodiscard]] FrameTotals frame_totals(const PressedTotals& pressed, std::span<const ContactView> contacts);

// The running hold or candidate of the leading track; not running when there is none.
[[nodiscard]] LiveHold live_hold(const HoldBook& holds, int leading_track, const HoldRules& rules);
[[nodiscard]] LiveAlert live_alert(const AlertLog& log);
// Stop > ease off > done > hold > find (look.md 4); a candidate is still finding.
[[nodiscard]] LiveState live_state(const LiveHold& hold, const LiveAlert& alert);

}  // namespace rollscope
