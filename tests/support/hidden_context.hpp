// An OpenGL 3.3 core context of an invisible window; made current. Needs a display.
#pragma once

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

namespace rollscope {

class HiddenContext {
 public:
  HiddenContext(int width = 64, int height = 64) {
    if (glfwInit() != GLFW_TRUE) return;
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
    window_ = glfwCreateWindow(width, height, "rollscope test", nullptr, nullptr);
    if (window_ != nullptr) glfwMakeContextCurrent(window_);
  }
  ~HiddenContext() {
    if (window_ != nullptr) glfwDestroyWindow(window_);
    glfwTerminate();
  }
  HiddenContext(const HiddenContext&) = delete;
  HiddenContext& operator=(const HiddenContext&) = delete;

  [[nodiscard]] GLFWwindow* window() const { return window_; }

 private:
  GLFWwindow* window_ = nullptr;
};

}  // namespace rollscope
