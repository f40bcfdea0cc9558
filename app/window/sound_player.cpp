#include "app/window/sound_player.hpp"

#include <al.h>
#include <alc.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace rollscope {
namespace {

// A pulse of a tone with two overtones: heard through a wall, not shrill (the shape of IEC 60601-1-8 alarms).
struct Pulse {
  double start_s, length_s, pitch_hz, volume;
};

void add(std::vector<std::int16_t>& samples, const Pulse& pulse) {
  const auto first = static_cast<std::size_t>(pulse.start_s * kSoundRate_hz);
  const auto count = static_cast<std::size_t>(pulse.length_s * kSoundRate_hz);
  if (samples.size() < first + count) samples.resize(first + count);
  constexpr double kEdge_s = 0.02;  // soft edges: no click
  for (std::size_t i = 0; i < count; ++i) {
    const double t = static_cast<double>(i) / kSoundRate_hz;
    const double edge = std::min({1.0, t / kEdge_s, (pulse.length_s - t) / kEdge_s});
    const double phase = 2.0 * std::numbers::pi * pulse.pitch_hz * t;
    const double wave = 0.6 * std::sin(phase) + 0.25 * std::sin(2 * phase) + 0.15 * std::sin(3 * phase);
    samples[first + i] = static_cast<std::int16_t>(wave * edge * pulse.volume * 32000);
  }
}

}  // namespace

std::vector<std::int16_t> synthesize(Tone tone) {
  std::vector<std::int16_t> samples;
  switch (tone) {
    case Tone::stop:
      for (const double at : {0.0, 0.25, 0.5, 1.0, 1.25}) add(samples, {at, 0.15, 880, 0.9});
      break;
    case Tone::caution:
      for (const double at : {0.0, 0.4, 0.8}) add(samples, {at, 0.2, 587, 0.6});
      break;
    case Tone::technical:
      for (const double at : {0.0, 0.5}) add(samples, {at, 0.3, 262, 0.6});
      break;
    case Tone::target:
      add(samples, {0.0, 0.25, 659, 0.35});
      add(samples, {0.22, 0.45, 880, 0.3});
      break;
  }
  return samples;
}

struct SoundPlayer::Impl {
  ALCdevice* device = nullptr;
  ALCcontext* context = nullptr;
  ALuint source = 0;
  std::array<ALuint, 4> buffers{};
  std::string note;

  void open() {
    device = alcOpenDevice(nullptr);
    if (device == nullptr) {
      note = "No sound: no sound device was found.";
      return;
    }
    context = alcCreateContext(device, nullptr);
    if (context == nullptr || alcMakeContextCurrent(context) == ALC_FALSE) {
      note = "No sound: the sound device refused.";
      return;
    }
    alGenSources(1, &source);
    alGenBuffers(static_cast<ALsizei>(buffers.size()), buffers.data());
    for (const Tone tone : {Tone::stop, Tone::caution, Tone::technical, Tone::target}) {
      const std::vector<std::int16_t> samples = synthesize(tone);
      alBufferData(buffers[static_cast<std::size_t>(tone)], AL_FORMAT_MONO16, samples.data(),
                   static_cast<ALsizei>(samples.size() * sizeof(std::int16_t)), kSoundRate_hz);
    }
    if (alGetError() != AL_NO_ERROR) note = "No sound: the tones could not be prepared.";
  }
  ~Impl() {
    if (source != 0) {
      alSourceStop(source);
      alDeleteSources(1, &source);
      alDeleteBuffers(static_cast<ALsizei>(buffers.size()), buffers.data());
    }
    if (context != nullptr) {
      alcMakeContextCurrent(nullptr);
      alcDestroyContext(context);
    }
    if (device != nullptr) alcCloseDevice(device);
  }
};

SoundPlayer::SoundPlayer() : impl_(std::make_unique<Impl>()) {
  impl_->open();
}
SoundPlayer::~SoundPlayer() = default;

void SoundPlayer::play(Tone tone) {
  if (!impl_->note.empty()) return;
  alSourceStop(impl_->source);
  alSourcei(impl_->source, AL_BUFFER, static_cast<ALint>(impl_->buffers[static_cast<std::size_t>(tone)]));
  alSourcePlay(impl_->source);
}

void SoundPlayer::silence() {
  if (impl_->note.empty()) alSourceStop(impl_->source);
}

bool SoundPlayer::playing() const {
  if (!impl_->note.empty()) return false;
  ALint state = 0;
  alGetSourcei(impl_->source, AL_SOURCE_STATE, &state);
  return state == AL_PLAYING;
}

const std::string& SoundPlayer::note() const {
  return impl_->note;
}

}  // namespace rollscope
