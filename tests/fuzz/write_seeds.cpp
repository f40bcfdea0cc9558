// Writes what the fuzzers begin with: for each device a few short sound streams from its own encoder.
// usage: fuzz_seeds tests/fuzz/corpus
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>

#include "tests/fuzz/device_drive.hpp"

namespace rollscope::fuzz {
namespace {

constexpr std::size_t kLargestFile = 4000;
constexpr std::size_t kFrames = 3;

using Head = std::array<std::byte, kHeadBytes>;

StreamInfo sensor_of(const DeviceDescription& device, const DeviceOptions& options) {
  if (const auto parser = device.make_parser(options); parser->info() != nullptr) return *parser->info();
  StreamInfo info;
  info.layout = {.rows = 4, .cols = 5, .present = {}};
  info.format = SampleFormat::u8;
  info.full_scale = 255.0;
  info.rate_hz = 50.0;
  return info;
}

// A few pressed sensels on a quiet mat, so that runs are long.
std::vector<std::byte> stream_of(const DeviceDescription& device, const DeviceOptions& options) {
  std::vector<std::byte> out;
  const StreamInfo sensor = sensor_of(device, options);
  const auto encoder = device.make_encoder(sensor, options);
  if (!encoder) return out;
  std::minstd_rand random(3);
  if (device.make_parser(options)->polling() == nullptr) (*encoder)->boot(out);
  (*encoder)->announce(out);
  for (std::size_t i = 0; i < kFrames; ++i) {
    RawFrame frame;
    frame.sequence = i;
    frame.device_us = static_cast<std::int64_t>(20'000 * i);
    frame.samples.assign(sensor.layout.sensels(), 0.0F);
    for (int pressed = 0; pressed < 12; ++pressed)
      frame.samples[random() % frame.samples.size()] =
          static_cast<float>(random() % static_cast<unsigned>(full_scale_sample(sensor) + 1.0));
    (*encoder)->encode(frame, out);
  }
  return out;
}

void write_seed(const std::filesystem::path& to, const DeviceDescription& device, Head head) {
  auto stream = stream_of(device, options_of(device, head));
  if (stream.empty()) return;
  if (stream.size() > kLargestFile / 4) {
    stream = pack(stream);
    head[kFlagsAt] |= std::byte{packed};
  }
  if (stream.size() + head.size() > kLargestFile) {
    std::fprintf(stderr, "%s: too long, left out\n", to.c_str());
    return;
  }
  std::filesystem::create_directories(to.parent_path());
  std::ofstream file(to, std::ios::binary);
  file.write(reinterpret_cast<const char*>(head.data()), static_cast<std::streamsize>(head.size()));
  file.write(reinterpret_cast<const char*>(stream.data()), static_cast<std::streamsize>(stream.size()));
}

}  // namespace
}  // namespace rollscope::fuzz

int main(int count, char** arguments) {
  using namespace rollscope;
  if (count != 2) return 2;
  for (const DeviceDescription& device : all_devices()) {
    const auto folder = std::filesystem::path(arguments[1]) / device.id;
    fuzz::Head head{};
    fuzz::write_seed(folder / "usual", device, head);
    head[fuzz::kFlagsAt] = std::byte{fuzz::at_end};
    head[fuzz::kCutsAt] = std::byte{1};
    if (device.parameters.empty()) {
      fuzz::write_seed(folder / "cut", device, head);
      continue;
    }
    head[0] = head[1] = head[2] = std::byte{4};  // few rows, few columns, few in a packet
    fuzz::write_seed(folder / "small", device, head);
    for (std::size_t i = 0; i < std::min(device.parameters.size(), fuzz::kOptionBytes); ++i) {
      if (device.parameters[i].choices.empty() && device.parameters[i].kind != DeviceParameter::Kind::text)
        continue;
      fuzz::Head other = head;
      other[i] = std::byte{1};
      fuzz::write_seed(folder / device.parameters[i].key, device, other);
    }
  }
}
