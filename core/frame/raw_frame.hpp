// One reading of all sensels as the device sent it, and the constant facts about the stream it belongs to.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/frame/geometry.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

// What the samples are, and how a recording stores them without loss.
enum class SampleFormat : std::uint8_t {
  u8,       // counts, 0..255
  u16,      // counts, 0..65535 (8 < bits <= 16)
  f32_kpa,  // kPa already, from an imported file; NaN: no sensel or no reading
};

inline constexpr std::int64_t kNoDeviceTime = -1;
inline constexpr float kNotGiven = std::numeric_limits<float>::quiet_NaN();

struct RawFrame {
  std::uint64_t sequence = 0;    // the device's number, unwrapped; else the count of frames received
  std::int64_t captured_ns = 0;  // monotonic, stamped once, at or before its last byte was read
  std::int64_t device_us = kNoDeviceTime;  // the device's monotonic clock, unwrapped
  float angle_rad = kNotGiven;             // roller angle; positive moves the floor contact to higher columns
  float nrs = kNotGiven;                   // pain 0..10 where a file carries it
  std::array<float, 6> imu{kNotGiven, kNotGiven, kNotGiven, kNotGiven, kNotGiven, kNotGiven};
  // accelerometer x y z (m/s^2), gyroscope x y z (rad/s)
  bool trigger = false;        // trigger input of the device
  std::vector<float> samples;  // rows * cols; counts are whole numbers up to 65535, exact in a float
};

// Constant over a stream; known once the source is open.
struct StreamInfo {
  SensorLayout layout;
  std::optional<Geometry> geometry;  // as the recording or the person says; none: the usual one (geometry_of)
  double roller_kg = 0.0;            // mass of the roller the array is wrapped round; 0: unknown
  SampleFormat format = SampleFormat::u16;
  double full_scale = 0.0;  // largest sample the sensor can give, in counts (or kPa for f32_kpa); 0: unknown
  double rate_hz = 0.0;     // nominal; 0: unknown
  double nominal_step_s = 0.0;  // constant step a file prints; 0: use the frames' times
  bool numbered = false;        // sequence comes from the device, so a lost frame can be told
  bool device_clock = false;    // device_us is given and monotonic: analysis time is the device's
  double kpa_per_count = 0.0;   // linear calibration the device itself announces; 0: none
  std::string device_id;        // "native", "juqiao-32x32", "rollscope-csv"
  std::string device_label;     // for people
  std::string serial_number;
  std::string firmware;
};

// As told, else D round a cylinder and C on a flat array (design.md 5).
[[nodiscard]] inline Geometry geometry_of(const StreamInfo& stream) {
  const bool round = stream.layout.surface == Surface::cylinder;
  return stream.geometry.value_or(round ? Geometry::roller_skin : Geometry::at_skin);
}

// The largest sample: the sensor's where it says so, else what the format can hold; 0: unknown (kPa).
[[nodiscard]] inline double full_scale_sample(const StreamInfo& stream) {
  if (stream.full_scale > 0.0) return stream.full_scale;
  switch (stream.format) {
    case SampleFormat::u8:
      return 255.0;
    case SampleFormat::u16:
      return 65535.0;
    case SampleFormat::f32_kpa:
      return 0.0;
  }
  return 0.0;
}

}  // namespace rollscope
