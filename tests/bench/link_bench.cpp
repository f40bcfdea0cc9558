// P5 and P6: through a pseudo-terminal. Throughput beside a reader that only takes the bytes; time from the
// last byte sent to the observation beside a reader that only waits for the bytes. Our run and the peer's
// alternate.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <limits>
#include <optional>
#include <thread>

#include "app/station/station.hpp"
#include "core/base/check.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/devices/stream_decoder.hpp"
#include "drivers/transport/tty_stream.hpp"
#include "tests/bench/support.hpp"

namespace rollscope::bench {
namespace {

constexpr int kSide = 32;

void write_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::write(fd, bytes.data(), bytes.size());
    ROLLSCOPE_CHECK(sent > 0, "a blocking pseudo-terminal takes bytes");
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
}

// Takes `count` bytes with poll and read, the least a host can do.
void take_bytes(int fd, std::size_t count) {
  std::array<std::byte, 65536> piece;
  while (count > 0) {
    pollfd waiting{fd, POLLIN, 0};
    ::poll(&waiting, 1, -1);
    const ssize_t got = ::read(fd, piece.data(), std::min(count, piece.size()));
    if (got > 0) count -= static_cast<std::size_t>(got);
  }
}

// ---- throughput

double seconds_to_take(const WireStream& stream, bool decoded) {
  const Pty pty = make_pty();
  auto opened = open_tty_stream(pty.path);
  const int host = ::open(pty.path.c_str(), O_RDONLY | O_NOCTTY | O_NONBLOCK);
  ROLLSCOPE_CHECK(opened.has_value() && host >= 0, "a pseudo-terminal can be opened");
  const auto device = find_device("native");
  StreamDecoder decoder((*device)->make_parser({}));
  RawFrame frame;
  const std::int64_t began = now_ns();
  std::jthread writer([&] { write_all(pty.device, stream.bytes); });
  if (decoded) {
    while (decoder.health().frames < stream.frames) {
      const ReadResult read = (*opened)->read(decoder.space(), std::chrono::seconds(5));
      ROLLSCOPE_CHECK(read.status == ReadStatus::bytes, "the writer goes on");
      decoder.commit(read.count, now_ns());
      while (decoder.next(frame)) {
      }
    }
  } else {
    take_bytes(host, stream.bytes.size());
  }
  const double took_s = 1e-9 * static_cast<double>(now_ns() - began);
  writer.join();
  ::close(host);
  ::close(pty.device);
  return took_s;
}

void throughput(benchmark::State& state) {
  const int frames = quick() ? 4000 : 16000;
  auto pressed = pressed_frames(kSide, 256);
  std::vector<RawFrame> run;
  for (int i = 0; i < frames; ++i) {
    run.push_back(pressed[static_cast<std::size_t>(i) % pressed.size()]);
    stamp(run.back(), static_cast<std::uint64_t>(i), 100.0);
  }
  const WireStream stream = wire_stream(mat(kSide), run);
  double ours_s = std::numeric_limits<double>::max(), peer_s = ours_s;
  for (auto _ : state)
    for (int round = 0; round < 7; ++round) {
      peer_s = std::min(peer_s, seconds_to_take(stream, false));
      ours_s = std::min(ours_s, seconds_to_take(stream, true));
    }
  const double megabytes = 1e-6 * static_cast<double>(stream.bytes.size());
  state.counters["ours_mb_s"] = megabytes / ours_s;
  state.counters["peer_mb_s"] = megabytes / peer_s;
}
BENCHMARK(throughput)->Name("link/throughput")->Iterations(1)->Unit(benchmark::kSecond);

// ---- latency

constexpr int kHostCpu = 1, kDeviceCpu = 0;
constexpr auto kPeriod = std::chrono::milliseconds(10);

// When the frame of this sequence was handed to the link.
using SentTimes = std::vector<std::atomic<std::int64_t>>;

class ArrivalWatch final : public FrameObserver {
 public:
  explicit ArrivalWatch(const SentTimes& sent) : sent_(sent) { late_us_.reserve(sent.size()); }
  void on_start(const AnalyzerSetup&) override {}
  void on_command(std::uint64_t, const Command&) override {}
  void on_frame(const RawFrame& raw, const Observation&, const Analyzer&) override {
    late_us_.push_back(1e-3 * static_cast<double>(now_ns() - sent_[raw.sequence]));
    frames_ = late_us_.size();
  }
  void on_end(const Observation&, const Analyzer&) override {}
  [[nodiscard]] const std::vector<double>& late_us() const { return late_us_; }
  [[nodiscard]] std::size_t frames() const { return frames_; }

 private:
  const SentTimes& sent_;
  std::vector<double> late_us_;
  std::atomic<std::size_t> frames_ = 0;
};

// One device feeds both hosts in turn, half a period apart, so that both see the same machine.
void latency(benchmark::State& state) {
  const std::size_t count = quick() ? 500 : 2000;
  auto pressed = pressed_frames(kSide, static_cast<int>(count));
  const WireStream hello = wire_stream(mat(kSide), {});
  std::vector<WireStream> packets;
  for (std::size_t i = 0; i < count; ++i) {
    stamp(pressed[i], i, 100.0);
    packets.push_back(wire_stream(mat(kSide), {pressed[i]}));
  }
  const auto frame_bytes = [](const WireStream& s) { return std::span(s.bytes).subspan(s.hello_bytes); };
  std::vector<double> peer_us;
  SentTimes sent(count), peer_sent(count);
  ArrivalWatch watch(sent);
  for (auto _ : state) {
    const Pty ours = make_pty(), peer = make_pty();
    const int host = ::open(peer.path.c_str(), O_RDONLY | O_NOCTTY | O_NONBLOCK);
    write_all(ours.device, hello.bytes);
    pin_this_thread(kHostCpu);  // the station's threads inherit it
    std::jthread reader([&] {
      for (std::size_t i = 0; i < count; ++i) {
        take_bytes(host, frame_bytes(packets[i]).size());
        peer_us.push_back(1e-3 * static_cast<double>(now_ns() - peer_sent[i]));
      }
    });
    const auto uri = SourceUri::parse("tty:" + ours.path + "?device=native");
    StationOptions options;
    options.observers = {&watch};
    auto station = Station::open(*uri, options);
    ROLLSCOPE_CHECK(station.has_value(), "the pseudo-terminal is a source");
    pin_this_thread(kDeviceCpu);
    auto due = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < count; ++i) {
      std::this_thread::sleep_until(due += kPeriod / 2);
      peer_sent[i] = now_ns();
      write_all(peer.device, frame_bytes(packets[i]));
      std::this_thread::sleep_until(due += kPeriod / 2);
      sent[i] = now_ns();
      write_all(ours.device, frame_bytes(packets[i]));
    }
    reader.join();
    while (watch.frames() < count) std::this_thread::sleep_for(kPeriod);
    ROLLSCOPE_CHECK((*station)->stop().has_value(), "the station ends");
    ::close(host);
    ::close(peer.device);
    ::close(ours.device);
  }
  state.counters["ours_p50_us"] = quantile(watch.late_us(), 0.50);
  state.counters["ours_p99_us"] = quantile(watch.late_us(), 0.99);
  state.counters["peer_p50_us"] = quantile(peer_us, 0.50);
  state.counters["peer_p99_us"] = quantile(peer_us, 0.99);
}
BENCHMARK(latency)->Name("link/latency")->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace rollscope::bench
