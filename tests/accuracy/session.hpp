// One session: a scene with known truth, on a sensor that the analysis knows only roughly (science.md 4.1).
#pragma once

#include <cstdint>
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

// What the analysis said beside what was so.
struct Played {
  double hours = 0.0;
  SceneTruth truth;
  // Alerts with every limit lower and higher by kAlertTolerance: those that may be raised and those that
  // must.
  std::vector<TruthAlert> allowed_alerts, due_alerts;
  std::vector<HoldRecord> holds;
  std::vector<AlertRecord> alerts;
  int identity_switches = 0;
};

// A sensor error of this share decides about an alert whose pressure stays this close to its limit.
inline constexpr double kAlertTolerance = 0.08;

[[nodiscard]] Played play(const Session& session);

// What the analysis is told about the session's sensor.
[[nodiscard]] Calibration calibration_of(const Session& session, const ScenePlayer& player);

}  // namespace rollscope::accuracy
