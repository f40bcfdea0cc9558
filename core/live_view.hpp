// What the studio says after a frame: the hold it times, the alert it shows, the word in large.
#pragma once

#include "core/alert/alert_log.hpp"
#include "core/hold/hold_book.hpp"
#include "core/observation.hpp"

namespace rollscope {

// The running hold or candidate of the leading track; not running when there is none.
[[nodiscard]] LiveHold live_hold(const HoldBook& holds, int leading_track, const HoldRules& rules);
[[nodiscard]] LiveAlert live_alert(const AlertLog& log);
// Stop > ease off > done > hold > find (look.md 4); a candidate is still finding.
[[nodiscard]] LiveState live_state(const LiveHold& hold, const LiveAlert& alert);

}  // namespace rollscope
