// The sensels of one frame that are there and cannot be used, and which of them lie inside a contact.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

// No allocation after construction.
class UnusableSensels {
 public:
  explicit UnusableSensels(const SensorLayout& layout);

  // bits: bits_of(frame).
  void list(const PressureFrame& frame, std::uint8_t bits);
  [[nodiscard]] std::span<const std::int32_t> listed() const { return listed_; }  // in row order

  // Of those listed: in a run, along a row or a column, between two sensels of contacts. Calls
  // inside(contact) for each, once; with different contacts at its ends a run goes with the lower label.
  // label: one a sensel, 0 none, else contact + 1. taken: listed ones that are in a contact already.
  template <class Inside>
  void visit_inside(const PressureFrame& frame, std::span<const std::uint16_t> label,
                    std::span<const std::int32_t> taken, Inside inside) {
    for (const std::int32_t sensel : listed_) counted_[static_cast<std::size_t>(sensel)] = 0;
    for (const std::int32_t sensel : taken) counted_[static_cast<std::size_t>(sensel)] = 1;
    for (const std::int32_t sensel : listed_) {
      const int row = sensel / cols_, col = sensel % cols_;
      visit_run(frame, label, {cols_, col, row * cols_, 1, periodic_}, inside);
      visit_run(frame, label, {rows_, row, col, cols_, false}, inside);
    }
  }

 private:
  // A row or a column, and the place in it that a run may begin at.
  struct Line {
    int length, place;
    std::int32_t first, step;
    bool round;
    [[nodiscard]] std::int32_t sensel_at(int at) const {  // -1: past its end
      if (round) at = (at % length + length) % length;
      return at >= 0 && at < length ? first + at * step : -1;
    }
  };

  template <class Inside>
  void visit_run(const PressureFrame& frame, std::span<const std::uint16_t> label, const Line& line,
                 Inside inside) {
    const std::int32_t before = line.sensel_at(line.place - 1);
    if (before < 0 || is_unusable(frame, before)) return;
    const int past = line.place + line.length;
    int end = line.place + 1;
    while (end < past && line.sensel_at(end) >= 0 && is_unusable(frame, line.sensel_at(end))) ++end;
    const std::int32_t after = end < past ? line.sensel_at(end) : -1;
    if (after < 0) return;
    const std::uint16_t left = label[static_cast<std::size_t>(before)];
    const std::uint16_t right = label[static_cast<std::size_t>(after)];
    if (left == 0 || right == 0) return;
    for (int at = line.place; at < end; ++at) {
      std::uint8_t& counted = counted_[static_cast<std::size_t>(line.sensel_at(at))];
      if (counted != 0) continue;
      counted = 1;
      inside((left < right ? left : right) - 1U);
    }
  }

  [[nodiscard]] static bool is_unusable(const PressureFrame& frame, std::int32_t sensel) {
    const std::uint8_t validity = frame.validity[static_cast<std::size_t>(sensel)];
    return (validity & absent) == 0 && (validity & (missing | dead)) != 0;
  }

  int rows_, cols_;
  bool periodic_;
  std::vector<std::int32_t> listed_;
  std::vector<std::uint8_t> counted_;  // good where listed_ says
};

}  // namespace rollscope
