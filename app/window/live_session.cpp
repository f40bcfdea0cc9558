#include "app/window/live_session.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <utility>

#include "app/report/stream_clock.hpp"
#include "app/window/paths.hpp"
#include "app/window/session_log.hpp"
#include "drivers/devices/probe.hpp"

namespace rollscope {
namespace {

constexpr double kSilence_s = 120.0;

std::int64_t steady_now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// "Mat 1" where a device says who it is; a demo's or file's name otherwise.
std::string name_of(const SourceUri& uri, const StreamInfo& info) {
  if (uri.scheme == "demo") return uri.address;
  if (uri.scheme == "file") return std::filesystem::path(uri.address).filename().string();
  return !info.device_label.empty() ? info.device_label : uri.address;
}

std::string detail_of(const StreamInfo& info) {
  std::string text = fmt::format("{} \u00d7 {}", info.layout.rows, info.layout.cols);
  if (info.rate_hz > 0) text += fmt::format(", {:.0f} Hz", info.rate_hz);
  return text;
}

// The source again, with the options its bytes fit; empty where none are offered.
std::string offered_source(const std::string& source, const Error& error) {
  auto uri = SourceUri::parse(source);
  const DeviceOptions options = offered_options(error);
  if (options.empty() || !uri) return {};
  for (const auto& [key, value] : options) uri->options[key] = value;
  return uri->to_string();
}

std::string cause_of(const StationStatus& status) {
  switch (status.link) {
    case LinkState::live:
      return {};
    case LinkState::stalled:
      return "The mat stopped sending. Check its cable.";
    case LinkState::unplugged:
      return "Unplugged. Plug it in again.";
    case LinkState::disconnected:
      return status.link_error ? status.link_error->detail : "The link is gone. Check the cable.";
    case LinkState::ended:
      break;
  }
  return "The source has come to its end.";
}

}  // namespace

LiveSession::LiveSession(std::function<void()> wake) : wake_(std::move(wake)) {}

LiveSession::~LiveSession() {
  if (opening_.valid()) {
    give_up_.request_stop();
    Opened opened = opening_.get();
    if (opened.gate) opened.gate->open_for_good();
  }
  close_station();
}

void LiveSession::close_station() {
  if (gate_) gate_->open_for_good();
  station_.reset();
  gate_.reset();
}

void LiveSession::open(const std::string& source, const std::string& station_name,
                       std::shared_ptr<MomentGate> gate) {
  if (opening_.valid()) return;
  state_.open_error = {};
  auto uri = SourceUri::parse(source);
  if (!uri) {
    state_.open_error.text = uri.error().detail;
    return;
  }
  // A port can be held once only: opening the same one again closes it first.
  if (station_ && station_->uri().scheme == uri->scheme && station_->uri().address == uri->address)
    close_station();
  opened_demo_ = opened_demo_ || uri->scheme == "demo";
  state_.connecting = true;
  state_.connecting_to = source;
  auto feed = std::make_shared<LiveFeed>(wake_, gate);
  StationOptions options;
  options.name = station_name;
  options.observers = {feed.get()};
  options.cancel = give_up_.get_token();
  opening_ = std::async(std::launch::async, [uri = *uri, options, feed, gate, wake = wake_] {
    Opened opened{feed, Station::open(uri, options), gate};
    wake();
    return opened;
  });
}

void LiveSession::finish_opening() {
  if (!opening_.valid() || opening_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return;
  Opened opened = opening_.get();
  state_.connecting = false;
  if (!opened.station) {
    const Error& error = opened.station.error();
    state_.open_error = {.text = error.detail, .offer = offered_source(state_.connecting_to, error)};
    return;
  }
  close_station();
  feed_ = opened.feed;
  gate_ = opened.gate;
  adopt(std::move(*opened.station));
}

void LiveSession::adopt(std::unique_ptr<Station> station) {
  station_ = std::move(station);
  SessionState fresh;
  fresh.source_uri = station_->uri().to_string();
  fresh.stream = station_->info();
  fresh.source_name = name_of(station_->uri(), fresh.stream);
  fresh.source_detail = detail_of(fresh.stream);
  fresh.link.alive = true;
  fresh.sound_note = state_.sound_note;
  fresh.open_error = state_.open_error;  // of the source this one stands in for
  state_ = std::move(fresh);
  latency_.clear();
  acknowledged_id_ = 0;
  silence_until_s_ = 0;
}

bool LiveSession::update(double now_s) {
  now_s_ = now_s;
  const bool was_connecting = state_.connecting;
  finish_opening();
  bool news = was_connecting != state_.connecting;
  if (!station_) return news;
  if (station_->take_latest(buffer_)) {
    std::swap(state_.observation, buffer_);
    state_.has_observation = true;
    unseen_ = news = true;
  }
  for (Event event; station_->poll_event(event); news = true) apply_event(event, now_s, state_);
  if (feed_) feed_->drain(state_);
  const bool was_alive = state_.link.alive;
  const RecordingStatus recorded = state_.recording;
  take_status();
  update_alerts();
  if (was_alive != state_.link.alive || recorded.active != state_.recording.active) news = true;
  return news;
}

void LiveSession::take_status() {
  StationStatus status = station_->status();
  LinkView& link = state_.link;
  link.alive = status.link == LinkState::live;
  link.unplugged = status.link == LinkState::unplugged;
  link.cause = cause_of(status);
  link.rate_hz = status.rate_hz;
  link.frames = status.frames;
  link.frames_lost = state_.stream.numbered ? std::optional(status.health.frames_lost) : std::nullopt;
  link.clock = short_clock_text(state_.stream, status.health);
  link.clock_in_full = clock_text(state_.stream, status.health);
  link.to_screen_p50_ms = latency_.quantile(0.5);
  link.to_screen_p95_ms = latency_.quantile(0.95);
  state_.frame_age_s = status.last_frame_age_s;
  if (status.recording.error && !state_.recording.error)
    set_notice(state_, "Recording stopped: " + status.recording.error->detail, true, now_s_);
  state_.recording = std::move(status.recording);
}

void LiveSession::update_alerts() {
  Observation& now = state_.observation;
  const bool acknowledged = now.alert.leading.id != 0 && now.alert.leading.id <= acknowledged_id_;
  state_.state = state_.has_observation ? shown_state(now, state_.link.alive, acknowledged) : LiveState::find;
  state_.silence_left_s = std::max(0.0, silence_until_s_ - now_s_);
  state_.region_label = region_label(now.region, state_.stream);
}

void LiveSession::presented() {
  if (!unseen_) return;
  unseen_ = false;
  const double ms = static_cast<double>(steady_now_ns() - state_.observation.captured_ns) * 1e-6;
  // A recording's frames carry the clock of another day.
  if (ms >= 0 && ms < 10'000 && state_.link.alive) latency_.add(ms);
}

void LiveSession::show(const Observation& observation) {
  state_.observation = observation;
  state_.has_observation = true;
  // The script holds the source; however long that takes, the moment it shows was live.
  state_.link.alive = true;
  state_.frame_age_s = 0;
  if (feed_) feed_->drain(state_);
  update_alerts();
}

void LiveSession::send(Command command) {
  if (!station_) return;
  if (!station_->send(std::move(command)))
    set_notice(state_, "The source stands still: it takes no commands.", true, now_s_);
}

void LiveSession::acknowledge() {
  // At once on the screen, even while no frame comes that the analyzer could take it before.
  acknowledged_id_ = std::max(acknowledged_id_, state_.observation.alert.leading.id);
  send(AcknowledgeCommand{});
}

void LiveSession::silence() {
  silence_until_s_ = now_s_ + kSilence_s;
}

void LiveSession::toggle_recording(const std::string& folder) {
  if (!station_) return;
  if (state_.recording.active) {
    const std::string path = state_.recording.path;
    const auto stopped = station_->stop_recording();
    if (stopped)
      set_notice(state_, "Saved " + std::filesystem::path(path).filename().string() + ".", false, now_s_);
    else
      set_notice(state_, stopped.error().detail, true, now_s_);
    return;
  }
  const auto path = new_recording_path(folder, station_->name());
  if (!path) return set_notice(state_, path.error().detail, true, now_s_);
  state_.recording_from_s = state_.observation.frame.time_s;
  if (const auto started = station_->start_recording(*path); !started)
    set_notice(state_, started.error().detail, true, now_s_);
}

}  // namespace rollscope
