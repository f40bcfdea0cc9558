// Opens a recording for reading wherever it lies: finished, still written, cut off, on read-only media.
#pragma once

#include <filesystem>

#include "drivers/recording/database.hpp"

namespace rollscope {

// The database, open read-only and checked to be a recording this program can read. Never changes the file or
// its -wal; a missing -shm (SQLite's index of the -wal) is made beside it only where the folder may be
// written.
Result<Database> open_recording_file(const std::filesystem::path& path);

}  // namespace rollscope
