// Dead, hot and flickering sensels, broken lines, and a zero that has moved: each by name (science.md 3.7).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/correct/flicker_watch.hpp"
#include "core/correct/pressure_converter.hpp"
#include "core/correct/sample_range.hpp"
#include "core/correct/sensel_fault.hpp"
#include "core/frame/neighbourhood.hpp"
#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

// Levels in the frame's unit.
struct HealthLevels {
  float change = 20.0F;  // kPa a neighbour changes by where a dead sensel stands still
  float hot = 5.0F;      // kPa unloaded
};

// dead     did not move at all for 5 s while at least 3 of its neighbours, two of them on opposite sides,
//          changed by more than 20 kPa. Why opposite sides: beside the straight edge of a patch three
//          neighbours change while a healthy sensel rightly reads nothing. (A corner has none.)
// hot      reads over 5 kPa for 5 s while its neighbours read under 5 kPa and under a fifth of it; or at full
//          scale for 1 s with the neighbours under a fifth of it.
// flicker  see FlickerWatch.
// line     more than half of a row or column dead or hot; or at least 4 of it dead and the rest of it still.
//          Hot ones are told by the neighbours in the other lines. In the outermost lines, which have
//          neighbours on one side only, a still sensel counts when 3 of them changed by more than 60 kPa.
// drift    told by ZeroDrift; named here.
// Masked are: dead, hot, broken lines, and a flicker longer than the median of three removes. A fault ends
// when the sensel moves (dead), comes down (hot), is quiet for 10 s (flicker), or half of the line works.
//
// Looked at once a second; a frame costs a look at some rows. Allocates only to name a fault.
class SenselHealth {
 public:
  explicit SenselHealth(const SensorLayout& layout);

  // spike_height: least height of a flicker, in samples.
  void set_levels(const HealthLevels& levels, float spike_height);
  // A new calibration or zero changes what pressure means: what was gathered is forgotten, faults stay.
  // never: bits of Validity that every frame has; `dead` is a mask of the calibration and no fault of ours.
  void restart(std::span<const std::uint8_t> never);

  // One frame: samples as they came, despiked, and as the converter takes them (the same where no crosstalk
  // is solved); whether despiking found spikes in it.
  struct Frame {
    std::span<const float> raw, despiked, solved;
    bool spiky = false;
  };
  void add(const Frame& frame, const PressureConverter& converter, double time_s);
  // Which sensels' zero has moved (1), and whether the array's has, since when.
  void set_drift(std::span<const std::uint8_t> sensels, bool array, double since_s, double now_s);

  [[nodiscard]] std::span<const std::uint8_t> mask() const { return mask_; }  // 1: masked
  [[nodiscard]] bool mask_changed() const { return mask_changed_; }           // by the last add()
  void mask(PressureFrame& frame) const;

  // Found or gone since begin_frame().
  void begin_frame() { changes_.clear(); }
  [[nodiscard]] std::span<const FaultChange> changes() const { return changes_; }
  [[nodiscard]] std::span<const SenselFault> faults() const { return faults_; }  // present ones
  [[nodiscard]] int dead() const { return dead_count_; }  // sensels, in broken lines too
  [[nodiscard]] int masked() const { return static_cast<int>(masked_.size()); }
  // 1 where a new zero must leave a sensel out: masked, but not for a zero it was never given.
  [[nodiscard]] std::span<const std::uint8_t> no_zero() const { return no_zero_; }

 private:
  struct Line {
    FaultPlace place;
    int index;
    std::size_t first, step, length;  // sensels first, first + step, ...
    bool broken = false;
    FaultKind kind = FaultKind::dead;
  };
  // How a sensel looks hot: against all its neighbours, or against those in other rows, other columns.
  struct Isolation {
    bool from_all = false, from_rows = false, from_cols = false;
  };

  void judge(const PressureConverter& converter);
  void find_still();
  void find_dead();
  void find_hot();
  void judge_line(Line& line);
  void find_flickers(double now_s);
  void set_mask();
  void conclude(double now_s);
  void name(std::size_t sensel, std::uint8_t as, double now_s);
  void found(const SenselFault& fault);
  void gone(const SenselFault& fault, double now_s);
  enum class Around : std::uint8_t { quiet, changed_on_one_side, changed };
  [[nodiscard]] Around neighbours(std::size_t sensel) const;
  [[nodiscard]] Isolation isolation(std::size_t sensel, const PressureFrame& high, float value,
                                    float cap) const;
  [[nodiscard]] bool is_present(std::size_t sensel) const {
    return layout_.present.empty() || layout_.present[sensel] != 0;
  }
  [[nodiscard]] bool is_watched(std::size_t sensel) const {
    return is_present(sensel) && given_[sensel] == 0;
  }

  SensorLayout layout_;
  Neighbourhood neighbourhood_;
  HealthLevels levels_;
  SampleRange range_;
  SampleRange counts_range_;  // in use where crosstalk is solved: a dead sensel stands still in counts only
  bool solved_ = false;
  FlickerWatch flicker_;
  PressureFrame low_, high_, second_low_, second_high_;  // of range_
  std::vector<std::uint8_t> still_, changed_;            // changed_: 2 for three times the level
  std::vector<std::uint8_t> dead_, still_at_border_, hot_, hot_in_row_, hot_in_col_, passing_;
  std::vector<float> hot_value_;  // when it was found
  std::vector<std::uint8_t> flickering_;
  std::vector<std::uint8_t> drifted_;
  bool array_drifted_ = false;
  std::vector<Line> lines_;
  std::vector<std::uint8_t> in_line_;                 // of a broken one
  std::vector<std::uint8_t> mask_, no_zero_, given_;  // given_: masked by the calibration
  std::vector<std::int32_t> masked_;
  std::vector<std::uint8_t> named_;  // 0, or FaultKind + 1 under which a sensel is in faults_
  std::vector<double> since_s_;
  double drift_since_s_ = 0;
  int dead_count_ = 0;
  bool mask_changed_ = false;
  std::vector<SenselFault> faults_;
  std::vector<FaultChange> changes_;
};

}  // namespace rollscope
