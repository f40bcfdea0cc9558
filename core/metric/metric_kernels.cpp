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
  const Wide dw;
  const hn::RebindToSigned<Wide> di;
  const hn::Rebind<std::uint8_t, Wide> d8;
  constexpr std::size_t kParts = 8 / hn::MaxLanes(d), kWides = 8 / hn::MaxLanes(dw);
  const std::size_t lanes = hn::Lanes(d), wide = hn::Lanes(dw), count = pressure.size();
  decltype(hn::Zero(d)) sums[kParts], actives[kParts];
  for (std::size_t part = 0; part < kParts; ++part) sums[part] = actives[part] = hn::Zero(d);
  auto peaks = hn::Set(dw, kLowest);
  // Counts run downwards: a true lane is -1.
  auto usables = hn::Zero(di), active = usables, over_10 = usables;
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    float counted[8];
    for (std::size_t part = 0; part < kWides; ++part) {
      const std::size_t at = i + part * wide;
      const auto bits = hn::PromoteTo(di, hn::LoadU(d8, validity.data() + at));
      const auto is_usable = hn::Eq(hn::And(bits, hn::Set(di, kNotUsable)), hn::Zero(di));
      const auto usable = hn::RebindMask(dw, is_usable);
      const auto value = hn::LoadU(dw, pressure.data() + at);
      const auto taken = hn::IfThenElseZero(usable, value);
      peaks = hn::Max(peaks, hn::IfThenElse(usable, value, hn::Set(dw, kLowest)));
      usables = hn::Add(usables, hn::VecFromMask(di, is_usable));
      active = hn::Add(active, hn::VecFromMask(di, hn::RebindMask(di, hn::Gt(taken, hn::Zero(dw)))));
      over_10 = hn::Add(over_10, hn::VecFromMask(di, hn::RebindMask(di, hn::Gt(taken, hn::Set(dw, 10.0F)))));
      hn::StoreU(taken, dw, counted + part * wide);
    }
    for (std::size_t part = 0; part < kParts; ++part) {
      const auto value = hn::LoadU(df, counted + part * lanes);
      sums[part] = hn::Add(sums[part], hn::PromoteTo(d, value));
      actives[part] = hn::Add(actives[part], hn::PromoteTo(d, hn::Max(value, hn::Zero(df))));
    }
  }
  double sum[8], active_sum[8];
  for (std::size_t part = 0; part < kParts; ++part) {
    hn::StoreU(sums[part], d, sum + part * lanes);
    hn::StoreU(actives[part], d, active_sum + part * lanes);
  }
  float peak = hn::GetLane(hn::MaxOfLanes(dw, peaks));
  const auto counted_down = [&](auto lanes_of)
                                HWY_ATTR { return -std::int64_t{hn::GetLane(hn::SumOfLanes(di, lanes_of))}; };
  std::int64_t usable_count = counted_down(usables), active_count = counted_down(active),
               over_10_count = counted_down(over_10);
  for (std::size_t lane = 0; i < count; ++i, ++lane) {
    if ((validity[i] & kNotUsable) != 0) continue;
    const auto value = static_cast<double>(pressure[i]);
    ++usable_count;
    peak = std::max(peak, pressure[i]);
    active_count += pressure[i] > 0.0F ? 1 : 0;
    over_10_count += pressure[i] > 10.0F ? 1 : 0;
    sum[lane] += value;
    active_sum[lane] += pressure[i] > 0.0F ? value : 0.0;
  }
  const auto total = [](const double* lane) {
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
  };
  return {usable_count > 0, usable_count > 0 ? peak : 0.0F, total(sum), total(active_sum), active_count,
          over_10_count};
}

std::size_t FindUsable(std::span<const float> pressure, std::span<const std::uint8_t> validity, float value) {
  const Wide d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  const auto is_there = [&](std::size_t at) {
    return pressure[at] == value && (validity[at] & kNotUsable) == 0;
  };
  for (; i + lanes <= pressure.size(); i += lanes) {
    if (hn::AllFalse(d, hn::Eq(hn::LoadU(d, pressure.data() + i), hn::Set(d, value)))) continue;
    for (std::size_t at = i; at < i + lanes; ++at)
      if (is_there(at)) return at;
  }
  while (i < pressure.size() && !is_there(i)) ++i;
  return i;
}

template <class D>
HWY_INLINE void dose_step(D d, const DoseInput& in, std::size_t i, double* map, float* over) {
  const hn::Rebind<float, D> df;
  const hn::RebindToSigned<decltype(df)> di;
  const hn::Rebind<std::uint8_t, D> d8;
  const auto before = hn::PromoteTo(d, hn::LoadU(df, over + i));
  hn::StoreU(hn::Add(hn::LoadU(d, map + i), hn::Mul(hn::Set(d, in.seconds), before)), d, map + i);
  const auto bits = hn::PromoteTo(di, hn::LoadU(d8, in.validity + i));
  const auto usable = hn::RebindMask(df, hn::Eq(hn::And(bits, hn::Set(di, kNotUsable)), hn::Zero(di)));
  const auto risen = hn::Sub(hn::LoadU(df, in.pressure + i), hn::Set(df, in.floor));
  hn::StoreU(hn::IfThenElseZero(usable, hn::Max(hn::Zero(df), risen)), df, over + i);
}

void AddDose(const DoseInput& in, double* map, float* over) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= in.count; i += lanes) dose_step(d, in, i, map, over);
  for (; i < in.count; ++i) dose_step(hn::CappedTag<double, 1>(), in, i, map, over);
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
HWY_EXPORT(FindUsable);
HWY_EXPORT(AddDose);
HWY_EXPORT(FindRowTops);
HWY_EXPORT(AddWeighted);

UsableSums sum_usable(std::span<const float> pressure, std::span<const std::uint8_t> validity) {
  return HWY_DYNAMIC_DISPATCH(SumUsable)(pressure, validity);
}
std::size_t find_usable(std::span<const float> pressure, std::span<const std::uint8_t> validity,
                        float value) {
  return HWY_DYNAMIC_DISPATCH(FindUsable)(pressure, validity, value);
}
void add_dose(const DoseInput& in, double* map, float* over) {
  HWY_DYNAMIC_DISPATCH(AddDose)(in, map, over);
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
