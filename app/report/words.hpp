// The words reports use for outcomes, reasons and kinds (design.md 5). The same in JSON, CSV and on screen.
#pragma once

#include <string>
#include <string_view>

#include "core/alert/alert_record.hpp"
#include "core/correct/sensel_fault.hpp"
#include "core/frame/geometry.hpp"
#include "core/frame/sensor_layout.hpp"
#include "core/hold/contact_class.hpp"
#include "core/hold/hold_record.hpp"

namespace rollscope {

[[nodiscard]] std::string_view word(HoldOutcome outcome);
[[nodiscard]] std::string_view word(EndReason reason);
[[nodiscard]] std::string_view word(AbortCause cause);  // empty for none
[[nodiscard]] std::string_view word(HoldQuality quality);
[[nodiscard]] std::string_view word(ContactClass contact_class);
[[nodiscard]] std::string_view word(TrendCause cause);  // empty for unknown
[[nodiscard]] std::string_view word(AlertKind kind);
[[nodiscard]] std::string_view word(AlertLevel level);
[[nodiscard]] std::string_view word(Surface surface);
[[nodiscard]] std::string_view word(Geometry geometry);  // a sentence for people, with its letter
[[nodiscard]] std::string_view word(FaultKind kind);
[[nodiscard]] std::string_view word(FaultPlace place);
// A sentence for people: what is wrong where, and what is done about it.
[[nodiscard]] std::string fault_text(const SenselFault& fault);

// "peak pressure fell 18 % at steady load": what was measured, no more (science.md 5.4). Empty where the hold
// was too short to tell. in_kpa: false says "reading" instead.
[[nodiscard]] std::string trend_text(const HoldTrend& trend, bool in_kpa);

}  // namespace rollscope
