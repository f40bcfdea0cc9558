// Menus, sliders, switches and text fields: what is chosen or typed.
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

#include "app/widgets/control.hpp"
#include "app/widgets/control_paint.hpp"
#include "app/widgets/face.hpp"
#include "app/widgets/paint.hpp"

namespace rollscope {

int menu(Ui& ui, std::string_view id, Rect anchor, std::span<const MenuItem> items, float width) {
  const float row = ui.px(36), pad = ui.px(6);
  const float height = row * static_cast<float>(items.size()) + 2 * pad;
  if (!ui.begin_popup(id, anchor, ui.px(width), height)) return -1;
  const Rect area = ui.popup_area().inset(pad);
  // Scrolls by whole rows with the wheel where the screen is too low.
  const int shown = std::max(1, static_cast<int>((area.h + 1) / row));
  const int hidden = std::max(0, static_cast<int>(items.size()) - shown);
  ImGuiStorage* storage = ImGui::GetStateStorage();
  const ImGuiID key = ImGui::GetID("scroll");
  const int first =
      std::clamp(storage->GetInt(key) - static_cast<int>(ImGui::GetIO().MouseWheel * 2), 0, hidden);
  storage->SetInt(key, first);
  int chosen = -1;
  const Palette& c = ui.colors();
  for (int i = first; i < std::min(static_cast<int>(items.size()), first + shown); ++i) {
    const MenuItem& item = items[static_cast<std::size_t>(i)];
    const Rect box{area.x, area.y + row * static_cast<float>(i - first), area.w, row};
    ui.push_id(item.label);
    const Interaction in = ui.interact("item", box, item.enabled);
    ui.pop_id();
    if (in.hover > 0 || in.focused)
      fill_rect(ui, box, with_alpha(c.hover, std::max(in.hover, in.focused ? 1.0f : 0.0f)),
                ui.px(radius::kControl));
    if (in.focused) frame_rect(ui, box, c.accent, ui.px(2), ui.px(radius::kControl));
    Rect inside = box.inset(ui.px(10), 0);
    const Color ink = item.enabled ? c.ink1 : mix(c.ink3, c.panel, 0.4f);
    if (item.icon != Icon::none)
      draw_icon(ui, item.icon, inside.cut_left(ui.px(28)).min() + Point{ui.px(9), row / 2}, 18, ink);
    if (item.checked) draw_icon(ui, Icon::done, {inside.right() - ui.px(9), box.mid_y()}, 18, c.accent);
    inside.cut_right(ui.px(item.checked ? 26 : 0));
    const float used =
        draw_text_in(ui, inside, item.label, {.em = 14, .weight = Weight::medium, .color = ink});
    inside.cut_left(used + ui.px(16));
    if (!item.detail.empty() && inside.w > ui.px(24))
      draw_text_in(ui, inside, item.detail, {.em = 14, .color = c.ink3}, Align::right);
    if (in.clicked) chosen = i;
  }
  if (hidden > 0) {
    const float share = static_cast<float>(shown) / static_cast<float>(items.size());
    const float top = static_cast<float>(first) / static_cast<float>(items.size());
    fill_rect(ui, {area.right(), area.y + area.h * top, ui.px(3), area.h * share}, c.track, ui.px(1.5f));
  }
  ui.end_popup();
  if (chosen >= 0) ui.close_popups();
  return chosen;
}

bool slider(Ui& ui, std::string_view id, Rect box, double& value, const SliderSpec& spec) {
  const Interaction in = ui.interact(id, box, true, spec.tooltip);
  const Palette& c = ui.colors();
  const float knob = ui.px(8), left = box.x + knob, width = std::max(1.0f, box.w - 2 * knob);
  const double span = std::max(1e-12, spec.max - spec.min);
  const auto place = [&](double v) {
    return left + width * static_cast<float>(std::clamp((v - spec.min) / span, 0.0, 1.0));
  };
  bool changed = false;
  if (in.held) {
    double wanted =
        spec.min + span * std::clamp(static_cast<double>((ui.pointer().x - left) / width), 0.0, 1.0);
    if (spec.step > 0) wanted = spec.min + std::round((wanted - spec.min) / spec.step) * spec.step;
    wanted = std::clamp(wanted, spec.min, spec.max);
    changed = wanted != value;
    value = wanted;
  }
  const float y = std::round(box.mid_y()), x = place(value);
  fill_rect(ui, {box.x, y - ui.px(2), box.w, ui.px(4)}, c.track, ui.px(2));
  const float from = spec.has_default ? place(spec.default_value) : left;
  fill_rect(ui, {std::min(from, x), y - ui.px(2), std::abs(x - from), ui.px(4)}, c.accent, ui.px(2));
  if (spec.has_default)
    fill_rect(ui, {std::round(from - ui.px(1)), y - ui.px(8), ui.px(2), ui.px(16)}, c.ink3);
  fill_circle(ui, {x, y}, knob, mix(c.ink1, c.accent, in.held ? 0.5f : in.hover * 0.25f));
  if (in.focused) draw_focus(ui, {x - knob, y - knob, 2 * knob, 2 * knob}, 8);
  return changed;
}

bool toggle(Ui& ui, std::string_view id, Rect box, std::string_view label, bool on,
            std::string_view tooltip) {
  const Interaction in = ui.interact(id, box, true, tooltip);
  const Palette& c = ui.colors();
  const Rect track{box.right() - ui.px(36), box.mid_y() - ui.px(10), ui.px(36), ui.px(20)};
  fill_rect(ui, track, on ? c.accent : c.track, ui.px(10));
  frame_rect(ui, track, on ? c.accent : c.edge, std::max(1.0f, ui.px(1)), ui.px(10));
  fill_circle(ui, {on ? track.right() - ui.px(10) : track.x + ui.px(10), track.mid_y()}, ui.px(7),
              on ? c.on_accent : c.ink1);
  draw_text_in(ui, {box.x, box.y, box.w - ui.px(48), box.h}, label,
               {.em = 14, .weight = Weight::medium, .color = mix(c.ink2, c.ink1, in.hover)});
  if (in.focused) draw_focus(ui, track, 10);
  return in.clicked;
}

bool text_field(Ui& ui, std::string_view id, Rect box, std::string& text, std::string_view hint, bool focus,
                bool framed) {
  const Palette& c = ui.colors();
  const Fonts::Face& face = ui.fonts().face(Weight::regular, ui.px(14), "a");
  const auto color = [](Color from) { return ImGui::ColorConvertU32ToFloat4(from); };
  ui.push_id(id);
  ImGui::PushFont(face.font);
  ImGui::PushStyleColor(ImGuiCol_FrameBg, ImVec4(0, 0, 0, 0));
  ImGui::PushStyleColor(ImGuiCol_Text, color(c.ink1));
  ImGui::PushStyleColor(ImGuiCol_TextDisabled, color(c.ink3));
  ImGui::PushStyleColor(ImGuiCol_TextSelectedBg, color(with_alpha(c.accent, 0.35f)));
  ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, 0.0f);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(ui.px(12), (box.h - ImGui::GetFontSize()) / 2));
  ImGui::SetCursorScreenPos({box.x, box.y});
  ImGui::SetNextItemWidth(box.w);
  if (focus) ImGui::SetKeyboardFocusHere();
  const std::string hint_text(hint);
  const bool entered =
      ImGui::InputTextWithHint("##text", hint_text.c_str(), &text, ImGuiInputTextFlags_EnterReturnsTrue);
  const bool active = ImGui::IsItemActive();
  ImGui::PopStyleVar(2);
  ImGui::PopStyleColor(4);
  ImGui::PopFont();
  ui.pop_id();
  if (framed)
    frame_rect(ui, box, active ? c.accent : c.edge, active ? ui.px(2) : std::max(1.0f, ui.px(1)),
               ui.px(radius::kControl));
  if (active) ui.wake_in(0.4);  // the caret
  return entered;
}

}  // namespace rollscope
