#include <cstdio>
#include <string>
#include <system_error>

#include "drivers/files/file_format.hpp"

namespace rollscope {

Result<const FileFormat*> detect_file_format(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code code;
  const auto status = std::filesystem::status(path, code);
  if (!std::filesystem::exists(status)) return fail(Errc::not_found, name + ": no such file");
  if (std::filesystem::is_directory(status)) return fail(Errc::format, name + ": a folder, not a file");
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return fail(Errc::permission, name + ": cannot be read (check its permissions)");
  std::string start(kDetectBytes, '\0');
  start.resize(std::fread(start.data(), 1, start.size(), file));
  std::fclose(file);
  std::string known;
  for (const FileFormat& format : all_file_formats()) {
    if (format.detect(start)) return &format;
    known += (known.empty() ? "" : ", ") + std::string(format.label);
  }
  if (path.extension() == ".csv" && !start.empty())
    return fail(Errc::format,
                name + ": no rollscope-csv; the first line is '# rollscope-csv: 1' (it reads " + known + ")");
  return fail(Errc::format,
              name + (start.empty() ? ": the file is empty" : ": a kind of file rollscope does not know") +
                  " (it reads " + known + ")");
}

Result<std::unique_ptr<Source>> open_file_source(const SourceUri& uri) {
  const auto format = detect_file_format(uri.address);
  if (!format) return std::unexpected(format.error());
  return (*format)->open(uri);
}

}  // namespace rollscope
