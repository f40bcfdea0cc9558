#include "app/widgets/type.hpp"

#include <imgui.h>

#include <cmath>

#include "app/widgets/face.hpp"
#include "app/widgets/ui.hpp"

namespace rollscope {

char32_t next_character(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80       ? 1
                             : first >> 5 == 6  ? 2
                             : first >> 4 == 14 ? 3
                             : first >> 3 == 30 ? 4
                                                : 0;
  char32_t character = 0xFFFD;
  std::size_t used = 1;
  if (length == 1) {
    character = first;
  } else if (length > 1 && text.size() >= length) {
    char32_t value = first & (0x7Fu >> length);
    used = length;
    for (std::size_t i = 1; i < length; ++i) {
      if (byte(i) >> 6 != 2) used = 1;
      value = (value << 6) | (byte(i) & 0x3Fu);
    }
    // ImGui 1.86 keeps 16-bit characters.
    if (used == length && value <= 0xFFFF) character = value;
  }
  text.remove_prefix(used);
  return character;
}

namespace {

constexpr float kCapital_em = 0.727f;
constexpr float kSlack = 1.0f;  // boxes measured to fit are off by a rounding
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

bool is_digit(char32_t c) {
  return c >= '0' && c <= '9';
}

// A text ready to be walked: the face it is drawn from and the factor from that bake to the wanted size.
struct Setting {
  const Fonts::Face& face;
  float em_px;
  float ratio;
};
Setting setting_of(const Ui& ui, std::string_view text, const TextStyle& style) {
  const float em_px = ui.px(style.em);
  const Fonts::Face& face = ui.fonts().face(style.weight, em_px, text);
  // A size rounded to whole pixels by the bake is drawn as baked: sharp instead of 2 % smaller.
  const float ratio = std::abs(em_px - face.em_px) <= 0.5f ? 1.0f : em_px / face.em_px;
  return {face, face.em_px * ratio, ratio};
}

float advance_of(const Setting& setting, const TextStyle& style, char32_t c, const ImFontGlyph& glyph) {
  if (style.cells && is_digit(c)) return digit_cell_em(setting.face.weight) * setting.em_px;
  return glyph.AdvanceX * setting.ratio;
}

const ImFontGlyph& glyph_of(const Setting& setting, char32_t c) {
  return *setting.face.font->FindGlyph(static_cast<ImWchar>(c));
}

float measure(const Setting& setting, std::string_view text, const TextStyle& style) {
  float width = 0;
  while (!text.empty()) {
    const char32_t c = next_character(text);
    width += advance_of(setting, style, c, glyph_of(setting, c));
  }
  return width;
}

void draw_glyphs(Ui& ui, const Setting& setting, Point baseline, std::string_view text,
                 const TextStyle& style) {
  ImDrawList& list = *ui.list();
  const Color color = style.color != 0 ? style.color : ui.colors().ink1;
  // Small text stands on whole pixels, large text where it belongs.
  const bool snap = setting.em_px < 40;
  const float top = (snap ? std::round(baseline.y) : baseline.y) - setting.face.font->Ascent * setting.ratio;
  float x = snap ? std::round(baseline.x) : baseline.x;
  while (!text.empty()) {
    const char32_t c = next_character(text);
    const ImFontGlyph& glyph = glyph_of(setting, c);
    const float advance = advance_of(setting, style, c, glyph);
    if (glyph.Visible) {
      const float left = x + (advance - glyph.AdvanceX * setting.ratio) / 2;
      list.PrimReserve(6, 4);
      list.PrimRectUV({left + glyph.X0 * setting.ratio, top + glyph.Y0 * setting.ratio},
                      {left + glyph.X1 * setting.ratio, top + glyph.Y1 * setting.ratio}, {glyph.U0, glyph.V0},
                      {glyph.U1, glyph.V1}, color);
    }
    x += advance;
  }
}

float aligned(float x, float width, Align align) {
  return align == Align::left ? x : align == Align::center ? x - width / 2 : x - width;
}

// How many bytes of `text` its first line takes: up to a space, or a word too long for any line.
std::size_t line_of(const Ui& ui, float width, std::string_view text, const TextStyle& style) {
  std::size_t take = text.size();
  while (text_width(ui, text.substr(0, take), style) > width) {
    const std::size_t space = text.rfind(' ', take - 1);
    if (space == std::string_view::npos || space == 0) break;
    take = space;
  }
  return take;
}

std::string_view behind_spaces(std::string_view text, std::size_t from) {
  text.remove_prefix(from);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

}  // namespace

float text_width(const Ui& ui, std::string_view text, const TextStyle& style) {
  if (text.empty()) return 0;
  return measure(setting_of(ui, text, style), text, style);
}

float draw_text_on_baseline(Ui& ui, Point at, std::string_view text, const TextStyle& style, Align align) {
  if (text.empty()) return 0;
  const Setting setting = setting_of(ui, text, style);
  const float width = measure(setting, text, style);
  draw_glyphs(ui, setting, {aligned(at.x, width, align), at.y}, text, style);
  return width;
}

float draw_text(Ui& ui, Point at, std::string_view text, const TextStyle& style, Align align) {
  return draw_text_on_baseline(ui, {at.x, at.y + ui.px(style.em) * kCapital_em / 2}, text, style, align);
}

std::string ellipsis(const Ui& ui, std::string_view text, const TextStyle& style, float width) {
  if (text_width(ui, text, style) <= width + kSlack) return std::string(text);
  const Setting setting = setting_of(ui, text, style);
  const float room = width - measure(setting, kEllipsis, style);
  float used = 0;
  std::string_view rest = text;
  std::size_t keep = 0;
  while (!rest.empty()) {
    const char32_t c = next_character(rest);
    used += advance_of(setting, style, c, glyph_of(setting, c));
    if (used > room) break;
    keep = text.size() - rest.size();
  }
  while (keep > 0 && text[keep - 1] == ' ') --keep;
  return std::string(text.substr(0, keep)).append(kEllipsis);
}

float draw_text_in(Ui& ui, Rect box, std::string_view text, const TextStyle& style, Align align) {
  const float x = align == Align::left ? box.x : align == Align::center ? box.mid_x() : box.right();
  if (text_width(ui, text, style) <= box.w + kSlack)
    return draw_text(ui, {x, box.mid_y()}, text, style, align);
  return draw_text(ui, {x, box.mid_y()}, ellipsis(ui, text, style, box.w), style, align);
}

int paragraph_lines(const Ui& ui, float width, std::string_view text, const TextStyle& style) {
  int lines = 0;
  for (; !text.empty(); ++lines) text = behind_spaces(text, line_of(ui, width, text, style));
  return lines;
}

float draw_paragraph(Ui& ui, Rect box, std::string_view text, const TextStyle& style, float line) {
  const float step = ui.px(line);
  float y = box.y;
  for (; !text.empty() && y + step <= box.bottom() + 1; y += step) {
    const bool last = y + 2 * step > box.bottom() + 1;
    const std::size_t take = last ? text.size() : line_of(ui, box.w, text, style);
    draw_text_in(ui, {box.x, y, box.w, step}, text.substr(0, take), style);
    text = behind_spaces(text, take);
  }
  return y - box.y;
}

float runs_width(const Ui& ui, std::initializer_list<TextRun> runs, float gap) {
  float width = 0;
  bool first = true;
  for (const TextRun& run : runs) {
    if (run.text.empty()) continue;
    width += (first ? 0 : ui.px(gap)) + text_width(ui, run.text, run.style);
    first = false;
  }
  return width;
}

float draw_runs(Ui& ui, Point baseline, std::initializer_list<TextRun> runs, float gap, Align align) {
  const float width = runs_width(ui, runs, gap);
  float x = aligned(baseline.x, width, align);
  for (const TextRun& run : runs)
    if (!run.text.empty()) x += draw_text_on_baseline(ui, {x, baseline.y}, run.text, run.style) + ui.px(gap);
  return width;
}

}  // namespace rollscope
