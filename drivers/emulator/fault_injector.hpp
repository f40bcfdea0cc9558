// What real links and devices do wrong (devices.md Q), done to an emulated stream on purpose, from a fixed
// seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/frame/raw_frame.hpp"
#include "drivers/devices/device.hpp"

namespace rollscope {

// The emulator asks it at each step of a frame's way. Deterministic: the same frames and seed, the same
// damage.
class FaultInjector {
 public:
  // `specs` are names of emulator_faults() or "name=N".
  static Result<FaultInjector> make(const std::vector<std::string>& specs, const DeviceDescription& device,
                                    std::uint64_t seed);

  // Call first for each frame: which faults strike it is drawn here.
  void begin_frame();

  [[nodiscard]] bool skips_frame() const;      // the device is too slow for this one: it gets no number
  [[nodiscard]] bool unplugs() const;          // the link ends before this frame
  [[nodiscard]] double stall_s() const;        // nothing is sent for so long, then all of it; 0: none
  [[nodiscard]] bool holds_back() const;       // goes out together with the next
  [[nodiscard]] bool ignores_request() const;  // this frame was asked for and is not sent
  [[nodiscard]] bool answers_late() const;     // it is sent once the host has asked again
  [[nodiscard]] bool answers_twice() const;
  void change_samples(RawFrame& frame);                    // before encoding
  void change_bytes(std::vector<std::byte>& bytes);        // of one frame
  [[nodiscard]] std::vector<std::byte> boot_text() const;  // said before everything else, then silence
  // How many bytes the next write takes; 0: all there are.
  std::size_t write_size();

 private:
  FaultInjector(const DeviceDescription& device, std::uint64_t seed) : device_(&device), random_(seed) {}
  [[nodiscard]] bool strikes(const std::string& name) const {
    return striking_.contains(name) && striking_.at(name);
  }
  std::size_t place(std::size_t size) { return size == 0 ? 0 : random_() % size; }

  const DeviceDescription* device_;
  std::mt19937_64 random_;
  std::map<std::string, std::uint64_t> every_;  // fault -> N
  std::map<std::string, bool> striking_;        // the running frame
  std::uint64_t frame_ = 0;                     // frames begun
};

}  // namespace rollscope
