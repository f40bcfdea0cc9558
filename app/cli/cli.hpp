// The command line of `rollscope` (design.md 5).
#pragma once

namespace rollscope {

// Runs the subcommand, or the window without one. Returns the exit code: 0 success, 1 failure with one clear
// line on stderr, 2 bad use.
int run_command_line(int argc, char** argv);

}  // namespace rollscope
