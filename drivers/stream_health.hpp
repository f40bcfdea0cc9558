// What happened on the way in: bad stream data is counted here, neither error nor crash.
#pragma once

#include <cstdint>

namespace rollscope {

struct StreamHealth {
  std::uint64_t bytes = 0;
  std::uint64_t frames = 0;  // good ones
  std::uint64_t wrong_length = 0;
  std::uint64_t checksum = 0;  // failed
  std::uint64_t resyncs = 0;   // times the parser had to search for a start again
  std::uint64_t discarded_bytes = 0;
  std::uint64_t gaps = 0;             // runs of missing sequence numbers
  std::uint64_t frames_lost = 0;      // frames in those runs; meaningful only on numbered streams
  std::uint64_t repeated = 0;         // frames with a sequence number already seen; dropped
  std::uint64_t unknown_packets = 0;  // sound, of a type this program does not know; skipped
  std::uint64_t replugs = 0;          // times the link was lost and came back
  // Of a device with a clock: how fast that runs against the computer's, above 0: fast; and for how long it
  // was watched, 0: not long enough yet.
  double drift_ppm = 0.0;
  double drift_watched_s = 0.0;
  // Of a device without: 95 % of its frames arrived within this behind their stamp; 0: not known yet.
  double arrival_p95_ms = 0.0;
  bool operator==(const StreamHealth&) const = default;
};

}  // namespace rollscope
