// Removes single-frame spikes: per sensel the median of the last three raw samples (science.md 3.8).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/frame/raw_frame.hpp"

namespace rollscope {

// Causal. The frame that comes out with raw frame k is the median of k-2, k-1 and k and carries the time and
// number of frame k: every frame in gives a frame out, and what it shows is one frame late.
//
// A sensel without a reading in frame k (NaN) stays without one; older missing readings are left out. With
// two readings the lower one passes, with one that one. After a gap of more than three frames (by the
// device's numbers, or by time where nothing numbers them) the history starts afresh: old and new are never
// mixed. No allocation after construction.
class Despike {
 public:
  explicit Despike(const StreamInfo& stream);

  // Samples of `frame` with spikes removed; good until the next call. `time_s` is analysis time.
  std::span<const float> process(const RawFrame& frame, double time_s);

  [[nodiscard]] std::span<const float> output() const { return output_; }  // of the last process()

  // Samples replaced because they stood out from both neighbours in time by more than `spike_height` (in
  // samples' units), counted once each. Smaller differences are noise, not spikes.
  [[nodiscard]] std::int64_t spikes() const { return spikes_; }
  void set_spike_height(float height) { spike_height_ = height; }

 private:
  bool is_gap(const RawFrame& frame, double time_s);
  void mend_medians();

  bool numbered_ = false;
  double usual_step_s_ = 0.0;  // nominal, else a running mean; 0: not known yet
  bool nominal_ = false;
  float spike_height_ = 1.0F;
  std::array<std::vector<float>, 3> history_;  // newest first
  std::vector<float> output_;
  int frames_ = 0;  // in the history, at most 3
  double last_time_s_ = 0.0;
  std::uint64_t last_sequence_ = 0;
  std::int64_t spikes_ = 0;
};

}  // namespace rollscope
