// The table of science.md 4.3, a row a scenario, the worst on top.
#pragma once

#include <string>
#include <vector>

#include "tests/accuracy/scenario.hpp"
#include "tests/accuracy/score.hpp"

namespace rollscope::accuracy {

struct Row {
  std::string name;
  Label label = Label::nominal;
  std::vector<Tally> sessions;
};

// What a row misses of its label's column of science.md 4.3 ("onset p95"), worst first. Degenerate scenarios
// have no goals.
[[nodiscard]] std::vector<std::string> misses(const Row& row);

// Markdown. Rows come in any order.
[[nodiscard]] std::string table(std::vector<Row> rows);

}  // namespace rollscope::accuracy
