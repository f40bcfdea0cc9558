// Finds the contacts of one frame: hysteresis mask, connected patches, one basin a peak (science.md 2.2).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/fixed_vector.hpp"
#include "core/contact/contact.hpp"
#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"
#include "core/metric/p1.hpp"

namespace rollscope {

struct ContactParameters;

inline constexpr std::size_t kMostContacts = 64;  // of one frame; the strongest are kept
using ContactList = FixedVector<Contact, kMostContacts>;

// The thresholds in the frame's unit.
struct ContactThresholds {
  float p_on = 0;              // a patch needs a sensel this high
  float p_off = 0;             // and grows through sensels this high
  float prominence_min = 0;    // a second peak counts from here,
  float prominence_share = 0;  // from this share of its own height
  float noise = 0;             // and from 6 standard deviations of noise
  double a_min_cm2 = 0;
  int sensels_min = 0;
};
// full_scale: of the counts; not used in kPa. noise: standard deviation of a sensel in the frame's unit; 0:
// unknown.
[[nodiscard]] ContactThresholds contact_thresholds(const ContactParameters& parameters,
                                                   const SensorLayout& layout, PressureUnit unit,
                                                   double full_scale, float noise = 0);

// A component is an 8-connected patch of usable sensels at P_off and above with one at P_on; a contact is the
// basin of one of its prominent peaks. Basins too small for a contact join the neighbour with the highest
// saddle. Columns go round on a cylinder. No allocation after construction.
class ContactFinder {
 public:
  explicit ContactFinder(const SensorLayout& layout);

  void set_thresholds(const ContactThresholds& thresholds) { thresholds_ = thresholds; }
  [[nodiscard]] const ContactThresholds& thresholds() const { return thresholds_; }

  // frame: measured lane. Results stay good until the next call.
  void find(const PressureFrame& frame);

  // Highest P1 first (equal ones: higher peak, more load, then row order).
  [[nodiscard]] std::span<const Contact> contacts() const { return {contacts_.data(), contacts_.size()}; }
  // Per sensel: 0 none, else index into contacts() + 1.
  [[nodiscard]] std::span<const std::uint16_t> label() const { return label_; }

 private:
  struct Impl;
  friend struct Impl;
  // One peak's basin while the landscape is flooded from above.
  struct Basin {
    std::uint32_t first = 0;  // sensel that opened it
    float peak = 0;
    std::int32_t parent = -1;   // basin it was joined to; -1: stands on its own
    std::int32_t partner = -1;  // basin across its saddle; -1: highest of its component
    float saddle = 0;           // level of that saddle
    std::int32_t sensels = 0;
    std::uint16_t label = 0;
  };

  void gather(const PressureFrame& frame);
  void sort_pressed();
  void flood(const PressureFrame& frame);
  void join_small();
  void measure(const PressureFrame& frame);

  SensorLayout layout_;
  ContactThresholds thresholds_;
  P1Window p1_;
  ContactList contacts_;
  std::vector<std::uint16_t> label_;
  std::vector<std::uint64_t> pressed_, sort_buffer_;  // ordered pressure << 32 | sensel, highest first
  std::vector<std::int32_t> basin_of_;                // per sensel; -1: not flooded
  std::vector<std::int32_t> component_of_basin_;
  std::vector<Basin> basins_;
};

}  // namespace rollscope
