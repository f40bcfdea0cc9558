// What the hold machine sees of a track in one frame.
#pragma once

#include "core/hold/hold_record.hpp"

namespace rollscope {

struct HoldInput {
  bool present = false;     // seen in this frame; if not, only `merged` and `frame_valid` mean anything
  bool merged = false;      // went into its neighbour
  bool frame_valid = true;  // most sensels gave a reading
  bool may_start = true;    // class touch, peak not at the edge, region not no-go
  bool oscillates = false;  // it is rubbed to and fro since oscillates_since_s: no hold
  bool reversed = false;    // a turning point of its way was confirmed
  double oscillates_since_s = 0;
  double held_since_s = -1;  // for the watch for oscillation: the start of the running hold; -1: none
  AbortCause stop = AbortCause::none;  // a stop lasts here: no hold runs or starts
  float p1 = 0, mean = 0;              // in the frame's unit
  double area_cm2 = 0, force_n = 0;
  double x_mm = 0, y_mm = 0, speed_mm_s = 0;
  double bad_share = 0;  // unusable sensels in the patch
  bool shaken = false;   // by a massage gun since shaken_since_s: p1 and mean are means over the last second
  double shaken_since_s = 0;
  bool saturated = false;
};

}  // namespace rollscope
