#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "app/station/latest_slot.hpp"
#include "app/station/link_meter.hpp"
#include "app/station/ring.hpp"

namespace rollscope {
namespace {

TEST(LatestSlot, GivesTheNewestOnceAndForgetsOlderOnes) {
  LatestSlot<int> slot;
  int value = -1;
  EXPECT_FALSE(slot.take(value));
  EXPECT_EQ(value, -1);
  for (int i = 1; i <= 3; ++i) {
    slot.back() = i;
    slot.publish();
  }
  EXPECT_TRUE(slot.take(value));
  EXPECT_EQ(value, 3);
  EXPECT_FALSE(slot.take(value));
  EXPECT_EQ(value, 3);
}

TEST(LatestSlot, LatestStaysReadable) {
  LatestSlot<int> slot;
  EXPECT_EQ(slot.latest(), 0);
  slot.back() = 7;
  slot.publish();
  EXPECT_EQ(slot.latest(), 7);
  EXPECT_EQ(slot.latest(), 7);
}

// Every buffer is written whole: a torn value would hold two different numbers.
TEST(LatestSlot, IsNeverTornNorGoesBack) {
  using Block = std::array<std::uint64_t, 64>;
  constexpr std::uint64_t kLast = 200'000;
  LatestSlot<Block> slot;
  std::jthread writer([&] {
    for (std::uint64_t i = 1; i <= kLast; ++i) {
      slot.back().fill(i);
      slot.publish();
    }
  });
  Block seen{};
  std::uint64_t newest = 0;
  while (newest < kLast) {
    if (!slot.take(seen)) continue;
    ASSERT_GT(seen[0], newest);
    for (const std::uint64_t value : seen) ASSERT_EQ(value, seen[0]);
    newest = seen[0];
  }
}

TEST(Ring, RefusesWhenFullAndLeavesTheItemAlone) {
  Ring<std::unique_ptr<int>> ring(4);
  int pushed = 0;
  auto item = std::make_unique<int>(0);
  while (ring.push(std::move(item))) item = std::make_unique<int>(++pushed);
  EXPECT_EQ(pushed, 4);
  ASSERT_TRUE(item);
  EXPECT_EQ(*item, pushed);
  for (int i = 0; i < pushed; ++i) {
    ASSERT_TRUE(ring.pop(item));
    EXPECT_EQ(*item, i);
  }
  EXPECT_FALSE(ring.pop(item));
  EXPECT_TRUE(ring.push(std::make_unique<int>(1)));
}

TEST(Ring, KeepsOrderBetweenTwoThreads) {
  constexpr int kItems = 100'000;
  Ring<std::string> ring(64);
  std::jthread producer([&] {
    for (int i = 0; i < kItems; ++i) {
      std::string item = std::to_string(i);
      while (!ring.push(std::move(item))) std::this_thread::yield();
    }
  });
  std::string item;
  for (int expected = 0; expected < kItems;) {
    if (!ring.pop(item, std::chrono::milliseconds(10))) continue;
    ASSERT_EQ(item, std::to_string(expected));
    ++expected;
  }
}

TEST(LinkMeter, MeasuresRateAndLatency) {
  LinkMeter meter;
  EXPECT_EQ(meter.figures(0).rate_hz, 0.0);
  std::int64_t now_ns = 1'000'000'000'000;
  for (int i = 0; i < 3000; ++i) meter.add(now_ns += 10'000'000, (i % 100) * 1'000);
  const LinkFigures figures = meter.figures(now_ns);
  EXPECT_NEAR(figures.rate_hz, 100.0, 1e-6);
  EXPECT_NEAR(figures.latency_p50_s, 50e-6, 2e-6);
  EXPECT_NEAR(figures.latency_p95_s, 95e-6, 2e-6);
  // Two seconds on, nothing of that counts any more.
  EXPECT_EQ(meter.figures(now_ns + 2'500'000'000).rate_hz, 0.0);
  EXPECT_EQ(meter.figures(now_ns + 2'500'000'000).latency_p50_s, 0.0);
}

TEST(LinkMeter, HasNoLatencyWithoutALiveClock) {
  LinkMeter meter;
  for (int i = 1; i <= 10; ++i) meter.add(i * 1'000'000, -1);
  EXPECT_EQ(meter.figures(10'000'000).latency_p95_s, 0.0);
  EXPECT_NEAR(meter.figures(10'000'000).rate_hz, 1000.0, 1e-6);
}

}  // namespace
}  // namespace rollscope
