#include "app/station/station.hpp"

#include <thread>
#include <utility>

#include "app/station/acquisition.hpp"
#include "app/station/batch.hpp"
#include "app/station/recorder.hpp"
#include "drivers/source.hpp"

namespace rollscope {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kOpenFile{5000};  // a disk that takes longer to create a file is not fit to record on

// Files and scenes wait for the recorder, a device does not.
WhenFull when_full(const SourceUri& uri) {
  return uri.scheme == "file" || uri.scheme == "demo" ? WhenFull::wait : WhenFull::drop;
}

std::unexpected<Error> slow_disk(const std::string& path) {
  return fail(Errc::io, path + ": the disk took more than 5 s to create the file: record to another one");
}

}  // namespace

struct Station::Impl {
  std::string name;
  SourceUri uri;
  StreamInfo info;
  HandOver hand_over;
  std::unique_ptr<Acquisition> acquisition;
  std::unique_ptr<Recorder> recorder;  // the running recording, or none
  RecordingStatus last_recording;      // of the one before
  std::jthread thread;                 // last: stops before anything it uses goes away

  Result<void> send(Control control) {
    if (!hand_over.controls.push(std::move(control)))
      return fail(Errc::busy, "the measurement takes no commands at the moment: try again");
    acquisition->wake();
    return {};
  }

  // Closes `recorder` after the acquisition thread has let go of it, or never took it.
  Result<void> close_recorder() {
    if (!recorder) return {};
    Result<void> result = recorder->join();
    last_recording = recorder->status();
    recorder.reset();
    return result;
  }
};

Station::Station() : impl_(std::make_unique<Impl>()) {}

Station::~Station() {
  (void)stop();
}

Result<std::unique_ptr<Station>> Station::open(const SourceUri& uri, StationOptions options) {
  if (!options.record_path.empty())
    if (const auto path = check_recording_path(options.record_path); !path)
      return std::unexpected(path.error());
  auto source = open_source(uri, options.patience, options.cancel, options.replug);
  if (!source) return std::unexpected(source.error());
  return start(std::move(*source), uri, std::move(options));
}

Result<std::unique_ptr<Station>> Station::start(std::unique_ptr<Source> source, const SourceUri& uri,
                                                StationOptions options) {
  std::unique_ptr<Station> station(new Station);
  Impl& impl = *station->impl_;
  impl.name = options.name;
  impl.uri = uri;
  impl.info = source->info();
  const AnalyzerSetup setup = analyzer_setup(*source, options.profile, options.calibration);
  auto analyzer = Analyzer::make(setup);
  if (!analyzer) return std::unexpected(analyzer.error());
  for (FrameObserver* observer : options.observers) observer->on_start(setup);
  RecordingSetup recording;
  recording.stream = impl.info;
  recording.station = options.name;
  recording.source = uri.to_string();
  recording.program_version = ROLLSCOPE_VERSION;
  impl.acquisition = std::make_unique<Acquisition>(std::move(source), std::move(*analyzer), options,
                                                   std::move(recording), impl.hand_over);
  if (!options.record_path.empty()) {
    impl.recorder = std::make_unique<Recorder>(options.record_path, impl.info, when_full(uri));
    impl.acquisition->record_from_start(*impl.recorder);
  }
  impl.thread = std::jthread([&impl](const std::stop_token& stop) { impl.acquisition->run(stop); });
  if (!impl.recorder) return station;
  // Why not before the thread: the device goes on sending while the disk creates the file, and the system
  // keeps no more than a few kilobytes of that. The recorder's pool keeps the frames.
  const auto opened = impl.recorder->wait_open(kOpenFile);
  if (opened && *opened) return station;
  (void)station->stop();
  return opened ? std::unexpected(opened->error()) : slow_disk(options.record_path);
}

const StreamInfo& Station::info() const {
  return impl_->info;
}
const std::string& Station::name() const {
  return impl_->name;
}
const SourceUri& Station::uri() const {
  return impl_->uri;
}

bool Station::take_latest(Observation& observation) {
  impl_->hand_over.watched = true;
  return impl_->hand_over.latest.take(observation);
}

bool Station::poll_event(Event& event) {
  return impl_->hand_over.events.pop(event);
}

bool Station::send(Command command) {
  return impl_->send(std::move(command)).has_value();
}

Result<void> Station::start_recording(const std::string& path) {
  if (impl_->recorder)
    return fail(Errc::busy, impl_->recorder->status().path + " is being recorded: stop it first");
  if (const auto allowed = check_recording_path(path); !allowed) return allowed;
  impl_->recorder = std::make_unique<Recorder>(path, impl_->info, when_full(impl_->uri));
  if (const auto sent = impl_->send(StartRecording{impl_->recorder.get()}); !sent) {
    impl_->recorder.reset();
    return sent;
  }
  const auto deadline = std::chrono::steady_clock::now() + kOpenFile;
  while (std::chrono::steady_clock::now() < deadline) {
    // `done` first: once it is set, a recorder that was not opened by then never will be.
    const bool done = impl_->hand_over.done;
    if (const auto opened = impl_->recorder->wait_open(milliseconds(20))) {
      if (*opened) return {};
      (void)stop_recording();
      return std::unexpected(opened->error());
    }
    if (!done) continue;
    impl_->recorder.reset();
    return fail(Errc::disconnected, "nothing to record: the source has ended");
  }
  (void)stop_recording();
  return slow_disk(path);
}

Result<void> Station::stop_recording() {
  if (!impl_->recorder) return {};
  if (!impl_->hand_over.done) {
    while (!impl_->send(StopRecording{})) std::this_thread::sleep_for(milliseconds(1));
  }
  return impl_->close_recorder();
}

StationStatus Station::status() {
  HandOver& from = impl_->hand_over;
  StationStatus status;
  const std::int64_t now_ns = steady_now_ns();
  status.last_frame_age_s = static_cast<double>(now_ns - from.last_frame_ns) * 1e-9;
  if (from.ended) {
    status.link = from.link_error ? LinkState::disconnected : LinkState::ended;
    status.link_error = from.link_error;
  } else if (const auto& away = from.away.latest(); away) {
    status.link = LinkState::unplugged;
    status.link_error = away;
  } else if (status.last_frame_age_s > kStallAfter_s) {
    status.link = LinkState::stalled;
  }
  const LinkFigures figures = from.meter.figures(now_ns);
  status.rate_hz = figures.rate_hz;
  status.latency_p50_s = figures.latency_p50_s;
  status.latency_p95_s = figures.latency_p95_s;
  status.frames = from.frames;
  status.events_lost = from.events_lost;
  status.health = from.health.latest();
  status.recording = impl_->recorder ? impl_->recorder->status() : impl_->last_recording;
  return status;
}

bool Station::wait_ended(milliseconds timeout) {
  if (impl_->hand_over.done) return true;
  (void)impl_->hand_over.done_signal.try_acquire_for(timeout);
  return impl_->hand_over.done;
}

// Order: acquisition (its last act hands the recorder's end over), drain and close the recording, link.
Result<void> Station::stop() {
  if (!impl_->acquisition) return {};
  impl_->thread.request_stop();
  impl_->acquisition->wake();
  if (impl_->thread.joinable()) impl_->thread.join();
  return impl_->close_recorder();
}

}  // namespace rollscope
