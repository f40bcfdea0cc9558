#include "app/window/shell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "app/panels/panel_banner.hpp"
#include "app/window/paths.hpp"
#include "app/window/session_log.hpp"

namespace rollscope {
namespace {

constexpr double kBarStays_s = 3.0;  // in the studio, after the pointer moved

std::string_view id_of(ViewId view) {
  switch (view) {
    case ViewId::studio:
      return "studio";
    case ViewId::research:
      return "research";
    case ViewId::replay:
      return "replay";
    case ViewId::sources:
      break;
  }
  return "sources";
}

}  // namespace

float near_scale_for(int width, int height, float content_scale, double wish) {
  const auto w = static_cast<float>(width), h = static_cast<float>(height);
  const float limit = std::min(w / 1280, h / 720);  // beyond it a view would clip
  const float grown = std::min(w / 1920, h / 1080);
  const float wanted = wish > 0 ? static_cast<float>(wish) : std::max({1.0f, content_scale, grown});
  return std::max(0.5f, std::floor(std::min(wanted, limit) * 4 + 0.01f) / 4);
}

float studio_scale_for(int width, int height) {
  return std::max(0.25f, std::min(static_cast<float>(width) / 1920, static_cast<float>(height) / 1080));
}

Shell::Shell(Settings settings, ShellHost host)
    : settings_(std::move(settings)), host_(std::move(host)), stations_(host_.wake), replay_(host_.wake) {
  view_.orientation = settings_.orientation;
  view_.shading = settings_.shading;
  view_.reading_distance_m = settings_.reading_distance_m;
  ask_ = [this](const Request& request) { handle(request); };
  for (const PanelInfo& info : all_panels()) panels_.emplace_back(&info, info.make());
  add_actions();
  for (const auto& [id, text] : settings_.keys)
    if (KeyChord chord; KeyChord::parse(text, chord)) actions_.rebind(id, chord);
  for (const ViewId view : {ViewId::studio, ViewId::research})
    if (settings_.last_view == id_of(view)) view_.view = view;
  if (host_.sound != nullptr) live().state().sound_note = host_.sound->note();
}

Shell::~Shell() = default;

const SessionState& Shell::shown() const {
  return view_.view == ViewId::replay ? replay_.state() : live().state();
}

void Shell::open(const std::string& source, std::shared_ptr<MomentGate> gate) {
  const auto uri = SourceUri::parse(source);
  // A file to look at; with a pace in its address it is a source that runs like any other.
  if (uri && uri->scheme == "file" && !uri->options.contains("speed")) {
    live().state().open_error = {};
    replay_.open(uri->address);
    view_.view = ViewId::replay;
    return;
  }
  if (std::exchange(view_.beside, false)) return open_beside(source);
  live().open(source, settings_.station, std::move(gate));
  if (uri && uri->scheme != "file") settings_.last_source = source;
}

void Shell::open_beside(const std::string& source) {
  LiveSession* added = stations_.add();
  if (added == nullptr) {
    set_notice(
        live().state(),
        fmt::format("{} stations are open, the most one window shows: close one first.", LiveStations::kMost),
        true, now_s_);
    return;
  }
  view_.alone = false;
  added->open(source, fmt::format("{}-{}", settings_.station, stations_.count()));
}

void Shell::on_drop(std::span<const std::string> paths) {
  if (paths.empty()) return;
  if (paths.size() > 1)
    set_notice(live().state(), "Several files were dropped: the first one is opened.", false, now_s_);
  open(SourceUri{.scheme = "file", .address = paths.front(), .options = {}}.to_string());
}

void Shell::show_view(ViewId view) {
  if (view == ViewId::sources && view_.view != ViewId::sources) view_before_sources_ = view_.view;
  if (view == view_.view && view == ViewId::sources) view = view_before_sources_;
  // It was told where sources are chosen; who goes on has read it.
  if (view_.view == ViewId::sources && view != ViewId::sources) {
    live().state().open_error = {};
    view_.beside = false;
  }
  view_.view = view;
  ui_.close_popups();
  if (view == ViewId::studio || view == ViewId::research) settings_.last_view = id_of(view);
}

bool Shell::on_key(KeyChord chord) {
  if (!view_.rebinding.empty()) {
    KeyChord escape;
    KeyChord::parse("Esc", escape);
    const std::string id = std::exchange(view_.rebinding, {});
    if (chord == escape) return true;
    actions_.rebind(id, chord);
    for (const Action& action : actions_.all())
      if (action.key != action.default_key)
        settings_.keys[action.id] = action.key.text();
      else
        settings_.keys.erase(action.id);
    return true;
  }
  KeyChord tab, back, enter, space;
  KeyChord::parse("Tab", tab), KeyChord::parse("Shift+Tab", back);
  KeyChord::parse("Enter", enter), KeyChord::parse("Space", space);
  if (chord == tab || chord == back) {
    ui_.focus_next(chord == tab ? 1 : -1);
    return true;
  }
  // What has the focus takes Space and Enter, unless a stop waits to be acknowledged.
  const bool stop_waits = stations_.in(LiveState::stop) != nullptr;
  if (ui_.has_focus() && !ui_.typing() && (chord == space || (chord == enter && !stop_waits))) {
    ui_.activate_focused();
    return true;
  }
  const Action* action = actions_.for_key(chord, ui_.typing());
  // A popup has the keyboard to itself: only what works anywhere, and chords, reach behind it.
  if (action != nullptr && (!ui_.popup_open() || action->anywhere || chord.ctrl)) {
    action->run();
    return true;
  }
  return false;
}

void Shell::on_pointer_moved() {
  bar_until_s_ = now_s_ + kBarStays_s;
}

bool Shell::update(double now_s) {
  now_s_ = now_s;
  const bool stop_before = stations_.in(LiveState::stop) != nullptr;
  const bool was_open = replay_.running();
  // Frames of a station behind the replay change nothing on the screen.
  const bool notice_before = !live().state().notice.empty();
  bool news = stations_.update(now_s) && view_.view != ViewId::replay;
  news = notice_before != !live().state().notice.empty() || news;
  news = replay_.update(now_s) || news;
  // A file that could not be opened: say so where sources are chosen; what runs goes on.
  if (!replay_.state().open_error.empty() && view_.view == ViewId::replay && !was_open) {
    live().state().open_error = std::exchange(replay_.state().open_error, {});
    show_view(ViewId::sources);
  }
  if (!live().state().open_error.empty() && view_.view != ViewId::sources && !live().state().connecting) {
    if (live().running() || !may_pick_live()) show_view(ViewId::sources);
  }
  if (!live().running() && may_pick_live()) {
    // Opening forgets the last error; this one is still to be told, over the demo.
    const OpenError error = live().state().open_error;
    live().open("demo:two-holds?loop=1", settings_.station);
    live().state().open_error = error;
  }
  if (stop_before != (stations_.in(LiveState::stop) != nullptr)) news = true;
  update_sound();
  SessionState& state = live().state();
  if (!state.notice.empty() && now_s > state.notice_until_s) {
    state.notice.clear();
    news = true;
  }
  return news;
}

// Nothing runs and nothing is being opened: the demo takes the place, so that the screen is never empty.
bool Shell::may_pick_live() const {
  const bool replaying = view_.view == ViewId::replay || replay_.state().connecting;
  return !live().running() && !live().state().connecting && !live().opened_demo() && !replaying;
}

void Shell::update_sound() {
  if (host_.sound == nullptr || !settings_.sound) return;
  double target_heard = target_heard_s_;
  SoundState sound;
  for (std::size_t i = 0; i < stations_.count(); ++i) {
    const LiveSession& session = stations_[i];
    const SessionState& state = session.state();
    sound.stop = sound.stop || state.state == LiveState::stop;
    sound.technical = sound.technical || (session.running() && state.has_observation && !state.link.alive);
    sound.caution = sound.caution || state.state == LiveState::ease;
    sound.silenced = sound.silenced || state.silence_left_s > 0;
    sound.target_reached = sound.target_reached || state.target_reached_s > target_heard_s_;
    target_heard = std::max(target_heard, state.target_reached_s);
  }
  target_heard_s_ = target_heard;
  if (const auto tone = schedule_.update(sound, now_s_)) host_.sound->play(*tone);
  if (sound.silenced && (sound.stop || sound.caution || sound.technical)) host_.sound->silence();
}

bool Shell::prepare(const Screen& screen) {
  view_.mm_per_px = screen.mm_per_px;
  Ui::Frame frame;
  frame.screen = {0, 0, static_cast<float>(screen.width), static_cast<float>(screen.height)};
  frame.now_s = now_s_;
  frame.near_scale =
      near_scale_for(screen.width, screen.height, screen.content_scale, settings_.interface_scale);
  frame.studio_scale = studio_scale_for(screen.width, screen.height);
  frame.theme = settings_.theme;
  frame.reduced_motion = settings_.reduced_motion;
  return ui_.prepare(frame);
}

PanelContext Shell::context(Rect area) {
  return context_of(shown(), area);
}

PanelContext Shell::context_of(const SessionState& session, Rect area) {
  return {.ui = ui_,
          .session = session,
          .view = view_,
          .actions = actions_,
          .ask = ask_,
          .heatmap = host_.heatmap,
          .area = area};
}

bool Shell::shows_grid() const {
  return view_.view == ViewId::studio && stations_.count() > 1 && !view_.alone;
}

void Shell::draw() {
  ui_.begin();
  Rect area = ui_.screen();
  const PanelInfo* info = nullptr;
  for (const auto& entry : panels_)
    if (entry.first->id == id_of(view_.view)) info = entry.first;
  const bool full = info != nullptr && info->full_screen;
  const Rect top =
      full ? Rect{area.x, area.y, area.w, ui_.px(size::kAppBar)} : area.cut_top(ui_.px(size::kAppBar));
  draw_view(area);
  if (!full || now_s_ < bar_until_s_ || ui_.popup_open()) {
    bar_.draw(context(top), stations_.running());
    if (full) ui_.wake_in(bar_until_s_ - now_s_);
  }
  draw_live_stop();
  draw_notice();
  draw_overlays();
  ui_.end();
  // What may be saved by the panels is kept for the next run.
  settings_.orientation = view_.orientation;
  settings_.shading = view_.shading;
  settings_.reading_distance_m = view_.reading_distance_m;
  if (!picture_path_.empty() && host_.save_picture) host_.save_picture(std::exchange(picture_path_, {}));
}

void Shell::draw_view(Rect area) {
  for (const auto& [info, panel] : panels_) {
    if (info->id != id_of(view_.view)) continue;
    if (shows_grid()) return draw_grid(*info, area);
    ui_.push_id(info->id);
    panel->draw(context(area));
    ui_.pop_id();
    return;
  }
}

// Two stand side by side, three and four in two rows.
void Shell::draw_grid(const PanelInfo& studio, Rect area) {
  const std::size_t rows = stations_.count() > 2 ? 2 : 1;
  const float width = area.w / 2, height = area.h / static_cast<float>(rows);
  for (std::size_t i = 0; i < stations_.count(); ++i) {
    const Rect tile{area.x + static_cast<float>(i % 2) * width, area.y + static_cast<float>(i / 2) * height,
                    width, height};
    draw_tile(i, studio, tile);
  }
  if (stations_.count() != 3) return;
  const Rect free{area.x + width, area.y + height, width, height};
  draw_text_in(ui_, free, "Room for one more: " + actions_.key_text("station.add"),
               {.em = 18, .color = ui_.colors().ink3}, Align::center);
}

void Shell::draw_tile(std::size_t station, const PanelInfo& studio, Rect tile) {
  while (tiles_.size() <= station) tiles_.push_back(studio.make());
  // Before it draws, so that a button in it means this station.
  if (ui_.pressed_in(tile)) stations_.select(station);
  ui_.push_id(fmt::format("tile {}", station));
  tiles_[station]->draw(context_of(stations_[station].state(), tile));
  ui_.pop_id();
  const bool selected = station == stations_.selected_index();
  const float line = std::max(selected ? 2.0f : 1.0f, ui_.px(selected ? 3 : 1));
  frame_rect(ui_, tile, selected ? ui_.colors().accent : ui_.colors().hair, line);
}

void Shell::draw_overlays() {
  const PanelContext here = context(ui_.screen());
  bar_.draw_popups(here, settings_);
  for (const auto& [info, panel] : panels_)
    if (info->overlay) panel->draw(here);
}

// A stop is seen in every view, whichever station it is of.
void Shell::draw_live_stop() {
  const bool live_view = view_.view == ViewId::studio || view_.view == ViewId::research;
  if (shows_grid()) return;
  const LiveSession* stopped = stations_.in(LiveState::stop);
  if (stopped == nullptr || (live_view && stopped == &live())) return;
  const float top = view_.view == ViewId::studio ? 0 : ui_.px(size::kAppBar);
  draw_alert_banner(context_of(stopped->state(), {}), {0, top, ui_.screen().w, ui_.px(56)});
}

void Shell::draw_notice() {
  const SessionState& state = live().state();
  if (state.notice.empty()) return;
  ui_.wake_in(state.notice_until_s - now_s_ + 0.01);
  const Palette& c = ui_.colors();
  const TextStyle style{.em = 14, .weight = Weight::medium};
  const float width =
      std::min(text_width(ui_, state.notice, style) + ui_.px(56), ui_.screen().w - ui_.px(32));
  const Rect box{ui_.screen().mid_x() - width / 2, ui_.screen().bottom() - ui_.px(128), width, ui_.px(40)};
  fill_rect(ui_, box, c.hover, ui_.px(radius::kCard));
  frame_rect(ui_, box, state.notice_is_error ? c.tech : c.edge, std::max(1.0f, ui_.px(1)),
             ui_.px(radius::kCard));
  draw_icon(ui_, state.notice_is_error ? Icon::technical : Icon::done, {box.x + ui_.px(22), box.mid_y()}, 18,
            state.notice_is_error ? c.tech : c.accent);
  draw_text_in(ui_, {box.x + ui_.px(40), box.y, box.w - ui_.px(52), box.h}, state.notice, style);
}

void Shell::seek_replay(double time_s) {
  replay_.set_playing(false);
  replay_.seek(time_s);
}

void Shell::presented() {
  stations_.presented();
}

bool Shell::streaming() const {
  return view_.view == ViewId::replay ? replay_.playing() : stations_.streaming();
}

double Shell::wake_s() const {
  double wake = std::min(ui_.wake_s(), host_.sound != nullptr ? schedule_.next_in_s(now_s_) : 1e9);
  // The watchdog and the age of the last frame move without any frame.
  if (stations_.running()) wake = std::min(wake, view_.view == ViewId::replay ? 0.5 : 0.1);
  if (replay_.running() && replay_.state().replay->progress < 1) wake = std::min(wake, 0.1);
  return wake;
}

void Shell::handle(const Request& request) {
  struct Handler {
    Shell& shell;
    void operator()(const Command& command) const { shell.handle_command(command); }
    void operator()(const OpenSource& open) const { shell.open(open.source); }
    void operator()(const Seek& seek) const { shell.replay_.seek(seek.time_s); }
    void operator()(const SetPlaying& set) const { shell.replay_.set_playing(set.playing); }
    void operator()(const SetSpeed& set) const { shell.replay_.set_speed(set.speed); }
    void operator()(const SetLoop& set) const { shell.replay_.set_loop(set.on, set.from_s, set.to_s); }
    void operator()(const ForgetError&) const { shell.live().state().open_error = {}; }
    void operator()(const ChangeKey& change) const {
      if (KeyChord chord; KeyChord::parse(change.key, chord)) shell.actions_.rebind(change.action, chord);
    }
  };
  std::visit(Handler{*this}, request);
}

void Shell::handle_command(const Command& command) {
  if (std::holds_alternative<AcknowledgeCommand>(command)) return live().acknowledge();
  live().send(command);
}

}  // namespace rollscope
