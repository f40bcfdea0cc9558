#include "core/analyzer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/analyzer_impl.hpp"
#include "core/base/check.hpp"
#include "core/roller/patches.hpp"

namespace rollscope {
namespace {

constexpr double kUnreadShare = 0.5;  // of the sensels; a frame with more of them unread shows nothing

double declared_step_s(const StreamInfo& stream) {
  if (stream.nominal_step_s > 0.0) return stream.nominal_step_s;
  return stream.rate_hz > 0.0 ? 1.0 / stream.rate_hz : 0.0;
}

double sensels_there(const SensorLayout& layout) {
  const auto missing = std::ranges::count(layout.present, std::uint8_t{0});
  return static_cast<double>(layout.sensels()) - static_cast<double>(missing);
}

// No contact, and under 5 N (in counts: nothing) over P_off.
bool is_unloaded(const ContactFinder& finder, PressureUnit unit) {
  constexpr double kLoadN = 5.0;
  const PressedTotals& pressed = finder.totals();
  return finder.contacts().empty() &&
         (unit == PressureUnit::kpa ? pressed.force_n < kLoadN : pressed.sensels == 0);
}

}  // namespace

Analyzer::Impl::Impl(AnalyzerSetup made_of, MeasurementLane measurement)
    : setup(std::move(made_of)),
      lane(std::move(measurement)),
      time(declared_step_s(setup.stream)),
      zero(setup.stream.layout, setup.stream),
      finder(setup.stream.layout),
      tracker(setup.stream.layout),
      roller(setup.stream.layout.radius_mm),
      weight(setup.stream.roller_kg),
      most_unread(kUnreadShare * sensels_there(setup.stream.layout)) {
  out.events.reserve(32);
  out.contacts.reserve(kMostContacts);
  refresh_rules();
}

const Observation& Analyzer::Impl::process(const RawFrame& frame) {
  ROLLSCOPE_CHECK(frame.samples.size() == setup.stream.layout.sensels(), "a frame has one sample a sensel");
  begin_frame();
  const Tick tick = tell_time(frame);
  out.frame.index = frames++;
  for (EventKind& what : waiting) tell(std::move(what));
  waiting.clear();
  lane.process(frame, tick.time_s, out.frame.index);
  find_contacts(tick, frame);
  follow_roller(tick);
  watch_sensels(tick);
  watch_percussion(tick);
  watch_alerts(tick, frame);
  time_holds(tick);
  observe(tick, frame);
  count_strokes(tick);
  gather_zero(frame, tick.time_s);
  return out;
}

void Analyzer::Impl::begin_frame() {
  out.events.clear();
  log.begin_frame();
  percussion.begin_frame();
  holds.begin_frame();
}

Tick Analyzer::Impl::tell_time(const RawFrame& frame) {
  const bool device_clock = setup.stream.device_clock && frame.device_us != kNoDeviceTime;
  return time.advance(device_clock ? frame.device_us * 1000 : frame.captured_ns, setup.profile.alert.stall_s);
}

// In force from the next frame on.
void Analyzer::Impl::gather_zero(const RawFrame& frame, double time_s) {
  if (zero.gathering() && zero.add(lane.signal(frame), time_s)) {
    const Result<Zero> taken = zero.finish(lane.converter(), lane.health().no_zero());
    if (taken) {
      lane.set_zero(taken->samples);
      if (setup.calibration) setup.calibration->zero = taken->samples;
      noise = taken->noise;
      refresh_rules();
      tell(ZeroTaken{static_cast<double>(taken->frames)});
    } else {
      tell(ZeroRefused{taken.error().detail});
    }
  }
  out.zeroing = zero.gathering();
}

void Analyzer::Impl::find_contacts(const Tick& tick, const RawFrame& frame) {
  finder.find(lane.measured());
  readable = static_cast<double>(finder.unusable().size()) <= most_unread;
  // Why the slack: a hold's gap begins a frame or two after its contact was last seen, and the hold decides.
  const double slack_s = 0.05 + 4.0 * time.nominal_step_s();
  tracker.set_times({setup.profile.hold.t_grace_s + slack_s, setup.profile.contact.t_merge_s + slack_s,
                     setup.profile.contact.t_peaks_s});
  tracker.step(finder.contacts(), finder.label(), tick.time_s);
  const RollerMoment& rolled = roller.step(tick, frame);
  inputs.gather(finder.contacts(), tracker,
                {.readable = readable,
                 .no_go = rules.no_go,
                 .period_x_mm = rules.hold.period_x_mm,
                 .angle_rad = rolled.known ? rolled.angle_rad : std::numeric_limits<double>::quiet_NaN(),
                 .rolling_mm_s = std::abs(rolled.speed_mm_s)});
}

// Body coordinates, and the free check of the roller's calibration (science.md 2.10).
void Analyzer::Impl::follow_roller(const Tick& tick) {
  const RollerMoment& rolled = roller.now();
  if (!rolled.known) return;
  const PatchForces forces =
      patch_forces(setup.stream.layout, lane.measured(), finder.contacts(), rolled.angle_rad);
  limb.step(tick, rolled, forces, readable);
  if (lane.measured().unit == PressureUnit::kpa)
    weight.step(tick, rolled, forces, rules.hold.parameters.v_enter_mm_s);
}

// Faults by name, and a drift of the zero that is followed while nothing presses (science.md 3.3, 3.7).
void Analyzer::Impl::watch_sensels(const Tick& tick) {
  const bool unloaded =
      !zero.gathering() && tracker.tracks().empty() && is_unloaded(finder, lane.measured().unit);
  if (const auto step = lane.follow_zero(unloaded)) {
    if (setup.calibration) {
      const std::span<const float> now = lane.converter().zero();
      setup.calibration->zero.assign(now.begin(), now.end());
    }
    tell(ZeroFollowed{*step});
  }
  for (const FaultChange& change : lane.health().changes()) {
    technical.step_line(change, tick.time_s, log);
    if (change.found) {
      tell(FaultFound{change.fault});
    } else {
      tell(FaultGone{change.fault});
    }
  }
  out.faults.assign(lane.health().faults().begin(), lane.health().faults().end());
}

void Analyzer::Impl::watch_percussion(const Tick& tick) {
  const double step_s = time.nominal_step_s();
  percussion.step(tick, step_s,
                  Percussion::can_tell(step_s)
                      ? inputs.weigh(finder, lane.as_given(), setup.stream.layout.cols)
                      : std::span<const ShakenContact>{});
  out.percussion = percussion.lasts();
  for (PressedContact& pressed : inputs.pressed()) {
    pressed.percussion = out.percussion && percussion.lasts(pressed.track_key);
    if (pressed.percussion) pressed.steady_mean = percussion.steady_mean(pressed.track_key);
  }
  tell_percussion();
}

void Analyzer::Impl::watch_alerts(const Tick& tick, const RawFrame& frame) {
  const AlertParameters& parameters = setup.profile.alert;
  const std::span<const Contact> contacts = finder.contacts();
  const bool saturated = std::ranges::any_of(contacts, &Contact::saturated) || lane.lines_overloaded() > 0;
  const bool loaded = std::ranges::any_of(contacts, [&](const Contact& c) {
    return static_cast<double>(c.p1) >= rules.hold.parameters.h_off_kpa;
  });
  technical.step(tick,
                 {.stall_s = time.stall_limit_s(parameters.stall_s),
                  .saturated = saturated,
                  .frame_valid = readable,
                  .weight_off = weight.off_now()},
                 parameters, log);
  if (pain.rate_from_frame(frame.nrs)) tell(PainRated{static_cast<int>(std::lround(frame.nrs))});
  pain.step(tick, loaded, parameters, log);
  pressure.step(tick, inputs.pressed(), rules.alert, parameters, log);
  tell_alerts();
}

void Analyzer::Impl::time_holds(const Tick& tick) {
  for (TrackInput& in : inputs.tracks()) {
    if (out.percussion && percussion.lasts(in.track_key)) {
      in.hold.shaken = true;
      in.hold.shaken_since_s = percussion.since_s(in.track_key);
      in.hold.p1 = percussion.steady_p1(in.track_key);
      in.hold.mean = percussion.steady_mean(in.track_key);
    }
    if (pain.button_lasts()) {
      in.hold.stop = AbortCause::stop_command;
    } else if (pain.stop_lasts()) {
      in.hold.stop = AbortCause::pain;
    } else if (pressure.stop_lasts(in.track_key)) {
      in.hold.stop = AbortCause::over_pressure;
    }
  }
  holds.step(tick, inputs.tracks(), rules.hold);
  tell_holds();
}

// A stroke is of the leading contact, or of the roller under it, and ends where a hold or an oscillation
// begins.
void Analyzer::Impl::count_strokes(const Tick& tick) {
  const int contact = contact_of(leader.track_id());
  const int track_id = contact >= 0 && !tick.stalled ? leader.track_id() : 0;
  const auto* view = track_id != 0 ? &out.contacts[static_cast<std::size_t>(contact)] : nullptr;
  const LiveHold hold = live_hold(holds, track_id, rules.hold);
  const bool held = view != nullptr && hold.id != 0 && view->speed_mm_s < rules.hold.parameters.v_enter_mm_s;
  const bool rubbed = view != nullptr && view->contact_class == ContactClass::oscillate;
  if (track_id != stroked_track || held || rubbed) {
    if (const auto ended = strokes.rest(held ? hold.start_s : tick.time_s)) tell(StrokeEnded{*ended});
  }
  stroked_track = track_id;
  if (track_id == 0 || held || rubbed) return;
  std::optional<StrokeRecord> ended;
  if (roller.now().known) {
    ended = strokes.roll(tick, setup.stream.layout.radius_mm, roller.now().angle_rad);
  } else {
    const auto track = std::ranges::find(tracker.tracks(), track_id, &Track::id);
    ended = strokes.move(tick, track->x_mm, track->y_mm);
  }
  if (ended) tell(StrokeEnded{*ended});
}

// Why: while pressure is too high somewhere, pointer, timer and sign are of that contact, whichever leads.
int Analyzer::Impl::alerted_track() const {
  const auto track = std::ranges::find(tracker.tracks(), pressure.alerted_track(), &Track::key);
  return track != tracker.tracks().end() && track->id != 0 ? track->id : leader.track_id();
}

int Analyzer::Impl::contact_of(int track_id) const {
  const auto found = std::ranges::find(out.contacts, track_id, &ContactView::track_id);
  return track_id != 0 && found != out.contacts.end() ? static_cast<int>(found - out.contacts.begin()) : -1;
}

void Analyzer::Impl::observe(const Tick& tick, const RawFrame& frame) {
  lane.hand_over(out.frame);
  out.sequence = frame.sequence;
  out.captured_ns = frame.captured_ns;
  out.counted_s = tick.stalled ? 0.0 : tick.counted_s;
  out.readable = readable;
  finder.hand_over(out.label);
  out.sensels_dead = lane.sensels_dead();
  out.sensels_masked = lane.health().masked();
  out.sensels_saturated = lane.sensels_saturated();
  out.lines_strained = lane.lines_strained();
  out.lines_overloaded = lane.lines_overloaded();
  out.holds_done = holds.full_holds();
  view_contacts(finder.contacts(), tracker, holds, percussion, out.contacts);
  leader.step(tick, out.contacts, holds);
  const int spoken_of = alerted_track();
  out.leading = contact_of(spoken_of);
  out.hold = live_hold(holds, spoken_of, rules.hold);
  out.alert = live_alert(log);
  out.state = live_state(out.hold, out.alert);
  out.roller = roller.now();
  out.totals = frame_totals(finder.totals(), out.contacts);
}

const Observation& Analyzer::Impl::finish() {
  begin_frame();
  for (EventKind& what : waiting) tell(std::move(what));
  waiting.clear();
  holds.finish(time.last().time_s, rules.hold);
  log.clear_all(time.last().time_s);
  percussion.finish(time.last().time_s);
  tell_percussion();
  tell_alerts();
  tell_holds();
  if (const auto stroke = strokes.rest(time.last().time_s)) tell(StrokeEnded{*stroke});
  out.holds_done = holds.full_holds();
  out.hold = LiveHold{.target_s = rules.hold.target_s};
  out.alert = live_alert(log);
  out.state = live_state(out.hold, out.alert);
  return out;
}

Result<Analyzer> Analyzer::make(AnalyzerSetup setup) {
  auto lane = MeasurementLane::make(setup.stream, setup.calibration);
  if (!lane) return std::unexpected(lane.error());
  return Analyzer(std::make_unique<Impl>(std::move(setup), std::move(*lane)));
}

Analyzer::Analyzer(AnalyzerSetup setup) {
  auto made = make(std::move(setup));
  ROLLSCOPE_CHECK(made.has_value(), "the calibration of an analyzer fits its layout");
  impl_ = std::move(made->impl_);
}

Analyzer::Analyzer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Analyzer::Analyzer(const Analyzer& other) : impl_(std::make_unique<Impl>(*other.impl_)) {}
Analyzer::Analyzer(Analyzer&&) noexcept = default;
Analyzer& Analyzer::operator=(const Analyzer& other) {
  if (this != &other) impl_ = std::make_unique<Impl>(*other.impl_);
  return *this;
}
Analyzer& Analyzer::operator=(Analyzer&&) noexcept = default;
Analyzer::~Analyzer() = default;

void Analyzer::apply(const Command& command) {
  std::visit([this](const auto& one) { impl_->apply(one); }, command);
}
const Observation& Analyzer::process(const RawFrame& frame) {
  return impl_->process(frame);
}
const Observation& Analyzer::finish() {
  return impl_->finish();
}
const PressureFrame& Analyzer::as_given() const {
  return impl_->lane.as_given();
}
std::int64_t Analyzer::spikes() const {
  return impl_->lane.spikes();
}
const LimbProfile& Analyzer::limb() const {
  return impl_->limb;
}
const WeightCheck& Analyzer::weight_check() const {
  return impl_->weight;
}
const Profile& Analyzer::profile() const {
  return impl_->setup.profile;
}
const std::optional<Calibration>& Analyzer::calibration() const {
  return impl_->setup.calibration;
}

}  // namespace rollscope
