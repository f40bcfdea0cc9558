// The table of science.md 3.12, row by row.
#include "core/correct/uncertainty_class.hpp"

#include <gtest/gtest.h>

#include "core/correct/pressure_converter.hpp"

namespace rollscope {
namespace {

Calibration checked(double ratio) {
  Calibration calibration;
  calibration.points = {{100, 20}, {1000, 300}};
  calibration.checks = {{100.0, 100.0 * ratio, 1.0, ""}};
  return calibration;
}

char letter(const Calibration& calibration) {
  return calibration_class(calibration).letter;
}

TEST(UncertaintyClass, VerdictsOfTheLoadCheck) {
  using enum Verdict;
  for (const auto& [ratio, verdict] : std::vector<std::pair<double, Verdict>>{{0.5, refuse},
                                                                              {0.79, refuse},
                                                                              {0.80, warn},
                                                                              {0.899, warn},
                                                                              {0.90, accept},
                                                                              {1.0, accept},
                                                                              {1.10, accept},
                                                                              {1.11, warn},
                                                                              {1.25, warn},
                                                                              {1.26, refuse}})
    EXPECT_EQ(load_check_verdict(ratio), verdict) << ratio;
}

TEST(UncertaintyClass, BWantsACurveAndALoadCheckWithinTenPercent) {
  EXPECT_EQ(letter(checked(1.0)), 'B');
  EXPECT_EQ(letter(checked(0.90)), 'B');
  EXPECT_EQ(letter(checked(1.10)), 'B');
  EXPECT_EQ(letter(checked(0.89)), 'C');
  EXPECT_EQ(letter(checked(1.11)), 'C');
  Calibration twice = checked(1.0);
  twice.checks.push_back({50.0, 60.0, 1.0, ""});
  EXPECT_EQ(letter(twice), 'C') << "the worst check counts";
  EXPECT_DOUBLE_EQ(*worst_load_ratio(twice), 1.2);
}

TEST(UncertaintyClass, ARescaleWantsAFreshCheck) {
  Calibration calibration = checked(0.85);
  calibration.pressure_scale = 1.0 / 0.85;
  EXPECT_EQ(letter(calibration), 'C');
  EXPECT_FALSE(worst_load_ratio(calibration));
  calibration.checks.push_back({200.0, 196.0, calibration.pressure_scale, ""});
  EXPECT_EQ(letter(calibration), 'B');
}

TEST(UncertaintyClass, AWantsAllOfIt) {
  Calibration calibration = checked(1.04);
  calibration.equilibration.loads = {{50, 500}};
  calibration.in_situ = true;
  const UncertaintyClass found = calibration_class(calibration);
  EXPECT_EQ(found.letter, 'B');
  EXPECT_EQ(found.why, "not A for want of a creep model");
  EXPECT_NE(calibration_class(checked(1.07)).why.find("equilibration"), std::string::npos);
  EXPECT_NE(calibration_class(checked(1.07)).why.find("within 5 %"), std::string::npos);
}

TEST(UncertaintyClass, ACreepModelIsTheLastThingForA) {
  Calibration calibration = checked(1.04);
  calibration.equilibration.loads = {{50, 500}};
  calibration.in_situ = true;
  calibration.creep.per_decade = 0.03;
  EXPECT_EQ(letter(calibration), 'A');
  calibration.crosstalk.front_end = FrontEnd::floating;
  EXPECT_EQ(letter(calibration), 'C') << "floating lines are only ever estimated";
}

TEST(UncertaintyClass, WithoutAnyCheckTheWordOfTheFileHoldsUpToB) {
  Calibration calibration = checked(1.0);
  calibration.checks.clear();
  for (const auto& [declared, got] : {std::pair{'A', 'B'}, {'B', 'B'}, {'C', 'C'}}) {
    calibration.quality_class = declared;
    EXPECT_EQ(letter(calibration), got);
    EXPECT_TRUE(calibration_class(calibration).declared);
  }
  EXPECT_EQ(evidence_class(calibration).letter, 'C');
}

TEST(UncertaintyClass, DeclaredCStaysCWhateverIsRecorded) {
  Calibration calibration = checked(1.0);
  calibration.quality_class = 'C';
  EXPECT_EQ(letter(calibration), 'C');
  StreamInfo stream;
  stream.layout.rows = stream.layout.cols = 1;
  stream.full_scale = 4095;
  stream.kpa_per_count = 0.5;
  const auto converter = PressureConverter::make(stream, calibration);
  ASSERT_TRUE(converter);
  EXPECT_EQ(converter->unit(), PressureUnit::counts);
  EXPECT_EQ(converter->full_scale(), 4095.0);
  PressureFrame frame;
  converter->convert(std::vector<float>{100}, frame);
  EXPECT_EQ(frame.pressure, std::vector<float>{100});
}

TEST(UncertaintyClass, OfAStream) {
  StreamInfo stream;
  EXPECT_EQ(stream_class(stream, std::nullopt).letter, 'C');
  EXPECT_EQ(stream_class(stream, checked(1.0)).letter, 'B');
  stream.kpa_per_count = 0.1;
  EXPECT_EQ(stream_class(stream, std::nullopt).letter, 'B');
  EXPECT_EQ(stream_class(stream, checked(1.5)).letter, 'C');
  stream.format = SampleFormat::f32_kpa;
  EXPECT_EQ(stream_class(stream, std::nullopt).letter, 'B');
}

}  // namespace
}  // namespace rollscope
