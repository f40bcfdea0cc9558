#include "app/window/shell.hpp"

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
    : settings_(std::move(settings)), host_(std::move(host)), live_(host_.wake), replay_(host_.wake) {
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
  if (host_.sound != nullptr) live_.state().sound_note = host_.sound->note();
}

Shell::~Shell() = default;

const SessionState& Shell::shown() const {
  return view_.view == ViewId::replay ? replay_.state() : live_.state();
}

void Shell::open(const std::string& source, std::shared_ptr<MomentGate> gate) {
  const auto uri = SourceUri::parse(source);
  // A file to look at; with a pace in its address it is a source that runs like any other.
  if (uri && uri->scheme == "file" && !uri->options.contains("speed")) {
    live_.state().open_error.clear();
    replay_.open(uri->address);
    view_.view = ViewId::replay;
    return;
  }
  live_.open(source, settings_.station, std::move(gate));
  if (uri && uri->scheme != "file") settings_.last_source = source;
}

void Shell::on_drop(std::span<const std::string> paths) {
  if (paths.empty()) return;
  if (paths.size() > 1)
    set_notice(live_.state(), "Several files were dropped: the first one is opened.", false, now_s_);
  open(SourceUri{.scheme = "file", .address = paths.front(), .options = {}}.to_string());
}

void Shell::show_view(ViewId view) {
  if (view == ViewId::sources && view_.view != ViewId::sources) view_before_sources_ = view_.view;
  if (view == view_.view && view == ViewId::sources) view = view_before_sources_;
  // It was told where sources are chosen; who goes on has read it.
  if (view_.view == ViewId::sources && view != ViewId::sources) live_.state().open_error.clear();
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
  const bool stop_waits = live_.running() && live_.state().state == LiveState::stop;
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
  const bool stop_before = live_.state().state == LiveState::stop;
  const bool was_open = replay_.running();
  // Frames of a station behind the replay change nothing on the screen.
  const bool notice_before = !live_.state().notice.empty();
  bool news = live_.update(now_s) && view_.view != ViewId::replay;
  news = notice_before != !live_.state().notice.empty() || news;
  news = replay_.update(now_s) || news;
  // A file that could not be opened: say so where sources are chosen; what runs goes on.
  if (!replay_.state().open_error.empty() && view_.view == ViewId::replay && !was_open) {
    live_.state().open_error = std::exchange(replay_.state().open_error, {});
    show_view(ViewId::sources);
  }
  if (!live_.state().open_error.empty() && view_.view != ViewId::sources && !live_.state().connecting) {
    if (live_.running() || !may_pick_live()) show_view(ViewId::sources);
  }
  if (!live_.running() && may_pick_live()) {
    // Opening forgets the last error; this one is still to be told, over the demo.
    const std::string error = live_.state().open_error;
    live_.open("demo:two-holds?loop=1", settings_.station);
    live_.state().open_error = error;
  }
  if (stop_before != (live_.state().state == LiveState::stop)) news = true;
  update_sound();
  SessionState& state = live_.state();
  if (!state.notice.empty() && now_s > state.notice_until_s) {
    state.notice.clear();
    news = true;
  }
  return news;
}

// Nothing runs and nothing is being opened: the demo takes the place, so that the screen is never empty.
bool Shell::may_pick_live() const {
  const bool replaying = view_.view == ViewId::replay || replay_.state().connecting;
  return !live_.running() && !live_.state().connecting && !live_.opened_demo() && !replaying;
}

void Shell::update_sound() {
  if (host_.sound == nullptr || !settings_.sound) return;
  const SessionState& state = live_.state();
  SoundState sound;
  sound.stop = state.state == LiveState::stop;
  sound.technical = live_.running() && state.has_observation && !state.link.alive;
  sound.caution = state.state == LiveState::ease;
  sound.silenced = state.silence_left_s > 0;
  sound.target_reached = state.target_reached_s > target_heard_s_;
  target_heard_s_ = std::max(target_heard_s_, state.target_reached_s);
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
  return {.ui = ui_,
          .session = shown(),
          .view = view_,
          .actions = actions_,
          .ask = ask_,
          .heatmap = host_.heatmap,
          .area = area};
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
    bar_.draw(context(top), live_.running());
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
    ui_.push_id(info->id);
    panel->draw(context(area));
    ui_.pop_id();
    return;
  }
}

void Shell::draw_overlays() {
  const PanelContext here = context(ui_.screen());
  bar_.draw_popups(here, settings_);
  for (const auto& [info, panel] : panels_)
    if (info->overlay) panel->draw(here);
}

// A stop of the live station is seen in every view.
void Shell::draw_live_stop() {
  if (view_.view == ViewId::studio || view_.view == ViewId::research) return;
  if (live_.state().state != LiveState::stop) return;
  PanelContext live = context({});
  const PanelContext of_station{live.ui,  live_.state(), live.view, live.actions,
                                live.ask, live.heatmap,  live.area};
  draw_alert_banner(of_station, {0, ui_.px(size::kAppBar), ui_.screen().w, ui_.px(56)});
}

void Shell::draw_notice() {
  const SessionState& state = live_.state();
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
  live_.presented();
}

bool Shell::streaming() const {
  return view_.view == ViewId::replay ? replay_.playing() : live_.streaming();
}

double Shell::wake_s() const {
  double wake = std::min(ui_.wake_s(), host_.sound != nullptr ? schedule_.next_in_s(now_s_) : 1e9);
  // The watchdog and the age of the last frame move without any frame.
  if (live_.running()) wake = std::min(wake, view_.view == ViewId::replay ? 0.5 : 0.1);
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
    void operator()(const ForgetError&) const { shell.live_.state().open_error.clear(); }
    void operator()(const ChangeKey& change) const {
      if (KeyChord chord; KeyChord::parse(change.key, chord)) shell.actions_.rebind(change.action, chord);
    }
  };
  std::visit(Handler{*this}, request);
}

void Shell::handle_command(const Command& command) {
  if (std::holds_alternative<AcknowledgeCommand>(command)) return live_.acknowledge();
  live_.send(command);
}

}  // namespace rollscope
