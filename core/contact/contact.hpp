// One pressed patch in one frame: a basin of the pressure landscape (science.md 2.2).
#pragma once

#include <cstdint>

namespace rollscope {

// Pressures are in the frame's unit (kPa, or counts without calibration; forces are then 0).
struct Contact {
  int peak_row = 0;
  int peak_col = 0;
  float peak = 0;         // highest usable sensel
  float p1 = 0;           // highest pressure averaged over 1 cm2 (design.md 5)
  float mean = 0;         // over the contact's sensels
  float robust_peak = 0;  // mean of the 4 highest usable sensels
  float prominence = 0;   // of the peak over the saddle to its neighbour; the peak itself when alone
  double area_cm2 = 0;
  double force_n = 0;  // sum p * a; 0 in counts
  double x_mm = 0;     // soft centroid, weights max(0, p - P_off); circular on a cylinder
  double y_mm = 0;
  double centroid_sd_mm = 0;  // noise floor of the centroid
  double p1_x_mm = 0;         // centre of the window that gave P1
  double p1_y_mm = 0;
  int sensels = 0;              // usable and filled sensels in it
  double filled_share = 0;      // of them: filled ones, which count in force, area, mean and centroid only
  double bad_share = 0;         // unusable sensels inside the patch (filled ones too), share of all
  std::uint16_t component = 0;  // contacts of one connected patch share it; from 1
  bool touches_border = false;  // has a sensel in the outermost row or column of a non-periodic axis
  bool touches_seam = false;    // has a sensel beside the gap of a cylinder's seam: part of it is not seen
  bool at_edge = false;         // its peak sensel lies there
  bool saturated = false;
};

}  // namespace rollscope
