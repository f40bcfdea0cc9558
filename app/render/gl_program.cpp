#include "app/render/gl_program.hpp"

#include <glad/gl.h>

#include <string>
#include <utility>

namespace rollscope {
namespace {

constexpr GLsizei kLogLength = 2000;

Result<GLuint> compile(GLenum kind, const std::string& source) {
  const GLuint shader = glCreateShader(kind);
  const char* text = source.c_str();
  glShaderSource(shader, 1, &text, nullptr);
  glCompileShader(shader);
  GLint done = GL_FALSE;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &done);
  if (done == GL_TRUE) return shader;
  std::string log(kLogLength, '\0');
  GLsizei length = 0;
  glGetShaderInfoLog(shader, kLogLength, &length, log.data());
  log.resize(static_cast<std::size_t>(length));
  glDeleteShader(shader);
  return fail(Errc::io, "the graphics driver refused a shader: " + log);
}

// #version has to stay the first line that is not a comment.
std::string with_define(std::string_view source, std::string_view define) {
  std::string text(source);
  if (define.empty()) return text;
  const auto version = text.find("#version");
  const auto line_end = text.find('\n', version);
  return text.insert(line_end + 1, "#define " + std::string(define) + "\n");
}

}  // namespace

Result<GlProgram> GlProgram::build(std::string_view vertex, std::string_view fragment,
                                   std::string_view define) {
  const auto vertex_shader = compile(GL_VERTEX_SHADER, std::string(vertex));
  if (!vertex_shader) return std::unexpected(vertex_shader.error());
  const auto fragment_shader = compile(GL_FRAGMENT_SHADER, with_define(fragment, define));
  if (!fragment_shader) {
    glDeleteShader(*vertex_shader);
    return std::unexpected(fragment_shader.error());
  }
  GlProgram program(glCreateProgram());
  glAttachShader(program.id_, *vertex_shader);
  glAttachShader(program.id_, *fragment_shader);
  glLinkProgram(program.id_);
  glDeleteShader(*vertex_shader);
  glDeleteShader(*fragment_shader);
  GLint done = GL_FALSE;
  glGetProgramiv(program.id_, GL_LINK_STATUS, &done);
  if (done == GL_TRUE) return program;
  std::string log(kLogLength, '\0');
  GLsizei length = 0;
  glGetProgramInfoLog(program.id_, kLogLength, &length, log.data());
  log.resize(static_cast<std::size_t>(length));
  return fail(Errc::io, "the graphics driver could not link a shader: " + log);
}

GlProgram::~GlProgram() {
  if (id_ != 0) glDeleteProgram(id_);
}

GlProgram::GlProgram(GlProgram&& other) noexcept : id_(std::exchange(other.id_, 0)) {}

GlProgram& GlProgram::operator=(GlProgram&& other) noexcept {
  std::swap(id_, other.id_);
  return *this;
}

void GlProgram::use() const {
  glUseProgram(id_);
}
void GlProgram::set(const char* name, int value) const {
  glUniform1i(glGetUniformLocation(id_, name), value);
}
void GlProgram::set(const char* name, float value) const {
  glUniform1f(glGetUniformLocation(id_, name), value);
}
void GlProgram::set(const char* name, float x, float y) const {
  glUniform2f(glGetUniformLocation(id_, name), x, y);
}
void GlProgram::set(const char* name, float x, float y, float z) const {
  glUniform3f(glGetUniformLocation(id_, name), x, y, z);
}

}  // namespace rollscope
