// rollscope-csv among the kinds of file (csv.cpp does the work).
#include <algorithm>

#include "drivers/files/csv.hpp"
#include "drivers/files/file_format.hpp"

namespace rollscope {
namespace {

bool detect(std::string_view first_bytes) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (first_bytes.starts_with(kByteOrderMark)) first_bytes.remove_prefix(kByteOrderMark.size());
  // A hand-written first line may be spaced as its writer likes.
  if (!first_bytes.starts_with('#')) return false;
  first_bytes.remove_prefix(1);
  first_bytes.remove_prefix(std::min(first_bytes.find_first_not_of(" \t"), first_bytes.size()));
  return first_bytes.starts_with("rollscope-csv");
}

}  // namespace

FileFormat csv_format() {
  return {.id = "rollscope-csv", .label = "rollscope-csv (.csv)", .detect = detect, .open = open_csv_source};
}

}  // namespace rollscope
