// Devices that speak rollscope's own wire format (docs/wire-format.md): numbered, timed, checked packets.
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "drivers/devices/device.hpp"
#include "drivers/devices/native_packets.hpp"
#include "drivers/devices/native_wire.hpp"

namespace rollscope {
namespace {

using native::PacketType;

// What a measurement depends on. The rate may change while a device runs; frames carry their own time.
bool same_sensor(const StreamInfo& a, const StreamInfo& b) {
  return a.layout == b.layout && a.format == b.format && a.full_scale == b.full_scale &&
         a.kpa_per_count == b.kpa_per_count && a.serial_number == b.serial_number;
}

class NativeParser final : public DeviceParser {
 public:
  ParseResult parse(std::span<const std::byte> bytes, bool, RawFrame& frame) override {
    const native::Cut cut = cutter_.cut(bytes);
    ParseResult result{.status = cut.status, .consumed = cut.consumed, .fault = cut.fault};
    if (cut.status == ParseStatus::packet) take_packet(cut.packet, frame, result);
    return result;
  }

  [[nodiscard]] const StreamInfo* info() const override { return info_ ? &*info_ : nullptr; }

  void greet(std::vector<std::byte>& out) const override {
    // A zero first: it ends whatever noise the port sent while it was opened.
    out.push_back(std::byte{0});
    command(PacketType::request_hello, out);
    command(PacketType::start, out);
  }
  void part(std::vector<std::byte>& out) const override { command(PacketType::stop, out); }

 private:
  static void command(PacketType type, std::vector<std::byte>& out) {
    std::vector<std::byte> packet;
    native::write_command(type, packet);
    native::seal(packet, out);
  }

  void take_packet(std::span<const std::byte> packet, RawFrame& frame, ParseResult& result) {
    switch (static_cast<PacketType>(packet[0])) {
      case PacketType::hello:
        return take_hello(packet, result);
      case PacketType::frame:
        return take_frame(packet, frame, result);
      case PacketType::text:
        result.text = native::read_text(packet);
        return;
      default:
        result.unknown_packet = true;
    }
  }

  void take_hello(std::span<const std::byte> packet, ParseResult& result) {
    auto hello = native::read_hello(packet);
    if (!hello) {
      complaint_ = hello.error().detail;
      result.text = complaint_;
      return;
    }
    hello->device_id = "native";
    hello->device_label = "rollscope device";
    result.info_changed = info_ && !same_sensor(*info_, *hello);
    info_ = std::move(*hello);
  }

  void take_frame(std::span<const std::byte> packet, RawFrame& frame, ParseResult& result) const {
    if (!info_) return;  // sound, but nothing says yet what its counts are
    const auto parts = native::read_frame(packet, info_->layout.sensels());
    // Counts of more bits than announced would not fit where a recording keeps them.
    if (!parts || (info_->format == SampleFormat::u8) != (parts->width == CountWidth::bits8)) {
      result.status = ParseStatus::bad;
      result.fault = ParseFault::wrong_length;
      return;
    }
    frame.sequence = parts->sequence;
    frame.device_us = static_cast<std::int64_t>(parts->device_us);
    frame.angle_rad = parts->angle_rad;
    frame.imu = parts->imu;
    frame.nrs = kNotGiven;
    frame.trigger = (parts->flags & native::trigger_on) != 0;
    frame.samples.resize(info_->layout.sensels());
    unpack_counts(parts->width, parts->counts, frame.samples);
    result.status = ParseStatus::frame;
    result.frame_end = result.consumed;
  }

  native::PacketCutter cutter_;
  std::optional<StreamInfo> info_;
  std::string complaint_;
};

class NativeEncoder final : public DeviceEncoder {
 public:
  explicit NativeEncoder(StreamInfo info)
      : info_(std::move(info)), width_(count_width(native::count_bits(info_.full_scale))) {}

  [[nodiscard]] const StreamInfo& info() const override { return info_; }
  void set_rate(double rate_hz) override { info_.rate_hz = rate_hz; }

  void announce(std::vector<std::byte>& out) override {
    native::write_hello(info_, packet_);
    native::seal(packet_, out);
  }

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    native::write_frame(frame, width_, packet_);
    native::seal(packet_, out);
  }

  void receive(std::span<const std::byte> bytes, std::vector<HostRequest>& out) override {
    pending_.insert(pending_.end(), bytes.begin(), bytes.end());
    std::size_t begin = 0;
    for (;;) {
      const native::Cut cut = cutter_.cut(std::span<const std::byte>(pending_).subspan(begin));
      if (cut.status == ParseStatus::need_more) break;
      begin += cut.consumed;
      if (cut.status == ParseStatus::packet) take_command(cut.packet, out);
    }
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(begin));
  }

 private:
  static void take_command(std::span<const std::byte> packet, std::vector<HostRequest>& out) {
    switch (static_cast<PacketType>(packet[0])) {
      case PacketType::request_hello:
        out.push_back({.kind = HostRequest::Kind::hello});
        return;
      case PacketType::start:
        out.push_back({.kind = HostRequest::Kind::start});
        return;
      case PacketType::stop:
        out.push_back({.kind = HostRequest::Kind::stop});
        return;
      case PacketType::rate:
        if (const auto rate_hz = native::read_rate(packet); rate_hz && *rate_hz > 0.0)
          out.push_back({.kind = HostRequest::Kind::rate, .rate_hz = *rate_hz});
        return;
      default:
        return;  // not for a device, or of a later version: ignored
    }
  }

  StreamInfo info_;
  CountWidth width_;
  std::vector<std::byte> packet_;
  native::PacketCutter cutter_;
  std::vector<std::byte> pending_;
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions&) {
  return std::make_unique<NativeParser>();
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions&) {
  std::vector<std::byte> hello;
  native::write_hello(wanted, hello);
  // What the hello cannot carry, the device cannot be: the reader's own check says so.
  auto info = native::read_hello(hello);
  if (!info) return std::unexpected(info.error());
  if (wanted.format == SampleFormat::f32_kpa)
    return fail(Errc::bad_argument, "the native device sends counts, not kPa");
  info->device_id = "native";
  info->device_label = "rollscope device";
  return std::make_unique<NativeEncoder>(std::move(*info));
}

}  // namespace

DeviceDescription native_device() {
  return {.id = "native",
          .label = "rollscope device (own wire format)",
          .note = "",
          .rows = 0,
          .cols = 0,
          .count_bits = 0,
          .usual_rate_hz = 100.0,
          .default_baud = 1'000'000,
          .announces = true,
          .noticed = Noticed::any_change,
          .parameters = {},
          .delimiter = std::string(1, '\0'),
          .make_parser = make_parser,
          .make_encoder = make_encoder};
}

}  // namespace rollscope
