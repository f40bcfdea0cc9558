// The analysis as tidy CSV tables for R, Python and spreadsheets: one row an observation, units in the
// header.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/report/analysis.hpp"
#include "app/station/frame_observer.hpp"
#include "core/base/result.hpp"

namespace rollscope {

// Writes holds.csv, oscillations.csv, alerts.csv, strokes.csv, quality.csv (class, uncertainty), dose.csv (a
// row a sensel), sensel_faults.csv, percussion.csv, marks.csv and of a cylinder limb.csv into the folder,
// replacing older ones. What does not apply (kPa without calibration, the limit of a technical alert) is an
// empty cell.
Result<void> write_analysis_csv(const std::filesystem::path& folder, const Analysis& analysis);

// Writes series.csv, one row a frame, while the frames go by: constant memory. mean, place, speed and class
// are those of the leading contact, nrs the pain last rated; valid 0: most sensels gave no reading.
class SeriesWriter final : public FrameObserver {
 public:
  // Makes the folder where it is missing; replaces an older series.csv.
  static Result<std::unique_ptr<SeriesWriter>> create(const std::filesystem::path& folder);

  void on_start(const AnalyzerSetup& setup) override;
  void on_command(std::uint64_t frame, const Command& command) override;
  void on_frame(const RawFrame& raw, const Observation& observation, const Analyzer& analyzer) override;
  void on_end(const Observation& observation, const Analyzer& analyzer) override;

  // Closes the file; tells when it could not be written to the end.
  Result<void> finish();

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  SeriesWriter(std::filesystem::path path, std::FILE* file) : path_(std::move(path)), file_(file) {}

  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Closer> file_;
  bool header_ = false;
  bool failed_ = false;
  std::optional<int> nrs_;
};

}  // namespace rollscope
