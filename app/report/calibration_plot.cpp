#include "app/report/calibration_plot.hpp"

#include <cairo-svg.h>
#include <cairo.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <functional>
#include <memory>
#include <vector>

#include "app/report/cairo_canvas.hpp"
#include "app/widgets/theme.hpp"
#include "core/correct/calibration_fit.hpp"
#include "core/correct/pressure_curve.hpp"
#include "core/correct/uncertainty_class.hpp"

namespace rollscope {
namespace {

constexpr int kWidth = 900, kHeight = 760;
constexpr Rect kCurveBox{80, 64, 780, 420}, kResidualBox{80, 548, 780, 140};
constexpr int kCurveSteps = 400;

// One axis: values to pixels, straight or logarithmic.
struct Axis {
  double low, high;
  float from, to;
  bool logarithmic;
  [[nodiscard]] float at(double value) const {
    const double share =
        logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
    return from + static_cast<float>(std::clamp(share, 0.0, 1.0)) * (to - from);
  }
};

// 1, 2 and 5 of each decade within the axis.
std::vector<double> decade_ticks(const Axis& axis) {
  std::vector<double> ticks;
  for (double decade = std::pow(10.0, std::floor(std::log10(axis.low))); decade <= axis.high; decade *= 10.0)
    for (const double step : {1.0, 2.0, 5.0})
      if (decade * step >= axis.low && decade * step <= axis.high) ticks.push_back(decade * step);
  return ticks;
}

class Plot {
 public:
  Plot(CairoCanvas& canvas, const Calibration& calibration, const PressureCurve& curve)
      : canvas_(canvas), calibration_(calibration), curve_(curve) {
    const CurvePoint &first = calibration.points.front(), &last = calibration.points.back();
    counts_ = {0.7 * first.counts,
               1.2 * std::max(last.counts, std::min(curve.limit_counts(), 3 * last.counts)), kCurveBox.x,
               kCurveBox.right(), true};
    kpa_ = {0.6 * std::min(first.kpa * scale(), curve.kpa(first.counts)), 1.3 * last.kpa * scale(),
            kCurveBox.bottom(), kCurveBox.y, true};
    double most = 0.02;
    for (const double residual : calibration.residuals) most = std::max(most, 1.2 * std::abs(residual));
    residual_ = {-most, most, kResidualBox.bottom(), kResidualBox.y, false};
  }

  void draw() {
    canvas_.fill({0, 0, kWidth, kHeight}, ink().window, 0);
    title();
    axes();
    curve();
    residuals();
  }

 private:
  [[nodiscard]] static const Palette& ink() { return palette(ThemeName::light); }
  [[nodiscard]] double scale() const { return calibration_.pressure_scale; }
  void label(Point at, const std::string& text, Align align, bool strong = false) {
    canvas_.text(at, text,
                 {12, strong ? Weight::semibold : Weight::regular, strong ? ink().ink1 : ink().ink2, false},
                 align);
  }
  void rule(Point from, Point to, Color color, float width) {
    const std::array<Point, 2> ends{from, to};
    canvas_.line(ends, color, width, false);
  }

  void title() {
    const UncertaintyClass found = calibration_class(calibration_);
    std::string text =
        fmt::format("Calibration{}{}, {}, class {}", calibration_.sensor_serial.empty() ? "" : " of sensor ",
                    calibration_.sensor_serial, word(calibration_.model), found.letter);
    canvas_.text({kCurveBox.x, 24}, text, {16, Weight::semibold, ink().ink1, false}, Align::left);
    std::string below = calibration_.date;
    if (const auto rms = residual_rms(calibration_))
      below += fmt::format("{}residuals {:.2f} % RMS", below.empty() ? "" : ", ", 100 * *rms);
    label({kCurveBox.x, 46}, below, Align::left);
  }

  void axes() {
    for (const Rect& box : {kCurveBox, kResidualBox}) canvas_.frame(box.inset(-1), ink().ink3, 1);
    for (const double tick : decade_ticks(counts_)) {
      for (const Rect& box : {kCurveBox, kResidualBox})
        rule({counts_.at(tick), box.y}, {counts_.at(tick), box.bottom()}, ink().hair, 1);
      label({counts_.at(tick), kResidualBox.bottom() + 14}, fmt::format("{:g}", tick), Align::center);
    }
    for (const double tick : decade_ticks(kpa_)) {
      rule({kCurveBox.x, kpa_.at(tick)}, {kCurveBox.right(), kpa_.at(tick)}, ink().hair, 1);
      label({kCurveBox.x - 8, kpa_.at(tick)}, fmt::format("{:g}", tick), Align::right);
    }
    for (const double share : {residual_.low, 0.0, residual_.high})
      label({kResidualBox.x - 8, residual_.at(share)}, fmt::format("{:+.1f}", 100 * share), Align::right);
    rule({kResidualBox.x, residual_.at(0)}, {kResidualBox.right(), residual_.at(0)}, ink().ink3, 1);
    label({kCurveBox.x, kCurveBox.bottom() + 16}, "pressure in kPa over counts after zero and equilibration",
          Align::left);
    label({kResidualBox.x, kResidualBox.y - 14},
          calibration_.model == CurveModel::spline ? "residual in % of the point (curve through the others)"
                                                   : "residual in % of the point",
          Align::left);
    label({kResidualBox.right(), kResidualBox.bottom() + 34}, "counts", Align::right);
  }

  void curve() {
    std::vector<Point> line;
    const double top = std::min(curve_.limit_counts(), counts_.high);
    for (int i = 0; i <= kCurveSteps; ++i) {
      const double counts = counts_.low * std::pow(top / counts_.low, static_cast<double>(i) / kCurveSteps);
      line.push_back({counts_.at(counts), kpa_.at(curve_.kpa(counts))});
    }
    canvas_.line(line, ink().series_a, 2, false);
    for (const CurvePoint& p : calibration_.points)
      canvas_.disc({counts_.at(p.counts), kpa_.at(p.kpa * scale())}, 4, ink().ink1);
  }

  void residuals() {
    if (calibration_.residuals.size() != calibration_.points.size()) return;
    const bool spline = calibration_.model == CurveModel::spline;
    for (std::size_t i = 0; i < calibration_.points.size(); ++i) {
      if (spline && (i == 0 || i + 1 == calibration_.points.size())) continue;
      const float x = counts_.at(calibration_.points[i].counts), y = residual_.at(calibration_.residuals[i]);
      rule({x, residual_.at(0)}, {x, y}, ink().series_a, 2);
      canvas_.disc({x, y}, 4, ink().ink1);
    }
  }

  CairoCanvas& canvas_;
  const Calibration& calibration_;
  const PressureCurve& curve_;
  Axis counts_{}, kpa_{}, residual_{};
};

struct FileEnd {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
struct SurfaceEnd {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct ContextEnd {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};

cairo_status_t write_bytes(void* to, const unsigned char* bytes, unsigned length) {
  return std::fwrite(bytes, 1, length, static_cast<std::FILE*>(to)) == length ? CAIRO_STATUS_SUCCESS
                                                                              : CAIRO_STATUS_WRITE_ERROR;
}

}  // namespace

Result<void> write_calibration_plot(const Calibration& calibration, const std::string& path) {
  const auto curve = PressureCurve::make(calibration);
  if (!curve) return std::unexpected(curve.error());
  std::unique_ptr<std::FILE, FileEnd> file(std::fopen(path.c_str(), "wbx"));
  if (!file && errno == EEXIST)
    return fail(Errc::exists, path + " exists already and is not overwritten; give another name");
  if (!file) return fail(Errc::io, fmt::format("{} cannot be written: {}", path, std::strerror(errno)));
  const bool svg = path.ends_with(".svg");
  const std::unique_ptr<cairo_surface_t, SurfaceEnd> surface(
      svg ? cairo_svg_surface_create_for_stream(write_bytes, file.get(), kWidth, kHeight)
          : cairo_image_surface_create(CAIRO_FORMAT_RGB24, kWidth, kHeight));
  {
    const std::unique_ptr<cairo_t, ContextEnd> context(cairo_create(surface.get()));
    CairoCanvas canvas(context.get(), 1);
    Plot(canvas, calibration, *curve).draw();
  }
  cairo_status_t status = cairo_surface_status(surface.get());
  if (svg) {
    cairo_surface_finish(surface.get());
    status = cairo_surface_status(surface.get());
  } else if (status == CAIRO_STATUS_SUCCESS) {
    status = cairo_surface_write_to_png_stream(surface.get(), write_bytes, file.get());
  }
  const bool closed = std::fclose(file.release()) == 0;
  if (status == CAIRO_STATUS_SUCCESS && closed) return {};
  std::remove(path.c_str());
  return fail(Errc::io,
              fmt::format("{} could not be written whole: {}", path, cairo_status_to_string(status)));
}

}  // namespace rollscope
