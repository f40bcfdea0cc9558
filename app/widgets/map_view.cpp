#include "app/widgets/map_view.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "app/widgets/paint.hpp"

namespace rollscope {
namespace {

// Map marks on ImGui's draw list.
class UiCanvas final : public MapCanvas {
 public:
  explicit UiCanvas(Ui& ui) : ui_(ui) {}
  ~UiCanvas() override { clip({}); }
  UiCanvas(const UiCanvas&) = delete;
  UiCanvas& operator=(const UiCanvas&) = delete;

  [[nodiscard]] float scale() const override { return ui_.scale(); }
  void line(std::span<const Point> points, Color color, float width, bool closed) override {
    draw_polyline(ui_, points, color, width, closed);
  }
  void dashed(std::span<const Point> points, Color color, float width, float on, float off,
              bool closed) override {
    draw_dashed(ui_, points, color, width, on, off, closed);
  }
  void arc(Point center, float radius, float from_deg, float to_deg, Color color, float width) override {
    // Chords at most 0.05 px off the arc: half the triangles ImGui's callers usually ask for.
    const float step = 2 * std::acos(1 - std::min(0.05f / std::max(radius + width / 2, 1.0f), 1.0f));
    const float from = from_deg * kDegree, sweep = std::min(to_deg - from_deg, 360.0f) * kDegree;
    const bool closed = to_deg - from_deg >= 360;
    const int pieces = std::max(3, static_cast<int>(std::ceil(sweep / step)));
    points_.clear();
    for (int i = 0; i < pieces + (closed ? 0 : 1); ++i) {
      const float angle = from + sweep * static_cast<float>(i) / static_cast<float>(pieces);
      points_.push_back({center.x + radius * std::cos(angle), center.y + radius * std::sin(angle)});
    }
    draw_polyline(ui_, points_, color, width, closed);
  }
  void disc(Point center, float radius, Color color) override { fill_circle(ui_, center, radius, color); }
  void fill(Rect box, Color color, float corner) override { fill_rect(ui_, box, color, corner); }
  void frame(Rect box, Color color, float width) override { frame_rect(ui_, box, color, width); }
  void text(Point at, std::string_view text, const TextStyle& style, Align align) override {
    draw_text(ui_, at, text, style, align);
  }
  [[nodiscard]] float text_width(std::string_view text, const TextStyle& style) const override {
    return rollscope::text_width(ui_, text, style);
  }
  void clip(Rect box) override {
    if (clipped_) ui_.list()->PopClipRect();
    clipped_ = box.w > 0 && box.h > 0;
    if (clipped_) ui_.list()->PushClipRect({box.x, box.y}, {box.right(), box.bottom()}, true);
  }

 private:
  static constexpr float kDegree = std::numbers::pi_v<float> / 180;
  Ui& ui_;
  std::vector<Point> points_;
  bool clipped_ = false;
};

}  // namespace

void MapView::draw(Ui& ui, HeatmapRenderer* renderer, Rect room, const MapInput& input,
                   const MapOptions& options) {
  const MapRect fitted =
      fit_map(*input.layout, options.orientation, {room.x, room.y, room.w, room.h}, options.align);
  if (fitted.width < 1 || fitted.height < 1 || input.observation->frame.pressure.empty()) return;
  place_ = MapPlace(*input.layout, options.orientation, fitted);
  const Rect box = rect();
  UiCanvas canvas(ui);

  // A source opened anew may count its frames from the same number.
  const bool other = input.observation->contacts.size() != marks_.contacts() || *input.layout != layout_;
  const bool changed = !drawn_ || other || input.revision != revision_ ||
                       options.orientation != orientation_ || input.pressure.data() != shown_;
  if (changed) ++shown_revision_;
  if (renderer == nullptr) {
    fill_rect(ui, box, ui.glass().mat);
  } else {
    if (changed) {
      const bool own = input.pressure.empty();
      fill_display_field(
          *input.layout, options.orientation,
          own ? std::span<const float>(input.observation->frame.pressure) : input.pressure,
          own ? std::span<const std::uint8_t>(input.observation->frame.validity) : input.validity, field_);
    }
    const unsigned texture =
        renderer->draw(target_, field_, shown_revision_, map_look(input, options, ui.scale()),
                       static_cast<int>(fitted.width), static_cast<int>(fitted.height));
    ui.list()->AddImage(reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(texture)), {box.x, box.y},
                        {box.right(), box.bottom()});
  }
  if (changed || input.state != state_) marks_.update(input);
  layout_ = *input.layout;
  revision_ = input.revision;
  orientation_ = options.orientation;
  state_ = input.state;
  shown_ = input.pressure.data();
  drawn_ = true;

  const float line = std::max(1.0f, std::round(ui.px(options.style == MapStyle::studio ? 2 : 1)));
  frame_rect(ui, box.inset(-1), ui.glass().glass_line, line);
  marks_.draw(canvas, place_, input, options);
  if (!options.probe) return;
  const Point pointer = ui.pointer();
  if (const auto sensel = place_.sensel_at({pointer.x, pointer.y})) {
    marks_.draw_probe(canvas, place_, input, *sensel);
  }
}

Rect MapView::rect() const {
  const MapRect& r = place_.rect();
  return {r.x, r.y, r.width, r.height};
}

int MapView::contact_at(Point pointer) const {
  if (!place_.rect().contains({pointer.x, pointer.y})) return -1;
  return marks_.contact_at(place_.to_mm({pointer.x, pointer.y}));
}

void draw_map_rulers(Ui& ui, const MapView& map) {
  UiCanvas canvas(ui);
  draw_rulers(canvas, map.place());
}

void draw_map_legend(Ui& ui, const MapView& map, MapStyle style, const LegendSpec& spec, float right) {
  UiCanvas canvas(ui);
  if (style == MapStyle::studio) {
    draw_legend_studio(canvas, map.rect(), spec, ui.colors().ink2, ui.colors().ink3);
    return;
  }
  const Rect box = map.rect();
  const bool narrow = ui.narrow();
  constexpr float kKeys = 330;  // hatch, X and their words behind the ramp
  const float ramp = narrow ? 300 : 420;
  const float x = std::min(box.x, right - ui.px(ramp + kKeys));
  draw_legend_research(canvas, {x, box.bottom() + ui.px(narrow ? 32 : 38)}, ui.px(ramp), spec);
}

}  // namespace rollscope
