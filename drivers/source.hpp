// What yields frames: a device on a link, a scene, a recording, a foreign file. One interface for all.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>

#include "core/analyzer.hpp"
#include "core/base/result.hpp"
#include "core/command.hpp"
#include "core/frame/raw_frame.hpp"
#include "drivers/source_uri.hpp"
#include "drivers/stream_health.hpp"

namespace rollscope {

enum class SourceEvent {
  frame,    // `frame` was filled
  command,  // `command` was filled: apply it before the next frame (recordings and triggers)
  idle,     // nothing within the timeout
  ended,    // no more will come: end of file, or the link is gone (see end_error)
};

// Opened by open_source(). One thread at a time, but for wake(). Reading never spins and, once running, never
// allocates: `frame.samples` keeps its size.
class Source {
 public:
  virtual ~Source() = default;

  // Constant from open on.
  [[nodiscard]] virtual const StreamInfo& info() const = 0;

  // What the source brings to analyse itself with: the calibration and profile a recording carries, the
  // calibration named in the URI. Empty where it has none.
  [[nodiscard]] virtual std::optional<Calibration> calibration() const { return std::nullopt; }
  [[nodiscard]] virtual std::optional<Profile> profile() const { return std::nullopt; }

  // Waits at most `timeout` for the next item. Paced sources (demo, file with speed) wait for the frame's
  // time.
  virtual SourceEvent read(RawFrame& frame, Command& command, std::chrono::milliseconds timeout) = 0;

  // Why it ended; none after a regular end of file.
  [[nodiscard]] virtual std::optional<Error> end_error() const { return std::nullopt; }

  // Why nothing comes at the moment: the link is lost and looked for. read() is idle meanwhile; then the same
  // source goes on, behind a gap. None for most of a source's life: cheap to ask after each read().
  [[nodiscard]] virtual std::optional<Error> away() const { return std::nullopt; }

  [[nodiscard]] virtual StreamHealth health() const = 0;

  // Any thread: makes a waiting read() return idle at once.
  virtual void wake() noexcept {}
};

// Waiting for a link that was lost as long as it takes.
inline constexpr std::chrono::milliseconds kReplugForEver = std::chrono::hours(24 * 365);

// Opens the link, waits until the stream is known (a native hello, three valid frames) for at most
// `patience`, or until `cancel` is requested (Errc::disconnected; a host name that is being looked up is
// waited for). `speed` in the URI of file: and demo: sets the pace (0: as fast as it is read). A link that is
// lost later on is looked for during `replug` before the source ends, 0: not at all; replug_s= in the URI
// wins.
Result<std::unique_ptr<Source>> open_source(const SourceUri& uri,
                                            std::chrono::milliseconds patience = std::chrono::seconds(6),
                                            const std::stop_token& cancel = {},
                                            std::chrono::milliseconds replug = std::chrono::milliseconds(0));

}  // namespace rollscope
