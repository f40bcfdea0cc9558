#include "app/window/session_state.hpp"

#include <algorithm>

#include "core/alert/region.hpp"

namespace rollscope {

void History::push(const HistoryPoint& point) {
  // Time that runs backwards is another run of the source: nothing before it belongs to it.
  if (count_ > 0 && point.time_s < (*this)[count_ - 1].time_s) clear();
  while (count_ > 0 && (*this)[0].time_s < point.time_s - kSpan_s) {
    first_ = (first_ + 1) % points_.size();
    --count_;
  }
  // A stream too fast for the memory is thinned: of points closer than a full memory allows, the higher P1
  // stays.
  if (count_ > 0 && !point.after_gap) {
    HistoryPoint& last = points_[(first_ + count_ - 1) % points_.size()];
    if (count_ > 1 && last.time_s - (*this)[count_ - 2].time_s < kSpan_s / static_cast<double>(kCapacity)) {
      const float p1 = std::max(last.p1, point.p1);
      const bool gap = last.after_gap;
      last = point;
      last.p1 = p1;
      last.after_gap = gap;
      return;
    }
  }
  if (count_ == points_.size()) {
    first_ = (first_ + 1) % points_.size();
    --count_;
  }
  points_[(first_ + count_) % points_.size()] = point;
  ++count_;
}

void History::clear() {
  first_ = 0;
  count_ = 0;
}

std::string region_label(std::string_view region, const StreamInfo& stream) {
  if (!sees_skin(geometry_of(stream))) return "Load under tool";
  const Region* found = find_region(region);
  return std::string(found != nullptr ? found->label : region);
}

}  // namespace rollscope
