// One baked size of Inter. For the drawing of text only: widgets use type.hpp.
#pragma once

#include "app/widgets/type.hpp"

struct ImFont;

namespace rollscope {

struct Fonts::Face {
  ImFont* font = nullptr;
  Weight weight = Weight::regular;
  float em_px = 0;           // device pixels
  bool few_letters = false;  // only those of the state words and digits
};

// Width of a digit's cell in em.
[[nodiscard]] constexpr float digit_cell_em(Weight weight) {
  return weight == Weight::regular ? 0.642f : weight == Weight::medium ? 0.654f : 0.667f;
}

// Reads the next character of UTF-8; bad bytes become U+FFFD, one each. Needs a non-empty text.
char32_t next_character(std::string_view& text);

}  // namespace rollscope
