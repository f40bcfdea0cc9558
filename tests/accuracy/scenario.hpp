// What `./dev accuracy` plays, by name. Each is judged by its label's column of science.md 4.3.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/accuracy/session.hpp"

namespace rollscope::accuracy {

enum class Label : std::uint8_t {
  nominal,
  stress,
  degenerate,  // the definition leaves the answer open or the sensor cannot tell: measured and published
};

struct Scenario {
  std::string name;
  Label label = Label::nominal;
  int sessions = 0;
  std::function<Session(std::uint64_t seed)> make;
};

// In the order of the groups: rates, pitches, sensors, people, negatives, alerts.
[[nodiscard]] std::vector<Scenario> scenarios();

}  // namespace rollscope::accuracy
