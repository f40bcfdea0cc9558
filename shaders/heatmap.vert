// One triangle over the whole target; no inputs. Its fragments are the target's pixels, y down from the top row.
#version 330 core

void main() {
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}
