// rollscope_bench_frames FILE SIDE             writes the benches' frames as u16 counts
// rollscope_bench_frames --analysis SIDE FRAMES  analyses that many, for counting instructions
// rollscope_bench_frames --dense SIDE FRAMES     likewise the dense pass
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/analyzer.hpp"
#include "core/base/check.hpp"
#include "core/metric/metric_accumulator.hpp"
#include "tests/bench/dense_pass.hpp"
#include "tests/bench/support.hpp"

namespace rollscope::bench {
namespace {

constexpr int kFrames = 32;

std::vector<std::uint16_t> counts_of(const RawFrame& frame) {
  std::vector<std::uint16_t> counts;
  for (const float sample : frame.samples) counts.push_back(static_cast<std::uint16_t>(sample));
  return counts;
}

int write_frames(const char* path, int side) {
  std::FILE* file = std::fopen(path, "wb");
  if (file == nullptr) return 1;
  std::size_t written = 0, wanted = 0;
  for (const RawFrame& frame : pressed_frames(side, 128)) {
    const std::vector<std::uint16_t> counts = counts_of(frame);
    written += std::fwrite(counts.data(), sizeof counts[0], counts.size(), file);
    wanted += counts.size();
  }
  return std::fclose(file) == 0 && written == wanted ? 0 : 1;
}

void analyse(int side, int count) {
  const std::vector<RawFrame> frames = pressed_frames(side, kFrames);
  Analyzer analyzer({.stream = mat(side), .calibration = {}, .profile = {}});
  MetricAccumulator metrics(mat(side).layout, 0.0);
  RawFrame frame;
  for (int number = 0; number < count; ++number) {
    frame.samples = frames[static_cast<std::size_t>(number % kFrames)].samples;
    stamp(frame, static_cast<std::uint64_t>(number), 100.0);
    analyzer.process(frame);
    metrics.add(analyzer.as_given());
  }
}

void smooth(int side, int count) {
  std::vector<std::vector<std::uint16_t>> frames;
  for (const RawFrame& frame : pressed_frames(side, kFrames)) frames.push_back(counts_of(frame));
  DensePass pass(side, side, static_cast<float>(kKpaPerCount), 8.0F, DenseWork::full);
  for (int number = 0; number < count; ++number)
    pass.process(frames[static_cast<std::size_t>(number % kFrames)].data());
}

}  // namespace
}  // namespace rollscope::bench

int main(int argc, char** argv) {
  using namespace rollscope::bench;
  const std::string what = argc > 1 ? argv[1] : "";
  if (argc == 3) return write_frames(argv[1], std::atoi(argv[2]));
  if (argc != 4 || (what != "--analysis" && what != "--dense")) return 2;
  (what == "--analysis" ? analyse : smooth)(std::atoi(argv[2]), std::atoi(argv[3]));
  return 0;
}
