// Writes a recording (.rsr): raw frames first and always, so that at most the last quarter second can be
// lost.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "core/base/result.hpp"
#include "drivers/recording/recording.hpp"

namespace rollscope {

inline constexpr std::chrono::milliseconds kCommitPeriod{250};

struct RecordingOptions {
  // create() refuses with less room than this; none: ten minutes of raw samples, 16 MB at the least.
  std::optional<std::uint64_t> free_bytes_wanted;
};

// Blocks on the disk: belongs to a recorder thread, one thread at a time. Frames and commands are durable
// once committed(): within kCommitPeriod of frame time, or of waiting time when flush_if_due() is called (at
// least as often) while nothing arrives. The first error (Errc::full, Errc::io) is final: the same error
// answers every later call, the file keeps all that was committed and stays readable.
class RecordingWriter {
 public:
  // Errc::exists where `path` or a leftover of it (-wal, -shm, -journal) exists: nothing is ever overwritten.
  // Errc::full, permission, not_found and io name the path.
  static Result<RecordingWriter> create(const std::filesystem::path& path, const RecordingSetup& setup,
                                        const RecordingOptions& options = {});
  RecordingWriter(RecordingWriter&&) noexcept;
  RecordingWriter& operator=(RecordingWriter&&) noexcept;
  // Commits what is buffered; without finish() the file stays marked as not closed.
  ~RecordingWriter();

  // Errc::bad_argument where samples.size() is not the layout's.
  Result<void> append(const RawFrame& frame);
  // Takes effect before the next frame appended. `sequence` of that frame, where known; else last + 1.
  Result<void> append_command(const Command& command, std::optional<std::uint64_t> sequence = {});
  // `frames` frames that came and could not be kept (a full ring) since the last one appended.
  Result<void> note_drop(std::uint64_t frames, std::string_view reason);
  // State of the link; call it about once a second.
  Result<void> note_health(const StreamHealth& health);

  // The link was lost (with the reason), or is there again, at `at_ns` on the clock of captured_ns.
  Result<void> note_link(bool lost, std::int64_t at_ns, std::string_view detail);

  Result<void> flush();         // commits now
  Result<void> flush_if_due();  // commits when something has waited for kCommitPeriod

  // Commits, marks the recording as closed and leaves one file without -wal (it stays beside the file until a
  // reader that has it open goes away). After an error it tries once more to save what is buffered. Once.
  Result<void> finish(std::string_view reason = "stopped");

  [[nodiscard]] std::uint64_t frames() const;      // appended
  [[nodiscard]] std::uint64_t committed() const;   // of these, safe on the disk
  [[nodiscard]] std::uint64_t size_bytes() const;  // file and -wal

 private:
  struct Impl;
  explicit RecordingWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Room that `seconds` of this stream take when nothing compresses (100 Hz where the rate is unknown).
[[nodiscard]] std::uint64_t recording_bytes(const StreamInfo& stream, double seconds);

}  // namespace rollscope
