#include "core/contact/basins.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <tuple>

#include "tests/unit/core/contact/field.hpp"
#include "tests/unit/core/contact/sorted_flood.hpp"

namespace rollscope {
namespace {

using namespace test;

// A basin with all that is known of it, its patch by the patch's first sensel.
using Known = std::tuple<float, float, float, int, std::set<std::size_t>>;

std::set<Known> known_basins(std::span<const Basin> basins, const std::vector<std::int32_t>& basin_of) {
  std::map<std::int32_t, std::set<std::size_t>> sensels;
  for (std::size_t i = 0; i < basin_of.size(); ++i) {
    if (basin_of[i] >= 0) sensels[basin_of[i]].insert(i);
  }
  std::set<Known> known;
  for (const auto& [number, members] : sensels) {
    const Basin& basin = basins[static_cast<std::size_t>(number)];
    known.insert({basin.peak, basin.prominence, basin.component_peak, basin.sensels, members});
  }
  return known;
}

std::vector<std::int32_t> by_sensel(const SensorLayout& layout, const BasinFlood& flood) {
  std::vector<std::int32_t> basin_of(layout.sensels(), kNoBasin);
  for (std::size_t k = 0; k < flood.pieces().size(); ++k) {
    const Run& piece = flood.pieces()[k];
    for (int col = piece.begin; col < piece.end; ++col) {
      EXPECT_EQ(basin_of[sensel(layout, piece.row, col)], kNoBasin) << "each sensel lies in one piece";
      basin_of[sensel(layout, piece.row, col)] = flood.basin_of_piece()[k];
    }
  }
  return basin_of;
}

// The plain flood's basins, without patches that are too small or too low for a contact.
std::vector<std::int32_t> by_sensel(const SensorLayout& layout, const SortedFlood& flood,
                                    const ContactThresholds& thresholds) {
  std::map<std::int32_t, int> sensels;
  const auto patch_of = [&](std::int32_t at) {
    return flood.basins()[static_cast<std::size_t>(flood.basin_of(at))];
  };
  for (const std::int32_t at : flood.pressed()) ++sensels[patch_of(at).component];
  std::vector<std::int32_t> basin_of(layout.sensels(), kNoBasin);
  for (const std::int32_t at : flood.pressed()) {
    const int count = sensels[patch_of(at).component];
    const bool large =
        count >= thresholds.sensels_min && count * layout.sensel_area_cm2() >= thresholds.a_min_cm2;
    if (large && patch_of(at).component_peak >= thresholds.p_on)
      basin_of[static_cast<std::size_t>(at)] = flood.basin_of(at);
  }
  return basin_of;
}

TEST(BasinFlood, IsThePlainFloodOfEverySensel) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 1500; ++round) {
    const int rows = 1 + static_cast<int>(random() % 24), cols = 1 + static_cast<int>(random() % 80);
    const SensorLayout layout = round % 3 == 0 ? cylinder(rows, cols) : flat(rows, cols);
    BasinFlood flood(layout);
    SortedFlood plain(layout);
    for (int frames = 0; frames < 2; ++frames) {  // nothing of a frame stays for the next
      PressureFrame frame = random_field(layout, random,
                                         round % 2 == 0   ? 0.0F
                                         : round % 4 == 1 ? 2.0F
                                                          : 12.0F);
      for (std::uint8_t& validity : frame.validity) validity = random() % 40 == 0 ? missing : valid;
      const ContactThresholds thresholds = default_thresholds(layout);
      flood.flood(frame, thresholds);
      plain.flood(frame, thresholds);
      const auto expected = by_sensel(layout, plain, thresholds);
      const auto found = by_sensel(layout, flood);
      ASSERT_EQ(known_basins(flood.basins(), found), known_basins(plain.basins(), expected))
          << "round " << round;
    }
  }
}

}  // namespace
}  // namespace rollscope
