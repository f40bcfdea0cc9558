// Plays the tones through OpenAL, one at a time. Without a sound device everything stays silent and note()
// says so. Main thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/window/sound_schedule.hpp"

namespace rollscope {

class SoundPlayer {
 public:
  SoundPlayer();
  ~SoundPlayer();
  SoundPlayer(const SoundPlayer&) = delete;
  SoundPlayer& operator=(const SoundPlayer&) = delete;

  // Begins the tone; a running one ends.
  void play(Tone tone);
  void silence();
  [[nodiscard]] bool playing() const;
  // Why there is no sound, for the settings; empty: there is.
  [[nodiscard]] const std::string& note() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

inline constexpr int kSoundRate_hz = 44100;

// The tone as 16-bit mono at kSoundRate_hz.
[[nodiscard]] std::vector<std::int16_t> synthesize(Tone tone);

}  // namespace rollscope
