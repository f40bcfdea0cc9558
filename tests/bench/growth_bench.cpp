// P3's growth: microseconds a frame against the number of contacts on a 64x64 mat.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>

#include "core/analyzer.hpp"
#include "core/base/check.hpp"
#include "core/scene/random.hpp"
#include "tests/bench/support.hpp"

namespace rollscope::bench {
namespace {

constexpr int kSide = 64, kAcross = 6, kFrames = 32;
constexpr double kPeak = 1000.0, kRadius = 3.6, kRest = 8.0, kNoise = 2.0;  // counts, sensels

// Equal presses on a square grid, still but for the noise.
std::vector<RawFrame> presses(int count) {
  Random random(3);
  std::vector<RawFrame> frames(kFrames);
  for (RawFrame& frame : frames) {
    for (int row = 0; row < kSide; ++row) {
      for (int col = 0; col < kSide; ++col) {
        double counts = kRest;
        for (int k = 0; k < count; ++k) {
          const double pitch = static_cast<double>(kSide) / kAcross;
          const double dx = col - (k % kAcross + 0.5) * pitch, dy = row - (k / kAcross + 0.5) * pitch;
          counts += kPeak * std::max(0.0, 1.0 - (dx * dx + dy * dy) / (kRadius * kRadius));
        }
        frame.samples.push_back(
            static_cast<float>(std::max(0.0, std::round(counts + kNoise * random.normal()))));
      }
    }
  }
  return frames;
}

void contacts(benchmark::State& state) {
  const auto count = static_cast<int>(state.range(0));
  const std::vector<RawFrame> frames = presses(count);
  Analyzer analyzer({.stream = mat(kSide), .calibration = {}, .profile = {}});
  RawFrame frame;
  std::uint64_t number = 0;
  std::size_t found = 0;
  for (auto _ : state) {
    frame.samples = frames[number % kFrames].samples;
    stamp(frame, number++, 100.0);
    found = analyzer.process(frame).contacts.size();
  }
  ROLLSCOPE_CHECK(found == static_cast<std::size_t>(count), "every press is a contact");
}
BENCHMARK(contacts)->Name("growth/contacts")->Arg(1)->Arg(2)->Arg(4)->Arg(8)->Arg(16)->Arg(32);

}  // namespace
}  // namespace rollscope::bench
