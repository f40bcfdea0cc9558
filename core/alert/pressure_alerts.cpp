#include "core/alert/pressure_alerts.hpp"

#include <algorithm>

namespace rollscope {
namespace {

// Of unusable sensels in a contact: a limit that is crossed all the same is crossed, but a higher pressure
// may lie under them (science.md 1.9, 3.7).
constexpr double kDegradedShare = 0.02;

}  // namespace

PressureAlerts::PressureAlerts(std::size_t most_tracks) {
  tracks_.reserve(2 * most_tracks);
}

bool PressureAlerts::Watches::idle() const {
  return peak_caution.idle() && peak_stop.idle() && mean_caution.idle() && mean_stop.idle();
}

void PressureAlerts::step(const Tick& tick, std::span<const PressedContact> contacts,
                          const AlertLimits& limits, const AlertParameters& parameters, AlertLog& log) {
  static const Contact kNothing;
  for (Watches& watches : tracks_) {
    const auto here = std::ranges::find(contacts, watches.track_key, &PressedContact::track_key);
    if (here == contacts.end()) watch(tick, {watches.track_key, &kNothing}, limits, parameters, watches, log);
  }
  for (const PressedContact& pressed : contacts) {
    watch(tick, pressed, limits, parameters, watches_of(pressed.track_key), log);
  }
  std::erase_if(tracks_, [](const Watches& watches) { return watches.idle(); });
}

void PressureAlerts::watch(const Tick& tick, const PressedContact& pressed, const AlertLimits& limits,
                           const AlertParameters& parameters, Watches& watches, AlertLog& log) {
  const Contact& contact = *pressed.contact;
  const bool degraded = contact.bad_share > kDegradedShare;
  const double share = parameters.clear_share;
  const double clear_s = parameters.clear_dwell_s;
  const auto peak = [&](double limit) {
    const double value = pressed.percussion ? 0.0 : static_cast<double>(contact.p1);
    AlertReading reading = read_against(value, limit, share, contact.p1_x_mm, contact.p1_y_mm);
    reading.degraded = degraded;
    return reading;
  };
  const auto mean = [&](double limit) {
    const float value = pressed.percussion ? pressed.steady_mean : contact.mean;
    AlertReading reading = read_against(static_cast<double>(value), limit, share, contact.x_mm, contact.y_mm);
    reading.degraded = degraded;
    return reading;
  };
  const double mean_kpa = limits.mean_caution_kpa(contact.area_cm2);
  watches.peak_caution.step(tick, peak(limits.peak_caution_kpa), {limits.peak_caution_dwell_s, clear_s}, log);
  watches.peak_stop.step(tick, peak(limits.peak_stop_kpa), {parameters.peak_stop_dwell_s, clear_s}, log);
  watches.mean_caution.step(tick, mean(mean_kpa), {parameters.mean_caution_dwell_s, clear_s}, log);
  watches.mean_stop.step(tick, mean(mean_kpa * parameters.mean_stop_factor),
                         {parameters.mean_stop_dwell_s, clear_s}, log);
}

PressureAlerts::Watches& PressureAlerts::watches_of(std::uint64_t track_key) {
  const auto known = std::ranges::find(tracks_, track_key, &Watches::track_key);
  if (known != tracks_.end()) return *known;
  tracks_.emplace_back().track_key = track_key;
  return tracks_.back();
}

bool PressureAlerts::stop_lasts(std::uint64_t track_key) const {
  const auto known = std::ranges::find(tracks_, track_key, &Watches::track_key);
  return known != tracks_.end() && known->stop();
}

std::uint64_t PressureAlerts::alerted_track() const {
  auto found = std::ranges::find_if(tracks_, &Watches::stop);
  if (found == tracks_.end()) found = std::ranges::find_if(tracks_, &Watches::caution);
  return found == tracks_.end() ? 0 : found->track_key;
}

}  // namespace rollscope
