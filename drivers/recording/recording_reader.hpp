// Reads a recording (.rsr), finished, still being written, or cut off by kill -9; never changes it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "drivers/recording/recording.hpp"

namespace rollscope {

// What was met while reading that should not be there.
struct RecordingDamage {
  std::uint64_t chunks = 0;        // skipped: unreadable, wrong CRC, wrong shape
  std::uint64_t frames = 0;        // in these and in holes between chunks
  std::uint64_t commands = 0;      // unreadable
  std::vector<std::string> lines;  // for people, the first hundred
};

// One thread at a time. next() does not allocate once frames of the file have been read.
class RecordingReader {
 public:
  // Errc::not_found, permission, format (not a recording, or made by a newer program), io. Opening needs no
  // repair after kill -9 and no write access to the folder.
  static Result<RecordingReader> open(const std::filesystem::path& path);
  RecordingReader(RecordingReader&&) noexcept;
  RecordingReader& operator=(RecordingReader&&) noexcept;
  ~RecordingReader();

  [[nodiscard]] const RecordingInfo& info() const;                     // as of open()
  [[nodiscard]] const std::vector<RecordedCommand>& commands() const;  // in order, as of open()
  [[nodiscard]] const std::vector<RecordedDrop>& drops() const;
  [[nodiscard]] const std::vector<RecordedHealth>& health() const;
  [[nodiscard]] const std::vector<RecordedLink>& links() const;

  enum class Item { frame, command, end };
  // The next item in order: a command comes right before the frame it took effect before. Damaged chunks are
  // skipped and counted in damage(). At the end of a file that is still written, ask again later.
  Item next(RawFrame& frame, Command& command);
  // Index in the file of the frame next() gave last.
  [[nodiscard]] std::uint64_t frame_index() const;

  // next() goes on with the frame of this index, or the first readable one after it, led by the commands that
  // took effect right before it. Beyond the last frame: at the end.
  void seek_frame(std::uint64_t index);
  // Likewise the first frame at or after `time_s` seconds from the first frame, on the clock the analysis
  // uses (device_us where the stream has a device clock, else captured_ns).
  void seek_time(double time_s);

  [[nodiscard]] const RecordingDamage& damage() const;

 private:
  struct Impl;
  explicit RecordingReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace rollscope
