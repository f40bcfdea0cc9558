// The one list of things a person can do: id, words, key, handler. Keys, buttons, palette and F1 all read it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace rollscope {

// A key with its modifiers, in GLFW's numbers.
struct KeyChord {
  int key = 0;  // GLFW_KEY_*; 0: none
  bool ctrl = false, shift = false, alt = false;
  bool operator==(const KeyChord&) const = default;

  // "Ctrl+P", "Esc", "F11", "Left"; nothing for an empty text ("" is no key), nullopt-like {} with ok = false
  // for a text that names none.
  static bool parse(std::string_view text, KeyChord& chord);
  [[nodiscard]] std::string text() const;
};

struct Action {
  std::string id;     // "record"; stable, in settings
  std::string title;  // "Start or end the recording"
  std::string group;  // heading in F1
  KeyChord key;       // in force
  std::function<void()> run = {};
  std::function<bool()> enabled = {};  // empty: always
  bool anywhere = false;               // also while a text field has the keyboard (stop)
  bool listed = true;                  // in palette and F1
  KeyChord default_key = {};           // filled by add()
};

class Actions {
 public:
  void add(Action action);
  [[nodiscard]] const std::vector<Action>& all() const { return actions_; }
  [[nodiscard]] const Action* find(std::string_view id) const;
  // Runs it when enabled; false when it is not, or unknown.
  bool run(std::string_view id) const;
  [[nodiscard]] bool enabled(std::string_view id) const;
  // "Esc" for a key cap; empty without a key.
  [[nodiscard]] std::string key_text(std::string_view id) const;
  // Gives an action another key and takes it from whoever had it. False for an unknown id.
  bool rebind(std::string_view id, KeyChord key);
  // The action a key means now; nullptr when none is enabled.
  [[nodiscard]] const Action* for_key(KeyChord chord, bool typing) const;
  // Best matches of a few typed letters first, all enabled ones when empty.
  [[nodiscard]] std::vector<const Action*> search(std::string_view typed) const;

 private:
  std::vector<Action> actions_;
};

// How well `typed` matches as a subsequence of `text`, ignoring case: 0 none, higher is better.
[[nodiscard]] int fuzzy_score(std::string_view typed, std::string_view text);

}  // namespace rollscope
