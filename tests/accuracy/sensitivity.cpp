#include "tests/accuracy/sensitivity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/accuracy/scenario.hpp"
#include "tests/accuracy/score.hpp"

namespace rollscope::accuracy {
namespace {

constexpr double kMostFall = 0.02;
// Another value of these asks another question.
constexpr std::array<std::string_view, 4> kDefineTruth{"hold.t_min", "hold.t_grace", "hold.t_confirm",
                                                       "hold.r_drift"};
struct Trial {
  std::string_view parameter;
  double factor = 1.0;
  bool possible = true;
  double f1 = 0.0;
};

bool asked(std::string_view name) {
  const bool of_holds = name.starts_with("hold.");
  return of_holds && name != "hold.t_soft" && name != "hold.t_hard";
}

// What is out of range is played as it was, and not told.
Profile profile_of(const Trial& trial, Profile profile) {
  const ProfileParameter* parameter = trial.possible ? find_profile_parameter(trial.parameter) : nullptr;
  if (parameter != nullptr) parameter->value(profile) *= trial.factor;
  return profile;
}

std::vector<Trial> trials() {
  std::vector<Trial> all{{}};
  for (const ProfileParameter& parameter : profile_parameters()) {
    if (!asked(parameter.name) || parameter.default_value() == 0.0) continue;
    for (const double factor : {0.75, 1.25}) {
      Profile profile;
      parameter.value(profile) *= factor;
      all.push_back({parameter.name, factor, check_profile(profile).has_value()});
    }
  }
  return all;
}

}  // namespace

std::string sensitivity_table(std::uint64_t seed, int sessions) {
  std::vector<Scenario> chosen;  // those with goals
  for (Scenario& scenario : scenarios())
    if (scenario.label != Label::degenerate) chosen.push_back(std::move(scenario));
  std::vector<Trial> all = trials();

  // The sessions are played by several threads, and counted in their order.
  const std::size_t jobs = chosen.size() * static_cast<std::size_t>(sessions);
  std::vector<std::vector<Tally>> of_job(jobs, std::vector<Tally>(all.size()));
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < jobs; i = next++) {
      const std::size_t session = i % static_cast<std::size_t>(sessions);
      const Session made = chosen[i / static_cast<std::size_t>(sessions)].make(seed + session);
      std::vector<Profile> profiles;
      for (const Trial& trial : all) profiles.push_back(profile_of(trial, made.profile));
      const std::vector<Played> played = play_each(made, profiles);
      for (std::size_t t = 0; t < all.size(); ++t) of_job[i][t] = score(played[t]);
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i) helpers.emplace_back(work);
    work();
  }
  for (std::size_t t = 0; t < all.size(); ++t) {
    Tally tally;
    for (const auto& tallies : of_job) tally.add(tallies[t]);
    all[t].f1 = f1(tally.matched_50, tally.found, tally.holds);
  }
  const double usual = all.front().f1;
  std::stable_sort(all.begin() + 1, all.end(), [](const Trial& a, const Trial& b) { return a.f1 < b.f1; });
  std::string text = fmt::format(
      "| parameter | factor | F1 | change |  |\n|---|---|---|---|---|\n| defaults | 1 | {:.3f} | | |\n",
      usual);
  for (auto trial = all.begin() + 1; trial != all.end(); ++trial) {
    if (!trial->possible) {
      text += fmt::format("| {} | {} | - | - | out of range |\n", trial->parameter, trial->factor);
      continue;
    }
    const bool defines = std::ranges::find(kDefineTruth, trial->parameter) != kDefineTruth.end();
    const char* remark = defines                         ? "defines the truth"
                         : usual - trial->f1 > kMostFall ? "falls by over 0.02"
                                                         : "";
    text += fmt::format("| {} | {} | {:.3f} | {:+.3f} | {} |\n", trial->parameter, trial->factor, trial->f1,
                        trial->f1 - usual, remark);
  }
  return text;
}

}  // namespace rollscope::accuracy
