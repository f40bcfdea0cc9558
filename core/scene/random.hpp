// Reproducible random numbers: the same seed gives the same bits on every machine and library.
#pragma once

#include <array>
#include <cstdint>

namespace rollscope {

// xoshiro256**, seeded through splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed);

  std::uint64_t next();
  double uniform();                         // [0, 1)
  double uniform(double low, double high);  // [low, high)
  double log_uniform(double low, double high);
  int integer(int low, int high);  // both included
  bool chance(double probability) { return uniform() < probability; }

  // Mean 0, standard deviation 1: the sum of eight 16-bit uniforms. Why: integers only, so no libm decides
  // a bit, and as fast as one sensel's noise must be. Tails end at 4.9.
  double normal();

 private:
  std::array<std::uint64_t, 4> state_;
};

}  // namespace rollscope
