// docs/build-a-mat.md, "Calibrate it at home", done as it says on a mat that is not there: a few known forces
// on a block, a known mass as a check, and the class that comes out.
#include <gtest/gtest.h>

#include <bit>
#include <fstream>

#include "core/scene/sensor_model.hpp"
#include "tests/firmware/record_support.hpp"

namespace rollscope {
namespace {

using nlohmann::json;

constexpr double kSensel_cm2 = 2.25;
constexpr double kStep_s = 0.02;
constexpr double kEmpty_s = 1.5;  // the board zeroes itself in it

// A block of so many sensels, from this one on, that carries a force in N.
struct Block {
  int row, col, rows, cols;
  double force_n;
};

// The mat, empty at first, then under a block that is put down within half a second. Another sensor than the
// calibration's curve: nothing of the model is told.
class PressedMatrix {
 public:
  explicit PressedMatrix(const Block& block)
      : sensor_(layout(), 1.0 / kStep_s, options(), {}, 7), block_(block) {
    kpa_.assign(layout().sensels(), 0.0F);
    counts_ = kpa_;
  }

  double share(const LinesAtReading& lines) {
    for (; sampled_s_ <= lines.time_s; sampled_s_ += kStep_s) {
      const double put_down = std::clamp((sampled_s_ - kEmpty_s) / 0.5, 0.0, 1.0);
      const double kpa = 10.0 * block_.force_n / (block_.rows * block_.cols * kSensel_cm2);
      for (int row = 0; row < block_.rows; ++row)
        for (int col = 0; col < block_.cols; ++col)
          kpa_[static_cast<std::size_t>((block_.row + row) * 16 + block_.col + col)] =
              static_cast<float>(put_down * kpa);
      sensor_.sample(kpa_, counts_);
    }
    const int row = std::countr_zero(lines.rows);
    return static_cast<double>(counts_[static_cast<std::size_t>(row * 16 + lines.column)]) / 65535.0;
  }

 private:
  static SensorLayout layout() {
    return {.rows = 16, .cols = 16, .pitch_row_mm = 15.0, .pitch_col_mm = 15.0};
  }
  static SensorOptions options() {
    SensorOptions options;
    options.bits = 16;
    options.noise_share = 0.0005;
    options.lines = {.front_end = FrontEnd::grounded, .pulldown_ohm = 1000.0, .driver_ohm = 45.0};
    options.span_us = 1000.0;
    return options;
  }

  SensorModel sensor_;
  Block block_;
  std::vector<float> kpa_, counts_;
  double sampled_s_ = 0.0;
};

void record_block(const std::string& folder, const std::string& name, const Block& block) {
  PressedMatrix matrix(block);
  SimulatedBoard board("mat_uno");  // opening the port of an Uno restarts it, each time
  board.wire_matrix([&](const LinesAtReading& lines) { return matrix.share(lines); });
  const Ran ran = record(board, folder, folder + "/" + name, 5);
  ASSERT_EQ(ran.code, 0) << ran.err;
}

TEST(HomeCalibration, KnownForcesAndAKnownMassMakeItClassB) {
  const std::string folder = fresh_folder("home-calibration");
  std::ofstream(folder + "/lines.toml") << "quality_class = \"C\"\n[crosstalk]\nfront_end = \"grounded\"\n"
                                           "driven = \"rows\"\npulldown_ohm = 1000.0\ndriver_ohm = 40.0\n";
  record_block(folder, "empty.rsr", {0, 0, 1, 1, 0.0});
  record_block(folder, "5kg.rsr", {6, 6, 3, 3, 49.0});
  record_block(folder, "15kg.rsr", {6, 6, 3, 3, 147.0});
  record_block(folder, "30kg.rsr", {6, 6, 3, 3, 294.0});
  record_block(folder, "check.rsr", {2, 8, 5, 4, 98.1});
  const auto in = [&](const std::string& name) { return folder + "/" + name; };
  const Ran made =
      run({"calibrate", in("mat.toml"), "--lines", in("lines.toml"), "--zero", in("empty.rsr"),
           "--indenter-cm2", "20.25", "--point", "49N=" + in("5kg.rsr"), "--point", "147N=" + in("15kg.rsr"),
           "--point", "294N=" + in("30kg.rsr"), "--check", "10=" + in("check.rsr")});
  ASSERT_EQ(made.code, 0) << made.out << made.err;
  const Ran analyzed = run({"analyze", in("check.rsr"), "--calibration", in("mat.toml"), "--json", "-"});
  ASSERT_EQ(analyzed.code, 0) << analyzed.err;
  const json analysis = json::parse(analyzed.out);
  EXPECT_EQ(analysis["quality"]["class"], "B") << made.out << analysis["quality"].dump(1);
  EXPECT_EQ(analysis["quality"]["crosstalk"]["correction"], "solved");
  EXPECT_NEAR(analysis["metrics"]["force_max_n"], 98.1, 9.8);
}

}  // namespace
}  // namespace rollscope
