// The analysis of a whole measurement: what `rollscope analyze` says about a file (design.md 5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/report/roller_analysis.hpp"
#include "core/alert/alert_record.hpp"
#include "core/analyzer.hpp"
#include "core/command.hpp"
#include "core/correct/uncertainty.hpp"
#include "core/hold/hold_record.hpp"
#include "core/hold/oscillation_record.hpp"
#include "core/metric/dose.hpp"
#include "core/metric/metric_accumulator.hpp"
#include "core/roller/stroke.hpp"

namespace rollscope {

struct AnalysisMark {
  std::uint64_t frame = 0;
  double time_s = 0;
  std::string text;
  bool has_place = false;
  double x_mm = 0, y_mm = 0;
};

struct AnalysisRating {
  std::uint64_t frame = 0;
  double time_s = 0;
  int nrs = 0;
};

struct AnalysisCommand {
  std::uint64_t frame = 0;  // took effect before this one
  Command command;
};

// Times in seconds from the first frame, frames from 0. Without calibration pressures are counts, forces 0.
struct Analysis {
  std::string file;    // name without folders: the same file gives the same text anywhere
  std::string format;  // id of drivers/files/file_format.hpp
  AnalyzerSetup setup;
  PressureUnit unit = PressureUnit::kpa;
  char quality_class = 'C';
  Uncertainty uncertainty;  // with the calibration in force at the end

  std::uint64_t frames = 0;
  double duration_s = 0;
  double rate_hz = 0;                        // 1 / median step; 0 with fewer than two frames
  std::optional<std::uint64_t> frames_lost;  // none where nothing numbers the frames
  std::int64_t spikes = 0;
  int sensels_dead = 0, sensels_masked = 0, sensels_saturated = 0;  // most at any time
  int lines_strained = 0, lines_overloaded = 0;                     // likewise
  int zero_steps = 0;                                               // times the zero followed a drift

  RecordingMetrics metrics;
  DoseSummary dose;                    // without calibration all 0
  std::vector<double> dose_map_kpa_s;  // per sensel, row-major; empty before the first frame
  std::vector<HoldRecord> holds;       // in order of start, like the four below
  std::vector<OscillationRecord> oscillations;
  std::vector<AlertRecord> alerts;  // one that lasts at the end ends with the data
  std::vector<StrokeRecord> strokes;
  RollerAnalysis roller;            // of a cylinder
  std::vector<SenselFault> faults;  // in the order they were found; end_s -1: still there at the end
  std::vector<PercussionRecord> percussion;
  std::vector<AnalysisMark> marks;
  std::vector<AnalysisRating> ratings;
  std::vector<AnalysisCommand> commands;
};

}  // namespace rollscope
