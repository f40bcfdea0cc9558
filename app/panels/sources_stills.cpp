#include "app/panels/sources_stills.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "core/analyzer.hpp"
#include "core/scene/scene_player.hpp"

namespace rollscope {
namespace {

constexpr double kRate_hz = 25.0;  // enough for a picture, a quarter of the work

int rank(LiveState state) {
  switch (state) {
    case LiveState::stop:
      return 5;
    case LiveState::ease:
      return 4;
    case LiveState::done:
      return 2;
    case LiveState::hold:
      return 3;
    case LiveState::find:
    case LiveState::no_data:
      break;
  }
  return 1;
}

// The frame that shows best what the scene is about: its highest state, with something on the mat.
std::optional<SceneStill> make_still(const Scene& scene, const std::stop_token& stop) {
  PlayerOptions options;
  options.rate_hz = kRate_hz;
  ScenePlayer player(scene, default_layout(scene), options);
  Analyzer analyzer({player.info(), player.calibration(), Profile{}});
  SceneStill still;
  still.id = scene.id;
  still.layout = player.info().layout;
  const bool loses_link = !scene.link_faults.empty();
  double best = -1;
  RawFrame frame;
  while (player.next(frame)) {
    if (stop.stop_requested()) return std::nullopt;
    const Observation& now = analyzer.process(frame);
    if (loses_link && now.frame.time_s >= scene.link_faults.front().start_s && best > 0) break;
    double score = rank(now.state) * 10;
    if (!now.contacts.empty()) score += std::min(5.0, now.totals.force_n / 100);
    // A hold is best shown on its way.
    if (now.state == LiveState::hold && now.hold.dwell_s > 0.55 * now.hold.target_s) score += 3;
    if (score <= best) continue;
    best = score;
    still.observation = now;
    still.state = loses_link ? LiveState::no_data : now.state;
    still.full_scale = now.limits.caution > 0 ? now.limits.caution : 220.0;
  }
  return still;
}

}  // namespace

void SceneStills::start() {
  if (worker_.joinable() || done_) return;
  worker_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

const SceneStill* SceneStills::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  for (const auto& still : stills_)
    if (still->id == id) return still.get();
  return nullptr;
}

void SceneStills::work(const std::stop_token& stop) {
  for (const Scene& scene : scenes()) {
    auto still = make_still(scene, stop);
    if (!still) return;
    const std::lock_guard lock(mutex_);
    stills_.push_back(std::make_unique<SceneStill>(std::move(*still)));
  }
  done_ = true;
}

}  // namespace rollscope
