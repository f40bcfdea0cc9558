// A file behind the replay view: playing, stepping, looping over app/station/replay.hpp. Main thread.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <string>

#include "app/station/replay.hpp"
#include "app/window/session_state.hpp"

namespace rollscope {

class ReplaySession {
 public:
  explicit ReplaySession(std::function<void()> wake);
  ~ReplaySession();
  ReplaySession(const ReplaySession&) = delete;
  ReplaySession& operator=(const ReplaySession&) = delete;

  // Opens in the background; SessionState::open_error says why when it fails.
  void open(const std::string& path);
  // Moves the view cursor while playing and takes what is new. True when there is something to draw.
  bool update(double now_s);

  [[nodiscard]] const SessionState& state() const { return state_; }
  [[nodiscard]] SessionState& state() { return state_; }
  [[nodiscard]] bool running() const { return replay_ != nullptr; }
  [[nodiscard]] bool playing() const { return running() && state_.replay->playing; }

  void set_playing(bool playing);
  void set_speed(double speed);  // clamped to 0.1 .. 10
  void seek(double time_s);
  void step(int frames);  // pauses
  void set_loop(bool on, double from_s, double to_s);

 private:
  void finish_opening();
  void advance(double seconds);
  void show_position();
  void fill_history();
  void check_integrity(const std::string& path);

  std::function<void()> wake_;
  SessionState state_;
  std::unique_ptr<Replay> replay_;
  std::future<Result<std::unique_ptr<Replay>>> opening_;
  struct Integrity {
    std::string text;
    bool damaged = false;
  };
  std::future<Integrity> integrity_;
  double now_s_ = -1;
  std::uint64_t shown_frame_ = ~std::uint64_t{0};
};

// The next speed in the row 0.1, 0.25, 0.5, 1, 2, 5, 10.
[[nodiscard]] double next_speed(double speed, int step);

}  // namespace rollscope
