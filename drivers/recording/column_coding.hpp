// The coding of one column of a chunk before it is compressed: delta in time, fold, byte shuffle
// (docs/recording-format.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rollscope {

// A small difference of either sign becomes a small number: 0, -1, 1, -2 are 0, 1, 2, 3. Why: noise round
// zero would else make the high bytes 00 or FF at random, a bit a sample.
template <class T>
T fold(T difference) {
  const T sign = static_cast<T>(0 - (difference >> (8 * sizeof(T) - 1)));
  return static_cast<T>(static_cast<T>(difference << 1) ^ sign);
}

template <class T>
T unfold(T folded) {
  return static_cast<T>((folded >> 1) ^ static_cast<T>(0 - (folded & 1)));
}

// Differences from row to row (the first row: from 0), modulo 2^bits, folded, then split into planes: all
// lowest bytes first. `out` takes rows * width * sizeof(T) bytes.
template <class T>
void code_column(const T* __restrict values, std::size_t rows, std::size_t width, std::vector<T>& row,
                 std::uint8_t* __restrict out) {
  row.resize(width);
  T* __restrict difference = row.data();
  for (std::size_t r = 0; r < rows; ++r) {
    const T* current = values + r * width;
    if (r == 0)
      for (std::size_t i = 0; i < width; ++i) difference[i] = fold(current[i]);
    else
      for (std::size_t i = 0; i < width; ++i)
        difference[i] = fold(static_cast<T>(current[i] - current[i - width]));
    for (std::size_t b = 0; b < sizeof(T); ++b) {
      std::uint8_t* __restrict plane = out + (b * rows + r) * width;
      for (std::size_t i = 0; i < width; ++i) plane[i] = static_cast<std::uint8_t>(difference[i] >> (8 * b));
    }
  }
}

template <class T>
void decode_column(const std::uint8_t* __restrict in, std::size_t rows, std::size_t width,
                   T* __restrict values) {
  const std::size_t plane = rows * width;
  for (std::size_t r = 0; r < rows; ++r) {
    T* __restrict current = values + r * width;
    const std::uint8_t* __restrict bytes = in + r * width;
    for (std::size_t i = 0; i < width; ++i) {
      T difference = 0;
      for (std::size_t b = 0; b < sizeof(T); ++b)
        difference = static_cast<T>(difference | (static_cast<T>(bytes[b * plane + i]) << (8 * b)));
      current[i] = unfold(difference);
    }
    if (r == 0) continue;
    const T* before = current - width;
    for (std::size_t i = 0; i < width; ++i) current[i] = static_cast<T>(current[i] + before[i]);
  }
}

}  // namespace rollscope
