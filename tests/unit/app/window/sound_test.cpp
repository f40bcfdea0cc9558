#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "app/window/sound_player.hpp"
#include "app/window/sound_schedule.hpp"

namespace rollscope {
namespace {

// How often each tone begins while `state` lasts for `seconds`, asked 50 times a second.
std::map<Tone, int> heard(SoundSchedule& schedule, const SoundState& state, double from_s, double seconds) {
  std::map<Tone, int> count;
  for (double t = from_s; t < from_s + seconds; t += 0.02)
    if (const auto tone = schedule.update(state, t)) ++count[*tone];
  return count;
}

TEST(SoundSchedule, RepeatsEachAlertAtItsPace) {
  SoundState stop, caution, technical;
  stop.stop = caution.caution = technical.technical = true;
  SoundSchedule a, b, c;
  EXPECT_EQ(heard(a, stop, 0, 60), (std::map<Tone, int>{{Tone::stop, 12}}));
  EXPECT_EQ(heard(b, caution, 0, 60), (std::map<Tone, int>{{Tone::caution, 3}}));
  EXPECT_EQ(heard(c, technical, 0, 60), (std::map<Tone, int>{{Tone::technical, 2}}));
}

TEST(SoundSchedule, OnlyTheHighestAlertSoundsAndAtOnce) {
  SoundSchedule schedule;
  SoundState state;
  state.caution = true;
  EXPECT_EQ(schedule.update(state, 0), Tone::caution);
  state.stop = state.technical = true;
  EXPECT_EQ(schedule.update(state, 0.1), Tone::stop);
  EXPECT_EQ(schedule.update(state, 0.2), std::nullopt);
  state.stop = false;
  EXPECT_EQ(schedule.update(state, 0.3), Tone::technical);
}

TEST(SoundSchedule, SilenceEndsAndTheStopSoundsAgain) {
  SoundSchedule schedule;
  SoundState state;
  state.stop = state.silenced = true;
  EXPECT_TRUE(heard(schedule, state, 0, 120).empty());
  state.silenced = false;
  EXPECT_EQ(schedule.update(state, 120), Tone::stop);
  state.stop = false;  // acknowledged
  EXPECT_TRUE(heard(schedule, state, 121, 60).empty());
}

TEST(SoundSchedule, TheTargetChimesOnceAndNeverOverAnAlert) {
  SoundSchedule schedule;
  SoundState state;
  state.target_reached = true;
  EXPECT_EQ(schedule.update(state, 1), Tone::target);
  state.stop = true;
  EXPECT_EQ(schedule.update(state, 2), Tone::stop);
  EXPECT_EQ(schedule.update(state, 2.5), std::nullopt);
}

TEST(SoundSchedule, SaysWhenItWantsToBeAskedAgain) {
  SoundSchedule schedule;
  SoundState state;
  EXPECT_GT(schedule.next_in_s(0), 1e6);
  state.stop = true;
  schedule.update(state, 10);
  EXPECT_NEAR(schedule.next_in_s(12), 3, 1e-9);
}

// Runs of sound separated by at least 20 ms of silence.
int pulses(Tone tone) {
  int count = 0, quiet = kSoundRate_hz;
  for (const std::int16_t sample : synthesize(tone)) {
    if (std::abs(static_cast<int>(sample)) > 300) {
      if (quiet > kSoundRate_hz / 50) ++count;
      quiet = 0;
    } else {
      ++quiet;
    }
  }
  return count;
}

TEST(Tones, HaveThePulsesOfTheDesign) {
  EXPECT_EQ(pulses(Tone::stop), 5);
  EXPECT_EQ(pulses(Tone::caution), 3);
  EXPECT_EQ(pulses(Tone::technical), 2);
  for (const Tone tone : {Tone::stop, Tone::caution, Tone::technical, Tone::target}) {
    const auto samples = synthesize(tone);
    ASSERT_FALSE(samples.empty());
    EXPECT_LT(static_cast<double>(samples.size()) / kSoundRate_hz, 2.0);
    EXPECT_LT(std::abs(static_cast<int>(samples.front())), 200) << "begins with a click";
    EXPECT_LT(std::abs(static_cast<int>(samples.back())), 1500) << "ends with a click";
  }
}

}  // namespace
}  // namespace rollscope
