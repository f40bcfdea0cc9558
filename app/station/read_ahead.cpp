#include "app/station/read_ahead.hpp"

#include <algorithm>
#include <utility>

namespace rollscope {
namespace {

constexpr std::size_t kBlockBytes = 256 * 1024, kMostEvents = 64;
constexpr std::chrono::milliseconds kPatience{100};

}  // namespace

ReadAhead::ReadAhead(Source& source) : source_(source) {
  const std::size_t frame_bytes = std::max<std::size_t>(1, source.info().layout.sensels() * sizeof(float));
  const std::size_t events = std::clamp<std::size_t>(kBlockBytes / frame_bytes, 1, kMostEvents);
  for (Block& block : blocks_) {
    block.events.resize(events);
    block.frames.resize(events);
    block.commands.resize(events);
  }
  thread_ = std::thread([this] { run(); });
}

ReadAhead::~ReadAhead() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  source_.wake();
  thread_.join();
}

bool ReadAhead::stopped() {
  const std::scoped_lock lock(mutex_);
  return stop_;
}

void ReadAhead::run() {
  for (std::size_t number = 0;; ++number) {
    Block& block = blocks_[number % kBlocks];
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stop_ || given_ - taken_ < kBlocks; });
      if (stop_) return;
    }
    fill(block);
    const bool last = block.events[block.count - 1] == SourceEvent::ended;
    {
      const std::scoped_lock lock(mutex_);
      ++given_;
    }
    changed_.notify_all();
    if (last) return;
  }
}

// Until the block is full or the source has nothing more for now.
void ReadAhead::fill(Block& block) {
  block.count = 0;
  while (block.count < block.events.size()) {
    const std::size_t at = block.count++;
    block.events[at] = source_.read(block.frames[at], block.commands[at], kPatience);
    const SourceEvent event = block.events[at];
    if (event == SourceEvent::ended || event == SourceEvent::idle || stopped()) return;
  }
}

SourceEvent ReadAhead::read(RawFrame& frame, Command& command) {
  if (ended_) return SourceEvent::ended;
  Block& block = blocks_[taken_ % kBlocks];
  if (next_ == 0) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return given_ > taken_; });
  }
  const SourceEvent event = block.events[next_];
  // Swapped, not copied: all keep their size from the first round on.
  if (event == SourceEvent::frame) std::swap(frame, block.frames[next_]);
  if (event == SourceEvent::command) command = std::move(block.commands[next_]);
  ended_ = event == SourceEvent::ended;
  if (++next_ == block.count) {
    next_ = 0;
    {
      const std::scoped_lock lock(mutex_);
      ++taken_;
    }
    changed_.notify_all();
  }
  return event;
}

}  // namespace rollscope
