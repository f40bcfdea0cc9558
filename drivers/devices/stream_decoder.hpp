// From pieces of a byte stream to numbered, time-stamped frames: what every device shares once its parser
// exists.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/frame/raw_frame.hpp"
#include "drivers/devices/arrival_clock.hpp"
#include "drivers/devices/clock_drift.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/devices/unwrap.hpp"
#include "drivers/stream_health.hpp"

namespace rollscope {

// Buffers, finds the way back after damage, counts (StreamHealth), unwraps numbers and clock, drops repeated
// frames, stamps each frame with the time its last byte was read (see Arrival). One thread. Allocates only
// while the first frames give it its size. Always holds: health().bytes == used_bytes() +
// health().discarded_bytes + buffered_bytes().
class StreamDecoder {
 public:
  enum class Arrival : std::uint8_t {
    as_told,  // commit() says when; bytes of a file, or a test's
    live,     // bytes of a link: clocks are watched, and frames without a clock of their own get their stamp
              // from ArrivalClock, unless each was asked for
  };
  explicit StreamDecoder(std::unique_ptr<DeviceParser> parser, Arrival arrival = Arrival::as_told);

  // Where to put what is read next; never empty.
  [[nodiscard]] std::span<std::byte> space();
  // `count` bytes of space() were filled at `captured_ns` (monotonic, not decreasing).
  void commit(std::size_t count, std::int64_t captured_ns);
  // Both, for bytes that lie elsewhere. Takes as many as fit; returns how many.
  std::size_t push(std::span<const std::byte> bytes, std::int64_t captured_ns);

  // The next frame of what was committed; false when there is none yet. `at_end`: no byte will follow.
  bool next(RawFrame& frame, bool at_end = false);

  // Discards what is buffered, the frame half received with it.
  void drop();

  // The link was lost and is there again. The device may have begun anew or gone on meanwhile: the next frame
  // follows a gap of which nobody knows how many frames it took, its time is the last one plus the host's.
  void restart();

  [[nodiscard]] const DeviceParser& parser() const { return *parser_; }
  [[nodiscard]] const StreamInfo* info() const { return parser_->info(); }
  [[nodiscard]] const StreamHealth& health() const { return health_; }
  [[nodiscard]] std::uint64_t used_bytes() const { return used_bytes_; }
  [[nodiscard]] std::size_t buffered_bytes() const { return end_ - begin_; }
  // Valid frames since the last bad byte.
  [[nodiscard]] std::uint64_t consecutive_frames() const { return consecutive_; }
  // The device announced another layout, scale or identity than before: no frame comes after that, for a
  // stream has one StreamInfo.
  [[nodiscard]] bool info_changed() const { return info_changed_; }
  // Messages of the device since the last call (at most 16 are kept).
  std::vector<std::string> take_texts();
  [[nodiscard]] bool has_texts() const { return !texts_.empty(); }

 private:
  struct Piece {
    std::uint64_t stream_end;  // offset in the stream just past the piece
    std::int64_t captured_ns;
  };
  void compact();
  void count_bad(const ParseResult& result);
  void count_fault(ParseFault fault);
  [[nodiscard]] std::int64_t captured_at(std::uint64_t stream_end);
  bool number(RawFrame& frame);
  void time(RawFrame& frame, bool restarted);

  std::unique_ptr<DeviceParser> parser_;
  std::vector<std::byte> buffer_;
  std::size_t begin_ = 0;  // of what is not consumed
  std::size_t end_ = 0;
  std::uint64_t stream_begin_ = 0;  // offset in the stream of buffer_[begin_]
  std::vector<Piece> arrivals_;     // of the bytes still buffered, oldest first
  std::size_t oldest_arrival_ = 0;
  StreamHealth health_;
  std::uint64_t used_bytes_ = 0;
  std::uint64_t consecutive_ = 0;
  bool in_sync_ = false;
  bool info_changed_ = false;
  SequenceUnwrapper sequence_;
  ClockUnwrapper clock_;
  Arrival arrival_;
  ClockDrift drift_;
  ArrivalClock arrival_clock_;
  std::vector<std::string> texts_;
};

}  // namespace rollscope
