// Ctrl-C and SIGTERM as a question a loop asks; a second Ctrl-C ends the program the hard way.
#pragma once

namespace rollscope {

// While one exists the first signal is only noted. One at a time, on the main thread.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  [[nodiscard]] bool given() const;
};

}  // namespace rollscope
