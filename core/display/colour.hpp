// Colours as pixels hold them, and the OKLab space colour ramps are laid out in.
#pragma once

#include <cstdint>

namespace rollscope {

// 8-bit sRGB, alpha not premultiplied.
struct Rgba8 {
  std::uint8_t r = 0, g = 0, b = 0, a = 255;
  bool operator==(const Rgba8&) const = default;
};

// 0xRRGGBB as design sheets write it.
[[nodiscard]] constexpr Rgba8 srgb(std::uint32_t hex, double opacity = 1.0) {
  return {static_cast<std::uint8_t>(hex >> 16U), static_cast<std::uint8_t>(hex >> 8U),
          static_cast<std::uint8_t>(hex), static_cast<std::uint8_t>(opacity * 255.0 + 0.5)};
}

// Perceptual: equal distances look equally different. L 0..1.
struct OkLab {
  double lightness = 0, a = 0, b = 0;
};

// Rounded to 8 bit; what lies outside sRGB is clipped.
[[nodiscard]] Rgba8 to_srgb(const OkLab& colour);

// `over` with its opacity on an opaque `under`, in 8-bit sRGB like every blend of the window.
[[nodiscard]] Rgba8 blend(Rgba8 under, Rgba8 over, double opacity);

// The dark glass under every map, the same in both themes (look.md 2).
inline constexpr Rgba8 kGlass = srgb(0x06080B);
inline constexpr Rgba8 kHatch = srgb(0x0A0D12);

}  // namespace rollscope
