#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_opengl3.h>
#include <glad/gl.h>
#include <imgui.h>

#include <algorithm>
#include <stdexcept>

#include "tests/support/hidden_context.hpp"
#include "tests/support/virtual_display.hpp"
#include "tests/window/map_stage.hpp"

namespace rollscope {

struct MapStage::Impl {
  Impl(int w, int h) : width(w), height(h) {
    auto made = HeatmapRenderer::create(glfwGetProcAddress);
    if (!made) throw std::runtime_error(made.error().detail);
    renderer = std::move(*made);
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui_ImplOpenGL3_Init("#version 330 core");
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    glGenFramebuffers(1, &framebuffer);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
    ui = std::make_unique<Ui>();
  }
  ~Impl() {
    ui.reset();
    glDeleteFramebuffers(1, &framebuffer);
    glDeleteTextures(1, &texture);
    ImGui_ImplOpenGL3_Shutdown();
    ImGui::DestroyContext();
  }

  VirtualDisplay display;
  HiddenContext context;
  int width, height;
  std::unique_ptr<HeatmapRenderer> renderer;
  std::unique_ptr<Ui> ui;
  GLuint texture = 0, framebuffer = 0;
  double now_s = 0;
};

MapStage::MapStage(int width, int height) : impl_(std::make_unique<Impl>(width, height)) {}
MapStage::~MapStage() = default;

HeatmapRenderer& MapStage::renderer() {
  return *impl_->renderer;
}

void MapStage::frame(const std::function<void(Ui&)>& draw, Point pointer) {
  Impl& m = *impl_;
  const auto width = static_cast<float>(m.width), height = static_cast<float>(m.height);
  m.now_s += 1.0 / 30;
  Ui::Frame frame;
  frame.screen = {0, 0, width, height};
  frame.now_s = m.now_s;
  frame.near_scale = 1;
  frame.studio_scale = std::min(width / 1920, height / 1080);
  if (m.ui->prepare(frame)) ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {width, height};
  io.DeltaTime = 1.0F / 30;
  io.MousePos = {pointer.x, pointer.y};
  ImGui_ImplOpenGL3_NewFrame();
  ImGui::NewFrame();
  m.ui->begin();
  draw(*m.ui);
  m.ui->end();
  ImGui::Render();
  glBindFramebuffer(GL_FRAMEBUFFER, m.framebuffer);
  glViewport(0, 0, m.width, m.height);
  glClearColor(0, 0, 0, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

Image MapStage::picture() const {
  const Impl& m = *impl_;
  Image image{m.width, m.height, {}};
  image.pixels.resize(static_cast<std::size_t>(m.width) * static_cast<std::size_t>(m.height));
  glBindFramebuffer(GL_FRAMEBUFFER, m.framebuffer);
  glReadPixels(0, 0, m.width, m.height, GL_RGBA, GL_UNSIGNED_BYTE, image.pixels.data());
  for (int y = 0; y < m.height / 2; ++y) {
    const auto row = [&](int r) { return image.pixels.begin() + static_cast<std::ptrdiff_t>(r) * m.width; };
    std::swap_ranges(row(y), row(y + 1), row(m.height - 1 - y));
  }
  return image;
}

void MapStage::finish() const {
  glFinish();
}

}  // namespace rollscope
