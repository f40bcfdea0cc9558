// The words reports use for outcomes, reasons and kinds (design.md 5). The same in JSON, CSV and on screen.
#pragma once

#include <string_view>

#include "core/alert/alert_record.hpp"
#include "core/frame/geometry.hpp"
#include "core/frame/sensor_layout.hpp"
#include "core/hold/hold_record.hpp"

namespace rollscope {

[[nodiscard]] std::string_view word(HoldOutcome outcome);
[[nodiscard]] std::string_view word(EndReason reason);
[[nodiscard]] std::string_view word(AbortCause cause);  // empty for none
[[nodiscard]] std::string_view word(HoldQuality quality);
[[nodiscard]] std::string_view word(AlertKind kind);
[[nodiscard]] std::string_view word(AlertLevel level);
[[nodiscard]] std::string_view word(Surface surface);
[[nodiscard]] std::string_view word(Geometry geometry);  // a sentence for people, with its letter

}  // namespace rollscope
