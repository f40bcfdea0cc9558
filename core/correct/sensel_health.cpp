#include "core/correct/sensel_health.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/check.hpp"

namespace rollscope {
namespace {

constexpr int kNeighboursNeeded = 3;
constexpr int kFewestNeighbours = 2;  // of a hot sensel
constexpr float kIsolatedShare = 0.2F;
constexpr float kCameDownShare = 0.5F;
constexpr float kMuchChange = 3.0F;
constexpr int kDeadInStillLine = 4;
constexpr std::uint8_t kNotNamed = 0;
constexpr std::uint8_t kStill = 1, kStillAndFull = 2;  // of still_at_border_
constexpr std::uint8_t kConfirmed = 2;                 // of dead_

std::uint8_t code(FaultKind kind) {
  return static_cast<std::uint8_t>(static_cast<int>(kind) + 1);
}

bool is_usable(const PressureFrame& frame, std::size_t i) {
  return (frame.validity[i] & kNotUsable) == 0;
}

}  // namespace

SenselHealth::SenselHealth(const SensorLayout& layout)
    : layout_(layout), neighbourhood_(layout), range_(layout), counts_range_(layout), flicker_(layout) {
  const std::size_t sensels = layout.sensels();
  for (PressureFrame* frame : {&low_, &high_, &second_low_, &second_high_}) {
    frame->pressure.assign(sensels, 0.0F);
    frame->validity.assign(sensels, missing);
  }
  for (auto* flags : {&still_, &changed_, &dead_, &still_at_border_, &hot_, &hot_in_row_, &hot_in_col_,
                      &passing_, &flickering_, &drifted_, &in_line_, &mask_, &no_zero_, &given_, &named_}) {
    flags->assign(sensels, 0);
  }
  hot_value_.assign(sensels, 0.0F);
  since_s_.assign(sensels, 0.0);
  masked_.reserve(sensels);
  faults_.reserve(16);
  changes_.reserve(16);
  const auto rows = static_cast<std::size_t>(layout.rows), cols = static_cast<std::size_t>(layout.cols);
  for (std::size_t row = 0; row < rows; ++row)
    lines_.push_back({FaultPlace::row, static_cast<int>(row), row * cols, 1, cols});
  for (std::size_t col = 0; col < cols; ++col)
    lines_.push_back({FaultPlace::col, static_cast<int>(col), col, cols, rows});
}

void SenselHealth::set_levels(const HealthLevels& levels, float spike_height) {
  levels_ = levels;
  flicker_.set_height(spike_height);
}

void SenselHealth::restart(std::span<const std::uint8_t> never) {
  range_.restart();
  counts_range_.restart();
  for (std::size_t i = 0; i < given_.size(); ++i) {
    given_[i] = (never[i] & rollscope::dead) != 0 ? 1 : 0;
    if (given_[i] == 0) continue;
    dead_[i] = hot_[i] = flickering_[i] = passing_[i] = drifted_[i] = 0;
  }
  set_mask();
}

void SenselHealth::add(const Frame& frame, const PressureConverter& converter, double time_s) {
  mask_changed_ = false;
  flicker_.add(frame.raw, frame.spiky, mask_, time_s);
  const bool solved = frame.solved.data() != frame.despiked.data();
  if (solved != solved_) counts_range_.restart();
  solved_ = solved;
  if (solved_) counts_range_.add(frame.despiked, time_s);
  if (!range_.add(frame.solved, time_s)) return;
  judge(converter);
  find_flickers(time_s);
  conclude(time_s);
}

void SenselHealth::judge(const PressureConverter& converter) {
  // Why pressures of the extremes and not the extremes of pressures: the curve rises, so they are the same.
  converter.convert(range_.second_low(), second_low_);
  converter.convert(range_.second_high(), second_high_);
  if (range_.complete()) {
    converter.convert(range_.low(), low_);
    converter.convert(range_.high(), high_);
    find_still();
    find_dead();
  }
  find_hot();
  for (Line& line : lines_) judge_line(line);
}

void SenselHealth::find_still() {
  const SampleRange& range = solved_ ? counts_range_ : range_;
  const std::span<const float> low = range.low(), high = range.high();
  for (std::size_t i = 0; i < still_.size(); ++i) {
    still_[i] = range.complete() && low[i] == high[i] ? 1 : 0;
    const bool usable = is_usable(low_, i) && is_usable(high_, i) && mask_[i] == 0;
    const float change = usable ? high_.pressure[i] - low_.pressure[i] : 0.0F;
    changed_[i] = static_cast<std::uint8_t>((change > levels_.change ? 1 : 0) +
                                            (change > kMuchChange * levels_.change ? 1 : 0));
  }
}

void SenselHealth::find_dead() {
  for (std::size_t i = 0; i < dead_.size(); ++i) {
    still_at_border_[i] = 0;
    if (still_[i] == 0) dead_[i] = 0;
    // Why a second look before it is named: the sensels of a broken line are found by and by.
    if (dead_[i] != 0) dead_[i] = kConfirmed;
    if (still_[i] == 0 || dead_[i] != 0 || hot_[i] != 0 || !is_watched(i)) continue;
    const Around around = neighbours(i);
    if (around == Around::quiet) continue;
    since_s_[i] = range_.since_s();
    const bool full = (low_.validity[i] & saturated) != 0;
    if (full) hot_value_[i] = low_.pressure[i];
    auto& as = around == Around::changed_on_one_side ? still_at_border_ : full ? hot_ : dead_;
    as[i] = full && around == Around::changed_on_one_side ? kStillAndFull : kStill;
  }
}

SenselHealth::Around SenselHealth::neighbours(std::size_t sensel) const {
  const auto rows = layout_.rows, cols = layout_.cols;
  const int row = static_cast<int>(sensel) / cols, col = static_cast<int>(sensel) % cols;
  bool border = false;
  const auto change = [&](int dr, int dc) {
    const int r = row + dr;
    int c = col + dc;
    if (layout_.periodic()) c = (c + cols) % cols;
    const auto i = static_cast<std::size_t>(r * cols + c);
    const bool outside = r < 0 || r >= rows || c < 0 || c >= cols || !is_present(i);
    border = border || outside;
    return outside ? 0 : int{changed_[i]};
  };
  int count = 0, much = 0;
  bool opposite = false;
  constexpr int kHalf[4][2] = {{0, 1}, {1, -1}, {1, 0}, {1, 1}};
  for (const auto& [dr, dc] : kHalf) {
    const int there = change(dr, dc), back = change(-dr, -dc);
    count += (there > 0 ? 1 : 0) + (back > 0 ? 1 : 0);
    much += (there > 1 ? 1 : 0) + (back > 1 ? 1 : 0);
    opposite = opposite || (there > 0 && back > 0);
  }
  if (opposite && count >= kNeighboursNeeded) return Around::changed;
  return border && much >= kNeighboursNeeded ? Around::changed_on_one_side : Around::quiet;
}

void SenselHealth::find_hot() {
  const bool complete = range_.complete();
  for (std::size_t i = 0; i < hot_.size(); ++i) {
    hot_in_row_[i] = hot_in_col_[i] = 0;
    if (!is_usable(second_low_, i) || !is_watched(i)) continue;
    const float value = second_low_.pressure[i];
    const bool came_down = value < levels_.hot || second_high_.pressure[i] < kCameDownShare * hot_value_[i];
    if (hot_[i] != 0 && came_down) hot_[i] = 0;
    const bool full = (second_low_.validity[i] & saturated) != 0;
    const bool risen = complete && is_usable(low_, i) && low_.pressure[i] > levels_.hot;
    if (hot_[i] != 0 || (!full && !risen)) continue;
    Isolation found;
    if (full) found = isolation(i, second_high_, value, value);
    if (!found.from_all && risen) {
      const Isolation also = isolation(i, high_, low_.pressure[i], levels_.hot);
      found = {also.from_all, found.from_rows || also.from_rows, found.from_cols || also.from_cols};
    }
    hot_in_row_[i] = found.from_rows ? 1 : 0;
    hot_in_col_[i] = found.from_cols ? 1 : 0;
    if (!found.from_all && !found.from_rows && !found.from_cols) continue;
    hot_value_[i] = value;
    since_s_[i] = full ? range_.second_s() : range_.since_s();
    if (found.from_all) hot_[i] = 1;
  }
}

// Whether the neighbours (in other rows, in other columns) stay under a fifth of the value and the cap.
SenselHealth::Isolation SenselHealth::isolation(std::size_t sensel, const PressureFrame& high, float value,
                                                float cap) const {
  const auto cols = static_cast<std::size_t>(layout_.cols);
  const float limit = std::min(cap, kIsolatedShare * value);
  int quiet_rows = 0, quiet_cols = 0, quiet = 0, loud = 0, loud_rows = 0, loud_cols = 0;
  neighbourhood_.visit(static_cast<std::int32_t>(sensel), [&](std::int32_t n) {
    const auto i = static_cast<std::size_t>(n);
    if (mask_[i] != 0 || !is_usable(high, i)) return;
    const bool is_quiet = high.pressure[i] < limit;
    const bool other_row = i / cols != sensel / cols, other_col = i % cols != sensel % cols;
    (is_quiet ? quiet : loud) += 1;
    if (other_row) (is_quiet ? quiet_rows : loud_rows) += 1;
    if (other_col) (is_quiet ? quiet_cols : loud_cols) += 1;
  });
  return {.from_all = loud == 0 && quiet >= kFewestNeighbours,
          .from_rows = loud_rows == 0 && quiet_rows >= kFewestNeighbours,
          .from_cols = loud_cols == 0 && quiet_cols >= kFewestNeighbours};
}

void SenselHealth::judge_line(Line& line) {
  const auto& hot_in_line = line.place == FaultPlace::row ? hot_in_row_ : hot_in_col_;
  std::size_t present = 0, dead = 0, hot = 0, moved = 0;
  const auto visit = [&](auto look) {
    for (std::size_t k = 0; k < line.length; ++k) look(line.first + k * line.step);
  };
  visit([&](std::size_t i) {
    if (!is_present(i)) return;
    ++present;
    const bool is_dead = dead_[i] != 0 || still_at_border_[i] == kStill;
    dead += is_dead ? 1U : 0U;
    const bool is_hot = hot_[i] != 0 || hot_in_line[i] != 0 || still_at_border_[i] == kStillAndFull;
    hot += !is_dead && is_hot ? 1U : 0U;
    moved += still_[i] == 0 ? 1U : 0U;
  });
  const bool half_bad = 2 * (dead + hot) > present;
  if (line.broken) {
    const bool half_moves = range_.complete() && 2 * moved > present && !half_bad;
    const bool none_bad = dead + hot == 0;
    line.broken = line.kind == FaultKind::dead ? !(half_moves || none_bad) : half_bad;
    return;
  }
  const bool still_line = range_.complete() && moved == 0 && dead >= kDeadInStillLine;
  // Why more than two: half of a line so short is not a line's fault.
  line.broken = (half_bad && present > 2) || still_line;
  if (!line.broken) return;
  line.kind = dead >= hot ? FaultKind::dead : FaultKind::hot;
  visit([&](std::size_t i) {
    if (still_at_border_[i] == kStill) dead_[i] = 1;
    if (dead_[i] == 0 && (hot_in_line[i] != 0 || still_at_border_[i] == kStillAndFull)) hot_[i] = 1;
  });
}

void SenselHealth::find_flickers(double now_s) {
  if (!flicker_.any()) return;
  for (std::size_t i = 0; i < flickering_.size(); ++i) {
    const bool flickers = flicker_.flickers(i, now_s);
    if (flickers && flickering_[i] == 0 && dead_[i] == 0 && hot_[i] == 0) since_s_[i] = flicker_.since_s(i);
    flickering_[i] = flickers ? 1 : 0;
    passing_[i] = flicker_.passes(i, now_s) ? 1 : 0;
  }
}

void SenselHealth::set_drift(std::span<const std::uint8_t> sensels, bool array, double since_s,
                             double now_s) {
  drift_since_s_ = since_s;
  std::ranges::copy(sensels, drifted_.begin());
  const SenselFault fault{.kind = FaultKind::drift, .place = FaultPlace::array, .start_s = since_s};
  if (array && !array_drifted_) found(fault);
  if (!array && array_drifted_) gone(fault, now_s);
  array_drifted_ = array;
  conclude(now_s);
}

void SenselHealth::set_mask() {
  std::ranges::fill(in_line_, std::uint8_t{0});
  for (const Line& line : lines_) {
    for (std::size_t k = 0; line.broken && k < line.length; ++k)
      in_line_[line.first + k * line.step] = code(line.kind);
  }
  dead_count_ = 0;
  masked_.clear();
  for (std::size_t i = 0; i < mask_.size(); ++i) {
    const bool lined = in_line_[i] != 0;
    const std::uint8_t masked =
        is_present(i) && (dead_[i] | hot_[i] | passing_[i] | given_[i] | (lined ? 1 : 0)) != 0 ? 1 : 0;
    mask_changed_ = mask_changed_ || masked != mask_[i];
    mask_[i] = masked;
    if (masked != 0) masked_.push_back(static_cast<std::int32_t>(i));
    dead_count_ += is_present(i) && (dead_[i] != 0 || in_line_[i] == code(FaultKind::dead)) ? 1 : 0;
    no_zero_[i] = masked != 0 && (hot_[i] == 0 || (second_low_.validity[i] & saturated) != 0) ? 1 : 0;
  }
}

// The mask, and a name for everything that has changed.
void SenselHealth::conclude(double now_s) {
  set_mask();
  for (std::size_t i = 0; i < named_.size(); ++i) {
    std::uint8_t as = kNotNamed;
    if (in_line_[i] == 0) {
      if (dead_[i] == kConfirmed) {
        as = code(FaultKind::dead);
      } else if (hot_[i] != 0) {
        as = code(FaultKind::hot);
      } else if (flickering_[i] != 0) {
        as = code(FaultKind::flicker);
      } else if (drifted_[i] != 0) {
        as = code(FaultKind::drift);
      }
    }
    if (as != named_[i]) name(i, as, now_s);
  }
  for (const Line& line : lines_) {
    SenselFault fault{.kind = line.kind, .place = line.place};
    (line.place == FaultPlace::row ? fault.row : fault.col) = line.index;
    const bool named = std::ranges::any_of(faults_, [&](const SenselFault& f) { return f.same_as(fault); });
    if (line.broken == named) continue;
    if (!line.broken) {
      gone(fault, now_s);
      continue;
    }
    fault.start_s = now_s;
    for (std::size_t k = 0; k < line.length; ++k) {
      const std::size_t i = line.first + k * line.step;
      if (dead_[i] != 0 || hot_[i] != 0) fault.start_s = std::min(fault.start_s, since_s_[i]);
    }
    found(fault);
  }
}

void SenselHealth::name(std::size_t sensel, std::uint8_t as, double now_s) {
  const auto cols = static_cast<std::size_t>(layout_.cols);
  SenselFault fault{.row = static_cast<int>(sensel / cols), .col = static_cast<int>(sensel % cols)};
  if (named_[sensel] != kNotNamed) {
    fault.kind = static_cast<FaultKind>(named_[sensel] - 1);
    gone(fault, now_s);
  }
  named_[sensel] = as;
  if (as == kNotNamed) return;
  fault.kind = static_cast<FaultKind>(as - 1);
  fault.start_s = fault.kind == FaultKind::drift ? drift_since_s_ : since_s_[sensel];
  found(fault);
}

void SenselHealth::found(const SenselFault& fault) {
  faults_.push_back(fault);
  changes_.push_back({true, fault});
}

void SenselHealth::gone(const SenselFault& fault, double now_s) {
  const auto known = std::ranges::find_if(faults_, [&](const SenselFault& f) { return f.same_as(fault); });
  ROLLSCOPE_CHECK(known != faults_.end(), "a fault that goes was found before");
  known->end_s = now_s;
  changes_.push_back({false, *known});
  faults_.erase(known);
}

void SenselHealth::mask(PressureFrame& frame) const {
  for (const std::int32_t sensel : masked_) {
    const auto i = static_cast<std::size_t>(sensel);
    frame.validity[i] = static_cast<std::uint8_t>((frame.validity[i] & kNotUsable) | rollscope::dead);
    frame.pressure[i] = 0.0F;
  }
}

}  // namespace rollscope
