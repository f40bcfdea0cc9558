#include "core/correct/creep_fit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/scene/creep_model.hpp"
#include "core/scene/random.hpp"

namespace rollscope {
namespace {

struct Bench {
  std::vector<double> time_s, load;
};

// Loads laid on by hand (half a second) for `seconds` each, with rests between them, at an uneven 20 Hz.
Bench bench(const Creep& real, const std::vector<double>& loads, double seconds, double noise,
            std::uint64_t seed, double rest_s = 30.0) {
  CreepModel sensor(real, 1);
  Random random(seed);
  Bench made;
  double time_s = 0.0, step_s = 0.0;
  const auto put = [&](double load) {
    const double felt = static_cast<double>(sensor.feel(0, static_cast<float>(load), step_s));
    made.time_s.push_back(time_s);
    made.load.push_back(felt + noise * random.normal());
    step_s = random.uniform(0.03, 0.07);
    time_s += step_s;
  };
  const auto hold = [&](double from, double to, double for_s) {
    const double begin_s = time_s;
    while (time_s < begin_s + for_s) put(from + (to - from) * std::min(1.0, (time_s - begin_s) / 0.5));
  };
  for (const double load : loads) {
    hold(0.0, 0.0, rest_s);
    hold(0.0, load, seconds);
    hold(load, 0.0, 1.0);
  }
  hold(0.0, 0.0, 5.0);
  return made;
}

TEST(CreepFit, FindsTheShareOfOneLoadOrSeveral) {
  for (const double share : {0.01, 0.03, 0.08}) {
    for (const std::vector<double>& loads : {std::vector<double>{300.0}, {100.0, 300.0, 200.0}}) {
      const Creep real{.per_decade = share};
      const Bench made = bench(real, loads, 120.0, 0.1, 5);
      const auto fit = fit_creep(made.time_s, made.load);
      ASSERT_TRUE(fit) << fit.error().detail;
      EXPECT_EQ(fit->steps.size(), loads.size());
      EXPECT_NEAR(fit->creep.per_decade, share, 0.03 * share);
      EXPECT_FALSE(fit->taus_moved);
      EXPECT_LT(std::abs(fit->creep.per_decade - share), fit->creep.uncertainty * fit->creep.per_decade);
      for (std::size_t i = 0; i < loads.size(); ++i)
        EXPECT_NEAR(fit->steps[i].load, loads[i], 0.01 * loads[i]);
    }
  }
}

// A perturbed sensor: other time constants than the fit has, in half decades, and a load that wanders.
TEST(CreepFit, AnotherSensorThanTheModelStillComesOutSteady) {
  const Creep real{.per_decade = 0.04, .tau_s = {0.15, 0.5, 1.6, 5.0, 16.0, 50.0, 160.0, 500.0}};
  const Bench made = bench(real, {150.0, 300.0}, 120.0, 1.0, 9, 120.0);
  const auto fit = fit_creep(made.time_s, made.load);
  ASSERT_TRUE(fit) << fit.error().detail;
  EXPECT_NEAR(fit->creep.per_decade, 0.04, 0.3 * 0.04);
  EXPECT_LT(fit->residual, 0.01);
}

TEST(CreepFit, MovesTheTimeConstantsWhereTheyClearlyFitBetter) {
  const Creep real{.per_decade = 0.06, .tau_s = {0.6, 6.0, 60.0, 600.0}};
  const Bench made = bench(real, {200.0, 300.0}, 150.0, 0.05, 2);
  const auto fit = fit_creep(made.time_s, made.load);
  ASSERT_TRUE(fit) << fit.error().detail;
  EXPECT_TRUE(fit->taus_moved);
  EXPECT_EQ(fit->creep.tau_s, real.tau_s);
  EXPECT_NEAR(fit->creep.per_decade, 0.06, 0.005);
  EXPECT_LT(fit->residual_doubled, fit->residual_halved);
}

TEST(CreepFit, OneLoadIsLessCertainThanThree) {
  const Creep real{.per_decade = 0.03};
  const Bench one = bench(real, {300.0}, 120.0, 0.1, 5),
              three = bench(real, {100.0, 200.0, 300.0}, 120.0, 0.1, 5);
  const auto lone = fit_creep(one.time_s, one.load), more = fit_creep(three.time_s, three.load);
  ASSERT_TRUE(lone && more);
  EXPECT_GE(lone->creep.uncertainty, 0.3);
  EXPECT_LT(more->creep.uncertainty, lone->creep.uncertainty);
}

TEST(CreepFit, RefusesWhatSaysNothing) {
  const Creep real{.per_decade = 0.03};
  EXPECT_FALSE(fit_creep({}, {}));
  const Bench brief = bench(real, {300.0}, 40.0, 0.1, 5);
  EXPECT_FALSE(fit_creep(brief.time_s, brief.load));
  const Bench none = bench({.per_decade = 0.0}, {300.0}, 120.0, 1.0, 5);
  EXPECT_FALSE(fit_creep(none.time_s, none.load));
  Bench restless = bench(real, {300.0}, 120.0, 0.1, 5);
  for (std::size_t i = 0; i < restless.load.size(); ++i) {
    if (restless.load[i] > 30.0) restless.load[i] *= 1.0 + 0.05 * std::sin(restless.time_s[i]);
  }
  EXPECT_FALSE(fit_creep(restless.time_s, restless.load));
}

}  // namespace
}  // namespace rollscope
