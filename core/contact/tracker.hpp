// Gives contacts an identity over time: constant-velocity tracks, optimal assignment, merge and split
// (science.md 2.3, 2.4).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/fixed_vector.hpp"
#include "core/contact/contact.hpp"
#include "core/contact/contact_finder.hpp"
#include "core/contact/track_filter.hpp"
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
  int id = 0;             // from 1 in order of confirmation; 0 while tentative
  std::uint64_t key = 0;  // its own from first sight, tentative or not; never given again
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

// Times may be irregular; one that does not rise counts as no time passed. Where frames come slower than
// t_grace a track may miss one frame. When a prominence comes or goes, a track is held in place for t_peaks
// before it takes over its new centroid, and a host for as long as what merged into it may come back, so that
// a flicker between one and two peaks is no motion. No allocation per step.
class Tracker {
 public:
  explicit Tracker(const SensorLayout& layout, const TrackingTimes& times = {});
  void set_times(const TrackingTimes& times) { times_ = times; }

  // contacts and label of one frame, as ContactFinder gives them.
  void step(std::span<const Contact> contacts, std::span<const std::uint16_t> label, double time_s);

  // In order of appearance, with those that died in this step.
  [[nodiscard]] std::span<const Track> tracks() const { return {tracks_.data(), tracks_.size()}; }
  // Index into tracks() of the track a contact of the step belongs to; -1: none was free.
  [[nodiscard]] int track_of(std::size_t contact) const { return track_of_[contact]; }

 private:
  // What the tracker knows about a track beside what it tells.
  struct Memory {
    std::uint64_t key = 0;  // of its own, also while it has no id
    std::uint64_t parent_key = 0, host_key = 0;
    TrackFilter filter;  // at last_seen_s
    double smooth_vx = 0, smooth_vy = 0;
    double strength = 0;  // force, or sum of pressure
    double sd_mm = 0;
    int contact_before = -1;  // index in the last frame
    std::size_t peak_sensel = 0;
    unsigned seen_bits = 0;       // of the last four frames, newest lowest
    double covered_since_s = -1;  // its place is pressed by another's contact since; -1: it is not
    double offset_x_mm = 0, offset_y_mm = 0;  // held place minus its contact's centroid
    double offset_until_s = -1;               // -1: no offset
    // Of this step:
    bool topology_changed = false;  // peaks came or went in its contact
    bool surprised = false;         // its place fits, its motion does not
    bool returns = false;           // near its last place again
  };

  void begin_step(double time_s);
  void end_expired();
  void match_by_motion(std::span<const Contact> contacts);
  void match_by_place(std::span<const Contact> contacts, std::span<const std::uint16_t> label);
  void resume(std::span<const Contact> contacts);
  void follow_unmatched(std::span<const std::uint16_t> label);
  void uncover(std::size_t track);
  void spawn(std::span<const Contact> contacts);
  void update_matched(std::span<const Contact> contacts);
  void confirm_and_drop();
  void give(std::size_t track, std::size_t contact);
  void measure(std::size_t track, const Contact& contact);
  void publish(std::size_t track);
  void remove(std::size_t track);
  struct Expected {
    TrackFilter filter;
    double gate2_mm2;
  };
  [[nodiscard]] Expected expect(std::size_t t) const;
  [[nodiscard]] double cost(std::size_t t, const Expected& expected, const Contact& contact, int owner) const;
  [[nodiscard]] double return_cost(std::size_t track, const Contact& contact) const;
  [[nodiscard]] bool hosts_merged(std::size_t track) const;
  [[nodiscard]] int track_before(const Contact& contact) const;
  [[nodiscard]] int track_with(std::uint64_t key) const;
  [[nodiscard]] std::size_t sensel_at(double x_mm, double y_mm) const;
  [[nodiscard]] std::size_t peak_sensel(const Contact& contact) const;

  SensorLayout layout_;
  TrackingTimes times_;
  double period_mm_;
  FixedVector<Track, kMostTracks> tracks_;
  FixedVector<Memory, kMostTracks> memories_;  // beside tracks_
  std::array<int, kMostContacts> track_of_{};
  std::vector<std::uint16_t> label_before_;
  bool started_ = false;
  double now_s_ = 0, dt_s_ = 0;
  double usual_step_s_ = 0;
  int last_id_ = 0;
  std::uint64_t last_key_ = 0;
};

}  // namespace rollscope
