#include "core/display/heatmap.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>

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

void find_places(int pixels, int sensels, int gap_px, std::vector<Place>& all) {
  const auto cell_of = [&](int i) { return (2 * i + 1) * sensels / (2 * pixels); };
  all.resize(static_cast<std::size_t>(pixels));
  for (int i = 0; i < pixels; ++i) {
    const int from_centre = (2 * i + 1) * sensels - pixels;  // in 1 / (2 pixels) sensel
    const int before = from_centre < 0 ? -1 : from_centre / (2 * pixels);
    const float t = static_cast<float>(from_centre - before * 2 * pixels) / static_cast<float>(2 * pixels);
    all[static_cast<std::size_t>(i)] = {cell_of(i), before, t,
                                        cell_of(std::min(i + gap_px, pixels - 1)) != cell_of(i)};
  }
}

// All rows of sensels carried to the pixel columns, with the bounds of the two nearest sensels. Three planes,
// so that the loop down the columns runs over neighbours in memory.
struct Across {
  std::vector<float> value, low, high;

  void interpolate(const DisplayField& field, const std::vector<Place>& xs) {
    const std::size_t size = static_cast<std::size_t>(field.rows) * xs.size();
    value.resize(size);
    low.resize(size);
    high.resize(size);
    for (std::size_t x = 0; x < xs.size(); ++x) {
      const auto w = catmull_rom_weights(xs[x].t);
      std::array<int, 4> col{};
      for (int k = 0; k < 4; ++k) {
        col[static_cast<std::size_t>(k)] = border_index(xs[x].before - 1 + k, field.cols, field.wrap_cols);
      }
      for (int row = 0; row < field.rows; ++row) {
        const auto v = [&](std::size_t k) { return field.value[field.at(row, col[k])]; };
        const std::size_t i = static_cast<std::size_t>(row) * xs.size() + x;
        value[i] = w[0] * v(0) + w[1] * v(1) + w[2] * v(2) + w[3] * v(3);
        low[i] = std::min(v(1), v(2));
        high[i] = std::max(v(1), v(2));
      }
    }
  }
};

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
                                                                    : difference_ramp())),
        scale_(
            static_cast<float>((look.colours == HeatmapColours::difference ? 0.5 : 1.0) / look.full_scale)),
        offset_(look.colours == HeatmapColours::difference ? 0.5F : 0.0F),
        hatch_from_(look.ceiling > 0 ? static_cast<float>(look.ceiling) : INFINITY) {}

  // The ramp's colours alone, for a whole row; `shades` is room to work in.
  void plain_row(const std::vector<float>& values, std::vector<int>& shades, Rgba8* row) const {
    for (std::size_t x = 0; x < values.size(); ++x) {
      float t = values[x] * scale_ + offset_;
      t = t < 0.0F ? 0.0F : t;
      t = t > 1.0F ? 1.0F : t;
      shades[x] = static_cast<int>(t * (kShades - 1) + 0.5F);
    }
    for (std::size_t x = 0; x < values.size(); ++x) row[x] = shades_[static_cast<std::size_t>(shades[x])];
  }

  // Nothing but the ramp's colour shows where all is measured and there are no gaps.
  [[nodiscard]] bool are_plain(const std::vector<float>& values) const {
    bool above = look_.colours == HeatmapColours::no_data;
    for (const float value : values) above |= value > hatch_from_;
    return !above;
  }

  // Nothing but the ramp's colour shows here.
  [[nodiscard]] bool is_plain(float value, Cell cell, bool gap) const {
    return cell == Cell::measured && !gap && value <= hatch_from_ && look_.colours != HeatmapColours::no_data;
  }

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
    const float t = std::clamp(value * scale_ + offset_, 0.0F, 1.0F);
    return shades_[static_cast<std::size_t>(t * (kShades - 1) + 0.5F)];
  }

  HeatmapLook look_;
  Shades shades_;
  float scale_, offset_;  // pressure to 0..1
  float hatch_from_;
};

// One row of pixels between four rows of sensels.
void interpolate_down(const Across& across, const DisplayField& field, const Place& y,
                      std::vector<float>& values) {
  const auto w = catmull_rom_weights(y.t);
  std::array<std::size_t, 4> row{};
  for (int k = 0; k < 4; ++k) {
    row[static_cast<std::size_t>(k)] =
        static_cast<std::size_t>(border_index(y.before - 1 + k, field.rows, field.wrap_rows)) * values.size();
  }
  const float *a = &across.value[row[0]], *b = &across.value[row[1]];
  const float *c = &across.value[row[2]], *d = &across.value[row[3]];
  const float *low_b = &across.low[row[1]], *low_c = &across.low[row[2]];
  const float *high_b = &across.high[row[1]], *high_c = &across.high[row[2]];
  float* out = values.data();
  for (std::size_t x = 0; x < values.size(); ++x) {
    const float v = w[0] * a[x] + w[1] * b[x] + w[2] * c[x] + w[3] * d[x];
    const float low = low_b[x] < low_c[x] ? low_b[x] : low_c[x];
    const float high = high_b[x] > high_c[x] ? high_b[x] : high_c[x];
    const float raised = v < low ? low : v;
    out[x] = raised > high ? high : raised;
  }
}

}  // namespace

struct HeatmapPainter::Impl {
  HeatmapLook look;
  std::optional<Painter> painter;
  std::vector<Place> xs, ys;
  Across across;
  std::vector<float> values;   // of one row of pixels
  std::vector<int> shades;     // likewise
  std::vector<bool> measured;  // the whole row of sensels
};

HeatmapPainter::HeatmapPainter() : impl_(std::make_unique<Impl>()) {}
HeatmapPainter::~HeatmapPainter() = default;
HeatmapPainter::HeatmapPainter(HeatmapPainter&&) noexcept = default;
HeatmapPainter& HeatmapPainter::operator=(HeatmapPainter&&) noexcept = default;

void HeatmapPainter::draw(const DisplayField& field, const HeatmapLook& look, int width, int height,
                          Image& image) {
  ROLLSCOPE_CHECK(width > 0 && height > 0 && field.rows > 0 && field.cols > 0,
                  "a map has pixels and sensels");
  ROLLSCOPE_CHECK(look.full_scale > 0, "full scale is above zero");
  Impl& m = *impl_;
  if (!m.painter || look != m.look) m.painter.emplace(look);
  m.look = look;
  image.width = width;
  image.height = height;
  image.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  find_places(width, field.cols, look.gap_px, m.xs);
  find_places(height, field.rows, look.gap_px, m.ys);
  m.values.resize(m.xs.size());
  m.shades.resize(m.xs.size());
  const bool smooth = look.shading == Shading::smooth;
  if (smooth) m.across.interpolate(field, m.xs);
  m.measured.resize(static_cast<std::size_t>(field.rows));
  for (int row = 0; row < field.rows; ++row) {
    const auto cells = std::span(field.cell).subspan(field.at(row, 0), static_cast<std::size_t>(field.cols));
    m.measured[static_cast<std::size_t>(row)] =
        std::ranges::all_of(cells, [](Cell cell) { return cell == Cell::measured; });
  }

  for (int y = 0; y < height; ++y) {
    const Place& py = m.ys[static_cast<std::size_t>(y)];
    if (smooth) {
      interpolate_down(m.across, field, py, m.values);
    } else {
      for (std::size_t x = 0; x < m.xs.size(); ++x)
        m.values[x] = field.value[field.at(py.cell, m.xs[x].cell)];
    }
    Rgba8* row = &image.pixels[static_cast<std::size_t>(y) * m.xs.size()];
    m.painter->plain_row(m.values, m.shades, row);
    if (smooth && m.measured[static_cast<std::size_t>(py.cell)] && m.painter->are_plain(m.values)) continue;
    for (int x = 0; x < width; ++x) {
      const Place& px = m.xs[static_cast<std::size_t>(x)];
      const float value = m.values[static_cast<std::size_t>(x)];
      const Cell cell = field.cell[field.at(py.cell, px.cell)];
      const bool gap = !smooth && (px.gap || py.gap);
      if (m.painter->is_plain(value, cell, gap)) continue;
      row[x] = m.painter->pixel(value, cell, gap, x, y);
    }
  }
}

void draw_heatmap(const DisplayField& field, const HeatmapLook& look, int width, int height, Image& image) {
  HeatmapPainter().draw(field, look, width, height, image);
}

}  // namespace rollscope
