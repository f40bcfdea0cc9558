// The colour tokens of the window (look.md 2), dark and light, and the lengths that are used by name.
#pragma once

#include "app/widgets/geometry.hpp"

namespace rollscope {

enum class ThemeName { dark, light };

struct Palette {
  Color window, panel, raised, hover, hair, track, edge;
  Color ink1, ink2, ink3;
  Color accent, on_accent, accent_dim, band;
  Color caution, caution_fill, on_caution, caution_stripe;
  Color stop, stop_fill, on_stop;
  Color tech, tech_dim;
  Color series_a, series_b;
  Color glass, mat, glass_line, glass_ink;  // the same in both themes
};

// On the glass the dark palette holds whatever the theme (look.md 1.3).
[[nodiscard]] const Palette& palette(ThemeName theme);

// px at 100 %.
namespace radius {
inline constexpr float kBlock = 3, kLabel = 4, kControl = 6, kCard = 8, kBand = 12, kColumn = 16;
}
namespace stroke {
inline constexpr float kHair = 1, kContact = 1.5f, kSeries = 2, kSelected = 2.5f;
}
namespace size {
inline constexpr float kAppBar = 48, kControl = 32, kGlassControl = 28, kLargeControl = 40;
}

}  // namespace rollscope
