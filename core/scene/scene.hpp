// Scenes: a short script of tools on a body, with the sensor's and the cable's faults. The same script plays
// on every layout, and its truth follows from the script alone.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/frame/sensor_layout.hpp"
#include "core/scene/tool.hpp"

namespace rollscope {

// Millimetres from the layout's middle. Scenes keep within +-110 mm in y and +-140 mm in x.
struct PointMm {
  double x_mm = 0.0;
  double y_mm = 0.0;
};

enum class StepKind : std::uint8_t {
  wait,       // nothing presses
  press,      // force ramps smoothly to force_n
  travel,     // minimum jerk to `to`
  glide,      // at an even speed to `to`
  hold,       // stays, tissue relaxes
  lift,       // off the sensor and back on, the time between included
  drift,      // a hold that creeps to `to`
  oscillate,  // pin and rub: back and forth about the place along x
};

enum class Leg : std::uint8_t { none, there, back };  // of a stroke

struct Step {
  StepKind kind = StepKind::wait;
  double duration_s = 0.0;
  PointMm to{};                               // travel, glide, drift
  double force_n = 0.0;                       // press
  double excursion_mm = 0.0, period_s = 1.0;  // oscillate: half the way from end to end
  Leg leg = Leg::none;
};

enum class Role : std::uint8_t {
  touch,  // can become a hold
  rest,   // a limb lying there: broad, low, still
};

// One tool and what it does. The builders return *this, so that a script reads as a sentence.
class Actor {
 public:
  Actor(Tool what, PointMm where, Role as = Role::touch) : tool(what), start(where), role(as) {}

  Actor& wait(double seconds);
  Actor& press(double force_n, double seconds = 0.5);
  Actor& release(double seconds = 0.4) { return press(0.0, seconds); }
  Actor& travel(PointMm to, double speed_mm_s);  // mean speed
  // There and back again, `count` times, with a pause at each turn; gait is travel or glide.
  Actor& strokes(int count, PointMm to, double speed_mm_s, double pause_s = 0.0,
                 StepKind gait = StepKind::travel);
  Actor& hold(double seconds);
  Actor& lift(double seconds);
  Actor& drift(PointMm to, double seconds);
  Actor& oscillate(double excursion_mm, double period_s, double seconds);
  Actor& sway(double sd_mm, double tau_s = 2.0);
  Actor& breathing(double share, double rate_hz = 0.25);

  [[nodiscard]] double duration_s() const;
  [[nodiscard]] PointMm place() const;  // where the script has taken it so far

  Tool tool;
  PointMm start;
  Role role;
  std::vector<Step> steps;
  double sway_sd_mm = 1.0, sway_tau_s = 2.0;
  double breathing_share = 0.03, breathing_hz = 0.25;  // of the force
  double tremor_share = 0.004, tremor_hz = 9.0;
  double wander_share = 0.015;  // slow random changes of the force, standard deviation
};

// Bone under the skin: the reduced modulus rises up to `factor` times at the centre.
struct BonySpot {
  PointMm at{};
  double radius_mm = 20.0;
  double factor = 4.0;
};

// The link fails from start_s for duration_s.
struct LinkFault {
  enum class Kind : std::uint8_t {
    lost,   // frames go missing: sequence numbers skip
    stall,  // the device stops and goes on: the time jumps, sequence numbers do not
  };
  double start_s = 0.0;
  double duration_s = 0.0;
  double probability = 1.0;  // of each frame within, kind lost
  Kind kind = Kind::lost;
};

struct Scene {
  std::string id;     // "two-holds"
  std::string title;  // for people, a few words
  std::string text;   // one line
  double duration_s = 0.0;
  Surface surface = Surface::flat;
  std::vector<Actor> actors{};
  std::vector<BonySpot> bony_spots{};
  std::vector<PointMm> dead_sensels{};  // the sensel nearest to each
  std::vector<LinkFault> link_faults{};
};

// The named scenes, in the order people should see them; the first is the demo.
[[nodiscard]] std::span<const Scene> scenes();
// nullptr: there is none.
[[nodiscard]] const Scene* find_scene(std::string_view id);

// 24 x 40 at 10 mm; for a scene on a roller 16 x 24 round a radius of 75 mm.
[[nodiscard]] SensorLayout default_layout(const Scene& scene);

}  // namespace rollscope
