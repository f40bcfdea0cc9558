// Gathers the analysis of a measurement while its frames go by, live or from a file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/report/analysis.hpp"
#include "app/report/step_median.hpp"
#include "app/station/frame_observer.hpp"

namespace rollscope {

// Memory grows by what happens, not by the frames.
class AnalysisCollector final : public FrameObserver {
 public:
  // `file` may name folders; they are left out. `format`: id of drivers/files/file_format.hpp.
  AnalysisCollector(const std::string& file, std::string format);

  void on_start(const AnalyzerSetup& setup) override;
  void on_command(std::uint64_t frame, const Command& command) override;
  void on_frame(const RawFrame& raw, const Observation& observation, const Analyzer& analyzer) override;
  void on_end(const Observation& observation, const Analyzer& analyzer) override;

  // After the last frame.
  [[nodiscard]] Analysis analysis() const;

 private:
  void count_lost(const RawFrame& raw);
  void add_events(const Observation& observation);
  void end_fault(const SenselFault& fault);

  Analysis analysis_;
  std::optional<MetricAccumulator> metrics_;  // from on_start(), like the dose
  std::optional<Dose> dose_;
  StepMedian steps_;
  std::optional<std::uint64_t> last_sequence_;
};

}  // namespace rollscope
