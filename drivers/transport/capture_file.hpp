// Every byte a device sent, as it came, in a file: what a user can send us of a device nobody here has, and
// what `file:PATH?device=ID` plays through a parser again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/base/result.hpp"
#include "drivers/transport/byte_stream.hpp"

namespace rollscope {

// The bytes alone, without times or headers. One thread.
class CaptureFile {
 public:
  // Errc::exists where there is something at `path` already: nothing is ever overwritten.
  static Result<std::unique_ptr<CaptureFile>> create(const std::string& path);
  // A file that got nothing is removed, so that the next attempt finds the name free.
  ~CaptureFile();
  CaptureFile(const CaptureFile&) = delete;
  CaptureFile& operator=(const CaptureFile&) = delete;

  // Each call hands the bytes to the system at once: killing the program loses none. After the first failure
  // the rest is dropped, see error().
  void append(std::span<const std::byte> bytes);
  // Forgets what was taken so far: it came at another baud and is noise.
  void restart();

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  // Errc::full or io: why the file ends before the stream does.
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  CaptureFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  void give_up(int code);

  std::string path_;
  int fd_;
  std::uint64_t bytes_ = 0;
  std::optional<Error> error_;
};

// `stream`, with a copy of all that is read from it in `file`.
std::unique_ptr<ByteStream> captured(std::unique_ptr<ByteStream> stream, std::shared_ptr<CaptureFile> file);

}  // namespace rollscope
