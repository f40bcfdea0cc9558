// A device is one file: how its bytes become frames, the inverse for the emulator, and a row that describes
// it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/frame/raw_frame.hpp"
#include "drivers/transport/modem_lines.hpp"

namespace rollscope {

enum class ParseStatus {
  frame,      // `frame` was filled from the first `consumed` bytes
  packet,     // the first `consumed` bytes are sound but no frame: hello, text, reset, unknown type
  filler,     // the first `consumed` bytes may stand between frames and say nothing
  need_more,  // nothing to decide yet; consumed is 0
  bad,        // the first `consumed` (at least 1) bytes are no part of a frame: skip them, try again
};

// What was wrong with bad bytes.
enum class ParseFault : std::uint8_t {
  none,
  lost_sync,     // between frames: bytes that begin nothing
  wrong_length,  // began as a frame and has not its length
  checksum,      // has the length and fails its check
};

struct ParseResult {
  ParseStatus status = ParseStatus::need_more;
  std::size_t consumed = 0;
  std::size_t frame_end = 0;  // status frame: offset just past the frame's own last byte, its time of capture
  // Status packet: wrong_length when a frame that had begun before it was given up.
  ParseFault fault = ParseFault::none;
  bool unknown_packet = false;  // status packet: of a type this program does not know
  bool info_changed = false;    // status packet: info() was known and is another from here on
  std::string_view text = {};   // status packet: a message for people; good until the next call
};

// How a device is asked that sends nothing unasked. The parser states it; Conversation keeps the time. The
// times are silences on the line: a long answer is no late one.
struct Polling {
  std::string request;     // what asks for one frame; not text
  bool each_frame = true;  // false: it starts a stream, and is sent where that has fallen silent
  bool at_open = true;     // false: not before the first silence, for one that may run already
  std::chrono::milliseconds answer{500};  // then what came is dropped and the request sent again
  std::chrono::milliseconds quiet{60};    // after damage all is dropped until the line was silent so long
  // This ends an answer: only then is it looked at, so that one too long or a second one right behind it
  // shows. 0: taken as it comes, for a stream.
  std::chrono::milliseconds gap{5};
};

// Bytes to frames. A function of the bytes with a small state (what the hello said). The same stream in any
// pieces gives the same frames: callers pass again what was not consumed, with more behind it.
class DeviceParser {
 public:
  virtual ~DeviceParser() = default;

  // `at_end`: no byte will follow: the stream ended, or an asked device fell silent (Polling::gap). Fills
  // sequence (as sent, not unwrapped; 0 when the stream has none), device_us (as sent), samples and the
  // optional channels; never captured_ns. Does not allocate once `frame` has its size.
  virtual ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) = 0;

  // The stream's facts; nullptr until they are known (a native hello). Frames come only after.
  [[nodiscard]] virtual const StreamInfo* info() const = 0;

  // How to ask for frames; nullptr for devices that send on their own. Constant; lives as long as the parser.
  [[nodiscard]] virtual const Polling* polling() const { return nullptr; }
  // What was passed and not consumed is dropped and does not come again: forgets a frame half received.
  virtual void drop_partial() {}

  // Commands to send when the stream opens; empty for free-running devices.
  virtual void greet(std::vector<std::byte>& out) const { static_cast<void>(out); }
  // Commands to send when it closes.
  virtual void part(std::vector<std::byte>& out) const { static_cast<void>(out); }
};

// What a host asked of an emulated device.
struct HostRequest {
  enum class Kind : std::uint8_t { hello, start, stop, rate, frame };  // frame: one, now
  Kind kind = Kind::hello;
  double rate_hz = 0.0;  // kind rate
};

// Frames to bytes: the device's side, for emulators and tests.
class DeviceEncoder {
 public:
  virtual ~DeviceEncoder() = default;
  [[nodiscard]] virtual const StreamInfo& info() const = 0;
  // What it says once after power-up or reset, before anything else.
  virtual void boot(std::vector<std::byte>& out) { static_cast<void>(out); }
  // Sends no frame before a HostRequest of kind start.
  [[nodiscard]] virtual bool waits_for_start() const { return false; }
  // What the device says when it starts, and again each second or on request; nothing for most.
  virtual void announce(std::vector<std::byte>& out) { static_cast<void>(out); }
  // Appends. A frame of another size than the layout's is written as it is: a faulty device does that.
  virtual void encode(const RawFrame& frame, std::vector<std::byte>& out) = 0;
  // Takes bytes from the host, in any pieces, and appends what they ask for.
  virtual void receive(std::span<const std::byte> bytes, std::vector<HostRequest>& out) {
    static_cast<void>(bytes), static_cast<void>(out);
  }
  virtual void set_rate(double rate_hz) { static_cast<void>(rate_hz); }
};

// An option of a device in a source URI: one of the choices, or where there are none a number in [min, max]
// or any text. `rows` and `cols` are the geometry: an emulated device takes them from the sensor it plays.
struct DeviceParameter {
  enum class Kind : std::uint8_t { number, whole_number, text };
  std::string key;
  std::string label;
  std::string fallback;
  std::vector<std::string> choices = {};
  double min = 0.0;
  double max = 0.0;
  Kind kind = Kind::number;  // without choices
};
using DeviceOptions = std::map<std::string, std::string>;  // checked against the parameters; complete

// Which damage to a frame its bytes can show.
enum class Noticed : std::uint8_t {
  any_change,  // frames carry a checksum
  any_length,  // bytes lost, repeated or added: a frame has marked ends or a length
  little,      // not even those always: the device's page in docs/devices says which
};

struct DeviceDescription {
  std::string id;     // "native"; in URIs and recordings
  std::string label;  // for people
  std::string note;   // what a user must know, such as facts the maker does not publish; may be empty
  int rows = 0;       // 0: the device itself says
  int cols = 0;
  int count_bits = 0;            // of a count; 0: the device itself says
  double usual_rate_hz = 100.0;  // what an emulated one runs at unless told otherwise
  int default_baud = 115200;
  int settle_ms =
      0;  // after opening: boards that start anew say their piece; it is dropped, nothing is asked
  ModemLines modem_lines = ModemLines::raise;
  bool announces = false;   // says what it is in a packet of its own; named, that is enough to be connected
  bool needs_name = false;  // too many streams look like its own, or asking changes it: only with device=
  Noticed noticed = Noticed::any_length;
  std::vector<DeviceParameter> parameters;
  std::string delimiter;  // bytes that stand between its frames, for the fault "delimiter-inside"
  std::unique_ptr<DeviceParser> (*make_parser)(const DeviceOptions&) = nullptr;
  // `wanted` is what the emulated sensor is like (layout, full scale, rate); a device with a fixed layout
  // fails when it differs.
  Result<std::unique_ptr<DeviceEncoder>> (*make_encoder)(const StreamInfo& wanted,
                                                         const DeviceOptions&) = nullptr;
  // Options that are sound one by one and do not go together; may be nullptr.
  Result<void> (*check_options)(const DeviceOptions&) = nullptr;

  [[nodiscard]] bool has_parameter(std::string_view key) const;
};

// All of them, found by the build: one file drivers/devices/<id>_device.cpp each.
std::span<const DeviceDescription> all_devices();

// The device with that id, or an error that lists the ids.
Result<const DeviceDescription*> find_device(std::string_view id);

// Takes the device's parameters from `given` (other keys are ignored), fills in the fallbacks, checks them.
Result<DeviceOptions> device_options(const DeviceDescription& device, const DeviceOptions& given);

}  // namespace rollscope
