// What is wrong with a sensel, a line or the whole array, by name (science.md 3.7).
#pragma once

#include <cstdint>

namespace rollscope {

enum class FaultKind : std::uint8_t {
  dead,     // does not answer
  hot,      // reads a load that is not there
  flicker,  // comes and goes
  drift,    // its zero has moved; its values are used all the same
};
enum class FaultPlace : std::uint8_t { sensel, row, col, array };

struct SenselFault {
  FaultKind kind = FaultKind::dead;
  FaultPlace place = FaultPlace::sensel;
  int row = -1, col = -1;  // from 0; -1 where the place has none
  double start_s = 0;      // since when at the latest: the beginning of the time it was seen in
  double end_s = -1;       // when it was seen to be gone; -1: still there

  [[nodiscard]] bool same_as(const SenselFault& other) const {
    return kind == other.kind && place == other.place && row == other.row && col == other.col;
  }
};

// Found, or gone.
struct FaultChange {
  bool found = false;
  SenselFault fault;
};

}  // namespace rollscope
