// What every widget needs while one frame is drawn: palette, type, scale, pointer, time. Main thread only.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/widgets/geometry.hpp"
#include "app/widgets/theme.hpp"
#include "app/widgets/type.hpp"

struct ImDrawList;

namespace rollscope {

// What a widget learns about the pointer and the keyboard.
struct Interaction {
  bool hovered = false;
  bool held = false;     // pressed on it and not yet let go
  bool clicked = false;  // let go over it, or Space or Enter while it has the focus
  bool focused = false;  // by Tab: draw the focus outline
  float hover = 0;       // 0..1, follows `hovered` within 80 ms
};

class Ui {
 public:
  Ui();
  ~Ui();
  Ui(const Ui&) = delete;
  Ui& operator=(const Ui&) = delete;

  // ---- the frame; called by the shell (and by tests) around everything that draws
  struct Frame {
    Rect screen;
    double now_s = 0;  // runs on; frozen in scripted runs
    float near_scale = 1, studio_scale = 1;
    ThemeName theme = ThemeName::dark;
    bool reduced_motion = false;
  };
  // Bakes type when a scale changed; true when the font texture must be made again. Before ImGui::NewFrame.
  bool prepare(const Frame& frame);
  // After ImGui::NewFrame: opens the full-screen ImGui window everything is drawn in. It has no ground of its
  // own: whoever owns the screen clears it in the palette's `window` first, then each of grounds().
  void begin();
  void end();
  struct Ground {
    Rect box;  // device pixels
    Color color;
  };
  // What was laid since begin(), in that order.
  [[nodiscard]] std::span<const Ground> grounds() const { return grounds_; }

  // ---- what widgets and panels read
  [[nodiscard]] const Palette& colors() const { return *palette_; }  // of the theme, or dark on the glass
  [[nodiscard]] const Palette& glass() const { return palette(ThemeName::dark); }
  [[nodiscard]] ThemeName theme() const { return frame_.theme; }
  [[nodiscard]] float scale() const { return scale_; }  // one px at 100 % in device pixels
  [[nodiscard]] float px(float at_100) const { return at_100 * scale_; }
  [[nodiscard]] float near_scale() const { return frame_.near_scale; }
  [[nodiscard]] float studio_scale() const { return frame_.studio_scale; }
  [[nodiscard]] bool narrow() const;  // under 1500 px at 100 % wide
  [[nodiscard]] Rect screen() const { return frame_.screen; }
  [[nodiscard]] double now_s() const { return frame_.now_s; }
  [[nodiscard]] bool reduced_motion() const { return frame_.reduced_motion; }
  [[nodiscard]] Point pointer() const;
  // The left button went down in the box in this frame, whatever lies there; not while a popup is open.
  [[nodiscard]] bool pressed_in(Rect box) const;
  [[nodiscard]] float wheel() const;  // steps since the last frame, positive: up
  [[nodiscard]] const Fonts& fonts() const { return fonts_; }
  [[nodiscard]] ImDrawList* list() const;  // of the ImGui window in front

  // A square wave for the flashing glyphs: true in the first half of each period. Steady (true) with reduced
  // motion.
  [[nodiscard]] bool flash(double hz) const;
  // Something moves by itself: draw again within this many seconds even without an event.
  void wake_in(double seconds);
  [[nodiscard]] double wake_s() const { return wake_s_; }  // shortest wish of this frame

  // A plain opaque area under everything that is drawn, wherever in the frame this is called. Why: cleared
  // it costs software GL next to nothing, painted as a rectangle it costs milliseconds.
  void lay_ground(Rect box, Color color) { grounds_.push_back({box, color}); }

  // ---- interaction
  // Makes `box` sensitive. `id` is unique inside the panel (push_id nests). A disabled widget still shows its
  // tooltip.
  Interaction interact(std::string_view id, Rect box, bool enabled = true, std::string_view tooltip = {});
  void push_id(std::string_view id);
  void pop_id();
  // Moves the keyboard focus; called by the shell on Tab and Shift+Tab.
  void focus_next(int step);
  void clear_focus();
  [[nodiscard]] bool has_focus() const;
  void activate_focused();            // Space or Enter
  [[nodiscard]] bool typing() const;  // a text field has the keyboard

  // ---- popups: a small window over everything; one at a time, a click outside closes it
  void open_popup(std::string_view id);
  void close_popups();
  [[nodiscard]] bool popup_open() const;
  // Opens the popup's window below (or above) `anchor`; between true and end_popup() widgets draw into it.
  bool begin_popup(std::string_view id, Rect anchor, float width, float height);
  // A popup in the middle of the screen.
  bool begin_dialog(std::string_view id, float width, float height);
  [[nodiscard]] Rect popup_area() const;  // inside, in device pixels
  void end_popup();

 private:
  friend class PaletteScope;
  friend class ScaleScope;
  struct Impl;
  std::unique_ptr<Impl> impl_;
  Frame frame_;
  Fonts fonts_;
  const Palette* palette_;
  float scale_ = 1;
  double wake_s_ = 1e9;
  std::vector<Ground> grounds_;
};

// Within the scope the colours are another palette's: `PaletteScope on_glass(ui, ui.glass());`
class PaletteScope {
 public:
  PaletteScope(Ui& ui, const Palette& to) : ui_(ui), before_(ui.palette_) { ui.palette_ = &to; }
  ~PaletteScope() { ui_.palette_ = before_; }
  PaletteScope(const PaletteScope&) = delete;
  PaletteScope& operator=(const PaletteScope&) = delete;

 private:
  Ui& ui_;
  const Palette* before_;
};

// Within the scope px() and all widgets use another scale: `ScaleScope studio(ui, ui.studio_scale());`
class ScaleScope {
 public:
  ScaleScope(Ui& ui, float to) : ui_(ui), before_(ui.scale_) { ui.scale_ = to; }
  ~ScaleScope() { ui_.scale_ = before_; }
  ScaleScope(const ScaleScope&) = delete;
  ScaleScope& operator=(const ScaleScope&) = delete;

 private:
  Ui& ui_;
  float before_;
};

}  // namespace rollscope
