// Says what a recording lost: `rollscope verify`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace rollscope {

struct VerifyReport {
  bool ok = false;                   // nothing is lost and the recording was closed
  std::uint64_t frames = 0;          // read back with the right CRC
  std::uint64_t damaged_chunks = 0;  // unreadable or with a wrong CRC
  std::uint64_t damaged_frames = 0;  // in these and in holes between chunks
  std::uint64_t damaged_commands = 0;
  std::uint64_t sequence_gaps = 0;   // of numbered streams: lost before they reached the program
  std::uint64_t frames_missing = 0;  // in those gaps
  std::uint64_t frames_dropped = 0;  // noted by the recorder
  std::uint64_t link_damaged = 0;    // of streams without numbers: frames the link brought in pieces
  std::uint64_t link_discarded = 0;  // and bytes passed over
  std::uint64_t link_losses = 0;     // times the link was lost while it was recorded
  bool closed_cleanly = false;
  double unsaved_s_at_most = 0.0;  // not closed: what may be missing at the end
  std::vector<std::string> lines;  // all of the above for people, one finding a line
};

// Reads the whole file. Fails only where it cannot be opened as a recording at all.
Result<VerifyReport> verify_recording(const std::filesystem::path& path);

}  // namespace rollscope
