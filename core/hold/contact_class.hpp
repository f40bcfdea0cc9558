// What kind of contact it is: a touch that may become a hold, a limb at rest, or one that is rubbed to and
// fro (science.md 2.5, 2.6).
#pragma once

#include <cstdint>

namespace rollscope {

enum class ContactClass : std::uint8_t {
  touch,
  rest,       // a limb lying on the mat, no holds there
  oscillate,  // "pin and rub" (oscillation.hpp), listed by itself and no hold
};

}  // namespace rollscope
