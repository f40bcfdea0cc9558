#include "app/render/gl_texture.hpp"

#include <glad/gl.h>

#include <utility>

namespace rollscope {
namespace {

struct GlFormat {
  GLint internal;
  GLenum format, type;
};

GlFormat gl_format(TexelFormat format) {
  switch (format) {
    case TexelFormat::rg32f:
      return {GL_RG32F, GL_RG, GL_FLOAT};
    case TexelFormat::rgba32f:
      return {GL_RGBA32F, GL_RGBA, GL_FLOAT};
    case TexelFormat::rgba8:
      break;
  }
  return {GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE};
}

}  // namespace

GlTexture::~GlTexture() {
  if (id_ != 0) glDeleteTextures(1, &id_);
}

GlTexture::GlTexture(GlTexture&& other) noexcept
    : id_(std::exchange(other.id_, 0)),
      format_(other.format_),
      width_(other.width_),
      height_(other.height_) {}

GlTexture& GlTexture::operator=(GlTexture&& other) noexcept {
  std::swap(id_, other.id_);
  format_ = other.format_;
  width_ = other.width_;
  height_ = other.height_;
  return *this;
}

bool GlTexture::resize(TexelFormat format, int width, int height) {
  if (id_ != 0 && format == format_ && width == width_ && height == height_) return false;
  if (id_ == 0) glGenTextures(1, &id_);
  format_ = format;
  width_ = width;
  height_ = height;
  const GlFormat gl = gl_format(format);
  glBindTexture(GL_TEXTURE_2D, id_);
  glTexImage2D(GL_TEXTURE_2D, 0, gl.internal, width, height, 0, gl.format, gl.type, nullptr);
  // Drawn at its own size: the nearest texel is the pixel, and the cheapest to sample.
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  return true;
}

void GlTexture::upload(const void* texels) {
  const GlFormat gl = gl_format(format_);
  glBindTexture(GL_TEXTURE_2D, id_);
  glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, width_, height_, gl.format, gl.type, texels);
}

void GlTexture::bind(int unit) const {
  glActiveTexture(GL_TEXTURE0 + static_cast<GLenum>(unit));
  glBindTexture(GL_TEXTURE_2D, id_);
}

GlFramebuffer::~GlFramebuffer() {
  if (id_ != 0) glDeleteFramebuffers(1, &id_);
}

GlFramebuffer::GlFramebuffer(GlFramebuffer&& other) noexcept : id_(std::exchange(other.id_, 0)) {}

GlFramebuffer& GlFramebuffer::operator=(GlFramebuffer&& other) noexcept {
  std::swap(id_, other.id_);
  return *this;
}

void GlFramebuffer::draw_into(const GlTexture& texture) {
  if (id_ == 0) glGenFramebuffers(1, &id_);
  glBindFramebuffer(GL_FRAMEBUFFER, id_);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture.id(), 0);
  glViewport(0, 0, texture.width(), texture.height());
}

}  // namespace rollscope
