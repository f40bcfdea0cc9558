#include "core/contact/assignment.hpp"

namespace rollscope {
namespace {

// Why: finite, so that differences of it stay numbers; far above any sum of real costs.
constexpr double kNever = 1e12;
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kAllColumns =
    kMostColumns + kMostRows;  // each row has a column of its own to be left out in

double cost_of(const CostTable& costs, double left_out, std::size_t row, std::size_t column) {
  if (column >= costs.columns()) return column - costs.columns() == row ? left_out : kNever;
  const double cost = costs.at(row, column);
  return cost == kForbidden ? kNever : cost;
}

struct Solver {
  const CostTable& costs;
  double left_out;
  std::size_t all = costs.columns() + costs.rows();
  std::array<double, kMostRows> row_price{};
  std::array<double, kAllColumns> column_price{};
  std::array<std::size_t, kAllColumns> row_of{};  // kNone: free

  // Finds the cheapest way to give `row` a column, moving others along the path.
  void place(std::size_t row) {
    std::array<double, kAllColumns> distance;
    std::array<std::size_t, kAllColumns> from;  // previous column on the path; kNone: the row itself
    std::array<bool, kAllColumns> done;
    for (std::size_t j = 0; j < all; ++j) {
      distance[j] = std::numeric_limits<double>::infinity();
      from[j] = kNone;
      done[j] = false;
    }
    std::size_t current_row = row, last = kNone;
    double reached = 0;
    while (true) {
      std::size_t next = kNone;
      for (std::size_t j = 0; j < all; ++j) {
        if (done[j]) continue;
        const double step =
            reached + cost_of(costs, left_out, current_row, j) - row_price[current_row] - column_price[j];
        if (step < distance[j]) {
          distance[j] = step;
          from[j] = last;
        }
        if (next == kNone || distance[j] < distance[next]) next = j;
      }
      reached = distance[next];
      done[next] = true;
      last = next;
      if (row_of[next] == kNone) break;
      current_row = row_of[next];
    }
    // Prices keep every reduced cost at or above zero.
    row_price[row] += reached;
    for (std::size_t j = 0; j < all; ++j) {
      if (!done[j] || j == last) continue;
      row_price[row_of[j]] += reached - distance[j];
      column_price[j] -= reached - distance[j];
    }
    while (last != kNone) {
      const std::size_t before = from[last];
      row_of[last] = before == kNone ? row : row_of[before];
      last = before;
    }
  }
};

// The usual case: each row may have one column at most, and no column is wanted twice. Gives them; false:
// somebody has to choose.
bool assign_plainly(const CostTable& costs, double left_out, std::span<int> column_of) {
  std::array<bool, kMostColumns> taken{};
  for (std::size_t row = 0; row < costs.rows(); ++row) {
    column_of[row] = -1;
    for (std::size_t column = 0; column < costs.columns(); ++column) {
      const double cost = costs.at(row, column);
      if (cost == kForbidden) continue;
      if (column_of[row] >= 0 || taken[column] || !(cost < left_out)) return false;
      taken[column] = true;
      column_of[row] = static_cast<int>(column);
    }
  }
  return true;
}

}  // namespace

void assign(const CostTable& costs, double left_out, std::span<int> column_of) {
  ROLLSCOPE_CHECK(column_of.size() == costs.rows(), "an assignment answers for each row");
  if (assign_plainly(costs, left_out, column_of)) return;
  Solver solver{.costs = costs, .left_out = left_out};
  solver.row_of.fill(kNone);
  for (std::size_t row = 0; row < costs.rows(); ++row) solver.place(row);
  for (int& column : column_of) column = -1;
  for (std::size_t j = 0; j < costs.columns(); ++j) {
    if (solver.row_of[j] != kNone) column_of[solver.row_of[j]] = static_cast<int>(j);
  }
}

}  // namespace rollscope
