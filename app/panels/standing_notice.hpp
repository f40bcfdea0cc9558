// What a view says for as long as it is so, beside the alerts: something is wrong with the sensor, or the
// peaks cannot be told. Main thread.
#pragma once

#include <optional>
#include <string>

#include "app/window/session_state.hpp"
#include "core/observation.hpp"

namespace rollscope {

struct StandingNotice {
  std::string title;   // a few words, large
  std::string detail;  // one sentence
  bool technical = false;
};

// The sensor before the massage gun. None while all is well; frames that stopped have their own sign.
[[nodiscard]] std::optional<StandingNotice> standing_notice(const Observation& now);

// What goes on while the port is gone (LinkView::unplugged); the title says that it is.
[[nodiscard]] std::string while_unplugged(const SessionState& session);

}  // namespace rollscope
