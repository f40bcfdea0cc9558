#include "app/render/ground_plan.hpp"

#include <algorithm>
#include <cstdint>

namespace rollscope {
namespace {

// Where boxes begin and end along one axis, from 0 to `size`.
std::vector<int> edges_along(int size, std::span<const GroundBox> grounds, int ScreenBox::* first,
                             int ScreenBox::* end) {
  std::vector<int> edges{0, size};
  for (const GroundBox& ground : grounds) {
    edges.push_back(std::clamp(ground.box.*first, 0, size));
    edges.push_back(std::clamp(ground.box.*end, 0, size));
  }
  std::ranges::sort(edges);
  edges.erase(std::ranges::unique(edges).begin(), edges.end());
  return edges;
}

// Cells between the edges; no box ends inside one.
struct Cells {
  std::vector<int> x, y;
  std::vector<Rgba8> colour;  // row by row

  Cells(int width, int height, Rgba8 window, std::span<const GroundBox> grounds)
      : x(edges_along(width, grounds, &ScreenBox::left, &ScreenBox::right)),
        y(edges_along(height, grounds, &ScreenBox::top, &ScreenBox::bottom)),
        colour(cols() * rows(), window) {
    for (const auto& [box, over] : grounds)
      for (std::size_t row = 0; row < rows(); ++row)
        for (std::size_t col = 0; col < cols(); ++col)
          if (x[col] >= box.left && x[col + 1] <= box.right && y[row] >= box.top && y[row + 1] <= box.bottom)
            colour[row * cols() + col] = over;
  }

  [[nodiscard]] std::size_t cols() const { return x.size() - 1; }
  [[nodiscard]] std::size_t rows() const { return y.size() - 1; }

  [[nodiscard]] Rgba8 seen_most() const {
    struct Share {
      Rgba8 colour;
      std::int64_t area;
    };
    std::vector<Share> shares;
    for (std::size_t i = 0; i < colour.size(); ++i) {
      const std::size_t row = i / cols(), col = i % cols();
      const std::int64_t area = std::int64_t{x[col + 1] - x[col]} * (y[row + 1] - y[row]);
      const auto known = std::ranges::find(shares, colour[i], &Share::colour);
      if (known == shares.end())
        shares.push_back({colour[i], area});
      else
        known->area += area;
    }
    return std::ranges::max_element(shares, {}, &Share::area)->colour;
  }
};

// Goes under the box that ends where it begins, when that is as wide and of its colour.
void add_box(std::vector<GroundBox>& boxes, const GroundBox& next) {
  const auto above = std::ranges::find_if(boxes, [&](const GroundBox& each) {
    return each.box.bottom == next.box.top && each.box.left == next.box.left &&
           each.box.right == next.box.right && each.colour == next.colour;
  });
  if (above == boxes.end())
    boxes.push_back(next);
  else
    above->box.bottom = next.box.bottom;
}

}  // namespace

GroundPlan plan_grounds(int width, int height, Rgba8 window, std::span<const GroundBox> grounds) {
  if (width <= 0 || height <= 0) return {window, {}};
  const Cells cells(width, height, window, grounds);
  GroundPlan plan{cells.seen_most(), {}};
  for (std::size_t row = 0; row < cells.rows(); ++row) {
    for (std::size_t col = 0, end = 0; col < cells.cols(); col = end) {
      const Rgba8 colour = cells.colour[row * cells.cols() + col];
      for (end = col + 1; end < cells.cols() && cells.colour[row * cells.cols() + end] == colour;) ++end;
      if (colour != plan.screen)
        add_box(plan.boxes, {{cells.x[col], cells.y[row], cells.x[end], cells.y[row + 1]}, colour});
    }
  }
  return plan;
}

}  // namespace rollscope
