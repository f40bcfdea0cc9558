// First pass of the pressure map: each row of sensels carried to the map's pixel columns.
// In:  `field`, cols x rows, R pressure (frame's unit), G cell (0 measured, else not).
// Out: map width x rows. R pressure, G and B bounds of the two nearest sensels, A cell of the sensel the column
//      lies in, + 2 in the gap behind it. Sensels: R the sensel's own pressure.
// CPU twin: Across and find_places() in core/display/heatmap.cpp; the same whole numbers.
#version 330 core

uniform sampler2D field;
uniform int cols;     // sensels along a row
uniform int width;    // px
uniform bool wrap;    // columns are periodic
uniform bool smooth_shading;
uniform int gap;      // px

out vec4 across;

int cell_of(int x) { return (2 * x + 1) * cols / (2 * width); }

vec2 sensel(int col, int row) {
  int c = wrap ? (col + 2 * cols) % cols : clamp(col, 0, cols - 1);
  return texelFetch(field, ivec2(c, row), 0).rg;
}

void main() {
  int x = int(gl_FragCoord.x), row = int(gl_FragCoord.y);
  int cell = cell_of(x);
  vec2 own = sensel(cell, row);
  bool in_gap = cell_of(min(x + gap, width - 1)) != cell;
  float kind = own.g + (in_gap ? 2.0 : 0.0);
  if (!smooth_shading) {
    across = vec4(own.r, own.r, own.r, kind);
    return;
  }
  int from_centre = (2 * x + 1) * cols - width;  // in 1 / (2 width) sensel
  int before = from_centre < 0 ? -1 : from_centre / (2 * width);
  float t = float(from_centre - before * 2 * width) / float(2 * width);
  float t2 = t * t, t3 = t2 * t;
  vec4 w = 0.5 * vec4(-t + 2.0 * t2 - t3, 2.0 - 5.0 * t2 + 3.0 * t3, t + 4.0 * t2 - 3.0 * t3, t3 - t2);
  vec4 v = vec4(sensel(before - 1, row).r, sensel(before, row).r, sensel(before + 1, row).r,
                sensel(before + 2, row).r);
  across = vec4(dot(w, v), min(v.y, v.z), max(v.y, v.z), kind);
}
