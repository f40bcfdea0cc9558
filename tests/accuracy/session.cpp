#include "tests/accuracy/session.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/analyzer.hpp"
#include "core/scene/alert_truth.hpp"
#include "core/scene/random.hpp"

namespace rollscope::accuracy {
namespace {

constexpr double kNear_mm = 25.0;
constexpr double kPressed_kpa = 20.0;  // H_off: below it a contact may be lost
constexpr double kGrace_s = 0.8;       // a track is kept this long unseen
constexpr double kCalibrated_s = 10.0;
constexpr double kWaves = 2.5;  // of the nonlinearity, radians a factor e of pressure

// Creep a load has made after kCalibrated_s, for 1 a decade (the sensor's model, science.md 3.5).
double creep_when_calibrated() {
  double sum = 0.0;
  for (const double tau_s : {0.3, 3.0, 30.0, 300.0}) sum += 1.0 - std::exp(-kCalibrated_s / tau_s);
  return sum;
}

// A calibration reads each load some seconds after it was put on, so that creep is in its points.
Calibration perturbed(Calibration calibration, const SensorOptions& sensor, const Perturbation& how,
                      std::uint64_t seed) {
  Random random(seed ^ 0x70657274U);
  const double creep = sensor.creep_per_decade * creep_when_calibrated();
  const double corrected = creep * sensor.told_creep_share;  // by the inverse, as in use
  const double scale = (1.0 + how.scale_sd * random.normal()) * (1.0 + corrected) / (1.0 + creep);
  const double phase = random.uniform(0.0, 6.283);
  for (CurvePoint& point : calibration.points) {
    point.kpa *= scale * (1.0 + how.nonlinearity * std::sin(kWaves * std::log(point.kpa) + phase));
  }
  for (float& gain : calibration.gain) gain *= static_cast<float>(1.0 + how.gain_sd * random.normal());
  return calibration;
}

TruthOptions scaled(TruthOptions options, double factor) {
  options.peak_caution_kpa *= factor;
  options.peak_stop_kpa *= factor;
  options.ppt_1_kpa *= factor;
  return options;
}

// The alerts of every actor, for limits other than the session's own.
class AlertsFor {
 public:
  AlertsFor(const Session& session, double factor) {
    const double area_cm2 = session.layout.sensel_area_cm2();
    for (std::size_t i = 0; i < session.scene.actors.size(); ++i) {
      actors_.emplace_back(static_cast<int>(i), scaled(session.player.truth, factor), area_cm2);
    }
  }
  void step(double time_s, std::span<const TruthContact> contacts) {
    for (std::size_t i = 0; i < actors_.size(); ++i) {
      const auto here = std::ranges::find_if(contacts, [i](const TruthContact& contact) {
        return contact.actor == static_cast<int>(i) && !contact.floor;
      });
      actors_[i].step(time_s, here == contacts.end() ? TruthContact{} : *here, truth_);
    }
  }
  [[nodiscard]] std::vector<TruthAlert> finish() {
    for (AlertTruth& actor : actors_) actor.finish(truth_);
    return truth_.alerts;
  }

 private:
  std::vector<AlertTruth> actors_;
  SceneTruth truth_;
};

// Counts how often the track that follows an actor changes while the actor presses on. A track that followed
// an actor goes on to as long as it is near; only then are the others given away, nearest first.
class IdentityWatch {
 public:
  explicit IdentityWatch(std::size_t actors) : follows_(actors) {}

  void step(double time_s, std::span<const TruthContact> contacts, const Observation& seen) {
    taken_.clear();
    for (const bool keep : {true, false}) {
      for (const TruthContact& contact : contacts) {
        if (contact.floor || contact.p1_kpa < kPressed_kpa || contact.role == Role::rest) continue;
        Follow& follow = follows_[static_cast<std::size_t>(contact.actor)];
        if (!keep && follow.last_s == time_s) continue;
        if (keep && follow.track_id == 0) continue;
        const int track_id = nearest(contact, seen, keep ? follow.track_id : 0);
        if (track_id == 0) continue;
        taken_.push_back(track_id);
        const bool pressed_on = follow.track_id != 0 && time_s - follow.last_s <= kGrace_s;
        if (pressed_on && follow.track_id != track_id) {
          switches_.push_back({follow.last_s, time_s, follow.track_id, track_id, contact.x_mm, contact.y_mm,
                               static_cast<double>(contact.p1_kpa)});
        }
        follow = {track_id, time_s};
      }
    }
  }
  [[nodiscard]] const std::vector<IdentitySwitch>& switches() const { return switches_; }

 private:
  struct Follow {
    int track_id = 0;
    double last_s = -1.0;
  };

  // The nearest free track within kNear_mm, 0 where there is none; only_id: this one or none.
  int nearest(const TruthContact& contact, const Observation& seen, int only_id) const {
    int best = 0;
    double best_mm = kNear_mm;
    for (const ContactView& view : seen.contacts) {
      if (view.track_id == 0 || (only_id != 0 && view.track_id != only_id)) continue;
      if (std::ranges::find(taken_, view.track_id) != taken_.end()) continue;
      const double away = std::hypot(view.contact.x_mm - contact.x_mm, view.contact.y_mm - contact.y_mm);
      if (away >= best_mm) continue;
      best = view.track_id;
      best_mm = away;
    }
    return best;
  }

  std::vector<Follow> follows_;
  std::vector<int> taken_;
  std::vector<IdentitySwitch> switches_;
};

void collect(const Observation& seen, Played& played) {
  for (const Event& event : seen.events) {
    if (const auto* hold = std::get_if<HoldEnded>(&event.what)) played.holds.push_back(hold->hold);
    if (const auto* alert = std::get_if<AlertCleared>(&event.what)) played.alerts.push_back(alert->alert);
  }
}

}  // namespace

Calibration calibration_of(const Session& session, const ScenePlayer& player) {
  return perturbed(player.calibration(), session.player.sensor, session.perturbation, session.player.seed);
}

Played play(const Session& session) {
  return std::move(play_each(session, {&session.profile, 1}).front());
}

std::vector<Played> play_each(const Session& session, std::span<const Profile> profiles) {
  ScenePlayer player(session.scene, session.layout, session.player);
  struct Listener {
    Analyzer analyzer;
    IdentityWatch identities;
    Played played;
  };
  std::vector<Listener> listeners;
  for (const Profile& profile : profiles) {
    listeners.push_back(
        {Analyzer(
             {.stream = player.info(), .calibration = calibration_of(session, player), .profile = profile}),
         IdentityWatch(session.scene.actors.size()),
         {}});
  }
  AlertsFor allowed(session, 1.0 - kAlertTolerance), due(session, 1.0 + kAlertTolerance);
  RawFrame frame;
  while (player.next(frame)) {
    for (Listener& listener : listeners) {
      const Observation& seen = listener.analyzer.process(frame);
      collect(seen, listener.played);
      listener.identities.step(player.time_s(), player.contacts(), seen);
    }
    allowed.step(player.time_s(), player.contacts());
    due.step(player.time_s(), player.contacts());
  }
  const std::vector<TruthAlert> allowed_alerts = allowed.finish(), due_alerts = due.finish();
  std::vector<Played> all;
  for (Listener& listener : listeners) {
    Played& played = listener.played;
    collect(listener.analyzer.finish(), played);
    played.truth = player.truth();
    played.hours = session.scene.duration_s / 3600.0;
    played.pitch_mm = std::max(session.layout.pitch_row_mm, session.layout.pitch_col_mm);
    played.allowed_alerts = allowed_alerts;
    played.due_alerts = due_alerts;
    played.identity_switches = listener.identities.switches();
    all.push_back(std::move(played));
  }
  return all;
}

}  // namespace rollscope::accuracy
