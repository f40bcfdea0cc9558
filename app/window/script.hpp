// What pictures and tests make the window do: keys at moments, a picture at one.
#pragma once

#include <string>
#include <vector>

#include "app/window/action.hpp"
#include "app/window/window.hpp"
#include "core/base/result.hpp"

namespace rollscope {

struct ScriptStep {
  double at_s = 0;  // analysis time
  std::vector<KeyChord> keys;
  bool picture = false;
};

struct Script {
  std::vector<ScriptStep> steps;  // rising in time
  [[nodiscard]] bool empty() const { return steps.empty(); }
  [[nodiscard]] std::vector<double> moments() const;

  // From WindowOptions' keys, at_s and screenshot; keys without a time are pressed at the first frame.
  static Result<Script> parse(const WindowOptions& options);
};

// "1280x720"
Result<std::pair<int, int>> parse_size(const std::string& text);

}  // namespace rollscope
