#include "core/metric/metric_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/metric/metric_kernels.cpp"
#include "core/base/simd.hpp"
// The order matters: Highway compiles this file once for each instruction set.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <limits>

#include "core/frame/pressure_frame.hpp"

HWY_BEFORE_NAMESPACE();
namespace rollscope {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Wide = hn::CappedTag<float, 8>;
using One = hn::CappedTag<float, 1>;
using Doubles = hn::CappedTag<double, 4>;
using Singles = hn::Rebind<float, Doubles>;

constexpr float kLowest = -std::numeric_limits<float>::infinity();

UsableSums SumUsable(std::span<const float> pressure, std::span<const std::uint8_t> validity) {
  const Doubles d;
  const Singles df;
  const hn::RebindToSigned<Singles> di;
  const hn::Rebind<std::uint8_t, Singles> d8;
  constexpr std::size_t kParts = 8 / hn::MaxLanes(d);
  const std::size_t lanes = hn::Lanes(d), count = pressure.size();
  decltype(hn::Zero(d)) sums[kParts], actives[kParts];
  for (std::size_t part = 0; part < kParts; ++part) sums[part] = actives[part] = hn::Zero(d);
  auto peaks = hn::Set(df, kLowest);
  std::size_t active = 0, over_10 = 0, usables = 0, i = 0;
  for (; i + 8 <= count; i += 8) {
    for (std::size_t part = 0; part < kParts; ++part) {
      const std::size_t at = i + part * lanes;
      const auto bits = hn::PromoteTo(di, hn::LoadU(d8, validity.data() + at));
      const auto usable = hn::RebindMask(df, hn::Eq(hn::And(bits, hn::Set(di, kNotUsable)), hn::Zero(di)));
      const auto value = hn::LoadU(df, pressure.data() + at);
      const auto counted = hn::IfThenElseZero(usable, value);
      const auto above = hn::Max(counted, hn::Zero(df));
      peaks = hn::Max(peaks, hn::IfThenElse(usable, value, hn::Set(df, kLowest)));
      usables += hn::CountTrue(df, usable);
      active += hn::CountTrue(df, hn::Gt(counted, hn::Zero(df)));
      over_10 += hn::CountTrue(df, hn::Gt(counted, hn::Set(df, 10.0F)));
      sums[part] = hn::Add(sums[part], hn::PromoteTo(d, counted));
      actives[part] = hn::Add(actives[part], hn::PromoteTo(d, above));
    }
  }
  double sum[8], active_sum[8];
  for (std::size_t part = 0; part < kParts; ++part) {
    hn::StoreU(sums[part], d, sum + part * lanes);
    hn::StoreU(actives[part], d, active_sum + part * lanes);
  }
  float peak = hn::GetLane(hn::MaxOfLanes(df, peaks));
  for (std::size_t lane = 0; i < count; ++i, ++lane) {
    if ((validity[i] & kNotUsable) != 0) continue;
    const auto value = static_cast<double>(pressure[i]);
    ++usables;
    peak = std::max(peak, pressure[i]);
    active += pressure[i] > 0.0F ? 1U : 0U;
    over_10 += pressure[i] > 10.0F ? 1U : 0U;
    sum[lane] += value;
    active_sum[lane] += pressure[i] > 0.0F ? value : 0.0;
  }
  const auto total = [](const double* lane) {
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
  };
  return {usables > 0,       usables > 0 ? peak : 0.0F,         total(sum),
          total(active_sum), static_cast<std::int64_t>(active), static_cast<std::int64_t>(over_10)};
}

void FindRowTops(const float* values, std::size_t rows, std::size_t cols, float* tops) {
  const Wide d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t row = 0; row < rows; ++row, values += cols) {
    auto highest = hn::Set(d, kLowest);
    std::size_t col = 0;
    for (; col + lanes <= cols; col += lanes) highest = hn::Max(highest, hn::LoadU(d, values + col));
    float top = hn::GetLane(hn::MaxOfLanes(d, highest));
    for (; col < cols; ++col) top = std::max(top, values[col]);
    tops[row] = top;
  }
}

// out[c] = sum over k of weights[k] x values[k x step + c].
template <class D>
HWY_INLINE void add_step(D d, const float* values, std::size_t step, std::span<const float> weights,
                         float* out) {
  auto sum = hn::Mul(hn::LoadU(d, values), hn::Set(d, weights[0]));
  for (std::size_t k = 1; k < weights.size(); ++k) {
    sum = hn::Add(sum, hn::Mul(hn::LoadU(d, values + k * step), hn::Set(d, weights[k])));
  }
  hn::StoreU(sum, d, out);
}

void AddWeighted(const float* values, std::size_t step, std::span<const float> weights,
                 std::span<float> out) {
  const Wide d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t c = 0;
  for (; c + lanes <= out.size(); c += lanes) add_step(d, values + c, step, weights, out.data() + c);
  for (; c < out.size(); ++c) add_step(One(), values + c, step, weights, out.data() + c);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace rollscope
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rollscope {

HWY_EXPORT(SumUsable);
HWY_EXPORT(FindRowTops);
HWY_EXPORT(AddWeighted);

UsableSums sum_usable(std::span<const float> pressure, std::span<const std::uint8_t> validity) {
  return HWY_DYNAMIC_DISPATCH(SumUsable)(pressure, validity);
}
void find_row_tops(const float* values, std::size_t rows, std::size_t cols, float* tops) {
  HWY_DYNAMIC_DISPATCH(FindRowTops)(values, rows, cols, tops);
}
void add_rows(const float* values, std::size_t stride, std::span<const float> weights, std::span<float> out) {
  HWY_DYNAMIC_DISPATCH(AddWeighted)(values, stride, weights, out);
}
void add_columns(const float* values, std::span<const float> weights, std::span<float> out) {
  HWY_DYNAMIC_DISPATCH(AddWeighted)(values, 1, weights, out);
}

}  // namespace rollscope
#endif
