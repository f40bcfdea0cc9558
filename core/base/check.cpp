#include "core/base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace rollscope {

void check_failed(const char* condition, const char* message, const char* file, int line) noexcept {
  std::fprintf(stderr, "rollscope: a bug in the program: %s (%s, %s:%d)\n", message, condition, file, line);
  std::abort();
}

}  // namespace rollscope
