// An analysis does not depend on the processor: with the mathematical library's plain variants it is the same
// to the byte.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "tests/contract/end_to_end_support.hpp"

namespace rollscope {
namespace {

// glibc picks faster variants of exp, log, sin and others where the processor has AVX2 and FMA, and their
// last bits differ. Setting the environment of the child: GLIBC_TUNABLES is read when a program starts.
class PlainLibrary {
 public:
  PlainLibrary() { ::setenv("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX,-AVX512F", 1); }
  ~PlainLibrary() { ::unsetenv("GLIBC_TUNABLES"); }
};

TEST(Processor, TheMathematicalLibrarysVariantDoesNotShow) {
  int compared = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(ROLLSCOPE_SOURCE_DIR) + "/recordings")) {
    if (entry.path().extension() != ".rsr") continue;
    const std::vector<std::string> arguments{"analyze", entry.path().string(), "--json", "-"};
    const Ran usual = run(arguments);
    const PlainLibrary plain;
    const Ran without = run(arguments);
    ASSERT_EQ(usual.code, 0) << usual.err;
    EXPECT_EQ(without.out, usual.out) << entry.path();
    ++compared;
  }
  EXPECT_EQ(compared, 2);
}

}  // namespace
}  // namespace rollscope
