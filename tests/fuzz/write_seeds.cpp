// Writes what the fuzzers begin with: for each device a few short sound streams from its own encoder.
// usage: fuzz_seeds tests/fuzz/corpus
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>

#include "drivers/devices/byte_order.hpp"
#include "drivers/devices/native_wire.hpp"
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

// A hello, two frames and a text before they are sealed.
std::vector<std::byte> native_packets() {
  std::vector<std::byte> out, packet;
  const auto append = [&] {
    put_u16_le(static_cast<std::uint32_t>(packet.size()), out);
    out.insert(out.end(), packet.begin(), packet.end());
    packet.clear();
  };
  StreamInfo info;
  info.layout = {.rows = 2, .cols = 3, .present = {}};
  info.full_scale = 4095.0;
  native::write_hello(info, packet);
  append();
  RawFrame frame;
  frame.angle_rad = 1.0F;
  frame.imu.fill(0.5F);
  frame.trigger = true;
  for (frame.sequence = 0; frame.sequence < 2; ++frame.sequence) {
    frame.device_us = static_cast<std::int64_t>(10'000 * frame.sequence);
    frame.samples = {0.0F, 1.0F, 255.0F, 256.0F, 4000.0F, 4095.0F};
    native::write_frame(frame, count_width(12), packet);
    append();
  }
  native::write_text("warm", packet);
  append();
  return out;
}

void write_seed(const std::filesystem::path& to, std::vector<std::byte> stream, Head head) {
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
    const auto write = [&](const std::string& name, const fuzz::Head& with) {
      fuzz::write_seed(folder / name, fuzz::stream_of(device, fuzz::options_of(device, with)), with);
    };
    write("usual", head);
    head[fuzz::kFlagsAt] = std::byte{fuzz::at_end};
    head[fuzz::kCutsAt] = std::byte{1};
    if (device.parameters.empty()) {
      write("cut", head);
      continue;
    }
    head[0] = head[1] = head[2] = std::byte{4};  // few rows, few columns, few in a packet
    write("small", head);
    for (std::size_t i = 0; i < std::min(device.parameters.size(), fuzz::kOptionBytes); ++i) {
      if (device.parameters[i].choices.empty() && device.parameters[i].kind != DeviceParameter::Kind::text)
        continue;
      fuzz::Head other = head;
      other[i] = std::byte{1};
      write(device.parameters[i].key, other);
    }
  }
  fuzz::Head head{};
  head[fuzz::kFlagsAt] = std::byte{fuzz::sealed};
  fuzz::write_seed(std::filesystem::path(arguments[1]) / "native" / "sealed", fuzz::native_packets(), head);
}
