#include "app/cli/common.hpp"

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "drivers/files/calibration_toml.hpp"
#include "drivers/files/file_format.hpp"
#include "drivers/files/profile_toml.hpp"

namespace rollscope {
namespace {

constexpr std::chrono::milliseconds kProgressPeriod{250};

bool stderr_is_terminal() {
#ifdef _WIN32
  return _isatty(_fileno(stderr)) != 0;
#else
  return isatty(fileno(stderr)) != 0;
#endif
}

}  // namespace

Result<void> write_text(const std::string& path, const std::string& text) {
  std::FILE* file = path == "-" ? stdout : std::fopen(path.c_str(), "wb");
  bool written = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (file == stdout)
    written = written && std::fflush(stdout) == 0;
  else if (file != nullptr)
    written = std::fclose(file) == 0 && written;
  if (!written) return fail(Errc::io, fmt::format("{} cannot be written: {}", path, std::strerror(errno)));
  return {};
}

Result<SourceUri> file_uri(const std::string& file) {
  if (!file.starts_with("file:")) return SourceUri{.scheme = "file", .address = file, .options = {}};
  return SourceUri::parse(file);
}

Result<std::unique_ptr<Source>> open_file(const std::string& file, double speed) {
  auto uri = file_uri(file);
  if (!uri) return std::unexpected(uri.error());
  if (speed > 0.0) uri->options["speed"] = fmt::format("{}", speed);
  return open_source(*uri);
}

Result<std::string> file_format_id(const std::string& file) {
  const auto uri = file_uri(file);
  if (!uri) return std::unexpected(uri.error());
  if (const auto device = uri->options.find("device"); device != uri->options.end()) return device->second;
  const auto format = detect_file_format(uri->address);
  if (!format) return std::unexpected(format.error());
  return std::string((*format)->id);
}

Result<std::optional<Profile>> read_profile_option(const std::string& path) {
  if (path.empty()) return std::nullopt;
  auto profile = read_profile(path);
  if (!profile) return std::unexpected(profile.error());
  return std::move(*profile);
}

Result<std::optional<Calibration>> read_calibration_option(const std::string& path) {
  if (path.empty()) return std::nullopt;
  auto calibration = read_calibration(path);
  if (!calibration) return std::unexpected(calibration.error());
  return std::move(*calibration);
}

Progress::Progress() : terminal_(stderr_is_terminal()) {}

Progress::~Progress() {
  clear();
}

bool Progress::due() {
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || now - last_ < kProgressPeriod) return false;
  last_ = now;
  return true;
}

void Progress::show(const std::string& line) {
  fmt::print(stderr, "\r\x1b[K{}", line);
  std::fflush(stderr);
  shown_ = true;
}

void Progress::clear() {
  if (!shown_) return;
  std::fputs("\r\x1b[K", stderr);
  shown_ = false;
}

}  // namespace rollscope
