// A byte stream over a POSIX descriptor: what tty, TCP and file streams share.
#pragma once

#include <cstddef>
#include <string>

#include "drivers/transport/byte_stream.hpp"
#include "drivers/transport/wake_pipe.hpp"

namespace rollscope {

class FdStream final : public ByteStream {
 public:
  enum class Kind {
    tty,     // its end is a hang-up: an error
    socket,  // likewise
    file,    // its end is regular; writes are swallowed
  };

  // Owns `fd`, which must be non-blocking.
  FdStream(int fd, Kind kind, std::string description);
  ~FdStream() override;
  FdStream(const FdStream&) = delete;
  FdStream& operator=(const FdStream&) = delete;

  ReadResult read(std::span<std::byte> into, std::chrono::milliseconds timeout) override;
  Result<void> write(std::span<const std::byte> bytes, std::chrono::milliseconds timeout) override;
  void wake() noexcept override { wake_.wake(); }
  void close() noexcept override;
  [[nodiscard]] std::string description() const override { return description_; }
  [[nodiscard]] std::optional<Error> error() const override { return error_; }

 private:
  ReadResult got(std::ptrdiff_t count);
  ReadResult end(int code);

  int fd_;
  Kind kind_;
  std::string description_;
  std::optional<Error> error_;
  WakePipe wake_;
  bool more_likely_ = false;  // the last read took all that is handed over at once
};

}  // namespace rollscope
