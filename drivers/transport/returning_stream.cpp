#include "drivers/transport/returning_stream.hpp"

#include <poll.h>

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>

#include "drivers/transport/folder_watch.hpp"
#include "drivers/transport/wake_pipe.hpp"

namespace rollscope {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kLookAgain{1000};  // although nothing changed: another program may have let go of it
constexpr milliseconds kAskAgain{500};    // where there is no folder to watch

class ReturningStream final : public ByteStream {
 public:
  ReturningStream(std::unique_ptr<ByteStream> stream, std::unique_ptr<LinkFinder> finder,
                  milliseconds patience)
      : stream_(std::move(stream)), finder_(std::move(finder)), patience_(patience) {}

  ReadResult read(std::span<std::byte> into, milliseconds timeout) override {
    if (search_.joinable()) return wait_for_return(timeout);
    const ReadResult result = stream_->read(into, timeout);
    if (result.status != ReadStatus::closed || closed_ || !stream_->error()) return result;
    return lose();
  }

  Result<void> write(std::span<const std::byte> bytes, milliseconds timeout) override {
    return stream_->write(bytes, timeout);
  }

  void wake() noexcept override {
    const std::lock_guard lock(mutex_);
    stream_->wake();
    wake_.wake();
  }

  void close() noexcept override {
    closed_ = true;
    search_ = {};
    stream_->close();
  }

  [[nodiscard]] std::string description() const override { return stream_->description(); }
  [[nodiscard]] std::optional<Error> error() const override { return error_ ? error_ : stream_->error(); }

 private:
  ReadResult lose() {
    error_ = stream_->error();
    stream_->close();
    finder_->lost();
    give_up_ = Clock::now() + patience_;
    search_ = std::jthread([this](const std::stop_token& stop) { search(stop); });
    return {.status = ReadStatus::lost};
  }

  // The search thread.
  void search(const std::stop_token& stop) {
    FolderWatch watch(finder_->folder());
    const std::stop_callback wake_on_stop(stop, [&watch] { watch.wake(); });
    const milliseconds at_most = finder_->folder().empty() ? kAskAgain : kLookAgain;
    while (!stop.stop_requested()) {
      auto found = finder_->find(stop);
      if (found) {
        const std::lock_guard lock(mutex_);
        found_ = std::move(*found);
        wake_.wake();
        return;
      }
      watch.wait(at_most);
    }
  }

  ReadResult wait_for_return(milliseconds timeout) {
    const auto left = std::chrono::ceil<milliseconds>(give_up_ - Clock::now());
    poll_link(-1, POLLIN, wake_, static_cast<int>(std::clamp(left, milliseconds(0), timeout).count()));
    std::unique_lock lock(mutex_);
    if (found_) {
      stream_ = std::move(found_);
      lock.unlock();
      search_ = {};
      error_.reset();
      return {.status = ReadStatus::back};
    }
    lock.unlock();
    if (Clock::now() < give_up_) return {.status = ReadStatus::idle};
    close();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience_).count();
    error_->detail += "; it did not come back within " + std::to_string(seconds) + " s";
    return {.status = ReadStatus::closed};
  }

  std::mutex mutex_;  // guards found_, and stream_ against wake() while it is exchanged
  std::unique_ptr<ByteStream> stream_;
  std::unique_ptr<ByteStream> found_;
  std::unique_ptr<LinkFinder> finder_;
  milliseconds patience_;
  Clock::time_point give_up_;
  std::optional<Error> error_;
  bool closed_ = false;
  WakePipe wake_;
  std::jthread search_;  // last: ends before what it uses goes away
};

}  // namespace

std::unique_ptr<ByteStream> returning(std::unique_ptr<ByteStream> stream, std::unique_ptr<LinkFinder> finder,
                                      milliseconds patience) {
  return std::make_unique<ReturningStream>(std::move(stream), std::move(finder), patience);
}

}  // namespace rollscope
