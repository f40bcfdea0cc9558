// Watches the zero while nothing presses: where it has moved, and small steps after it (science.md 3.3).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/correct/pressure_converter.hpp"
#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

// A step that the zero was moved by, without anyone asking.
struct ZeroStep {
  int sensels = 0;        // moved
  float largest_kpa = 0;  // of the steps (in counts: counts)
};

// Means over 5 s without load. The array has drifted when its median stands more than 2 kPa off the zero, a
// sensel when it stands more than 5 kPa off the median. After two such spans in a row (10 s) the zero may
// follow, each sensel by at most 0.5 kPa; not where everything is within that and the median within 0.2 kPa.
// A patch that carries 5 N over the median is a load, however light. In counts the same with 0.267 % of full
// scale for a kPa. No allocation after construction.
class ZeroDrift {
 public:
  explicit ZeroDrift(const SensorLayout& layout);

  // unloaded: force under 5 N and no track. masked: 1 where a sensel is not to be judged. True when a span
  // was judged: drifted() and the rest are new.
  bool add(std::span<const float> samples, bool unloaded, std::span<const std::uint8_t> masked,
           const PressureConverter& converter, double time_s);
  // The zero to take instead of `zero`, put into it; none when it need not or may not move yet.
  std::optional<ZeroStep> follow(std::span<float> zero, const PressureConverter& converter);
  void restart();  // a new zero or calibration: forgets everything

  [[nodiscard]] std::span<const std::uint8_t> drifted() const { return drifted_; }  // 1: a sensel has
  [[nodiscard]] bool array_drifted() const { return array_drifted_; }
  [[nodiscard]] double since_s() const { return since_s_; }  // beginning of the span

 private:
  void judge(std::span<const std::uint8_t> masked, const PressureConverter& converter);
  [[nodiscard]] float median(std::span<const std::uint8_t> masked);
  [[nodiscard]] bool carries_load(std::span<const std::uint8_t> masked, float median, float kpa) const;

  SensorLayout layout_;
  double first_s_ = -1, last_s_ = 0, since_s_ = 0;
  int looks_ = 0, spans_ = 0;
  std::vector<float> sum_, mean_, before_;  // samples; before_: mean of the span before
  PressureFrame offset_;                    // of mean_
  std::vector<float> sorted_;
  std::vector<std::uint8_t> drifted_, live_;
  float median_ = 0;
  bool array_drifted_ = false;
};

}  // namespace rollscope
