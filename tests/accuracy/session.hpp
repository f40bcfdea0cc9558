// One session: a scene with known truth, on a sensor that the analysis knows only roughly (science.md 4.1).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/alert/alert_record.hpp"
#include "core/hold/hold_record.hpp"
#include "core/profile.hpp"
#include "core/scene/scene.hpp"
#include "core/scene/scene_player.hpp"

namespace rollscope::accuracy {

// How the calibration the analysis is given differs from the sensor. Why: a test whose generator and analysis
// share one model proves algebra, not robustness (science.md 4.1).
struct Perturbation {
  double gain_sd = 0.01;        // of each sensel
  double scale_sd = 0.01;       // of all together
  double nonlinearity = 0.015;  // share, a wave over the logarithm of pressure
};

struct Session {
  Scene scene;
  SensorLayout layout;
  PlayerOptions player;
  Perturbation perturbation;
  Profile profile;
};

// A track that gave way to another while its actor pressed on.
struct IdentitySwitch {
  double last_s = 0, time_s = 0;  // when the old one was last seen, when the new one was found
  int from = 0, to = 0;           // track ids
  double x_mm = 0, y_mm = 0, p1_kpa = 0;
};

// What the analysis said beside what was so.
struct Played {
  double hours = 0.0;
  SceneTruth truth;
  // Alerts with every limit lower and higher by kAlertTolerance: those that may be raised and those that
  // must.
  std::vector<TruthAlert> allowed_alerts, due_alerts;
  std::vector<HoldRecord> holds;
  std::vector<AlertRecord> alerts;
  std::vector<IdentitySwitch> identity_switches;
  double pitch_mm = 0.0;  // the larger one
};

// A sensor error of this share decides about an alert whose pressure stays this close to its limit.
inline constexpr double kAlertTolerance = 0.08;

[[nodiscard]] Played play(const Session& session);
// The same frames to one analysis a profile; the session's own profile is not used. Why together: making the
// frames costs several times what an analysis does.
[[nodiscard]] std::vector<Played> play_each(const Session& session, std::span<const Profile> profiles);

// What the analysis is told about the session's sensor.
[[nodiscard]] Calibration calibration_of(const Session& session, const ScenePlayer& player);

}  // namespace rollscope::accuracy
