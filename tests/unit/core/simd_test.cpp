// Every instruction set the vector loops are compiled for gives the same bits (core/base/simd.hpp).
#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <vector>

#include "core/analyzer.hpp"
#include "core/metric/metric_accumulator.hpp"
#include "core/metric/metric_kernels.hpp"

namespace rollscope {
namespace {

// Runs `work` with each instruction set this machine has; scalar code is always among them.
void with_each_target(const std::function<void(const char* target)>& work) {
  const std::int64_t here = hwy::SupportedTargets();
  std::vector<std::size_t> entries;
  for (const std::int64_t target : {HWY_EMU128, HWY_SSE4, HWY_AVX2}) {
    if ((here & target) == 0 && target != HWY_EMU128) continue;
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(target);
    entries.push_back(hwy::GetChosenTarget().GetIndex());
    work(hwy::TargetName(target));
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().DeInit();
  for (std::size_t k = 1; k < entries.size(); ++k) EXPECT_NE(entries[k], entries[0]) << "a set of its own";
}

// Every bit of what an analysis says, in one list.
class Bits {
 public:
  void add(double value) { words_.push_back(std::bit_cast<std::uint64_t>(value)); }
  void add(float value) { words_.push_back(std::bit_cast<std::uint32_t>(value)); }
  void add(std::integral auto value) { words_.push_back(static_cast<std::uint64_t>(value)); }
  bool operator==(const Bits&) const = default;
  [[nodiscard]] std::size_t size() const { return words_.size(); }

 private:
  std::vector<std::uint64_t> words_;
};

void add(Bits& bits, const PressureFrame& frame) {
  for (const float pressure : frame.pressure) bits.add(pressure);
  for (const std::uint8_t validity : frame.validity) bits.add(validity);
}

void add(Bits& bits, const Observation& seen) {
  add(bits, seen.frame);
  for (const std::uint16_t label : seen.label) bits.add(label);
  for (const ContactView& view : seen.contacts) {
    const Contact& c = view.contact;
    for (const double value : {c.area_cm2, c.force_n, c.x_mm, c.y_mm, c.centroid_sd_mm, c.p1_x_mm, c.p1_y_mm,
                               c.bad_share, view.speed_mm_s, view.dwell_s})
      bits.add(value);
    for (const float value : {c.peak, c.p1, c.mean, c.robust_peak, c.prominence}) bits.add(value);
    for (const int value : {c.peak_row, c.peak_col, c.sensels, static_cast<int>(c.component), view.track_id})
      bits.add(value);
  }
  for (const double value :
       {seen.totals.force_n, seen.totals.area_cm2, seen.totals.cop_x_mm, seen.totals.cop_y_mm})
    bits.add(value);
}

void add(Bits& bits, const RecordingMetrics& metrics) {
  for (const double value : {metrics.mean_active, metrics.force_max_n, metrics.contact_area_max_cm2,
                             metrics.fti_n_s, metrics.pti_peak, metrics.peak_time_s})
    bits.add(value);
  for (const float value : {metrics.peak, metrics.p1_max}) bits.add(value);
  for (const std::int64_t value : {metrics.peak_frame, metrics.active_samples, metrics.force_max_frame})
    bits.add(value);
}

// Three moving presses with noise; some readings missing, some sensels saturated.
std::vector<RawFrame> moving_frames(const StreamInfo& stream, int count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const bool whole = stream.format != SampleFormat::f32_kpa;
  std::vector<RawFrame> frames(static_cast<std::size_t>(count));
  for (int k = 0; k < count; ++k) {
    RawFrame& frame = frames[static_cast<std::size_t>(k)];
    frame.sequence = static_cast<std::uint64_t>(k);
    frame.captured_ns = 10'000'000LL * k;
    for (int row = 0; row < stream.layout.rows; ++row) {
      for (int col = 0; col < stream.layout.cols; ++col) {
        double value = static_cast<double>(random() % 1000) * 0.006;
        for (const auto& [x, y, high] :
             {std::array{0.3, 0.3, 900.0}, {0.6, 0.5, 500.0}, {0.98, 0.7, 1500.0}}) {
          const double dx = (col + 0.5) / stream.layout.cols - x - 0.002 * k,
                       dy = (row + 0.5) / stream.layout.rows - y;
          value += high * std::max(0.0, 1.0 - 40.0 * (dx * dx + dy * dy));
        }
        const bool lost = !whole && random() % 500 == 0;
        frame.samples.push_back(lost ? std::numeric_limits<float>::quiet_NaN()
                                     : static_cast<float>(whole ? std::round(value) : value));
      }
    }
  }
  return frames;
}

struct Case {
  int rows, cols;
  double pitch_mm;
  Surface surface;
  SampleFormat format;
  bool curve;
};

AnalyzerSetup setup_of(const Case& of) {
  AnalyzerSetup setup;
  setup.stream.layout = {.rows = of.rows,
                         .cols = of.cols,
                         .pitch_row_mm = of.pitch_mm,
                         .pitch_col_mm = of.pitch_mm,
                         .surface = of.surface,
                         .radius_mm = of.cols * of.pitch_mm / 6.283185307179586};
  setup.stream.format = of.format;
  setup.stream.full_scale = of.format == SampleFormat::f32_kpa ? 0.0 : 1400.0;
  setup.stream.rate_hz = 100.0;
  setup.stream.kpa_per_count = of.format == SampleFormat::f32_kpa ? 0.0 : 0.17;
  if (!of.curve) return setup;
  Calibration calibration;
  calibration.points = {{20, 5}, {90, 20}, {400, 77}, {900, 140}, {1300, 290}};
  std::mt19937_64 random(5);
  for (std::size_t i = 0; i < setup.stream.layout.sensels(); ++i) {
    calibration.gain.push_back(0.8F + 0.0001F * static_cast<float>(random() % 4000));
    calibration.zero.push_back(0.01F * static_cast<float>(random() % 700));
  }
  setup.calibration = calibration;
  return setup;
}

TEST(Simd, EveryInstructionSetGivesTheSameAnalysis) {
  for (const Case& of : {Case{24, 21, 10.0, Surface::flat, SampleFormat::u16, true},
                         {19, 33, 4.3, Surface::flat, SampleFormat::f32_kpa, false},
                         {16, 48, 5.0, Surface::cylinder, SampleFormat::u16, true},
                         {64, 70, 1.25, Surface::flat, SampleFormat::u16, false},
                         {12, 9, 14.0, Surface::cylinder, SampleFormat::u16, false}}) {
    const AnalyzerSetup setup = setup_of(of);
    const auto frames = moving_frames(setup.stream, 20, 3);
    std::optional<Bits> first;
    std::size_t contacts = 0;
    with_each_target([&](const char* target) {
      Analyzer analyzer(setup);
      MetricAccumulator metrics(setup.stream.layout, 0.0);
      Bits bits;
      for (const RawFrame& frame : frames) {
        const Observation& seen = analyzer.process(frame);
        contacts += seen.contacts.size();
        add(bits, seen);
        add(bits, analyzer.as_given());
        metrics.add(analyzer.as_given());
      }
      add(bits, metrics.metrics());
      bits.add(analyzer.spikes());
      if (!first) first = bits;
      EXPECT_TRUE(bits == *first) << target << ", " << of.rows << " x " << of.cols;
    });
    EXPECT_GT(contacts, 0U) << of.rows << " x " << of.cols;
  }
}

// Eight lanes by the letter: what a reader of the definition would write.
double lanes_total(std::span<const float> values) {
  std::array<double, 8> lane{};
  for (std::size_t i = 0; i < values.size(); ++i) lane[i % 8] += static_cast<double>(values[i]);
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

TEST(Simd, SumsRunInEightLanes) {
  std::mt19937_64 random(9);
  for (int round = 0; round < 200; ++round) {
    std::vector<float> pressure(random() % 100);
    for (float& value : pressure) value = std::exp(static_cast<float>(random() % 2000) / 100.0F - 10.0F);
    const std::vector<std::uint8_t> validity(pressure.size(), 0);
    const double expected = lanes_total(pressure);
    with_each_target(
        [&](const char* target) { EXPECT_EQ(sum_usable(pressure, validity).sum, expected) << target; });
  }
}

}  // namespace
}  // namespace rollscope
