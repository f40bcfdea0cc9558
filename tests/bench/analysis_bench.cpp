// P1 and P2: microseconds a frame of the whole analysis, beside OpenCV doing only the dense part of it.
#include <benchmark/benchmark.h>

#include "core/analyzer.hpp"
#include "core/base/check.hpp"
#include "tests/bench/support.hpp"
#ifdef ROLLSCOPE_BENCH_OPENCV
#include "tests/bench/peers/opencv_analysis.hpp"
#endif

namespace rollscope::bench {
namespace {

constexpr int kFrames = 128;

const std::vector<RawFrame>& frames_of(int side) {
  static std::vector<std::vector<RawFrame>> made(257);
  auto& frames = made[static_cast<std::size_t>(side)];
  if (frames.empty()) frames = pressed_frames(side, kFrames);
  return frames;
}

void analyse(benchmark::State& state) {
  const int side = static_cast<int>(state.range(0));
  const auto& frames = frames_of(side);
  auto analyzer = Analyzer::make({.stream = mat(side), .calibration = {}, .profile = {}});
  ROLLSCOPE_CHECK(analyzer.has_value(), "the bench's mat can be analysed");
  RawFrame frame;
  std::uint64_t number = 0;
  double contacts = 0;
  for (auto _ : state) {
    // The copy stands for the parser that fills the frame: a few percent of the whole.
    frame.samples = frames[number % kFrames].samples;
    stamp(frame, number++, 100.0);
    contacts += static_cast<double>(analyzer->process(frame).contacts.size());
  }
  state.counters["contacts"] = contacts / static_cast<double>(state.iterations());
}
BENCHMARK(analyse)->Name("analysis/ours")->Arg(16)->Arg(32)->Arg(64)->Arg(160)->Arg(256);

#ifdef ROLLSCOPE_BENCH_OPENCV
void analyse_opencv(benchmark::State& state) {
  const int side = static_cast<int>(state.range(0));
  std::vector<std::vector<std::uint16_t>> frames;
  for (const RawFrame& frame : frames_of(side)) {
    auto& counts = frames.emplace_back();
    for (const float sample : frame.samples) counts.push_back(static_cast<std::uint16_t>(sample));
  }
  OpenCvAnalysis analysis(side, side, static_cast<float>(kKpaPerCount), 8.0F);
  std::size_t number = 0;
  double contacts = 0;
  for (auto _ : state) contacts += analysis.process(frames[number++ % kFrames].data());
  benchmark::DoNotOptimize(analysis.total());
  state.counters["contacts"] = contacts / static_cast<double>(state.iterations());
}
BENCHMARK(analyse_opencv)->Name("analysis/peer")->Arg(16)->Arg(32)->Arg(64)->Arg(160)->Arg(256);
#endif

}  // namespace
}  // namespace rollscope::bench
