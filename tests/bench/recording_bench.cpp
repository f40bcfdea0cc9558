// P8 and P9: 32x32 at 100 Hz to disk and back, a moment found in eight hours, and kill -9.
#include <benchmark/benchmark.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/base/check.hpp"
#include "core/scene/random.hpp"
#include "drivers/recording/recording_reader.hpp"
#include "drivers/recording/recording_writer.hpp"
#include "tests/bench/support.hpp"

namespace rollscope::bench {
namespace {

constexpr int kSide = 32;
constexpr double kRate_hz = 100.0;
constexpr std::uint64_t kHour = 360'000;  // frames
constexpr double kFrameBytes = kSide * kSide * 2;

RecordingSetup setup() {
  RecordingSetup made;
  made.stream = mat(kSide);
  made.stream.full_scale = 4095.0;
  made.station = "bench";
  return made;
}

// Ten seconds of noise, over and over: a chunk is a quarter second and knows nothing of the others. Returns
// the CPU time of the writing.
double write_recording(const std::filesystem::path& path, std::uint64_t frames, double noise_sd) {
  auto noise = noisy_frames(kSide, 1000, noise_sd);
  const double began_s = process_cpu_s();
  auto writer = RecordingWriter::create(path, setup());
  ROLLSCOPE_CHECK(writer.has_value(), "the scratch folder can be written");
  for (std::uint64_t number = 0; number < frames; ++number) {
    RawFrame& frame = noise[number % noise.size()];
    stamp(frame, number, kRate_hz);
    ROLLSCOPE_CHECK(writer->append(frame).has_value(), "there is room on the disk");
  }
  ROLLSCOPE_CHECK(writer->finish().has_value(), "there is room on the disk");
  return process_cpu_s() - began_s;
}

void hour(benchmark::State& state) {
  // Linear in time (chunks know nothing of each other); every quarter second waits for the disk.
  const double hours = quick() ? 0.1 : 0.25;
  const auto path = scratch("hour.rsr");
  const auto frames = static_cast<std::uint64_t>(hours * static_cast<double>(kHour));
  double write_cpu_s = 0, read_cpu_s = 1e9;
  for (auto _ : state) {
    write_cpu_s = write_recording(path, frames, 2.0);
    for (int round = 0; round < 3; ++round) {
      const double before_s = process_cpu_s();
      auto reader = RecordingReader::open(path);
      ROLLSCOPE_CHECK(reader.has_value(), "the recording just made opens");
      RawFrame frame;
      Command command;
      std::uint64_t read = 0;
      while (reader->next(frame, command) == RecordingReader::Item::frame) ++read;
      ROLLSCOPE_CHECK(read == frames, "every frame comes back");
      read_cpu_s = std::min(read_cpu_s, process_cpu_s() - before_s);
    }
  }
  state.counters["hours"] = hours;
  state.counters["mb_per_hour"] = 1e-6 * static_cast<double>(std::filesystem::file_size(path)) / hours;
  state.counters["write_cpu_s_per_hour"] = write_cpu_s / hours;
  state.counters["read_mb_s"] = 1e-6 * kFrameBytes * static_cast<double>(frames) / read_cpu_s;
  std::filesystem::remove(path);
}
BENCHMARK(hour)->Name("recording/hour")->Iterations(1)->Unit(benchmark::kSecond);

// A quiet mat: what matters is how many chunks there are, not how long each is. In memory, where a commit
// does not wait for a disk: the file is in the page cache either way.
void seek(benchmark::State& state) {
  const double hours = quick() ? 0.5 : 8.0;
  const std::filesystem::path memory = "/dev/shm";
  const auto path =
      std::filesystem::exists(memory) ? scratch_in(memory, "rollscope-bench-long.rsr") : scratch("long.rsr");
  write_recording(path, static_cast<std::uint64_t>(hours * static_cast<double>(kHour)), 0.0);
  std::vector<double> took_ms;
  Random random(3);
  for (auto _ : state) {
    auto reader = RecordingReader::open(path);
    ROLLSCOPE_CHECK(reader.has_value(), "the recording just made opens");
    RawFrame frame;
    Command command;
    for (int i = 0; i < 300; ++i) {
      const double time_s = random.uniform(0.0, hours * 3600.0 - 1.0);
      const std::int64_t began = now_ns();
      reader->seek_time(time_s);
      ROLLSCOPE_CHECK(reader->next(frame, command) == RecordingReader::Item::frame, "every second is there");
      took_ms.push_back(1e-6 * static_cast<double>(now_ns() - began));
    }
  }
  state.counters["hours"] = hours;
  state.counters["p50_ms"] = quantile(took_ms, 0.5);
  state.counters["worst_ms"] = quantile(took_ms, 1.0);
  std::filesystem::remove(path);
}
BENCHMARK(seek)->Name("recording/seek")->Iterations(1)->Unit(benchmark::kSecond);

// ---- kill -9

// Appends flat out and says through the pipe, each time something was committed, how many frames are safe.
[[noreturn]] void record_until_killed(const std::filesystem::path& path, int acknowledge) {
  const auto noise = noisy_frames(kSide, 100, 2.0);
  auto writer = RecordingWriter::create(path, setup());
  if (!writer) ::_exit(1);
  RawFrame frame;
  std::uint64_t said = 0;
  for (std::uint64_t number = 0;; ++number) {
    frame.samples = noise[number % noise.size()].samples;
    stamp(frame, number, kRate_hz);
    if (!writer->append(frame)) ::_exit(1);
    const std::uint64_t safe = writer->committed();
    if (safe != said && ::write(acknowledge, &safe, sizeof safe) == sizeof safe) said = safe;
  }
}

struct Outcome {
  bool opened = false;
  std::uint64_t acknowledged = 0, read = 0;
};

Outcome kill_once(const std::filesystem::path& path, std::chrono::microseconds after) {
  int pipe[2];
  ROLLSCOPE_CHECK(::pipe(pipe) == 0, "the system has pipes");
  const pid_t child = ::fork();
  if (child == 0) record_until_killed(path, pipe[1]);
  ::close(pipe[1]);
  Outcome outcome;
  std::uint64_t safe = 0;
  // The clock starts with the first acknowledgement: before it nothing was promised.
  if (::read(pipe[0], &safe, sizeof safe) == sizeof safe) outcome.acknowledged = safe;
  std::this_thread::sleep_for(after);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  while (::read(pipe[0], &safe, sizeof safe) == sizeof safe) outcome.acknowledged = safe;
  ::close(pipe[0]);
  auto reader = RecordingReader::open(path);
  outcome.opened = reader.has_value();
  if (!outcome.opened) return outcome;
  RawFrame frame;
  Command command;
  while (reader->next(frame, command) == RecordingReader::Item::frame) ++outcome.read;
  return outcome;
}

void kill_nine(benchmark::State& state) {
  const int times = quick() ? 40 : 200;
  Random random(5);
  double opened = 0, lost = 0, acknowledged = 0;
  for (auto _ : state)
    for (int i = 0; i < times; ++i) {
      const auto path = scratch("killed.rsr");
      const Outcome outcome = kill_once(path, std::chrono::microseconds(random.integer(0, 30'000)));
      opened += outcome.opened ? 1 : 0;
      acknowledged += static_cast<double>(outcome.acknowledged);
      if (outcome.read < outcome.acknowledged)
        lost += static_cast<double>(outcome.acknowledged - outcome.read);
    }
  static_cast<void>(scratch("killed.rsr"));
  state.counters["times"] = times;
  state.counters["opened"] = opened;
  state.counters["acknowledged_frames"] = acknowledged;
  state.counters["lost_frames"] = lost;
}
BENCHMARK(kill_nine)->Name("recording/kill")->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace rollscope::bench
