#include "app/cli/cli.hpp"

#include <cstdio>

namespace rollscope {

int run_command_line(int, char**) {
  std::fputs("rollscope: no commands yet\n", stderr);
  return 2;
}

}  // namespace rollscope
