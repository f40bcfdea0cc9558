// The recordings folder as the source chooser lists it, read in the background: what a recording is, whether
// it is whole, which holds it has.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace rollscope {

struct RecordingRow {
  std::string path;
  std::string name;  // station and region; the file's where somebody named it or it cannot be read
  std::string when;  // "Today 14:02", "5 May 14:10"
  double length_s = 0;
  std::uint64_t size_bytes = 0;
  bool readable = true;
  struct Integrity {
    bool whole = false;
    double lost_s = 0;
  };
  std::optional<Integrity> integrity;  // none: not checked yet
  struct Holds {
    int full = 0, partial = 0;
    bool stopped = false;  // a stop was raised in it
  };
  std::optional<Holds> holds;  // none: not analysed yet
};

// Newest first. Results are kept as long as file, size and time of change stay the same.
class RecordingShelf {
 public:
  RecordingShelf() = default;
  // Looks again; cheap while a look is still under way. Main thread.
  void refresh(const std::string& folder);
  // Main thread: a copy of what is known so far.
  [[nodiscard]] std::vector<RecordingRow> rows() const;
  [[nodiscard]] bool busy() const;

 private:
  void work(std::stop_token stop, const std::string& folder);

  mutable std::mutex mutex_;  // guards the two below
  std::vector<RecordingRow> rows_;
  bool busy_ = false;
  std::map<std::string, RecordingRow> known_;  // worker's: by path, size and time of change
  std::jthread worker_;                        // last: joined first
};

// "02:40", "1:02:40"
[[nodiscard]] std::string format_length(double seconds);
// "7.5 MB", "36 MB", "512 kB"
[[nodiscard]] std::string format_size(std::uint64_t bytes);

}  // namespace rollscope
