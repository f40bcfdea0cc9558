#include "core/display/colour_map.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace rollscope {
namespace {

constexpr std::array<OkLab, 9> kPressurePoints{{{.185, -.005, -.020},
                                                {.300, -.016, -.088},
                                                {.430, -.040, -.102},
                                                {.550, -.076, -.056},
                                                {.650, -.092, .012},
                                                {.740, -.066, .092},
                                                {.820, .006, .142},
                                                {.900, .004, .108},
                                                {.972, .0, .022}}};

struct Stop {
  double at;
  OkLab colour;
};
constexpr std::array<Stop, 5> kDifferenceStops{{{-1.0, {.86, -.045, -.075}},
                                                {-.55, {.66, -.03, -.135}},
                                                {0.0, {.185, -.005, -.02}},
                                                {.55, {.66, .085, .115}},
                                                {1.0, {.88, .035, .10}}}};

OkLab mix(const OkLab& p, const OkLab& q, double t) {
  return {std::lerp(p.lightness, q.lightness, t), std::lerp(p.a, q.a, t), std::lerp(p.b, q.b, t)};
}

double distance(const OkLab& p, const OkLab& q) {
  return std::hypot(p.lightness - q.lightness, p.a - q.a, p.b - q.b);
}

double catmull_rom(double p0, double p1, double p2, double p3, double t) {
  return p1 +
         0.5 * t * (p2 - p0 + t * (2.0 * p0 - 5.0 * p1 + 4.0 * p2 - p3 + t * (3.0 * (p1 - p2) + p3 - p0)));
}

OkLab mirrored(const OkLab& end, const OkLab& inner) {
  return {2.0 * end.lightness - inner.lightness, 2.0 * end.a - inner.a, 2.0 * end.b - inner.b};
}

// A fine polyline along the spline through the points, ends mirrored.
std::vector<OkLab> spline(std::span<const OkLab> points) {
  constexpr int kSteps = 2000;
  std::vector<OkLab> padded{mirrored(points.front(), points[1])};
  padded.insert(padded.end(), points.begin(), points.end());
  padded.push_back(mirrored(points.back(), points[points.size() - 2]));
  std::vector<OkLab> line;
  for (std::size_t i = 1; i + 2 < padded.size(); ++i) {
    const OkLab &p0 = padded[i - 1], &p1 = padded[i], &p2 = padded[i + 1], &p3 = padded[i + 2];
    for (int k = 0; k < kSteps; ++k) {
      const double t = static_cast<double>(k) / kSteps;
      line.push_back({catmull_rom(p0.lightness, p1.lightness, p2.lightness, p3.lightness, t),
                      catmull_rom(p0.a, p1.a, p2.a, p3.a, t), catmull_rom(p0.b, p1.b, p2.b, p3.b, t)});
    }
  }
  line.push_back(points.back());
  return line;
}

// 256 colours at equal distances along the line.
ColourRamp equal_steps(const std::vector<OkLab>& line) {
  std::vector<double> along(line.size(), 0.0);
  for (std::size_t i = 1; i < line.size(); ++i) along[i] = along[i - 1] + distance(line[i - 1], line[i]);
  ColourRamp ramp;
  std::size_t at = 1;
  for (std::size_t i = 0; i < ramp.size(); ++i) {
    const double want = along.back() * static_cast<double>(i) / 255.0;
    while (at + 1 < line.size() && along[at] < want) ++at;
    const double t = (want - along[at - 1]) / (along[at] - along[at - 1]);
    ramp[i] = to_srgb(mix(line[at - 1], line[at], std::clamp(t, 0.0, 1.0)));
  }
  return ramp;
}

ColourRamp make_grey() {
  ColourRamp ramp;
  for (std::size_t i = 0; i < ramp.size(); ++i) {
    ramp[i] = to_srgb({.315 + .36 * std::pow(static_cast<double>(i) / 255.0, 0.8), 0.0, 0.0});
  }
  return ramp;
}

ColourRamp make_difference() {
  ColourRamp ramp;
  for (std::size_t i = 0; i < ramp.size(); ++i) {
    const double from_zero = static_cast<double>(i) - 127.5;  // both middle entries are zero
    const double t = std::copysign((std::abs(from_zero) - 0.5) / 127.0, from_zero);
    std::size_t k = 1;
    while (k + 1 < kDifferenceStops.size() && t > kDifferenceStops[k].at) ++k;
    const Stop &p = kDifferenceStops[k - 1], &q = kDifferenceStops[k];
    ramp[i] = to_srgb(mix(p.colour, q.colour, (t - p.at) / (q.at - p.at)));
  }
  return ramp;
}

}  // namespace

const ColourRamp& pressure_ramp() {
  static const ColourRamp ramp = equal_steps(spline(kPressurePoints));
  return ramp;
}

const ColourRamp& grey_ramp() {
  static const ColourRamp ramp = make_grey();
  return ramp;
}

const ColourRamp& difference_ramp() {
  static const ColourRamp ramp = make_difference();
  return ramp;
}

Rgba8 ramp_colour(const ColourRamp& ramp, double t) {
  const double at = std::clamp(t, 0.0, 1.0) * 255.0;
  const auto low = std::min(static_cast<std::size_t>(at), ramp.size() - 2);
  return blend(ramp[low], ramp[low + 1], at - static_cast<double>(low));
}

Shades shades_of(const ColourRamp& ramp) {
  Shades shades;
  for (std::size_t i = 0; i < shades.size(); ++i) {
    shades[i] = ramp_colour(ramp, static_cast<double>(i) / (kShades - 1));
  }
  return shades;
}

}  // namespace rollscope
