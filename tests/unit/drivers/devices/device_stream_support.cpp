#include "tests/unit/drivers/devices/device_stream_support.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "drivers/devices/stream_decoder.hpp"

namespace rollscope {

Bytes join(const std::vector<Bytes>& parts) {
  Bytes out;
  for (const Bytes& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

Bytes bytes_of(std::string_view text) {
  Bytes out;
  for (const char c : text) out.push_back(static_cast<std::byte>(c));
  return out;
}

const DeviceDescription& device_of(const std::string& id) {
  return **find_device(id);
}

DeviceOptions options_of(const std::string& id, const DeviceOptions& given) {
  return *device_options(device_of(id), given);
}

StreamInfo sensor_of(const DeviceDescription& device, const DeviceOptions& options) {
  const auto parser = device.make_parser(options);
  if (parser->info() != nullptr) return *parser->info();
  StreamInfo info;
  info.layout = {.rows = 7, .cols = 9, .present = {}};
  info.format = SampleFormat::u8;
  info.full_scale = 255.0;
  info.rate_hz = 50.0;
  return info;
}

Bytes SoundStream::bytes() const {
  return join({head, join(coded)});
}

SoundStream make_stream(const DeviceDescription& device, const DeviceOptions& options, std::size_t frames,
                        const std::function<float(std::size_t, std::size_t)>& sample) {
  const StreamInfo sensor = sensor_of(device, options);
  const auto encoder = *device.make_encoder(sensor, options);
  SoundStream out;
  // One that is asked has said its piece before the first request.
  if (device.make_parser(options)->polling() == nullptr) encoder->boot(out.head);
  encoder->announce(out.head);
  for (std::size_t i = 0; i < frames; ++i) {
    RawFrame& frame = out.frames.emplace_back();
    frame.sequence = i;
    frame.device_us = static_cast<std::int64_t>(20'000 * i);
    for (std::size_t k = 0; k < sensor.layout.sensels(); ++k) frame.samples.push_back(sample(i, k));
    encoder->encode(frame, out.coded.emplace_back());
  }
  return out;
}

SoundStream random_stream(const DeviceDescription& device, const DeviceOptions& options, std::size_t frames,
                          unsigned seed, double zeros) {
  std::mt19937 random(seed);
  const auto largest = static_cast<unsigned>(sensor_of(device, options).full_scale);
  const auto nought = static_cast<unsigned>(zeros * 1000.0);
  return make_stream(device, options, frames, [&](std::size_t, std::size_t) {
    return random() % 1000 < nought ? 0.0F : static_cast<float>(random() % (largest + 1));
  });
}

Decoded decode(const DeviceDescription& device, const DeviceOptions& options,
               std::span<const std::byte> bytes, const std::function<std::size_t()>& piece, bool at_end) {
  StreamDecoder decoder(device.make_parser(options));
  Decoded out;
  RawFrame frame;
  const auto take = [&](bool end) {
    while (decoder.next(frame, end)) out.frames.push_back(frame);
    out.most_buffered = std::max(out.most_buffered, decoder.buffered_bytes());
    out.health = decoder.health();
    EXPECT_EQ(out.health.bytes, decoder.used_bytes() + out.health.discarded_bytes + decoder.buffered_bytes());
    EXPECT_EQ(out.health.frames, out.frames.size());
  };
  for (std::size_t begin = 0; begin < bytes.size();) {
    const auto part = bytes.subspan(begin, std::min(piece(), bytes.size() - begin));
    begin += decoder.push(part, static_cast<std::int64_t>(begin));
    take(false);
  }
  if (at_end) take(true);
  EXPECT_EQ(out.health.bytes, bytes.size());
  out.texts = decoder.take_texts();
  return out;
}

Decoded decode(const DeviceDescription& device, const DeviceOptions& options,
               std::span<const std::byte> bytes, bool at_end) {
  return decode(device, options, bytes, [] { return std::size_t{4096}; }, at_end);
}

std::vector<int> places(const std::vector<RawFrame>& received, const std::vector<RawFrame>& sent) {
  std::vector<int> out;
  auto from = sent.begin();
  for (const RawFrame& frame : received) {
    const auto found =
        std::find_if(from, sent.end(), [&](const RawFrame& each) { return each.samples == frame.samples; });
    out.push_back(found == sent.end() ? -1 : static_cast<int>(found - sent.begin()));
    if (found != sent.end()) from = found + 1;
  }
  return out;
}

float v8(std::size_t i) {
  return static_cast<float>((7 * i + 3) % 200);
}

float v12(std::size_t i) {
  return static_cast<float>((37 * i + 5) % 4096);
}

}  // namespace rollscope
