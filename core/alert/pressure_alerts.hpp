// Over-pressure: peak and mean limits, caution and stop, each contact on its own (science.md 1.9).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/alert/alert_limits.hpp"
#include "core/alert/alert_log.hpp"
#include "core/alert/alert_parameters.hpp"
#include "core/alert/alert_watch.hpp"
#include "core/base/time_base.hpp"
#include "core/contact/contact.hpp"

namespace rollscope {

// A contact of this frame with the identity it keeps (Track::key): a track is watched from first sight.
struct PressedContact {
  std::uint64_t track_key = 0;
  const Contact* contact = nullptr;
  // Under percussion a single frame's peak means nothing: peak limits rest, the mean is taken over a second.
  bool percussion = false;
  float steady_mean = 0;
};

// Up to kMost tracks at a time; no allocation per frame. A contact that vanishes counts as no pressure.
class PressureAlerts {
 public:
  explicit PressureAlerts(std::size_t most_tracks);

  void step(const Tick& tick, std::span<const PressedContact> contacts, const AlertLimits& limits,
            const AlertParameters& parameters, AlertLog& log);

  // A stop lasts on this track: its hold ends, and none starts.
  [[nodiscard]] bool stop_lasts(std::uint64_t track_key) const;
  // Key of the track whose alert lasts: a stop before a caution, then the one watched longest. 0: none.
  [[nodiscard]] std::uint64_t alerted_track() const;

 private:
  struct Watches {
    std::uint64_t track_key = 0;
    AlertWatch peak_caution{AlertKind::peak, AlertLevel::caution};
    AlertWatch peak_stop{AlertKind::peak, AlertLevel::stop};
    AlertWatch mean_caution{AlertKind::mean, AlertLevel::caution};
    AlertWatch mean_stop{AlertKind::mean, AlertLevel::stop};
    [[nodiscard]] bool idle() const;
    [[nodiscard]] bool stop() const { return peak_stop.lasts() || mean_stop.lasts(); }
    [[nodiscard]] bool caution() const { return peak_caution.lasts() || mean_caution.lasts(); }
  };
  Watches& watches_of(std::uint64_t track_key);
  static void watch(const Tick& tick, const PressedContact& pressed, const AlertLimits& limits,
                    const AlertParameters& parameters, Watches& watches, AlertLog& log);

  std::vector<Watches> tracks_;
};

}  // namespace rollscope
