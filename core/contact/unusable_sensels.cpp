#include "core/contact/unusable_sensels.hpp"

#include <algorithm>
#include <cstring>

namespace rollscope {

UnusableSensels::UnusableSensels(const SensorLayout& layout)
    : rows_(layout.rows), cols_(layout.cols), periodic_(layout.periodic()), counted_(layout.sensels(), 0) {
  listed_.reserve(layout.sensels());
}

// Those few are looked up often; eight at a time is how most of a frame is passed over.
void UnusableSensels::list(const PressureFrame& frame, std::uint8_t bits) {
  listed_.clear();
  if ((bits & (missing | dead)) == 0) return;
  constexpr std::uint64_t kEach = 0x0101010101010101U * (missing | dead);
  const std::size_t sensels = frame.validity.size();
  for (std::size_t begin = 0; begin < sensels; begin += sizeof(std::uint64_t)) {
    const std::size_t end = std::min(sensels, begin + sizeof(std::uint64_t));
    std::uint64_t eight = 0;
    std::memcpy(&eight, frame.validity.data() + begin, end - begin);
    for (std::size_t i = begin; (eight & kEach) != 0 && i < end; ++i) {
      const auto sensel = static_cast<std::int32_t>(i);
      if (is_unusable(frame, sensel)) listed_.push_back(sensel);
    }
  }
}

}  // namespace rollscope
