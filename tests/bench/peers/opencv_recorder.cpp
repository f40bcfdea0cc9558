// bench_opencv_recorder TTY OUT ROWS COLS SECONDS: the same job as `rollscope record`, written by hand with a
// plain COBS loop, zlib's CRC-32, OpenCV and a raw file. Prints how many frames it took.
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "tests/bench/peers/opencv_analysis.hpp"
#include "tests/bench/peers/plain_cobs.h"

namespace {

constexpr std::size_t kHeader = 16;  // type, sequence, device time, width, flags: docs/wire-format.md

int open_raw(const char* path) {
  const int fd = ::open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
  termios settings{};
  if (fd < 0 || ::tcgetattr(fd, &settings) != 0) return -1;
  ::cfmakeraw(&settings);
  ::tcsetattr(fd, TCSANOW, &settings);
  return fd;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  const int rows = std::atoi(argv[3]), cols = std::atoi(argv[4]);
  const std::size_t counts_bytes = static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols) * 2;
  const int tty = open_raw(argv[1]);
  const int out = ::open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (tty < 0 || out < 0) return 1;
  rollscope::bench::OpenCvAnalysis analysis(rows, cols, 0.15F, 8.0F);
  std::vector<std::uint8_t> bytes, packet(2 * counts_bytes + 4096), quarter;
  std::vector<std::uint16_t> counts(counts_bytes / 2);
  std::array<std::uint8_t, 65536> piece;
  std::uint64_t frames = 0;
  const double seconds = std::atof(argv[5]);
  auto first = std::chrono::steady_clock::time_point{};
  for (;;) {
    pollfd waiting{tty, POLLIN, 0};
    if (::poll(&waiting, 1, 3000) <= 0 || (waiting.revents & POLLIN) == 0) break;
    const ssize_t got = ::read(tty, piece.data(), piece.size());
    if (got <= 0) break;
    bytes.insert(bytes.end(), piece.begin(), piece.begin() + got);
    std::size_t begin = 0;
    while (const void* zero = std::memchr(bytes.data() + begin, 0, bytes.size() - begin)) {
      const auto length =
          static_cast<std::size_t>(static_cast<const std::uint8_t*>(zero) - bytes.data()) - begin;
      const std::size_t size = plain_cobs_decode(bytes.data() + begin, length, packet.data());
      begin += length + 1;
      if (size < kHeader + counts_bytes + 4 || packet[0] != 0x02) continue;
      std::uint32_t sent;
      std::memcpy(&sent, packet.data() + size - 4, 4);
      if (::crc32(0, packet.data(), static_cast<uInt>(size - 4)) != sent) continue;
      std::memcpy(counts.data(), packet.data() + kHeader, counts_bytes);
      analysis.process(counts.data());
      quarter.insert(quarter.end(), packet.data(), packet.data() + size);
      if (frames++ == 0) first = std::chrono::steady_clock::now();
      if (frames % 25 == 0) {
        if (::write(out, quarter.data(), quarter.size()) < 0 || ::fdatasync(out) != 0) return 1;
        quarter.clear();
      }
    }
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(begin));
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - first;
    if (frames > 0 && since.count() >= seconds) break;
  }
  std::printf("%llu\n", static_cast<unsigned long long>(frames));
  return 0;
}
