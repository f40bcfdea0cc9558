// The only main(): hands the arguments to the command line.
#include "app/cli/cli.hpp"

int main(int argc, char** argv) {
  return rollscope::run_command_line(argc, argv);
}
