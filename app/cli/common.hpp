// Small things several subcommands need.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"
#include "core/profile.hpp"
#include "drivers/source.hpp"

namespace rollscope {

// Writes the text to a file, replacing an older one, or to stdout for "-".
Result<void> write_text(const std::string& path, const std::string& text);

// A path as it stands, or file:PATH?key=value with options (file:dump.bin?device=native).
Result<SourceUri> file_uri(const std::string& file);
// The file as a source; `speed` 0: as fast as it is read. Errc::not_found and format tell what is wrong.
Result<std::unique_ptr<Source>> open_file(const std::string& file, double speed = 0.0);
// Id of its format, "rsr" or "rollscope-csv"; of the device for a dump of its bytes.
Result<std::string> file_format_id(const std::string& file);

// Nothing for an empty path.
Result<std::optional<Profile>> read_profile_option(const std::string& path);
Result<std::optional<Calibration>> read_calibration_option(const std::string& path);

// One line on stderr that renews itself a few times a second; nothing at all when stderr is no terminal.
class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // True when it is time for another line.
  [[nodiscard]] bool due();
  void show(const std::string& line);
  void clear();

 private:
  bool terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace rollscope
