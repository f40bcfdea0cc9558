#include "core/contact/contact_finder.hpp"

#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <set>

#include "tests/unit/core/contact/field.hpp"

namespace rollscope {
namespace {

using namespace test;

// Sensels in sets, one a contact: what must not depend on the order of labels.
std::set<std::set<std::size_t>> patches(std::span<const std::uint16_t> label) {
  std::map<std::uint16_t, std::set<std::size_t>> by_label;
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (label[i] != 0) by_label[label[i]].insert(i);
  }
  std::set<std::set<std::size_t>> sets;
  for (auto& [number, sensels] : by_label) sets.insert(std::move(sensels));
  return sets;
}

std::set<std::set<std::size_t>> patches_of(const SensorLayout& layout, const PressureFrame& frame) {
  ContactFinder finder = finder_for(layout);
  finder.find(frame);
  return patches(finder.label());
}

std::vector<std::size_t> neighbours(const SensorLayout& layout, std::size_t at) {
  std::set<std::size_t> found;
  const int row = static_cast<int>(at) / layout.cols, col = static_cast<int>(at) % layout.cols;
  for (int r = std::max(0, row - 1); r <= std::min(layout.rows - 1, row + 1); ++r) {
    for (int dc = -1; dc <= 1; ++dc) {
      int c = col + dc;
      if (layout.periodic()) c = (c + layout.cols) % layout.cols;
      if (c >= 0 && c < layout.cols && sensel(layout, r, c) != at) found.insert(sensel(layout, r, c));
    }
  }
  return {found.begin(), found.end()};
}

// Connected patch of sensels at `level` and above around `at`, by plain flood fill.
std::set<std::size_t> patch_at(const SensorLayout& layout, const PressureFrame& frame, std::size_t at,
                               float level) {
  std::set<std::size_t> patch;
  std::vector<std::size_t> open{at};
  while (!open.empty()) {
    const std::size_t i = open.back();
    open.pop_back();
    if (frame.pressure[i] < level || (frame.validity[i] & kNotUsable) != 0 || !patch.insert(i).second)
      continue;
    for (const std::size_t n : neighbours(layout, i)) open.push_back(n);
  }
  return patch;
}

float highest(const PressureFrame& frame, const std::set<std::size_t>& patch) {
  float value = -1e9F;
  for (const std::size_t i : patch) value = std::max(value, frame.pressure[i]);
  return value;
}

// Peaks that stand out, by the definition of prominence: a peak's is its height over the highest level at
// which its patch holds something higher (of equal ones, the first in row order counts as higher). O(n^2
// levels).
std::size_t count_prominent_peaks(const SensorLayout& layout, const PressureFrame& frame,
                                  const std::set<std::size_t>& component,
                                  const ContactThresholds& thresholds) {
  std::set<float> levels;
  for (const std::size_t i : component) levels.insert(frame.pressure[i]);
  std::size_t count = 0;
  for (const std::size_t i : component) {
    const float height = frame.pressure[i];
    float saddle = -1e9F;
    for (auto level = levels.rbegin(); level != levels.rend() && saddle < -1e8F; ++level) {
      if (*level > height) continue;
      for (const std::size_t j : patch_at(layout, frame, i, *level)) {
        if (frame.pressure[j] > height || (frame.pressure[j] == height && j < i)) saddle = *level;
      }
    }
    if (saddle < -1e8F || height - saddle >= thresholds.prominence_needed(height)) ++count;
  }
  return count;
}

SensorLayout random_layout(std::mt19937_64& random) {
  const int rows = 1 + static_cast<int>(random() % 14), cols = 1 + static_cast<int>(random() % 14);
  return random() % 3 == 0 ? cylinder(rows, cols) : flat(rows, cols);
}

TEST(ContactFinder, AgreesWithTheDefinitionOnRandomFields) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 300; ++round) {
    const SensorLayout layout = random_layout(random);
    PressureFrame frame = random_field(layout, random, round % 2 == 0 ? 0.0F : 8.0F);
    for (std::uint8_t& validity : frame.validity) validity = random() % 20 == 0 ? dead : valid;
    ContactThresholds thresholds = default_thresholds(layout);
    thresholds.a_min_cm2 = 0;  // so that no basin is too small, and peaks can be counted one by one
    thresholds.sensels_min = 1;
    ContactFinder finder(layout);
    finder.set_thresholds(thresholds);
    finder.find(frame);

    std::set<std::size_t> seen;
    std::size_t expected = 0;
    for (std::size_t i = 0; i < layout.sensels(); ++i) {
      if (seen.contains(i)) continue;
      const auto patch = patch_at(layout, frame, i, thresholds.p_off);
      seen.insert(patch.begin(), patch.end());
      const bool is_contact = !patch.empty() && highest(frame, patch) >= thresholds.p_on;
      if (is_contact) expected += count_prominent_peaks(layout, frame, patch, thresholds);
      std::set<int> components;
      for (const std::size_t j : patch) {
        ASSERT_EQ(finder.label()[j] != 0, is_contact) << "round " << round;
        if (is_contact) components.insert(finder.contacts()[finder.label()[j] - 1U].component);
      }
      ASSERT_EQ(components.size(), is_contact ? 1U : 0U) << "round " << round;
    }
    ASSERT_EQ(finder.contacts().size(), expected) << "round " << round;
  }
}

TEST(ContactFinder, KeepsEachContactConnectedAndItsSumsWhole) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 300; ++round) {
    const SensorLayout layout = random_layout(random);
    const PressureFrame frame = random_field(layout, random, round % 2 == 0 ? 0.0F : 4.0F);
    ContactFinder finder = finder_for(layout);
    finder.find(frame);
    std::map<int, double> force_of_component, expected;
    for (const Contact& contact : finder.contacts()) force_of_component[contact.component] += contact.force_n;
    for (std::size_t i = 0; i < layout.sensels(); ++i) {
      if (finder.label()[i] == 0) continue;
      const int component = finder.contacts()[finder.label()[i] - 1U].component;
      expected[component] += static_cast<double>(frame.pressure[i]) * layout.sensel_area_cm2() * 0.1;
    }
    for (const auto& [component, force] : expected)
      EXPECT_NEAR(force_of_component[component], force, 1e-6 * force);

    for (std::size_t k = 0; k < finder.contacts().size(); ++k) {
      const Contact& contact = finder.contacts()[k];
      PressureFrame alone = frame;
      int sensels = 0;
      double sum = 0;
      std::vector<float> values;
      for (std::size_t i = 0; i < layout.sensels(); ++i) {
        if (finder.label()[i] != k + 1) {
          alone.pressure[i] = 0.0F;
          continue;
        }
        ++sensels;
        sum += static_cast<double>(frame.pressure[i]);
        values.push_back(frame.pressure[i]);
      }
      const std::size_t peak = sensel(layout, contact.peak_row, contact.peak_col);
      std::sort(values.rbegin(), values.rend());
      EXPECT_EQ(contact.sensels, sensels);
      EXPECT_EQ(contact.peak, values.front());
      EXPECT_EQ(frame.pressure[peak], contact.peak);
      EXPECT_EQ(finder.label()[peak], k + 1);
      EXPECT_EQ(contact.p1, contact.peak) << "at 10 mm pitch P1 is the sensel's value";
      EXPECT_NEAR(contact.mean, sum / sensels, 1e-3);
      EXPECT_GE(contact.prominence, 0.0F);
      EXPECT_LE(contact.prominence, contact.peak);
      const double top = static_cast<double>(std::min<std::size_t>(4, values.size()));
      EXPECT_NEAR(contact.robust_peak,
                  std::accumulate(values.begin(), values.begin() + static_cast<int>(top), 0.0) / top, 1e-3);
      EXPECT_EQ(patch_at(layout, alone, peak, 10.0F).size(), static_cast<std::size_t>(sensels))
          << "connected, round " << round;
      if (k > 0) {
        EXPECT_GE(finder.contacts()[k - 1].p1, contact.p1);
      }
    }
  }
}

// Where `map` takes sensel (row, col); the same field seen another way round gives the same contacts.
template <class Map>
void expect_same_after(const SensorLayout& from, const SensorLayout& to, std::uint64_t seed, Map map) {
  std::mt19937_64 random(seed);
  for (int round = 0; round < 100; ++round) {
    const PressureFrame frame = random_field(from, random, 0.0F);
    PressureFrame turned = empty_frame(to);
    std::vector<std::size_t> to_index(from.sensels());
    for (int row = 0; row < from.rows; ++row) {
      for (int col = 0; col < from.cols; ++col) {
        const auto [r, c] = map(row, col);
        to_index[sensel(from, row, col)] = sensel(to, r, c);
        turned.pressure[sensel(to, r, c)] = frame.pressure[sensel(from, row, col)];
      }
    }
    std::set<std::set<std::size_t>> expected;
    for (const auto& patch : patches_of(from, frame)) {
      std::set<std::size_t> moved;
      for (const std::size_t i : patch) moved.insert(to_index[i]);
      expected.insert(moved);
    }
    ASSERT_EQ(patches_of(to, turned), expected) << "round " << round;
  }
}

TEST(ContactFinder, FindsTheSameMirroredTurnedAndShiftedRound) {
  const SensorLayout layout = flat(17, 23), turned = flat(23, 17), round = cylinder(12, 20);
  expect_same_after(layout, layout, 3, [&](int r, int c) { return std::pair(r, layout.cols - 1 - c); });
  expect_same_after(layout, layout, 4, [&](int r, int c) { return std::pair(layout.rows - 1 - r, c); });
  expect_same_after(layout, turned, 5, [&](int r, int c) { return std::pair(c, layout.rows - 1 - r); });
  for (const int shift : {1, 7, 19}) {
    expect_same_after(round, round, 6, [&](int r, int c) { return std::pair(r, (c + shift) % round.cols); });
  }
}

TEST(ContactFinder, CentroidTurnsWithTheCylinder) {
  const SensorLayout layout = cylinder(12, 24);
  for (int shift = 0; shift < 24; ++shift) {
    ContactFinder finder = finder_for(layout);
    const double x = wrap(123.0 + 10.0 * shift, 240.0);
    finder.find(frame_of(layout, {{x, 61.0, 35.0, 80.0}}));
    ASSERT_EQ(finder.contacts().size(), 1U);
    EXPECT_NEAR(wrapped_difference(finder.contacts()[0].x_mm, x, 240.0), 0.0, 0.6);
    EXPECT_NEAR(finder.contacts()[0].y_mm, 61.0, 0.6);
    EXPECT_FALSE(finder.contacts()[0].touches_border);
  }
}

TEST(ContactFinder, ScalesWithItsThresholds) {
  std::mt19937_64 random(7);
  const SensorLayout layout = flat(20, 20);
  for (int round = 0; round < 50; ++round) {
    PressureFrame frame = random_field(layout, random, 0.0F);
    ContactFinder finder = finder_for(layout);
    finder.find(frame);
    const std::vector<std::uint16_t> label(finder.label().begin(), finder.label().end());
    const double force = finder.contacts().empty() ? 0.0 : finder.contacts()[0].force_n;
    for (float& pressure : frame.pressure) pressure *= 4.0F;  // exact in a float
    ContactThresholds thresholds = finder.thresholds();
    thresholds.p_on *= 4.0F;
    thresholds.p_off *= 4.0F;
    thresholds.prominence_min *= 4.0F;
    finder.set_thresholds(thresholds);
    finder.find(frame);
    EXPECT_EQ(std::vector<std::uint16_t>(finder.label().begin(), finder.label().end()), label);
    if (force > 0.0) {
      EXPECT_DOUBLE_EQ(finder.contacts()[0].force_n, 4.0 * force);
    }
  }
}

TEST(ContactFinder, KeepsTwoCloseContactsTwo) {
  const SensorLayout layout = flat(16, 24);
  ContactFinder finder = finder_for(layout);
  finder.find(frame_of(layout, {{75.0, 80.0, 35.0, 120.0}, {125.0, 80.0, 35.0, 90.0}}));
  ASSERT_EQ(finder.contacts().size(), 2U);
  EXPECT_EQ(finder.contacts()[0].component, finder.contacts()[1].component);
  EXPECT_NEAR(finder.contacts()[0].x_mm, 75.0, 3.0);
  EXPECT_NEAR(finder.contacts()[1].x_mm, 125.0, 3.0);
  finder.find(frame_of(layout, {{75.0, 80.0, 25.0, 120.0}, {135.0, 80.0, 25.0, 90.0}}));
  ASSERT_EQ(finder.contacts().size(), 2U);
  EXPECT_NE(finder.contacts()[0].component, finder.contacts()[1].component);
  EXPECT_EQ(finder.contacts()[0].prominence, finder.contacts()[0].peak);
}

TEST(ContactFinder, TakesAPlateauForOneContact) {
  const SensorLayout layout = flat(20, 20);
  PressureFrame frame = empty_frame(layout);
  for (int row = 3; row < 14; ++row) {
    for (int col = 2; col < 17; ++col) {
      frame.pressure[sensel(layout, row, col)] = (row * 7 + col * 3) % 4 == 0 ? 44.0F : 40.0F;
      frame.validity[sensel(layout, row, col)] = saturated;
    }
  }
  ContactFinder finder = finder_for(layout);
  finder.find(frame);
  ASSERT_EQ(finder.contacts().size(), 1U);
  EXPECT_EQ(finder.contacts()[0].sensels, 11 * 15);
  EXPECT_TRUE(finder.contacts()[0].saturated);
}

TEST(ContactFinder, NeedsSeedSenselsAndArea) {
  const SensorLayout fine = flat(10, 10, 5.0), usual = flat(10, 10), coarse = flat(10, 10, 20.0);
  const auto contacts = [](const SensorLayout& layout, int sensels, float pressure) {
    PressureFrame frame = empty_frame(layout);
    for (int i = 0; i < sensels; ++i) frame.pressure[sensel(layout, 3 + i / 4, 3 + i % 4)] = pressure;
    ContactFinder finder = finder_for(layout);
    finder.find(frame);
    return finder.contacts().size();
  };
  EXPECT_EQ(contacts(usual, 4, 14.9F), 0U);
  EXPECT_EQ(contacts(usual, 4, 15.0F), 1U);
  EXPECT_EQ(contacts(usual, 3, 80.0F), 0U);
  EXPECT_EQ(contacts(fine, 7, 80.0F), 0U);  // 1.75 cm2
  EXPECT_EQ(contacts(fine, 8, 80.0F), 1U);
  EXPECT_EQ(contacts(coarse, 1, 80.0F), 0U);
  EXPECT_EQ(contacts(coarse, 2, 80.0F), 1U);
}

TEST(ContactFinder, AHighSingleSenselJoinsThePatchItStandsIn) {
  const SensorLayout layout = flat(16, 16);
  PressureFrame frame = frame_of(layout, {{80.0, 80.0, 45.0, 60.0}});
  frame.pressure[sensel(layout, 5, 5)] = 150.0F;
  ContactFinder finder = finder_for(layout);
  finder.find(frame);
  ASSERT_EQ(finder.contacts().size(), 1U);
  EXPECT_EQ(finder.contacts()[0].peak, 150.0F);
}

TEST(ContactFinder, FlagsBorderEdgeAndBadSensels) {
  const SensorLayout layout = flat(16, 16);
  ContactFinder finder = finder_for(layout);
  finder.find(frame_of(layout, {{25.0, 80.0, 35.0, 80.0}}));
  EXPECT_TRUE(finder.contacts()[0].touches_border);
  EXPECT_FALSE(finder.contacts()[0].at_edge);
  finder.find(frame_of(layout, {{3.0, 80.0, 35.0, 80.0}}));
  EXPECT_TRUE(finder.contacts()[0].at_edge);

  PressureFrame frame = frame_of(layout, {{80.0, 80.0, 45.0, 80.0}});
  finder.find(frame);
  const int whole = finder.contacts()[0].sensels;
  EXPECT_EQ(finder.contacts()[0].bad_share, 0.0);
  for (int col = 0; col < 16; ++col) {  // a dead line through it
    frame.validity[sensel(layout, 7, col)] = dead;
    frame.pressure[sensel(layout, 7, col)] = 0.0F;
  }
  finder.find(frame);
  int sensels = 0;
  double bad = 0;
  for (const Contact& contact : finder.contacts()) {
    sensels += contact.sensels;
    bad += contact.bad_share * contact.sensels / (1.0 - contact.bad_share);
  }
  EXPECT_NEAR(sensels + bad, whole, 1e-9);
}

TEST(ContactFinder, BadSenselsAcrossTheSeamCountOnce) {
  const SensorLayout layout = cylinder(10, 16);
  PressureFrame frame = frame_of(layout, {{0.0, 50.0, 35.0, 80.0}});
  ContactFinder finder = finder_for(layout);
  finder.find(frame);
  const int whole = finder.contacts()[0].sensels;
  frame.validity[sensel(layout, 5, 0)] = frame.validity[sensel(layout, 5, 15)] = missing;
  finder.find(frame);
  ASSERT_EQ(finder.contacts().size(), 1U);
  EXPECT_NEAR(finder.contacts()[0].bad_share, 2.0 / whole, 1e-9);
}

TEST(ContactFinder, FilledSenselsCountInSumsAndNeverInAPeak) {
  const SensorLayout layout = flat(16, 16);
  const PressureFrame whole = frame_of(layout, {{83.0, 86.0, 45.0, 100.0}});
  ContactFinder finder = finder_for(layout);
  finder.find(whole);
  const Contact before = finder.contacts()[0];

  // The highest sensel, filled ever higher: load and area see it, peak, P1 and robust peak never do.
  PressureFrame frame = whole;
  const std::size_t top = sensel(layout, before.peak_row, before.peak_col);
  frame.validity[top] = dead | filled;
  Contact last = before;
  for (const float value : {95.0F, 200.0F, 5000.0F}) {
    frame.pressure[top] = value;
    finder.find(frame);
    ASSERT_EQ(finder.contacts().size(), 1U);
    const Contact& now = finder.contacts()[0];
    EXPECT_EQ(now.sensels, before.sensels);
    EXPECT_EQ(now.area_cm2, before.area_cm2);
    EXPECT_NEAR(now.force_n, before.force_n + 0.1 * (static_cast<double>(value - whole.pressure[top])), 1e-3);
    EXPECT_LT(now.peak, before.peak);
    EXPECT_EQ(finder.label()[top], 1);
    EXPECT_DOUBLE_EQ(now.bad_share, 1.0 / before.sensels);
    EXPECT_DOUBLE_EQ(now.filled_share, 1.0 / before.sensels);
    if (value > 95.0F) {
      EXPECT_EQ(now.peak, last.peak);
      EXPECT_EQ(now.p1, last.p1);
      EXPECT_EQ(now.robust_peak, last.robust_peak);
      EXPECT_EQ(now.prominence, last.prominence);
    }
    last = now;
  }
}

TEST(ContactFinder, AFilledSenselStartsNoContactAndBridgesNoGap) {
  const SensorLayout layout = flat(9, 9);
  PressureFrame frame = empty_frame(layout);
  for (int row = 2; row < 5; ++row) {
    for (int col = 2; col < 5; ++col) {
      frame.pressure[sensel(layout, row, col)] = 500.0F;
      frame.validity[sensel(layout, row, col)] = dead | filled;
    }
  }
  ContactFinder finder = finder_for(layout);
  finder.find(frame);
  EXPECT_TRUE(finder.contacts().empty());
  EXPECT_EQ(std::ranges::count(finder.label(), 0), 81);

  // Two blocks of two columns with a filled column between them: it goes to the stronger one.
  frame = empty_frame(layout);
  for (int row = 2; row < 6; ++row) {
    for (const int col : {2, 3}) frame.pressure[sensel(layout, row, col)] = 60.0F;
    for (const int col : {5, 6}) frame.pressure[sensel(layout, row, col)] = 80.0F;
    frame.pressure[sensel(layout, row, 4)] = 70.0F;
    frame.validity[sensel(layout, row, 4)] = dead | filled;
  }
  finder.find(frame);
  ASSERT_EQ(finder.contacts().size(), 2U);
  EXPECT_EQ(finder.contacts()[0].peak, 80.0F);
  EXPECT_EQ(finder.contacts()[0].sensels, 12);
  EXPECT_EQ(finder.contacts()[1].sensels, 8);
  EXPECT_EQ(finder.label()[sensel(layout, 3, 4)], 1);
}

TEST(ContactFinder, PressureInCountsHasNoForce) {
  const SensorLayout layout = flat(16, 16);
  PressureFrame frame = frame_of(layout, {{80.0, 80.0, 45.0, 100.0}});
  frame.unit = PressureUnit::counts;
  ContactFinder finder(layout);
  finder.set_thresholds(contact_thresholds(ContactParameters{}, layout, PressureUnit::counts, 255.0));
  EXPECT_NEAR(finder.thresholds().p_on, 10.2, 1e-4);
  EXPECT_NEAR(finder.thresholds().p_off, 6.885, 1e-4);
  finder.find(frame);
  ASSERT_EQ(finder.contacts().size(), 1U);
  EXPECT_EQ(finder.contacts()[0].force_n, 0.0);
}

TEST(ContactFinder, LivesThroughEverything) {
  std::mt19937_64 random(8);
  for (int round = 0; round < 200; ++round) {
    SensorLayout layout = random_layout(random);
    if (round % 4 == 0) layout.cols = 1 + round % 3;
    PressureFrame frame = empty_frame(layout);
    for (std::size_t i = 0; i < layout.sensels(); ++i) {
      frame.validity[i] = static_cast<std::uint8_t>(random() % 32);
      frame.pressure[i] = static_cast<float>(random() % 5) * 40.0F;
    }
    ContactFinder finder = finder_for(layout);
    finder.find(frame);
    for (std::size_t i = 0; i < layout.sensels(); ++i) {
      ASSERT_LE(finder.label()[i], finder.contacts().size());
      if (!counts_in_sums(frame.validity[i])) {
        ASSERT_EQ(finder.label()[i], 0);
      }
    }
    for (const Contact& contact : finder.contacts()) {
      ASSERT_TRUE(std::isfinite(contact.x_mm) && std::isfinite(contact.y_mm) && std::isfinite(contact.p1));
    }
  }
}

TEST(ContactFinder, KeepsTheStrongestOfTooMany) {
  const SensorLayout layout = flat(60, 60);
  PressureFrame frame = empty_frame(layout);
  int made = 0;
  for (int row = 1; row + 1 < 60; row += 4) {
    for (int col = 1; col + 1 < 60; col += 4) {
      const float pressure = 20.0F + static_cast<float>(++made);
      for (int i = 0; i < 4; ++i) frame.pressure[sensel(layout, row + i / 2, col + i % 2)] = pressure;
    }
  }
  ContactFinder finder = finder_for(layout);
  finder.find(frame);
  ASSERT_EQ(finder.contacts().size(), kMostContacts);
  EXPECT_EQ(finder.contacts()[0].peak, 20.0F + static_cast<float>(made));
  EXPECT_EQ(finder.contacts()[kMostContacts - 1].peak, 20.0F + static_cast<float>(made - 63));
}

}  // namespace
}  // namespace rollscope
