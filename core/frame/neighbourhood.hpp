// The eight neighbours of a sensel: within the array, and round the seam of a cylinder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/frame/sensor_layout.hpp"

namespace rollscope {

class Neighbourhood {
 public:
  explicit Neighbourhood(const SensorLayout& layout)
      : rows_(layout.rows), cols_(layout.cols), periodic_(layout.periodic()), rim_(layout.sensels(), 0) {
    for (std::size_t i = 0; i < rim_.size(); ++i) {
      const int at = static_cast<int>(i), row = at / cols_, col = at % cols_;
      rim_[i] = row == 0 || row == rows_ - 1 || col == 0 || col == cols_ - 1 ? 1 : 0;
    }
  }

  // Calls visit(index) for each neighbour. On a cylinder of one or two columns some come twice.
  template <class Visit>
  void visit(std::int32_t sensel, Visit visit) const {
    if (rim_[static_cast<std::size_t>(sensel)] != 0) {
      visit_on_rim(sensel, visit);
      return;
    }
    visit(sensel - cols_ - 1);
    visit(sensel - cols_);
    visit(sensel - cols_ + 1);
    visit(sensel - 1);
    visit(sensel + 1);
    visit(sensel + cols_ - 1);
    visit(sensel + cols_);
    visit(sensel + cols_ + 1);
  }

 private:
  template <class Visit>
  void visit_on_rim(std::int32_t sensel, Visit visit) const {
    const int row = sensel / cols_, col = sensel % cols_;
    for (int dr = -1; dr <= 1; ++dr) {
      for (int dc = -1; dc <= 1; ++dc) {
        const int r = row + dr;
        int c = col + dc;
        if (periodic_) c = (c + cols_) % cols_;
        const bool inside = r >= 0 && r < rows_ && c >= 0 && c < cols_;
        if (inside && (r != row || c != col)) visit(r * cols_ + c);
      }
    }
  }

  int rows_, cols_;
  bool periodic_;
  std::vector<std::uint8_t> rim_;  // 1: in the outermost row or column
};

}  // namespace rollscope
