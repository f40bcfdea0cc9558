#include "tests/bench/dense_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tests/bench/dense_kernel.cpp"
#include "core/base/simd.hpp"
// The order matters: Highway compiles this file once for each instruction set.
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace rollscope::bench {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Wide = hn::CappedTag<float, 8>;
using One = hn::CappedTag<float, 1>;

// Second order Butterworth at a tenth of the frame rate, and first order alike; as the peers have them.
constexpr float kB0 = 0.0674553F, kB1 = 0.1349105F, kB2 = 0.0674553F, kA1 = -1.1429805F, kA2 = 0.4128016F;
constexpr float kShare = 0.4665F;  // 1 - exp(-2 pi / 10)
// Gaussians: sigma 1 over 5, sigma 0.8 over 3.
constexpr float kFull[3] = {0.40261996F, 0.24420134F, 0.05448868F};
constexpr float kLight[2] = {0.52201146F, 0.23899427F};
constexpr std::size_t kRim = 4;

struct Full {
  static constexpr std::size_t kReach = 2;
  template <class D>
  static HWY_INLINE auto low_pass(D d, hn::VFromD<D> x, float* s1, float* s2) {
    const auto first = hn::LoadU(d, s1), second = hn::LoadU(d, s2);
    const auto y = hn::Add(hn::Mul(x, hn::Set(d, kB0)), first);
    const auto mid = hn::Sub(hn::Mul(x, hn::Set(d, kB1)), hn::Mul(y, hn::Set(d, kA1)));
    hn::StoreU(hn::Add(mid, second), d, s1);
    hn::StoreU(hn::Sub(hn::Mul(x, hn::Set(d, kB2)), hn::Mul(y, hn::Set(d, kA2))), d, s2);
    return y;
  }
  template <class D, class V>
  static HWY_INLINE V blur(D d, V far_a, V near_a, V here, V near_b, V far_b) {
    const auto far = hn::Mul(hn::Add(far_a, far_b), hn::Set(d, kFull[2]));
    const auto near = hn::Mul(hn::Add(near_a, near_b), hn::Set(d, kFull[1]));
    return hn::Add(hn::Add(far, near), hn::Mul(here, hn::Set(d, kFull[0])));
  }
};

struct Light {
  static constexpr std::size_t kReach = 1;
  template <class D>
  static HWY_INLINE auto low_pass(D d, hn::VFromD<D> x, float* s1, float*) {
    const auto before = hn::LoadU(d, s1);
    const auto y = hn::Add(before, hn::Mul(hn::Sub(x, before), hn::Set(d, kShare)));
    hn::StoreU(y, d, s1);
    return y;
  }
  template <class D, class V>
  static HWY_INLINE V blur(D d, V, V near_a, V here, V near_b, V) {
    const auto near = hn::Mul(hn::Add(near_a, near_b), hn::Set(d, kLight[1]));
    return hn::Add(near, hn::Mul(here, hn::Set(d, kLight[0])));
  }
};

template <class D>
HWY_INLINE auto calibrated(D d, const std::uint16_t* counts, float gain) {
  const hn::RebindToSigned<D> di;
  const hn::Rebind<std::uint16_t, D> d16;
  return hn::Mul(hn::ConvertTo(d, hn::PromoteTo(di, hn::LoadU(d16, counts))), hn::Set(d, gain));
}

template <class Work, class D>
HWY_INLINE void filter_step(D d, const std::uint16_t* counts, float gain, float* s1, float* s2, float* line) {
  hn::StoreU(Work::low_pass(d, calibrated(d, counts, gain), s1, s2), d, line);
}

template <class Work, class D>
HWY_INLINE void across_step(D d, const float* line, float* out) {
  hn::StoreU(Work::blur(d, hn::LoadU(d, line - 2), hn::LoadU(d, line - 1), hn::LoadU(d, line),
                        hn::LoadU(d, line + 1), hn::LoadU(d, line + 2)),
             d, out);
}

template <class Work, class D>
HWY_INLINE void down_step(D d, const float* const* rows, std::size_t c, float* out) {
  hn::StoreU(Work::blur(d, hn::LoadU(d, rows[0] + c), hn::LoadU(d, rows[1] + c), hn::LoadU(d, rows[2] + c),
                        hn::LoadU(d, rows[3] + c), hn::LoadU(d, rows[4] + c)),
             d, out);
}

// Each part runs two rows behind the one before it. Why: what was just stored is slow to load across the seam
// of two stores.
template <class Work>
HWY_INLINE void smooth_all(const DenseInput& in, float* smooth) {
  const Wide d;
  const std::size_t lanes = hn::Lanes(d), cols = in.cols, width = dense_line(cols);
  const auto filtered = [&](std::size_t row) { return in.lines + (row % kDenseLines) * width + kRim; };
  const auto across = [&](std::size_t row) {
    return in.lines + (kDenseLines + row % kDenseLines) * width + kRim;
  };
  for (std::size_t step = 0; step < in.rows + 4; ++step) {
    if (step < in.rows) {
      const std::uint16_t* counts = in.counts + step * cols;
      float *line = filtered(step), *s1 = in.state + 2 * step * cols, *s2 = s1 + cols;
      std::size_t c = 0;
      for (; c + lanes <= cols; c += lanes)
        filter_step<Work>(d, counts + c, in.kpa_per_count, s1 + c, s2 + c, line + c);
      for (; c < cols; ++c) filter_step<Work>(One(), counts + c, in.kpa_per_count, s1 + c, s2 + c, line + c);
      line[-1] = line[-2] = line[0];
      line[cols] = line[cols + 1] = line[cols - 1];
    }
    if (step >= 2 && step - 2 < in.rows) {
      const float* line = filtered(step - 2);
      float* out = across(step - 2);
      std::size_t c = 0;
      for (; c + lanes <= cols; c += lanes) across_step<Work>(d, line + c, out + c);
      for (; c < cols; ++c) across_step<Work>(One(), line + c, out + c);
    }
    if (step >= 4) {
      const std::size_t row = step - 4, last = in.rows - 1;
      const float* rows[5];
      for (std::size_t k = 0; k < 5; ++k)
        rows[k] = across(row + k < 2 ? 0 : row + k - 2 > last ? last : row + k - 2);
      float* out = smooth + row * cols;
      std::size_t c = 0;
      for (; c + lanes <= cols; c += lanes) down_step<Work>(d, rows, c, out + c);
      for (; c < cols; ++c) down_step<Work>(One(), rows, c, out + c);
    }
  }
}

void SmoothFull(const DenseInput& in, float* smooth) {
  smooth_all<Full>(in, smooth);
}
void SmoothLight(const DenseInput& in, float* smooth) {
  smooth_all<Light>(in, smooth);
}

void RooflinePass(const DenseInput& in, float* out) {
  const Wide d;
  const std::size_t lanes = hn::Lanes(d), count = in.rows * in.cols;
  float *s1 = in.state, *s2 = in.state + count;
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes)
    filter_step<Full>(d, in.counts + i, in.kpa_per_count, s1 + i, s2 + i, out + i);
  for (; i < count; ++i) filter_step<Full>(One(), in.counts + i, in.kpa_per_count, s1 + i, s2 + i, out + i);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace rollscope::bench
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rollscope::bench {

HWY_EXPORT(SmoothFull);
HWY_EXPORT(SmoothLight);
HWY_EXPORT(RooflinePass);

void smooth_full(const DenseInput& in, float* smooth) {
  HWY_DYNAMIC_DISPATCH(SmoothFull)(in, smooth);
}
void smooth_light(const DenseInput& in, float* smooth) {
  HWY_DYNAMIC_DISPATCH(SmoothLight)(in, smooth);
}
void roofline_pass(const DenseInput& in, float* out) {
  HWY_DYNAMIC_DISPATCH(RooflinePass)(in, out);
}

}  // namespace rollscope::bench
#endif
