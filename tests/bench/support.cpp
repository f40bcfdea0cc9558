#include "tests/bench/support.hpp"

#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <termios.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <memory>
#include <numbers>

#include "core/base/check.hpp"
#include "core/scene/random.hpp"
#include "drivers/devices/device.hpp"

namespace rollscope::bench {
namespace {

constexpr double kMat_mm = 320.0;
constexpr double kRest = 8.0;  // counts of an unloaded sensel

struct Blob {
  double radius, peak, x0, y0, reach, phase;  // in shares of the mat; counts
};
// The sixth comes and goes with the fifth and the fourth: two to six at a time.
constexpr std::array<Blob, 6> kBlobs{{{0.11, 2400, 0.25, 0.25, 0.05, 0.0},
                                      {0.09, 1500, 0.72, 0.30, 0.06, 0.9},
                                      {0.08, 900, 0.30, 0.75, 0.07, 2.1},
                                      {0.07, 700, 0.75, 0.75, 0.05, 3.3},
                                      {0.06, 500, 0.50, 0.50, 0.04, 4.0},
                                      {0.05, 400, 0.50, 0.12, 0.04, 5.2}}};

float noisy(double counts, double noise_sd, Random& random) {
  return static_cast<float>(std::max(0.0, std::round(counts + noise_sd * random.normal())));
}

// Hertz: the pressure under a ball.
double pressure(const Blob& blob, double turn, double x, double y) {
  const double angle = 2.0 * std::numbers::pi * turn + blob.phase;
  const double dx = x - blob.x0 - blob.reach * std::cos(angle),
               dy = y - blob.y0 - blob.reach * std::sin(angle);
  const double inside = 1.0 - (dx * dx + dy * dy) / (blob.radius * blob.radius);
  return inside > 0.0 ? blob.peak * std::sqrt(inside) : 0.0;
}

int blobs_at(double turn) {
  return 2 + static_cast<int>(std::lround(2.0 - 2.0 * std::cos(2.0 * std::numbers::pi * turn)));
}

}  // namespace

bool quick() {
  const char* asked = std::getenv("ROLLSCOPE_BENCH");
  return asked != nullptr && std::string(asked) == "quick";
}

std::filesystem::path scratch_in(const std::filesystem::path& folder, const std::string& name) {
  const auto path = folder / name;
  for (const char* tail : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(path.string() + tail);
  return path;
}

std::filesystem::path scratch(const std::string& name) {
  const char* folder = std::getenv("ROLLSCOPE_BENCH_DIR");
  return scratch_in(folder != nullptr ? folder : std::filesystem::temp_directory_path(), name);
}

StreamInfo mat(int side) {
  StreamInfo info;
  info.layout.rows = info.layout.cols = side;
  info.layout.pitch_row_mm = info.layout.pitch_col_mm = kMat_mm / side;
  info.format = SampleFormat::u16;
  info.full_scale = 65535.0;
  info.rate_hz = 100.0;
  info.numbered = info.device_clock = true;
  info.kpa_per_count = kKpaPerCount;
  info.device_id = "native";
  info.device_label = "bench";
  return info;
}

std::vector<RawFrame> pressed_frames(int side, int count) {
  Random random(7);
  std::vector<RawFrame> frames(static_cast<std::size_t>(count));
  for (int number = 0; number < count; ++number) {
    RawFrame& frame = frames[static_cast<std::size_t>(number)];
    const double turn = static_cast<double>(number) / count;
    const int blobs = blobs_at(turn);
    stamp(frame, static_cast<std::uint64_t>(number), 100.0);
    for (int row = 0; row < side; ++row)
      for (int col = 0; col < side; ++col) {
        double counts = kRest;
        for (int blob = 0; blob < blobs; ++blob)
          counts = std::max(counts, pressure(kBlobs[static_cast<std::size_t>(blob)], turn, (col + 0.5) / side,
                                             (row + 0.5) / side));
        frame.samples.push_back(noisy(counts, 2.0, random));
      }
  }
  return frames;
}

std::vector<RawFrame> noisy_frames(int side, int count, double noise_sd) {
  Random random(11);
  std::vector<RawFrame> frames(static_cast<std::size_t>(count));
  for (RawFrame& frame : frames)
    for (int row = 0; row < side; ++row)
      for (int col = 0; col < side; ++col) {
        const double load = pressure(kBlobs[0], 0.0, (col + 0.5) / side, (row + 0.5) / side);
        frame.samples.push_back(noisy(100.0 + load, noise_sd, random));
      }
  return frames;
}

void stamp(RawFrame& frame, std::uint64_t number, double rate_hz) {
  frame.sequence = number;
  frame.device_us = std::llround(static_cast<double>(number) * 1e6 / rate_hz);
  frame.captured_ns = frame.device_us * 1000;
}

WireStream wire_stream(const StreamInfo& info, const std::vector<RawFrame>& frames) {
  const auto device = find_device("native");
  ROLLSCOPE_CHECK(device.has_value(), "the native device is known");
  const auto encoder = (*device)->make_encoder(info, {});
  ROLLSCOPE_CHECK(encoder.has_value(), "the bench's mat can be announced");
  WireStream stream;
  (*encoder)->announce(stream.bytes);
  stream.hello_bytes = stream.bytes.size();
  for (const RawFrame& frame : frames) (*encoder)->encode(frame, stream.bytes);
  stream.frames = frames.size();
  return stream;
}

Pty make_pty() {
  Pty pty;
  pty.device = ::posix_openpt(O_RDWR | O_NOCTTY);
  ROLLSCOPE_CHECK(pty.device >= 0 && ::grantpt(pty.device) == 0 && ::unlockpt(pty.device) == 0,
                  "the system has pseudo-terminals");
  termios settings{};
  ::tcgetattr(pty.device, &settings);
  ::cfmakeraw(&settings);
  ::tcsetattr(pty.device, TCSANOW, &settings);
  std::array<char, 128> name{};
  ROLLSCOPE_CHECK(::ptsname_r(pty.device, name.data(), name.size()) == 0, "a pseudo-terminal has a name");
  pty.path = name.data();
  return pty;
}

void pin_this_thread(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<unsigned>(cpu), &set);
  ::sched_setaffinity(0, sizeof set, &set);
}

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

double process_cpu_s() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0.0;
  std::ranges::sort(values);
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5);
  return values[at];
}

}  // namespace rollscope::bench
