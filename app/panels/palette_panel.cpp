// Ctrl P: find an action by a few letters.
#include <algorithm>
#include <string>

#include "app/panels/panel.hpp"

namespace rollscope {
namespace {

constexpr std::size_t kRows = 10;

class PalettePanel final : public Panel {
 public:
  void draw(const PanelContext& context) override;

 private:
  std::string typed_;
  bool was_open_ = false;
};

void PalettePanel::draw(const PanelContext& context) {
  Ui& ui = context.ui;
  if (!ui.begin_dialog("palette", ui.px(560), ui.px(68 + 36 * kRows))) {
    was_open_ = false;
    return;
  }
  const bool first = !was_open_;
  was_open_ = true;
  if (first) typed_.clear();
  Rect area = ui.popup_area().inset(ui.px(12));
  const bool entered = text_field(ui, "typed", area.cut_top(ui.px(36)), typed_, "Find an action", first);
  area.cut_top(ui.px(8));
  const auto found = context.actions.search(typed_);
  const Palette& c = ui.colors();
  const Action* chosen = entered && !found.empty() ? found.front() : nullptr;
  for (std::size_t i = 0; i < std::min(found.size(), kRows); ++i) {
    const Action& action = *found[i];
    const Rect line = area.cut_top(ui.px(36));
    const Interaction in = ui.interact(action.id, line);
    const float tint = i == 0 && !typed_.empty() ? 1.0f : in.hover;
    if (tint > 0) fill_rect(ui, line, with_alpha(c.hover, tint), ui.px(radius::kControl));
    if (in.focused) frame_rect(ui, line, c.accent, ui.px(2), ui.px(radius::kControl));
    const std::string key = action.key.text();
    const float cap = key.empty() ? 0 : key_cap_width(ui, key);
    draw_text_in(ui, {line.x + ui.px(12), line.y, line.w - ui.px(40) - cap, line.h}, action.title,
                 {.em = 14, .weight = Weight::medium});
    if (!key.empty()) key_cap(ui, {line.right() - ui.px(12) - cap, line.mid_y()}, key);
    if (in.clicked) chosen = &action;
  }
  if (found.empty())
    draw_text_in(ui, area.cut_top(ui.px(36)).inset(ui.px(12), 0), "No action has these letters.",
                 {.em = 14, .color = c.ink3});
  ui.end_popup();
  if (chosen == nullptr) return;
  const std::string id = chosen->id;
  ui.close_popups();
  context.actions.run(id);
}

}  // namespace

PanelInfo palette_panel() {
  return {.id = "palette",
          .title = "Find an action",
          .make = [] { return std::unique_ptr<Panel>(std::make_unique<PalettePanel>()); },
          .overlay = true};
}

}  // namespace rollscope
