// Gives contacts an identity over time: constant-velocity tracks, optimal assignment, merge and split
// (science.md 2.3, 2.4).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/fixed_vector.hpp"
#include "core/contact/contact.hpp"
#include "core/contact/contact_finder.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

enum class TrackState : std::uint8_t {
  tentative,  // seen, not yet in 3 of 4 frames (or, after a split, not yet for t_peaks); id 0
  confirmed,  // seen in this frame
  coasting,   // not seen for at most t_grace
  merged,     // its peak went under in the contact of another track; kept for t_merge at its last place
  dead,       // ended with this frame; gone with the next
};
enum class TrackEnd : std::uint8_t { none, lost, merged };

struct Track {
  int id = 0;  // from 1 in order of confirmation; 0 while tentative
  TrackState state = TrackState::tentative;
  int contact = -1;                 // index of its contact in this frame; -1: none
  double x_mm = 0, y_mm = 0;        // x unwrapped: it goes on growing round a cylinder
  double x_wrapped_mm = 0;          // in [0, circumference); x_mm when flat
  double vx_mm_s = 0, vy_mm_s = 0;  // of the filter
  double speed_mm_s = 0;            // of the velocity vector after a 1 Hz one-pole: for the state machine
  double first_seen_s = 0, last_seen_s = 0;
  double merged_s = 0;            // when its peak went under; good while merged and when ended so
  int merged_into = 0;            // id of the host while merged
  int parent = 0;                 // id of the track it split from; 0: none
  TrackEnd end = TrackEnd::none;  // good when dead
};

struct TrackingTimes {
  double t_grace_s = 0.8;
  double t_merge_s = 1.5;
  double t_peaks_s = 0.2;
};

inline constexpr std::size_t kMostTracks = 128;

// Times may be irregular; one that does not rise counts as no time passed. No allocation per step.
class Tracker {
 public:
  explicit Tracker(const SensorLayout& layout, const TrackingTimes& times = {}, double p_off = 10.0);
  void set_times(const TrackingTimes& times) { times_ = times; }
  void set_p_off(double p_off) { p_off_ = p_off; }  // of the contacts; in their unit

  // contacts and label of one frame, as ContactFinder gives them.
  void step(std::span<const Contact> contacts, std::span<const std::uint16_t> label, double time_s);

  // In order of appearance, with those that died in this step.
  [[nodiscard]] std::span<const Track> tracks() const;
  // Index into tracks() of the track a contact belongs to; every contact of the step has one (or -1 when
  // full).
  [[nodiscard]] int track_of(std::size_t contact) const;

 private:
  SensorLayout layout_;
  TrackingTimes times_;
  double p_off_;
};

}  // namespace rollscope
