// What the analyzer knows after one frame: everything live views, reports and tests read.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/alert/alert_record.hpp"
#include "core/alert/percussion.hpp"
#include "core/contact/contact.hpp"
#include "core/correct/sensel_fault.hpp"
#include "core/correct/zero_drift.hpp"
#include "core/frame/pressure_frame.hpp"
#include "core/hold/contact_class.hpp"
#include "core/hold/hold_record.hpp"
#include "core/hold/oscillation_record.hpp"
#include "core/roller/roller_motion.hpp"
#include "core/roller/stroke.hpp"

namespace rollscope {

// Events in the order they happened. Drained by the window, collected by a report.
struct HoldStarted {
  int id;
  double start_s;
};
struct HoldTargetReached {
  int id;
};
struct HoldEnded {
  HoldRecord hold;
};
struct HoldDiscarded {
  int id;
  double start_s, dwell_s;
};  // started, yet shorter than t_min: a pause. Its id is free again if none started since.
struct OscillationEnded {
  OscillationRecord oscillation;
};
struct AlertRaised {
  AlertRecord alert;
};
struct AlertCleared {
  AlertRecord alert;
};
struct Acknowledged {
  int alerts;
};  // how many latched stops it released
struct ZeroTaken {
  double frames;
};  // the zero is in force from the next frame on
struct ZeroRefused {
  std::string why;
};
struct ZeroFollowed {
  ZeroStep step;
};  // without load, after a drift of the zero; in force from the next frame on
struct FaultFound {
  SenselFault fault;
};
struct FaultGone {
  SenselFault fault;
};
struct PercussionStarted {
  PercussionRecord percussion;
};  // peak alerts of that contact rest
struct PercussionEnded {
  PercussionRecord percussion;
};
struct CommandRefused {
  std::string why;
};  // nothing changed: a calibration that does not fit, a profile out of range
struct StrokeEnded {
  StrokeRecord stroke;
};
struct Marked {
  std::string text;
  bool has_place;
  double x_mm, y_mm;
};  // a sore spot is what the person marked
struct PainRated {
  int nrs;
};
using EventKind =
    std::variant<HoldStarted, HoldTargetReached, HoldEnded, HoldDiscarded, OscillationEnded, AlertRaised,
                 AlertCleared, Acknowledged, ZeroTaken, ZeroRefused, ZeroFollowed, FaultFound, FaultGone,
                 PercussionStarted, PercussionEnded, CommandRefused, StrokeEnded, Marked, PainRated>;
struct Event {
  std::uint64_t frame = 0;
  double time_s = 0;
  EventKind what;
};

// A contact with its identity over time.
struct ContactView {
  Contact contact;
  int track_id = 0;  // from 1; 0 while tentative
  double speed_mm_s = 0;
  ContactClass contact_class = ContactClass::touch;
  HoldPhase phase = HoldPhase::idle;
  int hold_id = 0;     // of the running hold, 0: none
  double dwell_s = 0;  // of the running candidate or hold
  bool target_reached = false;
  bool percussion = false;   // a massage gun shakes it: its P1 of a single frame means nothing
  float steady_mean = 0;     // then: its mean over the last second
  float steady_force_n = 0;  // likewise; 0 in counts
};

// What the large word of the studio says (look.md 4); no_data is decided by whoever has a clock.
enum class LiveState : std::uint8_t { find, hold, done, ease, stop, no_data };

// The hold the timers show: the running hold (or candidate) of the leading contact, also while in a gap.
struct LiveHold {
  bool running = false;
  int id = 0;  // 0 for a candidate
  int track_id = 0;
  HoldPhase phase = HoldPhase::idle;
  double start_s = 0, dwell_s = 0, target_s = 0;
  double x_mm = 0, y_mm = 0;
  float p1 = 0, p1_peak = 0;
  bool target_reached = false;
  bool over_soft_limit = false;  // long enough on one spot for this region (science.md 1.9)
};

struct LiveAlert {
  bool caution = false;  // a caution of peak, mean or pain lasts
  bool stop = false;     // a stop lasts
  bool latched = false;  // a stop was raised and nobody acknowledged it yet
  bool technical = false;
  AlertRecord leading;  // the one to show (outranks())
  AlertRecord technical_record;
};

// Values over the whole frame (all usable sensels of contacts).
struct FrameTotals {
  double force_n = 0;      // all usable sensels above P_off
  float peak = 0, p1 = 0;  // leading contact's P1 is contacts[leading].contact.p1
  double area_cm2 = 0;
  bool has_cop = false;
  double cop_x_mm = 0, cop_y_mm = 0;
};

// Ceilings and band in force, so that views draw what the analysis used.
struct LiveLimits {
  bool armed = false;                              // pressure alerts possible (calibrated, region known)
  float p_on = 0, p_off = 0, h_on = 0, h_off = 0;  // in the frame's unit
  float band_low = 0, band_high = 0;               // target band on P1
  float caution = 0, stop = 0;                     // peak ceilings on P1, already scaled for coarse sensels
  double target_s = 30;
};

struct Observation {
  PressureFrame frame;
  std::uint64_t sequence = 0;
  std::int64_t captured_ns = 0;
  double counted_s = 0;               // what integrals count of the time since the frame before (Tick)
  bool readable = true;               // most sensels gave a reading
  std::vector<ContactView> contacts;  // strongest P1 first
  std::vector<std::uint16_t> label;   // per sensel: 0 none, else index into contacts + 1
  int leading = -1;                   // index into contacts: pressed too hard, else the leader; -1: none
  LiveState state = LiveState::find;
  LiveHold hold;
  LiveAlert alert;
  LiveLimits limits;
  FrameTotals totals;
  RollerMoment roller;  // of a cylinder whose angle is known
  std::string region;   // id in force
  char quality_class = 'C';
  bool class_declared = false;  // as the device or file says, without a check by a known load
  int sensels_dead = 0, sensels_masked = 0, sensels_saturated = 0;
  std::vector<SenselFault> faults;  // present ones, in the order they were found
  int lines_strained = 0,
      lines_overloaded = 0;   // of an array whose crosstalk is solved (crosstalk_solver.hpp)
  bool percussion = false;    // on some contact: only averages over time mean anything there
  bool zeroing = false;       // two seconds of unloaded frames are being gathered
  int holds_done = 0;         // full outcomes so far
  std::vector<Event> events;  // of this frame only; valid until the next
};

}  // namespace rollscope
