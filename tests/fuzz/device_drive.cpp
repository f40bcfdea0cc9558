#include "tests/fuzz/device_drive.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <optional>
#include <random>

#include "drivers/devices/byte_order.hpp"
#include "drivers/devices/conversation.hpp"
#include "drivers/devices/native_wire.hpp"
#include "drivers/devices/stream_decoder.hpp"

namespace rollscope::fuzz {
namespace {

constexpr std::size_t kLongestStream = 64 * 1024;
constexpr std::int64_t kMillisecond_ns = 1'000'000;

// Small, odd, and the ends of the range: what a frame of a few bytes can fill, and what none can.
std::string some_value(const DeviceParameter& parameter, unsigned choice) {
  if (choice == 0) return parameter.fallback;
  if (!parameter.choices.empty()) return parameter.choices[choice % parameter.choices.size()];
  if (parameter.kind == DeviceParameter::Kind::text) {
    constexpr std::array kTexts{"rows", "line", "values", "END", "{}", ""};
    return kTexts[choice % kTexts.size()];
  }
  const std::array numbers{parameter.min, 1.0, 2.0, 3.0, 5.0, 12.0, 40.0, parameter.max};
  const double number = std::clamp(numbers[choice % numbers.size()], parameter.min, parameter.max);
  return std::to_string(static_cast<long>(std::ceil(number)));
}

// Where a stream is cut. Few inputs come a byte at a time, for that is slow.
class Cuts {
 public:
  explicit Cuts(unsigned seed) : random_(seed + 1), largest_(kLargest[seed % kLargest.size()]) {}
  std::size_t piece() { return 1 + random_() % largest_; }
  std::int64_t pause_ns() {
    constexpr std::array<std::int64_t, 4> kPauses_ms{0, 1, 20, 700};
    return kPauses_ms[random_() % kPauses_ms.size()] * kMillisecond_ns;
  }

 private:
  static constexpr std::array<std::size_t, 5> kLargest{3, 40, 300, 2000, 9000};
  std::minstd_rand random_;
  std::size_t largest_;
};

// What two ways of cutting must agree on.
struct Seen {
  StreamHealth health;
  std::uint64_t frames_hash = 0;
  std::vector<std::string> texts;
};

std::string told(const StreamHealth& health) {
  std::string out;
  for (const std::uint64_t count :
       {health.frames, health.wrong_length, health.checksum, health.resyncs, health.discarded_bytes,
        health.gaps, health.frames_lost, health.repeated, health.unknown_packets})
    out += ' ' + std::to_string(count);
  return out;
}

class Watch {
 public:
  [[nodiscard]] const std::string& complaint() const { return complaint_; }
  [[nodiscard]] std::uint64_t frames_hash() const { return hash_; }

  void decoder(const StreamDecoder& decoder, std::uint64_t passed) {
    const StreamHealth& health = decoder.health();
    expect(health.bytes == decoder.used_bytes() + health.discarded_bytes + decoder.buffered_bytes(),
           "every byte is used, discarded or buffered");
    expect(health.bytes == passed, "every byte is counted");
    expect(health.frames == frames_, "every frame is counted");
    expect(health.frames >= decoder.consecutive_frames(), "frames in a row are frames");
  }

  void frame(const RawFrame& frame, const StreamInfo* info) {
    ++frames_;
    expect(info != nullptr, "a frame comes after the stream's facts");
    if (info == nullptr) return;
    expect(frame.samples.size() == info->layout.sensels(), "a frame has its layout's size");
    const float largest = info->format == SampleFormat::u8 ? 255.0F : 65535.0F;
    expect(std::ranges::all_of(frame.samples,
                               [&](float s) { return s >= 0.0F && s <= largest && s == std::floor(s); }),
           "samples are counts the format can hold");
    expect(frame.captured_ns >= captured_ns_, "time of capture does not go back");
    captured_ns_ = frame.captured_ns;
    if (last_sequence_) expect(frame.sequence > *last_sequence_, "numbers grow");
    last_sequence_ = frame.sequence;
    mix(frame.sequence);
    mix(static_cast<std::uint64_t>(frame.device_us));
    mix(frame.trigger ? 1 : 0);
    mix(std::span(&frame.angle_rad, 1));
    mix(frame.imu);
    mix(frame.samples);
  }

  void expect(bool holds, const char* what) {
    if (!holds && complaint_.empty()) complaint_ = what;
  }

 private:
  void mix(std::uint64_t value) { hash_ = (hash_ ^ value) * 0x100000001B3U; }
  void mix(std::span<const float> values) {
    for (const float value : values) {
      std::uint32_t bits = 0;
      // Any NaN is the one that stands for "not given".
      if (!std::isnan(value)) std::memcpy(&bits, &value, sizeof bits);
      mix(bits);
    }
  }

  std::string complaint_;
  std::uint64_t hash_ = 0xCBF29CE484222325U;
  std::uint64_t frames_ = 0;
  std::int64_t captured_ns_ = 0;
  std::optional<std::uint64_t> last_sequence_;
};

// `piece`: how long the next piece is.
template <typename Piece>
std::string decode(const DeviceDescription& device, const DeviceOptions& options,
                   std::span<const std::byte> bytes, bool end, Piece piece, Seen& seen) {
  StreamDecoder decoder(device.make_parser(options));
  Watch watch;
  RawFrame frame;
  std::uint64_t passed = 0;
  const auto take = [&](bool at_end) {
    while (decoder.next(frame, at_end)) watch.frame(frame, decoder.info());
    watch.decoder(decoder, passed);
  };
  while (passed < bytes.size() && watch.complaint().empty()) {
    const auto rest = bytes.subspan(passed);
    // One time for all: what a frame says must not depend on when its pieces came.
    passed += decoder.push(rest.first(std::min<std::size_t>(piece(), rest.size())), kMillisecond_ns);
    take(false);
  }
  if (end) take(true);
  seen = {decoder.health(), watch.frames_hash(), decoder.take_texts()};
  decoder.drop();
  watch.decoder(decoder, passed);
  watch.expect(decoder.buffered_bytes() == 0, "nothing is left after a drop");
  return watch.complaint();
}

std::string converse(const DeviceDescription& device, const DeviceOptions& options,
                     std::span<const std::byte> bytes, bool end, Cuts cuts) {
  std::int64_t now_ns = kMillisecond_ns;
  Conversation talk(device.make_parser(options), Conversation::Kind::live,
                    std::chrono::milliseconds(device.settle_ms), now_ns);
  now_ns += device.settle_ms * kMillisecond_ns;
  Watch watch;
  RawFrame frame;
  std::uint64_t passed = 0;
  const auto take = [&](bool at_end) {
    while (talk.next(frame, now_ns, at_end)) {
      watch.frame(frame, talk.decoder().info());
      static_cast<void>(talk.request(now_ns));
    }
    static_cast<void>(talk.request(now_ns));
    watch.expect(talk.wake_ns(now_ns) >= now_ns, "it looks again later, not before");
    watch.decoder(talk.decoder(), passed);
  };
  take(false);
  while (passed < bytes.size() && watch.complaint().empty()) {
    now_ns += cuts.pause_ns();
    take(false);
    const auto rest = bytes.subspan(passed);
    passed += talk.push(rest.first(std::min(cuts.piece(), rest.size())), now_ns);
    take(false);
  }
  if (end) take(true);
  return watch.complaint();
}

}  // namespace

DeviceOptions options_of(const DeviceDescription& device, std::span<const std::byte> head) {
  DeviceOptions given;
  for (std::size_t i = 0; i < std::min(device.parameters.size(), kOptionBytes); ++i)
    given[device.parameters[i].key] = some_value(device.parameters[i], std::to_integer<unsigned>(head[i]));
  auto options = device_options(device, given);
  return options ? *options : *device_options(device, {});
}

std::vector<std::byte> pack(std::span<const std::byte> bytes) {
  constexpr std::size_t kMost = 128, kShortestRun = 3;
  const auto run_at = [&](std::size_t at) {
    std::size_t run = 0;
    while (at + run < bytes.size() && run < kMost && bytes[at + run] == bytes[at]) ++run;
    return run;
  };
  std::vector<std::byte> out;
  for (std::size_t at = 0; at < bytes.size();) {
    if (const std::size_t run = run_at(at); run >= kShortestRun) {
      out.push_back(static_cast<std::byte>(run + 127));
      out.push_back(bytes[at]);
      at += run;
      continue;
    }
    std::size_t end = at;
    while (end < bytes.size() && end - at < kMost && run_at(end) < kShortestRun) ++end;
    out.push_back(static_cast<std::byte>(end - at - 1));
    out.insert(out.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at),
               bytes.begin() + static_cast<std::ptrdiff_t>(end));
    at = end;
  }
  return out;
}

std::vector<std::byte> unpack(std::span<const std::byte> bytes) {
  std::vector<std::byte> out;
  for (std::size_t at = 0; at + 1 < bytes.size() && out.size() < kLongestStream;) {
    const auto control = std::to_integer<std::size_t>(bytes[at++]);
    if (control >= 128) {
      out.insert(out.end(), control - 127, bytes[at++]);
      continue;
    }
    const auto part = bytes.subspan(at, std::min(control + 1, bytes.size() - at));
    out.insert(out.end(), part.begin(), part.end());
    at += part.size();
  }
  return out;
}

std::vector<std::byte> seal(std::span<const std::byte> packets) {
  std::vector<std::byte> out, packet;
  while (packets.size() > 2) {
    const std::size_t size = std::min<std::size_t>(u16_le_at(packets, 0), packets.size() - 2);
    const auto content = packets.subspan(2, size);
    packets = packets.subspan(2 + size);
    packet.assign(content.begin(), content.end());
    native::seal(packet, out);
  }
  return out;
}

Outcome drive(const DeviceDescription& device, std::span<const std::byte> input) {
  std::array<std::byte, kHeadBytes> head{};
  const std::size_t headed = std::min(input.size(), kHeadBytes);
  std::copy_n(input.begin(), headed, head.begin());
  const DeviceOptions options = options_of(device, head);
  const auto flags = std::to_integer<unsigned>(head[kFlagsAt]);
  const bool end = (flags & at_end) != 0;
  const auto rest = input.subspan(headed);
  auto bytes = (flags & packed) != 0 ? unpack(rest) : std::vector<std::byte>(rest.begin(), rest.end());
  if ((flags & sealed) != 0) bytes = seal(bytes);

  Cuts cuts(std::to_integer<unsigned>(head[kCutsAt]));
  Seen pieces, whole;
  Outcome out{decode(device, options, bytes, end, [&] { return cuts.piece(); }, pieces)};
  if (out.wrong.empty()) out.wrong = decode(device, options, bytes, end, [&] { return bytes.size(); }, whole);
  out.frames = whole.health.frames;
  if (!out.wrong.empty()) return out;
  if (pieces.frames_hash != whole.frames_hash) out.wrong = "other frames when cut elsewhere";
  if (pieces.health != whole.health)
    out.wrong =
        "other counters when cut elsewhere:" + told(pieces.health) + " and in one go" + told(whole.health);
  if (pieces.texts != whole.texts) out.wrong = "other texts when cut elsewhere";
  if (out.wrong.empty() && device.make_parser(options)->polling() != nullptr)
    out.wrong = converse(device, options, bytes, end, cuts);
  return out;
}

}  // namespace rollscope::fuzz
