#include <cmath>
#include <utility>

#include "core/alert/region.hpp"
#include "tests/accuracy/scenario.hpp"
#include "tests/accuracy/script.hpp"
#include "tests/accuracy/special_scenes.hpp"

namespace rollscope::accuracy {
namespace {

constexpr double kMatWidth_mm = 400.0, kMatHeight_mm = 240.0;

SensorLayout mat(double pitch_mm) {
  SensorLayout layout;
  layout.rows = static_cast<int>(std::lround(kMatHeight_mm / pitch_mm));
  layout.cols = static_cast<int>(std::lround(kMatWidth_mm / pitch_mm));
  layout.pitch_row_mm = layout.pitch_col_mm = pitch_mm;
  return layout;
}

// A 12-bit sensor with a creep of 3 % a decade, of which the calibration says 30 % too little or too much.
PlayerOptions usual_player(std::uint64_t seed, double rate_hz) {
  PlayerOptions player;
  player.rate_hz = rate_hz;
  player.seed = seed;
  player.sensor.creep_per_decade = 0.03;
  player.sensor.told_creep_share = seed % 2 == 0 ? 0.7 : 1.3;
  return player;
}

using SceneMaker = std::function<Scene(std::uint64_t)>;
using Change = std::function<void(Session&)>;

Scenario flat(std::string name, Label label, int sessions, SceneMaker scene, Change change = {}) {
  const auto make = [scene = std::move(scene), change = std::move(change)](std::uint64_t seed) {
    Session session{scene(seed), mat(10.0), usual_player(seed, 50.0), {}, {}};
    if (change) change(session);
    return session;
  };
  return {std::move(name), label, sessions, make};
}

Scenario scripted(std::string name, Label label, const ScriptOptions& options, Change change = {},
                  int sessions = 10) {
  return flat(
      std::move(name), label, sessions,
      [options](std::uint64_t seed) { return session_scene(seed, options); }, std::move(change));
}

Scenario rolling(std::string name, Label label, int sessions, double minutes, double speed_min,
                 double speed_max, double pause_s_max, Change change = {}) {
  ScriptOptions options;
  options.speed_mm_s_min = speed_min;
  options.speed_mm_s_max = speed_max;
  options.pause_s_max = pause_s_max;
  return flat(
      std::move(name), label, sessions,
      [=](std::uint64_t seed) { return rolling_scene(seed, minutes, options); }, std::move(change));
}

Change at_rate(double rate_hz) {
  return [rate_hz](Session& session) { session.player.rate_hz = rate_hz; };
}

Change at_pitch(double pitch_mm) {
  return [pitch_mm](Session& session) { session.layout = mat(pitch_mm); };
}

Change with_sensor(std::function<void(SensorOptions&)> change) {
  return [change = std::move(change)](Session& session) { change(session.player.sensor); };
}

Change losing(double share) {
  return [share](Session& session) {
    session.scene.link_faults.push_back({.duration_s = session.scene.duration_s, .probability = share});
  };
}

Change with_bursts(double every_s, double length_s) {
  return [=](Session& session) {
    for (double at_s = every_s; at_s < session.scene.duration_s; at_s += every_s) {
      session.scene.link_faults.push_back({.start_s = at_s, .duration_s = length_s});
    }
  };
}

void rates_and_pitches(std::vector<Scenario>& all) {
  all.push_back(scripted("20 Hz", Label::nominal, {}, at_rate(20.0)));
  all.push_back(scripted("50 Hz", Label::nominal, {}, at_rate(50.0), 20));
  all.push_back(scripted("100 Hz", Label::nominal, {}, at_rate(100.0)));
  all.push_back(scripted("200 Hz", Label::nominal, {}, at_rate(200.0), 5));
  all.push_back(scripted("pitch 5 mm", Label::nominal, {}, at_pitch(5.0), 5));
  all.push_back(scripted("pitch 8 mm", Label::nominal, {}, at_pitch(8.0), 6));
  all.push_back(scripted("pitch 12 mm", Label::nominal, {}, at_pitch(12.0)));
  all.push_back(scripted("pitch 15 mm", Label::stress, {}, at_pitch(15.0)));
  all.push_back(flat("instrumented roller, over the seam", Label::nominal, 8, roller,
                     [](Session& session) { session.layout = default_layout(session.scene); }));
}

void sensors(std::vector<Scenario>& all) {
  const auto add = [&all](std::string name, std::function<void(SensorOptions&)> change) {
    all.push_back(scripted(std::move(name), Label::stress, {}, with_sensor(std::move(change))));
  };
  add("noise and steps of 2 kPa", [](SensorOptions& s) {
    s.bits = 8;
    s.noise_share = 2.0 / 600.0;
  });
  add("creep 10 %/decade, not corrected", [](SensorOptions& s) {
    s.creep_per_decade = 0.10;
    s.told_creep_share = 0.0;
  });
  add("hysteresis 15 %", [](SensorOptions& s) { s.hysteresis = 0.15; });
  add("warming up: +0.5 kPa and +0.5 % a minute", [](SensorOptions& s) {
    s.zero_drift_kpa_min = 0.5;
    s.gain_drift_share_min = 0.005;
  });
  add("spikes 2e-3 and 15 dead sensels", [](SensorOptions& s) {
    s.spike_probability = 2e-3;
    s.dead_sensels = 15;
  });
  all.push_back(scripted("calibration off: gain 5 %, scale 5 %, curve 5 %", Label::stress, {},
                         [](Session& session) { session.perturbation = {0.05, 0.05, 0.05}; }));
  // Drivers of the row-column network 30 % off what the calibration says.
  all.push_back(scripted(
      "row-column array, drivers 30 % off", Label::nominal, {},
      [](Session& session) {
        session.player.sensor.lines = usual_lines(FrontEnd::grounded);
        session.player.sensor.told_driver_share = session.player.seed % 2 == 0 ? 0.7 : 1.3;
      },
      3));
  all.push_back(flat("line of dead sensels through the hold", Label::degenerate, 10, dead_line));
  all.push_back(scripted("5 % lost frames", Label::nominal, {}, losing(0.05)));
  all.push_back(scripted("bursts of 0.3 s lost every 9 s", Label::stress, {}, with_bursts(9.0, 0.3)));
}

void people(std::vector<Scenario>& all) {
  const auto add = [&all](std::string name, Label label, auto change) {
    ScriptOptions options;
    change(options);
    all.push_back(scripted(std::move(name), label, options));
  };
  add("lifts up to 0.7 s", Label::stress, [](ScriptOptions& o) {
    o.lift_probability = 1.0;
    o.lift_s_max = 0.7;
  });
  add("lifts of 0.7 to 0.9 s, near t_grace", Label::degenerate, [](ScriptOptions& o) {
    o.lift_probability = 1.0;
    o.lift_s_min = 0.7;
    o.lift_s_max = 0.9;
  });
  add("sway 3 mm", Label::stress, [](ScriptOptions& o) { o.sway_sd_mm = 3.0; });
  add("sway 5 mm", Label::stress, [](ScriptOptions& o) { o.sway_sd_mm = 5.0; });
  add("pauses up to 3 s at stroke ends", Label::stress, [](ScriptOptions& o) { o.pause_s_max = 3.0; });
  add("pauses of 4 to 6 s, near t_min", Label::degenerate, [](ScriptOptions& o) {
    o.pause_s_min = 4.0;
    o.pause_s_max = 6.0;
  });
  add("pin and rub between holds", Label::stress, [](ScriptOptions& o) { o.rub_probability = 0.7; });
  add("a limb rests beside", Label::nominal, [](ScriptOptions& o) { o.limb_probability = 1.0; });
  add("strokes at 16 to 25 mm/s", Label::stress, [](ScriptOptions& o) {
    o.speed_mm_s_min = 16.0;
    o.speed_mm_s_max = 25.0;
  });
  all.push_back(flat("two balls 45 to 90 mm apart", Label::stress, 10,
                     [](std::uint64_t seed) { return two_contacts(seed, 45.0, 90.0, false); }));
  all.push_back(flat("two knobs 30 to 45 mm apart", Label::stress, 10,
                     [](std::uint64_t seed) { return two_contacts(seed, 30.0, 45.0, true); }));
  all.push_back(flat("two balls 30 mm apart", Label::degenerate, 10,
                     [](std::uint64_t seed) { return two_contacts(seed, 30.0, 30.0, false); }));
  all.push_back(flat("bone flickers, one and two peaks", Label::stress, 8, bone_flicker));
  all.push_back(flat("bone comes through for 0.5 to 3 s", Label::degenerate, 8, bone_stays));
  all.push_back(flat("holds 15 to 30 mm from the border", Label::stress, 8,
                     [](std::uint64_t seed) { return near_edge(seed, 15.0, 30.0); }));
  all.push_back(flat("holds on the border, 0 to 15 mm", Label::degenerate, 8,
                     [](std::uint64_t seed) { return near_edge(seed, 0.0, 15.0); }));
}

void negatives(std::vector<Scenario>& all) {
  all.push_back(
      rolling("rolling only, 25 to 200 mm/s, pauses to 1 s", Label::nominal, 24, 10.0, 25.0, 200.0, 1.0));
  all.push_back(
      rolling("rolling only, 16 to 200 mm/s, pauses to 0.3 s", Label::nominal, 60, 10.0, 16.0, 200.0, 0.3));
  all.push_back(rolling("rolling only, 16 to 20 mm/s", Label::stress, 12, 10.0, 16.0, 20.0, 0.3));
  all.push_back(
      rolling("rolling only, 6 to 15 mm/s, under 2 v_l", Label::degenerate, 12, 10.0, 6.0, 15.0, 0.3));
  all.push_back(flat("lying only", Label::nominal, 24, lying));
  all.push_back(flat("tool handling only", Label::nominal, 24, tool_handling));
}

Scenario pressing(std::string name, Label label, int sessions, double ramp_s_min, double ramp_s_max,
                  double rate_hz, Change more = {}) {
  const auto make = [=](std::uint64_t seed) {
    // Every region but the no-go area, which has no holds and a caution of its own.
    const auto all = regions();
    const Region& region = all[seed % (all.size() - 1)];
    Session session{over_pressure(seed, region.caution_kpa, region.stop_kpa, ramp_s_min, ramp_s_max),
                    mat(10.0),
                    usual_player(seed, rate_hz),
                    {},
                    {}};
    session.profile.region = region.id;
    TruthOptions& truth = session.player.truth;
    truth.peak_caution_kpa = region.caution_kpa;
    truth.peak_stop_kpa = region.stop_kpa;
    truth.ppt_1_kpa = region.ppt_1_kpa;
    truth.hard_limit_s = region.hold_hard_s;
    if (more) more(session);
    return session;
  };
  return {std::move(name), label, sessions, make};
}

void alerts(std::vector<Scenario>& all) {
  all.push_back(
      pressing("over-pressure in 12 regions, 0.2 to 0.8 s ramps", Label::nominal, 24, 0.2, 0.8, 100.0));
  all.push_back(pressing("over-pressure, 20 Hz", Label::nominal, 12, 0.2, 0.8, 20.0));
  all.push_back(pressing("over-pressure, 2 to 5 s ramps", Label::stress, 12, 2.0, 5.0, 50.0));
  all.push_back(pressing("over-pressure, 5 % lost frames and bursts of 0.3 s", Label::stress, 12, 0.2, 0.8,
                         50.0, [](Session& session) {
                           losing(0.05)(session);
                           with_bursts(3.0, 0.3)(session);
                         }));
}

}  // namespace

std::vector<Scenario> scenarios() {
  std::vector<Scenario> all;
  rates_and_pitches(all);
  sensors(all);
  people(all);
  negatives(all);
  alerts(all);
  return all;
}

}  // namespace rollscope::accuracy
