#include "drivers/files/source_options.hpp"

#include <charconv>
#include <string>

#include "drivers/files/calibration_toml.hpp"

namespace rollscope {
namespace {

Result<void> apply_pitch(const std::string& text, SensorLayout& layout) {
  const auto wrong = [&] {
    return fail(Errc::bad_argument, "pitch_mm=" + text +
                                        ": write ROW,COL in mm, each above 0 and at most 1000, as in "
                                        "pitch_mm=10,12.5");
  };
  double row = 0, col = 0;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, row);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != ',') return wrong();
  const auto second = std::from_chars(first.ptr + 1, end, col);
  if (second.ec != std::errc{} || second.ptr != end) return wrong();
  if (!(row > 0 && row <= 1000 && col > 0 && col <= 1000)) return wrong();
  layout.pitch_row_mm = row;
  layout.pitch_col_mm = col;
  layout.declared_area_cm2 = 0.0;
  return {};
}

Result<void> apply_roller(const SourceUri& uri, StreamInfo& info) {
  if (const auto given = uri.options.find("geometry"); given != uri.options.end()) {
    const auto geometry = find_geometry(given->second);
    if (!geometry)
      return fail(Errc::bad_argument,
                  "geometry=" + given->second +
                      ": write A (floor under a roller), B-ball or B-body (floor under a ball or a body), C "
                      "(at the skin) or D (skin of the roller)");
    info.geometry = geometry;
  }
  if (uri.options.contains("seam_gap_mm")) {
    const auto gap_mm = uri.number("seam_gap_mm", 0.0, 0.0, 10'000.0);
    if (!gap_mm) return std::unexpected(gap_mm.error());
    if (info.layout.surface != Surface::cylinder)
      return fail(Errc::bad_argument,
                  "seam_gap_mm belongs to a cylinder, and this sensor is flat; leave it out");
    info.layout.seam_gap_mm = *gap_mm;
  }
  const auto roller_kg = uri.number("roller_kg", info.roller_kg, 0.0, 1000.0);
  if (!roller_kg) return std::unexpected(roller_kg.error());
  info.roller_kg = *roller_kg;
  return {};
}

}  // namespace

Result<void> apply_source_options(const SourceUri& uri, StreamInfo& info,
                                  std::optional<Calibration>& calibration) {
  if (const auto pitch = uri.options.find("pitch_mm"); pitch != uri.options.end())
    if (auto r = apply_pitch(pitch->second, info.layout); !r) return r;
  if (auto r = apply_roller(uri, info); !r) return r;
  if (const auto file = uri.options.find("calibration"); file != uri.options.end()) {
    auto read = read_calibration(file->second);
    if (!read) return std::unexpected(read.error());
    const std::size_t sensels = info.layout.sensels();
    for (const auto* values : {&read->gain, &read->zero})
      if (!values->empty() && values->size() != sensels)
        return fail(Errc::bad_argument, file->second + ": it has values for " +
                                            std::to_string(values->size()) + " sensels, and the sensor has " +
                                            std::to_string(sensels) + " (take its own calibration)");
    calibration = std::move(*read);
  }
  return {};
}

}  // namespace rollscope
