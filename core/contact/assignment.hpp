// Optimal assignment (Hungarian method, shortest augmenting paths) with leaving out allowed.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <span>

#include "core/base/check.hpp"

namespace rollscope {

inline constexpr double kForbidden = std::numeric_limits<double>::infinity();
inline constexpr std::size_t kMostRows = 128, kMostColumns = 64;

// Costs of rows against columns. About 64 kB: make it on the stack of one step.
class CostTable {
 public:
  CostTable(std::size_t rows, std::size_t columns) : rows_(rows), columns_(columns) {
    ROLLSCOPE_CHECK(rows <= kMostRows && columns <= kMostColumns, "an assignment fits its table");
    for (std::size_t i = 0; i < rows * columns; ++i) costs_[i] = kForbidden;
  }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t columns() const { return columns_; }
  // At least 0, or kForbidden.
  [[nodiscard]] double& at(std::size_t row, std::size_t column) { return costs_[row * columns_ + column]; }
  [[nodiscard]] double at(std::size_t row, std::size_t column) const {
    return costs_[row * columns_ + column];
  }

 private:
  std::size_t rows_, columns_;
  std::array<double, kMostRows * kMostColumns> costs_;
};

// column_of[row]: its column, or -1. Of all assignments without forbidden pairs the one of least cost, where
// a row left out costs `left_out`. Deterministic.
void assign(const CostTable& costs, double left_out, std::span<int> column_of);

}  // namespace rollscope
