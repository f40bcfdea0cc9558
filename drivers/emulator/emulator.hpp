// A device that is not there: plays a scene through a device's own encoder onto a link, with faults if
// wanted.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"
#include "core/frame/raw_frame.hpp"

namespace rollscope {

struct EmulatorFault {
  std::string name;  // "drop-bytes"
  std::string help;  // what it does; one line
};
// Every fault there is, for --help. A fault is given as its name, or "name=N": once in N frames on average.
std::span<const EmulatorFault> emulator_faults();

struct EmulatorOptions {
  std::string device = "native";
  // The device's own, as in a source URI; another key is an error. rows and cols below stand for its rows=
  // and cols=.
  std::map<std::string, std::string> parameters{};
  std::string scene = "two-holds";
  std::string tty_path;                   // becomes a link to the pseudo-terminal, removed at the end
  std::optional<std::uint16_t> tcp_port;  // listens on the loopback address; 0: any free one. One of the two.
  double seconds = 0.0;                   // of the scene; beyond its end it starts over; 0: once through
  std::vector<std::string> faults;
  std::string dump_path;  // gets the raw bytes sent; empty: none
  double speed = 1.0;     // 0: as fast as it is read
  double rate_hz = 0.0;   // 0: the scene's
  int rows = 0;           // 0: the scene's, or the device's where it has only one
  int cols = 0;
  std::string front_end = "none";  // how its lines are read: a word of FrontEnd
  int bits = 12;                   // of a count, where the device leaves it open
  double link_baud = 0.0;          // over 0: bytes arrive no faster than this link carries them (8N1)
  std::uint64_t seed = 1;          // of the faults and the scene's noise
  bool wait_for_reader = true;     // the scene starts when the link is first opened, not before
};

struct EmulatorReport {
  std::uint64_t frames = 0;         // encoded and handed to the link
  std::uint64_t bytes = 0;          // written
  std::uint64_t unread_frames = 0;  // played while nobody had the link open
  bool stopped = false;             // by the stop token
};

class Emulator {
 public:
  // Makes the link; a reader can open it from here on.
  static Result<std::unique_ptr<Emulator>> open(EmulatorOptions options);
  ~Emulator();

  // Plays until the end or the stop token. Once.
  Result<EmulatorReport> run(std::stop_token stop);

  // "tty:/tmp/mat?device=native": what to open it by.
  [[nodiscard]] std::string source_uri() const;
  [[nodiscard]] const StreamInfo& info() const;
  // Turns the counts it sends into the scene's kPa.
  [[nodiscard]] const Calibration& calibration() const;

 private:
  struct Impl;
  explicit Emulator(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace rollscope
