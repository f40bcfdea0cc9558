#include "tests/accuracy/score.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/check.hpp"
#include "core/contact/assignment.hpp"

namespace rollscope::accuracy {
namespace {

constexpr double kNear_mm = 25.0;
constexpr double kLate_s = 0.1;
constexpr double kEdge_s = 0.6;  // alerts clear after 0.5 s: how far apart the same event may be told

double overlap_s(double a_from, double a_to, double b_from, double b_to) {
  return std::min(a_to, b_to) - std::max(a_from, b_from);
}

double iou(const HoldRecord& found, const TruthHold& truth) {
  const double both = std::max(0.0, overlap_s(found.start_s, found.end_s, truth.start_s, truth.end_s));
  const double either = std::max(found.end_s, truth.end_s) - std::min(found.start_s, truth.start_s);
  return either > 0.0 ? both / either : 0.0;
}

double apart_mm(const HoldRecord& found, const TruthHold& truth) {
  return std::hypot(found.x_mm - truth.x_mm, found.y_mm - truth.y_mm);
}

// found_of[i]: index of the found hold of true hold i, or -1. As many pairs as can be, best overlap first.
std::vector<int> match(const Played& played, double least_iou) {
  const std::vector<TruthHold>& truths = played.truth.holds;
  std::vector<int> found_of(truths.size(), -1);
  if (truths.empty() || played.holds.empty()) return found_of;
  ROLLSCOPE_CHECK(truths.size() <= kMostRows && played.holds.size() <= kMostColumns, "sessions are short");
  CostTable costs(truths.size(), played.holds.size());
  for (std::size_t i = 0; i < truths.size(); ++i) {
    for (std::size_t j = 0; j < played.holds.size(); ++j) {
      const double share = iou(played.holds[j], truths[i]);
      if (share >= least_iou && apart_mm(played.holds[j], truths[i]) <= kNear_mm)
        costs.at(i, j) = 1.0 - share;
    }
  }
  assign(costs, static_cast<double>(kMostRows), found_of);
  return found_of;
}

void score_holds(const Played& played, Tally& tally) {
  tally.holds = static_cast<int>(played.truth.holds.size());
  tally.found = static_cast<int>(played.holds.size());
  const auto pairs = [](const std::vector<int>& found_of) {
    return static_cast<int>(std::ranges::count_if(found_of, [](int j) { return j >= 0; }));
  };
  const std::vector<int> found_of = match(played, 0.5);
  tally.matched_50 = pairs(found_of);
  tally.matched_90 = pairs(match(played, 0.9));
  for (std::size_t i = 0; i < found_of.size(); ++i) {
    if (found_of[i] < 0) continue;
    const TruthHold& truth = played.truth.holds[i];
    const HoldRecord& found = played.holds[static_cast<std::size_t>(found_of[i])];
    tally.onset_s.push_back(found.start_s - truth.start_s);
    tally.offset_s.push_back(found.end_s - truth.end_s);
    if (truth.dwell_s >= 30.0 && truth.dwell_s <= 60.0) {
      tally.duration_share.push_back(found.dwell_s / truth.dwell_s - 1.0);
    }
    tally.place_mm.push_back(apart_mm(found, truth));
    tally.p1_share.push_back(found.pti_kpa_s / found.dwell_s / truth.p1_mean_kpa - 1.0);
    tally.force_share.push_back(found.force_n / truth.force_n - 1.0);
  }
}

bool same_kind(const AlertRecord& found, const TruthAlert& truth) {
  const bool kinds = (found.kind == AlertKind::peak && truth.kind == TruthAlertKind::peak) ||
                     (found.kind == AlertKind::mean && truth.kind == TruthAlertKind::mean) ||
                     (found.kind == AlertKind::technical && truth.kind == TruthAlertKind::technical);
  return kinds && (found.level == AlertLevel::stop) == (truth.level == TruthLevel::stop);
}

bool same_event(const AlertRecord& found, const TruthAlert& truth) {
  return same_kind(found, truth) &&
         overlap_s(found.start_s, found.end_s, truth.crossed_s, truth.cleared_s) > -kEdge_s;
}

const AlertRecord* first_found(const Played& played, const TruthAlert& truth) {
  const AlertRecord* first = nullptr;
  for (const AlertRecord& found : played.alerts) {
    if (same_event(found, truth) && (first == nullptr || found.start_s < first->start_s)) first = &found;
  }
  return first;
}

void score_alerts(const Played& played, Tally& tally) {
  std::vector<TruthAlert> due = played.due_alerts, allowed = played.allowed_alerts;
  for (const TruthAlert& alert : played.truth.alerts) {
    if (alert.kind != TruthAlertKind::technical) continue;
    due.push_back(alert);
    allowed.push_back(alert);
  }
  tally.alerts = static_cast<int>(due.size());
  for (const TruthAlert& alert : due) {
    const AlertRecord* found = first_found(played, alert);
    if (found == nullptr) {
      ++tally.alerts_missed;
    } else if (found->start_s > alert.raised_s + kLate_s) {
      ++tally.alerts_late;
    }
  }
  for (const TruthAlert& alert : played.truth.alerts) {
    const auto is_due = [&](const TruthAlert& other) {
      return other.kind == alert.kind && other.level == alert.level && other.actor == alert.actor &&
             overlap_s(other.crossed_s, other.cleared_s, alert.crossed_s, alert.cleared_s) > 0.0;
    };
    const AlertRecord* found = std::ranges::any_of(due, is_due) ? first_found(played, alert) : nullptr;
    if (found != nullptr) tally.latency_s.push_back(found->start_s - alert.raised_s);
  }
  for (const AlertRecord& found : played.alerts) {
    const auto explains = [&](const TruthAlert& alert) { return same_event(found, alert); };
    if (std::ranges::none_of(allowed, explains)) ++tally.alerts_false;
  }
}

void append(std::vector<double>& to, const std::vector<double>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

void Tally::add(const Tally& other) {
  hours += other.hours;
  holds += other.holds;
  found += other.found;
  matched_50 += other.matched_50;
  matched_90 += other.matched_90;
  append(onset_s, other.onset_s);
  append(offset_s, other.offset_s);
  append(duration_share, other.duration_share);
  append(place_mm, other.place_mm);
  append(p1_share, other.p1_share);
  append(force_share, other.force_share);
  identity_switches += other.identity_switches;
  pitch_mm = std::max(pitch_mm, other.pitch_mm);
  alerts += other.alerts;
  alerts_missed += other.alerts_missed;
  alerts_late += other.alerts_late;
  alerts_false += other.alerts_false;
  append(latency_s, other.latency_s);
}

Tally score(const Played& played) {
  Tally tally;
  tally.hours = played.hours;
  tally.identity_switches = static_cast<int>(played.identity_switches.size());
  tally.pitch_mm = played.pitch_mm;
  score_holds(played, tally);
  score_alerts(played, tally);
  return tally;
}

double f1(int matched, int found, int holds) {
  return found + holds == 0 ? 1.0 : 2.0 * matched / (found + holds);
}

}  // namespace rollscope::accuracy
