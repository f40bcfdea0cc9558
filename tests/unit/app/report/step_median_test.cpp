#include "app/report/step_median.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace rollscope {
namespace {

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
}

TEST(StepMedian, IsTheMedian) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 100; ++round) {
    StepMedian steps;
    std::vector<double> all;
    for (std::uint64_t k = 0; k < 1 + random() % 40; ++k) {
      all.push_back(1e-9 * static_cast<double>(static_cast<std::int64_t>(random() % 20'000'000) - 1'000'000));
      steps.add(all.back());
      ASSERT_NEAR(steps.median_s(), median(all), 1e-15);
    }
  }
  EXPECT_EQ(StepMedian().median_s(), 0.0);
}

TEST(StepMedian, ConstantStepsComeOutExactly) {
  StepMedian steps;
  double last_s = 0.0;
  for (int k = 1; k < 1000; ++k) {
    steps.add(k * 0.01 - last_s);
    last_s = k * 0.01;
  }
  EXPECT_DOUBLE_EQ(steps.median_s(), 0.01);
}

TEST(StepMedian, StaysCloseWhereNoTwoStepsAreAlike) {
  std::mt19937_64 random(2);
  StepMedian steps;
  std::vector<double> all;
  for (int k = 0; k < 300'000; ++k) {
    all.push_back(0.01 + 1e-9 * static_cast<double>(random() % 2'000'000));
    steps.add(all.back());
  }
  EXPECT_NEAR(steps.median_s(), median(all), 1e-7);
}

}  // namespace
}  // namespace rollscope
