// ROLLSCOPE_CHECK(condition, "what must hold"): a bug of ours stops the program, in every build.
#pragma once

namespace rollscope {
[[noreturn]] void check_failed(const char* condition, const char* message, const char* file,
                               int line) noexcept;
}  // namespace rollscope

#define ROLLSCOPE_CHECK(condition, message) \
  ((condition) ? void(0) : ::rollscope::check_failed(#condition, message, __FILE__, __LINE__))
