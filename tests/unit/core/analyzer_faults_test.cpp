// Faults of the sensor as the analyzer tells them: events, the technical alert of a line, what a peak sees.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "mat_support.hpp"

namespace rollscope {
namespace {

// Rolls over every row of a small noisy mat, for as long as asked.
Mat rolled_mat(double seconds) {
  Mat mat(12, 16);
  mat.period_s = 0.02;
  while (mat.time_s < seconds) {
    for (const double y_mm : {20.0, 60.0, 100.0}) mat.roll({15, y_mm}, {145, y_mm}, 200.0, 150.0, 35.0);
  }
  mat.add_noise(0.4F);
  return mat;
}

void spoil(Mat& mat, double from_s, double to_s, bool (*hits)(int row, int col), float value) {
  for (RawFrame& frame : mat.frames) {
    const double time_s = static_cast<double>(frame.captured_ns) * 1e-9;
    if (time_s < from_s || time_s >= to_s) continue;
    for (int i = 0; i < 12 * 16; ++i)
      if (hits(i / 16, i % 16)) frame.samples[static_cast<std::size_t>(i)] = value;
  }
}

TEST(AnalyzerFaults, ABrokenLineIsATechnicalAlertThatNamesIt) {
  Mat mat = rolled_mat(40.0);
  spoil(mat, 6.0, 22.0, [](int row, int) { return row == 5; }, 0.0F);
  const Analysis told = mat.analyze();
  ASSERT_EQ(told.count<FaultFound>(), 1);
  EXPECT_EQ(told.count<FaultGone>(), 1);
  const SenselFault& fault = told.first<FaultFound>()->fault;
  EXPECT_EQ(fault.place, FaultPlace::row);
  EXPECT_EQ(fault.row, 5);
  const AlertRecord* alert = told.alert(AlertKind::technical, AlertLevel::caution);
  ASSERT_NE(alert, nullptr);
  EXPECT_NE(alert->cause.find("row 5 "), std::string_view::npos);
  EXPECT_LE(alert->start_s, 16.0);
  EXPECT_GE(alert->end_s, 22.0);
  EXPECT_LE(alert->end_s, 32.0);
  EXPECT_TRUE(told.last.faults.empty());
}

TEST(AnalyzerFaults, AHotSenselNeitherAlertsNorStaysInNumbers) {
  Mat mat(12, 16);
  mat.period_s = 0.02;
  mat.wait(4.0);
  mat.press({40, 60}, 90.0, 14.0, 30.0);
  mat.add_noise(0.4F);
  spoil(mat, 6.0, 1e9, [](int row, int col) { return row == 2 && col == 12; }, 300.0F);
  int masked_s = 0;
  const Analysis told = mat.analyze([&](const Observation& o) {
    if (o.sensels_masked == 1) ++masked_s;
    if (o.frame.time_s > 16.0) {
      EXPECT_LT(o.totals.peak, 100.0F);
      EXPECT_EQ(o.faults.size(), 1U);
    }
  });
  ASSERT_EQ(told.count<FaultFound>(), 1);
  EXPECT_EQ(told.first<FaultFound>()->fault.kind, FaultKind::hot);
  EXPECT_EQ(told.first<FaultFound>()->fault.row, 2);
  EXPECT_EQ(told.first<FaultFound>()->fault.col, 12);
  EXPECT_GT(masked_s, 50);
  EXPECT_EQ(told.alert(AlertKind::technical, AlertLevel::caution), nullptr);
}

TEST(AnalyzerFaults, ADeadSenselInAHoldCostsLittleForceAndNoPeak) {
  Mat whole(12, 16), broken(12, 16);
  for (Mat* mat : {&whole, &broken}) {
    mat->period_s = 0.02;
    // Pressed and eased so that the neighbours change, then held.
    for (int i = 0; i < 4; ++i) {
      mat->press({72, 63}, 80.0, 1.0, 30.0);
      mat->press({72, 63}, 20.0, 1.0, 30.0);
    }
    mat->press({72, 63}, 80.0, 12.0, 30.0);
    mat->add_noise(0.2F);
  }
  spoil(broken, 0.0, 1e9, [](int row, int col) { return row == 7 && col == 7; }, 0.0F);
  const Analysis good = whole.analyze(), bad = broken.analyze();
  ASSERT_EQ(bad.count<FaultFound>(), 1);
  ASSERT_FALSE(good.holds.empty());
  ASSERT_FALSE(bad.holds.empty());
  // Before it was known it read 0 within the patch.
  EXPECT_NEAR(bad.holds.back().force_n, good.holds.back().force_n, 0.03 * good.holds.back().force_n);
  EXPECT_EQ(bad.last.frame.validity[7 * 16 + 7], dead | filled);
  EXPECT_LE(bad.holds.back().p1_peak, good.holds.back().p1_peak);
}

TEST(AnalyzerFaults, SameBitsFromACheckpoint) {
  Mat mat = rolled_mat(20.0);
  spoil(mat, 3.0, 1e9, [](int row, int col) { return row == 6 && col == 8; }, 3.0F);
  const Analysis once = mat.analyze();
  EXPECT_EQ(once.count<FaultFound>(), 1);
  EXPECT_EQ(mat.analyze({}, 450).digest, once.digest);
}

}  // namespace
}  // namespace rollscope
