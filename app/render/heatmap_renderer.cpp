#include "app/render/heatmap_renderer.hpp"

#include <glad/gl.h>

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "app/render/gl_program.hpp"
#include "app/render/gl_texture.hpp"
#include "core/base/check.hpp"
#include "core/display/colour_map.hpp"

extern "C" {
extern const char rollscope_heatmap_vert[], rollscope_heatmap_across_frag[], rollscope_heatmap_frag[];
extern const unsigned long rollscope_heatmap_vert_size, rollscope_heatmap_across_frag_size,
    rollscope_heatmap_frag_size;
}

namespace rollscope {
namespace {

// Puts back what drawing into a texture changes.
class StateScope {
 public:
  StateScope() {
    glGetIntegerv(GL_FRAMEBUFFER_BINDING, &framebuffer_);
    glGetIntegerv(GL_VIEWPORT, viewport_.data());
    glGetIntegerv(GL_CURRENT_PROGRAM, &program_);
    glGetIntegerv(GL_VERTEX_ARRAY_BINDING, &vertex_array_);
    glGetIntegerv(GL_ACTIVE_TEXTURE, &unit_);
    for (std::size_t i = 0; i < textures_.size(); ++i) {
      glActiveTexture(GL_TEXTURE0 + static_cast<GLenum>(i));
      glGetIntegerv(GL_TEXTURE_BINDING_2D, &textures_[i]);
    }
    for (std::size_t i = 0; i < kSwitches.size(); ++i) {
      switches_[i] = glIsEnabled(kSwitches[i]);
      glDisable(kSwitches[i]);
    }
  }
  ~StateScope() {
    for (std::size_t i = 0; i < kSwitches.size(); ++i) {
      if (switches_[i] == GL_TRUE) glEnable(kSwitches[i]);
    }
    for (std::size_t i = 0; i < textures_.size(); ++i) {
      glActiveTexture(GL_TEXTURE0 + static_cast<GLenum>(i));
      glBindTexture(GL_TEXTURE_2D, static_cast<GLuint>(textures_[i]));
    }
    glActiveTexture(static_cast<GLenum>(unit_));
    glBindVertexArray(static_cast<GLuint>(vertex_array_));
    glUseProgram(static_cast<GLuint>(program_));
    glViewport(viewport_[0], viewport_[1], viewport_[2], viewport_[3]);
    glBindFramebuffer(GL_FRAMEBUFFER, static_cast<GLuint>(framebuffer_));
  }
  StateScope(const StateScope&) = delete;
  StateScope& operator=(const StateScope&) = delete;

 private:
  static constexpr std::array<GLenum, 4> kSwitches{GL_BLEND, GL_SCISSOR_TEST, GL_DEPTH_TEST, GL_CULL_FACE};
  GLint framebuffer_ = 0, program_ = 0, vertex_array_ = 0, unit_ = 0;
  std::array<GLint, 4> viewport_{};
  std::array<GLint, 2> textures_{};
  std::array<GLboolean, 4> switches_{};
};

bool is_software_gl() {
  const auto* name = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
  const std::string_view renderer = name == nullptr ? "" : name;
  for (const std::string_view known : {"llvmpipe", "softpipe", "swrast", "SwiftShader", "Software Rasterizer",
                                       "Microsoft Basic Render", "GDI Generic"}) {
    if (renderer.find(known) != std::string_view::npos) return true;
  }
  return false;
}

float channel(std::uint8_t v) {
  return static_cast<float>(v) / 255.0F;
}

}  // namespace

struct HeatmapTarget::Impl {
  GlTexture field, across, map;
  GlFramebuffer framebuffer;
  std::vector<float> texels;  // of `field`
  HeatmapPainter painter;     // twin
  Image image;
  std::uint64_t revision = 0;
  HeatmapLook look;
  bool drawn = false;
};

HeatmapTarget::HeatmapTarget() : impl_(std::make_unique<Impl>()) {}
HeatmapTarget::~HeatmapTarget() = default;
HeatmapTarget::HeatmapTarget(HeatmapTarget&&) noexcept = default;
HeatmapTarget& HeatmapTarget::operator=(HeatmapTarget&&) noexcept = default;

struct HeatmapRenderer::Impl {
  GlProgram across, smooth, sensels;
  GlTexture ramps;
  bool software = false, twin = false;
  GLuint vertex_array = 0;  // core profile draws nothing without one

  Impl() { glGenVertexArrays(1, &vertex_array); }
  ~Impl() { glDeleteVertexArrays(1, &vertex_array); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void upload_ramps();
  static void upload_field(HeatmapTarget::Impl& target, const DisplayField& field);
  void draw_across(HeatmapTarget::Impl& target, const DisplayField& field, const HeatmapLook& look,
                   int width) const;
  void draw_map(HeatmapTarget::Impl& target, const DisplayField& field, const HeatmapLook& look, int width,
                int height) const;
  static void draw_twin(HeatmapTarget::Impl& target, const DisplayField& field, const HeatmapLook& look,
                        int width, int height);
};

void HeatmapRenderer::Impl::upload_ramps() {
  std::vector<Rgba8> texels;  // one ramp a row, in the order of HeatmapColours
  for (const ColourRamp* ramp : {&pressure_ramp(), &grey_ramp(), &difference_ramp()}) {
    const Shades shades = shades_of(*ramp);
    texels.insert(texels.end(), shades.begin(), shades.end());
  }
  ramps.resize(TexelFormat::rgba8, kShades, 3);
  ramps.upload(texels.data());
}

void HeatmapRenderer::Impl::upload_field(HeatmapTarget::Impl& target, const DisplayField& field) {
  target.texels.resize(field.value.size() * 2);
  for (std::size_t i = 0; i < field.value.size(); ++i) {
    target.texels[2 * i] = field.value[i];
    target.texels[2 * i + 1] = field.cell[i] == Cell::measured ? 0.0F : 1.0F;
  }
  target.field.resize(TexelFormat::rg32f, field.cols, field.rows);
  target.field.upload(target.texels.data());
}

void HeatmapRenderer::Impl::draw_across(HeatmapTarget::Impl& target, const DisplayField& field,
                                        const HeatmapLook& look, int width) const {
  target.across.resize(TexelFormat::rgba32f, width, field.rows);
  target.framebuffer.draw_into(target.across);
  across.use();
  target.field.bind(0);
  across.set("field", 0);
  across.set("cols", field.cols);
  across.set("width", width);
  across.set("wrap", field.wrap_cols ? 1 : 0);
  across.set("smooth_shading", look.shading == Shading::smooth ? 1 : 0);
  across.set("gap", look.gap_px);
  glDrawArrays(GL_TRIANGLES, 0, 3);
}

void HeatmapRenderer::Impl::draw_map(HeatmapTarget::Impl& target, const DisplayField& field,
                                     const HeatmapLook& look, int width, int height) const {
  target.map.resize(TexelFormat::rgba8, width, height);
  target.framebuffer.draw_into(target.map);
  const GlProgram& program = look.shading == Shading::smooth ? smooth : sensels;
  program.use();
  target.across.bind(0);
  ramps.bind(1);
  program.set("across", 0);
  program.set("ramps", 1);
  program.set("rows", static_cast<float>(field.rows));
  program.set("height", static_cast<float>(height));
  program.set("wrap", field.wrap_rows ? 1 : 0);
  program.set("ramp", static_cast<int>(look.colours));
  const bool difference = look.colours == HeatmapColours::difference;
  program.set("value_to_ramp", static_cast<float>((difference ? 0.5 : 1.0) / look.full_scale),
              difference ? 0.5F : 0.0F);
  constexpr float kNoCeiling = 1e30F;
  const auto ceiling = static_cast<float>(look.ceiling);
  program.set("ceiling", ceiling > 0 ? ceiling : kNoCeiling,
              ceiling > 0 ? 1.0F / (static_cast<float>(kHatchRamp) * ceiling) : 0.0F);
  program.set("hatch", static_cast<float>(look.hatch_period_px), static_cast<float>(look.hatch_px));
  const bool striped = look.colours == HeatmapColours::no_data;
  program.set("stripes", static_cast<float>(look.stripe_period_px),
              striped ? static_cast<float>(look.stripe_px) : -1.0F);
  program.set("gap", static_cast<float>(look.gap_px));
  program.set("glass", channel(kGlass.r), channel(kGlass.g), channel(kGlass.b));
  program.set("hatch_colour", channel(kHatch.r), channel(kHatch.g), channel(kHatch.b));
  program.set("opacity", static_cast<float>(kHatchOpacity), static_cast<float>(kGapOpacity),
              static_cast<float>(kStripeOpacity));
  glDrawArrays(GL_TRIANGLES, 0, 3);
}

void HeatmapRenderer::Impl::draw_twin(HeatmapTarget::Impl& target, const DisplayField& field,
                                      const HeatmapLook& look, int width, int height) {
  target.painter.draw(field, look, width, height, target.image);
  target.map.resize(TexelFormat::rgba8, width, height);
  target.map.upload(target.image.pixels.data());
}

Result<std::unique_ptr<HeatmapRenderer>> HeatmapRenderer::create(GlLoader loader, HeatmapMethod method) {
  if (gladLoadGL(loader) == 0 || GLAD_GL_VERSION_3_3 == 0) {
    return fail(Errc::not_found,
                "this display offers no OpenGL 3.3; update the graphics driver, or start with "
                "LIBGL_ALWAYS_SOFTWARE=1");
  }
  const StateScope state;
  const std::string_view vertex(rollscope_heatmap_vert, rollscope_heatmap_vert_size);
  const std::string_view across(rollscope_heatmap_across_frag, rollscope_heatmap_across_frag_size);
  const std::string_view map(rollscope_heatmap_frag, rollscope_heatmap_frag_size);
  auto impl = std::make_unique<Impl>();
  struct Part {
    GlProgram& program;
    std::string_view fragment, define;
  };
  for (const Part& part :
       {Part{impl->across, across, ""}, Part{impl->smooth, map, "SMOOTH"}, Part{impl->sensels, map, ""}}) {
    auto built = GlProgram::build(vertex, part.fragment, part.define);
    if (!built) return std::unexpected(built.error());
    part.program = std::move(*built);
  }
  impl->upload_ramps();
  impl->software = is_software_gl();
  impl->twin = method == HeatmapMethod::twin || (method == HeatmapMethod::automatic && impl->software);
  return std::unique_ptr<HeatmapRenderer>(new HeatmapRenderer(std::move(impl)));
}

HeatmapRenderer::HeatmapRenderer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HeatmapRenderer::~HeatmapRenderer() = default;

bool HeatmapRenderer::software() const {
  return impl_->software;
}

unsigned HeatmapRenderer::draw(HeatmapTarget& target, const DisplayField& field, std::uint64_t revision,
                               const HeatmapLook& look, int width, int height) {
  ROLLSCOPE_CHECK(width > 0 && height > 0 && field.rows > 0 && field.cols > 0,
                  "a map has pixels and sensels");
  ROLLSCOPE_CHECK(look.full_scale > 0, "full scale is above zero");
  HeatmapTarget::Impl& t = *target.impl_;
  if (t.drawn && t.revision == revision && t.look == look && t.map.width() == width &&
      t.map.height() == height) {
    return t.map.id();
  }
  const StateScope state;
  if (impl_->twin) {
    Impl::draw_twin(t, field, look, width, height);
  } else {
    glBindVertexArray(impl_->vertex_array);
    Impl::upload_field(t, field);
    impl_->draw_across(t, field, look, width);
    impl_->draw_map(t, field, look, width, height);
  }
  t.revision = revision;
  t.look = look;
  t.drawn = true;
  return t.map.id();
}

void HeatmapRenderer::read(const HeatmapTarget& target, Image& image) const {
  HeatmapTarget::Impl& t = *target.impl_;
  ROLLSCOPE_CHECK(t.drawn, "a map is drawn before it is read");
  const StateScope state;
  image.width = t.map.width();
  image.height = t.map.height();
  image.pixels.resize(static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height));
  t.framebuffer.draw_into(t.map);
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glReadPixels(0, 0, image.width, image.height, GL_RGBA, GL_UNSIGNED_BYTE, image.pixels.data());
}

}  // namespace rollscope
