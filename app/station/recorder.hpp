// Writes what a station measures into a recording, on its own thread, without ever making a live frame wait.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "app/station/ring.hpp"
#include "app/station/station.hpp"
#include "core/base/result.hpp"
#include "core/command.hpp"
#include "core/frame/raw_frame.hpp"
#include "drivers/recording/recording_writer.hpp"
#include "drivers/stream_health.hpp"

namespace rollscope {

// What a full ring means.
enum class WhenFull : std::uint8_t {
  drop,  // a live source: the frame is left out of the recording and counted
  wait,  // a source that can wait (file, scene): so does the acquisition thread
};

// Errc::exists, not_found, permission or io when no file can be created there. Leaves nothing behind.
Result<void> check_recording_path(const std::string& path);

// Frames go through a pool: the acquisition thread copies into a free one and passes its number on, the
// recorder thread writes it and gives the number back.
class Recorder {
 public:
  // Control thread. Makes room for the ring and starts the thread; the file is created by begin().
  Recorder(std::string path, const StreamInfo& stream, WhenFull when_full);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // Control thread. Waits at most `timeout` for the outcome of creating the file.
  std::optional<Result<void>> wait_open(std::chrono::milliseconds timeout);
  // Control thread, after end() was or will be called: waits until everything is written and the file closed.
  // What went wrong with the recording, if anything.
  Result<void> join();
  [[nodiscard]] RecordingStatus status();

  // Acquisition thread, in this order: once begin(), any number of command(), frame(), health() and link(),
  // once end(). Only begin(), command() and link() allocate.
  void begin(RecordingSetup setup);
  void command(std::uint64_t sequence, const Command& command);  // takes effect before the next frame()
  void frame(const RawFrame& frame);
  void health(const StreamHealth& health);
  void link(bool lost, std::int64_t at_ns, std::string detail);  // see RecordingWriter::note_link()
  void end(std::string reason);  // stands in the file: "stopped", "the mat was unplugged"

 private:
  struct Start {
    RecordingSetup setup;
  };
  struct Slot {
    std::uint32_t number;  // in the pool
  };
  struct Given {
    std::uint64_t sequence;
    Command command;
  };
  struct Drops {
    std::uint64_t frames;
  };
  using Item = std::variant<Slot, Drops, StreamHealth, std::unique_ptr<Given>, std::unique_ptr<RecordedLink>,
                            std::unique_ptr<Start>>;

  // Acquisition thread.
  bool take_slot(std::uint32_t& number);
  bool push_drops();

  // Recorder thread.
  void run(const std::stop_token& stop);
  void write(const Item& item);
  void write_frame(std::uint32_t number);
  void create(const RecordingSetup& setup);
  void check(const Result<void>& result);
  void refresh_status(bool now);

  const std::string path_;
  const WhenFull when_full_;
  const bool device_clock_;  // as analysis time: the device's clock where it has one
  std::vector<RawFrame> pool_;
  Ring<std::uint32_t> free_;              // recorder thread -> acquisition thread
  Ring<Item> items_;                      // acquisition thread -> recorder thread
  std::uint64_t drops_pending_ = 0;       // acquisition thread's: not yet told to the recorder
  std::atomic<std::uint64_t> drops_ = 0;  // acquisition thread writes
  std::atomic<bool> failed_ = false;      // recorder thread writes: nothing more can be kept
  std::counting_semaphore<> work_{0};     // released where the recorder thread should look at once
  std::binary_semaphore opened_{0};       // recorder thread releases once the file is open or refused
  std::binary_semaphore ended_{0};        // acquisition thread releases in end()
  std::string end_reason_;                // written before that, read after it

  std::optional<RecordingWriter> writer_;  // recorder thread's, like the four below
  std::int64_t first_ns_ = 0, last_ns_ = 0;
  std::chrono::steady_clock::time_point refreshed_{};

  std::mutex mutex_;  // guards status_; recorder and control thread
  RecordingStatus status_;
  std::jthread thread_;  // last: stops before anything it uses goes away
};

}  // namespace rollscope
