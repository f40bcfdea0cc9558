// Buttons, tabs, dropdowns, sliders, badges and banners in the manner of look.md. Boxes are device pixels;
// natural widths come from the *_width functions. Every control takes a tooltip that names what it does and
// its unit.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "app/widgets/icon.hpp"
#include "app/widgets/ui.hpp"

namespace rollscope {

enum class ButtonKind {
  raised,   // the usual
  quiet,    // no fill until hovered
  primary,  // accent fill
  solid,    // ink1 fill: End recording
  outline,  // edge line, no fill
  stop,     // stop line and glyph: Stop
};

struct ButtonSpec {
  std::string_view label = {};
  Icon icon = Icon::none;
  std::string_view key = {};     // a key cap behind the label
  std::string_view detail = {};  // ink3 text behind the label
  ButtonKind kind = ButtonKind::raised;
  bool selected = false;  // a toggle that is on
  bool enabled = true;
  bool menu = false;  // a chevron: opens a list
  bool dot = false;   // accent dot before the label (dot_color when not 0)
  Color dot_color = 0;
  std::string_view tooltip = {};
};
[[nodiscard]] float button_width(const Ui& ui, const ButtonSpec& spec);
// True when pressed.
bool button(Ui& ui, std::string_view id, Rect box, const ButtonSpec& spec);
// At its natural width; returns the box used through `used`. `height` px at 100 %.
bool button_at(Ui& ui, std::string_view id, Point at, const ButtonSpec& spec, float height = size::kControl,
               Rect* used = nullptr);

// A row of choices in one raised box. Returns the index pressed, or -1.
struct Tab {
  std::string_view label;
  bool enabled = true;
  std::string_view tooltip = {};
};
enum class TabStyle { bar, glass };  // app bar (edge line round the chosen one), or tools on the glass
[[nodiscard]] float tabs_width(const Ui& ui, std::span<const Tab> tabs, TabStyle style);
int tabs(Ui& ui, std::string_view id, Point at, std::span<const Tab> tabs, int selected,
         TabStyle style = TabStyle::bar);

// A key in its cap, such as "Esc". Returns the width. `left` is the middle of its left edge.
[[nodiscard]] float key_cap_width(const Ui& ui, std::string_view key);
float key_cap(Ui& ui, Point left, std::string_view key, Color ink = 0, Color line = 0);

// A list in a popup: open it with ui.open_popup(id). Returns the index chosen, or -1. Scrolls where it does
// not fit.
struct MenuItem {
  std::string_view label;
  std::string_view detail = {};
  Icon icon = Icon::none;
  bool checked = false;
  bool enabled = true;
};
int menu(Ui& ui, std::string_view id, Rect anchor, std::span<const MenuItem> items, float width = 280);

// Changes `value` while dragged; true in each frame it changed. `default_value` draws a tick (NaN: none).
struct SliderSpec {
  double min = 0, max = 1, step = 0;  // step 0: continuous
  double default_value = 0;
  bool has_default = false;
  std::string_view tooltip = {};
};
bool slider(Ui& ui, std::string_view id, Rect box, double& value, const SliderSpec& spec);

// A switch: true when flipped.
bool toggle(Ui& ui, std::string_view id, Rect box, std::string_view label, bool on,
            std::string_view tooltip = {});

// One line of text. True when Enter was pressed. `focus` puts the caret into it; without `framed` the caller
// has drawn a frame already.
bool text_field(Ui& ui, std::string_view id, Rect box, std::string& text, std::string_view hint,
                bool focus = false, bool framed = true);

// 0..1; `tick` marks a place on it (negative: none).
void progress_bar(Ui& ui, Rect box, double share, Color fill, double tick = -1);

// A line of text in a rounded edge, such as the quality class. Returns the width; `right` is the middle of
// its right edge.
float badge(Ui& ui, Point right, std::string_view strong, std::string_view text,
            std::string_view tooltip = {});

// A label on the glass: text on 86 % glass, 28 px high. Returns its box.
Rect glass_label(Ui& ui, Point center, std::initializer_list<TextRun> runs);

// The alert banner of the desk views (look.md 5). Says which of its buttons was pressed.
enum class BannerKind { stop, caution, technical };
enum class BannerPress { none, acknowledge, silence };
struct BannerSpec {
  BannerKind kind;
  std::string_view title = {};                              // "STOP"
  std::string_view value = {};                              // "398 > 385 kPa"
  std::string_view detail = {};                             // "Lateral thigh"
  bool may_acknowledge = false, may_silence = false;        // the buttons it has
  std::string_view acknowledge_key = {}, silence_key = {};  // their key caps; empty: no key does it
  double silence_left_s = 0;  // over 0: shows the count-down instead of the button
};
BannerPress banner(Ui& ui, Rect box, const BannerSpec& spec);

// A dot that says a link lives; in tech colour and hollow when not.
void link_dot(Ui& ui, Point center, float diameter, bool alive);

}  // namespace rollscope
