// Finds the creep of a sensor from steady loads laid on and left (science.md 3.5, 4.5).
#pragma once

#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/correct/creep.hpp"

namespace rollscope {

// One load that lay still. Times on the recording's clock: where its fit begins and ends.
struct LoadStep {
  double on_s = 0.0, end_s = 0.0;
  double load = 0.0;        // mean with its creep taken out, in the unit given
  double per_decade = 0.0;  // this step's own fit
  double residual = 0.0;    // RMS about a steady load after the fit, share of it
};

struct CreepFit {
  Creep creep;  // per_decade and uncertainty over all steps
  std::vector<LoadStep> steps;
  double residual = 0.0;        // RMS over all steps
  double standard_error = 0.0;  // of per_decade, from the residual and, with more steps, their spread
  // Residual with every time constant halved, as given, doubled: the middle one should not be much worse.
  double residual_halved = 0.0, residual_doubled = 0.0;
  bool taus_moved = false;  // one of the others fitted clearly better and was taken
};

// The per_decade that makes the loads steady once its inverse has run over the whole series: loading ramps,
// several loads and what earlier ones left are all in it. time_s strictly rising; load: the sum over all
// sensels of the pressure, without creep correction, with at least one step of 60 s or more (120 s is best)
// and the array unloaded before the first. Fails (refused) when no step is long enough, the load did not stay
// still, or no creep stands out.
[[nodiscard]] Result<CreepFit> fit_creep(std::span<const double> time_s, std::span<const double> load,
                                         const std::vector<double>& tau_s = Creep{}.tau_s);

}  // namespace rollscope
