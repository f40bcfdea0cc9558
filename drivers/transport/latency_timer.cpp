#include "drivers/transport/latency_timer.hpp"

#include <fstream>
#include <system_error>

namespace rollscope {

std::optional<std::string> latency_warning(const std::string& path, const std::filesystem::path& sysfs) {
  std::error_code code;
  // The system lists a port by its own name, not by one of the links to it (/dev/serial/by-id).
  const auto real = std::filesystem::canonical(path, code);
  const auto name = (code ? std::filesystem::path(path) : real).filename();
  const auto timer = sysfs / name / "latency_timer";
  std::ifstream in(timer);
  int latency_ms = 0;
  if (!(in >> latency_ms) || latency_ms <= 1) return std::nullopt;
  return path + ": its FTDI bridge holds bytes back for up to " + std::to_string(latency_ms) +
         " ms, so frames come in bunches and asked devices are slow. Set its latency timer to 1: echo 1 | "
         "sudo "
         "tee " +
         timer.string() + ", or install packaging/60-rollscope.rules, which does so each time";
}

}  // namespace rollscope
