#include "app/station/replay.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

#include "app/station/replay_frames.hpp"
#include "app/station/timeline.hpp"
#include "core/base/check.hpp"
#include "core/base/time_base.hpp"

namespace rollscope {
namespace {

constexpr double kCheckpointEvery_s = 1.0;
constexpr std::size_t kCheckpoints_min = 16;
constexpr std::size_t kNewsEvery = 256;  // frames between two things to tell the window thread

// The state before a frame, its commands not applied yet.
struct Checkpoint {
  std::uint64_t frame = 0;
  std::uint64_t place = 0;  // in the file
  Analyzer analyzer;
};

// What an analyzer holds a sensel and beside: only to keep to a budget, not to the byte.
std::size_t checkpoint_bytes(const SensorLayout& layout) {
  return (std::size_t{64} << 10) + 64 * layout.sensels();
}

}  // namespace

struct Replay::Impl {
  std::string path;
  AnalyzerSetup setup;
  double frames_expected = 0;
  std::size_t checkpoints_max = 0;

  // Window thread: the moment shown.
  std::unique_ptr<ReplayFrames> frames;
  std::optional<Analyzer> analyzer;
  Observation empty;  // shown where the file cannot be read any more
  const Observation* shown = nullptr;
  std::uint64_t shown_frame = 0, next_frame = 0;
  RawFrame raw;
  std::vector<Command> commands;
  std::uint64_t news_taken = 0;

  // Background thread.
  std::unique_ptr<ReplayFrames> background_frames;
  TimelineBuilder builder;
  std::vector<double> new_times_s;
  double checkpoint_every_s = kCheckpointEvery_s;

  mutable std::mutex mutex;  // guards all that follows; both threads
  std::vector<Checkpoint> checkpoints;
  std::vector<double> times_s;  // of each frame
  ReplayTimeline timeline;
  std::uint64_t news = 0;
  double progress = 0;
  std::optional<Error> error;

  std::jthread thread;  // last: stops before anything it uses goes away

  void run(const std::stop_token& stop) noexcept;
  Result<void> analyse(const std::stop_token& stop);
  void keep_checkpoint(Checkpoint checkpoint);
  void publish(double progress_now);
  void go_to_checkpoint(std::uint64_t frame);
  bool step();
};

// Background thread.

void Replay::Impl::run(const std::stop_token& stop) noexcept {
  Result<void> result;
  try {
    result = analyse(stop);
  } catch (const std::exception& problem) {
    result = fail(Errc::io, path + ": the analysis stopped: " + problem.what());
  }
  publish(1.0);
  const std::lock_guard lock(mutex);
  if (!result) error = result.error();
}

Result<void> Replay::Impl::analyse(const std::stop_token& stop) {
  Analyzer background(setup);
  keep_checkpoint({.frame = 0, .place = 0, .analyzer = background});
  double checkpoint_s = checkpoint_every_s;
  RawFrame frame;
  std::vector<Command> before;
  for (std::uint64_t count = 1; !stop.stop_requested(); ++count) {
    const auto more = background_frames->next(frame, before);
    if (!more) return std::unexpected(more.error());
    if (!*more) {
      if (count > 1) builder.add_end(background.finish());
      return {};
    }
    for (const Command& command : before) background.apply(command);
    const Observation& observation = background.process(frame);
    builder.add(observation);
    new_times_s.push_back(observation.frame.time_s);
    if (observation.frame.time_s >= checkpoint_s) {
      keep_checkpoint({.frame = count, .place = background_frames->place() + 1, .analyzer = background});
      checkpoint_s = observation.frame.time_s + checkpoint_every_s;
    }
    if (new_times_s.size() == kNewsEvery)
      publish(std::min(static_cast<double>(count) / std::max(frames_expected, 1.0), 0.999));
  }
  return {};
}

void Replay::Impl::keep_checkpoint(Checkpoint checkpoint) {
  const std::lock_guard lock(mutex);
  checkpoints.push_back(std::move(checkpoint));
  if (checkpoints.size() <= checkpoints_max) return;
  // Every second one goes, the first stays.
  std::size_t kept = 0;
  for (std::size_t i = 0; i < checkpoints.size(); i += 2) {
    if (kept != i) checkpoints[kept] = std::move(checkpoints[i]);
    ++kept;
  }
  checkpoints.erase(checkpoints.begin() + static_cast<std::ptrdiff_t>(kept), checkpoints.end());
  checkpoint_every_s *= 2;
}

void Replay::Impl::publish(double progress_now) {
  const std::lock_guard lock(mutex);
  times_s.insert(times_s.end(), new_times_s.begin(), new_times_s.end());
  new_times_s.clear();
  timeline = builder.timeline();
  progress = progress_now;
  ++news;
}

// Window thread.

// Makes the next step() give a frame at or before `frame`: from the nearest checkpoint, or on from here.
void Replay::Impl::go_to_checkpoint(std::uint64_t frame) {
  const std::lock_guard lock(mutex);
  const auto after =
      std::upper_bound(checkpoints.begin(), checkpoints.end(), frame,
                       [](std::uint64_t wanted, const Checkpoint& c) { return wanted < c.frame; });
  const Checkpoint& checkpoint = *std::prev(after);
  const bool on_the_way = analyzer && next_frame <= frame && checkpoint.frame <= next_frame;
  if (on_the_way) return;
  analyzer = checkpoint.analyzer;
  frames->seek(checkpoint.place);
  next_frame = checkpoint.frame;
  shown = nullptr;
}

bool Replay::Impl::step() {
  const auto more = frames->next(raw, commands);
  if (!more || !*more) return false;
  for (const Command& command : commands) analyzer->apply(command);
  shown = &analyzer->process(raw);
  shown_frame = next_frame++;
  return true;
}

Replay::Replay() : impl_(std::make_unique<Impl>()) {}
Replay::~Replay() = default;

Result<std::unique_ptr<Replay>> Replay::open(const std::string& path, ReplayOptions options) {
  auto file = open_replay_file(path);
  if (!file) return std::unexpected(file.error());
  std::unique_ptr<Replay> replay(new Replay);
  Impl& impl = *replay->impl_;
  impl.path = path;
  impl.setup = std::move(file->setup);
  if (options.profile) impl.setup.profile = *options.profile;
  if (options.calibration) impl.setup.calibration = options.calibration;
  if (const auto fits = Analyzer::make(impl.setup); !fits) return std::unexpected(fits.error());
  impl.frames_expected = file->frames_expected;
  impl.checkpoints_max =
      std::max(kCheckpoints_min, options.memory_budget_bytes / checkpoint_bytes(impl.setup.stream.layout));
  auto background = file->frames->again();
  if (!background) return std::unexpected(background.error());
  impl.background_frames = std::move(*background);
  impl.frames = std::move(file->frames);
  impl.thread = std::jthread([&impl](const std::stop_token& stop) { impl.run(stop); });
  return replay;
}

const StreamInfo& Replay::info() const {
  return impl_->setup.stream;
}
const std::string& Replay::path() const {
  return impl_->path;
}

double Replay::progress() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->progress;
}

std::optional<Error> Replay::error() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->error;
}

bool Replay::take_timeline(ReplayTimeline& timeline) {
  const std::lock_guard lock(impl_->mutex);
  if (impl_->news == impl_->news_taken) return false;
  impl_->news_taken = impl_->news;
  timeline = impl_->timeline;
  return true;
}

std::uint64_t Replay::frames() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->times_s.size();
}

double Replay::time_of(std::uint64_t frame) const {
  const std::lock_guard lock(impl_->mutex);
  ROLLSCOPE_CHECK(frame < impl_->times_s.size(), "a replay is asked for frames it has");
  return impl_->times_s[frame];
}

std::uint64_t Replay::frame_at(double time_s) const {
  const std::lock_guard lock(impl_->mutex);
  const auto after = std::upper_bound(impl_->times_s.begin(), impl_->times_s.end(), time_s + kTimeSlack_s);
  return after == impl_->times_s.begin() ? 0 : static_cast<std::uint64_t>(after - impl_->times_s.begin()) - 1;
}

const Observation& Replay::at(std::uint64_t frame) {
  ROLLSCOPE_CHECK(frame < frames(), "a replay is asked for frames it has");
  Impl& impl = *impl_;
  if (impl.shown != nullptr && impl.shown_frame == frame) return *impl.shown;
  impl.go_to_checkpoint(frame);
  while (impl.next_frame <= frame && impl.step()) {
  }
  return impl.shown != nullptr ? *impl.shown : impl.empty;
}

}  // namespace rollscope
