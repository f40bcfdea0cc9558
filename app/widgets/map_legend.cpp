#include "app/widgets/map_legend.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "app/widgets/theme.hpp"
#include "core/display/colour_map.hpp"

namespace rollscope {
namespace {

const Palette& glass() {
  return palette(ThemeName::dark);
}

Color packed(Rgba8 c) {
  return rgb(static_cast<std::uint32_t>(c.r) << 16U | static_cast<std::uint32_t>(c.g) << 8U | c.b);
}

// The ramp in strips a device pixel wide; t runs to the right, or upwards.
void draw_ramp(MapCanvas& canvas, Rect box, bool upwards) {
  const int steps = static_cast<int>(upwards ? box.h : box.w);
  for (int i = 0; i < steps; ++i) {
    const float at = static_cast<float>(i);
    const double t = (i + 0.5) / steps;
    const Color color = packed(ramp_colour(pressure_ramp(), upwards ? 1.0 - t : t));
    canvas.fill(upwards ? Rect{box.x, box.y + at, box.w, 1} : Rect{box.x + at, box.y, 1, box.h}, color, 0);
  }
}

// The top of the ramp with the hatch of the map on it.
void draw_hatch_cell(MapCanvas& canvas, Rect box, float period, float width) {
  canvas.fill(box, packed(pressure_ramp().back()), 0);
  canvas.clip(box);
  const float line = width / std::numbers::sqrt2_v<float>;
  for (float x = box.x - box.h; x < box.right() + box.h; x += period) {
    const std::array<Point, 2> stroke{
        {{x - period, box.bottom() + period}, {x + box.h + period, box.y - period}}};
    canvas.line(stroke, with_alpha(rgb(0x0A0D12), 0.88f), line, false);
  }
  canvas.clip({});
}

double nice_step(double full_scale) {
  const double rough = full_scale / 5.0;
  const double decade = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double k : {1.0, 2.0, 5.0}) {
    if (k * decade >= rough) return k * decade;
  }
  return 10.0 * decade;
}

void tick(MapCanvas& canvas, Rect box) {
  canvas.fill(box, glass().glass_line, 0);
}

}  // namespace

void draw_rulers(MapCanvas& canvas, const MapPlace& place) {
  constexpr float kGap = 4, kShort = 4, kLong = 8, kNumberBeside = 16, kNumberBelow = 21;
  const MapRect map = place.rect();
  const float hair = std::max(1.0f, std::round(canvas.px(1)));
  const TextStyle style{12, Weight::medium, glass().ink3};
  const auto draw_edge = [&](double length_mm, float length_px, bool along_x) {
    const int last_hundred = static_cast<int>(length_mm + 0.5) / 100 * 100;
    for (int mm = 0; mm <= static_cast<int>(length_mm + 0.5); mm += 10) {
      const float at = static_cast<float>(mm / length_mm) * length_px;
      const float size = canvas.px(mm % 50 == 0 ? kLong : kShort);
      if (along_x) {
        tick(canvas, {std::floor(map.x + at), map.y + map.height + canvas.px(kGap), hair, size});
      } else {
        tick(canvas, {map.x - canvas.px(kGap) - size, std::floor(map.y + at), size, hair});
      }
      if (mm % 100 != 0) continue;
      if (along_x) {
        const std::string text = mm == last_hundred ? fmt::format("{} mm", mm) : fmt::format("{}", mm);
        canvas.text({map.x + at, map.y + map.height + canvas.px(kNumberBelow)}, text, style, Align::center);
      } else {
        canvas.text({map.x - canvas.px(kNumberBeside), map.y + at}, fmt::format("{}", mm), style,
                    Align::right);
      }
    }
  };
  draw_edge(place.width_mm(), map.width, true);
  draw_edge(place.height_mm(), map.height, false);
}

void draw_legend_studio(MapCanvas& canvas, Rect map, const LegendSpec& spec, Color ink, Color unit_ink) {
  const float x = std::round(map.right() + canvas.px(14)), width = std::round(canvas.px(16));
  const float cell = std::round(canvas.px(26)), gap = std::round(canvas.px(8));
  const float label_x = map.right() + canvas.px(36), em_middle = canvas.px(10);
  if (spec.ceiling) draw_hatch_cell(canvas, {x, map.y, width, cell}, canvas.px(18), canvas.px(8));
  const Rect ramp{x, map.y + cell + gap, width, map.h - cell - gap};
  draw_ramp(canvas, ramp, true);
  const TextStyle style{20, Weight::regular, ink}, unit{20, Weight::regular, unit_ink};
  canvas.text({label_x, ramp.y + em_middle}, fmt::format("{:.0f}", spec.full_scale), style, Align::left);
  canvas.text({label_x, ramp.y + em_middle + canvas.px(24)}, spec.unit, unit, Align::left);
  canvas.text({label_x, ramp.mid_y()}, fmt::format("{:.0f}", spec.full_scale / 2), style, Align::left);
  canvas.text({label_x, ramp.bottom() - em_middle}, "0", style, Align::left);
}

void draw_legend_research(MapCanvas& canvas, Point at, float width, const LegendSpec& spec) {
  const float height = std::round(canvas.px(12));
  const Rect ramp{std::round(at.x), std::round(at.y), std::round(width), height};
  draw_ramp(canvas, ramp, false);
  const TextStyle style{12, Weight::medium, glass().ink2};
  const double step = nice_step(spec.full_scale);
  for (double value = 0; value <= spec.full_scale; value += step) {
    const float x = ramp.x + static_cast<float>(value / spec.full_scale) * ramp.w;
    canvas.fill({std::floor(x), ramp.bottom(), std::max(1.0f, std::round(canvas.px(1))), canvas.px(4)},
                glass().edge, 0);
    canvas.text({x, ramp.bottom() + canvas.px(11)}, fmt::format("{:g}", value), style, Align::center);
  }
  float x = ramp.right() + canvas.px(12);
  const auto key_text = [&](const std::string& text) {
    canvas.text({x, ramp.mid_y()}, text, style, Align::left);
    x += canvas.text_width(text, style) + canvas.px(20);
  };
  if (spec.ceiling) {
    draw_hatch_cell(canvas, {x, ramp.y, canvas.px(32), height}, canvas.px(12), canvas.px(4));
    x += canvas.px(40);
    key_text(fmt::format("over {:.0f} {}, caution", spec.full_scale, spec.unit));
  } else {
    key_text(spec.unit);
  }
  const Rect box{x, ramp.y, height, height};
  canvas.frame(box, glass().ink3, canvas.px(1.25f));
  const Rect cross = box.inset(canvas.px(3.5f));
  const std::array<Point, 2> down{{cross.min(), cross.max()}};
  const std::array<Point, 2> up{{{cross.x, cross.bottom()}, {cross.right(), cross.y}}};
  canvas.line(down, glass().ink3, canvas.px(1.25f), false);
  canvas.line(up, glass().ink3, canvas.px(1.25f), false);
  x += canvas.px(20);
  key_text("not measured");
}

}  // namespace rollscope
