// Mats and rollers read with MatSense in its secure form (devices.md F, from one source). Free-running:
//
//   5B, payload, 5D;  inside: 5C -> 5C 00, 5B -> 5C 01, 5D -> 5C 02
//   payload: rows x cols counts u8, row-major; then, from boards with an IMU, 6 x i16 LE
//
// 5B and 5D occur nowhere else, so a 5B in a frame is the start of the next: the one before lost its end. A
// frame has its length and the next 5B right behind it; with or without IMU is a thing of the board, so one
// frame of the other kind is damage, two in a row are another board. Cannot notice: a changed byte, and a
// lost 5C (01 is then taken for the count).
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "drivers/devices/count_packing.hpp"
#include "drivers/devices/framing.hpp"
#include "drivers/devices/open_geometry.hpp"
#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr std::byte kOpen{0x5B};
constexpr std::byte kEscape{0x5C};
constexpr std::byte kClose{0x5D};
constexpr std::array kEscaped{kEscape, kOpen, kClose};  // 5C n stands for the n-th
constexpr std::size_t kImuBytes = 12;
constexpr int kUsualRows = 6;
constexpr int kUsualCols = 24;

StreamInfo stream_info(const DeviceOptions& options) {
  StreamInfo info = counts_info(0, 0, 255.0);
  info.layout = open_layout(options);
  return info;
}

// What one count of the IMU is; 0 where nobody said its range, for the source does not.
struct ImuUnits {
  double m_s2 = 0.0;
  double rad_s = 0.0;

  explicit ImuUnits(const DeviceOptions& options) {
    constexpr double kCounts = 32768.0, kGravity_m_s2 = 9.80665, kDegree_rad = 0.017453292519943295;
    m_s2 = number_option(options, "accelerometer_g") * kGravity_m_s2 / kCounts;
    rad_s = number_option(options, "gyroscope_dps") * kDegree_rad / kCounts;
  }
  [[nodiscard]] double unit(std::size_t axis) const { return axis < 3 ? m_s2 : rad_s; }
};

class SecureParser final : public DeviceParser {
 public:
  explicit SecureParser(const DeviceOptions& options)
      : info_(stream_info(options)), imu_(options), plain_(info_.layout.sensels() + kImuBytes) {}

  ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) override {
    const ParseResult result = parse_next(bytes, at_end, frame);
    if (result.status != ParseStatus::need_more) looked_ = 1;
    return result;
  }

  [[nodiscard]] const StreamInfo* info() const override { return &info_; }

 private:
  ParseResult parse_next(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) {
    if (bytes.front() != kOpen)
      return bad_bytes(find_mark(bytes, std::array{kOpen}, 0), ParseFault::lost_sync);
    while (looked_ < bytes.size() && bytes[looked_] != kOpen && bytes[looked_] != kClose) ++looked_;
    if (looked_ == bytes.size()) {
      const std::size_t longest = 1 + 2 * plain_.size();
      return looked_ > longest ? bad_bytes(looked_, ParseFault::wrong_length) : ParseResult{};
    }
    if (bytes[looked_] == kOpen) return bad_bytes(looked_, ParseFault::wrong_length);
    const std::size_t packet = looked_ + 1;
    const auto length = unescape(bytes.subspan(1, looked_ - 1));
    const std::size_t sensels = info_.layout.sensels();
    if (length != sensels && length != plain_.size()) return bad_bytes(packet, ParseFault::wrong_length);
    if (packet == bytes.size() && !at_end) return {};
    if (packet < bytes.size() && bytes[packet] != kOpen) return bad_bytes(packet, ParseFault::lost_sync);
    if (!usual_kind(length == plain_.size())) return bad_bytes(packet, ParseFault::wrong_length);
    blank_frame(frame, sensels);
    unpack_counts(CountWidth::bits8, std::span(plain_).first(sensels), frame.samples);
    if (length == plain_.size()) read_imu(frame);
    return frame_bytes(packet);
  }

  // Into plain_; nothing when it does not fit or an escape is none.
  std::optional<std::size_t> unescape(std::span<const std::byte> coded) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < coded.size(); ++i) {
      if (length == plain_.size()) return std::nullopt;
      std::byte byte = coded[i];
      if (byte == kEscape) {
        if (++i == coded.size() || std::to_integer<std::size_t>(coded[i]) >= kEscaped.size())
          return std::nullopt;
        byte = kEscaped[std::to_integer<std::size_t>(coded[i])];
      }
      plain_[length++] = byte;
    }
    return length;
  }

  bool usual_kind(bool with_imu) {
    const bool usual = !with_imu_ || *with_imu_ == with_imu || last_with_imu_ == with_imu;
    last_with_imu_ = with_imu;
    if (usual) with_imu_ = with_imu;
    return usual;
  }

  void read_imu(RawFrame& frame) const {
    const auto* in = reinterpret_cast<const std::uint8_t*>(plain_.data() + info_.layout.sensels());
    for (std::size_t axis = 0; axis < frame.imu.size(); ++axis) {
      const auto count = static_cast<std::int16_t>(in[2 * axis] | in[2 * axis + 1] << 8);
      if (imu_.unit(axis) > 0.0) frame.imu[axis] = static_cast<float>(count * imu_.unit(axis));
    }
  }

  StreamInfo info_;
  ImuUnits imu_;
  std::vector<std::byte> plain_;  // one payload, at its longest
  std::size_t looked_ = 1;        // no 5B or 5D from the second byte up to here
  std::optional<bool> with_imu_;
  bool last_with_imu_ = false;
};

class SecureEncoder final : public PlainEncoder {
 public:
  SecureEncoder(StreamInfo info, const DeviceOptions& options)
      : PlainEncoder(std::move(info)), imu_(options) {}

  // With IMU when all its ranges are known and the frame has all its values.
  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    payload_.clear();
    pack_counts(CountWidth::bits8, frame.samples, payload_);
    bool whole = true;
    for (std::size_t axis = 0; axis < frame.imu.size(); ++axis)
      whole = whole && imu_.unit(axis) > 0.0 && std::isfinite(frame.imu[axis]);
    for (std::size_t axis = 0; whole && axis < frame.imu.size(); ++axis)
      put_axis(frame.imu[axis] / imu_.unit(axis));
    out.push_back(kOpen);
    for (const std::byte byte : payload_) put_escaped(byte, out);
    out.push_back(kClose);
  }

 private:
  void put_axis(double counts) {
    const auto whole = static_cast<std::int16_t>(std::lround(std::clamp(counts, -32768.0, 32767.0)));
    const auto bits = static_cast<std::uint16_t>(whole);
    payload_.push_back(static_cast<std::byte>(bits & 0xFFU));
    payload_.push_back(static_cast<std::byte>(bits >> 8U));
  }

  static void put_escaped(std::byte byte, std::vector<std::byte>& out) {
    for (std::size_t i = 0; i < kEscaped.size(); ++i) {
      if (byte != kEscaped[i]) continue;
      out.push_back(kEscape);
      out.push_back(static_cast<std::byte>(i));
      return;
    }
    out.push_back(byte);
  }

  ImuUnits imu_;
  std::vector<std::byte> payload_;
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return std::make_unique<SecureParser>(options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions& options) {
  auto info = emulated_info("matsense-secure", stream_info(options), wanted);
  if (!info) return std::unexpected(info.error());
  return std::make_unique<SecureEncoder>(std::move(*info), options);
}

std::vector<DeviceParameter> parameters() {
  auto out = geometry_parameters(kUsualRows, kUsualCols);
  out.push_back({.key = "accelerometer_g",
                 .label = "Range of the accelerometer, g (0: unknown, its values are left out)",
                 .fallback = "0",
                 .choices = {},
                 .min = 0.0,
                 .max = 64.0});
  out.push_back({.key = "gyroscope_dps",
                 .label = "Range of the gyroscope, degrees/s (0: unknown, its values are left out)",
                 .fallback = "0",
                 .choices = {},
                 .min = 0.0,
                 .max = 8000.0});
  return out;
}

}  // namespace

DeviceDescription matsense_secure_device() {
  return {
      .id = "matsense-secure",
      .label = "MatSense mat or roller, secure stream, IMU",
      .note =
          "known from one source only; the stream tells neither its size nor its pitch: 6 x 24 and 10 mm are "
          "taken until rows=, cols=, radius_mm= and pitch_mm=ROW,COL say otherwise, and samples are counts "
          "until calibration=FILE is given. Ranges and axes of its IMU are unknown: without accelerometer_g= "
          "and gyroscope_dps= its values are left out, with them accelerometer x y z, then gyroscope x y z "
          "is "
          "a guess until somebody captures real data",
      .rows = kUsualRows,
      .cols = kUsualCols,
      .count_bits = 8,
      .usual_rate_hz = 50.0,
      .default_baud = 500'000,
      .parameters = parameters(),
      .delimiter = "][",
      .make_parser = make_parser,
      .make_encoder = make_encoder};
}

}  // namespace rollscope
