// A two-dimensional texture of OpenGL that is fetched texel by texel, and a framebuffer that draws into one.
#pragma once

namespace rollscope {

enum class TexelFormat { rg32f, rgba32f, rgba8 };

class GlTexture {
 public:
  GlTexture() = default;
  ~GlTexture();
  GlTexture(GlTexture&& other) noexcept;
  GlTexture& operator=(GlTexture&& other) noexcept;

  // Makes room when the size or format changed; the content is then undefined. True when it changed.
  bool resize(TexelFormat format, int width, int height);
  // All texels, row-major, rows from 0: floats for the float formats, bytes for rgba8.
  void upload(const void* texels);
  void bind(int unit) const;
  [[nodiscard]] unsigned id() const { return id_; }
  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }

 private:
  unsigned id_ = 0;
  TexelFormat format_ = TexelFormat::rgba8;
  int width_ = 0, height_ = 0;
};

class GlFramebuffer {
 public:
  GlFramebuffer() = default;
  ~GlFramebuffer();
  GlFramebuffer(GlFramebuffer&& other) noexcept;
  GlFramebuffer& operator=(GlFramebuffer&& other) noexcept;

  // From now on drawing goes into the whole texture.
  void draw_into(const GlTexture& texture);
  [[nodiscard]] unsigned id() const { return id_; }

 private:
  unsigned id_ = 0;
};

}  // namespace rollscope
