// One raw frame in, one observation out: live, replay and batch all call this and nothing else.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "core/base/result.hpp"
#include "core/command.hpp"
#include "core/frame/raw_frame.hpp"
#include "core/observation.hpp"
#include "core/profile.hpp"
#include "core/roller/limb_profile.hpp"
#include "core/roller/weight_check.hpp"

namespace rollscope {

struct AnalyzerSetup {
  StreamInfo stream;
  std::optional<Calibration> calibration;  // none: the stream's own kPa per count, else counts (class C)
  Profile profile;
};

// No clock, no thread, no file. The same frames and commands in the same order give the same bits, whatever
// the speed. process() does not allocate once every buffer has grown to its size. One thread at a time.
// Copying takes a checkpoint: the copy goes on independently and gives the same results.
class Analyzer {
 public:
  // Fails when the calibration does not fit the layout (check_calibration).
  static Result<Analyzer> make(AnalyzerSetup setup);
  // For setups known to fit: one that does not is a bug.
  explicit Analyzer(AnalyzerSetup setup);
  Analyzer(const Analyzer&);
  Analyzer(Analyzer&&) noexcept;
  Analyzer& operator=(const Analyzer&);
  Analyzer& operator=(Analyzer&&) noexcept;
  ~Analyzer();

  // Takes effect before the next frame. Its events come with that frame. A calibration that does not fit or a
  // profile out of range changes nothing and gives CommandRefused.
  void apply(const Command& command);

  // frame.samples has one a sensel. A frame whose stamp repeats or goes back counts as a frame but adds no
  // time (TimeBase). The reference stays good until the next call.
  const Observation& process(const RawFrame& frame);

  // Ends what still runs (reason end_of_data) and returns those events with the last observation. Call once.
  const Observation& finish();

  // The last frame as the source gave it, calibrated but not despiked: recordings' metrics are taken on it
  // (design.md 5). Stays good until the next process().
  [[nodiscard]] const PressureFrame& as_given() const;
  // Samples the despiking has replaced so far.
  [[nodiscard]] std::int64_t spikes() const;

  // Of a rolling cylinder so far; empty for others.
  [[nodiscard]] const LimbProfile& limb() const;
  [[nodiscard]] const WeightCheck& weight_check() const;

  // The profile and calibration in force, after all commands so far.
  [[nodiscard]] const Profile& profile() const;
  [[nodiscard]] const std::optional<Calibration>& calibration() const;

 private:
  struct Impl;
  explicit Analyzer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace rollscope
