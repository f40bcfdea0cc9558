#include "app/panels/studio_band.hpp"

#include <fmt/format.h>

#include <array>
#include <string>

namespace rollscope {
namespace {

float along(Rect block, float value, float from, float to) {
  const float share = to > from ? std::clamp((value - from) / (to - from), 0.0f, 1.0f) : 1.0f;
  return block.x + share * block.w;
}

TextStyle word_style(Color ink) {
  return {.em = 76, .weight = Weight::semibold, .color = ink};
}

void draw_target(Ui& ui, Rect block, Color frame, Color fill, Color ink) {
  fill_rect(ui, block, fill, ui.px(radius::kBand));
  frame_rect(ui, block, frame, ui.px(8), ui.px(radius::kBand));
  const float pad = ui.px(32);
  draw_text(ui, {block.x + pad, block.mid_y()}, "enough", word_style(ink));
  draw_text(ui, {block.right() - pad, block.mid_y()}, "not too much", word_style(ink), Align::right);
}

void draw_less(Ui& ui, Rect block, bool easing, Color ink) {
  const Palette& c = ui.colors();
  fill_rect(ui, block, easing ? c.caution_fill : c.raised, ui.px(radius::kBand));
  {
    ClipScope inside(ui, block.inset(ui.px(3)));
    hatch_rect(ui, block, easing ? c.caution_stripe : c.hover, ui.px(6), ui.px(18));
  }
  draw_text(ui, block.center(), "less", word_style(ink), Align::center);
}

void draw_stop_block(Ui& ui, Rect block, LiveState state, bool inverted) {
  const Palette& c = ui.colors();
  const bool stop = state == LiveState::stop;
  fill_rect(ui, block, stop ? c.stop_fill : c.raised, ui.px(radius::kBand));
  if (stop) frame_rect(ui, block, c.on_stop, ui.px(6), ui.px(radius::kBand));
  const GlyphInk ink = state == LiveState::no_data ? GlyphInk::muted
                       : stop && inverted          ? GlyphInk::inverted
                                                   : GlyphInk::normal;
  draw_glyph(ui, LiveState::stop, block.center(), ui.px(86), 0, ink);
}

void draw_pointer(const PanelContext& context, const StudioLayout& layout, float p1) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const LiveLimits& limits = context.session.observation.limits;
  const Rect band = layout.band();
  const float half = ui.px(37);
  // The triangle stays on the band whatever the pressure.
  const float x = std::clamp(studio_pointer_x(layout, limits, p1), band.x + half, band.right() - half);
  const float tip = band.y + ui.px(10), base = tip - ui.px(62);
  const std::array<Point, 3> casing{Point{x - half - ui.px(10), base}, Point{x + half + ui.px(10), base},
                                    Point{x, tip + ui.px(16)}};
  fill_polygon(ui, casing, c.window);
  const std::array<Point, 3> triangle{Point{x - half, base}, Point{x + half, base}, Point{x, tip}};
  fill_polygon(ui, triangle, c.ink1);
  const std::string value = fmt::format("{:.0f}", p1);
  const bool left = p1 > limits.caution;
  const TextStyle large{.em = 44, .weight = Weight::semibold, .cells = true};
  const TextStyle small{.em = 32, .color = c.ink2};
  draw_runs(ui, {left ? x - ui.px(54) : x + ui.px(54), base + ui.px(38)}, {{value, large}, {"kPa", small}},
            12, left ? Align::right : Align::left);
}

// Counts: no band and no ceilings, for nobody knows how hard they are.
void draw_relative(const PanelContext& context, const StudioLayout& layout) {
  Ui& ui = context.ui;
  const Rect band = layout.band();
  fill_rect(ui, band, ui.colors().raised, ui.px(radius::kBand));
  const Observation& now = context.session.observation;
  const float p1 = now.leading >= 0 ? now.contacts[static_cast<std::size_t>(now.leading)].contact.p1 : 0;
  const float y = band.mid_y() + ui.px(27.6f);  // baseline: half a capital of 76 em
  draw_runs(ui, {band.x + ui.px(32), y},
            {{fmt::format("{:.0f}", p1), {.em = 76, .weight = Weight::semibold, .cells = true}},
             {"arb.", {.em = 44, .color = ui.colors().ink2}}},
            16);
  draw_text_in(ui, {band.x + band.w * 0.3f, band.y, band.w * 0.7f - ui.px(32), band.h},
               "Not calibrated: no limits, no warnings",
               {.em = 44, .weight = Weight::semibold, .color = ui.colors().ink2}, Align::right);
}

}  // namespace

float studio_pointer_x(const StudioLayout& layout, const LiveLimits& limits, float p1) {
  if (p1 <= limits.band_low) return along(layout.more(), p1, 0, limits.band_low);
  if (p1 <= limits.band_high) return along(layout.target(), p1, limits.band_low, limits.band_high);
  if (p1 <= limits.stop) return along(layout.less(), p1, limits.band_high, limits.stop);
  return along(layout.stop(), p1, limits.stop, limits.stop * 1.25f);
}

void draw_studio_band(const PanelContext& context, const StudioLayout& layout) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const SessionState& session = context.session;
  const Observation& now = session.observation;
  if (!now.limits.armed) return draw_relative(context, layout);
  const LiveState state = session.state;
  const bool no_data = state == LiveState::no_data, stop = state == LiveState::stop,
             ease = state == LiveState::ease;
  const ContactView* leading =
      now.leading >= 0 ? &now.contacts[static_cast<std::size_t>(now.leading)] : nullptr;
  // A massage gun's peaks fall between the frames: no pointer is better than a wrong one.
  const bool pointed = leading != nullptr && !leading->percussion;
  const float p1 = pointed ? leading->contact.p1 : 0;
  const bool timed = state == LiveState::hold || state == LiveState::done;
  const bool inside = timed && p1 >= now.limits.band_low && p1 <= now.limits.band_high;

  const Color quiet = no_data ? c.ink3 : c.ink2, loud = no_data ? c.ink3 : c.ink1;
  fill_rect(ui, layout.more(), c.raised, ui.px(radius::kBand));
  draw_text(ui, layout.more().center(), "more", word_style(quiet), Align::center);
  draw_target(ui, layout.target(), no_data || stop ? c.edge : c.accent, inside ? c.accent_dim : c.raised,
              loud);
  draw_less(ui, layout.less(), ease, ease ? c.on_caution : quiet);
  draw_stop_block(ui, layout.stop(), state, now.alert.latched && !ui.flash(2));
  if (!no_data && pointed) draw_pointer(context, layout, p1);
}

}  // namespace rollscope
