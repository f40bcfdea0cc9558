// Finds sensels that come and go: a loose contact (science.md 3.7 "flicker", 3.8).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/frame/neighbourhood.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

// A hit is a raw sample that Hampel's test takes out (half-window 3, 3 sigma, sigma = 1.4826 MAD), that
// stands out by at least `height`, and that stands alone: none of its neighbours changed by half as much
// within those seven frames. More than 3 hits in 10 s are a flicker. Why the height: white noise of 0.6 kPa
// alone gives a dozen plain Hampel hits in 10 s. Why alone: a narrow tool that passes fast is as short as a
// spike, but its neighbours feel it too. A hit is known three frames late.
//
// Cheap: whole frames are only looked through for what stands out, every other frame and where Despike found
// spikes; the test itself runs on what was found. No allocation after construction.
class FlickerWatch {
 public:
  explicit FlickerWatch(const SensorLayout& layout);

  void set_height(float height) { height_ = height; }  // in samples
  // spiky: Despike found spikes with this frame. left_out: 1 for sensels that say nothing about their
  // neighbours.
  void add(std::span<const float> samples, bool spiky, std::span<const std::uint8_t> left_out, double time_s);
  void restart();

  // More than 3 hits in the last 10 s.
  [[nodiscard]] bool flickers(std::size_t sensel, double now_s) const {
    return oldest(hits_, sensel) >= now_s - kWindow_s;
  }
  // So many of them longer than the median of three removes.
  [[nodiscard]] bool passes(std::size_t sensel, double now_s) const {
    return oldest(passing_, sensel) >= now_s - kWindow_s;
  }
  [[nodiscard]] double since_s(std::size_t sensel) const { return oldest(hits_, sensel); }
  [[nodiscard]] bool any() const { return any_; }  // a hit, ever

 private:
  static constexpr std::size_t kFrames = 7, kHits = 4;
  static constexpr double kWindow_s = 10.0;
  // Times of the last four hits of each sensel, oldest first.
  [[nodiscard]] static double oldest(const std::vector<double>& of, std::size_t sensel) {
    return of[sensel * kHits];
  }
  using Window = std::array<const float*, kFrames>;  // the last frames, oldest first
  void look(const Window& window, std::size_t stride, std::span<const std::uint8_t> left_out, double time_s);
  void examine(const Window& window, std::size_t sensel, std::span<const std::uint8_t> left_out,
               double time_s);
  [[nodiscard]] float moved_around(const Window& window, std::size_t sensel, float widest,
                                   std::span<const std::uint8_t> left_out) const;
  static void note(std::vector<double>& times, std::size_t sensel, int count, double time_s);

  Neighbourhood neighbourhood_;
  std::size_t sensels_;
  float height_ = 1.0F;
  std::vector<float> frames_;  // the last seven, in a ring
  std::uint64_t count_ = 0;    // frames since the start
  unsigned spiky_ = 0;         // of the last frames, newest lowest
  bool any_ = false;
  std::vector<std::uint64_t> standing_out_;  // a bit a sensel, of the frame three ago
  std::vector<std::uint64_t> examined_;      // count_ at a sensel's last hit
  std::vector<double> hits_, passing_;
};

}  // namespace rollscope
