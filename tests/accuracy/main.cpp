// `./dev accuracy`: scenes with known truth through the analysis, and what came of it (science.md 4).
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "tests/accuracy/scenario.hpp"
#include "tests/accuracy/score.hpp"
#include "tests/accuracy/sensitivity.hpp"
#include "tests/accuracy/session.hpp"
#include "tests/accuracy/table.hpp"

namespace rollscope::accuracy {
namespace {

struct Options {
  bool quick = false, sensitivity = false, list = false;
  std::uint64_t seed = 1000;  // below 1000 is for tuning
  std::string only;
};

std::string differences(const std::string& name, std::uint64_t seed, const Played& played) {
  std::string text = fmt::format("{} seed {}\n", name, seed);
  for (const TruthHold& hold : played.truth.holds) {
    text +=
        fmt::format("  true   {:8.2f} {:8.2f} dwell {:6.2f} at {:5.0f} {:5.0f}  p1 {:4.0f} gaps {} end {}\n",
                    hold.start_s, hold.end_s, hold.dwell_s, hold.x_mm, hold.y_mm, hold.p1_mean_kpa, hold.gaps,
                    static_cast<int>(hold.end));
  }
  for (const HoldRecord& hold : played.holds) {
    text +=
        fmt::format("  listed {:8.2f} {:8.2f} dwell {:6.2f} at {:5.0f} {:5.0f}  p1 {:4.0f} gaps {} end {}\n",
                    hold.start_s, hold.end_s, hold.dwell_s, hold.x_mm, hold.y_mm,
                    hold.pti_kpa_s / hold.dwell_s, hold.gaps, static_cast<int>(hold.end_reason));
  }
  for (const TruthAlert& alert : played.truth.alerts) {
    text += fmt::format(
        "  true alert   kind {} level {} crossed {:8.2f} raised {:8.2f} cleared {:8.2f} {:4.0f} over "
        "{:4.0f}\n",
        static_cast<int>(alert.kind), static_cast<int>(alert.level), alert.crossed_s, alert.raised_s,
        alert.cleared_s, alert.value_kpa, alert.limit_kpa);
  }
  for (const AlertRecord& alert : played.alerts) {
    text += fmt::format("  listed alert kind {} level {} {:8.2f} {:8.2f} {:4.0f} over {:4.0f} {}\n",
                        static_cast<int>(alert.kind), static_cast<int>(alert.level), alert.start_s,
                        alert.end_s, alert.value, alert.limit, alert.cause);
  }
  for (const IdentitySwitch& one : played.identity_switches) {
    text += fmt::format("  track {} became {}, {:.2f} .. {:.2f} at {:.0f} {:.0f}, {:.0f} kPa\n", one.from,
                        one.to, one.last_s, one.time_s, one.x_mm, one.y_mm, one.p1_kpa);
  }
  return text;
}

bool differs(const Tally& t) {
  return t.matched_90 != t.holds || t.found != t.holds || t.identity_switches > 0 || t.alerts_missed > 0 ||
         t.alerts_late > 0 || t.alerts_false > 0;
}

std::vector<Row> measure(const Options& options) {
  struct Job {
    std::size_t row;
    std::size_t session;
  };
  std::vector<Row> rows;
  std::vector<Scenario> chosen;
  std::vector<Job> jobs;
  for (Scenario& scenario : scenarios()) {
    if (scenario.name.find(options.only) == std::string::npos) continue;
    const int sessions = options.quick ? std::max(2, scenario.sessions / 5) : scenario.sessions;
    for (int i = 0; i < sessions; ++i) jobs.push_back({rows.size(), static_cast<std::size_t>(i)});
    rows.push_back({scenario.name, scenario.label, std::vector<Tally>(static_cast<std::size_t>(sessions))});
    chosen.push_back(std::move(scenario));
  }
  std::vector<std::string> told(jobs.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < jobs.size(); i = next++) {
      const std::uint64_t seed = options.seed + jobs[i].session;
      const Played played = play(chosen[jobs[i].row].make(seed));
      Tally& tally = rows[jobs[i].row].sessions[jobs[i].session];
      tally = score(played);
      if (options.list && differs(tally)) told[i] = differences(rows[jobs[i].row].name, seed, played);
    }
  };
  std::vector<std::jthread> helpers;
  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 1; i < threads; ++i) helpers.emplace_back(work);
  work();
  helpers.clear();
  for (const std::string& text : told) fmt::print("{}", text);
  return rows;
}

int run(const Options& options) {
  if (options.sensitivity) {
    fmt::print("{}", sensitivity_table(options.seed, options.quick ? 2 : 6));
    return 0;
  }
  const std::vector<Row> rows = measure(options);
  fmt::print("{}", table(rows));
  const auto unmet = std::ranges::count_if(rows, [](const Row& row) { return !misses(row).empty(); });
  const auto judged =
      std::ranges::count_if(rows, [](const Row& row) { return row.label != Label::degenerate; });
  fmt::print("\nseeds from {}; {} of {} scenarios with goals meet all of them\n", options.seed,
             judged - unmet, judged);
  return unmet == 0 ? 0 : 1;
}

}  // namespace
}  // namespace rollscope::accuracy

int main(int argc, char** argv) {
  rollscope::accuracy::Options options;
  CLI::App app("Measures the analysis against scenes with known truth. Exit 1 when a goal is missed.");
  app.add_flag("--quick", options.quick, "a fifth of the sessions");
  app.add_option("--only", options.only, "scenarios whose name contains this");
  app.add_option("--seed", options.seed, "of the first session; below 1000 is for tuning")
      ->capture_default_str();
  app.add_flag("--sensitivity", options.sensitivity, "each default 25 % lower and higher instead");
  app.add_flag("--list", options.list, "what was so and what was listed, of each session where they differ");
  CLI11_PARSE(app, argc, argv);
  return rollscope::accuracy::run(options);
}
