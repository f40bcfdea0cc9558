#include "tests/accuracy/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "tests/accuracy/statistics.hpp"

namespace rollscope::accuracy {
namespace {

constexpr double kGoalPitch_mm = 10.0;  // the goals for place are those of this pitch; coarser: in proportion

// science.md 4.3. Seconds, mm, shares, per hour.
struct Goals {
  double f1_50, f1_90;
  double onset_median, onset_p95, offset_median, offset_p95;
  double duration_bias;
  double place_median, place_p95;
  double false_holds, switches;
  double missed, false_alerts, late;
  double p1;
};
constexpr Goals kNominal{0.99, 0.95, 0.150, 0.400, 0.100, 0.300, 0.005, 1.0,
                         3.0,  0.0,  0.0,   0.0,   0.0,   0.0,   0.02};
constexpr Goals kStress{0.95, 0.85, 0.250, 0.800, 0.200, 0.600, 0.01, 3.0,
                        8.0,  0.5,  2.0,   0.01,  0.2,   0.01,  0.05};

Tally sum(const Row& row) {
  Tally all;
  for (const Tally& session : row.sessions) all.add(session);
  return all;
}

double f1_50(const Tally& t) {
  return f1(t.matched_50, t.found, t.holds);
}
double f1_90(const Tally& t) {
  return f1(t.matched_90, t.found, t.holds);
}
double per_hour(int count, const Tally& t) {
  return t.hours > 0.0 ? count / t.hours : 0.0;
}
double share(int count, int of) {
  return of > 0 ? static_cast<double>(count) / of : 0.0;
}
double median(const std::vector<double>& values) {
  return quantile(magnitudes(values), 0.5);
}
double p95(const std::vector<double>& values) {
  return quantile(magnitudes(values), 0.95);
}

struct Miss {
  std::string what;
  double how_bad;  // over 1: not met
};

std::vector<Miss> judge(const Tally& t, const Goals& goals) {
  std::vector<Miss> all;
  const auto at_most = [&all](const char* what, double value, double goal) {
    const double bad = goal > 0.0 ? value / goal : value > 0.0 ? 10.0 + value : 0.0;
    all.push_back({what, bad});
  };
  const double coarser = std::max(1.0, t.pitch_mm / kGoalPitch_mm);
  if (t.holds > 0) {
    at_most("F1 0.5", 1.0 - f1_50(t), 1.0 - goals.f1_50);
    at_most("F1 0.9", 1.0 - f1_90(t), 1.0 - goals.f1_90);
    at_most("onset median", median(t.onset_s), goals.onset_median);
    at_most("onset p95", p95(t.onset_s), goals.onset_p95);
    at_most("offset median", median(t.offset_s), goals.offset_median);
    at_most("offset p95", p95(t.offset_s), goals.offset_p95);
    at_most("duration bias", std::abs(mean(t.duration_share)), goals.duration_bias);
    at_most("place median", median(t.place_mm), coarser * goals.place_median);
    at_most("place p95", p95(t.place_mm), coarser * goals.place_p95);
    at_most("P1", median(t.p1_share), goals.p1);
  } else {
    at_most("false holds", per_hour(t.false_holds(), t), goals.false_holds);
  }
  at_most("identity switches", per_hour(t.identity_switches, t), goals.switches);
  at_most("alerts missed", share(t.alerts_missed, t.alerts), goals.missed);
  at_most("alerts late", share(t.alerts_late, t.alerts), goals.late);
  at_most("false alerts", per_hour(t.alerts_false, t), goals.false_alerts);
  std::ranges::stable_sort(all, std::greater{}, &Miss::how_bad);
  return all;
}

double how_bad(const Row& row) {
  // Degenerate scenarios stand where their figures put them among the others.
  return judge(sum(row), row.label == Label::nominal ? kNominal : kStress).front().how_bad;
}

const char* name_of(Label label) {
  switch (label) {
    case Label::nominal:
      return "nominal";
    case Label::stress:
      return "stress";
    case Label::degenerate:
      break;
  }
  return "degenerate";
}

std::string pair_of(double a, double b, double unit, int digits) {
  return fmt::format("{:.{}f} / {:.{}f}", a * unit, digits, b * unit, digits);
}

std::vector<std::string> cells(const Row& row) {
  const Tally t = sum(row);
  const bool holds = t.holds > 0;
  const Interval ci = bootstrap(row.sessions, f1_50);
  const auto when = [](bool known, std::string text) { return known ? std::move(text) : std::string("-"); };
  std::string missed;
  for (const std::string& what : misses(row)) missed += (missed.empty() ? "" : ", ") + what;
  if (row.label == Label::degenerate) missed = "no goals";
  return {row.name,
          name_of(row.label),
          fmt::format("{:.1f}", t.hours),
          fmt::format("{}", t.holds),
          when(holds, fmt::format("{:.3f} ({:.2f}-{:.2f})", f1_50(t), ci.low, ci.high)),
          when(holds, fmt::format("{:.3f}", f1_90(t))),
          when(holds, pair_of(median(t.onset_s), p95(t.onset_s), 1000.0, 0)),
          when(holds, pair_of(median(t.offset_s), p95(t.offset_s), 1000.0, 0)),
          when(!t.duration_share.empty(), fmt::format("{:+.2f}", 100.0 * mean(t.duration_share))),
          when(holds, pair_of(median(t.place_mm), p95(t.place_mm), 1.0, 1)),
          when(holds, fmt::format("{:.1f}", 100.0 * median(t.p1_share))),
          when(holds, fmt::format("{:.1f}", 100.0 * median(t.force_share))),
          fmt::format("{:.2f}", per_hour(t.false_holds(), t)),
          fmt::format("{:.2f}", per_hour(t.identity_switches, t)),
          fmt::format("{}", t.alerts),
          when(t.alerts > 0, fmt::format("{} / {}", t.alerts_missed, t.alerts_late)),
          fmt::format("{:.2f}", per_hour(t.alerts_false, t)),
          when(!t.latency_s.empty(), fmt::format("{:+.0f}", 1000.0 * quantile(t.latency_s, 0.99))),
          missed.empty() ? "none" : missed};
}

}  // namespace

std::vector<std::string> misses(const Row& row) {
  std::vector<std::string> all;
  if (row.label == Label::degenerate) return all;
  for (const Miss& miss : judge(sum(row), row.label == Label::nominal ? kNominal : kStress)) {
    if (miss.how_bad > 1.0 + 1e-9) all.push_back(miss.what);
  }
  return all;
}

std::string table(std::vector<Row> rows) {
  std::ranges::stable_sort(rows, std::greater{}, how_bad);
  std::vector<std::vector<std::string>> lines{{"scenario", "kind", "h", "holds", "F1 at 0.5 (95 %)",
                                               "F1 at 0.9", "onset ms", "offset ms", "dwell %", "place mm",
                                               "P1 %", "force %", "false holds/h", "id switches/h", "alerts",
                                               "missed / late", "false/h", "latency ms", "goals missed"}};
  for (const Row& row : rows) lines.push_back(cells(row));
  std::vector<std::size_t> widths(lines[0].size(), 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::string text;
  for (std::size_t k = 0; k < lines.size(); ++k) {
    for (std::size_t i = 0; i < widths.size(); ++i) text += fmt::format("| {:<{}} ", lines[k][i], widths[i]);
    text += "|\n";
    if (k > 0) continue;
    for (const std::size_t width : widths) text += fmt::format("|{:-<{}}", "", width + 2);
    text += "|\n";
  }
  return text;
}

}  // namespace rollscope::accuracy
