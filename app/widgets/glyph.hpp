// The six state glyphs of look.md 8: shape, colour and word always together.
#pragma once

#include <string_view>

#include "app/widgets/ui.hpp"
#include "core/observation.hpp"

namespace rollscope {

// How the stop glyph is coloured: plain (stop_fill inside a white rim), or inverted (white octagon, stop_fill
// bar) on a red area and in the second half of its flash.
enum class GlyphInk { normal, inverted, muted };

// Centred in a square of `size` device pixels. `color` 0: the state's own (hold and done accent, find ink1,
// caution caution_fill, technical tech).
void draw_glyph(Ui& ui, LiveState state, Point center, float size, Color color = 0,
                GlyphInk ink = GlyphInk::normal);

// "Find the spot", "Hold", "Done", "Ease off", "Stop", "No data".
[[nodiscard]] std::string_view state_word(LiveState state);

// rollscope's mark: the ring that closes.
void draw_mark(Ui& ui, Point center, float size);

}  // namespace rollscope
