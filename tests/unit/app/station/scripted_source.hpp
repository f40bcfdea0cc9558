// A source a test feeds frame by frame: frames, commands, silence and the end come when the test says so.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>

#include "drivers/source.hpp"

namespace rollscope {

// What the test and the source share; the source itself goes to the station.
class Script {
 public:
  void push(RawFrame frame) { add(std::move(frame)); }
  void push(Command command) { add(std::move(command)); }
  void end(std::optional<Error> error = std::nullopt) {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    error_ = std::move(error);
    changed_.notify_all();
  }
  // The link is lost with that reason; none: it is there again.
  void set_away(std::optional<Error> why) {
    const std::lock_guard lock(mutex_);
    away_ = std::move(why);
    woken_ = true;
    changed_.notify_all();
  }
  void wake() {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    changed_.notify_all();
  }
  SourceEvent read(RawFrame& frame, Command& command, std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, timeout, [&] { return !items_.empty() || ended_ || woken_; });
    woken_ = false;
    if (items_.empty()) return ended_ ? SourceEvent::ended : SourceEvent::idle;
    auto item = std::move(items_.front());
    items_.pop_front();
    if (auto* given = std::get_if<Command>(&item)) {
      command = std::move(*given);
      return SourceEvent::command;
    }
    frame = std::move(std::get<RawFrame>(item));
    ++frames_;
    return SourceEvent::frame;
  }
  std::optional<Error> error() const {
    const std::lock_guard lock(mutex_);
    return error_;
  }
  std::optional<Error> away() const {
    const std::lock_guard lock(mutex_);
    return away_;
  }
  std::uint64_t frames() const {
    const std::lock_guard lock(mutex_);
    return frames_;
  }

 private:
  using Item = std::variant<RawFrame, Command>;
  void add(Item item) {
    const std::lock_guard lock(mutex_);
    items_.push_back(std::move(item));
    changed_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> items_;
  bool ended_ = false, woken_ = false;
  std::optional<Error> error_, away_;
  std::uint64_t frames_ = 0;
};

class ScriptedSource final : public Source {
 public:
  ScriptedSource(StreamInfo info, std::shared_ptr<Script> script)
      : info_(std::move(info)), script_(std::move(script)) {}
  const StreamInfo& info() const override { return info_; }
  SourceEvent read(RawFrame& frame, Command& command, std::chrono::milliseconds timeout) override {
    return script_->read(frame, command, timeout);
  }
  std::optional<Error> end_error() const override { return script_->error(); }
  std::optional<Error> away() const override { return script_->away(); }
  StreamHealth health() const override { return {.frames = script_->frames()}; }
  void wake() noexcept override { script_->wake(); }

 private:
  StreamInfo info_;
  std::shared_ptr<Script> script_;
};

}  // namespace rollscope
