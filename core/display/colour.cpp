#include "core/display/colour.hpp"

#include <algorithm>
#include <cmath>

namespace rollscope {
namespace {

std::uint8_t encode(double linear) {
  const double v = std::clamp(linear, 0.0, 1.0);
  const double s = v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1.0 / 2.4) - 0.055;
  return static_cast<std::uint8_t>(std::lround(s * 255.0));
}

std::uint8_t mix(std::uint8_t under, std::uint8_t over, double opacity) {
  return static_cast<std::uint8_t>(std::lround(under + (over - under) * opacity));
}

}  // namespace

// Matrices as Ottosson published them, "A perceptual color space for image processing" (2020).
Rgba8 to_srgb(const OkLab& colour) {
  const auto [lightness, a, b] = colour;
  const double l_root = lightness + 0.3963377774 * a + 0.2158037573 * b;
  const double m_root = lightness - 0.1055613458 * a - 0.0638541728 * b;
  const double s_root = lightness - 0.0894841775 * a - 1.2914855480 * b;
  const double l = l_root * l_root * l_root;
  const double m = m_root * m_root * m_root;
  const double s = s_root * s_root * s_root;
  return {encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
          encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
          encode(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)};
}

Rgba8 blend(Rgba8 under, Rgba8 over, double opacity) {
  return {mix(under.r, over.r, opacity), mix(under.g, over.g, opacity), mix(under.b, over.b, opacity), 255};
}

}  // namespace rollscope
