#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <utility>

#include "app/cli/calibrate_dialog.hpp"
#include "core/correct/calibration_fit.hpp"
#include "core/correct/equilibration.hpp"
#include "core/correct/pressure_converter.hpp"
#include "core/correct/uncertainty_class.hpp"

namespace rollscope {
namespace {

std::string today() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  char text[16] = "";
  if (const std::tm* at = std::localtime(&now); at != nullptr)
    (void)std::strftime(text, sizeof text, "%F", at);
  return text;
}

std::string amount_text(const Amount& amount) {
  const char* units[] = {"kPa", "N", "kg"};
  return fmt::format("{:g} {}", amount.value, units[static_cast<int>(amount.unit)]);
}

}  // namespace

CalibrationSession::CalibrationSession(UnloadedReading unloaded, CalibrationNotes notes)
    : unloaded_(std::move(unloaded)), notes_(std::move(notes)) {
  made_.zero = unloaded_.zero;
  made_.crosstalk = notes_.lines;
}

Result<void> CalibrationSession::add_uniform(const Amount& amount, LoadReading reading) {
  if (amount.unit != Amount::Unit::kpa)
    return fail(Errc::bad_argument,
                fmt::format("a uniform load is a pressure in kPa, not {}", amount_text(amount)));
  std::vector<UniformReading> all = uniform_;
  all.push_back({.kpa = amount.value, .counts = std::move(reading.counts)});
  if (auto level = level_sensels(all, unloaded_.stream.layout); !level) return std::unexpected(level.error());
  uniform_ = std::move(all);
  return {};
}

Result<void> CalibrationSession::level() {
  if (uniform_.empty()) return {};
  auto level = level_sensels(uniform_, unloaded_.stream.layout);
  if (!level) return std::unexpected(level.error());
  made_.gain = std::move(level->gain);
  made_.exponent = std::move(level->exponent);
  made_.masked = std::move(level->masked);
  made_.equilibration = std::move(level->facts);
  return {};
}

Result<KnownPress> CalibrationSession::press_of(const Amount& amount, LoadReading reading) const {
  KnownPress press{.kpa = amount.value, .counts = std::move(reading.counts), .name = amount_text(amount)};
  if (amount.unit == Amount::Unit::kpa) return press;
  press.force_n = amount.unit == Amount::Unit::kilogram ? amount.value * kGravity_m_s2 : amount.value;
  if (!(notes_.indenter_cm2 > 0.0))
    return fail(
        Errc::bad_argument,
        fmt::format("{} is a force: its pressure wants the indenter's area (--indenter-cm2)", press.name));
  press.kpa = 10.0 * press.force_n / notes_.indenter_cm2;
  return press;
}

// Why the points so far are tried at once: what does not rise is said while the load can still be repeated.
Result<void> CalibrationSession::add_point(const Amount& amount, LoadReading reading) {
  auto press = press_of(amount, std::move(reading));
  if (!press) return std::unexpected(press.error());
  std::vector<KnownPress> all = presses_;
  all.push_back(std::move(*press));
  const auto points = curve_points(all, made_, unloaded_.stream, CurveModel::spline);
  if (!points) return std::unexpected(points.error());
  presses_ = std::move(all);
  return {};
}

Result<void> CalibrationSession::fit() {
  if (presses_.empty()) {
    if (uniform_.empty())
      return fail(Errc::bad_argument,
                  "no load was given; a calibration wants points, or uniform loads at least");
    return {};
  }
  auto points = curve_points(presses_, made_, unloaded_.stream, notes_.model);
  if (!points) return std::unexpected(points.error());
  auto residuals = curve_residuals(*points, notes_.model);
  if (!residuals) return std::unexpected(residuals.error());
  made_.points = std::move(*points);
  made_.residuals = std::move(*residuals);
  made_.model = notes_.model;
  made_.in_situ = notes_.in_situ;
  return {};
}

Result<LoadCheck> CalibrationSession::add_check(const Amount& amount, LoadReading reading) {
  if (amount.unit == Amount::Unit::kpa)
    return fail(Errc::bad_argument,
                fmt::format("a check is a mass in kg or a force in N, not {}", amount_text(amount)));
  if (made_.points.empty()) return fail(Errc::bad_argument, "a check wants a curve; give points first");
  const double force_n = amount.unit == Amount::Unit::kilogram ? amount.value * kGravity_m_s2 : amount.value;
  auto check = check_load(made_, unloaded_.stream, {force_n, std::move(reading.counts), amount_text(amount)});
  if (!check) return std::unexpected(check.error());
  if (notes_.rescale && made_.checks.empty())
    if (auto scaled = rescale(made_, *check); !scaled) return std::unexpected(scaled.error());
  made_.checks.push_back(*check);
  return *check;
}

Calibration CalibrationSession::calibration() const {
  Calibration calibration = made_;
  calibration.operator_name = notes_.operator_name;
  calibration.indenter = notes_.indenter;
  if (notes_.indenter_cm2 > 0.0)
    calibration.indenter +=
        fmt::format("{}{:g} cm2", notes_.indenter.empty() ? "" : ", ", notes_.indenter_cm2);
  calibration.sensor_serial =
      notes_.sensor_serial.empty() ? unloaded_.stream.serial_number : notes_.sensor_serial;
  calibration.date = notes_.date.empty() ? today() : notes_.date;
  calibration.note = notes_.note;
  calibration.temperature_c = notes_.temperature_c;
  calibration.quality_class = evidence_class(calibration).letter;
  return calibration;
}

}  // namespace rollscope
