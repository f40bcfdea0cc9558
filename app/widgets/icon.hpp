// The icons of look.md 8, as data: strokes on a 24 x 24 grid.
#pragma once

#include <cstdint>

#include "app/widgets/ui.hpp"

namespace rollscope {

enum class Icon : std::uint8_t {
  none,
  hold,
  done,
  find,
  caution,
  stop,
  technical,
  play,
  pause,
  stepback,
  stepfwd,
  loop,
  record,
  end,
  marker,
  note,
  pain,
  pedal,
  keyboard,
  port,
  mat,
  roller,
  file,
  folder,
  drop,
  export_,
  search,
  settings,
  close,
  plus,
  minus,
  changed,
  down,
  right,
  undo,
  camera,
  outline,
  numbers,
  cop,
  trail,
  roi,
  measure,
  peakhold,
  sound,
  silence,
  sun,
  moon,
  help,
  lock,
  link,
  nolink,
  clock,
  compare,
  diff,
  disk,
  person,
  eye,
  full,
  partial,
};

// Centred; `size` in px at 100 % is the side of the grid. Stroke 1.75 of 24, 2 up to 16 px.
void draw_icon(Ui& ui, Icon icon, Point center, float size, Color color);

}  // namespace rollscope
