#include "core/correct/lane_kernels.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/correct/lane_kernels.cpp"
#include "core/base/simd.hpp"
// The order matters: Highway compiles this file once for each instruction set.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "core/frame/pressure_frame.hpp"

HWY_BEFORE_NAMESPACE();
namespace rollscope {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Wide = hn::CappedTag<float, 8>;
using One = hn::CappedTag<float, 1>;

// ---- medians

// Of `before`. Whatever is not finite compares false, so it is no spike.
template <class D, class V>
HWY_INLINE auto spikes_among(D d, V now, V before, V long_before, float height) {
  const auto rise = hn::Sub(before, long_before), fall = hn::Sub(before, now);
  const auto high = hn::Set(d, height), low = hn::Set(d, -height);
  return hn::Or(hn::And(hn::Gt(rise, high), hn::Gt(fall, high)),
                hn::And(hn::Lt(rise, low), hn::Lt(fall, low)));
}

template <class D>
HWY_INLINE auto spikes_at(D d, const MedianInput& in, std::size_t i, float height) {
  return spikes_among(d, hn::LoadU(d, in.now + i), hn::LoadU(d, in.before + i),
                      hn::LoadU(d, in.long_before + i), height);
}

// Gathered lane by lane while medians are taken, and told once at the end.
template <class D>
struct MedianTally {
  hn::Vec<D> odd;                         // not 0 where a sample was not finite
  hn::Vec<hn::RebindToSigned<D>> spikes;  // counted downwards

  HWY_INLINE void add_to(Medians& result) const {
    const hn::RebindToSigned<D> di;
    result.finite &= hn::AllTrue(di, hn::Eq(hn::BitCast(di, odd), hn::Zero(di)));
    result.spikes -= std::int64_t{hn::GetLane(hn::SumOfLanes(di, spikes))};
  }
};

template <class D>
HWY_INLINE void median_step(D d, const MedianInput& in, std::size_t i, float height, float* out,
                            MedianTally<D>& tally) {
  const hn::RebindToSigned<D> di;
  const auto now = hn::LoadU(d, in.now + i), before = hn::LoadU(d, in.before + i);
  const auto long_before = hn::LoadU(d, in.long_before + i);
  const auto inner = hn::Min(hn::Max(now, before), long_before);
  hn::StoreU(hn::Max(hn::Min(now, before), inner), d, out + i);
  const auto sum = hn::Add(hn::Add(now, before), long_before);
  tally.odd = hn::Or(tally.odd, hn::Sub(sum, sum));  // NaN and infinity are no readings
  const auto spikes = spikes_among(d, now, before, long_before, height);
  tally.spikes = hn::Add(tally.spikes, hn::VecFromMask(di, hn::RebindMask(di, spikes)));
}

Medians TakeMedians(const MedianInput& given, float height, float* out) {
  const MedianInput in = given;  // why: what is stored through `out` cannot change a copy
  const Wide d;
  const std::size_t lanes = hn::Lanes(d);
  const hn::RebindToSigned<Wide> di;
  const hn::RebindToSigned<One> di_one;
  MedianTally<Wide> tally{hn::Zero(d), hn::Zero(di)};
  MedianTally<One> rest{hn::Zero(One()), hn::Zero(di_one)};
  std::size_t i = 0;
  for (; i + lanes <= in.count; i += lanes) median_step(d, in, i, height, out, tally);
  for (std::size_t left = in.count % lanes; left > 0; --left, ++i)
    median_step(One(), in, i, height, out, rest);
  Medians result;
  tally.add_to(result);
  rest.add_to(result);
  return result;
}

template <class D, class M>
HWY_INLINE std::uint64_t bits_of(D d, M mask) {
  std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(d, mask, bytes);
  return bytes[0];  // at most eight lanes
}

void MarkSpikes(const MedianInput& in, float height, std::uint64_t* bits) {
  const Wide d;
  const std::size_t lanes = hn::Lanes(d);
  constexpr std::size_t kWordBits = 64;
  for (std::size_t begin = 0; begin < in.count; begin += kWordBits) {
    const std::size_t end = std::min(in.count, begin + kWordBits);
    std::uint64_t word = 0;
    std::size_t i = begin;
    for (; i + lanes <= end; i += lanes) word |= bits_of(d, spikes_at(d, in, i, height)) << (i - begin);
    for (; i < end; ++i) word |= bits_of(One(), spikes_at(One(), in, i, height)) << (i - begin);
    *bits++ = word;
  }
}

// ---- conversion

struct Line {
  float slope;

  template <class D, class V>
  HWY_INLINE V at(D d, V rise) const {
    return hn::Mul(rise, hn::Set(d, slope));
  }
};

struct Table {
  const float* entries;
  float inverse_step, top, slope;

  template <class D, class V>
  HWY_INLINE V at(D d, V rise) const {
    const hn::RebindToSigned<D> di;
    const auto place = hn::Min(hn::Mul(rise, hn::Set(d, inverse_step)), hn::Set(d, top));
    const auto within = hn::Min(hn::Max(place, hn::Zero(d)), hn::Set(d, top - 1.0F));
    const auto step = hn::ConvertTo(di, within);
    const auto share = hn::Sub(place, hn::ConvertTo(d, step));
    auto low = hn::Undefined(d), high = low;
    // Most of a mat is not pressed: the first entries stand in a register, which beats gathering.
    if (hn::AllTrue(d, hn::Lt(within, hn::Set(d, static_cast<float>(hn::Lanes(d)))))) {
      const auto index = hn::IndicesFromVec(d, step);
      low = hn::TableLookupLanes(hn::LoadU(d, entries), index);
      high = hn::TableLookupLanes(hn::LoadU(d, entries + 1), index);
    } else {
      low = hn::GatherIndex(d, entries, step);
      high = hn::GatherIndex(d, entries + 1, step);
    }
    const auto between = hn::Add(low, hn::Mul(share, hn::Sub(high, low)));
    return hn::IfThenElse(hn::Lt(rise, hn::Zero(d)), hn::Mul(rise, hn::Set(d, slope)), between);
  }
};

template <class D, class V>
HWY_INLINE auto on_grid(D d, V pressure) {
  // A float between 2^13 and 2^14 has steps of 2^-10, so adding 1.5 x 2^13 rounds to them.
  const auto large = hn::Set(d, 12288.0F);
  return hn::Sub(hn::Add(pressure, large), large);
}

template <class D, class Curve>
HWY_INLINE void convert_step(D d, const ConversionInput& in, const Curve& curve, std::size_t i,
                             float* pressure, std::uint8_t* validity) {
  const hn::RebindToSigned<D> di;
  const hn::Rebind<std::uint8_t, D> d8;
  static_assert(absent == 1 && missing == 2 && dead == 4 && saturated == 8);
  const auto sample = hn::LoadU(d, in.samples + i);
  const auto rise = in.rise != nullptr
                        ? hn::LoadU(d, in.rise + i)
                        : hn::Mul(hn::Sub(sample, hn::LoadU(d, in.zero + i)), hn::LoadU(d, in.gain + i));
  const auto over =
      hn::Or(hn::Ge(sample, hn::Set(d, in.full_scale_sample)), hn::Gt(rise, hn::Set(d, in.limit)));
  const auto read = hn::Le(hn::Abs(sample), hn::Set(d, hwy::HighestValue<float>()));
  const auto never = hn::PromoteTo(di, hn::LoadU(d8, in.never + i));
  const auto is_in = hn::And(read, hn::RebindMask(d, hn::Eq(never, hn::Zero(di))));
  auto value = curve.at(d, rise);
  if (in.on_grid) value = on_grid(d, value);
  if (hn::AllTrue(d, hn::AndNot(over, is_in))) {  // as nearly always
    hn::StoreU(value, d, pressure + i);
    hn::StoreU(hn::Zero(d8), d8, validity + i);
    return;
  }
  hn::StoreU(hn::IfThenElseZero(is_in, value), d, pressure + i);
  // What cannot be used is not called saturated.
  const auto kept = hn::IfThenElseZero(hn::RebindMask(di, hn::And(is_in, over)), hn::Set(di, saturated));
  const auto unread = hn::IfThenZeroElse(hn::RebindMask(di, read), hn::Set(di, missing));
  hn::StoreU(hn::DemoteTo(d8, hn::Or(hn::Or(kept, unread), never)), d8, validity + i);
}

template <class Curve>
HWY_INLINE void convert_all(const ConversionInput& given, const Curve& curve, float* pressure,
                            std::uint8_t* validity) {
  const ConversionInput in = given;  // why: what is stored through `pressure` cannot change a copy
  const Wide d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= in.count; i += lanes) convert_step(d, in, curve, i, pressure, validity);
  for (; i < in.count; ++i) convert_step(One(), in, curve, i, pressure, validity);
}

void ConvertAlongLine(const ConversionInput& in, float slope, float* pressure, std::uint8_t* validity) {
  convert_all(in, Line{slope}, pressure, validity);
}

void ConvertByTable(const ConversionInput& in, const ConversionTable& table, float* pressure,
                    std::uint8_t* validity) {
  convert_all(in, Table{table.entries, table.inverse_step, static_cast<float>(table.size - 1), table.slope},
              pressure, validity);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace rollscope
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rollscope {

HWY_EXPORT(TakeMedians);
HWY_EXPORT(MarkSpikes);
HWY_EXPORT(ConvertAlongLine);
HWY_EXPORT(ConvertByTable);

Medians take_medians(const MedianInput& in, float spike_height, float* out) {
  return HWY_DYNAMIC_DISPATCH(TakeMedians)(in, spike_height, out);
}
void mark_spikes(const MedianInput& in, float height, std::uint64_t* bits) {
  HWY_DYNAMIC_DISPATCH(MarkSpikes)(in, height, bits);
}
void convert_along_line(const ConversionInput& in, float slope, float* pressure, std::uint8_t* validity) {
  HWY_DYNAMIC_DISPATCH(ConvertAlongLine)(in, slope, pressure, validity);
}
void convert_by_table(const ConversionInput& in, const ConversionTable& table, float* pressure,
                      std::uint8_t* validity) {
  HWY_DYNAMIC_DISPATCH(ConvertByTable)(in, table, pressure, validity);
}

}  // namespace rollscope
#endif
