#include "app/window/sound_schedule.hpp"

#include <algorithm>

namespace rollscope {
namespace {

std::optional<Tone> highest(const SoundState& state) {
  if (state.silenced) return std::nullopt;
  if (state.stop) return Tone::stop;
  if (state.technical) return Tone::technical;
  if (state.caution) return Tone::caution;
  return std::nullopt;
}

}  // namespace

double repeat_s(Tone tone) {
  switch (tone) {
    case Tone::stop:
      return 5.0;
    case Tone::caution:
      return 25.0;
    case Tone::technical:
      return 30.0;
    case Tone::target:
      break;
  }
  return 1e9;
}

std::optional<Tone> SoundSchedule::update(const SoundState& state, double now_s) {
  const std::optional<Tone> now = highest(state);
  if (now != lasting_) {
    lasting_ = now;
    due_s_ = now_s;
  }
  if (lasting_ && now_s >= due_s_) {
    due_s_ = now_s + repeat_s(*lasting_);
    return lasting_;
  }
  // A chime never covers an alert.
  if (!lasting_ && state.target_reached) return Tone::target;
  return std::nullopt;
}

double SoundSchedule::next_in_s(double now_s) const {
  return lasting_ ? std::max(0.0, due_s_ - now_s) : 1e9;
}

}  // namespace rollscope
