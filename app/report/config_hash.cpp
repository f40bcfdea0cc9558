#include "app/report/config_hash.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>

#include "drivers/recording/json.hpp"

namespace rollscope {
namespace {

std::string stream_text(const StreamInfo& stream) {
  const SensorLayout& layout = stream.layout;
  std::string text = fmt::format("{} {} {} {} {} {} {} {} {} {} {}", layout.rows, layout.cols,
                                 layout.pitch_row_mm, layout.pitch_col_mm, static_cast<int>(layout.surface),
                                 layout.radius_mm, layout.sensel_area_cm2(), static_cast<int>(stream.format),
                                 stream.full_scale, stream.nominal_step_s, stream.kpa_per_count);
  // Only where they are told, so that a hash of before says the same.
  if (stream.geometry) text += fmt::format(" geometry {}", geometry_id(*stream.geometry));
  if (layout.seam_gap_mm > 0.0) text += fmt::format(" seam {}", layout.seam_gap_mm);
  if (stream.roller_kg > 0.0) text += fmt::format(" roller {}", stream.roller_kg);
  for (const std::uint8_t present : layout.present) text += present != 0 ? '1' : '0';
  return text;
}

std::uint64_t fnv_1a(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  return hash;
}

}  // namespace

std::string config_hash(const AnalyzerSetup& setup) {
  const std::string calibration = setup.calibration ? calibration_json(*setup.calibration) : "none";
  return fmt::format(
      "{:016x}", fnv_1a(stream_text(setup.stream) + "\n" + calibration + "\n" + profile_json(setup.profile)));
}

}  // namespace rollscope
