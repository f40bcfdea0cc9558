#include "tests/bench/peers/opencv_analysis.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace rollscope::bench {
namespace {

struct Blob {
  int area = 0, peak_at = 0;
  float sum = 0, peak = 0, x = 0, y = 0;
};

// Second order Butterworth low-pass at a tenth of the frame rate.
constexpr float kShare = 0.4665F;  // first order alike
constexpr float kB0 = 0.0674553F, kB1 = 0.1349105F, kB2 = 0.0674553F, kA1 = -1.1429805F, kA2 = 0.4128016F;

}  // namespace

struct OpenCvAnalysis::Impl {
  Impl(int rows, int cols, float gain, float least, bool full_work)
      : full(full_work),
        kpa_per_count(gain),
        threshold_kpa(least),
        kpa(rows, cols, CV_32F),
        filtered(rows, cols, CV_32F),
        smooth(rows, cols, CV_32F),
        mask(rows, cols, CV_8U),
        labels(rows, cols, CV_16U),
        state1(cv::Mat::zeros(rows, cols, CV_32F)),
        state2(cv::Mat::zeros(rows, cols, CV_32F)) {}

  void low_pass_once() {
    const auto size = kpa.total();
    const float* in = kpa.ptr<float>();
    float* out = filtered.ptr<float>();
    float* s1 = state1.ptr<float>();
    for (std::size_t i = 0; i < size; ++i) {
      s1[i] += kShare * (in[i] - s1[i]);
      out[i] = s1[i];
    }
  }

  void low_pass() {
    const auto size = kpa.total();
    const float* in = kpa.ptr<float>();
    float* out = filtered.ptr<float>();
    float* s1 = state1.ptr<float>();
    float* s2 = state2.ptr<float>();
    for (std::size_t i = 0; i < size; ++i) {
      const float x = in[i], y = kB0 * x + s1[i];
      s1[i] = kB1 * x - kA1 * y + s2[i];
      s2[i] = kB2 * x - kA2 * y;
      out[i] = y;
    }
  }

  void gather(int count) {
    blobs.assign(static_cast<std::size_t>(count), Blob{});
    for (int row = 0; row < labels.rows; ++row) {
      const auto* label = labels.ptr<std::uint16_t>(row);
      const float* value = smooth.ptr<float>(row);
      for (int col = 0; col < labels.cols; ++col) {
        if (label[col] == 0) continue;
        Blob& blob = blobs[label[col]];
        const float v = value[col];
        ++blob.area;
        blob.sum += v;
        blob.x += v * static_cast<float>(col);
        blob.y += v * static_cast<float>(row);
        if (v > blob.peak) blob.peak = v, blob.peak_at = row * labels.cols + col;
      }
    }
  }

  bool full;
  float kpa_per_count, threshold_kpa;
  cv::Mat kpa, filtered, smooth, mask, labels, state1, state2;
  std::vector<Blob> blobs;
  double total = 0;
};

OpenCvAnalysis::OpenCvAnalysis(int rows, int cols, float kpa_per_count, float threshold_kpa, bool full)
    : impl_(std::make_unique<Impl>(rows, cols, kpa_per_count, threshold_kpa, full)) {
  cv::setNumThreads(1);
}
OpenCvAnalysis::~OpenCvAnalysis() = default;

int OpenCvAnalysis::process(const std::uint16_t* counts) {
  Impl& work = *impl_;
  const cv::Mat raw(work.kpa.rows, work.kpa.cols, CV_16U, const_cast<std::uint16_t*>(counts));
  raw.convertTo(work.kpa, CV_32F, static_cast<double>(work.kpa_per_count));
  work.full ? work.low_pass() : work.low_pass_once();
  const cv::Size size = work.full ? cv::Size(5, 5) : cv::Size(3, 3);
  const double sigma = work.full ? 1.0 : 0.8;
  cv::GaussianBlur(work.filtered, work.smooth, size, sigma, sigma, cv::BORDER_REPLICATE);
  cv::compare(work.smooth, static_cast<double>(work.threshold_kpa), work.mask, cv::CMP_GT);
  const int count = cv::connectedComponents(work.mask, work.labels, 8, CV_16U);
  work.gather(count);
  for (const Blob& blob : work.blobs) work.total += static_cast<double>(blob.sum);
  return count - 1;
}

double OpenCvAnalysis::total() const {
  return impl_->total;
}

}  // namespace rollscope::bench
