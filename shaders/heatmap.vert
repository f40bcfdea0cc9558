// One triangle over the whole target.
// In:  nothing. Out: clip coordinates; the fragments are the target's pixels, y counted from the top row.
// CPU twin: the loops over x and y in core/display/heatmap.cpp.
#version 330 core

void main() {
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}
