// P4: bytes to frames from memory, beside the plain way of doing only the checked unpacking.
#include <benchmark/benchmark.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>

#include "core/base/check.hpp"
#include "core/scene/random.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/devices/stream_decoder.hpp"
#include "drivers/files/csv.hpp"
#include "tests/bench/peers/plain_cobs.h"
#include "tests/bench/support.hpp"

namespace rollscope::bench {
namespace {

constexpr int kSide = 32, kFrames = 256;
constexpr std::size_t kPiece = 4096;  // what a kernel hands over at once

const WireStream& stream() {
  static const WireStream made = wire_stream(mat(kSide), pressed_frames(kSide, kFrames));
  return made;
}

void count_bytes(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
}

void decode_native(benchmark::State& state) {
  const auto device = find_device("native");
  const std::span<const std::byte> bytes(stream().bytes);
  for (auto _ : state) {
    StreamDecoder decoder((*device)->make_parser({}));
    RawFrame frame;
    std::uint64_t frames = 0;
    for (std::size_t at = 0; at < bytes.size();) {
      at += decoder.push(bytes.subspan(at, std::min(kPiece, bytes.size() - at)), 1);
      while (decoder.next(frame)) ++frames;
    }
    ROLLSCOPE_CHECK(frames == stream().frames, "every frame is decoded");
    benchmark::DoNotOptimize(frame.samples.data());
  }
  count_bytes(state, bytes.size());
}
BENCHMARK(decode_native)->Name("decode/native/ours");

void decode_plain(benchmark::State& state) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(stream().bytes.data());
  const std::size_t size = stream().bytes.size();
  std::vector<std::uint8_t> packet(4 * kPiece);
  for (auto _ : state) {
    std::uint64_t packets = 0;
    for (std::size_t at = 0; at < size;) {
      const auto* end = static_cast<const std::uint8_t*>(std::memchr(bytes + at, 0, size - at));
      const auto length = static_cast<std::size_t>(end - bytes) - at;
      const std::size_t out = plain_cobs_decode(bytes + at, length, packet.data());
      std::uint32_t sent;
      std::memcpy(&sent, packet.data() + out - 4, 4);
      packets += ::crc32(0, packet.data(), static_cast<uInt>(out - 4)) == sent ? 1U : 0U;
      at += length + 1;
    }
    ROLLSCOPE_CHECK(packets == stream().frames + 1, "every packet is sound");
  }
  count_bytes(state, size);
}
BENCHMARK(decode_plain)->Name("decode/native/peer");

// A stream of a device from its own encoder, long enough that its start costs nothing.
std::vector<std::byte> device_stream(const DeviceDescription& device, const DeviceOptions& options) {
  constexpr std::size_t kBytes = 1 << 20;
  const auto parser = device.make_parser(options);
  StreamInfo sensor = parser->info() != nullptr ? *parser->info() : mat(kSide);
  const auto encoder = device.make_encoder(sensor, options);
  ROLLSCOPE_CHECK(encoder.has_value(), "a device can be what its parser says it is");
  const double largest = std::min(full_scale_sample(sensor), 4095.0);
  Random random(5);
  RawFrame frame;
  frame.samples.resize(sensor.layout.sensels());
  std::vector<std::byte> bytes;
  (*encoder)->announce(bytes);
  for (std::uint64_t number = 0; bytes.size() < kBytes; ++number) {
    stamp(frame, number, 100.0);
    // One contact that wanders along the rows and covers a third of them, as noisy as a real one.
    const std::size_t sensels = frame.samples.size(), begin = number * 7 % sensels;
    for (std::size_t i = 0; i < sensels; ++i)
      frame.samples[(begin + i) % sensels] =
          i * 3 < sensels ? static_cast<float>(std::floor(largest * random.uniform())) : 0.0F;
    (*encoder)->encode(frame, bytes);
  }
  return bytes;
}

void decode_device(benchmark::State& state, const DeviceDescription& device) {
  const DeviceOptions options = *device_options(device, {});
  const auto stream = device_stream(device, options);
  const std::span<const std::byte> bytes(stream);
  for (auto _ : state) {
    StreamDecoder decoder(device.make_parser(options));
    RawFrame frame;
    for (std::size_t at = 0; at < bytes.size();) {
      at += decoder.push(bytes.subspan(at, std::min(kPiece, bytes.size() - at)), 1);
      while (decoder.next(frame)) benchmark::DoNotOptimize(frame.samples.data());
    }
    ROLLSCOPE_CHECK(decoder.health().frames > 0 && decoder.health().wrong_length == 0,
                    "a sound stream gives frames");
  }
  count_bytes(state, bytes.size());
}
[[maybe_unused]] const bool kDevices = [] {
  for (const DeviceDescription& device : all_devices())
    benchmark::RegisterBenchmark(("decode/device/" + device.id).c_str(),
                                 [&device](benchmark::State& state) { decode_device(state, device); });
  return true;
}();

const std::filesystem::path& csv_file() {
  static const std::filesystem::path path = [] {
    auto to = scratch("decode.csv");
    StreamInfo info = mat(kSide);
    info.device_clock = false;
    auto writer = CsvWriter::create(to, info, {});
    ROLLSCOPE_CHECK(writer.has_value(), "the scratch folder can be written");
    for (const RawFrame& frame : pressed_frames(kSide, kFrames))
      ROLLSCOPE_CHECK(writer->append(frame).has_value(), "a frame fits its file");
    ROLLSCOPE_CHECK(writer->finish().has_value(), "the scratch folder can be written");
    return to;
  }();
  return path;
}

void decode_csv(benchmark::State& state) {
  // Opening looks ahead once for what the header leaves open; here is what a long file costs.
  auto reader = CsvReader::open(csv_file());
  ROLLSCOPE_CHECK(reader.has_value(), "the file just written can be read");
  RawFrame frame;
  for (auto _ : state) {
    ROLLSCOPE_CHECK(reader->rewind().has_value(), "a file can be read again");
    std::uint64_t frames = 0;
    for (auto more = reader->next(frame); more && *more; more = reader->next(frame)) ++frames;
    ROLLSCOPE_CHECK(frames == kFrames, "every line is a frame");
  }
  count_bytes(state, std::filesystem::file_size(csv_file()));
}
BENCHMARK(decode_csv)->Name("decode/csv/ours");

// The least text can cost: bare integers in memory, no file, no lines, no checks.
void decode_integers(benchmark::State& state) {
  std::string text;
  for (const RawFrame& frame : pressed_frames(kSide, kFrames))
    for (const float sample : frame.samples) text += std::to_string(static_cast<int>(sample)) + ',';
  std::vector<float> samples(kSide * kSide);
  for (auto _ : state) {
    const char* at = text.data();
    const char* const end = at + text.size();
    for (std::size_t i = 0; at < end; i = (i + 1) % samples.size()) {
      unsigned value = 0;
      at = std::from_chars(at, end, value).ptr + 1;
      samples[i] = static_cast<float>(value);
    }
    benchmark::DoNotOptimize(samples.data());
  }
  count_bytes(state, text.size());
}
BENCHMARK(decode_integers)->Name("decode/csv/peer");

}  // namespace
}  // namespace rollscope::bench
