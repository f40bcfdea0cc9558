// Tells a massage gun from a hand or a roller: force that shakes above 12 Hz (science.md 1.1).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/time_base.hpp"
#include "core/contact/contact.hpp"

namespace rollscope {

// A stretch of one contact's time under percussion. Its averages are over time; a peak of a single frame
// means nothing there, for the strokes are faster than the frames. Pressures in the frame's unit.
struct PercussionRecord {
  int id = 0;                      // from 1, in order of start
  double start_s = 0, end_s = -1;  // -1 while it lasts
  double x_mm = 0, y_mm = 0;       // where it began
  double mean_kpa = 0;             // of the contact's mean pressure
  double p1_mean_kpa = 0;          // of its P1
  double force_mean_n = 0;         // 0 in counts
  double rms_share = 0;            // of the force above 12 Hz in its mean; the highest second
};

// A contact of this frame. The force is taken from frames as given, not despiked: the median of three would
// flatten what is looked for. Halves: its sensels taken alternately, as on a chessboard.
struct ShakenContact {
  std::uint64_t track_key = 0;
  const Contact* contact = nullptr;
  double half[2] = {0, 0};  // sums of pressure
};

// Percussion: over one second, the RMS of a contact's force above 12 Hz (two high-pass biquads, a Butterworth
// of order 4) is more than 10 % of its mean, nearly all the time (8 of 10 tenths reach half of it), and
// both halves shake together. Why so: a lift, a stop or a tap is over in a tenth or two, and a spike or a
// loose sensel shakes one half only. It ends when a second falls under 0.6 of these limits. Frames must come
// at 50 Hz or faster: slower ones cannot tell, and above half the rate nobody can. Irregular frames: the last
// value stands in for up to two missing ones; a longer gap begins anew. No allocation up to kMost contacts
// but for records.
class Percussion {
 public:
  static constexpr std::size_t kMost = 16;

  // Frames this far apart can tell.
  [[nodiscard]] static bool can_tell(double nominal_step_s);
  // nominal_step_s: usual time between frames; 0: not known. In order of strength; those beyond kMost are not
  // watched.
  void step(const Tick& tick, double nominal_step_s, std::span<const ShakenContact> contacts);
  void finish(double time_s);

  // Lasts on this track.
  [[nodiscard]] bool lasts(std::uint64_t track_key) const;
  [[nodiscard]] bool lasts() const;
  // Mean pressure, P1 and force of that contact over the last second.
  [[nodiscard]] float steady_mean(std::uint64_t track_key) const;
  [[nodiscard]] float steady_p1(std::uint64_t track_key) const;
  [[nodiscard]] float steady_force_n(std::uint64_t track_key) const;
  [[nodiscard]] double since_s(std::uint64_t track_key) const;  // while it lasts

  void begin_frame() { changes_.clear(); }
  // Begun (end_s is -1) and ended ones of this frame.
  [[nodiscard]] std::span<const PercussionRecord> changes() const { return changes_; }

 private:
  static constexpr std::size_t kTenths = 10;
  struct Biquad {
    double s1 = 0, s2 = 0;
  };
  struct Signal {
    Biquad first, second;
  };
  // Sums over a tenth of a second.
  struct Tenth {
    int frames = 0;
    double sum = 0, square = 0, square_of[2] = {0, 0}, product = 0;
    double force = 0, mean = 0, p1 = 0;
  };
  struct Watch {
    std::uint64_t track_key = 0;
    bool started = false;
    double seen_s = 0;
    double last[2] = {0, 0};
    Signal whole, half[2];
    std::array<Tenth, kTenths> tenths{};
    int tenth = 0, filled = 0;
    double tenth_start_s = 0;
    double x_mm = 0, y_mm = 0;
    PercussionRecord record;  // while it lasts (id not 0)
    double frames = 0;        // in the record's sums
  };

  void design(double step_s);
  [[nodiscard]] double filter(Signal& signal, double x) const;
  void settle(Signal& signal, double x) const;
  void take(Watch& watch, const Tick& tick, const ShakenContact* seen);
  void close_tenth(Watch& watch, double time_s);
  void end(Watch& watch, double time_s);
  Watch* watch_of(std::uint64_t track_key);
  [[nodiscard]] float steady(std::uint64_t track_key, double Tenth::* sum_of) const;

  double step_s_ = 0;  // the filter is made for; 0: frames come too slowly
  double b0_[2] = {}, a1_[2] = {}, a2_[2] = {};
  std::vector<Watch> watches_;
  std::vector<PercussionRecord> changes_;
  int last_id_ = 0;
};

}  // namespace rollscope
