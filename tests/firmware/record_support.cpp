#include "tests/firmware/record_support.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <thread>

#include "drivers/transport/device_link.hpp"

namespace rollscope {
namespace {

using namespace std::chrono_literals;

// Bytes both ways until `over`, or far longer than it should take.
void carry(SimulatedBoard& board, DeviceLink& link, double limit_s, const std::atomic<bool>& over) {
  std::size_t carried = 0;
  std::array<std::byte, 256> from_host{};
  while (!over && !link.has_reader()) link.wait(50ms);
  while (!over && board.time_s() < limit_s) {
    board.run_for(0.01);
    while (!over && carried < board.sent().size()) carried += link.send(board.sent().subspan(carried), 50ms);
    board.receive(std::span(from_host).first(link.receive(from_host)));
  }
}

}  // namespace

Ran record(SimulatedBoard& board, const std::string& folder, const std::string& out, int seconds,
           const std::vector<std::string>& more) {
  auto link = make_pty_link(folder + "/mat");
  EXPECT_TRUE(link) << link.error().detail;
  if (!link) return {};
  std::vector<std::string> arguments{"record", "tty:" + folder + "/mat?device=native", out, "--seconds",
                                     std::to_string(seconds)};
  arguments.insert(arguments.end(), more.begin(), more.end());
  Ran ran;
  std::atomic<bool> over = false;
  std::jthread recorder([&] {
    ran = run(arguments);
    over = true;
  });
  carry(board, **link, 4.0 * seconds + 10.0, over);
  // The plug is pulled: a program that has not stopped by itself does now.
  if (!over) (*link)->unplug();
  recorder.join();
  return ran;
}

}  // namespace rollscope
