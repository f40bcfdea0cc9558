// F1: every key, and where to change it.
#include <algorithm>
#include <string>
#include <vector>

#include "app/panels/panel.hpp"

namespace rollscope {
namespace {

class HelpPanel final : public Panel {
 public:
  void draw(const PanelContext& context) override;

 private:
  void draw_row(const PanelContext& context, Rect line, const Action& action);
};

void HelpPanel::draw(const PanelContext& context) {
  Ui& ui = context.ui;
  struct Line {
    const Action* action;  // nullptr: a heading
    std::string_view heading;
  };
  std::vector<Line> lines;
  std::vector<std::string_view> groups;
  for (const Action& action : context.actions.all())
    if (action.listed && std::find(groups.begin(), groups.end(), action.group) == groups.end())
      groups.push_back(action.group);
  for (const std::string_view group : groups) {
    lines.push_back({nullptr, group});
    for (const Action& action : context.actions.all())
      if (action.listed && action.group == group) lines.push_back({&action, {}});
  }
  constexpr int kColumns = 2;
  const std::size_t rows = (lines.size() + kColumns - 1) / kColumns + 1;
  const float row = ui.px(28);
  const float height = ui.px(84) + row * static_cast<float>(rows);
  if (!ui.begin_dialog("help", ui.px(960), height)) {
    context.view.rebinding.clear();
    return;
  }
  Rect area = ui.popup_area().inset(ui.px(24), ui.px(16));
  const Rect title = area.cut_top(ui.px(36));
  draw_text_in(ui, title, "Keys", {.em = 24, .weight = Weight::semibold});
  draw_text_in(ui, title,
               context.view.rebinding.empty() ? "click one to give it another key; 0 to 9 rate the pain"
                                              : "press the new key, Esc to keep the old one",
               {.em = 14, .color = ui.colors().ink3}, Align::right);
  area.cut_top(ui.px(12));
  const float width = (area.w - ui.px(32)) / kColumns;
  std::size_t at = 0;
  for (int column = 0; column < kColumns; ++column) {
    Rect side{area.x + static_cast<float>(column) * (width + ui.px(32)), area.y, width, area.h};
    for (std::size_t i = 0; i < rows && at < lines.size(); ++i) {
      // A heading never stands last in its column.
      if (lines[at].action == nullptr && i + 1 >= rows) break;
      const Rect line = side.cut_top(std::min(row, area.h / static_cast<float>(rows)));
      if (lines[at].action != nullptr)
        draw_row(context, line, *lines[at].action);
      else
        draw_text_in(ui, line, lines[at].heading, {.em = 14, .weight = Weight::semibold});
      ++at;
    }
  }
  ui.end_popup();
}

void HelpPanel::draw_row(const PanelContext& context, Rect line, const Action& action) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const Interaction in = ui.interact(action.id, line, true, "Click, then press the new key");
  const bool waiting = context.view.rebinding == action.id;
  if (in.hover > 0 || waiting)
    fill_rect(ui, line, with_alpha(c.hover, waiting ? 1 : in.hover), ui.px(radius::kLabel));
  if (in.focused) frame_rect(ui, line, c.accent, ui.px(2), ui.px(radius::kLabel));
  draw_text_in(ui, {line.x + ui.px(8), line.y, line.w - ui.px(120), line.h}, action.title,
               {.em = 14, .color = c.ink2});
  const std::string key = waiting ? "\u2026" : action.key.text();
  if (!key.empty())
    key_cap(ui, {line.right() - ui.px(8) - key_cap_width(ui, key), line.mid_y()}, key, c.ink1);
  if (in.clicked) context.view.rebinding = action.id;
}

}  // namespace

PanelInfo help_panel() {
  return {.id = "help",
          .title = "Keys",
          .make = [] { return std::unique_ptr<Panel>(std::make_unique<HelpPanel>()); },
          .overlay = true};
}

}  // namespace rollscope
