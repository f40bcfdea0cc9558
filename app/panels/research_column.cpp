#include "app/panels/research_column.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <vector>

#include "app/panels/contact_reading.hpp"
#include "app/panels/desk_text.hpp"
#include "app/panels/research_plots.hpp"
#include "app/report/words.hpp"

namespace rollscope {
namespace {

// Heights of the sections, px at 100 %, and where their contents stand in them.
struct Measures {
  float values, p1, force, holds;  // the link takes the rest
  float pad;
  float head, title;   // middle of the title's capitals
  float label, value;  // middles in the section of values
  float table;         // top of the table's header
  float link_label, link_value, link_clock;
  std::array<float, 4> value_x, link_x;
};
constexpr Measures kWide{
    130, 276, 211, 219, 24, 29, 23, 62, 90, 42, 50, 69, 99, {0, 158, 263, 368}, {0, 109, 226, 368}};
constexpr Measures kLow{
    110, 146, 121, 147, 24, 21, 17, 48, 76, 35, 40, 57, 79, {0, 158, 263, 368}, {0, 109, 226, 368}};
constexpr Measures kNarrow{
    110, 146, 121, 147, 16, 21, 17, 48, 76, 35, 40, 57, 79, {0, 108, 181, 254}, {0, 79, 170, 264}};
constexpr float kLink = 92;  // at least

TextStyle title_style() {
  return {.em = 14, .weight = Weight::semibold};
}

void draw_title(Ui& ui, Point at, std::string_view title, std::string_view detail) {
  const float used = draw_text(ui, at, title, title_style());
  draw_text(ui, {at.x + used + ui.px(8), at.y}, detail, {.em = 14, .color = ui.colors().ink3});
}

// A label with a value and its unit below it.
struct Value {
  std::string_view label, value, unit;
};
// A wide value is set in the next smaller size before its unit is cut.
void draw_value(Ui& ui, Point label, Point value, const Value& text, float em, float room) {
  const Palette& c = ui.colors();
  draw_text(ui, label, text.label, {.em = 12, .weight = Weight::medium, .color = c.ink3});
  const TextStyle unit{.em = 14, .color = c.ink3};
  TextStyle large{.em = em, .weight = Weight::semibold, .cells = true};
  room += ui.px(2);  // widths round up; the gaps are wider than this
  const float needed = text_width(ui, text.unit, unit) + (text.unit.empty() ? 0 : ui.px(6));
  for (const float smaller : {24.0f, 18.0f, 14.0f})
    if (smaller < large.em && text_width(ui, text.value, large) + needed > room) large.em = smaller;
  const float baseline = value.y + ui.px(em) * 0.3635f;
  const float used = draw_text_on_baseline(ui, {value.x, baseline}, text.value, large);
  const float left = room - used - ui.px(6);
  if (left < ui.px(8)) return;
  draw_text_on_baseline(ui, {value.x + used + ui.px(6), baseline}, ellipsis(ui, text.unit, unit, left), unit);
}

void draw_class_badge(const PanelContext& context, Point right) {
  switch (context.session.observation.quality_class) {
    case 'A':
      badge(context.ui, right, "A", "\u00b1 5 %", "Quality class A: forces are right within 5 %");
      return;
    case 'B':
      if (context.session.observation.class_declared) {
        badge(context.ui, right, "B", "declared", "As its maker declares: not checked with a known weight");
        return;
      }
      badge(context.ui, right, "B", "\u00b1 10 %", "Quality class B: forces are right within 10 %");
      return;
    default:
      badge(context.ui, right, "C", "relative", "Quality class C: not calibrated, so values only compare");
  }
}

void draw_values(const PanelContext& context, Rect section, const Measures& m) {
  Ui& ui = context.ui;
  const SessionState& session = context.session;
  const ContactView* contact = shown_contact(session, context.view);
  const bool selected = contact != nullptr && contact->track_id == context.view.selected_track;
  const std::string title = contact == nullptr     ? "No contact"
                            : contact->hold_id > 0 ? fmt::format("Hold {}", contact->hold_id)
                            : contact->contact_class == ContactClass::rest ? "Rest"
                                                                           : "Contact";
  draw_title(ui, {section.x, section.y + ui.px(m.head)}, title,
             contact == nullptr ? ""
             : selected         ? "selected contact"
                                : "leading contact");
  draw_class_badge(context, {section.right(), section.y + ui.px(m.head)});
  const ContactReading reading = read_contact(session, contact);
  const char* unit = pressure_unit(session);
  const std::array<Value, 4> values{Value{"P1", reading.p1, unit}, Value{"Mean", reading.mean, unit},
                                    Value{"Force", reading.force, session.is_kpa() ? "N" : ""},
                                    Value{"Area", reading.area, "cm\u00b2"}};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float x = section.x + ui.px(m.value_x[i]);
    const float end = i + 1 < values.size() ? section.x + ui.px(m.value_x[i + 1] - 4) : section.right();
    draw_value(ui, {x, section.y + ui.px(m.label)}, {x, section.y + ui.px(m.value)}, values[i],
               i == 0        ? 32
               : ui.narrow() ? 18
                             : 24,
               end - x);
  }
}

std::string lost_of(const LinkView& link) {
  return link.frames_lost ? "of " + count_text(link.frames + *link.frames_lost) : "unknown";
}

struct Latency {
  std::string value;
  const char* unit;
};
Latency latency_of(double ms) {
  if (ms <= 0) return {"\u2013", ""};
  if (ms < 1000) return {fmt::format("{:.0f}", ms), "ms"};
  return {fmt::format("{:.1f}", ms * 1e-3), "s"};
}

// "Sensel at row 3, column 4 does not answer: left out; and 2 more".
std::string faults_named(const std::vector<SenselFault>& faults) {
  if (faults.empty()) return "Left out by the calibration";
  const std::string first = fault_text(faults.front());
  return faults.size() == 1 ? first : fmt::format("{}; and {} more", first, faults.size() - 1);
}

void draw_link(const PanelContext& context, Rect section, const Measures& m) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const SessionState& session = context.session;
  const LinkView& link = session.link;
  const float y = section.y + ui.px(m.title);
  float x = section.x + draw_text(ui, {section.x, y}, "Link", title_style()) + ui.px(14);
  link_dot(ui, {x, y}, ui.px(11), link.alive);
  x += ui.px(11);
  const char* state = link.alive ? "Live" : link.unplugged ? "Unplugged" : "No frames";
  x += draw_text(ui, {x, y}, state, {.em = 14, .color = link.alive ? c.ink2 : c.tech}) + ui.px(16);
  const int left_out = std::max(session.observation.sensels_dead, session.observation.sensels_masked);
  const std::string unmeasured =
      left_out == 0 ? "All sensels measured"
                    : fmt::format("{} sensel{} not measured", left_out, left_out == 1 ? "" : "s");
  const Rect room{x, section.y, section.right() - x, 2 * ui.px(m.title)};
  draw_text_in(ui, room, unmeasured, {.em = 14, .color = c.ink3}, Align::right);
  if (left_out > 0) ui.interact("unmeasured", room, false, faults_named(session.observation.faults));

  const std::string rate = fmt::format("{:.{}f}", link.rate_hz, link.rate_hz < 999.95 ? 1 : 0),
                    of = lost_of(link);
  const std::string lost = link.frames_lost ? count_text(*link.frames_lost) : "\u2013";
  const Latency p50 = latency_of(link.to_screen_p50_ms), p95 = latency_of(link.to_screen_p95_ms);
  const std::array<Value, 4> values{
      Value{"Rate", rate, "Hz"}, Value{"Lost", lost, of},
      Value{ui.narrow() ? "To screen p50" : "Sensor to screen p50", p50.value, p50.unit},
      Value{"p95", p95.value, p95.unit}};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float left = section.x + ui.px(m.link_x[i]);
    const float end = i + 1 < values.size() ? section.x + ui.px(m.link_x[i + 1] - 8) : section.right();
    draw_value(ui, {left, section.y + ui.px(m.link_label)}, {left, section.y + ui.px(m.link_value)},
               values[i], ui.narrow() ? 14 : 18, end - left);
  }
  if (link.clock.empty()) return;
  const Rect clock{section.x, section.y + ui.px(m.link_clock - 8), section.w, ui.px(16)};
  draw_text_in(ui, clock, link.clock, {.em = 12, .color = c.ink3});
  ui.interact("clock", clock, false, "Clock: " + link.clock_in_full);
}

const Measures& measures_for(const Ui& ui, Rect column) {
  if (ui.narrow()) return kNarrow;
  const float needed = ui.px(kWide.values + kWide.p1 + kWide.force + kWide.holds + kLink);
  return column.h < needed ? kLow : kWide;
}

}  // namespace

void ResearchColumn::draw(const PanelContext& context, Rect column) {
  Ui& ui = context.ui;
  const Measures& m = measures_for(ui, column);
  ui.lay_ground(column, ui.colors().panel);
  hair_down(ui, column.min(), column.h);
  const float line = std::max(1.0f, std::round(ui.px(1)));
  // Sections from the top; what a tall window has to spare goes to the holds.
  const auto section = [&](float height, bool last = false) {
    Rect box = column.cut_top(height);
    if (!last) hair(ui, {box.x, box.bottom() - line}, box.w);
    box.cut_left(line);
    return box.inset(ui.px(m.pad), 0);
  };
  const bool low = &m != &kWide;
  draw_values(context, section(ui.px(m.values)), m);
  draw_p1_plot(context, section(ui.px(m.p1), true), low);
  draw_force_plot(context, section(ui.px(m.force)), low);

  const Rect holds = section(std::max(ui.px(m.holds), column.h - ui.px(kLink + (low ? 0 : 32))));
  const std::vector<HoldRow> rows = hold_rows(context.session);
  const float y = holds.y + ui.px(m.title);
  draw_title(ui, {holds.x, y}, "Holds",
             fmt::format("target {:.0f} s", context.session.observation.limits.target_s));
  draw_text(ui, {holds.right(), y}, fmt::format("{} today", rows.size()),
            {.em = 14, .color = ui.colors().ink3}, Align::right);
  Rect table = holds;
  table.cut_top(ui.px(m.table));
  table.cut_bottom(ui.px(low ? 2 : 12));
  holds_.draw(ui, table, rows, {.compact = ui.narrow(), .unit = pressure_unit(context.session)});
  draw_link(context, section(column.h, true), m);
}

}  // namespace rollscope
