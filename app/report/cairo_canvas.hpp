// Map marks drawn by cairo: for pictures and reports.
#pragma once

#include "app/widgets/map_canvas.hpp"
#include "core/display/heatmap.hpp"

struct _cairo;

namespace rollscope {

// Draws on the context given, which outlives it. Text in Inter, from the system's fonts.
class CairoCanvas final : public MapCanvas {
 public:
  CairoCanvas(_cairo* context, float scale);

  [[nodiscard]] float scale() const override { return scale_; }
  void line(std::span<const Point> points, Color color, float width, bool closed) override;
  void dashed(std::span<const Point> points, Color color, float width, float on, float off,
              bool closed) override;
  void arc(Point center, float radius, float from_deg, float to_deg, Color color, float width) override;
  void disc(Point center, float radius, Color color) override;
  void fill(Rect box, Color color, float corner) override;
  void frame(Rect box, Color color, float width) override;
  void text(Point at, std::string_view text, const TextStyle& style, Align align) override;
  [[nodiscard]] float text_width(std::string_view text, const TextStyle& style) const override;
  void clip(Rect box) override;

  // The image one to one, its top left at `at`.
  void image(Point at, const Image& image);

 private:
  void path(std::span<const Point> points, bool closed);
  void select(const TextStyle& style) const;

  _cairo* context_;
  float scale_;
};

}  // namespace rollscope
