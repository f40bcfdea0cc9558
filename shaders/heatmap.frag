// Second pass of the pressure map: down the columns, then colour, hatch, gaps and stripes.
// In:  `across`, what heatmap_across.frag wrote; `ramps`, shades of the three ramps, one a row.
// Out: the map's pixels, 8-bit sRGB, opaque, row 0 the top one.
// Why two passes: 4 fetches a pixel instead of 16; on a software renderer that is most of the cost.
// Built twice: with SMOOTH for smooth shading, without for sensels.
// CPU twin: HeatmapPainter in core/display/heatmap.cpp; at most 2 of 255 apart.
#version 330 core

uniform sampler2D across;
uniform sampler2D ramps;
uniform float rows;         // sensels down a column
uniform float height;       // px
uniform bool wrap;          // rows are periodic
uniform int ramp;           // row of `ramps`
uniform vec2 value_to_ramp; // scale, offset: pressure to 0..1
uniform vec2 ceiling;       // pressure, 1 / width of the fade; a huge pressure: no hatch
uniform vec2 hatch;         // period, width in px
uniform vec2 stripes;       // period, width in px; width 0: none
uniform float gap;          // px; 0: none
uniform vec3 glass, hatch_colour;
uniform vec3 opacity;       // hatch, gap, stripes

out vec4 colour;

// Stripes at 45 degrees; the outermost pixels are half covered.
float stripe(float along, vec2 spec) {
  float m = along - spec.x * floor((along + 0.5) / spec.x);
  return clamp(min(m, spec.y - m) + 0.5, 0.0, 1.0);
}

float row_index(float row) { return wrap ? row - rows * floor((row + 0.5) / rows) : clamp(row, 0.0, rows - 1.0); }

float cell_of(float y) { return floor(((2.0 * y + 1.0) * rows + 0.5) / (2.0 * height)); }

void main() {
  int x = int(gl_FragCoord.x);
  float y = floor(gl_FragCoord.y);
#ifdef SMOOTH
  float from_centre = (2.0 * y + 1.0) * rows - height;  // whole number: in 1 / (2 height) sensel
  float before = floor((from_centre + 0.5) / (2.0 * height));
  float left = from_centre - before * 2.0 * height;
  float t = left / (2.0 * height);
  float t2 = t * t, t3 = t2 * t;
  vec4 w = 0.5 * vec4(-t + 2.0 * t2 - t3, 2.0 - 5.0 * t2 + 3.0 * t3, t + 4.0 * t2 - 3.0 * t3, t3 - t2);
  float a = texelFetch(across, ivec2(x, int(row_index(before - 1.0))), 0).r;
  vec4 b = texelFetch(across, ivec2(x, int(row_index(before))), 0);
  vec4 c = texelFetch(across, ivec2(x, int(row_index(before + 1.0))), 0);
  float d = texelFetch(across, ivec2(x, int(row_index(before + 2.0))), 0).r;
  float value = clamp(dot(w, vec4(a, b.r, c.r, d)), min(b.g, c.g), max(b.b, c.b));
  float kind = left >= height ? c.a : b.a;
  bool in_gap = false;
  kind = kind >= 2.0 ? kind - 2.0 : kind;
#else
  float cell = cell_of(y);
  vec4 own = texelFetch(across, ivec2(x, int(cell)), 0);
  float value = own.r;
  bool in_gap = own.a >= 2.0 || cell_of(min(y + gap, height - 1.0)) != cell;
  float kind = own.a >= 2.0 ? own.a - 2.0 : own.a;
#endif
  float shade = clamp(value * value_to_ramp.x + value_to_ramp.y, 0.0, 1.0);
  int index = int(shade * float(textureSize(ramps, 0).x - 1) + 0.5);
  vec3 c3 = texelFetch(ramps, ivec2(index, ramp), 0).rgb;
  float over = clamp((value - ceiling.x) * ceiling.y, 0.0, 1.0);
  c3 = mix(c3, hatch_colour, over * opacity.x * stripe(float(x) + y, hatch));
  if (in_gap) c3 = mix(c3, glass, opacity.y);
  c3 = mix(c3, glass, opacity.z * stripe(float(x) - y, stripes));
  colour = vec4(kind > 0.5 ? glass : c3, 1.0);
}
