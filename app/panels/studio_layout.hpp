// Where everything stands in the studio (look.md 4): px of a 1920 x 1080 screen, stretched to others.
#pragma once

#include <algorithm>

#include "app/widgets/geometry.hpp"

namespace rollscope {

// All boxes in studio px; one studio px is `unit` device pixels. Extra width widens the map's side (and the
// target block under it), extra height the gaps. In a place taller than wide (two mats side by side) the
// column stands below the map, which takes the extra height.
class StudioLayout {
 public:
  explicit StudioLayout(Rect screen)
      : unit(std::min(screen.w / 1920, screen.h / 1080)),
        origin_{screen.x, screen.y},
        more_w_(screen.w / unit - 1920),
        more_h_(screen.h / unit - 1080),
        tall_(screen.h > screen.w) {}

  [[nodiscard]] Rect top_strip() const { return at(40, 0, 1840 + more_w_, 92); }
  [[nodiscard]] Rect map() const {
    return tall_ ? at(40, 96, 1840, more_h_ - 32) : at(40, 96 + gap(1), 1060 + more_w_, 636);
  }
  [[nodiscard]] Rect column() const {
    return tall_ ? at(612, 96 + more_h_, 696, 636) : at(1184 + more_w_, 96 + gap(1), 696, 636);
  }
  [[nodiscard]] Rect more() const { return at(40, band_y(), 340, 118); }
  [[nodiscard]] Rect target() const { return at(390, band_y(), 940 + more_w_, 118); }
  [[nodiscard]] Rect less() const { return at(1340 + more_w_, band_y(), 340, 118); }
  [[nodiscard]] Rect stop() const { return at(1690 + more_w_, band_y(), 190, 118); }
  [[nodiscard]] Rect band() const { return at(40, band_y(), 1840 + more_w_, 118); }
  [[nodiscard]] Rect strip() const {
    return at(0, tall_ ? 944 + more_h_ : 944 + gap(3), 1920 + more_w_, 136);
  }

  float unit;

 private:
  [[nodiscard]] Rect at(float x, float y, float w, float h) const {
    return {origin_.x + x * unit, origin_.y + y * unit, w * unit, h * unit};
  }
  [[nodiscard]] float band_y() const { return tall_ ? 800 + more_h_ : 800 + gap(2); }
  // Three equal gaps share what a tall screen has to spare.
  [[nodiscard]] float gap(int above) const { return more_h_ * static_cast<float>(above) / 3; }

  Point origin_;
  float more_w_, more_h_;
  bool tall_;
};

}  // namespace rollscope
