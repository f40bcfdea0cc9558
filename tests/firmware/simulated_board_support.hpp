// An Arduino that is not there: the firmware's ELF in simavr, and what is wired to its pins
// (drivers/firmware/ boards): row drivers, column multiplexer, encoder, trigger, host. Time is the
// processor's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace rollscope {

// What the matrix sees when the converter reads it.
struct LinesAtReading {
  double time_s = 0.0;
  std::uint16_t rows = 0;  // bit r: row r is at 5 V; the others at ground
  int column = 0;          // the multiplexer has selected
};

class SimulatedBoard {
 public:
  // "mat_uno": an ELF of the target `firmware`. Rows that float instead of being at 5 V or ground are a
  // failure of the test, as are two driven at once and a reading before the column has settled.
  explicit SimulatedBoard(const std::string& firmware);
  ~SimulatedBoard();
  SimulatedBoard(const SimulatedBoard&) = delete;
  SimulatedBoard& operator=(const SimulatedBoard&) = delete;

  // The column's voltage as a share of 5 V, asked at each reading. None: 0.
  void wire_matrix(std::function<double(const LinesAtReading&)> matrix);
  void run_until(double time_s);
  void run_for(double seconds) { run_until(time_s() + seconds); }
  [[nodiscard]] double time_s() const;

  // All bytes its serial port has sent, and when the last bit of each was out.
  [[nodiscard]] std::span<const std::byte> sent() const;
  [[nodiscard]] std::span<const double> sent_at_s() const;
  // Bytes from the host, at the pace of the line.
  void receive(std::span<const std::byte> bytes);

  void turn_encoder(int edge);  // +1: one edge forwards (A before B), -1: back
  void pull_trigger(bool active);

  // RAM that nothing has ever written, between the variables and the deepest stack so far.
  [[nodiscard]] std::size_t untouched_ram() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rollscope
