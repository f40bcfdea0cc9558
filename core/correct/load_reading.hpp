// The mean of two seconds under a load that stands still, or a reason why not: what every step of a
// calibration reads.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/frame/raw_frame.hpp"

namespace rollscope {

struct LoadReading {
  std::vector<float> counts;  // over zero, one a sensel; NaN: not read in more than half of the frames
  double total = 0.0;         // their sum
  double end_s = 0.0;         // time of the last frame it was taken from
  int frames = 0;
  int saturated = 0;  // sensels that reached full scale in a tenth of the frames or more
};

// Feed frames in order; a window of two seconds is steady when both halves agree within 3 % and the sum of
// the counts keeps within 5 % (standard deviation), and loaded when the sum stands clear of the noise.
// Memory: the frames of two seconds, at most kMostFrames (faster streams are thinned evenly).
class LoadReader {
 public:
  static constexpr double kSeconds = 2.0;
  static constexpr int kMostFrames = 256;

  // zero: in samples, one a sensel. A total below `least` counts as unloaded.
  LoadReader(const StreamInfo& stream, std::vector<float> zero);

  // True when the last two seconds are loaded and steady.
  bool add(const RawFrame& frame, double time_s);

  // Sum of counts over zero in the last frame given, unread sensels left out.
  [[nodiscard]] double total() const { return window_.empty() ? 0.0 : window_.back().total; }
  [[nodiscard]] bool loaded() const;  // in the last frame given
  // Mean of the window as it stands. Fails (refused): shorter than two seconds, nothing presses, not steady,
  // or it moves over the sensor. `saturated` is told, not refused.
  [[nodiscard]] Result<LoadReading> reading() const;

 private:
  struct Kept {
    double time_s, total;
    std::vector<float> samples;
  };
  [[nodiscard]] bool is_long_enough() const;
  [[nodiscard]] bool is_steady() const;
  [[nodiscard]] bool is_in_place(const LoadReading& reading) const;

  StreamInfo stream_;
  std::vector<float> zero_;
  double least_total_;  // below: nothing presses
  double spacing_s_ = 0.0;
  std::deque<Kept> window_;
};

// The least sum of counts over zero that is a load: what two sensels give at 2 % of full scale, or an even
// 0.2 % on all of them, whichever is less.
[[nodiscard]] double least_load_counts(const StreamInfo& stream);
// Full scale for such shares: of a stream that does not say, a 12-bit converter's, or 255 of 8-bit samples.
[[nodiscard]] double usual_full_scale(const StreamInfo& stream);

}  // namespace rollscope
