#include "core/correct/zero.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <random>

namespace rollscope {
namespace {

constexpr int kRows = 12, kCols = 10;

StreamInfo stream_in(SampleFormat format, double full_scale) {
  StreamInfo stream;
  stream.layout.rows = kRows;
  stream.layout.cols = kCols;
  stream.format = format;
  stream.full_scale = full_scale;
  return stream;
}

using Reading = std::function<float(int row, int col, int frame)>;

Result<Zero> take(const StreamInfo& stream, const Reading& reading, double rate_hz = 50.0,
                  const std::optional<Calibration>& calibration = std::nullopt) {
  ZeroGatherer gatherer(stream.layout, stream);
  const auto converter = PressureConverter::make(stream, calibration);
  gatherer.start();
  std::vector<float> samples(kRows * kCols);
  int frame = 0;
  bool done = false;
  while (!done) {
    for (int i = 0; i < kRows * kCols; ++i) {
      samples[static_cast<std::size_t>(i)] = reading(i / kCols, i % kCols, frame);
    }
    done = gatherer.add(samples, 100.0 + frame / rate_hz);
    ++frame;
  }
  EXPECT_NEAR(frame / rate_hz, 2.0, 1.5 / rate_hz);
  return gatherer.finish(*converter, {});
}

TEST(Zero, IsTheMedianOfTwoSeconds) {
  for (const double rate_hz : {5.0, 50.0, 400.0}) {
    std::mt19937_64 random(1);
    const auto zero = take(
        stream_in(SampleFormat::u16, 4095),
        [&](int row, int col, int) {
          return static_cast<float>(20 + row + col) + static_cast<float>(random() % 3) - 1;
        },
        rate_hz);
    ASSERT_TRUE(zero) << zero.error().detail;
    for (int i = 0; i < kRows * kCols; ++i) {
      EXPECT_NEAR(zero->samples[static_cast<std::size_t>(i)], 20 + i / kCols + i % kCols, 1.0);
    }
    EXPECT_LE(zero->frames, 128);
    EXPECT_GT(zero->noise, 0.2F);
  }
}

TEST(Zero, TakesAnOffsetCommonToAllSensels) {
  const auto zero = take(stream_in(SampleFormat::u8, 255), [](int, int, int) { return 20.0F; });
  ASSERT_TRUE(zero) << zero.error().detail;
  EXPECT_EQ(zero->samples[7], 20.0F);
}

TEST(Zero, IsRefusedUnderLoad) {
  const auto pressed = [](int row, int col, int) {
    return row > 3 && row < 7 && col > 2 && col < 6 ? 25.0F : 4.0F;
  };
  for (const auto& [format, full_scale] :
       {std::pair(SampleFormat::u8, 255.0), {SampleFormat::f32_kpa, 400.0}}) {
    const auto zero = take(stream_in(format, full_scale), pressed);
    ASSERT_FALSE(zero);
    EXPECT_EQ(zero.error().code, Errc::refused);
    EXPECT_NE(zero.error().detail.find("lift everything off"), std::string::npos);
  }
  EXPECT_TRUE(take(stream_in(SampleFormat::u8, 255), [](int row, int col, int) {
    return row == 4 && col == 4 ? 20.0F : 4.0F;
  })) << "one sensel with an offset is no load";
}

TEST(Zero, IsRefusedWhenRestlessOrFarOff) {
  const StreamInfo stream = stream_in(SampleFormat::u16, 4095);
  const auto restless = take(stream, [](int row, int col, int frame) {
    return row == 3 && col == 7 ? static_cast<float>((frame * 37) % 100) : 10.0F;
  });
  ASSERT_FALSE(restless);
  EXPECT_NE(restless.error().detail.find("row 3, column 7"), std::string::npos) << restless.error().detail;
  const auto far = take(stream, [](int row, int col, int) { return row == 3 && col == 7 ? 410.0F : 10.0F; });
  ASSERT_FALSE(far);
  EXPECT_NE(far.error().detail.find("row 3, column 7"), std::string::npos);
}

TEST(Zero, JudgesInKpaWhereCalibrated) {
  Calibration calibration;
  calibration.points = {{400, 40}, {4000, 400}};
  const StreamInfo stream = stream_in(SampleFormat::u16, 4095);
  const auto sway = [](float counts) {
    return [counts](int, int, int frame) { return 50.0F + counts * static_cast<float>(frame % 3 - 1); };
  };
  EXPECT_TRUE(take(stream, sway(9), 50.0, calibration)) << "0.9 kPa";
  EXPECT_FALSE(take(stream, sway(12), 50.0, calibration)) << "1.2 kPa";
}

TEST(Zero, LeavesOutMissingAndDeadSensels) {
  StreamInfo stream = stream_in(SampleFormat::f32_kpa, 0);
  const auto zero = take(stream, [](int row, int, int) { return row == 0 ? kNotGiven : 1.5F; });
  ASSERT_TRUE(zero);
  EXPECT_EQ(zero->samples[0], 0.0F);
  EXPECT_EQ(zero->samples[kCols], 1.5F);
  EXPECT_FALSE(take(stream, [](int, int, int) { return kNotGiven; }));
}

TEST(Zero, NeedsEnoughFrames) {
  const auto zero = take(stream_in(SampleFormat::u16, 4095), [](int, int, int) { return 3.0F; }, 1.0);
  ASSERT_FALSE(zero);
  EXPECT_NE(zero.error().detail.find("only 3 frames"), std::string::npos) << zero.error().detail;
}

}  // namespace
}  // namespace rollscope
