// A device's bytes into a file, whether or not anything understands them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "core/base/result.hpp"
#include "drivers/source_uri.hpp"

namespace rollscope {

struct RawCapture {
  std::uint64_t bytes = 0;          // in the file
  std::uint64_t frames = 0;         // that the device named found in them; 0 where none is named
  double span_s = 0.0;              // from the first byte to the last
  std::optional<Error> link_error;  // why it ended before it was told to; none at a regular end
};

struct RawCaptureOptions {
  std::string path;                                      // Errc::exists where there is a file already
  double seconds = 0.0;                                  // from the first byte; 0: until `stop`
  std::stop_token stop{};                                // also ends the wait for the first byte
  std::function<void(const RawCapture&)> progress = {};  // called at least ten times a second; may be empty
};

// Opens the link of `uri` and keeps every byte from then on. With device= the device is greeted and asked as
// in a measurement, at its baud, and its frames are counted; an answer nobody understands is kept all the
// same. Without, nothing is sent, and baud= says the speed (115200).
Result<RawCapture> capture_raw(const SourceUri& uri, const RawCaptureOptions& options);

// "file:bytes.bin?device=juqiao-32x32&rate_hz=50": what replays a capture of `uri`'s device at `path`. The
// options of the link are left out. `rate_hz` as measured; 0: unknown.
std::string replay_uri(const SourceUri& uri, const std::string& path, const std::string& device_id,
                       double rate_hz);

}  // namespace rollscope
