// Buttons, tabs, key caps, badges: what is pressed or read at a glance. Lists and inputs: control_input.cpp.
#include "app/widgets/control.hpp"

#include <algorithm>
#include <cmath>

#include "app/widgets/control_paint.hpp"
#include "app/widgets/glyph.hpp"
#include "app/widgets/paint.hpp"

namespace rollscope {
namespace {

constexpr float kPadding = 12, kIcon = 20, kIconGap = 8, kChevron = 9, kCapGap = 8;
constexpr float kChevronIcon = 18;  // its grid; the stroke fills half of it

TextStyle label_style(const ButtonSpec& spec) {
  const bool strong =
      spec.kind == ButtonKind::primary || spec.kind == ButtonKind::solid || spec.kind == ButtonKind::stop;
  return {.em = 14, .weight = strong ? Weight::semibold : Weight::medium};
}

struct ButtonColors {
  Color fill = 0, ink = 0, line = 0;
};

ButtonColors colors_of(const Ui& ui, const ButtonSpec& spec, const Interaction& in) {
  const Palette& c = ui.colors();
  const float press = in.held ? 1.0f : in.hover;
  if (!spec.enabled)
    return {spec.kind == ButtonKind::quiet || spec.kind == ButtonKind::outline ? 0 : c.raised,
            mix(c.ink3, c.panel, 0.4f), spec.kind == ButtonKind::outline ? c.hair : 0};
  switch (spec.kind) {
    case ButtonKind::raised:
      return {mix(c.raised, c.hover, spec.selected ? 1.0f : press), c.ink1, 0};
    case ButtonKind::quiet:
      if (spec.selected) return {mix(c.raised, c.hover, press), c.ink1, 0};
      return {with_alpha(c.hover, press), mix(c.ink2, c.ink1, press), 0};
    case ButtonKind::primary:
      return {mix(c.accent, c.ink1, 0.18f * press), c.on_accent, 0};
    case ButtonKind::solid:
      return {mix(c.ink1, c.ink2, 0.35f * press), c.panel, 0};
    case ButtonKind::outline:
      return {with_alpha(c.hover, press), c.ink1, c.edge};
    case ButtonKind::stop:
      break;
  }
  return {with_alpha(c.hover, press), c.ink1, c.stop};
}

}  // namespace

void draw_focus(Ui& ui, Rect box, float corner) {
  frame_rect(ui, box.inset(-ui.px(3)), ui.colors().accent, ui.px(2), ui.px(corner + 3));
}

float key_cap_width(const Ui& ui, std::string_view key) {
  return std::max(ui.px(20),
                  std::round(text_width(ui, key, {.em = 12, .weight = Weight::medium}) + ui.px(12)));
}

float key_cap(Ui& ui, Point left, std::string_view key, Color ink, Color line) {
  const float width = key_cap_width(ui, key), height = ui.px(20);
  const Rect box{std::round(left.x), std::round(left.y - height / 2), width, height};
  frame_rect(ui, box, line != 0 ? line : ui.colors().edge, std::max(1.0f, ui.px(1)), ui.px(radius::kLabel));
  draw_text(ui, box.center(), key,
            {.em = 12, .weight = Weight::medium, .color = ink != 0 ? ink : ui.colors().ink2}, Align::center);
  return width;
}

float button_width(const Ui& ui, const ButtonSpec& spec) {
  float width = 0;
  const auto piece = [&](float w, float gap) { width += (width > 0 ? ui.px(gap) : 0) + w; };
  if (spec.dot) piece(ui.px(10), 0);
  if (spec.kind == ButtonKind::stop || spec.icon != Icon::none) piece(ui.px(kIcon), kIconGap);
  if (!spec.label.empty()) piece(text_width(ui, spec.label, label_style(spec)), kIconGap);
  if (!spec.detail.empty()) piece(text_width(ui, spec.detail, {.em = 14}), kIconGap);
  if (spec.menu) piece(ui.px(kChevron), kCapGap);
  if (!spec.key.empty()) piece(key_cap_width(ui, spec.key), kCapGap);
  const bool only_icon = spec.label.empty() && spec.key.empty() && spec.icon != Icon::none;
  return std::ceil(width + 2 * ui.px(only_icon ? 6 : kPadding));
}

bool button(Ui& ui, std::string_view id, Rect box, const ButtonSpec& spec) {
  const Interaction in = ui.interact(id, box, spec.enabled, spec.tooltip);
  const ButtonColors c = colors_of(ui, spec, in);
  const float corner = box.h >= ui.px(size::kLargeControl) ? radius::kCard : radius::kControl;
  if (c.fill >> 24 != 0) fill_rect(ui, box, c.fill, ui.px(corner));
  if (c.line != 0)
    frame_rect(ui, box, c.line, std::max(1.0f, ui.px(spec.kind == ButtonKind::stop ? 2 : 1)), ui.px(corner));
  if (in.focused) draw_focus(ui, box, corner);

  // What a person must read goes first: the label keeps its room, the detail is cut.
  const float natural = button_width(ui, spec);
  const bool only_icon = spec.label.empty() && spec.key.empty() && spec.icon != Icon::none;
  const bool fits = natural <= box.w + 0.5f;
  const float pad = fits ? (box.w - natural) / 2 + ui.px(only_icon ? 6 : kPadding) : ui.px(4);
  float x = std::round(box.x + pad);
  const float end = box.right() - pad;
  const float y = std::round(box.mid_y());
  const float cap = spec.key.empty() ? 0 : key_cap_width(ui, spec.key) + ui.px(kCapGap);
  const float chevron = spec.menu ? ui.px(kChevron + kCapGap) : 0;
  bool first = true;
  const auto gap = [&](float d) {
    if (!first) x += ui.px(d);
    first = false;
  };
  if (spec.dot) {
    gap(0);
    fill_circle(ui, {x + ui.px(5), y}, ui.px(5), spec.dot_color != 0 ? spec.dot_color : ui.colors().accent);
    x += ui.px(10);
  }
  if (spec.kind == ButtonKind::stop) {
    gap(kIconGap);
    draw_glyph(ui, LiveState::stop, {x + ui.px(kIcon / 2), y}, ui.px(20));
    x += ui.px(kIcon);
  } else if (spec.icon != Icon::none) {
    gap(kIconGap);
    draw_icon(ui, spec.icon, {x + ui.px(kIcon / 2), y}, kIcon, c.ink);
    x += ui.px(kIcon);
  }
  if (!spec.label.empty()) {
    gap(kIconGap);
    TextStyle style = label_style(spec);
    style.color = c.ink;
    x += draw_text_in(ui, {x, box.y, std::max(0.0f, end - cap - chevron - x), box.h}, spec.label, style);
  }
  if (!spec.detail.empty() && end - cap - chevron - x > ui.px(40)) {
    gap(kIconGap);
    x += draw_text_in(ui, {x, box.y, end - cap - chevron - x, box.h}, spec.detail,
                      {.em = 14, .color = ui.colors().ink3});
  }
  if (spec.menu) {
    gap(kCapGap);
    draw_icon(ui, Icon::down, {x + ui.px(kChevron / 2), y}, kChevronIcon,
              spec.enabled ? ui.colors().ink3 : c.ink);
    x += ui.px(kChevron);
  }
  if (!spec.key.empty()) {
    gap(kCapGap);
    const bool filled = spec.kind == ButtonKind::primary || spec.kind == ButtonKind::solid;
    key_cap(ui, {x, y}, spec.key,
            filled         ? c.ink
            : spec.enabled ? ui.colors().ink2
                           : c.ink,
            filled ? mix(c.ink, c.fill, 0.45f) : 0);
  }
  return in.clicked;
}

bool button_at(Ui& ui, std::string_view id, Point at, const ButtonSpec& spec, float height, Rect* used) {
  const Rect box{at.x, at.y, button_width(ui, spec), ui.px(height)};
  if (used != nullptr) *used = box;
  return button(ui, id, box, spec);
}

float tabs_width(const Ui& ui, std::span<const Tab> items, TabStyle style) {
  const float pad = style == TabStyle::bar ? ui.px(2) : 0;
  float width = 2 * pad;
  for (const Tab& tab : items)
    width +=
        std::round(text_width(ui, tab.label, {.em = 14, .weight = Weight::medium}) + 2 * ui.px(kPadding));
  return width;
}

int tabs(Ui& ui, std::string_view id, Point at, std::span<const Tab> items, int selected, TabStyle style) {
  const Palette& c = ui.colors();
  const bool bar = style == TabStyle::bar;
  const float pad = bar ? ui.px(2) : 0, height = ui.px(bar ? size::kControl : size::kGlassControl);
  fill_rect(ui, {at.x, at.y, tabs_width(ui, items, style), height}, bar ? c.raised : c.panel,
            ui.px(radius::kControl));
  ui.push_id(id);
  int pressed = -1;
  float x = at.x + pad;
  for (int i = 0; i < static_cast<int>(items.size()); ++i) {
    const Tab& tab = items[static_cast<std::size_t>(i)];
    TextStyle text{.em = 14, .weight = Weight::medium};
    const float width = std::round(text_width(ui, tab.label, text) + 2 * ui.px(kPadding));
    const Rect box{x, at.y + pad, width, height - 2 * pad};
    const Interaction in = ui.interact(tab.label, box, tab.enabled, tab.tooltip);
    const bool chosen = i == selected;
    if (chosen || in.hover > 0)
      fill_rect(ui, box, chosen ? c.hover : with_alpha(c.hover, in.hover * 0.6f), ui.px(radius::kControl));
    if (chosen && bar) frame_rect(ui, box, c.edge, std::max(1.0f, ui.px(1)), ui.px(radius::kControl));
    if (in.focused) draw_focus(ui, box, radius::kControl);
    const Color idle = bar ? c.ink2 : c.ink3;
    text.color = !tab.enabled ? mix(c.ink3, c.panel, 0.4f) : chosen ? c.ink1 : mix(idle, c.ink1, in.hover);
    draw_text(ui, box.center(), tab.label, text, Align::center);
    if (in.clicked) pressed = i;
    x += width;
  }
  ui.pop_id();
  return pressed;
}

float badge(Ui& ui, Point right, std::string_view strong, std::string_view text, std::string_view tooltip) {
  const TextStyle bold{.em = 14, .weight = Weight::semibold};
  const TextStyle plain{.em = 12, .weight = Weight::medium, .color = ui.colors().ink2};
  const float width =
      text_width(ui, strong, bold) + (text.empty() ? 0 : ui.px(8) + text_width(ui, text, plain)) + ui.px(16);
  const Rect box{right.x - width, right.y - ui.px(12), width, ui.px(24)};
  frame_rect(ui, box, ui.colors().edge, std::max(1.0f, ui.px(1)), ui.px(radius::kLabel));
  const float used = draw_text(ui, {box.x + ui.px(8), right.y}, strong, bold);
  draw_text(ui, {box.x + ui.px(16) + used, right.y}, text, plain);
  if (!tooltip.empty()) ui.interact(strong, box, false, tooltip);
  return width;
}

Rect glass_label(Ui& ui, Point center, std::initializer_list<TextRun> runs) {
  const float width = runs_width(ui, runs) + ui.px(16), height = ui.px(28);
  const Rect box{std::round(center.x - width / 2), std::round(center.y - height / 2), width, height};
  fill_rect(ui, box, with_alpha(ui.colors().glass, 0.86f), ui.px(radius::kLabel));
  const float em = runs.size() > 0 ? runs.begin()->style.em : 14;
  draw_runs(ui, {box.x + ui.px(8), box.mid_y() + ui.px(em) * 0.3635f}, runs);
  return box;
}

void link_dot(Ui& ui, Point center, float diameter, bool alive) {
  if (alive)
    fill_circle(ui, center, diameter / 2, ui.colors().accent);
  else
    draw_glyph(ui, LiveState::no_data, center, diameter * 1.3f);
}

void progress_bar(Ui& ui, Rect box, double share, Color fill, double tick) {
  fill_rect(ui, box, ui.colors().track, ui.px(2));
  fill_rect(ui, {box.x, box.y, box.w * static_cast<float>(std::clamp(share, 0.0, 1.0)), box.h}, fill,
            ui.px(2));
  if (tick < 0) return;
  const float x = box.x + box.w * static_cast<float>(std::clamp(tick, 0.0, 1.0));
  fill_rect(ui, {std::round(x - ui.px(1)), box.y - ui.px(1), ui.px(2), box.h + ui.px(2)}, ui.colors().ink1);
}

}  // namespace rollscope
