// GLFW and OpenGL round the Shell: events in, frames out, asleep while nothing moves.
#include "app/window/window.hpp"

#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "app/render/ground_plan.hpp"
#include "app/render/heatmap_renderer.hpp"
#include "app/render/screen.hpp"
#include "app/report/picture.hpp"
#include "app/window/paths.hpp"
#include "app/window/script.hpp"
#include "app/window/session_log.hpp"
#include "app/window/shell.hpp"
#include "drivers/source_uri.hpp"

namespace rollscope {
namespace {

constexpr double kSoftwareFrame_s = 1.0 / 30.0;  // the processor draws: leave it to the measurement
constexpr int kFramesAfterInput = 3;             // ImGui needs a frame or two to settle

struct GlfwLibrary {
  bool ready = glfwInit() == GLFW_TRUE;
  ~GlfwLibrary() {
    if (ready) glfwTerminate();
  }
};

struct WindowDeleter {
  void operator()(GLFWwindow* window) const { glfwDestroyWindow(window); }
};
using WindowHandle = std::unique_ptr<GLFWwindow, WindowDeleter>;

struct ImGuiLibrary {
  explicit ImGuiLibrary(GLFWwindow* window) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    // Our callbacks come first: keys mean actions before they mean text.
    ImGui_ImplGlfw_InitForOpenGL(window, false);
    ImGui_ImplOpenGL3_Init("#version 330");
  }
  ~ImGuiLibrary() {
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
    ImGui::DestroyContext();
  }
};

class Window {
 public:
  Window(const WindowOptions& options, Script script, Settings settings)
      : options_(options), script_(std::move(script)), settings_(std::move(settings)) {}

  Result<int> run();

 private:
  Result<void> create();
  void set_callbacks();
  void start_shell();
  void loop();
  void sleep();
  void draw_frame();
  void run_script();
  void run_live_script();
  void run_replay_script();
  void clear_ground(int width, int height);
  void take_picture(const std::string& path, bool replace);
  void draw_held(double seconds);
  void toggle_fullscreen();
  void remember();
  bool is_unseen(int key);
  void release_taps();
  [[nodiscard]] Shell::Screen screen() const;
  [[nodiscard]] double now_s() const { return glfwGetTime(); }
  static Window& of(GLFWwindow* handle) { return *static_cast<Window*>(glfwGetWindowUserPointer(handle)); }

  const WindowOptions& options_;
  Script script_;
  Settings settings_;
  GlfwLibrary glfw_;
  WindowHandle window_;
  std::unique_ptr<ImGuiLibrary> imgui_;
  std::unique_ptr<HeatmapRenderer> heatmap_;
  std::unique_ptr<SoundPlayer> sound_;
  std::shared_ptr<MomentGate> gate_;
  std::unique_ptr<Shell> shell_;
  std::vector<GroundBox> grounds_;    // scratch of clear_ground()
  std::atomic<bool> asleep_ = false;  // main thread sets, whoever wakes it clears
  double frame_s_ = 0;                // shortest time between two frames; 0: the screen's own
  double last_draw_s_ = -1;
  int frames_owed_ = kFramesAfterInput;
  std::size_t next_step_ = 0;
  std::string picture_;  // asked for by the shell during a frame
  std::string script_error_;
  int windowed_[4] = {60, 60, 1280, 720};
  struct Tap {
    int key = 0, scancode = 0;
    bool released = false;
  };
  std::vector<Tap> taps_;  // keys pressed since the last frame
};

Result<void> Window::create() {
  if (!glfw_.ready)
    return fail(Errc::not_found,
                "no display: start it on a desktop, or on a virtual screen with 'xvfb-run -a rollscope'");
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  int width = settings_.window_width, height = settings_.window_height;
  if (!options_.size.empty()) {
    const auto size = parse_size(options_.size);
    if (!size) return std::unexpected(size.error());
    std::tie(width, height) = *size;
    glfwWindowHint(GLFW_DECORATED, GLFW_FALSE);
  } else if (settings_.maximized) {
    glfwWindowHint(GLFW_MAXIMIZED, GLFW_TRUE);
  }
  window_.reset(glfwCreateWindow(width, height, "rollscope", nullptr, nullptr));
  if (!window_) {
    const char* why = nullptr;
    glfwGetError(&why);
    return fail(Errc::io, std::string("no window with OpenGL 3.3: ") +
                              (why != nullptr ? why : "the driver refused") +
                              "; update the graphics driver, or set LIBGL_ALWAYS_SOFTWARE=1");
  }
  glfwMakeContextCurrent(window_.get());
  glfwSetWindowSizeLimits(window_.get(), 960, 540, GLFW_DONT_CARE, GLFW_DONT_CARE);
  auto heatmap = HeatmapRenderer::create(glfwGetProcAddress);
  if (!heatmap) return std::unexpected(heatmap.error());
  heatmap_ = std::move(*heatmap);
  const bool software = screen_info().software;
  frame_s_ = software ? kSoftwareFrame_s : 0;
  glfwSwapInterval(software ? 0 : 1);
  imgui_ = std::make_unique<ImGuiLibrary>(window_.get());
  set_callbacks();
  return {};
}

void Window::set_callbacks() {
  GLFWwindow* w = window_.get();
  glfwSetWindowUserPointer(w, this);
  glfwSetKeyCallback(w, [](GLFWwindow* handle, int key, int scancode, int action, int mods) {
    Window& self = of(handle);
    self.frames_owed_ = kFramesAfterInput;
    const bool arrow = key == GLFW_KEY_LEFT || key == GLFW_KEY_RIGHT;
    if (action == GLFW_PRESS || (action == GLFW_REPEAT && arrow))
      self.shell_->on_key({.key = key,
                           .ctrl = (mods & GLFW_MOD_CONTROL) != 0,
                           .shift = (mods & GLFW_MOD_SHIFT) != 0,
                           .alt = (mods & GLFW_MOD_ALT) != 0});
    if (action == GLFW_RELEASE && self.is_unseen(key)) return;
    if (action == GLFW_PRESS) self.taps_.push_back({key, scancode});
    ImGui_ImplGlfw_KeyCallback(handle, key, scancode, action, mods);
  });
  glfwSetCharCallback(w, [](GLFWwindow* handle, unsigned character) {
    of(handle).frames_owed_ = kFramesAfterInput;
    ImGui_ImplGlfw_CharCallback(handle, character);
  });
  glfwSetMouseButtonCallback(w, [](GLFWwindow* handle, int button, int action, int mods) {
    of(handle).frames_owed_ = kFramesAfterInput;
    of(handle).shell_->ui().clear_focus();
    ImGui_ImplGlfw_MouseButtonCallback(handle, button, action, mods);
  });
  glfwSetScrollCallback(w, [](GLFWwindow* handle, double x, double y) {
    of(handle).frames_owed_ = kFramesAfterInput;
    ImGui_ImplGlfw_ScrollCallback(handle, x, y);
  });
  glfwSetCursorPosCallback(w, [](GLFWwindow* handle, double, double) {
    of(handle).frames_owed_ = kFramesAfterInput;
    of(handle).shell_->on_pointer_moved();
  });
  glfwSetCursorEnterCallback(w, [](GLFWwindow* handle, int entered) {
    of(handle).frames_owed_ = kFramesAfterInput;
    ImGui_ImplGlfw_CursorEnterCallback(handle, entered);
  });
  glfwSetWindowFocusCallback(w, [](GLFWwindow* handle, int focused) {
    of(handle).frames_owed_ = kFramesAfterInput;
    ImGui_ImplGlfw_WindowFocusCallback(handle, focused);
  });
  glfwSetFramebufferSizeCallback(
      w, [](GLFWwindow* handle, int, int) { of(handle).frames_owed_ = kFramesAfterInput; });
  glfwSetWindowRefreshCallback(w, [](GLFWwindow* handle) { of(handle).frames_owed_ = kFramesAfterInput; });
  glfwSetDropCallback(w, [](GLFWwindow* handle, int count, const char** paths) {
    const std::vector<std::string> dropped(paths, paths + count);
    of(handle).frames_owed_ = kFramesAfterInput;
    of(handle).shell_->on_drop(dropped);
  });
}

// The studio and research show what runs: there a recording plays instead of being looked at.
std::string as_if_live(const std::string& source) {
  auto uri = SourceUri::parse(source);
  if (!uri || uri->scheme != "file") return source;
  uri->options.emplace("speed", "1");
  return uri->to_string();
}

void Window::start_shell() {
  sound_ = std::make_unique<SoundPlayer>();
  ShellHost host;
  host.wake = [this] {
    if (asleep_.exchange(false)) glfwPostEmptyEvent();
  };
  host.toggle_fullscreen = [this] { toggle_fullscreen(); };
  host.save_picture = [this](const std::string& path) { picture_ = path; };
  host.quit = [this] { glfwSetWindowShouldClose(window_.get(), GLFW_TRUE); };
  host.show_folder = [this](const std::string& folder) {
    std::error_code ignored;
    std::filesystem::create_directories(folder, ignored);
    glfwSetClipboardString(window_.get(), folder.c_str());
    set_notice(shell_->live().state(), "Recordings are in " + folder + " (copied)", false, now_s());
  };
  host.heatmap = heatmap_.get();
  host.sound = sound_.get();
  shell_ = std::make_unique<Shell>(settings_, host);
  if (!script_.empty()) gate_ = std::make_shared<MomentGate>(script_.moments(), host.wake);
  std::string source = !options_.source.empty()         ? options_.source
                       : !settings_.last_source.empty() ? settings_.last_source
                                                        : "demo:two-holds?loop=1";
  if (options_.view == "studio" || options_.view == "research") source = as_if_live(source);
  shell_->open(source, gate_);
  for (const std::string& other : options_.beside) shell_->open_beside(as_if_live(other));
  shell_->stations().select(0);
  if (options_.view == "studio") shell_->view().view = ViewId::studio;
  if (options_.view == "research") shell_->view().view = ViewId::research;
  if (options_.view == "replay") shell_->view().view = ViewId::replay;
  if (options_.view == "sources") shell_->show_view(ViewId::sources);
}

// Why: ImGui 1.86 looks at the keys once a frame. A key that was pressed and let go between two frames, as a
// pedal does, would never have been down; its release waits for the frame that has seen it.
bool Window::is_unseen(int key) {
  bool unseen = false;
  for (Tap& tap : taps_)
    if (tap.key == key) unseen = tap.released = true;
  return unseen;
}

void Window::release_taps() {
  for (const Tap& tap : std::exchange(taps_, {})) {
    if (!tap.released) continue;
    ImGui_ImplGlfw_KeyCallback(window_.get(), tap.key, tap.scancode, GLFW_RELEASE, 0);
    frames_owed_ = kFramesAfterInput;
  }
}

Shell::Screen Window::screen() const {
  Shell::Screen out;
  glfwGetWindowSize(window_.get(), &out.width, &out.height);
  int pixels = 0, ignored = 0;
  glfwGetFramebufferSize(window_.get(), &pixels, &ignored);
  float scale = 1;
  glfwGetWindowContentScale(window_.get(), &scale, nullptr);
  // Where a window's unit is already several pixels (Wayland, macOS) the scale is in it.
  out.content_scale =
      out.width > 0 ? scale * static_cast<float>(out.width) / static_cast<float>(std::max(1, pixels)) : 1;
  if (GLFWmonitor* monitor = glfwGetPrimaryMonitor()) {
    int width_mm = 0, height_mm = 0;
    glfwGetMonitorPhysicalSize(monitor, &width_mm, &height_mm);
    const GLFWvidmode* mode = glfwGetVideoMode(monitor);
    if (width_mm > 0 && mode != nullptr && mode->width > 0)
      out.mm_per_px = static_cast<double>(width_mm) / mode->width;
  }
  return out;
}

// Sleeps until an event, a wish of the shell, or the time of the next frame.
void Window::sleep() {
  const double now = now_s();
  double until = last_draw_s_ + frame_s_;
  if (frames_owed_ == 0 && !shell_->streaming()) {
    // Why from now: a window that has nothing to draw for long must not find its time long past, and spin.
    until = std::max(until, std::min(last_draw_s_ + shell_->wake_s(), now + 10.0));
    asleep_ = true;
  } else if (frames_owed_ == 0 && frame_s_ == 0) {
    // The screen's pace is kept by the swap; without news there is nothing to swap, so look again soon.
    until = now + 0.004;
  }
  if (until > now + 0.0005)
    glfwWaitEventsTimeout(until - now);
  else
    glfwPollEvents();
  asleep_ = false;
}

void Window::loop() {
  while (glfwWindowShouldClose(window_.get()) == GLFW_FALSE) {
    sleep();
    const double now = now_s();
    const bool woken = now - last_draw_s_ >= shell_->wake_s();
    if (shell_->update(now) || woken) frames_owed_ = std::max(frames_owed_, 1);
    run_script();
    if (!script_error_.empty()) return;
    if (options_.exit_after_s >= 0 && now >= options_.exit_after_s) return;
    if (options_.stop && options_.stop()) return;
    if (frames_owed_ == 0 || now - last_draw_s_ < frame_s_ * 0.98) continue;
    if (glfwGetWindowAttrib(window_.get(), GLFW_ICONIFIED) == GLFW_TRUE) {
      last_draw_s_ = now;
      continue;
    }
    draw_frame();
    glfwSwapBuffers(window_.get());
    shell_->presented();
    frames_owed_ = std::max(0, frames_owed_ - 1);
    release_taps();
    if (!picture_.empty()) take_picture(std::exchange(picture_, {}), false);
    last_draw_s_ = now;
  }
}

void Window::draw_frame() {
  if (shell_->prepare(screen())) ImGui_ImplOpenGL3_DestroyDeviceObjects();
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  ImGui::NewFrame();
  shell_->draw();
  ImGui::Render();
  int width = 0, height = 0;
  glfwGetFramebufferSize(window_.get(), &width, &height);
  clear_ground(width, height);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void Window::clear_ground(int width, int height) {
  const auto opaque = [](Color color) {
    const auto channel = [color](int shift) { return static_cast<std::uint8_t>(color >> shift); };
    return Rgba8{channel(0), channel(8), channel(16)};
  };
  const ImVec2 scale = ImGui::GetIO().DisplayFramebufferScale;
  // A pixel belongs to the box that its middle lies in.
  const auto edge = [](float at, float times) { return static_cast<int>(std::ceil(at * times - 0.5f)); };
  grounds_.clear();
  for (const auto& [box, color] : shell_->ui().grounds())
    grounds_.push_back({{edge(box.x, scale.x), edge(box.y, scale.y), edge(box.right(), scale.x),
                         edge(box.bottom(), scale.y)},
                        opaque(color)});
  const GroundPlan plan = plan_grounds(width, height, opaque(palette(shell_->ui().theme()).window), grounds_);
  clear_screen(width, height, plan.screen);
  for (const auto& [box, colour] : plan.boxes) clear_box(height, box, colour);
}

void Window::take_picture(const std::string& path, bool replace) {
  // Drawn anew: what a swap leaves in the back buffer is nobody's promise.
  draw_frame();
  int width = 0, height = 0;
  glfwGetFramebufferSize(window_.get(), &width, &height);
  std::error_code ignored;
  if (replace) std::filesystem::remove(path, ignored);
  const auto written = write_png(read_screen(width, height), path);
  if (!written && replace) script_error_ = written.error().detail;
  SessionState& state = shell_->live().state();
  if (!replace)
    set_notice(state, written ? "Saved " + path : written.error().detail, !written.has_value(), now_s());
}

void Window::run_script() {
  if (next_step_ >= script_.steps.size()) return;
  // What cannot be opened reaches no moment: the picture shows what the window says about it, and so does the
  // exit.
  const SessionState& live = shell_->live().state();
  if (!live.open_error.empty() && !live.connecting) {
    script_error_ = live.open_error.text;
    if (options_.screenshot.empty()) return;
    draw_held(0);
    return take_picture(options_.screenshot, true);
  }
  if (shell_->view().view == ViewId::replay)
    run_replay_script();
  else
    run_live_script();
  const bool done = next_step_ >= script_.steps.size();
  if (done && !options_.screenshot.empty() && options_.exit_after_s < 0)
    glfwSetWindowShouldClose(window_.get(), GLFW_TRUE);
}

// The source stands still at each step's moment until what is to be done there has been done.
void Window::run_live_script() {
  const auto held = gate_->held();
  if (!held) return;
  const ScriptStep& step = script_.steps[next_step_++];
  shell_->update(now_s());
  shell_->live().show(held->observation);
  // Opening a recording waits for the acquisition thread, which stands at the gate.
  const auto needs_it_running = [this](const KeyChord& key) {
    const Action* action = shell_->actions().for_key(key, shell_->ui().typing());
    return action != nullptr && action->id == "record";
  };
  for (const KeyChord& key : step.keys)
    if (!needs_it_running(key)) shell_->on_key(key);
  if (step.picture) {
    draw_held(options_.wait_s);
    take_picture(options_.screenshot, true);
  }
  frames_owed_ = kFramesAfterInput;
  gate_->release();
  for (const KeyChord& key : step.keys)
    if (needs_it_running(key)) shell_->on_key(key);
}

// Lets the window live on while the source is held, as it would with a cable that came loose.
void Window::draw_held(double seconds) {
  const double end = now_s() + seconds;
  for (int frame = 0; frame < kFramesAfterInput || now_s() < end; ++frame) {
    if (seconds > 0) shell_->update(now_s());
    draw_frame();
    glfwSwapBuffers(window_.get());
    glfwWaitEventsTimeout(kSoftwareFrame_s);
  }
}

void Window::run_replay_script() {
  const SessionState& state = shell_->shown();
  if (!state.replay || !state.has_observation) return;
  const ScriptStep& step = script_.steps[next_step_];
  // The moment must have been analysed; a picture waits for the whole timeline.
  if (state.replay->progress < 1) return;
  ++next_step_;
  shell_->seek_replay(step.at_s);
  shell_->update(now_s());
  for (const KeyChord& key : step.keys) shell_->on_key(key);
  if (step.picture) {
    shell_->update(now_s());
    draw_held(0);
    take_picture(options_.screenshot, true);
  }
  frames_owed_ = kFramesAfterInput;
}

void Window::toggle_fullscreen() {
  GLFWwindow* w = window_.get();
  if (glfwGetWindowMonitor(w) != nullptr) {
    glfwSetWindowMonitor(w, nullptr, windowed_[0], windowed_[1], windowed_[2], windowed_[3], 0);
    return;
  }
  GLFWmonitor* monitor = glfwGetPrimaryMonitor();
  const GLFWvidmode* mode = monitor != nullptr ? glfwGetVideoMode(monitor) : nullptr;
  if (mode == nullptr) return;
  glfwGetWindowPos(w, &windowed_[0], &windowed_[1]);
  glfwGetWindowSize(w, &windowed_[2], &windowed_[3]);
  glfwSetWindowMonitor(w, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
}

void Window::remember() {
  if (options_.ignore_settings || !options_.screenshot.empty()) return;
  Settings settings = shell_->settings();
  settings.maximized = glfwGetWindowAttrib(window_.get(), GLFW_MAXIMIZED) == GLFW_TRUE;
  if (!settings.maximized && glfwGetWindowMonitor(window_.get()) == nullptr && options_.size.empty())
    glfwGetWindowSize(window_.get(), &settings.window_width, &settings.window_height);
  // Settings that cannot be written are no reason to fail: the next start has the old ones.
  (void)save_settings(settings_path(), settings);
}

Result<int> Window::run() {
  if (const auto created = create(); !created) return std::unexpected(created.error());
  start_shell();
  loop();
  remember();
  // The person sees it closed at once, whatever a port or file still needs.
  glfwHideWindow(window_.get());
  if (gate_) gate_->open_for_good();
  shell_.reset();
  sound_.reset();
  heatmap_.reset();
  imgui_.reset();
  window_.reset();
  if (!script_error_.empty()) return fail(Errc::io, script_error_);
  return 0;
}

}  // namespace

Result<int> run_window(const WindowOptions& options) {
  auto script = Script::parse(options);
  if (!script) return std::unexpected(script.error());
  std::vector<std::string> problems;
  const bool plain = options.ignore_settings || !options.screenshot.empty();
  Settings settings = plain ? Settings{} : load_settings(settings_path(), problems);
  if (options.theme == "dark" || options.theme == "light")
    settings.theme = options.theme == "light" ? ThemeName::light : ThemeName::dark;
  // A picture shows every glyph and no half fade.
  if (!options.screenshot.empty()) settings.reduced_motion = true;
  for (const std::string& problem : problems) std::fprintf(stderr, "rollscope: %s\n", problem.c_str());
  Window window(options, std::move(*script), std::move(settings));
  return window.run();
}

}  // namespace rollscope
