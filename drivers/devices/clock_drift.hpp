// How fast a device's clock runs against the computer's.
#pragma once

#include <cstdint>

#include "drivers/devices/lower_envelope.hpp"

namespace rollscope {

class ClockDrift {
 public:
  // A frame of device time `device_us` (unwrapped) arrived at `arrived_ns`; neither falls.
  void push(std::int64_t device_us, std::int64_t arrived_ns);
  // The device's clock began anew.
  void restart() { *this = ClockDrift(); }

  // Above 0: it runs fast. Meaningful with watched_s(): the least delays of some seconds differ by about
  // 0.1 ms, which is 10 ppm after ten of them and 1 ppm after a hundred.
  [[nodiscard]] double ppm() const { return ppm_; }
  // How long it was watched for that, s of the device; 0: not for 5 s yet, or it does not keep real time at
  // all (more than 1 % off, as an emulator in a hurry).
  [[nodiscard]] double watched_s() const { return watched_s_; }

 private:
  void settle();

  bool any_ = false;
  std::int64_t first_us_ = 0, first_ns_ = 0;
  double next_settle_s_ = 0.0;
  LowerEnvelope envelope_;  // arrival minus device time, s, over device time, s
  double ppm_ = 0.0;
  double watched_s_ = 0.0;
};

}  // namespace rollscope
