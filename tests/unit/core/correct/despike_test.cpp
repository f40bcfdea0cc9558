#include "core/correct/despike.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace rollscope {
namespace {

StreamInfo stream_of(int sensels, double rate_hz = 100.0, bool numbered = false) {
  StreamInfo stream;
  stream.layout.rows = 1;
  stream.layout.cols = sensels;
  stream.rate_hz = rate_hz;
  stream.numbered = numbered;
  return stream;
}

RawFrame frame_of(std::vector<float> samples, std::uint64_t sequence = 0) {
  RawFrame frame;
  frame.sequence = sequence;
  frame.samples = std::move(samples);
  return frame;
}

std::vector<float> run(Despike& despike, const std::vector<float>& values, double step_s = 0.01) {
  std::vector<float> out;
  for (std::size_t k = 0; k < values.size(); ++k) {
    out.push_back(despike.process(frame_of({values[k]}, k), step_s * static_cast<double>(k))[0]);
  }
  return out;
}

TEST(Despike, IsTheMedianOfThree) {
  std::mt19937_64 random(1);
  Despike despike(stream_of(5));
  std::vector<std::vector<float>> history;
  for (std::uint64_t k = 0; k < 200; ++k) {
    std::vector<float> samples(5);
    for (float& sample : samples) sample = static_cast<float>(random() % 20);
    history.push_back(samples);
    const auto out = despike.process(frame_of(samples, k), 0.01 * static_cast<double>(k));
    if (k < 2) continue;
    for (std::size_t i = 0; i < 5; ++i) {
      std::vector<float> three{history[k][i], history[k - 1][i], history[k - 2][i]};
      std::sort(three.begin(), three.end());
      EXPECT_EQ(out[i], three[1]);
    }
  }
}

TEST(Despike, RemovesSingleFrameSpikesAndCountsThem) {
  Despike despike(stream_of(1));
  despike.set_spike_height(20.0F);
  EXPECT_EQ(run(despike, {5, 5, 5, 250, 5, 5, 0, 5, 5, 12, 5}),
            (std::vector<float>{5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5}));
  EXPECT_EQ(despike.spikes(), 1) << "5 and 7 counts are noise";
}

TEST(Despike, PassesEveryStepOneFrameLate) {
  Despike despike(stream_of(1));
  EXPECT_EQ(run(despike, {0, 0, 0, 9, 9, 9, 0, 0}), (std::vector<float>{0, 0, 0, 0, 9, 9, 9, 0}));
  EXPECT_EQ(despike.spikes(), 0);
}

TEST(Despike, ToleratesMissingReadings) {
  Despike despike(stream_of(1));
  const auto out = run(despike, {4, kNotGiven, 4, 6, kNotGiven, 300, 7, 7});
  EXPECT_EQ(out[0], 4);
  EXPECT_TRUE(std::isnan(out[1]));
  EXPECT_EQ(out[2], 4);
  EXPECT_EQ(out[3], 4);
  EXPECT_TRUE(std::isnan(out[4]));
  EXPECT_EQ(out[5], 6) << "the lower of the two readings there are";
  EXPECT_EQ(out[6], 7);
  EXPECT_EQ(out[7], 7);
}

TEST(Despike, NeverMixesOldAndNewAcrossAGap) {
  Despike by_time(stream_of(1));
  by_time.process(frame_of({10}), 0.00);
  by_time.process(frame_of({10}), 0.01);
  EXPECT_EQ(by_time.process(frame_of({90}), 0.05)[0], 90) << "four steps later";
  EXPECT_EQ(by_time.process(frame_of({80}), 0.06)[0], 80);
  EXPECT_EQ(by_time.process(frame_of({95}), 0.09)[0], 90) << "three steps later is no gap";

  Despike by_number(stream_of(1, 100.0, true));
  by_number.process(frame_of({10}, 1), 0.00);
  by_number.process(frame_of({10}, 2), 0.01);
  EXPECT_EQ(by_number.process(frame_of({90}, 3), 0.20)[0], 10) << "a late frame is not a lost one";
  EXPECT_EQ(by_number.process(frame_of({70}, 7), 0.24)[0], 70);
  EXPECT_EQ(by_number.process(frame_of({40}, 1), 0.25)[0], 40) << "the device started anew";
}

TEST(Despike, LearnsTheStepWhereNothingTellsIt) {
  Despike despike(stream_of(1, 0.0));
  EXPECT_EQ(run(despike, {0, 0, 0, 50, 0, 0}, 1.0), (std::vector<float>{0, 0, 0, 0, 0, 0}))
      << "one frame a second";
  EXPECT_EQ(despike.process(frame_of({60}), 12.0)[0], 60);
}

}  // namespace
}  // namespace rollscope
