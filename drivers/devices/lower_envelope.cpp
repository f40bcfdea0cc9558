#include "drivers/devices/lower_envelope.hpp"

namespace rollscope {

void LowerEnvelope::add(double x, double y) {
  sum_x_ += x;
  ++points_;
  if (size_ > 0 && x <= hull_[size_ - 1].x) {
    if (y >= hull_[size_ - 1].y) return;
    --size_;
  }
  // A corner on or above the line from the one before it to the new point is none.
  while (size_ >= 2) {
    const Point& before = hull_[size_ - 2];
    const Point& last = hull_[size_ - 1];
    if ((last.x - before.x) * (y - before.y) > (last.y - before.y) * (x - before.x)) break;
    --size_;
  }
  if (size_ == kCapacity) thin_out();
  hull_[size_++] = {x, y};
}

// Many corners mean a bend drawn finely: every other one draws it as well.
void LowerEnvelope::thin_out() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < size_; i += 2) hull_[kept++] = hull_[i];
  size_ = kept;
}

std::optional<EnvelopeLine> LowerEnvelope::line() const {
  if (size_ < 2) return std::nullopt;
  const double mean = sum_x_ / static_cast<double>(points_);
  std::size_t right = 1;
  while (right + 1 < size_ && hull_[right].x < mean) ++right;
  const Point& a = hull_[right - 1];
  const Point& b = hull_[right];
  return EnvelopeLine{.x = a.x, .y = a.y, .slope = (b.y - a.y) / (b.x - a.x)};
}

}  // namespace rollscope
