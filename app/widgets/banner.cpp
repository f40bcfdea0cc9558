// The alert banner of the desk views (look.md 5, last paragraph).
#include <fmt/format.h>

#include <cmath>

#include "app/widgets/control.hpp"
#include "app/widgets/glyph.hpp"
#include "app/widgets/paint.hpp"

namespace rollscope {
namespace {

struct BannerColors {
  Color fill, line, ink;
};

BannerColors colors_of(const Palette& c, BannerKind kind) {
  switch (kind) {
    case BannerKind::stop:
      return {c.stop_fill, c.on_stop, c.on_stop};
    case BannerKind::caution:
      return {c.caution_fill, c.on_caution, c.on_caution};
    case BannerKind::technical:
      break;
  }
  return {c.tech_dim, c.tech, c.ink1};
}

LiveState state_of(BannerKind kind) {
  return kind == BannerKind::stop      ? LiveState::stop
         : kind == BannerKind::caution ? LiveState::ease
                                       : LiveState::no_data;
}

// A button on the banner's own colours: filled (white with the area's colour), or framed.
bool banner_button(Ui& ui, std::string_view id, Rect box, std::string_view label, Icon icon,
                   std::string_view key, Color fill, Color ink, Color line) {
  const Interaction in = ui.interact(id, box);
  if (fill != 0)
    fill_rect(ui, box, mix(fill, line, 0.15f * in.hover), ui.px(radius::kControl));
  else if (in.hover > 0)
    fill_rect(ui, box, with_alpha(ink, 0.15f * in.hover), ui.px(radius::kControl));
  frame_rect(ui, box, fill != 0 ? fill : line, ui.px(2), ui.px(radius::kControl));
  float x = box.x + ui.px(12);
  if (icon != Icon::none) {
    draw_icon(ui, icon, {x + ui.px(8), box.mid_y()}, 16, ink);
    x += ui.px(24);
  }
  x += draw_text(ui, {x, box.mid_y()}, label, {.em = 14, .weight = Weight::semibold, .color = ink});
  if (!key.empty()) key_cap(ui, {x + ui.px(10), box.mid_y()}, key, ink, ink);
  return in.clicked;
}

float banner_button_width(const Ui& ui, std::string_view label, bool icon, std::string_view key) {
  const float cap = key.empty() ? 0 : key_cap_width(ui, key) + ui.px(10);
  return std::ceil(text_width(ui, label, {.em = 14, .weight = Weight::semibold}) + cap +
                   ui.px(icon ? 48 : 24));
}

}  // namespace

BannerPress banner(Ui& ui, Rect box, const BannerSpec& spec) {
  const BannerColors c = colors_of(ui.colors(), spec.kind);
  fill_rect(ui, box, c.fill);
  if (spec.kind == BannerKind::technical)
    dashed_frame(ui, box, c.line, ui.px(4), ui.px(20), ui.px(14));
  else if (spec.kind == BannerKind::stop)
    frame_rect(ui, box, c.line, ui.px(4));

  ui.push_id("banner");
  BannerPress press = BannerPress::none;
  const float y = box.mid_y(), height = ui.px(36);
  float right = box.right() - ui.px(20);
  if (spec.silence_left_s > 0) {
    const std::string left = fmt::format("{} s", static_cast<int>(std::ceil(spec.silence_left_s)));
    right -= draw_text(ui, {right, y}, left,
                       {.em = 18, .weight = Weight::semibold, .color = c.ink, .cells = true}, Align::right);
    draw_icon(ui, Icon::silence, {right - ui.px(16), y}, 20, c.ink);
    right -= ui.px(42);
  } else if (spec.may_silence) {
    const float width = banner_button_width(ui, "Silence 120 s", true, spec.silence_key);
    const Rect where{right - width, y - height / 2, width, height};
    if (banner_button(ui, "silence", where, "Silence 120 s", Icon::silence, spec.silence_key, 0, c.ink,
                      c.ink))
      press = BannerPress::silence;
    right = where.x - ui.px(16);
  }
  if (spec.may_acknowledge) {
    const float width = banner_button_width(ui, "Acknowledge", false, spec.acknowledge_key);
    const Rect where{right - width, y - height / 2, width, height};
    if (banner_button(ui, "acknowledge", where, "Acknowledge", Icon::none, spec.acknowledge_key, c.ink,
                      c.fill, c.fill))
      press = BannerPress::acknowledge;
    right = where.x - ui.px(16);
  }
  ui.pop_id();

  const bool flashing =
      spec.kind == BannerKind::stop ? ui.flash(2) : spec.kind != BannerKind::caution || ui.flash(0.6);
  if (spec.kind != BannerKind::technical && !ui.reduced_motion())
    ui.wake_in(spec.kind == BannerKind::stop ? 0.25 : 0.83);
  const Point glyph{box.x + ui.px(42), y};
  if (spec.kind == BannerKind::stop)
    draw_glyph(ui, LiveState::stop, glyph, ui.px(36), 0, flashing ? GlyphInk::inverted : GlyphInk::normal);
  else if (flashing)
    draw_glyph(ui, state_of(spec.kind), glyph, ui.px(36), spec.kind == BannerKind::caution ? c.ink : 0);

  float x = box.x + ui.px(76);
  const auto text = [&](std::string_view words, float em, float gap) {
    if (words.empty() || x >= right) return;
    x += draw_text_in(ui, {x, box.y, right - x, box.h}, words,
                      {.em = em, .weight = Weight::semibold, .color = c.ink}) +
         ui.px(gap);
  };
  text(spec.title, spec.kind == BannerKind::stop ? 32 : 24, 24);
  text(spec.value, 24, 16);
  text(spec.detail, 18, 0);
  return press;
}

}  // namespace rollscope
