#include "app/window/action.hpp"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace rollscope {
namespace {

struct KeyName {
  int key;
  std::string_view name;
};
constexpr KeyName kNames[] = {{GLFW_KEY_ESCAPE, "Esc"},
                              {GLFW_KEY_ENTER, "Enter"},
                              {GLFW_KEY_SPACE, "Space"},
                              {GLFW_KEY_TAB, "Tab"},
                              {GLFW_KEY_BACKSPACE, "Backspace"},
                              {GLFW_KEY_DELETE, "Delete"},
                              {GLFW_KEY_INSERT, "Insert"},
                              {GLFW_KEY_LEFT, "Left"},
                              {GLFW_KEY_RIGHT, "Right"},
                              {GLFW_KEY_UP, "Up"},
                              {GLFW_KEY_DOWN, "Down"},
                              {GLFW_KEY_HOME, "Home"},
                              {GLFW_KEY_END, "End"},
                              {GLFW_KEY_PAGE_UP, "PageUp"},
                              {GLFW_KEY_PAGE_DOWN, "PageDown"},
                              {GLFW_KEY_COMMA, ","},
                              {GLFW_KEY_PERIOD, "."},
                              {GLFW_KEY_MINUS, "-"},
                              {GLFW_KEY_EQUAL, "="},
                              {GLFW_KEY_SLASH, "/"},
                              {GLFW_KEY_SEMICOLON, ";"},
                              {GLFW_KEY_LEFT_BRACKET, "["},
                              {GLFW_KEY_RIGHT_BRACKET, "]"},
                              {GLFW_KEY_PAUSE, "Pause"},
                              {GLFW_KEY_KP_ENTER, "KeypadEnter"}};

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

int key_named(std::string_view name) {
  if (name.size() == 1 && std::isalnum(static_cast<unsigned char>(name[0])) != 0)
    return std::toupper(static_cast<unsigned char>(name[0]));  // GLFW takes letters and digits as ASCII
  if (name.size() >= 2 && name.size() <= 3 && lower(name[0]) == 'f') {
    int number = 0;
    for (const char c : name.substr(1)) {
      if (c < '0' || c > '9') return 0;
      number = number * 10 + (c - '0');
    }
    if (number >= 1 && number <= 25) return GLFW_KEY_F1 + number - 1;
  }
  for (const auto& [key, known] : kNames)
    if (same_word(name, known)) return key;
  return 0;
}

std::string name_of(int key) {
  if ((key >= '0' && key <= '9') || (key >= 'A' && key <= 'Z')) return {static_cast<char>(key)};
  if (key >= GLFW_KEY_F1 && key <= GLFW_KEY_F25) return "F" + std::to_string(key - GLFW_KEY_F1 + 1);
  for (const auto& [known, name] : kNames)
    if (key == known) return std::string(name);
  return {};
}

}  // namespace

bool KeyChord::parse(std::string_view text, KeyChord& chord) {
  KeyChord read;
  if (text.empty()) {
    chord = read;
    return true;
  }
  // "Ctrl+P" and, as on key caps, "Ctrl P".
  while (true) {
    const std::size_t end = text.find_first_of("+ ", 1);
    if (end == std::string_view::npos) break;
    const std::string_view word = text.substr(0, end);
    if (same_word(word, "Ctrl"))
      read.ctrl = true;
    else if (same_word(word, "Shift"))
      read.shift = true;
    else if (same_word(word, "Alt"))
      read.alt = true;
    else
      return false;
    text.remove_prefix(end + 1);
  }
  read.key = key_named(text);
  if (read.key == 0) return false;
  chord = read;
  return true;
}

std::string KeyChord::text() const {
  if (key == 0) return {};
  std::string out;
  if (ctrl) out += "Ctrl ";
  if (alt) out += "Alt ";
  if (shift) out += "Shift ";
  return out + name_of(key);
}

void Actions::add(Action action) {
  action.default_key = action.key;
  actions_.push_back(std::move(action));
}

const Action* Actions::find(std::string_view id) const {
  for (const Action& action : actions_)
    if (action.id == id) return &action;
  return nullptr;
}

bool Actions::enabled(std::string_view id) const {
  const Action* action = find(id);
  return action != nullptr && (!action->enabled || action->enabled());
}

bool Actions::run(std::string_view id) const {
  if (!enabled(id)) return false;
  find(id)->run();
  return true;
}

std::string Actions::key_text(std::string_view id) const {
  const Action* action = find(id);
  return action == nullptr ? std::string() : action->key.text();
}

bool Actions::rebind(std::string_view id, KeyChord key) {
  if (find(id) == nullptr) return false;
  for (Action& action : actions_) {
    if (action.id == id)
      action.key = key;
    else if (key.key != 0 && action.key == key)
      action.key = {};
  }
  return true;
}

const Action* Actions::for_key(KeyChord chord, bool typing) const {
  if (chord.key == GLFW_KEY_KP_ENTER) chord.key = GLFW_KEY_ENTER;
  if (chord.key >= GLFW_KEY_KP_0 && chord.key <= GLFW_KEY_KP_9) chord.key = '0' + chord.key - GLFW_KEY_KP_0;
  for (const Action& action : actions_) {
    if (action.key.key == 0 || action.key != chord) continue;
    // A text field keeps its letters; stop and chords with Ctrl or F keys still mean what they mean.
    const bool types = !chord.ctrl && !chord.alt && chord.key < GLFW_KEY_F1;
    if (typing && types && !action.anywhere) continue;
    if (action.enabled && !action.enabled()) continue;
    return &action;
  }
  return nullptr;
}

int fuzzy_score(std::string_view typed, std::string_view text) {
  if (typed.empty()) return 1;
  int score = 0, run = 0;
  std::size_t next = 0;
  for (std::size_t i = 0; i < text.size() && next < typed.size(); ++i) {
    if (lower(text[i]) != lower(typed[next])) {
      run = 0;
      continue;
    }
    const bool starts_word = i == 0 || text[i - 1] == ' ';
    score += 1 + run + (starts_word ? 8 : 0) + (i == 0 ? 4 : 0);
    run += 3;
    ++next;
    while (next < typed.size() && typed[next] == ' ') ++next;
  }
  return next == typed.size() ? score : 0;
}

std::vector<const Action*> Actions::search(std::string_view typed) const {
  struct Match {
    int score;
    const Action* action;  // into one vector: their order is that of the list
  };
  std::vector<Match> found;
  for (const Action& action : actions_) {
    if (!action.listed || (action.enabled && !action.enabled())) continue;
    if (const int score = fuzzy_score(typed, action.title); score > 0) found.push_back({score, &action});
  }
  std::sort(found.begin(), found.end(), [](const Match& a, const Match& b) {
    return a.score != b.score ? a.score > b.score : a.action < b.action;
  });
  std::vector<const Action*> out;
  for (const Match& match : found) out.push_back(match.action);
  return out;
}

}  // namespace rollscope
