#include "core/contact/contact_finder.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/check.hpp"
#include "core/base/periodic.hpp"

namespace rollscope {
namespace {

constexpr double kNewtonPerKpaCm2 = 0.1;
constexpr float kTopSensels = 4;         // of the robust peak
constexpr double kQuantisedNoise = 0.3;  // kPa, where the noise is not known (science.md 3.8)
constexpr double kAlmostAllRound = 1e-9;

bool is_bad(std::uint8_t validity) {
  return (validity & absent) == 0 && (validity & (missing | dead)) != 0;
}

}  // namespace

ContactFinder::ContactFinder(const SensorLayout& layout)
    : layout_(layout),
      area_cm2_(layout.sensel_area_cm2()),
      period_mm_(layout.circumference_mm()),
      flood_(layout),
      p1_(layout) {
  const std::size_t sensels = layout.sensels();
  label_.assign(sensels, 0);
  counted_bad_.assign(sensels, 0);
  basin_label_.reserve(sensels);
  ranked_.reserve(sensels);
  for (int col = 0; col < layout.cols; ++col) {
    const double angle = 2.0 * std::numbers::pi * (col + 0.5) / layout.cols_round();
    col_cos_.push_back(std::cos(angle));
    col_sin_.push_back(std::sin(angle));
  }
}

void ContactFinder::find(const PressureFrame& frame) {
  ROLLSCOPE_CHECK(frame.pressure.size() == label_.size() && frame.validity.size() == label_.size(),
                  "a frame has one pressure and one validity a sensel");
  flood_.flood(frame, thresholds_);
  contacts_.clear();
  choose();
  if (contacts_.empty()) return;
  add_up(frame);
  count_bad(frame);
  conclude(frame);
  sort_by_strength();
}

// Which basins are contacts, and the label of every sensel.
void ContactFinder::choose() {
  std::fill(label_.begin(), label_.end(), std::uint16_t{0});
  const auto basins = flood_.basins();
  ranked_.clear();
  for (std::size_t i = 0; i < basins.size(); ++i) {
    const Basin& basin = basins[i];
    const bool large =
        basin.sensels >= thresholds_.sensels_min && basin.sensels * area_cm2_ >= thresholds_.a_min_cm2;
    if (large && basin.component_peak >= thresholds_.p_on) ranked_.push_back(static_cast<std::int32_t>(i));
  }
  // Basins come with the highest peak first.
  if (ranked_.size() > kMostContacts) ranked_.resize(kMostContacts);
  basin_label_.assign(basins.size(), 0);
  for (const std::int32_t b : ranked_) {
    const Basin& basin = basins[static_cast<std::size_t>(b)];
    contacts_.push_back({.peak = basin.peak, .prominence = basin.prominence});
    basin_label_[static_cast<std::size_t>(b)] = static_cast<std::uint16_t>(contacts_.size());
  }
  for (const std::int32_t sensel : flood_.pressed()) {
    label_[static_cast<std::size_t>(sensel)] =
        basin_label_[static_cast<std::size_t>(flood_.basin_of(sensel))];
  }
}

double ContactFinder::offset_x_mm(int col, int from_col) const {
  return wrapped_difference((col - from_col) * layout_.pitch_col_mm, 0.0, period_mm_);
}

void ContactFinder::add_up(const PressureFrame& frame) {
  for (std::size_t k = 0; k < contacts_.size(); ++k) sums_[k] = Sums{};
  const double p_off = static_cast<double>(thresholds_.p_off);
  for (const std::int32_t sensel : flood_.pressed()) {  // highest first
    const auto i = static_cast<std::size_t>(sensel);
    if (label_[i] == 0) continue;
    Contact& contact = contacts_[label_[i] - 1U];
    Sums& sums = sums_[label_[i] - 1U];
    const int row = sensel / layout_.cols, col = sensel % layout_.cols;
    if (contact.sensels++ == 0) {
      sums.first_row = row;
      sums.first_col = col;
    }
    const double pressure = static_cast<double>(frame.pressure[i]);
    const double dx = offset_x_mm(col, sums.first_col), dy = (row - sums.first_row) * layout_.pitch_row_mm;
    const double weight = std::max(0.0, pressure - p_off);
    sums.pressure += pressure;
    sums.weight += weight;
    sums.weight_dx += weight * dx;
    sums.weight_dy += weight * dy;
    sums.weight_cos += weight * col_cos_[static_cast<std::size_t>(col)];
    sums.weight_sin += weight * col_sin_[static_cast<std::size_t>(col)];
    sums.dx += dx;
    sums.dy += dy;
    sums.dx2 += dx * dx;
    sums.dy2 += dy * dy;
    if (sums.top < static_cast<int>(kTopSensels)) {
      ++sums.top;
      sums.top_sum += frame.pressure[i];
    }
    const bool outermost_col = !layout_.periodic() && (col == 0 || col == layout_.cols - 1);
    if (row == 0 || row == layout_.rows - 1 || outermost_col) contact.touches_border = true;
    if (layout_.seam_gap_mm > 0.0 && (col == 0 || col == layout_.cols - 1)) contact.touches_seam = true;
    if ((frame.validity[i] & saturated) != 0) contact.saturated = true;
  }
}

void ContactFinder::conclude(const PressureFrame& frame) {
  const std::size_t count = contacts_.size();
  p1_.find_per_label(frame, label_, {p1_found_.data(), count});
  for (std::size_t k = 0; k < count; ++k) {
    Contact& contact = contacts_[k];
    const Sums& sums = sums_[k];
    contact.mean = static_cast<float>(sums.pressure / contact.sensels);
    contact.robust_peak = sums.top_sum / static_cast<float>(sums.top);
    contact.area_cm2 = contact.sensels * area_cm2_;
    contact.force_n = frame.unit == PressureUnit::kpa ? sums.pressure * area_cm2_ * kNewtonPerKpaCm2 : 0.0;
    contact.bad_share = sums.bad / static_cast<double>(sums.bad + contact.sensels);
    place(contact, sums);
    // Why: where too few sensels around can be used for a window, the mean still says how hard it is pressed.
    const P1& p1 = p1_found_[k];
    contact.p1 = p1.found ? p1.pressure : contact.mean;
    contact.p1_x_mm = p1.found ? p1.x_mm : contact.x_mm;
    contact.p1_y_mm = p1.found ? p1.y_mm : contact.y_mm;
  }
  find_peaks(frame);
}

void ContactFinder::place(Contact& contact, const Sums& sums) const {
  const bool weighted = sums.weight > 0.0;
  const double n = contact.sensels;
  double dx = weighted ? sums.weight_dx / sums.weight : sums.dx / n;
  const double dy = weighted ? sums.weight_dy / sums.weight : sums.dy / n;
  const double first_x_mm = (sums.first_col + 0.5) * layout_.pitch_col_mm;
  contact.y_mm = (sums.first_row + 0.5) * layout_.pitch_row_mm + dy;
  contact.x_mm = wrap(first_x_mm + dx, period_mm_);
  const double resultant = std::hypot(sums.weight_cos, sums.weight_sin);
  if (period_mm_ > 0.0 && weighted && resultant > kAlmostAllRound * sums.weight) {
    const double turns = std::atan2(sums.weight_sin, sums.weight_cos) / (2.0 * std::numbers::pi);
    contact.x_mm = wrap(turns * period_mm_, period_mm_);
    dx = wrapped_difference(contact.x_mm, first_x_mm, period_mm_);
  }
  // sd = sigma * sqrt(sum (x - xc)^2) / S, the worse axis.
  const double noise = thresholds_.noise > 0.0F ? static_cast<double>(thresholds_.noise) : kQuantisedNoise;
  const double spread2 =
      std::max(sums.dx2 - 2.0 * dx * sums.dx + n * dx * dx, sums.dy2 - 2.0 * dy * sums.dy + n * dy * dy);
  contact.centroid_sd_mm = weighted ? noise * std::sqrt(std::max(0.0, spread2)) / sums.weight : 0.0;
}

// The highest sensel; among equal ones (a saturated plateau) the one nearest the centroid, so that the scan
// order does not decide whether a contact is at the edge.
void ContactFinder::find_peaks(const PressureFrame& frame) {
  for (std::size_t k = 0; k < contacts_.size(); ++k) sums_[k].peak_distance2 = -1.0;
  for (const std::int32_t sensel : flood_.pressed()) {
    const auto i = static_cast<std::size_t>(sensel);
    if (label_[i] == 0) continue;
    Contact& contact = contacts_[label_[i] - 1U];
    Sums& sums = sums_[label_[i] - 1U];
    if (frame.pressure[i] != contact.peak) continue;
    const int row = sensel / layout_.cols, col = sensel % layout_.cols;
    const double dx = wrapped_difference((col + 0.5) * layout_.pitch_col_mm, contact.x_mm, period_mm_);
    const double dy = (row + 0.5) * layout_.pitch_row_mm - contact.y_mm;
    const double distance2 = dx * dx + dy * dy;
    if (sums.peak_distance2 >= 0.0 && distance2 >= sums.peak_distance2) continue;
    sums.peak_distance2 = distance2;
    contact.peak_row = row;
    contact.peak_col = col;
  }
  for (Contact& contact : contacts_) {
    const bool edge_row = contact.peak_row == 0 || contact.peak_row == layout_.rows - 1;
    const bool edge_col = contact.peak_col == 0 || contact.peak_col == layout_.cols - 1;
    contact.at_edge = edge_row || (edge_col && !layout_.periodic());
  }
}

// Unusable sensels that lie between two pressed ones, along a row or a column, are inside a contact.
void ContactFinder::count_bad(const PressureFrame& frame) {
  if (std::none_of(frame.validity.begin(), frame.validity.end(), is_bad)) return;
  std::fill(counted_bad_.begin(), counted_bad_.end(), std::uint8_t{0});
  const auto cols = static_cast<std::size_t>(layout_.cols);
  for (int row = 0; row < layout_.rows; ++row) {
    const std::size_t base = static_cast<std::size_t>(row) * cols;
    count_bad_line(frame, layout_.cols, layout_.periodic(),
                   [base](int col) { return base + static_cast<std::size_t>(col); });
  }
  for (int col = 0; col < layout_.cols; ++col) {
    count_bad_line(frame, layout_.rows, false, [cols, col](int row) {
      return static_cast<std::size_t>(row) * cols + static_cast<std::size_t>(col);
    });
  }
}

template <class SenselAt>
void ContactFinder::count_bad_line(const PressureFrame& frame, int length, bool periodic,
                                   SenselAt sensel_at) {
  const auto bad = [&](int k) { return is_bad(frame.validity[sensel_at(k % length)]); };
  int start = 0;
  while (start < length && bad(start)) ++start;
  if (start == length) return;
  // Round a cylinder the run at the seam is looked at once more, from its beginning.
  const int end = periodic ? length + start : length - 1;
  for (int before = start; before < end; ++before) {
    if (!bad(before + 1)) continue;
    int after = before + 1;
    while (after < end && bad(after)) ++after;
    const std::uint16_t left = label_[sensel_at(before % length)], right = label_[sensel_at(after % length)];
    const bool inside = left != 0 && right != 0 && !bad(after);
    for (int k = before + 1; inside && k < after; ++k) {
      const std::size_t i = sensel_at(k % length);
      if (counted_bad_[i] != 0) continue;
      counted_bad_[i] = 1;
      ++sums_[std::min(left, right) - 1U].bad;
    }
    before = after - 1;
  }
}

void ContactFinder::sort_by_strength() {
  std::array<std::uint16_t, kMostContacts> order{}, place_of{};
  const std::size_t count = contacts_.size();
  for (std::size_t k = 0; k < count; ++k) order[k] = static_cast<std::uint16_t>(k);
  const auto row_order = [](const Contact& c) { return std::pair(c.peak_row, c.peak_col); };
  std::sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count),
            [&](std::uint16_t a, std::uint16_t b) {
              const Contact &ca = contacts_[a], &cb = contacts_[b];
              if (ca.p1 != cb.p1) return ca.p1 > cb.p1;
              if (ca.peak != cb.peak) return ca.peak > cb.peak;
              if (sums_[a].pressure != sums_[b].pressure) return sums_[a].pressure > sums_[b].pressure;
              return row_order(ca) < row_order(cb);
            });
  const ContactList unsorted = contacts_;
  for (std::size_t k = 0; k < count; ++k) {
    contacts_[k] = unsorted[order[k]];
    place_of[order[k]] = static_cast<std::uint16_t>(k + 1);
  }
  for (const std::int32_t sensel : flood_.pressed()) {
    std::uint16_t& label = label_[static_cast<std::size_t>(sensel)];
    if (label != 0) label = place_of[label - 1U];
  }
  // Components count from 1 in the order of their strongest contact.
  const auto patch_of = [&](std::size_t k) {
    return flood_.basins()[static_cast<std::size_t>(ranked_[order[k]])].component;
  };
  std::uint16_t components = 0;
  for (std::size_t k = 0; k < count; ++k) {
    contacts_[k].component = 0;
    for (std::size_t j = 0; j < k; ++j) {
      if (patch_of(j) == patch_of(k)) contacts_[k].component = contacts_[j].component;
    }
    if (contacts_[k].component == 0) contacts_[k].component = ++components;
  }
}

}  // namespace rollscope
