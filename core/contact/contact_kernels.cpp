#include "core/contact/contact_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/contact/contact_kernels.cpp"
#include "core/base/simd.hpp"
// The order matters: Highway compiles this file once for each instruction set.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <bit>

HWY_BEFORE_NAMESPACE();
namespace rollscope {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Wide = hn::CappedTag<float, 8>;
using One = hn::CappedTag<float, 1>;
using Doubles = hn::CappedTag<double, 4>;

template <class D, class M>
HWY_INLINE std::uint64_t bits_of(D d, M mask) {
  std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(d, mask, bytes);
  return bytes[0];
}

// ---- pressed

template <class D>
HWY_INLINE std::uint64_t pressed_step(D d, const PressedInput& in, std::size_t i) {
  const auto high = hn::Ge(hn::LoadU(d, in.pressure + i), hn::Set(d, in.p_off));
  if (hn::AllFalse(d, high)) return 0;
  const hn::RebindToSigned<D> di;
  const hn::Rebind<std::uint8_t, D> d8;
  const auto validity = hn::PromoteTo(di, hn::LoadU(d8, in.validity + i));
  const auto usable = hn::Eq(hn::And(validity, hn::Set(di, kNotUsable)), hn::Zero(di));
  return bits_of(d, hn::And(high, hn::RebindMask(d, usable)));
}

void MarkPressed(const PressedInput& in, std::uint64_t* bits) {
  const Wide d;
  const std::size_t lanes = hn::Lanes(d);
  constexpr std::size_t kWordBits = 64;
  for (std::size_t row = 0; row < in.rows; ++row) {
    const std::size_t base = row * in.cols;
    for (std::size_t begin = 0; begin < in.cols; begin += kWordBits) {
      const std::size_t end = std::min(in.cols, begin + kWordBits);
      std::uint64_t word = 0;
      std::size_t col = begin;
      for (; col + lanes <= end; col += lanes) word |= pressed_step(d, in, base + col) << (col - begin);
      for (; col < end; ++col) word |= pressed_step(One(), in, base + col) << (col - begin);
      *bits++ = word;
    }
  }
}

// ---- ways up

// The way up of as many sensels as there are lanes, and which of them are turning points.
template <class D>
HWY_INLINE std::uint64_t climb_step(D d, const Relief& relief, std::int32_t i, std::int32_t* up) {
  const hn::RebindToSigned<D> di;
  const std::int32_t s = relief.stride;
  const float* height = relief.height + i;
  const auto own = hn::LoadU(d, height);
  auto best = own;
  auto way = hn::Zero(di);
  auto equal = hn::Ne(own, own), tie = equal;
  const auto look = [&](std::int32_t offset) HWY_ATTR {
    const auto there = hn::LoadU(d, height + offset);
    const auto better = hn::Gt(there, best);
    tie = hn::AndNot(better, hn::Or(tie, hn::Eq(there, best)));
    equal = hn::Or(equal, hn::Eq(there, own));
    best = hn::Max(best, there);
    way = hn::IfThenElse(hn::RebindMask(di, better), hn::Set(di, offset), way);
    return hn::Gt(there, own);
  };
  // Round the sensel, so that neighbours in this order touch each other.
  const auto e = look(1), ne = look(1 - s), n = look(-s), nw = look(-1 - s);
  const auto w = look(-1), sw = look(s - 1), south = look(s), se = look(s + 1);
  // Higher neighbours fall into as many connected groups as there are gaps (Yokoi's number).
  const auto gap = [&](auto side, auto corner, auto next_side)
                       HWY_ATTR { return hn::AndNot(side, hn::Or(corner, next_side)); };
  const auto gap_e = gap(e, ne, n), gap_n = gap(n, nw, w), gap_w = gap(w, sw, south),
             gap_s = gap(south, se, e);
  const auto saddle = hn::Or(hn::Or(hn::And(gap_e, gap_n), hn::And(gap_w, gap_s)),
                             hn::And(hn::Or(gap_e, gap_n), hn::Or(gap_w, gap_s)));
  const auto peak = hn::Eq(best, own);
  const auto turning = hn::Or(hn::Or(saddle, peak), hn::Or(equal, tie));
  const auto to = hn::Add(hn::Iota(di, i), way);
  hn::StoreU(hn::IfThenElse(hn::RebindMask(di, turning), hn::Set(di, kTurning), to), di, up);
  return bits_of(d, turning);
}

std::size_t FindWaysUp(const Relief& relief, std::span<const Run> runs, std::int32_t* up,
                       std::int32_t* turning) {
  const Wide d;
  const auto lanes = static_cast<std::int32_t>(hn::Lanes(d));
  std::size_t found = 0;
  for (const Run& run : runs) {
    const std::int32_t base = (run.row + 1) * relief.stride + 1;
    for (std::int32_t i = base + run.begin, end = base + run.end; i < end; i += lanes) {
      std::int32_t ways[8];
      std::uint64_t bits = climb_step(d, relief, i, ways);
      const std::int32_t count = std::min(lanes, end - i);
      if (count < lanes) bits &= (std::uint64_t{1} << count) - 1;
      std::copy_n(ways, count, up + i);
      for (; bits != 0; bits &= bits - 1) turning[found++] = i + std::countr_zero(bits);
    }
  }
  return found;
}

// ---- sums

struct Lanes8 {
  double lane[8] = {};

  HWY_INLINE double total() const {
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
  }
};

// Eight sensels at a time into eight lanes; what is left over goes into the first of them.
template <bool kRound>
HWY_INLINE void sum_run(const SumsInput& in, const Run& run, RunSums& out) {
  const Doubles d;
  const hn::Rebind<float, Doubles> df;
  constexpr std::size_t kParts = 8 / hn::MaxLanes(d);
  const std::size_t lanes = hn::Lanes(d), length = static_cast<std::size_t>(run.end - run.begin);
  const auto begin = static_cast<std::size_t>(run.begin);
  const float* pressure = in.pressure + static_cast<std::size_t>(run.row) * in.cols + begin;
  Lanes8 sum, moment, cos, sin;
  std::size_t k = 0;
  float top = pressure[0];
  if (length >= 8) {
    decltype(hn::Zero(d)) sums[kParts], moments[kParts], coss[kParts], sins[kParts], place[kParts];
    auto highest = hn::LoadU(df, pressure);
    for (std::size_t part = 0; part < kParts; ++part) {
      sums[part] = moments[part] = coss[part] = sins[part] = hn::Zero(d);
      place[part] = hn::Iota(d, static_cast<double>(part * lanes));
    }
    for (; k + 8 <= length; k += 8) {
      for (std::size_t part = 0; part < kParts; ++part) {
        const std::size_t at = k + part * lanes;
        const auto single = hn::LoadU(df, pressure + at);
        const auto value = hn::PromoteTo(d, single);
        highest = hn::Max(highest, single);
        sums[part] = hn::Add(sums[part], value);
        moments[part] = hn::Add(moments[part], hn::Mul(value, place[part]));
        place[part] = hn::Add(place[part], hn::Set(d, 8.0));
        if constexpr (kRound) {
          coss[part] = hn::Add(coss[part], hn::Mul(value, hn::LoadU(d, in.col_cos + begin + at)));
          sins[part] = hn::Add(sins[part], hn::Mul(value, hn::LoadU(d, in.col_sin + begin + at)));
        }
      }
    }
    for (std::size_t part = 0; part < kParts; ++part) {
      hn::StoreU(sums[part], d, sum.lane + part * lanes);
      hn::StoreU(moments[part], d, moment.lane + part * lanes);
      hn::StoreU(coss[part], d, cos.lane + part * lanes);
      hn::StoreU(sins[part], d, sin.lane + part * lanes);
    }
    top = hn::GetLane(hn::MaxOfLanes(df, highest));
  }
  for (std::size_t lane = 0; k < length; ++k, ++lane) {
    const auto value = static_cast<double>(pressure[k]);
    top = std::max(top, pressure[k]);
    sum.lane[lane] += value;
    moment.lane[lane] += value * static_cast<double>(k);
    if constexpr (kRound) {
      cos.lane[lane] += value * in.col_cos[begin + k];
      sin.lane[lane] += value * in.col_sin[begin + k];
    }
  }
  out = {sum.total(), moment.total(), cos.total(), sin.total(), top};
}

void SumRuns(const SumsInput& in, std::span<const Run> runs, RunSums* sums) {
  if (in.col_cos != nullptr) {
    for (const Run& run : runs) sum_run<true>(in, run, *sums++);
  } else {
    for (const Run& run : runs) sum_run<false>(in, run, *sums++);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace rollscope
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rollscope {

HWY_EXPORT(MarkPressed);
HWY_EXPORT(FindWaysUp);
HWY_EXPORT(SumRuns);

void mark_pressed(const PressedInput& in, std::uint64_t* bits) {
  HWY_DYNAMIC_DISPATCH(MarkPressed)(in, bits);
}
std::size_t find_ways_up(const Relief& relief, std::span<const Run> runs, std::int32_t* up,
                         std::int32_t* turning) {
  return HWY_DYNAMIC_DISPATCH(FindWaysUp)(relief, runs, up, turning);
}
void sum_runs(const SumsInput& in, std::span<const Run> runs, RunSums* sums) {
  HWY_DYNAMIC_DISPATCH(SumRuns)(in, runs, sums);
}

}  // namespace rollscope
#endif
