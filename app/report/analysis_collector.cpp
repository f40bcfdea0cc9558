#include "app/report/analysis_collector.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <variant>

#include "app/station/gather.hpp"

namespace rollscope {
namespace {

// Limbs at rest press too.
DoseMoment dose_moment(const Observation& observation) {
  DoseMoment now;
  double area_cm2 = 0.0;
  for (const ContactView& view : observation.contacts) {
    now.contact = true;
    now.p1_kpa = std::max(now.p1_kpa, static_cast<double>(view.contact.p1));
    now.mean_kpa += static_cast<double>(view.contact.mean) * view.contact.area_cm2;
    now.force_n += view.contact.force_n;
    area_cm2 += view.contact.area_cm2;
  }
  now.mean_kpa = area_cm2 > 0.0 ? now.mean_kpa / area_cm2 : 0.0;
  now.leading = observation.leading >= 0;
  if (now.leading)
    now.leading_p1_kpa =
        static_cast<double>(observation.contacts[static_cast<std::size_t>(observation.leading)].contact.p1);
  return now;
}

}  // namespace

AnalysisCollector::AnalysisCollector(const std::string& file, std::string format) {
  analysis_.file = std::filesystem::path(file).filename().string();
  analysis_.format = std::move(format);
}

void AnalysisCollector::on_start(const AnalyzerSetup& setup) {
  analysis_.setup = setup;
  if (setup.stream.numbered) analysis_.frames_lost = 0;
  metrics_.emplace(setup.stream.layout, setup.stream.nominal_step_s);
  dose_.emplace(setup.stream.layout);
}

void AnalysisCollector::on_command(std::uint64_t frame, const Command& command) {
  analysis_.commands.push_back({.frame = frame, .command = command});
}

void AnalysisCollector::on_frame(const RawFrame& raw, const Observation& observation,
                                 const Analyzer& analyzer) {
  if (analysis_.frames > 0) steps_.add(observation.frame.time_s - analysis_.duration_s);
  ++analysis_.frames;
  analysis_.duration_s = observation.frame.time_s;
  analysis_.unit = observation.frame.unit;
  analysis_.quality_class = observation.quality_class;
  analysis_.sensels_dead = std::max(analysis_.sensels_dead, observation.sensels_dead);
  analysis_.sensels_masked = std::max(analysis_.sensels_masked, observation.sensels_masked);
  analysis_.sensels_saturated = std::max(analysis_.sensels_saturated, observation.sensels_saturated);
  analysis_.lines_strained = std::max(analysis_.lines_strained, observation.lines_strained);
  analysis_.lines_overloaded = std::max(analysis_.lines_overloaded, observation.lines_overloaded);
  count_lost(raw);
  metrics_->add(analyzer.as_given());
  dose_->add(observation.frame, observation.readable, observation.counted_s, dose_moment(observation));
  add_events(observation);
}

void AnalysisCollector::on_end(const Observation& observation, const Analyzer& analyzer) {
  add_events(observation);
  analysis_.spikes = analyzer.spikes();
  analysis_.uncertainty = uncertainty_of(analysis_.setup.stream, analyzer.calibration());
  if (analysis_.setup.stream.layout.surface == Surface::cylinder)
    analysis_.roller = roller_analysis(analyzer);
}

Analysis AnalysisCollector::analysis() const {
  Analysis result = analysis_;
  if (metrics_) result.metrics = metrics_->metrics();
  if (dose_) {
    result.dose = dose_->summary();
    result.dose_map_kpa_s.assign(dose_->map_kpa_s().begin(), dose_->map_kpa_s().end());
  }
  const double step_s = steps_.median_s();
  result.rate_hz = step_s > 0.0 ? 1.0 / step_s : 0.0;
  for (AlertRecord& alert : result.alerts)
    if (alert.end_s < 0.0) alert.end_s = std::max(alert.start_s, result.duration_s);
  return result;
}

void AnalysisCollector::count_lost(const RawFrame& raw) {
  if (!analysis_.frames_lost) return;
  if (last_sequence_ && raw.sequence > *last_sequence_)
    *analysis_.frames_lost += raw.sequence - *last_sequence_ - 1;
  last_sequence_ = raw.sequence;
}

void AnalysisCollector::add_events(const Observation& observation) {
  for (const Event& event : observation.events) {
    gather(event, {analysis_.holds, analysis_.oscillations, analysis_.alerts, analysis_.strokes});
    if (const auto* found = std::get_if<FaultFound>(&event.what)) analysis_.faults.push_back(found->fault);
    if (const auto* gone = std::get_if<FaultGone>(&event.what)) end_fault(gone->fault);
    if (const auto* ended = std::get_if<PercussionEnded>(&event.what))
      analysis_.percussion.push_back(ended->percussion);
    if (std::holds_alternative<ZeroFollowed>(event.what)) ++analysis_.zero_steps;
    if (const auto* mark = std::get_if<Marked>(&event.what))
      analysis_.marks.push_back({.frame = event.frame,
                                 .time_s = event.time_s,
                                 .text = mark->text,
                                 .has_place = mark->has_place,
                                 .x_mm = mark->x_mm,
                                 .y_mm = mark->y_mm});
    if (const auto* pain = std::get_if<PainRated>(&event.what))
      analysis_.ratings.push_back({.frame = event.frame, .time_s = event.time_s, .nrs = pain->nrs});
  }
}

void AnalysisCollector::end_fault(const SenselFault& fault) {
  const auto lasting = std::ranges::find_if(
      analysis_.faults, [&](const SenselFault& one) { return one.same_as(fault) && one.end_s < 0.0; });
  if (lasting != analysis_.faults.end()) lasting->end_s = fault.end_s;
}

}  // namespace rollscope
