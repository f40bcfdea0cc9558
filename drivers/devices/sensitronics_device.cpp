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

// `payload` holds no FF.
bool is_whole(std::span<const std::byte> payload, std::size_t sensels) {
  std::size_t counts = 0;
  for (std::size_t i = 0; i < payload.size(); ++i) {
    if (payload[i] != kRun) {
      ++counts;
      continue;
    }
    if (++i == payload.size() || payload[i] == kRun) return false;
    counts += std::to_integer<std::size_t>(payload[i]);
  }
  return counts == sensels;
}

// `payload` is whole.
void unpack(std::span<const std::byte> payload, std::span<float> samples) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < payload.size(); ++i) {
    if (payload[i] != kRun) {
      samples[at++] = static_cast<float>(payload[i]);
      continue;
    }
    const auto run = std::to_integer<std::size_t>(payload[++i]);
    std::ranges::fill(samples.subspan(at, run), 0.0F);
    at += run;
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
