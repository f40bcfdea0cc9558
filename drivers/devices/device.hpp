// A device is one file: how its bytes become frames, the inverse for the emulator, and a row that describes
// it.
#pragma once

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
  ParseFault fault = ParseFault::none;
  bool unknown_packet = false;  // status packet: of a type this program does not know
  bool info_changed = false;    // status packet: info() was known and is another from here on
  std::string_view text = {};   // status packet: a message for people; good until the next call
};

// Bytes to frames. A function of the bytes with a small state (what the hello said). The same stream in any
// pieces gives the same frames: callers pass again what was not consumed, with more behind it.
class DeviceParser {
 public:
  virtual ~DeviceParser() = default;

  // `at_end`: no byte will follow. Fills sequence (as sent, not unwrapped; 0 when the stream has none),
  // device_us (as sent), samples and the optional channels; never captured_ns. Does not allocate once `frame`
  // has its size.
  virtual ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) = 0;

  // The stream's facts; nullptr until they are known (a native hello). Frames come only after.
  [[nodiscard]] virtual const StreamInfo* info() const = 0;

  // Commands to send when the stream opens; empty for free-running devices.
  virtual void greet(std::vector<std::byte>& out) const { static_cast<void>(out); }
  // Commands to send when it closes.
  virtual void part(std::vector<std::byte>& out) const { static_cast<void>(out); }
};

// What a host asked of an emulated device.
struct HostRequest {
  enum class Kind : std::uint8_t { hello, start, stop, rate };
  Kind kind = Kind::hello;
  double rate_hz = 0.0;  // kind rate
};

// Frames to bytes: the device's side, for emulators and tests.
class DeviceEncoder {
 public:
  virtual ~DeviceEncoder() = default;
  [[nodiscard]] virtual const StreamInfo& info() const = 0;
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

// An option of a device in a source URI: one of the choices, or a number in [min, max] where there are none.
struct DeviceParameter {
  std::string key;
  std::string label;
  std::string fallback;
  std::vector<std::string> choices;
  double min = 0.0;
  double max = 0.0;
};
using DeviceOptions = std::map<std::string, std::string>;  // checked against the parameters; complete

struct DeviceDescription {
  std::string id;     // "native"; in URIs and recordings
  std::string label;  // for people
  std::string note;   // what a user must know, such as facts the maker does not publish; may be empty
  int rows = 0;       // 0: the device itself says
  int cols = 0;
  int count_bits = 0;            // of a count; 0: the device itself says
  double usual_rate_hz = 100.0;  // what an emulated one runs at unless told otherwise
  int default_baud = 115200;
  std::vector<DeviceParameter> parameters;
  std::string delimiter;  // bytes that stand between its frames, for the fault "delimiter-inside"
  std::unique_ptr<DeviceParser> (*make_parser)(const DeviceOptions&) = nullptr;
  // `wanted` is what the emulated sensor is like (layout, full scale, rate); a device with a fixed layout
  // fails when it differs.
  Result<std::unique_ptr<DeviceEncoder>> (*make_encoder)(const StreamInfo& wanted,
                                                         const DeviceOptions&) = nullptr;
};

// All of them, found by the build: one file drivers/devices/<id>_device.cpp each.
std::span<const DeviceDescription> all_devices();

// The device with that id, or an error that lists the ids.
Result<const DeviceDescription*> find_device(std::string_view id);

// Takes the device's parameters from `given` (other keys are ignored), fills in the fallbacks, checks them.
Result<DeviceOptions> device_options(const DeviceDescription& device, const DeviceOptions& given);

}  // namespace rollscope
