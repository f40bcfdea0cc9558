// The holds and oscillations of all tracks: one state machine, one rest class and one watch for oscillation
// each, and the numbers of the holds.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/time_base.hpp"
#include "core/hold/contact_class.hpp"
#include "core/hold/hold_machine.hpp"
#include "core/hold/oscillation.hpp"
#include "core/hold/rest_class.hpp"

namespace rollscope {

// One track in one frame.
struct TrackInput {
  int track_id = 0;
  std::uint64_t track_key = 0;  // Track::key
  double robust_peak = 0;       // mean of the 4 highest usable sensels
  HoldInput hold;               // may_start: everything but the rest class, which is decided here
};

struct HoldHappening {
  enum class Kind : std::uint8_t { started, target_reached, ended, discarded };
  Kind kind = Kind::started;
  int id = 0;
  double start_s = 0;  // of the started one
  HoldRecord record;   // of the ended or discarded one
};

// No allocation per frame for up to most_tracks tracks.
class HoldBook {
 public:
  struct Entry {
    int track_id = 0;
    int hold_id = 0;  // of the hold that runs or ended last; 0: none yet
    HoldMachine machine;
    RestClass rest;
    Oscillation oscillation;
    PressureTrend trend;  // of the hold or candidate that runs
    double trend_since_s = -1;
    HoldInput counted;  // what the time to the next frame counts for
    bool counts = false;
    [[nodiscard]] ContactClass contact_class() const;
    bool seen = false;
    double x_mm = 0, y_mm = 0;  // where it was seen last
    float p1 = 0;
  };

  explicit HoldBook(std::size_t most_tracks);

  // Every track of the frame, present or coasting. One that is missing is gone for good.
  void step(const Tick& tick, std::span<const TrackInput> tracks, const HoldRules& rules);
  void finish(double time_s, const HoldRules& rules);

  void begin_frame() {
    happenings_.clear();
    oscillations_.clear();
  }
  // Of this frame, in order.
  [[nodiscard]] std::span<const HoldHappening> happenings() const { return happenings_; }
  // Those that ended in this frame.
  [[nodiscard]] std::span<const OscillationRecord> oscillations() const { return oscillations_; }

  [[nodiscard]] const Entry* find(int track_id) const;
  [[nodiscard]] std::span<const Entry> entries() const { return entries_; }
  [[nodiscard]] int full_holds() const { return full_holds_; }

 private:
  Entry& entry_of(int track_id);
  void watch_oscillation(const Tick& tick, Entry& entry, HoldInput& in, const HoldRules& rules);
  void step_machine(const Tick& tick, Entry& entry, const HoldInput& in, const HoldRules& rules);
  void tell(Entry& entry, const HoldChange& change, const HoldRules& rules);
  void tell(const Entry& entry, const OscillationChange& change);

  std::vector<Entry> entries_;
  std::vector<HoldHappening> happenings_;
  std::vector<OscillationRecord> oscillations_;
  int next_id_ = 1;
  int full_holds_ = 0;
};

}  // namespace rollscope
