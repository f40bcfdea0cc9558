// One telling moment of each demo scene, analysed in the background, for the cards of the source chooser.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/frame/sensor_layout.hpp"
#include "core/observation.hpp"

namespace rollscope {

struct SceneStill {
  std::string id;
  SensorLayout layout;
  Observation observation;
  double full_scale = 1;
  LiveState state = LiveState::find;
};

class SceneStills {
 public:
  // Starts at the first call. Main thread, like all().
  void start();
  // Those ready so far; their addresses stay good.
  [[nodiscard]] const SceneStill* find(const std::string& id) const;
  [[nodiscard]] bool done() const { return done_; }

 private:
  void work(const std::stop_token& stop);

  mutable std::mutex mutex_;  // guards the list, not the finished stills in it
  std::vector<std::unique_ptr<SceneStill>> stills_;
  std::atomic<bool> done_ = false;  // set by the worker
  std::jthread worker_;
};

}  // namespace rollscope
