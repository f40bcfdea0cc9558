// The two small questions while measuring: a note (N) and the pain (P), each one dialog.
#include <string>

#include "app/panels/panel.hpp"

namespace rollscope {
namespace {

class EntryPanel final : public Panel {
 public:
  void draw(const PanelContext& context) override {
    draw_note(context);
    draw_pain(context);
  }

 private:
  void draw_note(const PanelContext& context);
  void draw_pain(const PanelContext& context);

  std::string note_;
  bool note_open_ = false;
};

void EntryPanel::draw_note(const PanelContext& context) {
  Ui& ui = context.ui;
  if (!ui.begin_dialog("note", ui.px(480), ui.px(116))) {
    note_open_ = false;
    return;
  }
  const bool first = !note_open_;
  note_open_ = true;
  if (first) note_.clear();
  Rect area = ui.popup_area().inset(ui.px(16), ui.px(12));
  draw_text_in(ui, area.cut_top(ui.px(32)), "Note", {.em = 14, .weight = Weight::semibold});
  area.cut_top(ui.px(8));
  Rect line = area.cut_top(ui.px(40));
  const Rect press = line.cut_right(ui.px(88));
  line.cut_right(ui.px(12));
  const bool entered = text_field(ui, "text", line, note_, "changed the ball", first);
  const bool pressed =
      button(ui, "write", press, {.label = "Write", .kind = ButtonKind::primary, .enabled = !note_.empty()});
  ui.end_popup();
  if (!entered && !pressed) return;
  if (!note_.empty()) context.ask(MarkCommand{note_});
  ui.close_popups();
}

void EntryPanel::draw_pain(const PanelContext& context) {
  Ui& ui = context.ui;
  if (!ui.begin_dialog("pain", ui.px(32 + 11 * 48), ui.px(132))) return;
  Rect area = ui.popup_area().inset(ui.px(16), ui.px(12));
  draw_text_in(ui, area.cut_top(ui.px(32)), "Pain now", {.em = 14, .weight = Weight::semibold});
  Rect line = area.cut_top(ui.px(40));
  const float cell = line.w / 11;
  int chosen = -1;
  for (int nrs = 0; nrs <= 10; ++nrs) {
    const std::string label = std::to_string(nrs);
    if (button(ui, label, line.cut_left(cell).inset(ui.px(2), 0), {.label = label})) chosen = nrs;
  }
  const Rect words = area.cut_top(ui.px(28));
  const TextStyle small{.em = 12, .weight = Weight::medium, .color = ui.colors().ink3};
  draw_text_in(ui, words, "0 none", small);
  draw_text_in(ui, words, "10 worst imaginable", small, Align::right);
  ui.end_popup();
  if (chosen < 0) return;
  context.ask(PainCommand{chosen});
  ui.close_popups();
}

}  // namespace

PanelInfo entry_panel() {
  return {.id = "entry",
          .title = "Notes and pain",
          .make = [] { return std::unique_ptr<Panel>(std::make_unique<EntryPanel>()); },
          .overlay = true};
}

}  // namespace rollscope
