// One device on a link as the host hears it: lets it settle, asks it where it wants to be asked, decodes what
// it answers, and finds the way back after damage.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>

#include "drivers/devices/stream_decoder.hpp"

namespace rollscope {

// Has neither stream nor clock: it is told what came and when (monotonic, ns), and says what to send and when
// to look again. One request, one answer:
//   - an answer that stays out is asked for again, and what came of it is dropped;
//   - after damage, and where more came than was asked for, all is dropped until the line is silent, so that
//     neither the rest of a broken answer nor half of a second one is taken for the start of the next.
// A late answer that is whole counts as the answer to the request it was overtaken by: it is a frame like any
// other, stamped when it came.
class Conversation {
 public:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
  enum class Kind : std::uint8_t {
    live,
    dump,  // bytes that were recorded: nothing to settle, nobody to ask
  };

  // The link was opened at `now_ns`; bytes are dropped for `settle` from then on.
  Conversation(std::unique_ptr<DeviceParser> parser, Kind kind, std::chrono::milliseconds settle,
               std::int64_t now_ns);

  // The link was lost and is there again since `now_ns`: it settles and is asked as after opening.
  void restart(std::int64_t now_ns);

  // From when on what comes counts.
  [[nodiscard]] std::int64_t settled_ns() const { return settled_ns_; }

  // Where to put what is read next; never empty.
  [[nodiscard]] std::span<std::byte> space() { return decoder_.space(); }
  void commit(std::size_t count, std::int64_t now_ns);
  // Both, for bytes that lie elsewhere. Takes as many as fit; returns how many.
  std::size_t push(std::span<const std::byte> bytes, std::int64_t now_ns);

  // The next frame; false when there is none yet. `at_end`: no byte will follow.
  bool next(RawFrame& frame, std::int64_t now_ns, bool at_end = false);

  // What has to be sent now, taken as sent; empty: nothing. Call after next() found no more, and after each
  // frame: the next is asked for while this one is being looked at.
  [[nodiscard]] std::span<const std::byte> request(std::int64_t now_ns);

  // When next() and request() have to be called again although nothing came; kNever: not before something
  // does.
  [[nodiscard]] std::int64_t wake_ns(std::int64_t now_ns) const;

  [[nodiscard]] const StreamDecoder& decoder() const { return decoder_; }
  [[nodiscard]] StreamDecoder& decoder() { return decoder_; }

 private:
  [[nodiscard]] std::int64_t last_event_ns() const { return std::max(heard_ns_, asked_ns_); }
  [[nodiscard]] std::int64_t silence_over_ns() const;

  StreamDecoder decoder_;
  const Polling* polling_;  // the parser's; nullptr: it sends on its own
  std::int64_t settle_ns_;
  std::int64_t settled_ns_;
  std::int64_t heard_ns_;  // when the last byte came
  std::int64_t asked_ns_;  // when the last request went
  bool waiting_ = false;   // for an answer
  bool dropping_ = false;  // until the line is silent
  bool settling_ = true;
};

}  // namespace rollscope
