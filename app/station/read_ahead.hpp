// Reads a source on a thread of its own, some frames ahead: a file is decoded while it is analysed.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

#include "core/command.hpp"
#include "core/frame/raw_frame.hpp"
#include "drivers/source.hpp"

namespace rollscope {

// Everything comes in the source's order, so what is made of it does not depend on who was faster. The source
// belongs to this object from start to end: health() and end_error() are good after read() said ended, or
// after destruction. A few blocks of frames are held, no more; they are used again.
class ReadAhead {
 public:
  explicit ReadAhead(Source& source);
  // Stops reading, waits for the thread.
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  // As Source::read(), and waits as it does; one thread. After ended: ended again.
  SourceEvent read(RawFrame& frame, Command& command);

 private:
  // What the source said, in order; one frame and one command kept for each event.
  struct Block {
    std::vector<SourceEvent> events;
    std::vector<RawFrame> frames;
    std::vector<Command> commands;
    std::size_t count = 0;
  };
  static constexpr std::size_t kBlocks = 4;

  void run();
  void fill(Block& block);
  [[nodiscard]] bool stopped();

  Source& source_;
  std::array<Block, kBlocks> blocks_;
  std::size_t next_ = 0;               // of the reader's block
  std::size_t given_ = 0, taken_ = 0;  // blocks so far; under mutex_
  bool stop_ = false;                  // under mutex_
  bool ended_ = false;                 // seen by the reader
  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread thread_;
};

}  // namespace rollscope
