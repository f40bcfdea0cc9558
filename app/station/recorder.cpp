#include "app/station/recorder.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <utility>

namespace rollscope {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kPoolBytes = std::size_t{32} << 20;
constexpr std::size_t kPoolFrames_min = 256, kPoolFrames_max = 8192;
// Room in the ring for commands and health, beside the frames of the pool and one note of drops before each.
constexpr std::size_t kNotes = 1024;
// Twice a commit: what is written is at most 0.4 s old, and a wake costs as much as five frames.
constexpr milliseconds kIdle = kCommitPeriod / 2;
constexpr milliseconds kStatusPeriod = kCommitPeriod;

std::size_t pool_frames(const StreamInfo& stream) {
  return std::clamp(kPoolBytes / (stream.layout.sensels() * sizeof(float) + sizeof(RawFrame)),
                    kPoolFrames_min, kPoolFrames_max);
}

Errc errc_of(int error) {
  switch (error) {
    case EEXIST:
      return Errc::exists;
    case ENOENT:
    case ENOTDIR:
      return Errc::not_found;
    case EACCES:
    case EPERM:
    case EROFS:
      return Errc::permission;
    case ENOSPC:
      return Errc::full;
    default:
      return Errc::io;
  }
}

}  // namespace

Result<void> check_recording_path(const std::string& path) {
  // Creating the file is the only honest question; "x" makes it refuse an existing one.
  std::FILE* file = std::fopen(path.c_str(), "wbx");
  if (file == nullptr) {
    const int error = errno;
    if (error == EEXIST)
      return fail(Errc::exists, path + " exists already and is never overwritten: choose another name");
    return fail(errc_of(error), path + " cannot be created: " + std::strerror(error) +
                                    (error == ENOENT ? " (make the folder first)" : ""));
  }
  std::fclose(file);
  std::remove(path.c_str());
  return {};
}

Recorder::Recorder(std::string path, const StreamInfo& stream, WhenFull when_full)
    : path_(std::move(path)),
      when_full_(when_full),
      device_clock_(stream.device_clock),
      pool_(pool_frames(stream)),
      free_(pool_.size()),
      items_(2 * pool_.size() + kNotes) {
  for (std::uint32_t number = 0; number < pool_.size(); ++number) {
    pool_[number].samples.resize(stream.layout.sensels());
    (void)free_.push(std::uint32_t{number});
  }
  status_.path = path_;
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

Recorder::~Recorder() = default;

std::optional<Result<void>> Recorder::wait_open(milliseconds timeout) {
  if (!opened_.try_acquire_for(timeout)) return std::nullopt;
  const std::lock_guard lock(mutex_);
  if (status_.error) return std::unexpected(*status_.error);
  return Result<void>{};
}

Result<void> Recorder::join() {
  ended_.acquire();
  ended_.release();  // may be called again
  thread_.request_stop();
  work_.release();
  if (thread_.joinable()) thread_.join();
  const std::lock_guard lock(mutex_);
  if (status_.error) return std::unexpected(*status_.error);
  return {};
}

RecordingStatus Recorder::status() {
  const std::lock_guard lock(mutex_);
  RecordingStatus status = status_;
  status.drops = drops_.load();
  return status;
}

// Acquisition thread.

void Recorder::begin(RecordingSetup setup) {
  (void)items_.push(std::make_unique<Start>(Start{std::move(setup)}));  // the ring is empty
  work_.release();
}

void Recorder::command(std::uint64_t sequence, const Command& command) {
  // A recording that misses a command would analyse differently. A thousand of them in one breath of the disk
  // is nothing a person does: wait then.
  Item item = std::make_unique<Given>(Given{sequence, command});
  while (!failed_.load() && !items_.push(std::move(item))) std::this_thread::sleep_for(milliseconds(1));
}

void Recorder::frame(const RawFrame& frame) {
  if (failed_.load()) return;
  std::uint32_t number = 0;
  if (!push_drops() || !take_slot(number)) {
    ++drops_pending_;
    drops_.fetch_add(1);
    return;
  }
  pool_[number] = frame;            // same size: copies into the memory that is there
  (void)items_.push(Slot{number});  // never full: it has room for the whole pool
}

void Recorder::health(const StreamHealth& health) {
  (void)items_.push(StreamHealth(health));  // a note that finds the ring full may be left out
}

void Recorder::link(bool lost, std::int64_t at_ns, std::string detail) {
  // Left out like any other note where the disk does not keep up: the frames' times tell of the gap.
  (void)items_.push(std::make_unique<RecordedLink>(
      RecordedLink{.frame_index = 0, .at_ns = at_ns, .lost = lost, .detail = std::move(detail)}));
}

void Recorder::end(std::string reason) {
  end_reason_ = std::move(reason);
  while (!failed_.load() && !push_drops()) std::this_thread::sleep_for(milliseconds(1));
  ended_.release();
}

bool Recorder::take_slot(std::uint32_t& number) {
  if (free_.pop(number)) return true;
  while (when_full_ == WhenFull::wait && !failed_.load()) {
    work_.release();
    if (free_.pop(number, kIdle)) return true;
  }
  return false;
}

bool Recorder::push_drops() {
  if (drops_pending_ == 0) return true;
  if (free_.size() == 0) return false;  // goes in front of the next frame there is room for
  if (!items_.push(Drops{drops_pending_})) return false;
  drops_pending_ = 0;
  return true;
}

// Recorder thread.

void Recorder::run(const std::stop_token& stop) {
  try {
    Item item;
    for (;;) {
      const bool last = stop.stop_requested();  // asked first: what was pushed before the stop is written
      if (items_.pop(item)) {
        write(item);
      } else if (last) {
        break;
      } else {
        if (writer_ && !failed_.load()) check(writer_->flush_if_due());
        // Why not woken by each frame: waking costs more than writing a frame does.
        (void)work_.try_acquire_for(kIdle);
      }
      refresh_status(false);
    }
    if (writer_) check(writer_->finish(end_reason_.empty() ? "stopped" : end_reason_));
  } catch (const std::exception& problem) {
    check(fail(Errc::io, path_ + ": the recording stopped: " + problem.what()));
  }
  refresh_status(true);
  const std::lock_guard lock(mutex_);
  status_.active = false;
}

void Recorder::write(const Item& item) {
  if (const auto* start = std::get_if<std::unique_ptr<Start>>(&item)) return create((*start)->setup);
  if (const auto* slot = std::get_if<Slot>(&item)) return write_frame(slot->number);
  if (failed_.load() || !writer_) return;
  if (const auto* given = std::get_if<std::unique_ptr<Given>>(&item))
    check(writer_->append_command((*given)->command, (*given)->sequence));
  else if (const auto* drops = std::get_if<Drops>(&item))
    check(writer_->note_drop(drops->frames, "the disk was too slow"));
  else if (const auto* health = std::get_if<StreamHealth>(&item))
    check(writer_->note_health(*health));
  else if (const auto* link = std::get_if<std::unique_ptr<RecordedLink>>(&item))
    check(writer_->note_link((*link)->lost, (*link)->at_ns, (*link)->detail));
}

void Recorder::write_frame(std::uint32_t number) {
  const RawFrame& frame = pool_[number];
  if (writer_ && !failed_.load()) {
    last_ns_ = device_clock_ ? frame.device_us * 1000 : frame.captured_ns;
    if (writer_->frames() == 0) first_ns_ = last_ns_;
    check(writer_->append(frame));
  }
  (void)free_.push(std::uint32_t{number});
}

void Recorder::create(const RecordingSetup& setup) {
  auto writer = RecordingWriter::create(path_, setup);
  if (writer) {
    writer_ = std::move(*writer);
    const std::lock_guard lock(mutex_);
    status_.active = true;
  } else {
    check(std::unexpected(writer.error()));
  }
  opened_.release();
}

// The first error is final: what is on the disk stays, the measurement goes on, the window says it.
void Recorder::check(const Result<void>& result) {
  if (result || failed_.exchange(true)) return;
  const std::lock_guard lock(mutex_);
  status_.error = result.error();
  status_.active = false;
}

void Recorder::refresh_status(bool now) {
  const auto moment = std::chrono::steady_clock::now();
  if (!writer_ || (!now && moment - refreshed_ < kStatusPeriod)) return;
  refreshed_ = moment;
  std::error_code none;
  const auto space = std::filesystem::space(path_, none);
  const std::lock_guard lock(mutex_);
  status_.frames = writer_->frames();
  status_.bytes = writer_->size_bytes();
  status_.duration_s = static_cast<double>(last_ns_ - first_ns_) * 1e-9;
  if (!none && status_.duration_s >= 1.0 && status_.bytes > 0)
    status_.room_left_s =
        static_cast<double>(space.available) * status_.duration_s / static_cast<double>(status_.bytes);
}

}  // namespace rollscope
