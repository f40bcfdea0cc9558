// The program's window without the window system: sessions, actions, views, app bar. Draws with ImGui, asks
// its host for the rest. Main thread.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/panels/panel.hpp"
#include "app/window/action.hpp"
#include "app/window/app_bar.hpp"
#include "app/window/live_stations.hpp"
#include "app/window/replay_session.hpp"
#include "app/window/settings.hpp"
#include "app/window/sound_player.hpp"
#include "app/window/sound_schedule.hpp"

namespace rollscope {

// What only the real window can do. Tests leave functions empty.
struct ShellHost {
  std::function<void()> wake;  // any thread: the loop must not sleep on
  std::function<void()> toggle_fullscreen;
  std::function<void(const std::string& path)> save_picture;  // of the frame being drawn
  std::function<void()> quit;
  std::function<void(const std::string& folder)> show_folder;
  HeatmapRenderer* heatmap = nullptr;
  SoundPlayer* sound = nullptr;  // nullptr: silent
};

class Shell {
 public:
  Shell(Settings settings, ShellHost host);
  ~Shell();

  // A URI or a file: a recording or export opens the replay view, everything else runs live.
  void open(const std::string& source, std::shared_ptr<MomentGate> gate = nullptr);
  // Runs beside what is open; with LiveStations::kMost open it says so instead.
  void open_beside(const std::string& source);
  // GLFW's drop callback ends here.
  void on_drop(std::span<const std::string> paths);
  // A key went down. True when it meant something (the text field must not see it then).
  bool on_key(KeyChord chord);
  void on_pointer_moved();

  // Takes what is new; true when there is something to draw. Once a loop.
  bool update(double now_s);
  struct Screen {
    int width = 0, height = 0;
    float content_scale = 1;
    double mm_per_px = 0;
  };
  // Before ImGui::NewFrame; true when the font texture must be made again.
  bool prepare(const Screen& screen);
  // Between ImGui::NewFrame and ImGui::Render.
  void draw();
  void presented();

  // Seconds until something must be drawn without any event; large when nothing moves.
  [[nodiscard]] double wake_s() const;
  // Frames keep coming: draw at the screen's pace.
  [[nodiscard]] bool streaming() const;

  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] Settings& settings() { return settings_; }
  [[nodiscard]] LiveSession& live() { return stations_.selected(); }
  [[nodiscard]] const LiveSession& live() const { return stations_.selected(); }
  [[nodiscard]] LiveStations& stations() { return stations_; }
  [[nodiscard]] const SessionState& shown() const;  // of the view that is open
  [[nodiscard]] const Actions& actions() const { return actions_; }
  [[nodiscard]] ViewState& view() { return view_; }
  [[nodiscard]] Ui& ui() { return ui_; }
  void show_view(ViewId view);
  // Pauses and shows that moment: scripts.
  void seek_replay(double time_s);

 private:
  void add_actions();       // shell_actions.cpp
  void add_view_actions();  // likewise
  void add_session_actions();
  void add_station_actions();
  void add_replay_actions();
  void handle(const Request& request);
  void handle_command(const Command& command);
  void draw_view(Rect area);
  void draw_grid(const PanelInfo& studio, Rect area);
  void draw_tile(std::size_t station, const PanelInfo& studio, Rect tile);
  void draw_overlays();
  void draw_notice();
  void draw_live_stop();
  void update_sound();
  [[nodiscard]] PanelContext context(Rect area);
  [[nodiscard]] PanelContext context_of(const SessionState& session, Rect area);
  [[nodiscard]] bool shows_grid() const;
  [[nodiscard]] bool may_pick_live() const;

  Settings settings_;
  ShellHost host_;
  Ui ui_;
  ViewState view_;
  ViewId view_before_sources_ = ViewId::research;
  LiveStations stations_;
  ReplaySession replay_;
  Actions actions_;
  Ask ask_;
  AppBar bar_;
  SoundSchedule schedule_;
  std::vector<std::pair<const PanelInfo*, std::unique_ptr<Panel>>> panels_;
  std::vector<std::unique_ptr<Panel>> tiles_;  // a studio for each station of the grid
  double now_s_ = 0;
  double bar_until_s_ = -1;     // the studio shows the app bar until then
  double target_heard_s_ = -1;  // target chime already given for this moment
  std::string picture_path_;    // to be saved when this frame has been drawn
};

// The scale of everything but the studio: the monitor's wish, more on large windows, never so much that a
// view clips. Steps of a quarter, so that fonts are baked seldom. `wish` 0: automatic.
[[nodiscard]] float near_scale_for(int width, int height, float content_scale, double wish);
[[nodiscard]] float studio_scale_for(int width, int height);

}  // namespace rollscope
