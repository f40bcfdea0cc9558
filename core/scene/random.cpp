#include "core/scene/random.hpp"

#include <bit>
#include <cmath>

namespace rollscope {
namespace {

std::uint64_t split_mix(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15U;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

}  // namespace

Random::Random(std::uint64_t seed) {
  for (std::uint64_t& word : state_) word = split_mix(seed);
}

std::uint64_t Random::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double Random::uniform() {
  return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

double Random::uniform(double low, double high) {
  return low + (high - low) * uniform();
}

double Random::log_uniform(double low, double high) {
  return std::exp(uniform(std::log(low), std::log(high)));
}

int Random::integer(int low, int high) {
  const auto choices = static_cast<std::uint64_t>(high - low + 1);
  return low + static_cast<int>(next() % choices);
}

double Random::normal() {
  constexpr std::uint64_t kLow = 0xffff;
  std::uint64_t sum = 0;
  for (int word = 0; word < 2; ++word) {
    const std::uint64_t bits = next();
    sum += (bits & kLow) + ((bits >> 16) & kLow) + ((bits >> 32) & kLow) + (bits >> 48);
  }
  // Eight uniforms on 0..65535: mean 4 * 65535, variance 8 * (65536^2 - 1) / 12.
  constexpr double kMean = 4.0 * 65535.0;
  constexpr double kInverseSd = 1.0 / 53509.91992145;
  return (static_cast<double>(sum) - kMean) * kInverseSd;
}

}  // namespace rollscope
