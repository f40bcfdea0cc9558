// What a panel may ask of the window. Nothing else changes the session.
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "core/command.hpp"

namespace rollscope {

struct OpenSource {
  std::string source;  // URI or path
};
struct Seek {
  double time_s;
};
struct SetPlaying {
  bool playing;
};
struct SetSpeed {
  double speed;  // 0.1 .. 10
};
struct SetLoop {
  bool on;
  double from_s, to_s;
};
struct ForgetError {};  // the person has read SessionState::open_error

struct ChangeKey {
  std::string action, key;  // "record", "Ctrl R"; empty: no key
};

using Request =
    std::variant<Command, OpenSource, Seek, SetPlaying, SetSpeed, SetLoop, ForgetError, ChangeKey>;
using Ask = std::function<void(Request)>;

}  // namespace rollscope
