// What an Analyzer is made of; the parts of its work stand in analyzer.cpp, analyzer_commands.cpp and
// analyzer_events.cpp. Not for others.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/alert/alert_log.hpp"
#include "core/alert/pain_alerts.hpp"
#include "core/alert/pressure_alerts.hpp"
#include "core/alert/technical_alerts.hpp"
#include "core/analysis_rules.hpp"
#include "core/analyzer.hpp"
#include "core/base/time_base.hpp"
#include "core/contact/contact_finder.hpp"
#include "core/contact/tracker.hpp"
#include "core/contact_inputs.hpp"
#include "core/correct/measurement_lane.hpp"
#include "core/correct/zero.hpp"
#include "core/hold/hold_book.hpp"
#include "core/leading_contact.hpp"
#include "core/live_view.hpp"
#include "core/roller/limb_profile.hpp"
#include "core/roller/roller_motion.hpp"
#include "core/roller/stroke_detector.hpp"
#include "core/roller/weight_check.hpp"

namespace rollscope {

struct Analyzer::Impl {
  Impl(AnalyzerSetup made_of, MeasurementLane measurement);

  // Commands, each before the next frame.
  void apply(const ZeroCommand&) { zero.start(); }
  void apply(const RegionCommand& command);
  void apply(const TargetCommand& command);
  void apply(const ProfileCommand& command) { set_profile(command.profile); }
  void apply(const CalibrationCommand& command);
  void apply(const AcknowledgeCommand&);
  void apply(const StopCommand&) { pain.press_stop(); }
  void apply(const PainCommand& command);
  void apply(const MarkCommand& command);
  void set_profile(const Profile& profile);
  void refresh_rules();

  // One frame, in the order science.md 2.2 gives.
  const Observation& process(const RawFrame& frame);
  void begin_frame();
  Tick tell_time(const RawFrame& frame);
  void gather_zero(const RawFrame& frame, double time_s);
  void watch_sensels(const Tick& tick);
  void watch_percussion(const Tick& tick);
  void tell_percussion();
  void find_contacts(const Tick& tick, const RawFrame& frame);
  void follow_roller(const Tick& tick);
  void watch_alerts(const Tick& tick, const RawFrame& frame);
  void time_holds(const Tick& tick);
  void count_strokes(const Tick& tick);
  void observe(const Tick& tick, const RawFrame& frame);
  [[nodiscard]] int alerted_track() const;
  [[nodiscard]] int contact_of(int track_id) const;  // index into out.contacts; -1: not in this frame
  void tell_alerts();
  void tell_holds();
  void tell(EventKind what) { out.events.push_back({out.frame.index, time.last().time_s, std::move(what)}); }
  const Observation& finish();

  AnalyzerSetup setup;
  MeasurementLane lane;
  TimeBase time;
  ZeroGatherer zero;
  ContactFinder finder;
  Tracker tracker;
  PressureAlerts pressure{kMostTracks};
  PainAlerts pain;
  TechnicalAlerts technical;
  Percussion percussion;
  AlertLog log;
  HoldBook holds{kMostTracks};
  StrokeDetector strokes;
  RollerMotion roller;
  LimbProfile limb;
  WeightCheck weight;
  LeadingContact leader;
  AnalysisRules rules;
  float noise = 0.0F;  // of a sensel, in samples; known from a zero

  std::vector<EventKind> waiting;  // of commands, for the next frame
  std::uint64_t frames = 0;
  double most_unread;  // sensels, in a frame that still shows something
  bool readable = true;
  int stroked_track = 0;  // whose strokes are counted
  ContactInputs inputs;
  Observation out;
};

}  // namespace rollscope
