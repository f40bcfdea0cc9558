// Which tone is due when (look.md 7). A pure function of what lasts and the time it is given.
#pragma once

#include <optional>

namespace rollscope {

enum class Tone {
  stop,       // 3 + 2 pulses, every 5 s until acknowledged or silenced
  caution,    // 3 pulses, every 25 s
  technical,  // 2 low pulses, every 30 s
  target,     // one soft chime
};

struct SoundState {
  bool stop = false;  // lasts or is latched, and nobody acknowledged it
  bool caution = false;
  bool technical = false;       // no data
  bool silenced = false;        // alerts only: a target still chimes
  bool target_reached = false;  // in this very call
};

class SoundSchedule {
 public:
  // The tone to begin now, if any: only the highest alert sounds. `now_s` does not run backwards. A new or
  // higher alert sounds at once; a returning silenced one when the silence ends.
  std::optional<Tone> update(const SoundState& state, double now_s);
  // Seconds until update() may have something to say though nothing changed; large when silent.
  [[nodiscard]] double next_in_s(double now_s) const;

 private:
  std::optional<Tone> lasting_;
  double due_s_ = 0;
};

[[nodiscard]] double repeat_s(Tone tone);

}  // namespace rollscope
