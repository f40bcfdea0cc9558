// The live measurements of the window, one to four side by side, and the one that is meant. Main thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "app/window/live_session.hpp"

namespace rollscope {

// There is always one, running or not; commands and keys mean the selected one.
class LiveStations {
 public:
  static constexpr std::size_t kMost = 4;

  // `wake`: as LiveSession's.
  explicit LiveStations(std::function<void()> wake);

  [[nodiscard]] std::size_t count() const { return sessions_.size(); }
  [[nodiscard]] LiveSession& operator[](std::size_t i) { return *sessions_[i]; }
  [[nodiscard]] const LiveSession& operator[](std::size_t i) const { return *sessions_[i]; }
  [[nodiscard]] LiveSession& selected() { return *sessions_[selected_]; }
  [[nodiscard]] const LiveSession& selected() const { return *sessions_[selected_]; }
  [[nodiscard]] std::size_t selected_index() const { return selected_; }
  void select(std::size_t i);  // past the last: nothing changes

  // One more, selected, with nothing open yet; nullptr when there are kMost.
  LiveSession* add();
  // Ends the selected one; the only one stays.
  void close_selected();

  // Takes what is new of all. True when there is something to draw. `now_s`: Ui clock.
  bool update(double now_s);
  void presented();
  [[nodiscard]] bool streaming() const;  // any
  [[nodiscard]] bool running() const;    // any

  // In this state now, the selected one first; nullptr: none.
  [[nodiscard]] LiveSession* in(LiveState state);
  void silence();  // all: whose sound it is, nobody in the room can tell

 private:
  // A source added beside the others that could not be opened leaves again; who is selected then says why.
  bool drop_failed();
  void erase(std::size_t i);
  void number();

  std::function<void()> wake_;
  std::vector<std::unique_ptr<LiveSession>> sessions_;
  std::size_t selected_ = 0;
};

}  // namespace rollscope
