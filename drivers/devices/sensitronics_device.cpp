// Resistive matrices after the Sensitronics tutorial, compressed (devices.md C): the stream most self-made
// mats on an Arduino send. Free-running:
//
//   a count of 1 to 254: itself (255 is sent as 254)
//   n counts of 0:       00 n, n of 1 to 254; longer runs in several pieces
//   end of the frame:    FF, which occurs nowhere else
//
// Row-major. The size is not in the stream, but a frame must come to rows x cols counts. Cannot notice a
// changed count, and a lost or repeated byte only where the sum of counts changes by it (lost: the `n` of a
// run when the count behind it is n + 1).
#include <algorithm>
#include <utility>

#include "drivers/devices/framing.hpp"
#include "drivers/devices/open_geometry.hpp"
#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr std::byte kEnd{0xFF};
constexpr std::byte kRun{0x00};
constexpr std::uint32_t kLargest = 254;
constexpr std::size_t kLongestRun = 254;
constexpr int kUsualSide = 16;

StreamInfo stream_info(const DeviceOptions& options) {
  StreamInfo info = counts_info(0, 0, kLargest);
  info.layout = open_layout(options);
  return info;
}

// Both passes look at each byte and the one before it, without a branch: where zeros are scattered, none
// could be foretold. A byte behind 00 is the length of a run, any other that is not 00 a count.

// `payload` holds no FF.
bool is_whole(std::span<const std::byte> payload, std::size_t sensels) {
  if (payload.empty() || payload.back() == kRun) return false;
  std::uint32_t counts = payload.front() != kRun ? 1 : 0, empty_runs = 0;
  for (std::size_t i = 1; i < payload.size(); ++i) {
    const bool is_length = payload[i - 1] == kRun;
    const auto value = std::to_integer<std::uint32_t>(payload[i]);
    counts += is_length ? value : value != 0U ? 1U : 0U;
    empty_runs += is_length && value == 0U ? 1U : 0U;
  }
  return empty_runs == 0 && counts == sensels;
}

// `payload` is whole, so a run has a place for its first 0.
void unpack(std::span<const std::byte> payload, std::span<float> samples) {
  std::ranges::fill(samples, 0.0F);
  float* at = samples.data();
  std::uint32_t length = 0;  // all bits set behind 00, else none
  for (const std::byte byte : payload) {
    const auto value = std::to_integer<std::uint32_t>(byte);
    const std::uint32_t one = value != 0U ? 1U : 0U;
    *at = static_cast<float>(value & ~length);
    at += (value & length) | (one & ~length);
    length = one - 1U;
  }
}

class SensitronicsParser final : public DeviceParser {
 public:
  // No count takes more than two bytes, however the runs are cut.
  explicit SensitronicsParser(const DeviceOptions& options)
      : info_(stream_info(options)),
        frames_(kEnd, 2 * info_.layout.sensels(), is_whole, info_.layout.sensels()) {}

  ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) override {
    const Cut found = frames_.cut(bytes, at_end);
    if (found.result.status == ParseStatus::frame) {
      blank_frame(frame, info_.layout.sensels());
      unpack(found.payload, frame.samples);
    }
    return found.result;
  }

  [[nodiscard]] const StreamInfo* info() const override { return &info_; }

 private:
  StreamInfo info_;
  EndedFrames frames_;
};

class SensitronicsEncoder final : public PlainEncoder {
 public:
  using PlainEncoder::PlainEncoder;

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    std::size_t zeros = 0;
    const auto end_run = [&] {
      if (zeros == 0) return;
      out.push_back(kRun);
      out.push_back(static_cast<std::byte>(zeros));
      zeros = 0;
    };
    for (const float sample : frame.samples) {
      const std::uint32_t count = whole_count(sample, kLargest);
      if (count == 0) {
        if (++zeros == kLongestRun) end_run();
        continue;
      }
      end_run();
      out.push_back(static_cast<std::byte>(count));
    }
    end_run();
    out.push_back(kEnd);
  }
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return std::make_unique<SensitronicsParser>(options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions& options) {
  auto info = emulated_info("sensitronics", stream_info(options), wanted);
  if (!info) return std::unexpected(info.error());
  return std::make_unique<SensitronicsEncoder>(std::move(*info));
}

}  // namespace

DeviceDescription sensitronics_device() {
  return {
      .id = "sensitronics",
      .label = "Self-made matrix after Sensitronics, compressed",
      .note =
          "the stream tells neither its size nor its pitch: 16 x 16 and 10 mm are taken until rows=, cols=, "
          "radius_mm= and pitch_mm=ROW,COL say otherwise, and samples are counts until calibration=FILE is "
          "given",
      .rows = kUsualSide,
      .cols = kUsualSide,
      .count_bits = 8,
      .usual_rate_hz = 30.0,
      .default_baud = 115'200,
      .parameters = geometry_parameters(kUsualSide, kUsualSide),
      .delimiter = "\xFF",
      .make_parser = make_parser,
      .make_encoder = make_encoder};
}

}  // namespace rollscope
