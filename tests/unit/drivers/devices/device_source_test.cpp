#include "drivers/devices/device_source.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "drivers/devices/device.hpp"
#include "drivers/devices/native_wire.hpp"
#include "drivers/transport/memory_stream.hpp"

namespace rollscope {
namespace {

using Bytes = std::vector<std::byte>;
using std::chrono::milliseconds;

constexpr milliseconds kPatience{200};  // for what never comes

StreamInfo sensor(const std::string& device) {
  StreamInfo info;
  const bool native = device == "native";
  info.layout = {.rows = native ? 4 : 32, .cols = native ? 5 : 32, .present = {}};
  info.full_scale = 255.0;
  info.rate_hz = 50.0;
  return info;
}

// A device's side of a stream that lies in memory.
struct Device {
  explicit Device(const std::string& id)
      : encoder(*(*find_device(id))->make_encoder(sensor(id), *device_options(**find_device(id), {}))) {}
  Bytes hello() {
    Bytes out;
    encoder->announce(out);
    return out;
  }
  Bytes frame(int index) {
    RawFrame frame;
    frame.sequence = static_cast<std::uint64_t>(index);
    frame.device_us = index * 20'000;
    frame.samples.assign(encoder->info().layout.sensels(), static_cast<float>(index));
    Bytes out;
    encoder->encode(frame, out);
    return out;
  }
  std::unique_ptr<DeviceEncoder> encoder;
};

struct Opened {
  MemoryStream* stream;
  Result<std::unique_ptr<Source>> source;
};

Opened open(const std::vector<Bytes>& pieces, const std::string& uri, bool finish = false) {
  auto stream = std::make_unique<MemoryStream>();
  MemoryStream* const kept = stream.get();
  for (const Bytes& piece : pieces) kept->push(piece);
  if (finish) kept->finish(Error{Errc::disconnected, "memory: gone"});
  return {kept, open_device_source(std::move(stream), LinkKind::live, *SourceUri::parse(uri), kPatience)};
}

std::vector<float> first_samples(Source& source, std::size_t count) {
  std::vector<float> out;
  RawFrame frame;
  Command command;
  while (out.size() < count && source.read(frame, command, milliseconds(0)) == SourceEvent::frame)
    out.push_back(frame.samples.front());
  return out;
}

TEST(DeviceSource, FindsEitherDeviceAndLosesNothingReadOnTheWay) {
  for (const char* id : {"native", "juqiao-32x32"}) {
    Device device(id);
    std::vector<Bytes> pieces{device.hello()};
    for (int i = 0; i < 6; ++i) pieces.push_back(device.frame(i));
    Opened opened = open(pieces, "tty:/dev/x");
    ASSERT_TRUE(opened.source) << opened.source.error().detail;
    EXPECT_EQ((*opened.source)->info().device_id, id);
    EXPECT_EQ(first_samples(**opened.source, 5), (std::vector<float>{0, 1, 2, 3, 4})) << id;
  }
}

TEST(DeviceSource, WantsThreeFramesInARowFromAnUnnamedDevice) {
  Device device("native");
  Bytes damaged = device.frame(2);
  damaged[20] ^= std::byte{1};
  Opened opened =
      open({device.hello(), device.frame(0), device.frame(1), damaged, device.frame(3), device.frame(4)},
           "tty:/dev/x");
  ASSERT_FALSE(opened.source);
  EXPECT_NE(opened.source.error().detail.find("in a row"), std::string::npos) << opened.source.error().detail;
}

TEST(DeviceSource, TakesANamedDeviceAtItsHello) {
  Device device("native");
  Opened opened = open({device.hello()}, "tty:/dev/x?device=native");
  ASSERT_TRUE(opened.source);
  EXPECT_EQ((*opened.source)->info().layout.cols, 5);
  EXPECT_TRUE(first_samples(**opened.source, 1).empty());
  opened.stream->push(device.frame(7));
  EXPECT_EQ(first_samples(**opened.source, 1), std::vector<float>{7});
}

TEST(DeviceSource, SaysWhatWasSeenInstead) {
  const Opened silent = open({}, "tty:/dev/x?device=juqiao-32x32");
  ASSERT_FALSE(silent.source);
  EXPECT_EQ(silent.source.error().code, Errc::not_found);
  EXPECT_NE(silent.source.error().detail.find("nothing was received"), std::string::npos);
  const Opened noisy = open({Bytes(5000, std::byte{0x31})}, "tty:/dev/x?device=juqiao-32x32");
  ASSERT_FALSE(noisy.source);
  EXPECT_EQ(noisy.source.error().code, Errc::format);
  EXPECT_NE(noisy.source.error().detail.find("5000 bytes"), std::string::npos);
  EXPECT_NE(noisy.source.error().detail.find("wrong baud"), std::string::npos);
  for (const Bytes& before : {Bytes{}, Bytes(5000, std::byte{0x31})}) {
    const Opened gone = open({before}, "tty:/dev/x", true);
    ASSERT_FALSE(gone.source);
    EXPECT_EQ(gone.source.error().code, Errc::disconnected);
    EXPECT_TRUE(gone.source.error().detail.starts_with("memory: gone before three valid frames"));
  }
  EXPECT_FALSE(open({}, "tty:/dev/x?device=unheard-of").source);
  EXPECT_FALSE(open({}, "tty:/dev/x?device=juqiao-32x32&remap=sideways").source);
}

TEST(DeviceSource, OffersHowLinesOfNumbersWouldBeRead) {
  const auto lines = [](std::string_view end) {
    std::string text;
    for (int frame = 0; frame < 12; ++frame) {
      for (int row = 0; row < 4; ++row) text += "1,2,3,4,5,6\n";
      text += std::string(end) + "\n";
    }
    const auto bytes = std::as_bytes(std::span(text));
    return Bytes(bytes.begin(), bytes.end());
  };
  for (const std::string_view end : {"", "# end; of & it"}) {
    const Opened refused = open({lines(end)}, "tty:/dev/x");
    ASSERT_FALSE(refused.source);
    const DeviceOptions offer = offered_options(refused.source.error());
    EXPECT_EQ(offer, (DeviceOptions{{"device", "text"},
                                    {"rows", "4"},
                                    {"cols", "6"},
                                    {"end", end.empty() ? "blank" : std::string(end)}}));
    const SourceUri again{.scheme = "tty", .address = "/dev/x", .options = offer};
    EXPECT_TRUE(open({lines(end)}, again.to_string()).source);
  }
  const Opened noise = open({Bytes(5000, std::byte{0xA5})}, "tty:/dev/x");
  ASSERT_FALSE(noise.source);
  EXPECT_TRUE(offered_options(noise.source.error()).empty());
}

TEST(DeviceSource, PassesOnWhyADeviceWasRefused) {
  Bytes hello;
  native::write_hello(sensor("native"), hello);
  hello[1] = std::byte{9};
  Bytes wire;
  native::seal(hello, wire);
  const Opened opened = open({wire}, "tty:/dev/x?device=native");
  ASSERT_FALSE(opened.source);
  EXPECT_NE(opened.source.error().detail.find("version"), std::string::npos) << opened.source.error().detail;
}

TEST(DeviceSource, GreetsADeviceAndTellsItToStop) {
  Device device("native");
  auto stream = std::make_unique<MemoryStream>();
  MemoryStream* const kept = stream.get();
  kept->push(device.hello());
  Bytes written;
  {
    auto source = open_device_source(std::move(stream), LinkKind::live,
                                     *SourceUri::parse("tty:/dev/x?device=native"), kPatience);
    ASSERT_TRUE(source);
    written = kept->written();
    // The stream goes with the source: what it writes last is looked at through the parser that writes it.
  }
  std::vector<HostRequest> requests;
  device.encoder->receive(written, requests);
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].kind, HostRequest::Kind::hello);
  EXPECT_EQ(requests[1].kind, HostRequest::Kind::start);
  Bytes parting;
  (*find_device("native"))->make_parser({})->part(parting);
  requests.clear();
  device.encoder->receive(parting, requests);
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].kind, HostRequest::Kind::stop);
}

TEST(DeviceSource, EndsWhenTheSensorChangesAndWhenTheLinkGoes) {
  Device device("native");
  Opened changed = open({device.hello(), device.frame(0), device.frame(1), device.frame(2)}, "tty:/dev/x");
  ASSERT_TRUE(changed.source);
  StreamInfo other = sensor("native");
  other.layout.rows = 9;
  Bytes packet;
  Bytes wire;
  native::write_hello(other, packet);
  native::seal(packet, wire);
  changed.stream->push(wire);
  EXPECT_EQ(first_samples(**changed.source, 9).size(), 3U);
  RawFrame frame;
  Command command;
  EXPECT_EQ((*changed.source)->read(frame, command, milliseconds(0)), SourceEvent::ended);
  EXPECT_TRUE((*changed.source)->end_error());

  Opened gone = open({device.hello(), device.frame(0), device.frame(1), device.frame(2)}, "tty:/dev/x");
  ASSERT_TRUE(gone.source);
  gone.stream->finish(Error{Errc::disconnected, "memory: gone"});
  EXPECT_EQ(first_samples(**gone.source, 9).size(), 3U);
  EXPECT_EQ((*gone.source)->read(frame, command, milliseconds(0)), SourceEvent::ended);
  EXPECT_EQ((*gone.source)->end_error()->code, Errc::disconnected);
}

// Gives what it was given, then rubbish without end and without a pause.
class Flood final : public ByteStream {
 public:
  explicit Flood(Bytes first) : first_(std::move(first)) {}
  ReadResult read(std::span<std::byte> into, milliseconds) override {
    const std::size_t count = first_.empty() ? into.size() : std::min(first_.size(), into.size());
    for (std::size_t i = 0; i < count; ++i) into[i] = first_.empty() ? std::byte{0x55} : first_[i];
    first_.erase(first_.begin(),
                 first_.begin() + static_cast<std::ptrdiff_t>(std::min(count, first_.size())));
    return {.status = ReadStatus::bytes, .count = count};
  }
  Result<void> write(std::span<const std::byte>, milliseconds) override { return {}; }
  void wake() noexcept override {}
  void close() noexcept override {}
  [[nodiscard]] std::string description() const override { return "flood"; }
  [[nodiscard]] std::optional<Error> error() const override { return std::nullopt; }

 private:
  Bytes first_;
};

TEST(DeviceSource, AFloodOfRubbishDoesNotKeepTheCaller) {
  Device device("native");
  auto source = open_device_source(std::make_unique<Flood>(device.hello()), LinkKind::live,
                                   *SourceUri::parse("tty:/dev/x?device=native"), kPatience);
  ASSERT_TRUE(source) << source.error().detail;
  RawFrame frame;
  Command command;
  for (int i = 0; i < 3; ++i) EXPECT_EQ((*source)->read(frame, command, milliseconds(1)), SourceEvent::idle);
  EXPECT_GT((*source)->health().discarded_bytes, 0U);
}

TEST(DeviceSource, TakesThePitchFromTheUser) {
  Device device("juqiao-32x32");
  std::vector<Bytes> pieces;
  for (int i = 0; i < 5; ++i) pieces.push_back(device.frame(i));
  const Opened opened = open(pieces, "tty:/dev/x?device=juqiao-32x32&pitch_mm=12,8.5");
  ASSERT_TRUE(opened.source) << opened.source.error().detail;
  EXPECT_EQ((*opened.source)->info().layout.pitch_row_mm, 12.0);
  EXPECT_EQ((*opened.source)->info().layout.pitch_col_mm, 8.5);
}

}  // namespace
}  // namespace rollscope
