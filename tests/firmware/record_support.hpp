// A simulated board on a pseudo-terminal, recorded by the real program.
#pragma once

#include <string>
#include <vector>

#include "tests/contract/end_to_end_support.hpp"
#include "tests/firmware/simulated_board_support.hpp"

namespace rollscope {

// `rollscope record` of so many seconds of frames into `out`; the link lies in `folder`. The board starts
// when the port is opened and runs as fast as it can: time is its processor's.
[[nodiscard]] Ran record(SimulatedBoard& board, const std::string& folder, const std::string& out,
                         int seconds, const std::vector<std::string>& more = {});

}  // namespace rollscope
