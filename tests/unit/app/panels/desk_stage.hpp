// A desk view without a screen: ImGui draws into lists, requests and actions are written down.
#pragma once

#include <gtest/gtest.h>
#include <imgui.h>

#include <memory>
#include <string>
#include <vector>

#include "app/panels/panel.hpp"
#include "tests/support/map_moment.hpp"

namespace rollscope {

class DeskStage : public testing::Test {
 protected:
  SessionState session;
  ViewState view;
  Actions actions;
  std::vector<Request> asked;
  std::vector<std::string> ran;  // ids of actions
  Rect area{0, 48, 1920, 1032};

  void SetUp() override {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ui_ = std::make_unique<Ui>();
    for (const char* id : {"record", "mark", "note", "pain", "play", "step.back", "step.forward", "loop",
                           "outlines", "numbers", "trail", "acknowledge", "silence", "sources"})
      actions.add({.id = id, .title = id, .group = "all", .key = KeyChord{.key = 'A'}, .run = [this, id] {
                     ran.push_back(id);
                   }});
  }
  void TearDown() override {
    panel_.reset();
    ui_.reset();
    ImGui::DestroyContext();
  }

  void open(std::string_view id) {
    for (const PanelInfo& info : all_panels())
      if (info.id == id) panel_ = info.make();
    ASSERT_NE(panel_, nullptr);
  }
  // A hold of 18.4 s of a measurement that has run for a minute; three holds before it.
  void measure(LiveState state = LiveState::hold, float peak_kpa = 148) {
    MapMoment moment = map_moment(peak_kpa, state);
    session.stream.layout = moment.layout;
    session.observation = std::move(moment.observation);
    session.observation.frame.time_s = 60;
    session.observation.frame.index = 6000;
    session.observation.quality_class = 'B';
    session.observation.hold.start_s = 41.6;
    session.has_observation = true;
    session.state = state;
    session.link = {
        .alive = state != LiveState::no_data,
        .rate_hz = 100,
        .frames = 6000,
        .frames_lost = 3,
        .cause = {},
        .clock = "Computer's clock, 95 % of arrivals within 0.99 ms",
        .clock_in_full = "the computer's, bunches removed; 95 % of the frames arrived within 0.99 ms"};
    session.holds.clear();
    for (int id = 1; id <= 3; ++id)
      session.holds.push_back({.id = id,
                               .start_s = 12.0 * id,
                               .end_s = 12.0 * id + 8,
                               .dwell_s = 8,
                               .target_s = 30,
                               .p1_peak = 130});
    session.history.clear();
    for (int i = 0; i <= 3000; ++i)
      session.history.push(
          {.time_s = 30 + i * 0.01, .p1 = 100.0f + static_cast<float>(i % 40), .force_n = 200});
  }
  // The same minute as a file, the view cursor in its middle.
  void replay() {
    measure();
    session.replaying = true;
    ReplayView file;
    file.path = file.name = "minute.rsr";
    file.duration_s = 60;
    file.position_s = 30;
    file.frames = 6000;
    file.frame = 3000;
    file.progress = 1;
    file.timeline.holds = session.holds;
    file.timeline.alerts = {{.id = 1, .start_s = 50, .end_s = 52, .value = 240, .limit = 220, .cause = {}},
                            {.id = 2,
                             .level = AlertLevel::stop,
                             .start_s = 52,
                             .end_s = 53,
                             .value = 398,
                             .limit = 385,
                             .cause = {}}};
    file.timeline.markers = {{.frame = 900, .time_s = 9, .what = Marked{"sore spot", false, 0, 0}},
                             {.frame = 5990, .time_s = 59.9, .what = PainRated{10}}};
    for (int i = 0; i <= 600; ++i)
      file.timeline.points.push_back({i * 0.1, 100.0f + static_cast<float>(i % 20), 200});
    file.timeline.duration_s = 60;
    file.timeline.frames = 6000;
    session.replay = std::move(file);
  }

  // One frame of the panel at 100 % times `scale`.
  void frame(Point pointer = {-100, -100}, bool down = false, float scale = 1) {
    now_s_ += 0.1;
    Ui::Frame frame;
    frame.screen = {0, 0, area.w, area.bottom()};
    frame.now_s = now_s_;
    frame.near_scale = scale;
    frame.theme = theme;
    ui_->prepare(frame);
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {area.w, area.bottom()};
    io.MousePos = {pointer.x, pointer.y};
    io.MouseDown[0] = down;
    ImGui::NewFrame();
    ui_->begin();
    panel_->draw({.ui = *ui_,
                  .session = session,
                  .view = view,
                  .actions = actions,
                  .ask = [this](Request request) { asked.push_back(std::move(request)); },
                  .heatmap = nullptr,
                  .area = area});
    ui_->end();
    ImGui::Render();
  }
  void click(Point at) {
    frame(at);
    frame(at, true);
    frame(at);
  }
  // How far anything is drawn outside of the view where nothing clips it.
  static float spill(Rect box) {
    float most = 0;
    const ImDrawData* data = ImGui::GetDrawData();
    for (int i = 0; i < data->CmdListsCount; ++i) {
      const ImDrawList& list = *data->CmdLists[i];
      for (const ImDrawCmd& cmd : list.CmdBuffer) {
        const bool clipped = cmd.ClipRect.x > 0 || cmd.ClipRect.y > 0 || cmd.ClipRect.z < box.right() ||
                             cmd.ClipRect.w < box.bottom();
        for (unsigned k = 0; !clipped && k < cmd.ElemCount; ++k) {
          const ImDrawVert& v = list.VtxBuffer[static_cast<int>(
              cmd.VtxOffset + list.IdxBuffer[static_cast<int>(cmd.IdxOffset + k)])];
          if (v.col >> 24 == 0) continue;
          most = std::max(
              {most, box.x - v.pos.x, v.pos.x - box.right(), box.y - v.pos.y, v.pos.y - box.bottom()});
        }
      }
    }
    return most;
  }
  template <class T>
  const T* last_asked() const {
    for (auto request = asked.rbegin(); request != asked.rend(); ++request)
      if (const T* found = std::get_if<T>(&*request)) return found;
    return nullptr;
  }

  ThemeName theme = ThemeName::dark;

 private:
  std::unique_ptr<Ui> ui_;
  std::unique_ptr<Panel> panel_;
  double now_s_ = 0;

 protected:
  Ui& ui() { return *ui_; }
};

}  // namespace rollscope
