// How far the numbers of a measurement may be trusted: class A, B or C, and why (science.md 3.12).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/correct/calibration.hpp"
#include "core/frame/raw_frame.hpp"

namespace rollscope {

// Verdict on a known force (science.md 3.2): ratio measured / known of 0.90-1.10, 0.80-1.25, or neither.
enum class Verdict : std::uint8_t { accept, warn, refuse };
[[nodiscard]] Verdict load_check_verdict(double ratio);
[[nodiscard]] std::string_view word(Verdict verdict);
[[nodiscard]] double load_ratio(const LoadCheck& check);

// The worst of the checks made with the pressure_scale in force, as a ratio; none: there was no such check. A
// check that led to a rescale says nothing about the scale it gave.
[[nodiscard]] std::optional<double> worst_load_ratio(const Calibration& calibration);

struct UncertaintyClass {
  char letter = 'C';  // 'A', 'B', 'C': relative units only
  // Class declared by a file or device that brings no load check: at best B.
  bool declared = false;
  // What keeps it from the next better class, for people; empty for A.
  std::string why;
};

// A: equilibrated, curve taken in situ, load check within 5 %, creep model. B: curve and load check within
// 10 %. A calibration declared C stays C, whatever it holds; one without any check is taken at its word up to
// B.
[[nodiscard]] UncertaintyClass calibration_class(const Calibration& calibration);
// Of a stream: what is in kPa already, or brings its own kPa per count, is B as declared (design.md 5);
// counts without calibration are C.
[[nodiscard]] UncertaintyClass stream_class(const StreamInfo& stream,
                                            const std::optional<Calibration>& calibration);

// Of the evidence alone, whatever is declared: what `rollscope calibrate` writes. No check: C.
[[nodiscard]] UncertaintyClass evidence_class(const Calibration& calibration);

}  // namespace rollscope
