// A shader program of OpenGL, built from the sources embedded from shaders/. The context must be current.
#pragma once

#include <string_view>

#include "core/base/result.hpp"

namespace rollscope {

class GlProgram {
 public:
  // `define` (may be empty) becomes a #define of the fragment shader. The error carries the driver's log.
  static Result<GlProgram> build(std::string_view vertex, std::string_view fragment, std::string_view define);
  GlProgram() = default;
  ~GlProgram();
  GlProgram(GlProgram&& other) noexcept;
  GlProgram& operator=(GlProgram&& other) noexcept;

  void use() const;
  // Of the program in use. A name the shader does not have is left alone.
  void set(const char* name, int value) const;
  void set(const char* name, float value) const;
  void set(const char* name, float x, float y) const;
  void set(const char* name, float x, float y, float z) const;

 private:
  explicit GlProgram(unsigned id) : id_(id) {}
  unsigned id_ = 0;
};

}  // namespace rollscope
