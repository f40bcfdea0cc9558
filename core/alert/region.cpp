#include "core/alert/region.hpp"

#include <algorithm>
#include <array>

namespace rollscope {
namespace {

constexpr std::array<Region, 13> kRegions{{
    {"lateral-thigh", "Lateral thigh", 550, 220, 385, 90, 120, "keep off trochanter and patella", 0},
    {"quadriceps", "Quadriceps", 550, 220, 385, 90, 120, "keep off trochanter and patella", 0},
    {"hamstrings", "Hamstrings", 500, 200, 350, 90, 120, "not behind the knee", 0},
    {"gluteals", "Gluteals, piriformis", 550, 220, 385, 90, 120, "sciatic symptoms: stop", 0},
    {"calf", "Calf", 450, 180, 315, 60, 90, "screen for thrombosis first; not on the fibular head", 0},
    {"tibialis-anterior", "Tibialis anterior, peroneals", 450, 180, 315, 60, 90,
     "muscle only, not the shin crest", 0},
    {"upper-back", "Upper back", 450, 180, 315, 60, 90, "not on the spinous processes", 0},
    {"upper-trapezius", "Upper trapezius, posterior shoulder", 400, 160, 280, 60, 90, "posterior only", 0},
    {"latissimus-pectoral", "Latissimus, pectoral", 400, 160, 280, 45, 60, "avoid axilla and breast", 0},
    {"forearm-upper-arm", "Forearm, upper arm", 350, 140, 245, 45, 60, "avoid the elbow grooves", 0},
    {"sole-of-foot", "Sole of foot", 500, 200, 350, 60, 90, "neuropathy: do not roll", 0},
    {"lumbar", "Lumbar paraspinal, ball", 400, 120, 200, 30, 60, "policy below the formula", 0},
    {"no-go", "No-go area", 0, 20, 40, 0, 0,
     "front and side of the neck, throat, armpit, groin, inner elbow, behind the knee, abdomen, breast, "
     "kneecap, "
     "shin crest, fibular head, ulnar groove, spine and ribs",
     2.0},
}};

}  // namespace

std::span<const Region> regions() {
  return kRegions;
}

const Region* find_region(std::string_view id) {
  const auto found = std::ranges::find(kRegions, id, &Region::id);
  return found == kRegions.end() ? nullptr : &*found;
}

}  // namespace rollscope
