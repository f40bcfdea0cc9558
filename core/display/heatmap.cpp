#include "core/display/heatmap.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/check.hpp"
#include "core/display/colour_map.hpp"
#include "core/display/interpolation.hpp"

namespace rollscope {
namespace {

// Where a pixel lies among the sensels, in whole numbers so that the shader finds the very same.
struct Place {
  int cell;    // the sensel it lies in
  int before;  // the sensel centre at or before it, -1 in the outer half of the first sensel
  float t;     // way from there to the next centre, 0..1
  bool gap;    // in the gap behind its sensel
};

std::vector<Place> places(int pixels, int sensels, int gap_px) {
  const auto cell_of = [&](int i) { return (2 * i + 1) * sensels / (2 * pixels); };
  std::vector<Place> all(static_cast<std::size_t>(pixels));
  for (int i = 0; i < pixels; ++i) {
    const int from_centre = (2 * i + 1) * sensels - pixels;  // in 1 / (2 pixels) sensel
    const int before = from_centre < 0 ? -1 : from_centre / (2 * pixels);
    const float t = static_cast<float>(from_centre - before * 2 * pixels) / static_cast<float>(2 * pixels);
    all[static_cast<std::size_t>(i)] = {cell_of(i), before, t,
                                        cell_of(std::min(i + gap_px, pixels - 1)) != cell_of(i)};
  }
  return all;
}

// A row of sensels interpolated along it, with the bounds of the two nearest.
struct Across {
  float value, low, high;
};

std::vector<Across> interpolate_rows(const DisplayField& field, const std::vector<Place>& xs) {
  std::vector<Across> rows;
  rows.reserve(static_cast<std::size_t>(field.rows) * xs.size());
  for (int row = 0; row < field.rows; ++row) {
    for (const Place& x : xs) {
      const auto w = catmull_rom_weights(x.t);
      std::array<float, 4> v{};
      for (int k = 0; k < 4; ++k) {
        v[static_cast<std::size_t>(k)] =
            field.value[field.at(row, border_index(x.before - 1 + k, field.cols, field.wrap_cols))];
      }
      rows.push_back({w[0] * v[0] + w[1] * v[1] + w[2] * v[2] + w[3] * v[3], std::min(v[1], v[2]),
                      std::max(v[1], v[2])});
    }
  }
  return rows;
}

// Stripes of `width` px in each `period` px at 45 degrees; the outermost pixels are half covered.
float stripe(int along, int period, int width) {
  const int m = ((along % period) + period) % period;
  if (m == 0 || m == width) return 0.5F;
  return m < width ? 1.0F : 0.0F;
}

struct Linear {
  float r, g, b;
};

Linear mix(Linear under, Rgba8 over, float opacity) {
  const auto channel = [opacity](float u, std::uint8_t o) {
    return u + (static_cast<float>(o) / 255.0F - u) * opacity;
  };
  return {channel(under.r, over.r), channel(under.g, over.g), channel(under.b, over.b)};
}

Rgba8 quantised(Linear c) {
  const auto channel = [](float v) { return static_cast<std::uint8_t>(v * 255.0F + 0.5F); };
  return {channel(c.r), channel(c.g), channel(c.b), 255};
}

class Painter {
 public:
  explicit Painter(const HeatmapLook& look)
      : look_(look),
        shades_(shades_of(look.colours == HeatmapColours::pressure  ? pressure_ramp()
                          : look.colours == HeatmapColours::no_data ? grey_ramp()
                                                                    : difference_ramp())) {}

  // x, y: pixel in the map.
  [[nodiscard]] Rgba8 pixel(float value, Cell cell, bool gap, int x, int y) const {
    if (cell != Cell::measured) return kGlass;
    Linear colour = mix({0, 0, 0}, shade(value), 1.0F);
    if (look_.ceiling > 0) {
      const auto ceiling = static_cast<float>(look_.ceiling);
      const float over =
          std::clamp((value - ceiling) / (static_cast<float>(kHatchRamp) * ceiling), 0.0F, 1.0F);
      colour = mix(
          colour, kHatch,
          over * static_cast<float>(kHatchOpacity) * stripe(x + y, look_.hatch_period_px, look_.hatch_px));
    }
    if (gap) colour = mix(colour, kGlass, static_cast<float>(kGapOpacity));
    if (look_.colours == HeatmapColours::no_data) {
      colour =
          mix(colour, kGlass,
              static_cast<float>(kStripeOpacity) * stripe(x - y, look_.stripe_period_px, look_.stripe_px));
    }
    return quantised(colour);
  }

 private:
  [[nodiscard]] Rgba8 shade(float value) const {
    float t = value / static_cast<float>(look_.full_scale);
    if (look_.colours == HeatmapColours::difference) t = 0.5F * t + 0.5F;
    return shades_[static_cast<std::size_t>(std::clamp(t, 0.0F, 1.0F) * (kShades - 1) + 0.5F)];
  }

  HeatmapLook look_;
  Shades shades_;
};

}  // namespace

void draw_heatmap(const DisplayField& field, const HeatmapLook& look, int width, int height, Image& image) {
  ROLLSCOPE_CHECK(width > 0 && height > 0 && field.rows > 0 && field.cols > 0,
                  "a map has pixels and sensels");
  ROLLSCOPE_CHECK(look.full_scale > 0, "full scale is above zero");
  image.width = width;
  image.height = height;
  image.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));

  const bool smooth = look.shading == Shading::smooth;
  const auto xs = places(width, field.cols, look.gap_px);
  const auto ys = places(height, field.rows, look.gap_px);
  const auto rows = smooth ? interpolate_rows(field, xs) : std::vector<Across>{};
  const Painter painter(look);
  std::size_t i = 0;
  for (int y = 0; y < height; ++y) {
    const Place& py = ys[static_cast<std::size_t>(y)];
    const auto w = catmull_rom_weights(py.t);
    std::array<const Across*, 4> near{};
    for (int k = 0; smooth && k < 4; ++k) {
      const int row = border_index(py.before - 1 + k, field.rows, field.wrap_rows);
      near[static_cast<std::size_t>(k)] = &rows[static_cast<std::size_t>(row) * xs.size()];
    }
    for (int x = 0; x < width; ++x, ++i) {
      const auto sx = static_cast<std::size_t>(x);
      const Place& px = xs[sx];
      const std::size_t cell = field.at(py.cell, px.cell);
      float value = field.value[cell];
      if (smooth) {
        value = w[0] * near[0][sx].value + w[1] * near[1][sx].value + w[2] * near[2][sx].value +
                w[3] * near[3][sx].value;
        value = std::clamp(value, std::min(near[1][sx].low, near[2][sx].low),
                           std::max(near[1][sx].high, near[2][sx].high));
      }
      image.pixels[i] = painter.pixel(value, field.cell[cell], !smooth && (px.gap || py.gap), x, y);
    }
  }
}

}  // namespace rollscope
