// Inter on the screen: which sizes are baked, and how text is measured, cut and drawn (look.md 2).
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "app/widgets/geometry.hpp"

namespace rollscope {

class Ui;

enum class Weight { regular, medium, semibold };
enum class Align { left, center, right };

// em in px at 100 %: the Ui's scale multiplies it. `cells` draws every digit centred in a cell of the widest,
// so that a changing number does not jitter: on wherever a number changes.
struct TextStyle {
  float em = 14;
  Weight weight = Weight::regular;
  Color color = 0;  // 0: ink1
  bool cells = false;
};

// The baked fonts. Baking happens between two frames (rebake_if_needed); the caller uploads the texture.
class Fonts {
 public:
  Fonts();
  ~Fonts();
  Fonts(const Fonts&) = delete;
  Fonts& operator=(const Fonts&) = delete;

  // Bakes all sizes for these scales into ImGui's atlas. True when the atlas changed and its texture must be
  // made again. Needs an ImGui context, no OpenGL.
  bool bake(float near_scale, float studio_scale);

  struct Face;  // one baked size
  // The smallest bake of this weight with em pixels at least `em_px` that has every character of `text`.
  [[nodiscard]] const Face& face(Weight weight, float em_px, std::string_view text) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Width in device pixels.
[[nodiscard]] float text_width(const Ui& ui, std::string_view text, const TextStyle& style = {});

// `at.y` is the middle of a capital letter, `at.x` the edge or middle `align` names. Returns the width.
float draw_text(Ui& ui, Point at, std::string_view text, const TextStyle& style = {},
                Align align = Align::left);

// As draw_text, but `at.y` is the baseline: for values with their unit in a smaller size.
float draw_text_on_baseline(Ui& ui, Point at, std::string_view text, const TextStyle& style = {},
                            Align align = Align::left);

// In the middle of the box's height; cut with an ellipsis where the box is too narrow, so nothing is ever
// clipped. Returns the width drawn.
float draw_text_in(Ui& ui, Rect box, std::string_view text, const TextStyle& style = {},
                   Align align = Align::left);

// The longest beginning that fits with an ellipsis behind it; the text itself when it fits.
[[nodiscard]] std::string ellipsis(const Ui& ui, std::string_view text, const TextStyle& style, float width);

// Breaks at spaces; lines `line` px at 100 % apart, first line's capital middle at box.y + line / 2. Returns
// the height used. What does not fit the height is cut with an ellipsis.
float draw_paragraph(Ui& ui, Rect box, std::string_view text, const TextStyle& style, float line);
// Lines it needs at this width.
[[nodiscard]] int paragraph_lines(const Ui& ui, float width, std::string_view text, const TextStyle& style);

// One line of differently styled pieces on one baseline, `gap` px at 100 % between two pieces.
struct TextRun {
  std::string_view text;
  TextStyle style;
};
[[nodiscard]] float runs_width(const Ui& ui, std::initializer_list<TextRun> runs, float gap = 6);
float draw_runs(Ui& ui, Point baseline, std::initializer_list<TextRun> runs, float gap = 6,
                Align align = Align::left);

}  // namespace rollscope
