// Bytes given by a test or another part of the program, delivered in exactly the pieces given.
#pragma once

#include <atomic>
#include <deque>
#include <vector>

#include "drivers/transport/byte_stream.hpp"

namespace rollscope {

// One thread, but for wake(). read() never waits: with nothing to give it is idle, or closed once finish()
// was called.
class MemoryStream final : public ByteStream {
 public:
  void push(std::span<const std::byte> chunk);
  void finish(std::optional<Error> error = std::nullopt);  // closed once all chunks are read
  [[nodiscard]] const std::vector<std::byte>& written() const { return written_; }

  ReadResult read(std::span<std::byte> into, std::chrono::milliseconds timeout) override;
  Result<void> write(std::span<const std::byte> bytes, std::chrono::milliseconds timeout) override;
  void wake() noexcept override { woken_ = true; }
  void close() noexcept override;
  [[nodiscard]] std::string description() const override { return "memory"; }
  [[nodiscard]] std::optional<Error> error() const override { return error_; }

 private:
  std::deque<std::vector<std::byte>> chunks_;
  std::vector<std::byte> written_;
  std::optional<Error> error_;
  bool finished_ = false;
  std::atomic<bool> woken_ = false;  // set by any thread, cleared by read()
};

}  // namespace rollscope
