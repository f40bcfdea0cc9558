#include "app/report/analysis_summary.hpp"

#include <fmt/format.h>

#include "app/report/words.hpp"

namespace rollscope {
namespace {

// "83 kPa", or "83 counts" without calibration.
std::string pressure(const Analysis& analysis, double value) {
  return fmt::format("{:.0f} {}", value, analysis.unit == PressureUnit::kpa ? "kPa" : "counts");
}

std::string head(const Analysis& analysis) {
  const SensorLayout& layout = analysis.setup.stream.layout;
  std::string text = fmt::format("{}: {} frames, {:.1f} s at {:.4g} Hz\n", analysis.file, analysis.frames,
                                 analysis.duration_s, analysis.rate_hz);
  text += fmt::format("sensor    {} x {} sensels, {:g} x {:g} mm, {}, {}, class {}\n", layout.rows,
                      layout.cols, layout.pitch_row_mm, layout.pitch_col_mm, word(layout.surface),
                      analysis.unit == PressureUnit::kpa ? "kPa" : "counts (relative only)",
                      analysis.quality_class);
  text += analysis.frames_lost ? fmt::format("quality   {} frames lost", *analysis.frames_lost)
                               : std::string("quality   frames are not numbered");
  return text + fmt::format(", {} spikes removed, {} sensels dead, {} saturated\n", analysis.spikes,
                            analysis.sensels_dead, analysis.sensels_saturated);
}

// The class, why it is no better, and what the pressures rest on, one source a line.
std::string uncertainty(const Analysis& analysis) {
  const Uncertainty& from = analysis.uncertainty;
  std::string text = fmt::format("class     {}{}{}\n", from.found.letter, from.found.why.empty() ? "" : ": ",
                                 from.found.why);
  for (const UncertaintySource& source : from.sources)
    text += source.measured ? fmt::format("  {:.1f} % measured: {}\n", 100 * source.low, source.what)
                            : fmt::format("  {:.2g}-{:.2g} % typical: {}\n", 100 * source.low,
                                          100 * source.high, source.what);
  return text;
}

std::string metrics(const Analysis& analysis) {
  const RecordingMetrics& from = analysis.metrics;
  std::string text =
      fmt::format("peak      {} at {:.2f} s, row {}, column {}; P1 {}{}\n",
                  pressure(analysis, static_cast<double>(from.peak)), from.peak_time_s, from.peak_row,
                  from.peak_col, pressure(analysis, static_cast<double>(from.p1_max)),
                  from.p1_coarse ? " (coarse: sensels above 1 cm2)" : "");
  if (analysis.unit == PressureUnit::kpa)
    text += fmt::format("load      at most {:.0f} N, {:.0f} N s in all\n", from.force_max_n, from.fti_n_s);
  return text;
}

std::string holds(const Analysis& analysis) {
  std::string text = fmt::format("\nholds     {}\n", analysis.holds.size());
  for (const HoldRecord& hold : analysis.holds)
    text += fmt::format(
        "  {:>2}  from {:7.2f} s  held {:6.2f} s of {:g}  {:7}  P1 {:>10}  at {:.0f}, {:.0f} mm  {}{}\n",
        hold.id, hold.start_s, hold.dwell_s, hold.target_s, word(hold.outcome),
        pressure(analysis, static_cast<double>(hold.p1_peak)), hold.x_mm, hold.y_mm, word(hold.end_reason),
        hold.quality == HoldQuality::degraded ? ", degraded" : "");
  return text;
}

std::string trends(const Analysis& analysis) {
  std::string text;
  for (const HoldRecord& hold : analysis.holds) {
    const std::string change = trend_text(hold.trend, analysis.unit == PressureUnit::kpa);
    if (!change.empty())
      text += fmt::format("  {:>2}  {} over {:.0f} s\n", hold.id, change, hold.trend.window_s);
  }
  return text.empty() ? text : "\ntrends\n" + text;
}

std::string oscillations(const Analysis& analysis) {
  if (analysis.oscillations.empty()) return {};
  std::string text = fmt::format("\noscillations {}\n", analysis.oscillations.size());
  for (const OscillationRecord& rub : analysis.oscillations)
    text += fmt::format(
        "  from {:7.2f} s  rubbed {:6.2f} s  {} reversals  {:.2f} Hz  {:.0f} mm  P1 {}  at {:.0f}, {:.0f} "
        "mm\n",
        rub.start_s, rub.dwell_s, rub.reversals, rub.rate_hz, rub.swing_mm,
        pressure(analysis, static_cast<double>(rub.p1_peak)), rub.x_mm, rub.y_mm);
  return text;
}

std::string percussion(const Analysis& analysis) {
  std::string text;
  for (const PercussionRecord& record : analysis.percussion)
    text += fmt::format("  from {:7.2f} s to {:7.2f} s  mean {}  at {:.0f}, {:.0f} mm\n", record.start_s,
                        record.end_s, pressure(analysis, record.mean_kpa), record.x_mm, record.y_mm);
  return text.empty() ? text : "\npercussion: averages only, no alerts of peaks\n" + text;
}

std::string faults(const Analysis& analysis) {
  std::string text;
  for (const SenselFault& fault : analysis.faults)
    text += fmt::format("  {:7.2f} s  {}\n", fault.start_s, fault_text(fault));
  return text.empty() ? text : fmt::format("\nfaults    {}\n", analysis.faults.size()) + text;
}

std::string alerts(const Analysis& analysis) {
  std::string text = fmt::format("\nalerts    {}\n", analysis.alerts.size());
  for (const AlertRecord& alert : analysis.alerts) {
    text += fmt::format("  {:9}  {:7}  {:7.2f} s to {:7.2f} s", word(alert.kind), word(alert.level),
                        alert.start_s, alert.end_s);
    if (alert.kind == AlertKind::peak || alert.kind == AlertKind::mean)
      text += fmt::format("  {}, limit {}", pressure(analysis, static_cast<double>(alert.value)),
                          pressure(analysis, static_cast<double>(alert.limit)));
    if (alert.kind == AlertKind::pain) text += fmt::format("  {:g} of 10", alert.value);
    if (!alert.cause.empty()) text += fmt::format("  {}", alert.cause);
    text += '\n';
  }
  return text;
}

std::string rest(const Analysis& analysis) {
  std::string text = fmt::format("\nstrokes   {}\n", analysis.strokes.size());
  for (const StrokeRecord& stroke : analysis.strokes)
    text += fmt::format("  {:7.2f} s to {:7.2f} s  {:.0f} mm  {:.0f} mm/s, at most {:.0f}\n", stroke.start_s,
                        stroke.end_s, stroke.length_mm, stroke.speed_mean_mm_s, stroke.speed_peak_mm_s);
  if (!analysis.marks.empty()) text += fmt::format("\nmarks     {}\n", analysis.marks.size());
  for (const AnalysisMark& mark : analysis.marks)
    text += fmt::format("  {:7.2f} s  {}\n", mark.time_s, mark.text);
  if (!analysis.ratings.empty()) text += fmt::format("\npain      {}\n", analysis.ratings.size());
  for (const AnalysisRating& rating : analysis.ratings)
    text += fmt::format("  {:7.2f} s  {} of 10\n", rating.time_s, rating.nrs);
  return text;
}

}  // namespace

std::string analysis_summary(const Analysis& analysis) {
  if (analysis.frames == 0) return fmt::format("{}: no frames\n", analysis.file);
  return head(analysis) + uncertainty(analysis) + metrics(analysis) + holds(analysis) + trends(analysis) +
         oscillations(analysis) + percussion(analysis) + alerts(analysis) + faults(analysis) + rest(analysis);
}

}  // namespace rollscope
