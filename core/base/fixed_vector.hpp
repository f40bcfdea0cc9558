// A short list with a fixed capacity and no heap: per-frame results of bounded length.
#pragma once

#include <array>
#include <cstddef>

#include "core/base/check.hpp"

namespace rollscope {

// T is cheap to copy and default-constructible. push_back on a full list is a bug; ask full() first.
template <class T, std::size_t kCapacity>
class FixedVector {
 public:
  void push_back(const T& value) {
    ROLLSCOPE_CHECK(size_ < kCapacity, "a FixedVector has room for what is pushed");
    items_[size_++] = value;
  }
  void clear() { size_ = 0; }
  void resize(std::size_t size) {
    ROLLSCOPE_CHECK(size <= kCapacity, "a FixedVector is not resized past its capacity");
    for (std::size_t i = size_; i < size; ++i) items_[i] = T{};
    size_ = size;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] bool full() const { return size_ == kCapacity; }
  [[nodiscard]] static constexpr std::size_t capacity() { return kCapacity; }

  [[nodiscard]] T& operator[](std::size_t i) { return items_[i]; }
  [[nodiscard]] const T& operator[](std::size_t i) const { return items_[i]; }
  [[nodiscard]] T* data() { return items_.data(); }
  [[nodiscard]] const T* data() const { return items_.data(); }
  [[nodiscard]] T* begin() { return items_.data(); }
  [[nodiscard]] T* end() { return items_.data() + size_; }
  [[nodiscard]] const T* begin() const { return items_.data(); }
  [[nodiscard]] const T* end() const { return items_.data() + size_; }

 private:
  std::array<T, kCapacity> items_{};
  std::size_t size_ = 0;
};

}  // namespace rollscope
