// The kinds of file rollscope reads as a source. A new one is one new file `<name>_format.cpp` that defines
// `FileFormat <name>_format();` - the build finds it (cmake/registry.cmake).
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "drivers/source.hpp"

namespace rollscope {

struct FileFormat {
  std::string_view id;     // "rsr", "rollscope-csv"; stands in source.format of the analysis
  std::string_view label;  // for people
  // Whether a file that starts with these bytes (up to kDetectBytes) is one. Content decides, not the name.
  bool (*detect)(std::string_view first_bytes);
  Result<std::unique_ptr<Source>> (*open)(const SourceUri& uri);
};

inline constexpr std::size_t kDetectBytes = 4096;

[[nodiscard]] std::span<const FileFormat> all_file_formats();

// Errc::not_found or permission for a file that cannot be read, Errc::format for one of no known kind.
Result<const FileFormat*> detect_file_format(const std::filesystem::path& path);

// Opens uri.address with the format its content has. Options of every file: speed (0, the default: as fast as
// it is read), loop, calibration, pitch_mm.
Result<std::unique_ptr<Source>> open_file_source(const SourceUri& uri);

}  // namespace rollscope
