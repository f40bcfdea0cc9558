// The whole way of a mat of one's own: the pressure of a scene on a resistive matrix, the firmware that reads
// it in simavr, its bytes on a pseudo-terminal, and the real program, which finds the hold.
#include <gtest/gtest.h>

#include "core/scene/scene_player.hpp"
#include "drivers/files/calibration_toml.hpp"
#include "tests/firmware/record_support.hpp"

namespace rollscope {
namespace {

using nlohmann::json;

constexpr double kScene_s = 12.5;
constexpr double kEmpty_s = 1.5;  // of it, at the start

SensorLayout mat() {
  return {.rows = 16, .cols = 16, .pitch_row_mm = 15.0, .pitch_col_mm = 15.0};
}

// A ball rolls on, is held for 8 s and rolls off.
Scene one_hold() {
  const Tool ball{.kind = ToolKind::ball, .radius_mm = 32.0, .modulus_kpa = 300.0};
  Actor actor(ball, {60.0, 40.0});
  actor.wait(kEmpty_s).press(170.0).travel({-12.0, -20.0}, 90.0).hold(8.0).release();
  return {.id = "one-hold", .title = "One hold", .text = "", .duration_s = kScene_s, .actors = {actor}};
}

// The scene's pressure as conductances, their network, and so the voltage of each column. Rows that are
// driven at once add up, as they do in a linear network.
class SceneMatrix {
 public:
  SceneMatrix() : player_(one_hold(), mat(), options()) { player_.next(frame_); }

  double share(const LinesAtReading& lines) {
    while (lines.time_s > player_.time_s() + 1.0 / kRate_hz && player_.next(frame_)) {
    }
    double sum = 0.0;
    for (int row = 0; row < 16; ++row)
      if ((lines.rows >> row & 1) != 0) sum += share_of(row, lines.column);
    return sum;
  }

  [[nodiscard]] const SceneTruth& truth() const { return player_.truth(); }

  // What a person has measured who knows the lines and the curve, but not each sensel's zero: the firmware
  // takes that off.
  [[nodiscard]] Calibration calibration() const {
    Calibration calibration = player_.calibration();
    calibration.zero.clear();
    return calibration;
  }

 private:
  static constexpr double kRate_hz = 50.0;

  static PlayerOptions options() {
    PlayerOptions options;
    options.rate_hz = kRate_hz;
    options.sensor.bits = 16;  // voltages; the microcontroller makes its own counts of them
    options.sensor.noise_share = 0.0005;
    options.sensor.lines = {.front_end = FrontEnd::grounded, .pulldown_ohm = 2200.0, .driver_ohm = 30.0};
    options.sensor.span_us = 500.0;
    return options;
  }

  [[nodiscard]] double share_of(int row, int col) const {
    return static_cast<double>(frame_.samples[static_cast<std::size_t>(row * 16 + col)]) / 65535.0;
  }

  ScenePlayer player_;
  RawFrame frame_;
};

TEST(FirmwareHold, RollscopeFindsTheHoldOfTheScene) {
  const std::string folder = fresh_folder("firmware-hold");
  SceneMatrix matrix;
  ASSERT_EQ(matrix.truth().holds.size(), 1u);
  ASSERT_TRUE(write_calibration(folder + "/mat.toml", matrix.calibration()));
  SimulatedBoard board("mat_uno");
  board.wire_matrix([&](const LinesAtReading& lines) { return matrix.share(lines); });
  const Ran recorded =
      record(board, folder, folder + "/out.rsr", 12, {"--calibration", folder + "/mat.toml"});
  ASSERT_EQ(recorded.code, 0) << recorded.err;
  EXPECT_EQ(run({"verify", folder + "/out.rsr"}).code, 0);

  const Ran analyzed = run({"analyze", folder + "/out.rsr", "--json", "-"});
  ASSERT_EQ(analyzed.code, 0) << analyzed.err;
  const json analysis = json::parse(analyzed.out);
  EXPECT_EQ(analysis["sensor"]["unit"], "kPa");
  EXPECT_EQ(analysis["sensor"]["rows"], 16);
  EXPECT_EQ(analysis["quality"]["frames_lost"], 0);
  EXPECT_NEAR(analysis["source"]["rate_hz"], 25.0, 0.5);
  EXPECT_EQ(analysis["quality"]["crosstalk"]["correction"], "solved");
  expect_holds(analysis, matrix.truth());
  ASSERT_EQ(analysis["holds"].size(), 1u);
  const json& hold = analysis["holds"][0];
  const TruthHold& truth = matrix.truth().holds[0];
  // 10 bits, creep and sensels of 15 mm.
  EXPECT_NEAR(hold["x_mm"], truth.x_mm, 1.5);
  EXPECT_NEAR(hold["y_mm"], truth.y_mm, 1.5);
  EXPECT_NEAR(hold["dwell_s"], truth.dwell_s, 0.2);
  EXPECT_NEAR(hold["p1_peak_kpa"].get<double>() / truth.p1_peak_kpa, 1.0, 0.05);
  EXPECT_NEAR(hold["force_n"].get<double>() / truth.force_n, 1.0, 0.05);
}

}  // namespace
}  // namespace rollscope
