#include "app/report/analysis_csv.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>
#include <variant>

#include "app/report/dose_report.hpp"
#include "app/report/words.hpp"

namespace rollscope {
namespace {

// Text as CSV wants it: quoted when it has to be.
std::string cell(std::string_view text) {
  if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

// Shortest number that reads back to the same bits, or an empty cell.
template <class Number>
std::string cell(bool applies, Number value) {
  return applies ? fmt::format("{}", value) : std::string();
}

std::unexpected<Error> cannot_write(const std::filesystem::path& path) {
  return fail(Errc::io, path.string() + " cannot be written: " + std::strerror(errno));
}

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(Errc::io, folder.string() + " cannot be made: " + error.message());
  return {};
}

Result<void> write_file(const std::filesystem::path& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return cannot_write(path);
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) != 0 || !written) return cannot_write(path);
  return {};
}

constexpr std::string_view kTrendColumns =
    "trend_window_s,drop_10_s_percent,drop_30_s_percent,drop_60_s_percent,drop_percent,force_change_percent,"
    "area_change_percent,loglog_slope,loglog_slope_last_10_s,trend_rmse,detectable_drop_percent,trend_cause,"
    "trend_flagged";

std::string trend_cells(const HoldTrend& trend) {
  const auto number = [](double value) { return cell(std::isfinite(value), value); };
  std::string text = number(trend.window_s);
  for (const double share :
       {trend.drop_10_s, trend.drop_30_s, trend.drop_60_s, trend.drop, trend.force_change, trend.area_change})
    text += "," + number(100.0 * share);
  for (const double value : {trend.slope, trend.slope_last_10_s, trend.rmse, 100.0 * trend.detectable_drop})
    text += "," + number(value);
  return text + fmt::format(",{},{}", word(trend.cause), int{trend.flagged});
}

std::string holds_csv(const Analysis& analysis) {
  const bool kpa = analysis.unit == PressureUnit::kpa;
  std::string text =
      "id,start_s,end_s,dwell_s,target_s,gaps,gap_s,x_mm,y_mm,p1_peak_kpa,mean_kpa,p1_peak_counts,mean_"
      "counts,"
      "area_cm2,force_n,pti_kpa_s,outcome,end_reason,abort_cause,quality,creep_uncertainty," +
      std::string(kTrendColumns) + "\n";
  for (const HoldRecord& hold : analysis.holds)
    text +=
        fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", hold.id,
                    hold.start_s, hold.end_s, hold.dwell_s, hold.target_s, hold.gaps, hold.gap_s, hold.x_mm,
                    hold.y_mm, cell(kpa, hold.p1_peak), cell(kpa, hold.mean), cell(!kpa, hold.p1_peak),
                    cell(!kpa, hold.mean), hold.area_cm2, cell(kpa, hold.force_n), cell(kpa, hold.pti_kpa_s),
                    word(hold.outcome), word(hold.end_reason), word(hold.abort_cause), word(hold.quality),
                    hold.creep_uncertainty, trend_cells(hold.trend));
  return text;
}

std::string oscillations_csv(const Analysis& analysis) {
  const bool kpa = analysis.unit == PressureUnit::kpa;
  std::string text =
      "start_s,end_s,dwell_s,reversals,rate_hz,swing_mm,x_mm,y_mm,p1_peak_kpa,p1_mean_kpa,p1_peak_counts,"
      "p1_mean_counts,force_n\n";
  for (const OscillationRecord& rub : analysis.oscillations)
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}\n", rub.start_s, rub.end_s, rub.dwell_s,
                        rub.reversals, rub.rate_hz, rub.swing_mm, rub.x_mm, rub.y_mm, cell(kpa, rub.p1_peak),
                        cell(kpa, rub.p1_mean), cell(!kpa, rub.p1_peak), cell(!kpa, rub.p1_mean),
                        cell(kpa, rub.force_n));
  return text;
}

std::string alerts_csv(const Analysis& analysis) {
  std::string text = "kind,level,start_s,end_s,value_kpa,limit_kpa,value_nrs,limit_nrs,x_mm,y_mm,cause\n";
  for (const AlertRecord& alert : analysis.alerts) {
    const bool pressure = alert.kind == AlertKind::peak || alert.kind == AlertKind::mean;
    const bool pain = alert.kind == AlertKind::pain;
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\n", word(alert.kind), word(alert.level),
                        alert.start_s, alert.end_s, cell(pressure, alert.value), cell(pressure, alert.limit),
                        cell(pain, alert.value), cell(pain, alert.limit), alert.x_mm, alert.y_mm,
                        cell(alert.cause));
  }
  return text;
}

std::string strokes_csv(const Analysis& analysis) {
  std::string text = "start_s,end_s,length_mm,speed_mean_mm_s,speed_peak_mm_s\n";
  for (const StrokeRecord& stroke : analysis.strokes)
    text += fmt::format("{},{},{},{},{}\n", stroke.start_s, stroke.end_s, stroke.length_mm,
                        stroke.speed_mean_mm_s, stroke.speed_peak_mm_s);
  return text;
}

std::string marks_csv(const Analysis& analysis) {
  std::string text = "frame,t_s,text,x_mm,y_mm\n";
  for (const AnalysisMark& mark : analysis.marks)
    text += fmt::format("{},{},{},{},{}\n", mark.frame, mark.time_s, cell(mark.text),
                        cell(mark.has_place, mark.x_mm), cell(mark.has_place, mark.y_mm));
  return text;
}

// One row a source of uncertainty; a single row without any where there is no kPa.
std::string quality_csv(const Analysis& analysis) {
  const Uncertainty& from = analysis.uncertainty;
  const std::string head =
      fmt::format("{},{},{}", from.found.letter, int{from.found.declared}, cell(from.found.why));
  std::string text = "class,declared,why,source,what,share_low,share_high,basis\n";
  for (const UncertaintySource& source : from.sources)
    text += fmt::format("{},{},{},{},{},{}\n", head, source.id, cell(source.what), source.low, source.high,
                        source.measured ? "measured" : "typical");
  return from.sources.empty() ? text + head + ",,,,,\n" : text;
}

std::string faults_csv(const Analysis& analysis) {
  std::string text = "kind,place,row,col,start_s,end_s\n";
  for (const SenselFault& fault : analysis.faults)
    text += fmt::format("{},{},{},{},{},{}\n", word(fault.kind), word(fault.place),
                        cell(fault.row >= 0, fault.row), cell(fault.col >= 0, fault.col), fault.start_s,
                        cell(fault.end_s >= 0.0, fault.end_s));
  return text;
}

std::string percussion_csv(const Analysis& analysis) {
  const bool kpa = analysis.unit == PressureUnit::kpa;
  std::string text =
      "start_s,end_s,x_mm,y_mm,mean_kpa,p1_mean_kpa,mean_counts,p1_mean_counts,force_mean_n,rms_share\n";
  for (const PercussionRecord& record : analysis.percussion)
    text +=
        fmt::format("{},{},{},{},{},{},{},{},{},{}\n", record.start_s, record.end_s, record.x_mm, record.y_mm,
                    cell(kpa, record.mean_kpa), cell(kpa, record.p1_mean_kpa), cell(!kpa, record.mean_kpa),
                    cell(!kpa, record.p1_mean_kpa), cell(kpa, record.force_mean_n), record.rms_share);
  return text;
}

}  // namespace

Result<void> write_analysis_csv(const std::filesystem::path& folder, const Analysis& analysis) {
  if (const auto made = make_folder(folder); !made) return made;
  struct Table {
    const char* name;
    std::string (*text)(const Analysis&);
  };
  for (const Table& table :
       {Table{"holds.csv", holds_csv}, Table{"oscillations.csv", oscillations_csv},
        Table{"alerts.csv", alerts_csv}, Table{"strokes.csv", strokes_csv}, Table{"quality.csv", quality_csv},
        Table{"dose.csv", dose_csv}, Table{"sensel_faults.csv", faults_csv},
        Table{"percussion.csv", percussion_csv}, Table{"marks.csv", marks_csv}}) {
    if (const auto written = write_file(folder / table.name, table.text(analysis)); !written) return written;
  }
  if (analysis.setup.stream.layout.surface == Surface::cylinder)
    return write_file(folder / "limb.csv", limb_csv(analysis.roller, analysis.unit));
  return {};
}

Result<std::unique_ptr<SeriesWriter>> SeriesWriter::create(const std::filesystem::path& folder) {
  if (const auto made = make_folder(folder); !made) return std::unexpected(made.error());
  const auto path = folder / "series.csv";
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return cannot_write(path);
  return std::unique_ptr<SeriesWriter>(new SeriesWriter(path, file));
}

void SeriesWriter::on_start(const AnalyzerSetup&) {}

void SeriesWriter::on_command(std::uint64_t, const Command&) {}

void SeriesWriter::on_frame(const RawFrame&, const Observation& now, const Analyzer&) {
  const bool kpa = now.frame.unit == PressureUnit::kpa;
  std::string row;
  if (!std::exchange(header_, true))
    row = fmt::format(
        "frame,t_s,peak_{0},p1_{0},force_n,area_cm2,cop_x_mm,cop_y_mm,contacts,hold_id,hold_dwell_s,"
        "caution,stop,technical,mean_{0},x_mm,y_mm,speed_mm_s,class,nrs,valid\n",
        kpa ? "kpa" : "counts");
  const bool leads = now.leading >= 0;
  const ContactView lead = leads ? now.contacts[static_cast<std::size_t>(now.leading)] : ContactView{};
  for (const Event& event : now.events) {
    if (const auto* pain = std::get_if<PainRated>(&event.what)) nrs_ = pain->nrs;
  }
  row += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},", now.frame.index, now.frame.time_s,
                     now.totals.peak, now.totals.p1, cell(kpa, now.totals.force_n), now.totals.area_cm2,
                     cell(now.totals.has_cop, now.totals.cop_x_mm),
                     cell(now.totals.has_cop, now.totals.cop_y_mm), now.contacts.size(),
                     cell(now.hold.id > 0, now.hold.id), cell(now.hold.id > 0, now.hold.dwell_s),
                     int{now.alert.caution}, int{now.alert.stop}, int{now.alert.technical});
  row += fmt::format("{},{},{},{},{},{},{}\n", cell(leads, lead.contact.mean), cell(leads, lead.contact.x_mm),
                     cell(leads, lead.contact.y_mm), cell(leads, lead.speed_mm_s),
                     leads ? word(lead.contact_class) : "", cell(nrs_.has_value(), nrs_.value_or(0)),
                     int{now.readable});
  if (std::fwrite(row.data(), 1, row.size(), file_.get()) != row.size()) failed_ = true;
}

void SeriesWriter::on_end(const Observation&, const Analyzer&) {}

Result<void> SeriesWriter::finish() {
  if (!file_) return {};
  const bool closed = std::fclose(file_.release()) == 0;
  if (failed_ || !closed) return cannot_write(path_);
  return {};
}

}  // namespace rollscope
