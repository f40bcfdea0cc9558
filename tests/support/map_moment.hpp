// An observation as the look's pictures show it: a ball under a hold, a roller, a resting limb, three sensels
// not measured, on a mat of 24 x 40. Synthetic, for tests of the map.
#pragma once

#include <cmath>

#include "core/frame/sensor_layout.hpp"
#include "core/observation.hpp"

namespace rollscope {

struct MapMoment {
  SensorLayout layout;
  Observation observation;
};

// `peak_kpa`: of the ball.
inline MapMoment map_moment(float peak_kpa, LiveState state) {
  MapMoment moment;
  moment.layout.rows = 24;
  moment.layout.cols = 40;
  Observation& o = moment.observation;
  o.state = state;
  o.limits = {.armed = true,
              .p_on = 15,
              .p_off = 10,
              .h_on = 30,
              .h_off = 20,
              .band_low = 30,
              .band_high = 220,
              .caution = 220,
              .stop = 385,
              .target_s = 30};
  o.frame.pressure.assign(moment.layout.sensels(), 0);
  o.frame.validity.assign(moment.layout.sensels(), valid);
  o.label.assign(moment.layout.sensels(), 0);
  for (int row = 0; row < 24; ++row) {
    for (int col = 0; col < 40; ++col) {
      const double x = (col + 0.5) * 10, y = (row + 0.5) * 10;
      const double ball =
          peak_kpa * std::exp(-0.5 * (std::pow((x - 127) / 17, 2) + std::pow((y - 115) / 16, 2)));
      const double along = (y - 125) + 0.23 * (x - 283), across = (x - 283) - 0.23 * (y - 125);
      const double bar = 66 * std::exp(-0.5 * (std::pow(across / 14, 2) + std::pow(along / 38, 6)));
      const double limb = 21 * std::exp(-0.5 * (std::pow((x - 372) / 20, 2) + std::pow((y - 30) / 17, 2)));
      const auto i = static_cast<std::size_t>(row * 40 + col);
      const double noise = 0.8 * std::sin(12.9898 * col + 78.233 * row);
      o.frame.pressure[i] = static_cast<float>(ball + bar + limb + noise);
      if (o.frame.pressure[i] >= 10) {
        o.label[i] = ball > bar && ball > limb ? 1 : (bar > limb ? 2 : 3);
      }
    }
  }
  for (const auto& [row, col] : {std::pair{4, 21}, std::pair{19, 7}, std::pair{19, 8}}) {
    const auto i = static_cast<std::size_t>(row * 40 + col);
    o.frame.pressure[i] = 0;
    o.frame.validity[i] = dead;
  }
  const auto add = [&o](float p1, double x, double y, int track, ContactClass kind) {
    ContactView view;
    view.contact.p1 = p1;
    view.contact.peak = p1;
    view.contact.x_mm = x;
    view.contact.y_mm = y;
    view.track_id = track;
    view.contact_class = kind;
    o.contacts.push_back(view);
  };
  add(peak_kpa, 127, 115, 1, ContactClass::touch);
  add(65, 283, 125, 2, ContactClass::touch);
  add(21, 372, 30, 3, ContactClass::rest);
  o.leading = 0;
  const bool holds = state == LiveState::hold || state == LiveState::done || state == LiveState::ease ||
                     state == LiveState::no_data;
  if (holds) {
    o.contacts[0].phase = HoldPhase::holding;
    o.contacts[0].hold_id = 4;
    o.hold = {.running = true,
              .id = 4,
              .track_id = 1,
              .phase = HoldPhase::holding,
              .start_s = 0,
              .dwell_s = state == LiveState::done ? 30.4 : 18.4,
              .target_s = 30,
              .x_mm = 127,
              .y_mm = 115,
              .p1 = peak_kpa,
              .p1_peak = peak_kpa};
  }
  o.alert.caution = state == LiveState::ease;
  o.alert.stop = state == LiveState::stop;
  o.alert.leading.x_mm = 127;
  o.alert.leading.y_mm = 115;
  o.totals.has_cop = true;
  o.totals.cop_x_mm = 212;
  o.totals.cop_y_mm = 117;
  return moment;
}

}  // namespace rollscope
