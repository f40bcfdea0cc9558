#include "core/correct/calibration.hpp"

#include <algorithm>
#include <iterator>

namespace rollscope {
namespace {

// In the order of CurveModel.
constexpr std::string_view kModels[] = {"spline", "linear", "power", "cubic"};

}  // namespace

std::string_view word(CurveModel model) {
  return kModels[static_cast<std::size_t>(model)];
}

std::optional<CurveModel> find_curve_model(std::string_view name) {
  const auto found = std::find(std::begin(kModels), std::end(kModels), name);
  if (found == std::end(kModels)) return std::nullopt;
  return static_cast<CurveModel>(found - std::begin(kModels));
}

}  // namespace rollscope
