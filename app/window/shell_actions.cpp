// The list of everything a person can do in the window, with its default key.
#include <fmt/format.h>

#include <array>

#include "app/window/paths.hpp"
#include "app/window/session_log.hpp"
#include "app/window/shell.hpp"
#include "core/base/check.hpp"

namespace rollscope {
namespace {

KeyChord key(std::string_view text) {
  KeyChord chord;
  ROLLSCOPE_CHECK(KeyChord::parse(text, chord), "default keys are well formed");
  return chord;
}

constexpr const char* kAlerts = "Alerts";
constexpr const char* kMeasure = "Measuring";
constexpr const char* kStations = "Several mats";
constexpr const char* kReplay = "Replay";
constexpr const char* kViews = "Views";
constexpr const char* kMap = "Map";
constexpr const char* kProgram = "Program";

}  // namespace

void Shell::add_actions() {
  add_session_actions();
  add_station_actions();
  add_replay_actions();
  add_view_actions();
}

void Shell::add_session_actions() {
  const auto running = [this] { return live().running(); };
  const auto measured = [this] { return live().running() && live().state().has_observation; };
  actions_.add({.id = "stop",
                .title = "Stop: end the hold, tell everybody to lift off",
                .group = kAlerts,
                .key = key("Esc"),
                .run =
                    [this] {
                      ui_.close_popups();
                      live().send(StopCommand{});
                    },
                .enabled = running,
                .anywhere = true});
  actions_.add({.id = "close",
                .title = "Close what is open",
                .group = kProgram,
                .key = key("Esc"),
                .run = [this] { ui_.close_popups(); },
                .anywhere = true,
                .listed = false});
  actions_.add({.id = "acknowledge",
                .title = "Acknowledge the stop",
                .group = kAlerts,
                .key = key("Enter"),
                .run = [this] { stations_.in(LiveState::stop)->acknowledge(); },
                .enabled = [this] { return stations_.in(LiveState::stop) != nullptr; }});
  actions_.add({.id = "silence",
                .title = "Silence the sound for 120 s",
                .group = kAlerts,
                .key = key("M"),
                .run = [this] { stations_.silence(); },
                .enabled = running});

  actions_.add({.id = "record",
                .title = "Start or end the recording",
                .group = kMeasure,
                .key = key("R"),
                .run = [this] { live().toggle_recording(recordings_folder()); },
                .enabled = measured});
  actions_.add({.id = "mark",
                .title = "Mark a sore spot",
                .group = kMeasure,
                .key = key("K"),
                .run = [this] { live().send(MarkCommand{kSoreSpot}); },
                .enabled = measured});
  actions_.add({.id = "note",
                .title = "Write a note",
                .group = kMeasure,
                .key = key("N"),
                .run = [this] { ui_.open_popup("note"); },
                .enabled = measured});
  actions_.add({.id = "pain",
                .title = "Rate the pain, 0 to 10",
                .group = kMeasure,
                .key = key("P"),
                .run = [this] { ui_.open_popup("pain"); },
                .enabled = measured});
  for (int nrs = 0; nrs <= 9; ++nrs)
    actions_.add({.id = fmt::format("pain.{}", nrs),
                  .title = fmt::format("Pain {}", nrs),
                  .group = kMeasure,
                  .key = key(std::to_string(nrs)),
                  .run = [this, nrs] { live().send(PainCommand{nrs}); },
                  .enabled = measured,
                  .listed = false});
  actions_.add({.id = "zero",
                .title = "Take the zero: 2 s with nothing on the mat",
                .group = kMeasure,
                .key = key("Z"),
                .run = [this] { live().send(ZeroCommand{}); },
                .enabled = measured});
  actions_.add({.id = "region",
                .title = "Choose the body region",
                .group = kMeasure,
                .key = key("B"),
                .run = [this] { ui_.open_popup("region"); },
                .enabled = running});
  actions_.add({.id = "target",
                .title = "Choose the seconds of a hold",
                .group = kMeasure,
                .key = key("T"),
                .run = [this] { ui_.open_popup("target"); },
                .enabled = running});
}

void Shell::add_station_actions() {
  const auto several = [this] { return stations_.count() > 1; };
  actions_.add({.id = "station.add",
                .title = "Open another mat or roller beside this one",
                .group = kStations,
                .key = key("Ctrl+N"),
                .run =
                    [this] {
                      if (view_.view != ViewId::sources) show_view(ViewId::sources);
                      view_.beside = true;
                    },
                .enabled = [this] { return live().running() && stations_.count() < LiveStations::kMost; }});
  actions_.add({.id = "station.close",
                .title = "Close the selected one",
                .group = kStations,
                .key = key("Ctrl+W"),
                .run = [this] { stations_.close_selected(); },
                .enabled = several});
  actions_.add({.id = "station.alone",
                .title = "Studio: the selected one alone, or all",
                .group = kStations,
                .key = key("G"),
                .run = [this] { view_.alone = !view_.alone; },
                .enabled = several});
  for (std::size_t i = 0; i < LiveStations::kMost; ++i)
    actions_.add(
        {.id = fmt::format("station.{}", i + 1),
         .title = fmt::format("Select the {} one", std::array{"first", "second", "third", "fourth"}[i]),
         .group = kStations,
         .key = key(fmt::format("Ctrl+{}", i + 1)),
         .run = [this, i] { stations_.select(i); },
         .enabled = [this, i] { return stations_.count() > 1 && i < stations_.count(); }});
}

void Shell::add_replay_actions() {
  const auto open = [this] { return view_.view == ViewId::replay && replay_.running(); };
  const auto state = [this]() -> const ReplayView& { return *replay_.state().replay; };
  actions_.add({.id = "play",
                .title = "Play or pause",
                .group = kReplay,
                .key = key("Space"),
                .run = [this, state] { replay_.set_playing(!state().playing); },
                .enabled = open});
  actions_.add({.id = "step.back",
                .title = "One frame back",
                .group = kReplay,
                .key = key("Left"),
                .run = [this] { replay_.step(-1); },
                .enabled = open});
  actions_.add({.id = "step.forward",
                .title = "One frame on",
                .group = kReplay,
                .key = key("Right"),
                .run = [this] { replay_.step(1); },
                .enabled = open});
  actions_.add({.id = "second.back",
                .title = "One second back",
                .group = kReplay,
                .key = key("Shift+Left"),
                .run = [this, state] { replay_.seek(state().position_s - 1); },
                .enabled = open});
  actions_.add({.id = "second.forward",
                .title = "One second on",
                .group = kReplay,
                .key = key("Shift+Right"),
                .run = [this, state] { replay_.seek(state().position_s + 1); },
                .enabled = open});
  actions_.add({.id = "start",
                .title = "To the start",
                .group = kReplay,
                .key = key("Home"),
                .run = [this] { replay_.seek(0); },
                .enabled = open});
  actions_.add({.id = "end",
                .title = "To the end",
                .group = kReplay,
                .key = key("End"),
                .run = [this, state] { replay_.seek(state().duration_s); },
                .enabled = open});
  actions_.add({.id = "loop",
                .title = "Loop on or off",
                .group = kReplay,
                .key = key("L"),
                .run =
                    [this, state] {
                      const ReplayView& view = state();
                      const bool ranged = view.loop_to_s > view.loop_from_s;
                      replay_.set_loop(!view.loop, ranged ? view.loop_from_s : 0,
                                       ranged ? view.loop_to_s : view.duration_s);
                    },
                .enabled = open});
  actions_.add({.id = "faster",
                .title = "Faster",
                .group = kReplay,
                .key = key("Up"),
                .run = [this, state] { replay_.set_speed(next_speed(state().speed, 1)); },
                .enabled = open});
  actions_.add({.id = "slower",
                .title = "Slower",
                .group = kReplay,
                .key = key("Down"),
                .run = [this, state] { replay_.set_speed(next_speed(state().speed, -1)); },
                .enabled = open});
}

void Shell::add_view_actions() {
  actions_.add({.id = "studio", .title = "Studio view", .group = kViews, .key = key("F2"), .run = [this] {
                  show_view(ViewId::studio);
                }});
  actions_.add({.id = "research", .title = "Research view", .group = kViews, .key = key("F3"), .run = [this] {
                  show_view(ViewId::research);
                }});
  actions_.add({.id = "replay", .title = "Replay view", .group = kViews, .key = key("F4"), .run = [this] {
                  show_view(replay_.running() ? ViewId::replay : ViewId::sources);
                }});
  actions_.add({.id = "sources",
                .title = "Choose a source or recording",
                .group = kViews,
                .key = key("Ctrl+O"),
                .run = [this] { show_view(ViewId::sources); }});
  actions_.add({.id = "fullscreen",
                .title = "Full screen on or off",
                .group = kViews,
                .key = key("F11"),
                .run = [this] {
                  if (host_.toggle_fullscreen) host_.toggle_fullscreen();
                }});
  actions_.add(
      {.id = "theme", .title = "Dark or light theme", .group = kViews, .key = key("Ctrl+T"), .run = [this] {
         settings_.theme = settings_.theme == ThemeName::dark ? ThemeName::light : ThemeName::dark;
       }});

  actions_.add(
      {.id = "shading", .title = "Map: smooth or sensels", .group = kMap, .key = key("S"), .run = [this] {
         view_.shading = view_.shading == Shading::smooth ? Shading::sensels : Shading::smooth;
       }});
  actions_.add(
      {.id = "values", .title = "Map: now, peak or mean", .group = kMap, .key = key("V"), .run = [this] {
         view_.map_values = view_.map_values == MapValues::now    ? MapValues::peak
                            : view_.map_values == MapValues::peak ? MapValues::mean
                                                                  : MapValues::now;
       }});
  actions_.add(
      {.id = "outlines", .title = "Map: outlines on or off", .group = kMap, .key = key("O"), .run = [this] {
         view_.outlines = !view_.outlines;
       }});
  actions_.add(
      {.id = "numbers", .title = "Map: numbers on or off", .group = kMap, .key = key("U"), .run = [this] {
         view_.numbers = !view_.numbers;
       }});
  actions_.add(
      {.id = "trail", .title = "Map: CoP trail on or off", .group = kMap, .key = key("C"), .run = [this] {
         view_.cop_trail = !view_.cop_trail;
       }});
  actions_.add(
      {.id = "turn", .title = "Map: turn by 90 degrees", .group = kMap, .key = key("X"), .run = [this] {
         view_.orientation.quarter_turns = (view_.orientation.quarter_turns + 1) % 4;
       }});
  actions_.add({.id = "mirror",
                .title = "Map: mirror left and right",
                .group = kMap,
                .key = key("Shift+X"),
                .run = [this] { view_.orientation.mirrored = !view_.orientation.mirrored; }});

  actions_.add(
      {.id = "palette", .title = "Find an action", .group = kProgram, .key = key("Ctrl+P"), .run = [this] {
         ui_.open_popup("palette");
       }});
  actions_.add({.id = "help", .title = "Keys", .group = kProgram, .key = key("F1"), .run = [this] {
                  ui_.open_popup("help");
                }});
  actions_.add(
      {.id = "settings", .title = "Settings", .group = kProgram, .key = key("Ctrl+,"), .run = [this] {
         ui_.open_popup("settings");
       }});
  actions_.add({.id = "picture",
                .title = "Save a picture of the window",
                .group = kProgram,
                .key = key("F12"),
                .run = [this] {
                  const auto path = new_picture_path(recordings_folder(), settings_.station);
                  if (!path) return set_notice(live().state(), path.error().detail, true, now_s_);
                  picture_path_ = *path;
                }});
  actions_.add(
      {.id = "folder", .title = "Show the folder of recordings", .group = kProgram, .key = {}, .run = [this] {
         if (host_.show_folder) host_.show_folder(recordings_folder());
       }});
  actions_.add({.id = "quit", .title = "Quit", .group = kProgram, .key = key("Ctrl+Q"), .run = [this] {
                  if (host_.quit) host_.quit();
                }});
}

}  // namespace rollscope
