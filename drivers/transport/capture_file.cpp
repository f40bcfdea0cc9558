#include "drivers/transport/capture_file.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace rollscope {
namespace {

class CapturedStream final : public ByteStream {
 public:
  CapturedStream(std::unique_ptr<ByteStream> stream, std::shared_ptr<CaptureFile> file)
      : stream_(std::move(stream)), file_(std::move(file)) {}

  ReadResult read(std::span<std::byte> into, std::chrono::milliseconds timeout) override {
    const ReadResult result = stream_->read(into, timeout);
    if (result.status == ReadStatus::bytes) file_->append(into.first(result.count));
    return result;
  }
  Result<void> write(std::span<const std::byte> bytes, std::chrono::milliseconds timeout) override {
    return stream_->write(bytes, timeout);
  }
  void wake() noexcept override { stream_->wake(); }
  void close() noexcept override { stream_->close(); }
  [[nodiscard]] std::string description() const override { return stream_->description(); }
  [[nodiscard]] std::optional<Error> error() const override { return stream_->error(); }

 private:
  std::unique_ptr<ByteStream> stream_;
  std::shared_ptr<CaptureFile> file_;
};

}  // namespace

Result<std::unique_ptr<CaptureFile>> CaptureFile::create(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd >= 0) return std::unique_ptr<CaptureFile>(new CaptureFile(path, fd));
  const int code = errno;
  if (code == EEXIST)
    return fail(Errc::exists, path + ": exists already, and is not overwritten; choose another name");
  return fail(code == EACCES || code == EROFS ? Errc::permission
              : code == ENOENT                ? Errc::not_found
                                              : Errc::io,
              path + ": cannot be created: " + std::strerror(code));
}

CaptureFile::~CaptureFile() {
  ::close(fd_);
  if (bytes_ == 0) ::unlink(path_.c_str());
}

void CaptureFile::append(std::span<const std::byte> bytes) {
  while (!bytes.empty() && !error_) {
    const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return give_up(count < 0 ? errno : EIO);
    bytes_ += static_cast<std::uint64_t>(count);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

void CaptureFile::restart() {
  if (error_ || bytes_ == 0) return;
  if (::ftruncate(fd_, 0) != 0 || ::lseek(fd_, 0, SEEK_SET) != 0) return give_up(errno);
  bytes_ = 0;
}

// Why no more than a word: the measurement matters more than its copy.
void CaptureFile::give_up(int code) {
  error_ = Error{code == ENOSPC || code == EDQUOT ? Errc::full : Errc::io,
                 path_ + ": ends after " + std::to_string(bytes_) + " bytes: " + std::strerror(code)};
  spdlog::error("{}", error_->detail);
}

std::unique_ptr<ByteStream> captured(std::unique_ptr<ByteStream> stream, std::shared_ptr<CaptureFile> file) {
  return std::make_unique<CapturedStream>(std::move(stream), std::move(file));
}

}  // namespace rollscope
