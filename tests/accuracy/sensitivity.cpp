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
// A little of everything a parameter may matter for.
constexpr std::array<std::string_view, 6> kScenarios{"50 Hz",
                                                     "sway 3 mm",
                                                     "lifts up to 0.7 s",
                                                     "a limb rests beside",
                                                     "two balls 45 to 90 mm apart",
                                                     "rolling only, 25 to 200 mm/s, pauses to 1 s"};

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

double f1_with(const Trial& trial, const std::vector<Scenario>& chosen, std::uint64_t seed, int sessions) {
  Tally all;
  for (const Scenario& scenario : chosen) {
    for (int i = 0; i < sessions; ++i) {
      Session session = scenario.make(seed + static_cast<std::uint64_t>(i));
      if (const ProfileParameter* parameter = find_profile_parameter(trial.parameter)) {
        parameter->value(session.profile) *= trial.factor;
      }
      all.add(score(play(session)));
    }
  }
  return f1(all.matched_50, all.found, all.holds);
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
  std::vector<Scenario> chosen;
  for (Scenario& scenario : scenarios()) {
    if (std::ranges::find(kScenarios, scenario.name) != kScenarios.end())
      chosen.push_back(std::move(scenario));
  }
  std::vector<Trial> all = trials();
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < all.size(); i = next++) {
      if (all[i].possible) all[i].f1 = f1_with(all[i], chosen, seed, sessions);
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i) helpers.emplace_back(work);
    work();
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
