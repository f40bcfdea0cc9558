// P1 and P2: microseconds a frame of the dense pass and of the whole analysis with its metrics, beside OpenCV
// from C++ doing P1's work, and beside the roofline: one pass that calibrates and filters, nothing more.
#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>

#include "core/analyzer.hpp"
#include "core/base/check.hpp"
#include "core/metric/metric_accumulator.hpp"
#include "tests/bench/dense_kernel.hpp"
#include "tests/bench/dense_pass.hpp"
#include "tests/bench/support.hpp"
#ifdef ROLLSCOPE_BENCH_OPENCV
#include "tests/bench/peers/opencv_analysis.hpp"
#endif

namespace rollscope::bench {
namespace {

constexpr int kFrames = 128;
constexpr float kThresholdKpa = 8.0F;
constexpr auto kKpa = static_cast<float>(kKpaPerCount);

const std::vector<RawFrame>& frames_of(int side) {
  static std::vector<std::vector<RawFrame>> made(257);
  auto& frames = made[static_cast<std::size_t>(side)];
  if (frames.empty()) frames = pressed_frames(side, kFrames);
  return frames;
}

const std::vector<std::vector<std::uint16_t>>& counts_of(int side) {
  static std::vector<std::vector<std::vector<std::uint16_t>>> made(257);
  auto& counts = made[static_cast<std::size_t>(side)];
  for (const RawFrame& frame : frames_of(side)) {
    if (counts.size() == kFrames) break;
    auto& row = counts.emplace_back();
    for (const float sample : frame.samples) row.push_back(static_cast<std::uint16_t>(sample));
  }
  return counts;
}

void analyse(benchmark::State& state) {
  const int side = static_cast<int>(state.range(0));
  const auto& frames = frames_of(side);
  auto analyzer = Analyzer::make({.stream = mat(side), .calibration = {}, .profile = {}});
  ROLLSCOPE_CHECK(analyzer.has_value(), "the bench's mat can be analysed");
  MetricAccumulator metrics(mat(side).layout, 0.0);
  RawFrame frame;
  std::uint64_t number = 0;
  double contacts = 0;
  for (auto _ : state) {
    // The copy stands for the parser that fills the frame: a few percent of the whole.
    frame.samples = frames[number % kFrames].samples;
    stamp(frame, number++, 100.0);
    contacts += static_cast<double>(analyzer->process(frame).contacts.size());
    metrics.add(analyzer->as_given());
  }
  benchmark::DoNotOptimize(metrics.metrics().force_max_n);
  state.counters["contacts"] = contacts / static_cast<double>(state.iterations());
}

void dense(benchmark::State& state, DenseWork work) {
  const int side = static_cast<int>(state.range(0));
  const auto& counts = counts_of(side);
  DensePass pass(side, side, kKpa, kThresholdKpa, work);
  std::size_t number = 0;
  double contacts = 0;
  for (auto _ : state)
    contacts += static_cast<double>(pass.process(counts[number++ % kFrames].data()).size());
  benchmark::DoNotOptimize(pass.total());
  state.counters["contacts"] = contacts / static_cast<double>(state.iterations());
}

void roofline(benchmark::State& state) {
  const int side = static_cast<int>(state.range(0));
  const auto sensels = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
  const auto& counts = counts_of(side);
  std::vector<float> filter(2 * sensels), out(sensels);
  std::vector<std::uint16_t> arrived(sensels);
  std::size_t number = 0;
  for (auto _ : state) {
    std::copy(counts[number % kFrames].begin(), counts[number % kFrames].end(), arrived.begin());
    ++number;
    const auto rows = static_cast<std::size_t>(side);
    roofline_pass({arrived.data(), rows, rows, kKpa, filter.data(), nullptr}, out.data());
    benchmark::ClobberMemory();
  }
}

#ifdef ROLLSCOPE_BENCH_OPENCV
// Both must find the same, or the ratio says nothing.
void check_same_work(int side, bool full) {
  DensePass ours(side, side, kKpa, kThresholdKpa, full ? DenseWork::full : DenseWork::light);
  OpenCvAnalysis theirs(side, side, kKpa, kThresholdKpa, full);
  int found = 0;
  for (const auto& counts : counts_of(side))
    found += static_cast<int>(ours.process(counts.data()).size()) - theirs.process(counts.data());
  const double off = std::abs(ours.total() - theirs.total()) / theirs.total();
  ROLLSCOPE_CHECK(std::abs(found) <= kFrames / 50 && off < 1e-4, "the dense pass does what OpenCV does");
}

void opencv(benchmark::State& state, bool full) {
  const int side = static_cast<int>(state.range(0));
  const auto& counts = counts_of(side);
  check_same_work(side, full);
  OpenCvAnalysis analysis(side, side, kKpa, kThresholdKpa, full);
  std::size_t number = 0;
  double contacts = 0;
  for (auto _ : state) contacts += analysis.process(counts[number++ % kFrames].data());
  benchmark::DoNotOptimize(analysis.total());
  state.counters["contacts"] = contacts / static_cast<double>(state.iterations());
}
#endif

void sides(benchmark::internal::Benchmark* bench) {
  for (const int side : {16, 32, 64, 160, 256}) bench->Arg(side);
}

BENCHMARK(analyse)->Name("analysis/ours")->Apply(sides);
BENCHMARK(roofline)->Name("analysis/roofline")->Apply(sides);
BENCHMARK_CAPTURE(dense, full, DenseWork::full)->Name("analysis/dense_full")->Apply(sides);
BENCHMARK_CAPTURE(dense, light, DenseWork::light)->Name("analysis/dense_light")->Apply(sides);
#ifdef ROLLSCOPE_BENCH_OPENCV
BENCHMARK_CAPTURE(opencv, full, true)->Name("analysis/peer_full")->Apply(sides);
BENCHMARK_CAPTURE(opencv, light, false)->Name("analysis/peer_light")->Apply(sides);
#endif

}  // namespace
}  // namespace rollscope::bench
