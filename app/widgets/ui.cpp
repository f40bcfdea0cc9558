#include "app/widgets/ui.hpp"

#include <imgui.h>

#include <cmath>
#include <unordered_map>
#include <vector>

#include "app/widgets/paint.hpp"
#include "core/base/check.hpp"

namespace rollscope {
namespace {

constexpr double kHover_s = 0.080, kPopup_s = 0.120, kTooltipAfter_s = 0.5;

}  // namespace

struct Ui::Impl {
  struct Fade {
    float value = 0;
    double seen_s = 0;
  };
  std::unordered_map<ImGuiID, Fade> fades;
  double frame_s = 0;  // length of the last frame

  // Keyboard focus: the order in which this frame's widgets appeared, and the last frame's.
  std::vector<ImGuiID> order, last_order;
  ImGuiID focus = 0;
  bool activate = false;

  ImGuiID hovered_id = 0;  // for the tooltip
  double hovered_since_s = 0;
  std::string tooltip;
  Rect tooltip_for;

  std::string popup;  // open one; empty: none
  double popup_opened_s = 0;
  bool popup_new = false;    // opened since the last frame: the click that did it does not close it
  bool popup_drawn = false;  // somebody drew it this frame
  bool in_popup = false;     // between begin_popup and end_popup
  Rect popup_box;

  [[nodiscard]] bool takes_input() const { return popup.empty() || in_popup; }
};

Ui::Ui() : impl_(std::make_unique<Impl>()), palette_(&palette(ThemeName::dark)) {}
Ui::~Ui() = default;

bool Ui::prepare(const Frame& frame) {
  impl_->frame_s = std::max(0.0, frame.now_s - frame_.now_s);
  frame_ = frame;
  scale_ = frame.near_scale;
  palette_ = &palette(frame.theme);
  wake_s_ = 1e9;
  return fonts_.bake(frame.near_scale, frame.studio_scale);
}

void Ui::begin() {
  grounds_.clear();
  constexpr ImGuiWindowFlags kRoot = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav |
                                     ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoBackground;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0f);
  ImGui::SetNextWindowPos({frame_.screen.x, frame_.screen.y});
  ImGui::SetNextWindowSize({frame_.screen.w, frame_.screen.h});
  ImGui::Begin("##rollscope", nullptr, kRoot);
  ImGui::PopStyleVar(2);
  impl_->order.clear();
  impl_->tooltip.clear();
  impl_->popup_drawn = false;
}

void Ui::end() {
  Impl& m = *impl_;
  m.last_order.swap(m.order);
  m.activate = false;
  // A popup nobody draws any more (its panel is gone) closes itself.
  if (!m.popup.empty() && !m.popup_drawn && !m.popup_new) close_popups();
  m.popup_new = false;
  if (!m.tooltip.empty() && m.takes_input()) {
    const TextStyle style{.em = 14, .color = colors().ink1};
    const float width = std::min(text_width(*this, m.tooltip, style), frame_.screen.w - px(32));
    const Rect around = m.tooltip_for;
    Rect box{std::clamp(around.mid_x() - width / 2 - px(10), px(4), frame_.screen.w - width - px(24)),
             around.bottom() + px(6), width + px(20), px(28)};
    if (box.bottom() > frame_.screen.h - px(4)) box.y = around.y - px(6) - box.h;
    fill_rect(*this, box, colors().hover, px(radius::kLabel));
    frame_rect(*this, box, colors().edge, px(1), px(radius::kLabel));
    draw_text_in(*this, box.inset(px(10), 0), m.tooltip, style);
  }
  ImGui::End();
  std::erase_if(m.fades, [&](const auto& entry) { return frame_.now_s - entry.second.seen_s > 1.0; });
}

bool Ui::narrow() const {
  return frame_.screen.w < 1500 * frame_.near_scale;
}

Point Ui::pointer() const {
  const ImVec2 at = ImGui::GetIO().MousePos;
  return {at.x, at.y};
}

bool Ui::pressed_in(Rect box) const {
  const Point at = pointer();
  const bool inside = at.x >= box.x && at.x < box.right() && at.y >= box.y && at.y < box.bottom();
  return inside && ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !popup_open();
}

float Ui::wheel() const {
  return impl_->takes_input() ? ImGui::GetIO().MouseWheel : 0.0f;
}

ImDrawList* Ui::list() const {
  return ImGui::GetWindowDrawList();
}

bool Ui::flash(double hz) const {
  if (frame_.reduced_motion) return true;
  return std::fmod(frame_.now_s * hz, 1.0) < 0.5;
}

void Ui::wake_in(double seconds) {
  wake_s_ = std::min(wake_s_, seconds);
}

Interaction Ui::interact(std::string_view id, Rect box, bool enabled, std::string_view tooltip) {
  Impl& m = *impl_;
  Interaction out;
  if (id.data() == nullptr) id = "";
  const ImGuiID imgui_id = ImGui::GetID(id.data(), id.data() + id.size());
  if (box.w < 1 || box.h < 1) return out;
  ImGui::SetCursorScreenPos({box.x, box.y});
  // ImGui wants a text with an end; push the wanted id and use a constant one below it.
  ImGui::PushID(id.data(), id.data() + id.size());
  const bool pressed = ImGui::InvisibleButton("##w", {box.w, box.h});
  const bool over = ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled) && m.takes_input();
  const bool active = ImGui::IsItemActive() && m.takes_input();
  ImGui::SetItemAllowOverlap();
  ImGui::PopID();

  if (over && !tooltip.empty()) {
    if (m.hovered_id != imgui_id) m.hovered_since_s = frame_.now_s;
    m.hovered_id = imgui_id;
    const double left = kTooltipAfter_s - (frame_.now_s - m.hovered_since_s);
    if (left > 0) {
      wake_in(left);
    } else if (!active) {
      m.tooltip = tooltip;
      m.tooltip_for = box;
    }
  } else if (m.hovered_id == imgui_id) {
    m.hovered_id = 0;
  }
  if (!enabled) return out;

  out.hovered = over;
  out.held = active;
  out.clicked = pressed && m.takes_input();
  if (m.takes_input()) {
    m.order.push_back(imgui_id);
    out.focused = m.focus == imgui_id;
    if (out.focused && m.activate) out.clicked = true;
  }
  if (out.clicked && !out.focused) m.focus = 0;

  Impl::Fade& fade = m.fades[imgui_id];
  const float target = over || active ? 1.0f : 0.0f;
  const auto step = static_cast<float>(m.frame_s / kHover_s);
  if (frame_.reduced_motion || std::abs(target - fade.value) <= step)
    fade.value = target;
  else
    fade.value += target > fade.value ? step : -step;
  if (fade.value != target) wake_in(0);
  fade.seen_s = frame_.now_s;
  out.hover = fade.value;
  return out;
}

void Ui::push_id(std::string_view id) {
  if (id.data() == nullptr) id = "";
  ImGui::PushID(id.data(), id.data() + id.size());
}
void Ui::pop_id() {
  ImGui::PopID();
}

void Ui::focus_next(int step) {
  Impl& m = *impl_;
  if (m.last_order.empty()) return;
  const auto count = static_cast<int>(m.last_order.size());
  int at = -1;
  for (int i = 0; i < count; ++i)
    if (m.last_order[static_cast<std::size_t>(i)] == m.focus) at = i;
  const int next = at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count;
  m.focus = m.last_order[static_cast<std::size_t>(next)];
}
void Ui::clear_focus() {
  impl_->focus = 0;
}
bool Ui::has_focus() const {
  return impl_->focus != 0;
}
void Ui::activate_focused() {
  impl_->activate = impl_->focus != 0;
}
bool Ui::typing() const {
  return ImGui::GetIO().WantTextInput;
}

void Ui::open_popup(std::string_view id) {
  impl_->popup = id;
  impl_->popup_new = true;
  impl_->popup_opened_s = frame_.now_s;
  impl_->focus = 0;
}
void Ui::close_popups() {
  impl_->popup.clear();
  impl_->focus = 0;
}
bool Ui::popup_open() const {
  return !impl_->popup.empty();
}

bool Ui::begin_popup(std::string_view id, Rect anchor, float width, float height) {
  if (impl_->popup != id) return false;
  const Rect screen = frame_.screen;
  const float gap = px(4), edge = px(8);
  Rect box{std::clamp(anchor.x, edge, std::max(edge, screen.right() - width - edge)), anchor.bottom() + gap,
           std::min(width, screen.w - 2 * edge), height};
  const float below = screen.bottom() - edge - box.y, above = anchor.y - gap - edge;
  if (box.h > below && above > below) {
    box.h = std::min(box.h, above);
    box.y = anchor.y - gap - box.h;
  } else {
    box.h = std::min(box.h, below);
  }
  impl_->popup_box = box;
  impl_->in_popup = true;
  impl_->popup_drawn = true;
  const bool click_outside = ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !box.contains(pointer());
  if (click_outside && !impl_->popup_new) {
    impl_->in_popup = false;
    close_popups();
    return false;
  }
  constexpr ImGuiWindowFlags kFlags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                      ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav |
                                      ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollWithMouse;
  ImGui::SetNextWindowPos({box.x, box.y});
  ImGui::SetNextWindowSize({box.w, box.h});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0f);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(1, 1));
  ImGui::PushID("popup");
  ImGui::SetNextWindowFocus();
  ImGui::Begin(std::string("##popup-").append(id).c_str(), nullptr, kFlags);
  ImGui::PopStyleVar(3);
  fill_rect(*this, box, colors().panel, px(radius::kCard));
  frame_rect(*this, box, colors().edge, std::max(1.0f, std::round(px(1))), px(radius::kCard));
  return true;
}

bool Ui::begin_dialog(std::string_view id, float width, float height) {
  if (impl_->popup != id) return false;
  const Rect screen = frame_.screen;
  const float w = std::min(width, screen.w - px(32)), h = std::min(height, screen.h - px(32));
  // A third of the free height above it: where the eye looks.
  const Point corner{screen.mid_x() - w / 2, screen.y + (screen.h - h) / 3};
  fill_rect(*this, screen, with_alpha(colors().window, 0.6f));
  return begin_popup(id, {corner.x, corner.y - px(4), 0, 0}, w, h);
}

Rect Ui::popup_area() const {
  return impl_->popup_box;
}

void Ui::end_popup() {
  const double age = frame_.now_s - impl_->popup_opened_s;
  if (!frame_.reduced_motion && age < kPopup_s) {
    const auto share = static_cast<float>(age / kPopup_s);
    for (ImDrawVert& vertex : ImGui::GetWindowDrawList()->VtxBuffer) {
      const auto alpha = static_cast<float>(vertex.col >> 24) * share / 255.0f;
      vertex.col = with_alpha(vertex.col, alpha);
    }
    wake_in(0);
  }
  ImGui::End();
  ImGui::PopID();
  impl_->in_popup = false;
}

}  // namespace rollscope
