#include "app/window/script.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <utility>

namespace rollscope {
namespace {

bool read_number(std::string_view text, double& value) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  return code == std::errc{} && end == text.data() + text.size() && value >= 0;
}

}  // namespace

std::vector<double> Script::moments() const {
  std::vector<double> out;
  for (const ScriptStep& step : steps) out.push_back(step.at_s);
  return out;
}

Result<Script> Script::parse(const WindowOptions& options) {
  Script script;
  std::istringstream words(options.keys);
  for (std::string word; words >> word;) {
    ScriptStep step;
    std::string key = word;
    if (const std::size_t colon = word.find(':'); colon != std::string::npos) {
      if (!read_number(std::string_view(word).substr(0, colon), step.at_s))
        return fail(Errc::bad_argument, "--keys: '" + word + "': a key, or seconds, a colon and a key");
      key = word.substr(colon + 1);
    }
    KeyChord chord;
    if (key.empty() || !KeyChord::parse(key, chord))
      return fail(Errc::bad_argument, "--keys: '" + key + "' is no key; write Ctrl+P, Esc, F1, K");
    step.keys.push_back(chord);
    script.steps.push_back(step);
  }
  if (!options.screenshot.empty()) script.steps.push_back({std::max(0.0, options.at_s), {}, true});
  // Keys come before a picture of the same moment, and stay in the order they were written.
  for (std::size_t i = 1; i < script.steps.size(); ++i)
    for (std::size_t j = i; j > 0 && script.steps[j].at_s < script.steps[j - 1].at_s; --j)
      std::swap(script.steps[j], script.steps[j - 1]);
  // One moment, one step.
  std::vector<ScriptStep> merged;
  for (ScriptStep& step : script.steps) {
    if (merged.empty() || merged.back().at_s < step.at_s || merged.back().picture) {
      merged.push_back(std::move(step));
      continue;
    }
    merged.back().keys.insert(merged.back().keys.end(), step.keys.begin(), step.keys.end());
    merged.back().picture = step.picture;
  }
  script.steps = std::move(merged);
  return script;
}

Result<std::pair<int, int>> parse_size(const std::string& text) {
  double width = 0, height = 0;
  const std::size_t cross = text.find('x');
  if (cross == std::string::npos || !read_number(std::string_view(text).substr(0, cross), width) ||
      !read_number(std::string_view(text).substr(cross + 1), height) || width < 320 || height < 240 ||
      width > 16384 || height > 16384)
    return fail(Errc::bad_argument, "--size " + text + ": width x height in px, such as 1280x720");
  return std::pair{static_cast<int>(width), static_cast<int>(height)};
}

}  // namespace rollscope
