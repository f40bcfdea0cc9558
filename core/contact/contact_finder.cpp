#include "core/contact/contact_finder.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "core/base/check.hpp"
#include "core/base/periodic.hpp"

namespace rollscope {
namespace {

constexpr double kNewtonPerKpaCm2 = 0.1;
constexpr double kQuantisedNoise = 0.3;  // kPa, where the noise is not known (science.md 3.8)
constexpr double kAlmostAllRound = 1e-9;
constexpr float kNone = -std::numeric_limits<float>::infinity();

// Highest first; `value` takes its place where it belongs among them.
void put_among(std::array<float, kTopSensels>& tops, float value) {
  if (!(value > tops.back())) return;
  std::size_t at = tops.size() - 1;
  for (; at > 0 && value > tops[at - 1]; --at) tops[at] = tops[at - 1];
  tops[at] = value;
}

}  // namespace

ContactFinder::ContactFinder(const SensorLayout& layout)
    : layout_(layout),
      neighbourhood_(layout),
      area_cm2_(layout.sensel_area_cm2()),
      period_mm_(layout.circumference_mm()),
      flood_(layout),
      unusable_(layout),
      p1_(layout) {
  const std::size_t sensels = layout.sensels();
  label_.assign(sensels, 0);
  basin_label_.reserve(sensels);
  ranked_.reserve(sensels);
  piece_sums_.reserve(sensels);
  filled_.reserve(sensels);
  if (period_mm_ <= 0.0) return;
  cos_left_.push_back(0.0);
  sin_left_.push_back(0.0);
  for (int col = 0; col < layout.cols; ++col) {
    const double angle = 2.0 * std::numbers::pi * (col + 0.5) / layout.cols_round();
    col_cos_.push_back(std::cos(angle));
    col_sin_.push_back(std::sin(angle));
    cos_left_.push_back(cos_left_.back() + col_cos_.back());
    sin_left_.push_back(sin_left_.back() + col_sin_.back());
  }
}

void ContactFinder::find(const PressureFrame& frame) {
  ROLLSCOPE_CHECK(frame.pressure.size() == label_.size() && frame.validity.size() == label_.size(),
                  "a frame has one pressure and one validity a sensel");
  flood_.flood(frame, thresholds_);
  validity_ = bits_of(frame);
  unusable_.list(frame, validity_);
  contacts_.clear();
  choose();
  sum_pieces(frame);
  total_up(frame);
  std::fill(label_.begin(), label_.end(), std::uint16_t{0});
  put_labels();
  if (contacts_.empty()) return;
  find_highest(frame);
  add_up(frame);
  find_tops(frame);
  find_p1(frame);
  filled_.clear();
  if ((validity_ & filled) != 0) add_filled(frame);
  unusable_.visit_inside(frame, label_, filled_, [&](std::size_t contact) { ++sums_[contact].bad; });
  conclude(frame);
  sort_by_strength();
}

void ContactFinder::hand_over(std::vector<std::uint16_t>& label) {
  label.resize(label_.size());
  label.swap(label_);
}

std::size_t ContactFinder::index(std::int32_t row, std::int32_t col) const {
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(layout_.cols) +
         static_cast<std::size_t>(col);
}

// Calls visit(piece number, piece, its sums, contact number) for the pieces of contacts.
template <class Visit>
void ContactFinder::visit_pieces(Visit visit) {
  const auto pieces = flood_.pieces();
  const auto basin_of = flood_.basin_of_piece();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (basin_of[i] == kNoBasin) continue;
    const std::uint16_t label = basin_label_[static_cast<std::size_t>(basin_of[i])];
    if (label != 0) visit(i, pieces[i], piece_sums_[i], std::size_t{label} - 1);
  }
}

// Which basins are contacts.
void ContactFinder::choose() {
  const auto basins = flood_.basins();
  ranked_.clear();
  for (std::size_t i = 0; i < basins.size(); ++i) {
    const Basin& basin = basins[i];
    const bool large =
        basin.sensels >= thresholds_.sensels_min && basin.sensels * area_cm2_ >= thresholds_.a_min_cm2;
    if (large && basin.component_peak >= thresholds_.p_on) ranked_.push_back(static_cast<std::int32_t>(i));
  }
  std::ranges::sort(ranked_, [&](std::int32_t a, std::int32_t b) {
    const float peak_a = basins[static_cast<std::size_t>(a)].peak;
    const float peak_b = basins[static_cast<std::size_t>(b)].peak;
    return peak_a != peak_b ? peak_a > peak_b : a < b;
  });
  if (ranked_.size() > kMostContacts) ranked_.resize(kMostContacts);
  basin_label_.assign(basins.size(), 0);
  for (const std::int32_t b : ranked_) {
    const Basin& basin = basins[static_cast<std::size_t>(b)];
    contacts_.push_back({.peak = basin.peak, .prominence = basin.prominence});
    basin_label_[static_cast<std::size_t>(b)] = static_cast<std::uint16_t>(contacts_.size());
  }
}

void ContactFinder::sum_pieces(const PressureFrame& frame) {
  piece_sums_.resize(flood_.pieces().size());
  sum_runs({.pressure = frame.pressure.data(),
            .cols = static_cast<std::size_t>(layout_.cols),
            .col_cos = col_cos_.empty() ? nullptr : col_cos_.data(),
            .col_sin = col_sin_.empty() ? nullptr : col_sin_.data()},
           flood_.pieces(), piece_sums_.data());
}

void ContactFinder::total_up(const PressureFrame& frame) {
  totals_ = {};
  double sum = 0, sum_col = 0, sum_row = 0, sum_cos = 0, sum_sin = 0;
  for (std::size_t i = 0; i < piece_sums_.size(); ++i) {
    const Run& piece = flood_.pieces()[i];
    const RunSums& sums = piece_sums_[i];
    totals_.sensels += piece.end - piece.begin;
    sum += sums.sum;
    sum_col += sums.sum * (piece.begin + 0.5) + sums.moment;
    sum_row += sums.sum * (piece.row + 0.5);
    sum_cos += sums.cos;
    sum_sin += sums.sin;
  }
  for (const std::int32_t sensel : unusable_.listed()) {
    const auto i = static_cast<std::size_t>(sensel);
    if ((frame.validity[i] & filled) == 0 || frame.pressure[i] < thresholds_.p_off) continue;
    const auto pressure = static_cast<double>(frame.pressure[i]);
    const std::size_t cols = static_cast<std::size_t>(layout_.cols), col = i % cols;
    totals_.sensels += 1;
    sum += pressure;
    sum_col += pressure * (static_cast<double>(col) + 0.5);
    const std::size_t row = i / cols;
    sum_row += pressure * (static_cast<double>(row) + 0.5);
    sum_cos += period_mm_ > 0.0 ? pressure * col_cos_[col] : 0.0;
    sum_sin += period_mm_ > 0.0 ? pressure * col_sin_[col] : 0.0;
  }
  totals_.force_n = frame.unit == PressureUnit::kpa ? sum * area_cm2_ * kNewtonPerKpaCm2 : 0.0;
  totals_.area_cm2 = static_cast<double>(totals_.sensels) * area_cm2_;
  if (!(sum > 0.0)) return;
  totals_.has_centre = period_mm_ <= 0.0 || std::hypot(sum_cos, sum_sin) > kAlmostAllRound * sum;
  if (!totals_.has_centre) return;
  totals_.y_mm = sum_row / sum * layout_.pitch_row_mm;
  totals_.x_mm = sum_col / sum * layout_.pitch_col_mm;
  if (period_mm_ > 0.0) {
    totals_.x_mm = wrap(std::atan2(sum_sin, sum_cos) / (2.0 * std::numbers::pi) * period_mm_, period_mm_);
  }
}

void ContactFinder::put_labels() {
  visit_pieces([&](std::size_t, const Run& piece, const RunSums&, std::size_t k) {
    std::fill_n(label_.begin() + static_cast<std::ptrdiff_t>(index(piece.row, piece.begin)),
                piece.end - piece.begin, static_cast<std::uint16_t>(k + 1));
  });
}

// The first highest sensel of each contact: its places are counted from there.
void ContactFinder::find_highest(const PressureFrame& frame) {
  for (std::size_t k = 0; k < contacts_.size(); ++k) {
    sums_[k] = Sums{};
    sums_[k].piece_tops.fill(kNone);
    sums_[k].tops.fill(kNone);
  }
  visit_pieces([&](std::size_t i, const Run&, const RunSums& piece_sums, std::size_t k) {
    Sums& sums = sums_[k];
    if (piece_sums.top > sums.piece_tops[0]) sums.highest_piece = static_cast<std::int32_t>(i);
    put_among(sums.piece_tops, piece_sums.top);
  });
  for (std::size_t k = 0; k < contacts_.size(); ++k) {
    const Run& piece = flood_.pieces()[static_cast<std::size_t>(sums_[k].highest_piece)];
    const float* pressure = frame.pressure.data() + index(piece.row, 0);
    sums_[k].row = piece.row;
    sums_[k].col = static_cast<std::int32_t>(
        std::find(pressure + piece.begin, pressure + piece.end, contacts_[k].peak) - pressure);
  }
}

void ContactFinder::add_up(const PressureFrame& frame) {
  visit_pieces([&](std::size_t, const Run& piece, const RunSums& piece_sums, std::size_t k) {
    add_piece(frame, piece, piece_sums, k);
    if ((validity_ & saturated) == 0 || contacts_[k].saturated) return;
    const std::uint8_t* validity = frame.validity.data() + index(piece.row, 0);
    contacts_[k].saturated = std::any_of(validity + piece.begin, validity + piece.end,
                                         [](std::uint8_t bits) { return (bits & saturated) != 0; });
  });
}

void ContactFinder::add_piece(const PressureFrame& frame, const Run& piece, const RunSums& piece_sums,
                              std::size_t contact) {
  Sums& sums = sums_[contact];
  const std::int64_t length = piece.end - piece.begin, dr = piece.row - sums.row;
  sums.sensels += length;
  sums.dr += length * dr;
  sums.dr2 += length * dr * dr;
  sums.pressure += piece_sums.sum;
  sums.pressure_dr += piece_sums.sum * static_cast<double>(dr);
  add_place(frame, piece, piece_sums, sums);
  if (period_mm_ > 0.0) {
    const auto from = static_cast<std::size_t>(piece.begin), to = static_cast<std::size_t>(piece.end);
    const double p_off = static_cast<double>(thresholds_.p_off);
    sums.weight_cos += piece_sums.cos - p_off * (cos_left_[to] - cos_left_[from]);
    sums.weight_sin += piece_sums.sin - p_off * (sin_left_[to] - sin_left_[from]);
  }
  const bool outermost_col = !layout_.periodic() && (piece.begin == 0 || piece.end == layout_.cols);
  if (piece.row == 0 || piece.row == layout_.rows - 1 || outermost_col)
    contacts_[contact].touches_border = true;
  if (layout_.seam_gap_mm > 0.0 && (piece.begin == 0 || piece.end == layout_.cols))
    contacts_[contact].touches_seam = true;
}

// Along the row. Round a cylinder columns count the shorter way from the highest sensel.
void ContactFinder::add_place(const PressureFrame& frame, const Run& piece, const RunSums& piece_sums,
                              Sums& sums) const {
  const double cols_round = layout_.cols_round();
  const auto offset = [&](std::int32_t col) {
    const double dc = col - sums.col;
    if (!layout_.periodic()) return dc;
    return 2.0 * dc >= cols_round ? dc - cols_round : 2.0 * dc < -cols_round ? dc + cols_round : dc;
  };
  const double length = piece.end - piece.begin, dc = offset(piece.begin);
  if (offset(piece.end - 1) == dc + length - 1.0) {
    sums.dc += length * dc + length * (length - 1.0) / 2.0;
    sums.dc2 += length * dc * dc + dc * length * (length - 1.0) +
                (length - 1.0) * length * (2.0 * length - 1.0) / 6.0;
    sums.pressure_dc += piece_sums.sum * dc + piece_sums.moment;
    return;
  }
  for (std::int32_t col = piece.begin; col < piece.end; ++col) {  // it reaches all round to the other side
    const double one = offset(col);
    sums.dc += one;
    sums.dc2 += one * one;
    sums.pressure_dc += static_cast<double>(frame.pressure[index(piece.row, col)]) * one;
  }
}

// A filled sensel goes with its most pressed neighbour, after the flood: it makes no peak and bridges no gap.
void ContactFinder::add_filled(const PressureFrame& frame) {
  for (const std::int32_t sensel : unusable_.listed()) {
    const auto i = static_cast<std::size_t>(sensel);
    if ((frame.validity[i] & filled) == 0 || frame.pressure[i] < thresholds_.p_off) continue;
    std::uint16_t label = 0;
    float highest = 0;
    neighbourhood_.visit(static_cast<std::int32_t>(i), [&](std::int32_t n) {
      const auto k = static_cast<std::size_t>(n);
      if (label_[k] == 0 || (frame.validity[k] & filled) != 0) return;
      const bool tie = label != 0 && frame.pressure[k] == highest;
      if (tie ? label_[k] > label : label != 0 && frame.pressure[k] < highest) return;
      label = label_[k];
      highest = frame.pressure[k];
    });
    if (label == 0) continue;
    label_[i] = label;
    filled_.push_back(sensel);
    const std::int32_t col = sensel % layout_.cols;
    const Run piece{sensel / layout_.cols, col, col + 1};
    RunSums one;
    one.sum = static_cast<double>(frame.pressure[i]);
    one.cos = period_mm_ > 0.0 ? one.sum * col_cos_[static_cast<std::size_t>(col)] : 0.0;
    one.sin = period_mm_ > 0.0 ? one.sum * col_sin_[static_cast<std::size_t>(col)] : 0.0;
    add_piece(frame, piece, one, label - 1U);
    ++sums_[label - 1U].bad;
    ++sums_[label - 1U].filled;
  }
}

// The four highest sensels of a contact reach what its fourth highest piece reaches.
void ContactFinder::find_tops(const PressureFrame& frame) {
  visit_pieces([&](std::size_t, const Run& piece, const RunSums& piece_sums, std::size_t k) {
    Sums& sums = sums_[k];
    if (piece_sums.top < sums.piece_tops.back()) return;
    const float* pressure = frame.pressure.data() + index(piece.row, 0);
    for (std::int32_t col = piece.begin; col < piece.end; ++col) put_among(sums.tops, pressure[col]);
  });
}

void ContactFinder::find_p1(const PressureFrame& frame) {
  const bool all_usable = (validity_ & kNotUsable) == 0;
  for (std::size_t k = 0; k < contacts_.size(); ++k) {
    p1_found_[k] = p1_.start(frame, sums_[k].row, sums_[k].col);
  }
  if (p1_.single()) return;
  // What can be the highest sensel of a better window.
  visit_pieces([&](std::size_t, const Run& piece, const RunSums& piece_sums, std::size_t k) {
    const float floor = p1_.floor_of(p1_found_[k]);
    if (piece_sums.top < floor) return;
    const float* pressure = frame.pressure.data() + index(piece.row, 0);
    std::int32_t first = piece.begin, last = piece.end - 1;
    while (pressure[first] < floor) ++first;
    while (pressure[last] < floor) --last;
    sums_[k].box.add(piece.row, first, last);
  });
  for (std::size_t k = 0; k < contacts_.size(); ++k) {
    p1_.search(frame, {label_, static_cast<std::uint16_t>(k + 1)}, sums_[k].box, all_usable, p1_found_[k]);
  }
}

void ContactFinder::conclude(const PressureFrame& frame) {
  for (std::size_t k = 0; k < contacts_.size(); ++k) {
    Contact& contact = contacts_[k];
    const Sums& sums = sums_[k];
    contact.sensels = static_cast<int>(sums.sensels);
    contact.mean = static_cast<float>(sums.pressure / contact.sensels);
    const auto tops = std::min(sums.tops.size(), static_cast<std::size_t>(contact.sensels - sums.filled));
    contact.robust_peak =
        std::accumulate(sums.tops.begin(), sums.tops.begin() + static_cast<std::ptrdiff_t>(tops), 0.0F) /
        static_cast<float>(tops);
    contact.area_cm2 = contact.sensels * area_cm2_;
    contact.force_n = frame.unit == PressureUnit::kpa ? sums.pressure * area_cm2_ * kNewtonPerKpaCm2 : 0.0;
    contact.filled_share = sums.filled / static_cast<double>(contact.sensels);
    contact.bad_share = sums.bad / static_cast<double>(sums.bad + contact.sensels - sums.filled);
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
  const double n = contact.sensels, p_off = static_cast<double>(thresholds_.p_off);
  const double col_mm = layout_.pitch_col_mm, row_mm = layout_.pitch_row_mm;
  const double dc = sums.dc, dr = static_cast<double>(sums.dr);
  // Weights are what rises over P_off.
  const double weight = sums.pressure - p_off * n;
  const bool weighted = weight > 0.0;
  double dx = (weighted ? (sums.pressure_dc - p_off * dc) / weight : dc / n) * col_mm;
  const double dy = (weighted ? (sums.pressure_dr - p_off * dr) / weight : dr / n) * row_mm;
  const double from_x_mm = (sums.col + 0.5) * col_mm;
  contact.y_mm = (sums.row + 0.5) * row_mm + dy;
  contact.x_mm = wrap(from_x_mm + dx, period_mm_);
  if (period_mm_ > 0.0 && weighted &&
      std::hypot(sums.weight_cos, sums.weight_sin) > kAlmostAllRound * weight) {
    const double turns = std::atan2(sums.weight_sin, sums.weight_cos) / (2.0 * std::numbers::pi);
    contact.x_mm = wrap(turns * period_mm_, period_mm_);
    dx = wrapped_difference(contact.x_mm, from_x_mm, period_mm_);
  }
  // sd = sigma * sqrt(sum (x - xc)^2) / S, the worse axis.
  const double noise = thresholds_.noise > 0.0F ? static_cast<double>(thresholds_.noise) : kQuantisedNoise;
  const auto spread2 = [n](double sum, double squares, double pitch_mm, double centre_mm) {
    return squares * pitch_mm * pitch_mm - 2.0 * centre_mm * sum * pitch_mm + n * centre_mm * centre_mm;
  };
  const double worse2 =
      std::max(spread2(dc, sums.dc2, col_mm, dx), spread2(dr, static_cast<double>(sums.dr2), row_mm, dy));
  contact.centroid_sd_mm = weighted ? noise * std::sqrt(std::max(0.0, worse2)) / weight : 0.0;
}

// The highest sensel; among equal ones (a saturated plateau) the one nearest the centroid, so that the scan
// order does not decide whether a contact is at the edge.
void ContactFinder::find_peaks(const PressureFrame& frame) {
  for (std::size_t k = 0; k < contacts_.size(); ++k) sums_[k].peak_distance2 = -1.0;
  visit_pieces([&](std::size_t, const Run& piece, const RunSums& piece_sums, std::size_t k) {
    Contact& contact = contacts_[k];
    if (piece_sums.top != contact.peak) return;
    const float* pressure = frame.pressure.data() + index(piece.row, 0);
    const double dy = (piece.row + 0.5) * layout_.pitch_row_mm - contact.y_mm;
    for (std::int32_t col = piece.begin; col < piece.end; ++col) {
      if (pressure[col] != contact.peak) continue;
      const double dx = wrapped_difference((col + 0.5) * layout_.pitch_col_mm, contact.x_mm, period_mm_);
      const double distance2 = dx * dx + dy * dy;
      double& nearest2 = sums_[k].peak_distance2;
      if (nearest2 >= 0.0 && distance2 >= nearest2) continue;
      nearest2 = distance2;
      contact.peak_row = piece.row;
      contact.peak_col = col;
    }
  });
  for (Contact& contact : contacts_) {
    const bool edge_row = contact.peak_row == 0 || contact.peak_row == layout_.rows - 1;
    const bool edge_col = contact.peak_col == 0 || contact.peak_col == layout_.cols - 1;
    contact.at_edge = edge_row || (edge_col && !layout_.periodic());
  }
}

void ContactFinder::sort_by_strength() {
  std::array<std::uint16_t, kMostContacts> order, place_of;
  const std::size_t count = contacts_.size();
  for (std::size_t k = 0; k < count; ++k) {
    order[k] = static_cast<std::uint16_t>(k);
    unsorted_[k] = contacts_[k];
  }
  const auto row_order = [](const Contact& c) { return std::pair(c.peak_row, c.peak_col); };
  std::sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count),
            [&](std::uint16_t a, std::uint16_t b) {
              const Contact &ca = unsorted_[a], &cb = unsorted_[b];
              if (ca.p1 != cb.p1) return ca.p1 > cb.p1;
              if (ca.peak != cb.peak) return ca.peak > cb.peak;
              if (sums_[a].pressure != sums_[b].pressure) return sums_[a].pressure > sums_[b].pressure;
              return row_order(ca) < row_order(cb);
            });
  bool moved = false;
  for (std::size_t k = 0; k < count; ++k) {
    contacts_[k] = unsorted_[order[k]];
    place_of[order[k]] = static_cast<std::uint16_t>(k + 1);
    moved = moved || order[k] != k;
  }
  if (moved) {
    for (std::uint16_t& label : basin_label_) label = label != 0 ? place_of[label - 1U] : label;
    put_labels();
    for (const std::int32_t sensel : filled_) {
      std::uint16_t& label = label_[static_cast<std::size_t>(sensel)];
      label = place_of[label - 1U];
    }
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
