// Finds the contacts of one frame: hysteresis mask, connected patches, one basin a peak (science.md 2.2).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/fixed_vector.hpp"
#include "core/contact/basins.hpp"
#include "core/contact/contact.hpp"
#include "core/contact/contact_kernels.hpp"
#include "core/contact/contact_thresholds.hpp"
#include "core/contact/unusable_sensels.hpp"
#include "core/frame/neighbourhood.hpp"
#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"
#include "core/metric/p1.hpp"

namespace rollscope {

inline constexpr std::size_t kMostContacts = 64;  // of one frame; of more, those with the highest peaks
inline constexpr std::size_t kTopSensels = 4;     // of the robust peak
using ContactList = FixedVector<Contact, kMostContacts>;

// Load, area and centre of pressure (weights p) of the pressed sensels.
struct PressedTotals {
  std::int64_t sensels = 0;
  double force_n = 0;  // 0 in counts
  double area_cm2 = 0;
  bool has_centre = false;  // nothing pressed, or a ring all round the cylinder: false
  double x_mm = 0, y_mm = 0;
};

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
  // Gives the labels away without copying: label() has others until the next find().
  void hand_over(std::vector<std::uint16_t>& label);
  // Over all pressed sensels and filled ones of at least P_off, in contacts or not.
  [[nodiscard]] const PressedTotals& totals() const { return totals_; }
  // Sensels that are there and cannot be used, in row order.
  [[nodiscard]] std::span<const std::int32_t> unusable() const { return unusable_.listed(); }
  // Usable sensels at P_off and above in runs of one label each, those of no contact too.
  [[nodiscard]] std::span<const Run> pieces() const { return flood_.pieces(); }

 private:
  // Sums over a contact's sensels. Places count in columns and rows from its first highest sensel.
  struct Sums {
    std::int64_t sensels = 0, dr = 0, dr2 = 0;
    double dc = 0, dc2 = 0;
    double pressure = 0, pressure_dc = 0, pressure_dr = 0;
    double weight_cos = 0, weight_sin = 0;  // weight = pressure over P_off
    std::int32_t row = 0, col = 0;          // of its first highest sensel
    std::int32_t highest_piece = -1;
    std::array<float, kTopSensels> piece_tops{};  // of the four pieces that reach highest
    std::array<float, kTopSensels> tops{};        // the four highest sensels
    P1Window::Box box;                            // around what may be in its P1
    int bad = 0;                                  // unusable sensels inside
    int filled = 0;
    double peak_distance2 = 0;
  };

  void choose();
  void sum_pieces(const PressureFrame& frame);
  void total_up(const PressureFrame& frame);
  void put_labels();
  void find_highest(const PressureFrame& frame);
  void add_up(const PressureFrame& frame);
  void add_piece(const PressureFrame& frame, const Run& piece, const RunSums& piece_sums,
                 std::size_t contact);
  void add_place(const PressureFrame& frame, const Run& piece, const RunSums& piece_sums, Sums& sums) const;
  void add_filled(const PressureFrame& frame);
  void find_tops(const PressureFrame& frame);
  void find_p1(const PressureFrame& frame);
  void conclude(const PressureFrame& frame);
  void place(Contact& contact, const Sums& sums) const;
  void find_peaks(const PressureFrame& frame);
  void sort_by_strength();
  template <class Visit>
  void visit_pieces(Visit visit);
  [[nodiscard]] std::size_t index(std::int32_t row, std::int32_t col) const;

  SensorLayout layout_;
  Neighbourhood neighbourhood_;
  double area_cm2_, period_mm_;
  ContactThresholds thresholds_;
  BasinFlood flood_;
  UnusableSensels unusable_;
  P1Window p1_;
  PressedTotals totals_;
  ContactList contacts_;
  std::array<Contact, kMostContacts> unsorted_{};
  std::array<Sums, kMostContacts> sums_{};
  std::array<P1, kMostContacts> p1_found_{};
  std::vector<std::uint16_t> label_;
  std::vector<std::uint16_t> basin_label_;   // per basin: its contact + 1, or 0
  std::vector<std::int32_t> ranked_;         // basins that are contacts
  std::vector<RunSums> piece_sums_;          // per piece of the flood
  std::vector<std::int32_t> filled_;         // sensels that are in a contact by their neighbours' values
  std::uint8_t validity_ = 0;                // every bit that is set anywhere in the frame
  std::vector<double> col_cos_, col_sin_;    // of the columns' angles round the cylinder; empty when flat
  std::vector<double> cos_left_, sin_left_;  // sums of those left of a column
};

}  // namespace rollscope
