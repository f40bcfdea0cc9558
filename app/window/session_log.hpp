// Keeps the lists of a session from the analyzer's events: holds, alerts, marks, and lines for the person.
#pragma once

#include "app/window/session_state.hpp"

namespace rollscope {

// What the mark key writes; any other text is a note.
inline constexpr const char* kSoreSpot = "sore spot";

// `now_s`: Ui clock.
void apply_event(const Event& event, double now_s, SessionState& state);

// A line for the person, for a few seconds.
void set_notice(SessionState& state, std::string text, bool is_error, double now_s);

// The state the large word shows: no_data unless frames come, but a stop nobody acknowledged outranks it.
[[nodiscard]] LiveState shown_state(const Observation& observation, bool link_alive, bool acknowledged);

}  // namespace rollscope
