// Somebody who sees every frame of a measurement and what was made of it: reports, series, tests.
#pragma once

#include <cstdint>

#include "core/analyzer.hpp"
#include "core/command.hpp"
#include "core/frame/raw_frame.hpp"
#include "core/observation.hpp"

namespace rollscope {

// Called on the acquisition thread, in order; what it does delays the next frame.
class FrameObserver {
 public:
  virtual ~FrameObserver() = default;

  // Once, before everything else.
  virtual void on_start(const AnalyzerSetup& setup) = 0;
  // Before the frame it takes effect before; `frame` counts from 0.
  virtual void on_command(std::uint64_t frame, const Command& command) = 0;
  virtual void on_frame(const RawFrame& raw, const Observation& observation, const Analyzer& analyzer) = 0;
  // Once, after the last frame, with what finish() of the analyzer returned. Not without any frame.
  virtual void on_end(const Observation& observation, const Analyzer& analyzer) = 0;
};

}  // namespace rollscope
