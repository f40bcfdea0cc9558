// What kind of contact it is: a touch that may become a hold, or a limb at rest (science.md 2.5).
#pragma once

#include <cstdint>

namespace rollscope {

enum class ContactClass : std::uint8_t { touch, rest };  // rest: a limb lying on the mat, no holds there

}  // namespace rollscope
