// The line under points that are never early and late by chance: what a clock does against another, seen
// through a link that holds bytes back (science.md 5.2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace rollscope {

struct EnvelopeLine {
  double x = 0.0, y = 0.0;  // a point on it
  double slope = 0.0;
  [[nodiscard]] double at(double where) const { return y + slope * (where - x); }
};

// Of all lines that lie under every point the one with the least sum of distances: the edge of the lower
// convex hull under the mean x (S. Moon, P. Skelly, D. Towsley, INFOCOM 1999). Neither allocates nor grows.
class LowerEnvelope {
 public:
  void add(double x, double y);  // x never falls
  void clear() { *this = LowerEnvelope(); }

  [[nodiscard]] double span() const { return size_ == 0 ? 0.0 : hull_[size_ - 1].x - hull_[0].x; }
  [[nodiscard]] std::optional<EnvelopeLine> line() const;  // none before two points apart in x

 private:
  struct Point {
    double x, y;
  };
  void thin_out();

  static constexpr std::size_t kCapacity = 128;  // random lateness leaves a dozen corners
  std::array<Point, kCapacity> hull_{};
  std::size_t size_ = 0;
  double sum_x_ = 0.0;
  std::uint64_t points_ = 0;
};

}  // namespace rollscope
