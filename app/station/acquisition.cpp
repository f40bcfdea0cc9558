#include "app/station/acquisition.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "core/base/time_base.hpp"

namespace rollscope {
namespace {

// A stop or a command on a silent stream waits no longer where wake() has no effect: it is only asked to be
// best effort.
constexpr std::chrono::milliseconds kReadTimeout{200};
constexpr std::int64_t kHealthPeriod_ns = 1'000'000'000;

}  // namespace

std::int64_t steady_now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

Acquisition::Acquisition(std::unique_ptr<Source> source, Analyzer analyzer, const StationOptions& options,
                         RecordingSetup recording, HandOver& hand_over)
    : source_(std::move(source)),
      analyzer_(std::move(analyzer)),
      recording_(std::move(recording)),
      out_(hand_over),
      observers_(options.observers),
      stop_after_s_(options.stop_after_s),
      nominal_step_s_(recording_.stream.rate_hz > 0.0 ? 1.0 / recording_.stream.rate_hz : 0.0),
      live_clock_(recording_.source.find("file:") != 0),
      pending_(options.at_start) {
  const auto earlier = [](const ScheduledCommand& a, const ScheduledCommand& b) {
    return a.time_s < b.time_s;
  };
  for (const ScheduledCommand& next : options.schedule)  // those of one time keep their order
    schedule_.insert(std::upper_bound(schedule_.begin(), schedule_.end(), next, earlier), next);
  pending_.reserve(64);
  frame_.samples.resize(recording_.stream.layout.sensels());
  out_.last_frame_ns = steady_now_ns();
}

void Acquisition::run(const std::stop_token& stop) noexcept {
  std::optional<Error> error;
  try {
    loop(stop);
    finish();
    error = source_->end_error();
  } catch (const std::exception& problem) {
    error = Error{Errc::io, std::string("the measurement stopped: ") + problem.what()};
  }
  stop_recording(error                   ? error->detail
                 : time_over_            ? "the time asked for is over"
                 : stop.stop_requested() ? "stopped"
                                         : "the source ended");
  out_.link_error = std::move(error);
  out_.ended = true;
  out_.done = true;
  out_.done_signal.release();
}

void Acquisition::loop(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const SourceEvent event = source_->read(frame_, command_, kReadTimeout);
    take_controls();
    report_link();
    if (event == SourceEvent::ended) return;
    if (event == SourceEvent::command) pending_.push_back(command_);
    if (event == SourceEvent::frame && !on_frame()) return;
    report_health(steady_now_ns());
  }
}

void Acquisition::take_controls() {
  Control control;
  while (out_.controls.pop(control)) {
    if (auto* command = std::get_if<Command>(&control))
      pending_.push_back(std::move(*command));
    else if (const auto* start = std::get_if<StartRecording>(&control))
      start_recording(*start->recorder);
    else
      stop_recording("stopped");
  }
}

void Acquisition::start_recording(Recorder& recorder) {
  RecordingSetup setup = recording_;
  setup.profile = analyzer_.profile();
  setup.calibration = analyzer_.calibration();
  const auto unix_now = std::chrono::system_clock::now().time_since_epoch();
  setup.started_unix_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(unix_now).count();
  setup.started_monotonic_ns = steady_now_ns();
  recorder.begin(std::move(setup));
  recorder_ = &recorder;
}

void Acquisition::stop_recording(std::string reason) {
  if (recorder_ == nullptr) return;
  recorder_->health(source_->health());
  std::exchange(recorder_, nullptr)->end(std::move(reason));
}

bool Acquisition::on_frame() {
  for (const Command& command : pending_) {
    if (recorder_ != nullptr) recorder_->command(frame_.sequence, command);
    for (FrameObserver* observer : observers_) observer->on_command(out_.frames, command);
    analyzer_.apply(command);
  }
  pending_.clear();
  if (recorder_ != nullptr) recorder_->frame(frame_);  // raw frames first, always
  const Observation& observation = analyzer_.process(frame_);
  for (FrameObserver* observer : observers_) observer->on_frame(frame_, observation, analyzer_);
  hand_over_observation(observation, false);
  const std::int64_t now_ns = steady_now_ns();
  out_.meter.add(now_ns, live_clock_ ? now_ns - frame_.captured_ns : -1);
  out_.last_frame_ns = now_ns;
  out_.frames.fetch_add(1);
  queue_scheduled(observation.frame.time_s);
  time_over_ = stop_after_s_ > 0.0 && is_enough(observation.frame);
  return !time_over_;
}

// Ten seconds at 100 Hz are 1000 frames: the one due at 10 s is not waited for.
bool Acquisition::is_enough(const PressureFrame& last) const {
  const double mean_step_s = last.index > 0 ? last.time_s / static_cast<double>(last.index) : 0.0;
  const double step_s = nominal_step_s_ > 0.0 ? nominal_step_s_ : mean_step_s;
  return last.time_s + 1.5 * step_s >= stop_after_s_;
}

void Acquisition::queue_scheduled(double time_s) {
  for (; scheduled_ < schedule_.size() && schedule_[scheduled_].time_s <= time_s + kTimeSlack_s; ++scheduled_)
    pending_.push_back(schedule_[scheduled_].command);
}

void Acquisition::hand_over_observation(const Observation& observation, bool last) {
  for (const Event& event : observation.events)
    if (!out_.events.push(Event(event))) out_.events_lost.fetch_add(1);
  if (!out_.watched && !last) return;
  out_.latest.back() = observation;
  out_.latest.publish();
}

// A loss goes into the recording at once, so that it says why the frames stop even if it is cut off there.
void Acquisition::report_link() {
  std::optional<Error> away = source_->away();
  if (away.has_value() == away_) return;
  away_ = away.has_value();
  if (recorder_ != nullptr) {
    recorder_->link(away_, steady_now_ns(), away ? away->detail : std::string());
    recorder_->health(source_->health());
  }
  out_.away.back() = std::move(away);
  out_.away.publish();
}

void Acquisition::report_health(std::int64_t now_ns) {
  out_.health.back() = source_->health();
  out_.health.publish();
  if (recorder_ == nullptr || now_ns - health_reported_ns_ < kHealthPeriod_ns) return;
  health_reported_ns_ = now_ns;
  recorder_->health(source_->health());
}

void Acquisition::finish() {
  if (out_.frames == 0) return;
  const Observation& last = analyzer_.finish();
  for (FrameObserver* observer : observers_) observer->on_end(last, analyzer_);
  hand_over_observation(last, true);
}

}  // namespace rollscope
