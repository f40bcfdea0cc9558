// Finds the contacts of one frame: hysteresis mask, connected patches, one basin a peak (science.md 2.2).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/fixed_vector.hpp"
#include "core/contact/basins.hpp"
#include "core/contact/contact.hpp"
#include "core/contact/contact_thresholds.hpp"
#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"
#include "core/metric/p1.hpp"

namespace rollscope {

inline constexpr std::size_t kMostContacts = 64;  // of one frame; of more, those with the highest peaks
using ContactList = FixedVector<Contact, kMostContacts>;

// A component is an 8-connected patch of usable sensels at P_off and above with one at P_on; a contact is the
// basin of one of its prominent peaks. Columns go round on a cylinder. No allocation after construction.
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
  // Sums over a contact's sensels; positions in mm from its first sensel.
  struct Sums {
    double pressure = 0;
    double weight = 0, weight_dx = 0, weight_dy = 0, weight_cos = 0, weight_sin = 0;
    double dx = 0, dy = 0, dx2 = 0, dy2 = 0;
    int first_row = 0, first_col = 0;
    int top = 0;  // of the four highest
    float top_sum = 0;
    int bad = 0;  // unusable sensels inside
    double peak_distance2 = 0;
  };

  void choose();
  void add_up(const PressureFrame& frame);
  void conclude(const PressureFrame& frame);
  void place(Contact& contact, const Sums& sums) const;
  void find_peaks(const PressureFrame& frame);
  void count_bad(const PressureFrame& frame);
  template <class SenselAt>
  void count_bad_line(const PressureFrame& frame, int length, bool periodic, SenselAt sensel_at);
  void sort_by_strength();
  [[nodiscard]] double offset_x_mm(int col, int from_col) const;

  SensorLayout layout_;
  double area_cm2_, period_mm_;
  ContactThresholds thresholds_;
  BasinFlood flood_;
  P1Window p1_;
  ContactList contacts_;
  std::array<Sums, kMostContacts> sums_{};
  std::array<P1, kMostContacts> p1_found_{};
  std::vector<std::uint16_t> label_;
  std::vector<std::uint16_t> basin_label_;  // per basin: its contact + 1, or 0
  std::vector<std::int32_t> ranked_;        // basins that are contacts
  std::vector<std::uint8_t> counted_bad_;
  std::vector<double> col_cos_, col_sin_;  // of the columns' angles round the cylinder
};

}  // namespace rollscope
