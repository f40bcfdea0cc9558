#include "mat_support.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <new>

namespace {
long allocation_count = 0;
}  // namespace

void* operator new(std::size_t size) {
  ++allocation_count;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace rollscope {
namespace {

class Digest {
 public:
  void add(double value) {
    std::uint64_t bits = 0;
    static_assert(sizeof bits == sizeof value);
    std::copy_n(reinterpret_cast<const unsigned char*>(&value), sizeof value,
                reinterpret_cast<unsigned char*>(&bits));
    hash_ = (hash_ ^ bits) * 0x100000001b3ULL;
    hash_ ^= hash_ >> 29;
  }
  [[nodiscard]] std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

void add(Digest& digest, const Observation& o) {
  digest.add(o.frame.time_s);
  for (const float p : o.frame.pressure) digest.add(static_cast<double>(p));
  for (const ContactView& view : o.contacts) {
    for (const double value : {static_cast<double>(view.contact.p1), view.contact.x_mm, view.contact.y_mm,
                               view.speed_mm_s, view.dwell_s, static_cast<double>(view.track_id)}) {
      digest.add(value);
    }
  }
  for (const double value :
       {o.hold.dwell_s, o.hold.start_s, o.totals.force_n, o.totals.cop_x_mm, static_cast<double>(o.leading),
        static_cast<double>(o.state), static_cast<double>(o.alert.leading.value),
        static_cast<double>(o.events.size())}) {
    digest.add(value);
  }
  for (const Event& event : o.events) {
    digest.add(static_cast<double>(event.what.index()));
    if (const auto* ended = std::get_if<HoldEnded>(&event.what)) {
      for (const double value : {ended->hold.start_s, ended->hold.end_s, ended->hold.dwell_s,
                                 ended->hold.pti_kpa_s, ended->hold.x_mm, ended->hold.force_n}) {
        digest.add(value);
      }
    }
  }
}

}  // namespace

long allocations() {
  return allocation_count;
}

Mat::Mat(int rows, int cols) {
  stream.layout.rows = rows;
  stream.layout.cols = cols;
  stream.format = SampleFormat::f32_kpa;
}

void Mat::press(Place at, double peak_kpa, double seconds, double radius_mm, double period) {
  if (period > 0.0) period_s = period;
  const auto count = static_cast<int>(std::lround(seconds / period_s));
  for (int i = 0; i < count; ++i) add_frame(at, peak_kpa, radius_mm);
}

void Mat::roll(Place from, Place to, double speed_mm_s, double peak_kpa, double radius_mm) {
  const double way_mm = std::hypot(to.x_mm - from.x_mm, to.y_mm - from.y_mm);
  const auto count = static_cast<int>(std::lround(way_mm / speed_mm_s / period_s));
  for (int i = 0; i < count; ++i) {
    const double share = static_cast<double>(i) / count;
    add_frame({from.x_mm + share * (to.x_mm - from.x_mm), from.y_mm + share * (to.y_mm - from.y_mm)},
              peak_kpa, radius_mm);
  }
}

void Mat::add_frame(Place at, double peak_kpa, double radius_mm) {
  const SensorLayout& layout = stream.layout;
  RawFrame frame;
  frame.sequence = frames.size();
  frame.captured_ns = std::llround(time_s * 1e9);
  frame.samples.assign(layout.sensels(), 0.0F);
  constexpr int kFine = 4;  // points a sensel and axis
  for (int row = 0; peak_kpa > 0.0 && row < layout.rows; ++row) {
    for (int col = 0; col < layout.cols; ++col) {
      const double x0 = col * layout.pitch_col_mm, y0 = row * layout.pitch_row_mm;
      if (std::abs(x0 - at.x_mm) > radius_mm + 20 || std::abs(y0 - at.y_mm) > radius_mm + 20) continue;
      double sum = 0.0;
      for (int i = 0; i < kFine * kFine; ++i) {
        const double x = x0 + (i % kFine + 0.5) / kFine * layout.pitch_col_mm - at.x_mm;
        const double y = y0 + (i / kFine + 0.5) / kFine * layout.pitch_row_mm - at.y_mm;
        sum += std::max(0.0, 1.0 - (x * x + y * y) / (radius_mm * radius_mm));
      }
      frame.samples[static_cast<std::size_t>(row * layout.cols + col)] =
          static_cast<float>(peak_kpa * sum / (kFine * kFine));
    }
  }
  frames.push_back(std::move(frame));
  time_s += period_s;
}

void Mat::add_noise(float amplitude_kpa) {
  std::uint32_t random = 11;
  for (RawFrame& frame : frames) {
    for (float& value : frame.samples) {
      random = random * 1664525u + 1013904223u;
      value += amplitude_kpa * (static_cast<float>(random >> 8) / 8388608.0F - 1.0F);
    }
  }
}

Analysis Mat::analyze(const std::function<void(const Observation&)>& look, std::size_t checkpoint) const {
  std::optional<Analyzer> analyzer(std::in_place, AnalyzerSetup{stream, std::nullopt, profile});
  Analysis result;
  Digest digest;
  const auto take = [&](const Observation& o) {
    for (const Event& event : o.events) {
      result.events.push_back(event);
      if (const auto* ended = std::get_if<HoldEnded>(&event.what)) result.holds.push_back(ended->hold);
      if (const auto* cleared = std::get_if<AlertCleared>(&event.what))
        result.alerts.push_back(cleared->alert);
      if (const auto* stroke = std::get_if<StrokeEnded>(&event.what))
        result.strokes.push_back(stroke->stroke);
    }
    add(digest, o);
    if (look) look(o);
  };
  for (std::size_t i = 0; i < frames.size(); ++i) {
    for (const auto& [before, command] : commands) {
      if (before == i) analyzer->apply(command);
    }
    if (i == checkpoint) {
      const Analyzer copy(*analyzer);
      analyzer.emplace(copy);
    }
    take(analyzer->process(frames[i]));
  }
  const Observation last = analyzer->finish();
  take(last);
  result.last = last;
  result.digest = digest.value();
  return result;
}

}  // namespace rollscope
