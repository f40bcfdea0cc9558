#include "app/report/cairo_canvas.hpp"

#include <cairo.h>

#include <array>
#include <numbers>
#include <string>
#include <vector>

namespace rollscope {
namespace {

constexpr double kCapital = 0.727;                                // of an em
constexpr std::array<double, 3> kDigitCell{0.642, 0.654, 0.667};  // of an em: Regular, Medium, SemiBold
constexpr std::array<const char*, 3> kFamilies{"Inter", "Inter Medium", "Inter SemiBold"};

void set_color(cairo_t* context, Color color) {
  const auto channel = [color](int shift) { return ((color >> shift) & 0xFFU) / 255.0; };
  cairo_set_source_rgba(context, channel(0), channel(8), channel(16), channel(24));
}

double radians(float degrees) {
  return static_cast<double>(degrees) * std::numbers::pi / 180.0;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Pieces of a text that is drawn digit by digit: single digits, and what stands between them.
std::vector<std::string> pieces_of(std::string_view text, bool cells) {
  if (!cells) return {std::string(text)};
  std::vector<std::string> pieces;
  bool open = false;
  for (const char c : text) {
    if (is_digit(c) || !open) pieces.emplace_back();
    pieces.back() += c;
    open = !is_digit(c);
  }
  return pieces;
}

double advance(cairo_t* context, const std::string& text) {
  cairo_text_extents_t extents;
  cairo_text_extents(context, text.c_str(), &extents);
  return extents.x_advance;
}

}  // namespace

// Letters stand where their outlines say, at every size and on every system alike.
CairoCanvas::CairoCanvas(cairo_t* context, float scale) : context_(context), scale_(scale) {
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_set_font_options(context, options);
  cairo_font_options_destroy(options);
}

void CairoCanvas::path(std::span<const Point> points, bool closed) {
  cairo_new_path(context_);
  for (const Point& p : points) cairo_line_to(context_, static_cast<double>(p.x), static_cast<double>(p.y));
  if (closed) cairo_close_path(context_);
}

void CairoCanvas::line(std::span<const Point> points, Color color, float width, bool closed) {
  path(points, closed);
  set_color(context_, color);
  cairo_set_line_width(context_, static_cast<double>(width));
  cairo_stroke(context_);
}

void CairoCanvas::dashed(std::span<const Point> points, Color color, float width, float on, float off,
                         bool closed) {
  const std::array<double, 2> dashes{static_cast<double>(on), static_cast<double>(off)};
  cairo_set_dash(context_, dashes.data(), 2, 0);
  line(points, color, width, closed);
  cairo_set_dash(context_, nullptr, 0, 0);
}

void CairoCanvas::arc(Point center, float radius, float from_deg, float to_deg, Color color, float width) {
  cairo_new_path(context_);
  cairo_arc(context_, static_cast<double>(center.x), static_cast<double>(center.y),
            static_cast<double>(radius), radians(from_deg), radians(to_deg));
  set_color(context_, color);
  cairo_set_line_width(context_, static_cast<double>(width));
  cairo_stroke(context_);
}

void CairoCanvas::disc(Point center, float radius, Color color) {
  cairo_new_path(context_);
  cairo_arc(context_, static_cast<double>(center.x), static_cast<double>(center.y),
            static_cast<double>(radius), 0, 2 * std::numbers::pi);
  set_color(context_, color);
  cairo_fill(context_);
}

void CairoCanvas::fill(Rect box, Color color, float corner) {
  const double x = static_cast<double>(box.x), y = static_cast<double>(box.y),
               r = static_cast<double>(corner);
  const double right = static_cast<double>(box.right()), bottom = static_cast<double>(box.bottom());
  constexpr double kQuarter = std::numbers::pi / 2;
  cairo_new_path(context_);
  cairo_arc(context_, right - r, y + r, r, -kQuarter, 0);
  cairo_arc(context_, right - r, bottom - r, r, 0, kQuarter);
  cairo_arc(context_, x + r, bottom - r, r, kQuarter, 2 * kQuarter);
  cairo_arc(context_, x + r, y + r, r, 2 * kQuarter, 3 * kQuarter);
  cairo_close_path(context_);
  set_color(context_, color);
  cairo_fill(context_);
}

void CairoCanvas::frame(Rect box, Color color, float width) {
  const Rect middle = box.inset(width / 2);
  cairo_new_path(context_);
  cairo_rectangle(context_, static_cast<double>(middle.x), static_cast<double>(middle.y),
                  static_cast<double>(middle.w), static_cast<double>(middle.h));
  set_color(context_, color);
  cairo_set_line_width(context_, static_cast<double>(width));
  cairo_stroke(context_);
}

void CairoCanvas::select(const TextStyle& style) const {
  cairo_select_font_face(context_, kFamilies[static_cast<std::size_t>(style.weight)], CAIRO_FONT_SLANT_NORMAL,
                         CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(context_, static_cast<double>(px(style.em)));
}

float CairoCanvas::text_width(std::string_view text, const TextStyle& style) const {
  select(style);
  const double cell = kDigitCell[static_cast<std::size_t>(style.weight)] * static_cast<double>(px(style.em));
  double width = 0;
  for (const std::string& piece : pieces_of(text, style.cells)) {
    width += style.cells && is_digit(piece.front()) ? cell : advance(context_, piece);
  }
  return static_cast<float>(width);
}

void CairoCanvas::text(Point at, std::string_view text, const TextStyle& style, Align align) {
  if (text.empty()) return;
  const float width = text_width(text, style);
  double x = static_cast<double>(at.x);
  if (align != Align::left) x -= static_cast<double>(width) * (align == Align::center ? 0.5 : 1.0);
  const double em = static_cast<double>(px(style.em));
  const double cell = kDigitCell[static_cast<std::size_t>(style.weight)] * em;
  set_color(context_, style.color);
  for (const std::string& piece : pieces_of(text, style.cells)) {
    const bool digit = style.cells && is_digit(piece.front());
    const double wide = advance(context_, piece);
    cairo_move_to(context_, x + (digit ? (cell - wide) / 2 : 0.0),
                  static_cast<double>(at.y) + kCapital * em / 2);
    cairo_show_text(context_, piece.c_str());
    x += digit ? cell : wide;
  }
}

void CairoCanvas::clip(Rect box) {
  cairo_reset_clip(context_);
  if (box.w <= 0 || box.h <= 0) return;
  cairo_new_path(context_);
  cairo_rectangle(context_, static_cast<double>(box.x), static_cast<double>(box.y),
                  static_cast<double>(box.w), static_cast<double>(box.h));
  cairo_clip(context_);
}

void CairoCanvas::image(Point at, const Image& image) {
  std::vector<std::uint32_t> pixels;
  pixels.reserve(image.pixels.size());
  for (const Rgba8& p : image.pixels) {
    pixels.push_back(0xFF000000U | static_cast<std::uint32_t>(p.r) << 16U |
                     static_cast<std::uint32_t>(p.g) << 8U | p.b);
  }
  cairo_surface_t* surface =
      cairo_image_surface_create_for_data(reinterpret_cast<unsigned char*>(pixels.data()), CAIRO_FORMAT_RGB24,
                                          image.width, image.height, image.width * 4);
  cairo_set_source_surface(context_, surface, static_cast<double>(at.x), static_cast<double>(at.y));
  cairo_paint(context_);
  cairo_surface_destroy(surface);
}

}  // namespace rollscope
