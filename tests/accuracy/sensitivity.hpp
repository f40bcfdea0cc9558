// How much depends on each default: F1 with every parameter of the profile 25 % lower and higher
// (science.md 4.4).
#pragma once

#include <cstdint>
#include <string>

namespace rollscope::accuracy {

// Markdown, the largest fall of F1 on top. Parameters that define the truth are marked.
[[nodiscard]] std::string sensitivity_table(std::uint64_t seed, int sessions);

}  // namespace rollscope::accuracy
