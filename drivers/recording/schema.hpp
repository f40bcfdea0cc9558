// The tables of a recording and the facts of its `info` table (docs/recording-format.md).
#pragma once

#include <cstdint>

#include "drivers/recording/database.hpp"
#include "drivers/recording/recording.hpp"

namespace rollscope {

inline constexpr std::int32_t kApplicationId = 0x52535231;  // "RSR1", bytes 68..71 of the file
inline constexpr int kFormatVersion = 1;                    // user_version; a reader refuses a higher one
inline constexpr int kPageBytes = 4096;  // larger ones waste room: 13 KB chunks fill them badly

// Creates the tables and writes the setup. Within a transaction of the caller.
Result<void> create_tables(Database& database);
Result<void> write_setup(Database& database, const RecordingSetup& setup);
Result<void> write_end(Database& database, std::string_view reason, bool clean);

// Errc::format for a file that is no recording, is newer than this program, or lacks its layout.
Result<void> check_identity(Database& database, const std::string& name);
Result<RecordingInfo> read_info(Database& database, const std::string& name);

}  // namespace rollscope
