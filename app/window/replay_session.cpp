#include "app/window/replay_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <utility>

#include "app/window/session_log.hpp"
#include "core/base/time_base.hpp"
#include "drivers/recording/recording_reader.hpp"
#include "drivers/recording/verify.hpp"

namespace rollscope {
namespace {

constexpr std::array kSpeeds{0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0};

template <class T>
bool is_ready(const std::future<T>& future) {
  return future.valid() && future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

// The stall a moment lies in. No frame tells of it while it lasts: only the timeline knows it.
const AlertRecord* stall_at(const ReplayTimeline& timeline, double time_s) {
  const auto found = std::ranges::find_if(timeline.alerts, [time_s](const AlertRecord& alert) {
    return alert.kind == AlertKind::technical && alert.cause == "no frames" && alert.start_s <= time_s &&
           time_s + kTimeSlack_s < alert.end_s;
  });
  return found == timeline.alerts.end() ? nullptr : &*found;
}

}  // namespace

double next_speed(double speed, int step) {
  std::size_t nearest = 0;
  for (std::size_t i = 1; i < kSpeeds.size(); ++i)
    if (std::abs(std::log(kSpeeds[i] / speed)) < std::abs(std::log(kSpeeds[nearest] / speed))) nearest = i;
  const auto wanted =
      std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(nearest) + step, 0, kSpeeds.size() - 1);
  return kSpeeds[static_cast<std::size_t>(wanted)];
}

ReplaySession::ReplaySession(std::function<void()> wake) : wake_(std::move(wake)) {}

ReplaySession::~ReplaySession() {
  if (opening_.valid()) opening_.wait();
  if (integrity_.valid()) integrity_.wait();
}

void ReplaySession::open(const std::string& path) {
  if (opening_.valid()) return;
  state_.open_error = {};
  state_.connecting = true;
  state_.connecting_to = path;
  opening_ = std::async(std::launch::async, [path, wake = wake_] {
    auto opened = Replay::open(path);
    wake();
    return opened;
  });
}

void ReplaySession::finish_opening() {
  if (!is_ready(opening_)) return;
  auto opened = opening_.get();
  state_.connecting = false;
  if (!opened) {
    state_.open_error.text = opened.error().detail;
    return;
  }
  replay_ = std::move(*opened);
  SessionState fresh;
  fresh.replaying = true;
  fresh.link.alive = true;
  fresh.stream = replay_->info();
  ReplayView view;
  view.path = replay_->path();
  view.name = std::filesystem::path(view.path).filename().string();
  view.playing = true;
  fresh.source_name = view.name;
  fresh.source_detail = fmt::format("{} \u00d7 {}", fresh.stream.layout.rows, fresh.stream.layout.cols);
  fresh.source_uri = view.path;
  fresh.replay = std::move(view);
  state_ = std::move(fresh);
  shown_frame_ = ~std::uint64_t{0};
  check_integrity(replay_->path());
}

void ReplaySession::check_integrity(const std::string& path) {
  if (integrity_.valid()) integrity_.wait();
  integrity_ = std::async(std::launch::async, [path, wake = wake_] {
    Integrity out;
    // Only our own recordings carry what it takes to tell.
    if (RecordingReader::open(path)) {
      const auto report = verify_recording(path);
      out.damaged = !report || !report->ok;
      if (!report)
        out.text = report.error().detail;
      else if (report->ok)
        out.text = "Verified, nothing lost";
      else
        out.text = report->lines.empty() ? "Something is lost" : report->lines.front();
    }
    wake();
    return out;
  });
}

bool ReplaySession::update(double now_s) {
  const double elapsed = now_s_ < 0 ? 0 : now_s - now_s_;
  now_s_ = now_s;
  const bool was_connecting = state_.connecting;
  finish_opening();
  bool news = was_connecting != state_.connecting;
  if (!replay_) return news;
  ReplayView& view = *state_.replay;
  if (is_ready(integrity_)) {
    const Integrity integrity = integrity_.get();
    view.integrity = integrity.text;
    view.damaged = integrity.damaged;
    news = true;
  }
  if (replay_->take_timeline(view.timeline)) {
    view.duration_s = view.timeline.duration_s;
    news = true;
  }
  view.progress = replay_->progress();
  view.frames = replay_->frames();
  if (const auto error = replay_->error()) view.error = error->detail;
  if (view.playing) advance(elapsed * view.speed);
  const std::uint64_t before = shown_frame_;
  const bool alive_before = state_.link.alive;
  show_position();
  return news || before != shown_frame_ || alive_before != state_.link.alive;
}

void ReplaySession::advance(double seconds) {
  ReplayView& view = *state_.replay;
  view.position_s += seconds;
  const double from = view.loop ? view.loop_from_s : 0;
  const double to = view.loop && view.loop_to_s > from ? view.loop_to_s : view.duration_s;
  if (view.position_s <= to) return;
  if (view.loop && to > from) {
    view.position_s = from + std::fmod(view.position_s - from, to - from);
  } else {
    view.position_s = to;
    // While the analysis still runs there will be more.
    if (view.progress >= 1) view.playing = false;
  }
}

void ReplaySession::show_position() {
  ReplayView& view = *state_.replay;
  if (view.frames == 0) return;
  const std::uint64_t frame = std::min(replay_->frame_at(view.position_s), view.frames - 1);
  view.frame = frame;
  const AlertRecord* stall = stall_at(view.timeline, view.position_s);
  if (frame == shown_frame_ && state_.link.alive == (stall == nullptr)) return;
  shown_frame_ = frame;
  state_.observation = replay_->at(frame);
  state_.has_observation = true;
  state_.link.alive = stall == nullptr;
  state_.link.cause = stall != nullptr ? stall->cause : std::string_view();
  state_.state = shown_state(state_.observation, state_.link.alive, false);
  state_.region_label = region_label(state_.observation.region, state_.stream);
  fill_history();
}

void ReplaySession::fill_history() {
  const ReplayView& view = *state_.replay;
  const double now = state_.observation.frame.time_s;
  state_.history.clear();
  for (const ReplayPoint& point : view.timeline.points)
    if (point.time_s <= now && point.time_s > now - History::kSpan_s)
      state_.history.push({.time_s = point.time_s, .p1 = point.p1, .force_n = point.force_n});
  state_.holds.clear();
  for (const HoldRecord& hold : view.timeline.holds)
    if (hold.end_s <= now) state_.holds.push_back(hold);
  state_.alerts.clear();
  for (const AlertRecord& alert : view.timeline.alerts)
    if (alert.start_s <= now) state_.alerts.push_back({alert});
  state_.marks.clear();
  for (const Event& event : view.timeline.markers)
    if (event.time_s <= now) apply_event(event, now_s_, state_);
}

void ReplaySession::set_playing(bool playing) {
  if (!replay_) return;
  ReplayView& view = *state_.replay;
  if (playing && view.position_s >= view.duration_s && view.progress >= 1)
    view.position_s = view.loop ? view.loop_from_s : 0;
  view.playing = playing;
}

void ReplaySession::set_speed(double speed) {
  if (replay_) state_.replay->speed = std::clamp(speed, kSpeeds.front(), kSpeeds.back());
}

void ReplaySession::seek(double time_s) {
  if (!replay_) return;
  state_.replay->position_s = std::clamp(time_s, 0.0, state_.replay->duration_s);
}

void ReplaySession::step(int frames) {
  if (!replay_ || state_.replay->frames == 0) return;
  ReplayView& view = *state_.replay;
  view.playing = false;
  const auto last = static_cast<std::int64_t>(view.frames) - 1;
  const auto wanted = std::clamp<std::int64_t>(static_cast<std::int64_t>(view.frame) + frames, 0, last);
  view.position_s = replay_->time_of(static_cast<std::uint64_t>(wanted));
}

void ReplaySession::set_loop(bool on, double from_s, double to_s) {
  if (!replay_) return;
  ReplayView& view = *state_.replay;
  view.loop = on;
  view.loop_from_s = std::clamp(std::min(from_s, to_s), 0.0, view.duration_s);
  view.loop_to_s = std::clamp(std::max(from_s, to_s), 0.0, view.duration_s);
}

}  // namespace rollscope
