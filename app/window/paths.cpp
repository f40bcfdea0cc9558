#include "app/window/paths.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>

namespace rollscope {
namespace {

namespace fs = std::filesystem;

fs::path xdg_folder(const char* variable, const char* below_home) {
  const char* set = std::getenv(variable);
  // Relative paths are invalid there and to be ignored, says the XDG specification.
  if (set != nullptr && fs::path(set).is_absolute()) return fs::path(set) / "rollscope";
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : ".") / below_home / "rollscope";
}

// What a file system may not like becomes '-'.
std::string plain(const std::string& name) {
  std::string out;
  for (const char c : name) {
    const bool fine = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    out += fine ? c : '-';
  }
  return out.empty() ? "station" : out;
}

Result<std::string> new_path(const std::string& folder, const std::string& station, const char* ending) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    return fail(Errc::permission, folder + ": cannot be made (" + error.message() + "): check its owner");
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm local{};
  localtime_r(&now, &local);
  const std::string stem = fmt::format("{:%Y-%m-%d_%H%M%S}_{}", local, plain(station));
  for (int copy = 1; copy < 1000; ++copy) {
    const fs::path path =
        fs::path(folder) / (copy == 1 ? stem + ending : fmt::format("{}-{}{}", stem, copy, ending));
    if (!fs::exists(path, error)) return path.string();
  }
  return fail(Errc::exists, folder + ": too many files named " + stem);
}

}  // namespace

std::string settings_path() {
  return (xdg_folder("XDG_CONFIG_HOME", ".config") / "settings.toml").string();
}
std::string recordings_folder() {
  return (xdg_folder("XDG_DATA_HOME", ".local/share") / "recordings").string();
}

Result<std::string> new_recording_path(const std::string& folder, const std::string& station) {
  return new_path(folder, station, ".rsr");
}
Result<std::string> new_picture_path(const std::string& folder, const std::string& station) {
  return new_path(folder, station, ".png");
}

}  // namespace rollscope
