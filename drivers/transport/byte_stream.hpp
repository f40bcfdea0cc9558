// Bytes from and to the other side of a link: serial port, pseudo-terminal, TCP, file, memory.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/base/result.hpp"

namespace rollscope {

enum class ReadStatus {
  bytes,   // `count` bytes were read
  idle,    // nothing within the timeout, or wake() was called
  closed,  // no byte will ever come again: see error()
  // Of a link that may come back (returning_stream.hpp) alone:
  lost,  // it is gone and looked for; see error(). idle follows until it is
  back,  // found again, maybe under another name. What comes from here on begins anew
};

struct ReadResult {
  ReadStatus status = ReadStatus::idle;
  std::size_t count = 0;
};

// One thread at a time, but for wake(). Waiting sleeps in the kernel and never spins; an unplugged device or
// a hung-up peer ends the wait at once. read() and write() do not allocate unless they fail.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // Waits at most `timeout` for the first byte, then takes what is there, up to into.size() (at least 1).
  virtual ReadResult read(std::span<std::byte> into, std::chrono::milliseconds timeout) = 0;

  // Sends all of it within `timeout`, or fails.
  virtual Result<void> write(std::span<const std::byte> bytes, std::chrono::milliseconds timeout) = 0;

  // Any thread: a waiting read(), or else the next one, returns idle at once.
  virtual void wake() noexcept = 0;

  // Idempotent; afterwards reads are closed and writes fail.
  virtual void close() noexcept = 0;

  // "/dev/ttyUSB0 at 1000000 baud", for messages.
  [[nodiscard]] virtual std::string description() const = 0;

  // Why it closed; none after the end of a file or close().
  [[nodiscard]] virtual std::optional<Error> error() const = 0;
};

}  // namespace rollscope
