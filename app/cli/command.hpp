// What every subcommand shares: it adds itself to the command line and says what to run.
#pragma once

#include <functional>

#include "core/base/result.hpp"

namespace CLI {
class App;
}

namespace rollscope {

// What the command line turned out to ask for; returns the exit code. An Error is printed as one line,
// exit 1.
using Run = std::function<Result<int>()>;

// Each adds its subcommand, in its own file, and sets `run` when it was chosen.
void add_devices(CLI::App& app, Run& run);
void add_record(CLI::App& app, Run& run);
void add_analyze(CLI::App& app, Run& run);
void add_emulate(CLI::App& app, Run& run);
void add_info(CLI::App& app, Run& run);
void add_verify(CLI::App& app, Run& run);
void add_profile(CLI::App& app, Run& run);
void add_render(CLI::App& app, Run& run);
void add_export(CLI::App& app, Run& run);
void add_calibrate(CLI::App& app, Run& run);
void add_check_ghosts(CLI::App& app, Run& run);
void add_characterise_creep(CLI::App& app, Run& run);
// No subcommand: the window.
void add_window(CLI::App& app, Run& run);

}  // namespace rollscope
