// What the benches share: mats with moving contacts, streams of bytes, clocks, quantiles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/frame/raw_frame.hpp"

namespace rollscope::bench {

inline constexpr double kKpaPerCount = 0.15;  // 12 bits reach 614 kPa

// ROLLSCOPE_BENCH=quick asks for less work; ratios stay comparable, hours become minutes.
[[nodiscard]] bool quick();
// Where recordings go: ROLLSCOPE_BENCH_DIR, or else the folder for temporary files.
[[nodiscard]] std::filesystem::path scratch(const std::string& name);
// That name in another folder. Both remove what an earlier run left there.
[[nodiscard]] std::filesystem::path scratch_in(const std::filesystem::path& folder, const std::string& name);

// A numbered u16 stream with a device clock from a mat `side` sensels square and 320 mm wide.
[[nodiscard]] StreamInfo mat(int side);

// 2 to 6 contacts wander over the mat and cover a tenth to a fifth of it; noise of 2 counts everywhere. The
// last frame leads back to the first.
[[nodiscard]] std::vector<RawFrame> pressed_frames(int side, int count);
// Nothing but a still load and noise with this standard deviation.
[[nodiscard]] std::vector<RawFrame> noisy_frames(int side, int count, double noise_sd);
// Gives frame `number` of an endless run over `frames` its numbers and times at `rate_hz`.
void stamp(RawFrame& frame, std::uint64_t number, double rate_hz);

// Hello and frames as the native device sends them, 16 bits a count; `hello_bytes` tells how long the hello
// is.
struct WireStream {
  std::vector<std::byte> bytes;
  std::size_t hello_bytes = 0;
  std::uint64_t frames = 0;
};
[[nodiscard]] WireStream wire_stream(const StreamInfo& info, const std::vector<RawFrame>& frames);

// A raw pseudo-terminal pair.
struct Pty {
  int device = -1;   // the master: where the device writes
  std::string path;  // what a host opens
};
[[nodiscard]] Pty make_pty();

void pin_this_thread(int cpu);  // does nothing where there is no such CPU
[[nodiscard]] std::int64_t now_ns();
[[nodiscard]] double process_cpu_s();
[[nodiscard]] double quantile(std::vector<double> values, double share);

}  // namespace rollscope::bench
