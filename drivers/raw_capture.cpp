#include "drivers/raw_capture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "drivers/devices/conversation.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/devices/probe.hpp"
#include "drivers/open_link.hpp"
#include "drivers/transport/capture_file.hpp"

namespace rollscope {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLookUp{50};
constexpr milliseconds kPatience{6000};  // for a connection over the network
constexpr double kUsualBaud = 115200.0;
constexpr double kLongestSettle_ms = 60'000.0;

// The device's side of the talk: asks as it wants to be asked, counts what comes of it.
class Listener {
 public:
  Listener(const DeviceDescription& device, const DeviceOptions& options, milliseconds settle,
           std::int64_t now_ns)
      : conversation_(device.make_parser(options), Conversation::Kind::live, settle, now_ns),
        greeting_ns_(now_ns + std::chrono::nanoseconds(settle).count()) {}

  void take(std::span<const std::byte> bytes, std::int64_t now_ns) {
    for (;;) {
      bytes = bytes.subspan(conversation_.push(bytes, now_ns));
      decode(now_ns);
      if (bytes.empty()) return;
    }
  }

  void speak(ByteStream& stream, std::int64_t now_ns) {
    decode(now_ns);
    std::vector<std::byte> greeting;
    if (!greeted_ && now_ns >= greeting_ns_) {
      greeted_ = true;
      conversation_.decoder().parser().greet(greeting);
    }
    if (!greeting.empty()) static_cast<void>(stream.write(greeting, milliseconds(100)));
    // One that cannot be written is sent again when its answer stays out.
    const auto request = conversation_.request(now_ns);
    if (!request.empty()) static_cast<void>(stream.write(request, milliseconds(50)));
  }

  void part(ByteStream& stream) {
    std::vector<std::byte> bytes;
    conversation_.decoder().parser().part(bytes);
    if (!bytes.empty()) static_cast<void>(stream.write(bytes, milliseconds(50)));
  }

  [[nodiscard]] std::int64_t wake_ns(std::int64_t now_ns) const {
    return greeted_ ? conversation_.wake_ns(now_ns) : greeting_ns_;
  }
  [[nodiscard]] std::uint64_t frames() const { return frames_; }

 private:
  void decode(std::int64_t now_ns) {
    while (conversation_.next(frame_, now_ns)) ++frames_;
    if (conversation_.decoder().has_texts()) static_cast<void>(conversation_.decoder().take_texts());
  }

  Conversation conversation_;
  RawFrame frame_;
  std::uint64_t frames_ = 0;
  std::int64_t greeting_ns_;
  bool greeted_ = false;
};

struct Plan {
  const DeviceDescription* device = nullptr;  // named in the URI; else none
  DeviceOptions options;
  milliseconds settle{0};
  int baud = 0;
  ModemLines lines = ModemLines::raise;
};

Result<Plan> make_plan(const SourceUri& uri) {
  if (auto known = check_option_names(uri); !known) return std::unexpected(known.error());
  if (uri.options.contains("trigger"))
    return fail(Errc::bad_argument, "trigger= marks frames: name a recording (OUT.rsr) to put them in");
  Plan plan;
  if (const auto named = uri.options.find("device"); named != uri.options.end()) {
    const auto device = find_device(named->second);
    if (!device) return std::unexpected(device.error());
    auto options = device_options(**device, uri.options);
    if (!options) return std::unexpected(options.error());
    const auto settle_ms = uri.number("settle_ms", (*device)->settle_ms, 0.0, kLongestSettle_ms);
    if (!settle_ms) return std::unexpected(settle_ms.error());
    plan.device = *device;
    plan.options = std::move(*options);
    plan.settle = milliseconds(std::llround(*settle_ms));
    plan.lines = (*device)->modem_lines;
  }
  const double usual = plan.device != nullptr ? plan.device->default_baud : kUsualBaud;
  const auto baud = uri.number("baud", usual, 50.0, 20e6);
  if (!baud) return std::unexpected(baud.error());
  plan.baud = static_cast<int>(*baud);
  return plan;
}

// Until the link ends, the time is over, the disk is full or somebody asks to stop.
RawCapture copy(ByteStream& stream, const CaptureFile& file, Listener* listener,
                const RawCaptureOptions& options) {
  RawCapture out;
  std::array<std::byte, 16384> buffer;
  std::int64_t first_ns = 0;
  for (bool ended = false; !ended && !options.stop.stop_requested() && !file.error();) {
    std::int64_t now_ns = capture_clock_ns();
    if (out.bytes > 0 && options.seconds > 0.0 &&
        static_cast<double>(now_ns - first_ns) * 1e-9 >= options.seconds)
      break;
    milliseconds wait = kLookUp;
    if (listener != nullptr) {
      listener->speak(stream, now_ns);
      const std::int64_t left_ns = std::max<std::int64_t>(listener->wake_ns(now_ns) - now_ns, 0);
      wait = std::min(wait, std::chrono::ceil<milliseconds>(std::chrono::nanoseconds(left_ns)));
    }
    const ReadResult read = stream.read(buffer, wait);
    ended = read.status == ReadStatus::closed;
    now_ns = capture_clock_ns();
    if (read.status == ReadStatus::bytes) {
      if (out.bytes == 0) first_ns = now_ns;
      out.span_s = static_cast<double>(now_ns - first_ns) * 1e-9;
      if (listener != nullptr) listener->take(std::span(buffer).first(read.count), now_ns);
    }
    out.bytes = file.bytes();
    if (listener != nullptr) out.frames = listener->frames();
    if (options.progress) options.progress(out);
  }
  out.link_error = stream.error();
  return out;
}

}  // namespace

Result<RawCapture> capture_raw(const SourceUri& uri, const RawCaptureOptions& options) {
  const auto plan = make_plan(uri);
  if (!plan) return std::unexpected(plan.error());
  auto created = CaptureFile::create(options.path);
  if (!created) return std::unexpected(created.error());
  const std::shared_ptr<CaptureFile> file = std::move(*created);
  auto link = open_link(uri, plan->baud, plan->lines, kPatience, options.stop);
  if (!link) return std::unexpected(link.error());
  const auto stream = captured(std::move(*link), file);
  const std::stop_callback wake_on_stop(options.stop, [&stream] { stream->wake(); });
  std::unique_ptr<Listener> listener;
  if (plan->device != nullptr)
    listener = std::make_unique<Listener>(*plan->device, plan->options, plan->settle, capture_clock_ns());
  const RawCapture out = copy(*stream, *file, listener.get(), options);
  if (listener && !out.link_error) listener->part(*stream);
  if (file->error()) return std::unexpected(*file->error());
  return out;
}

std::string replay_uri(const SourceUri& uri, const std::string& path, const std::string& device_id,
                       double rate_hz) {
  SourceUri replay{.scheme = "file", .address = path, .options = uri.options};
  for (const char* of_the_link : {"baud", "capture", "settle_ms", "replug_s", "trigger"})
    replay.options.erase(of_the_link);
  replay.options["device"] = device_id;
  if (rate_hz > 0.0) replay.options.emplace("rate_hz", fmt::format("{:.4g}", rate_hz));
  return replay.to_string();
}

}  // namespace rollscope
