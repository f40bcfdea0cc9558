// What a recording gives back is what it was given, to the bit.
#include <cmath>

#include "tests/unit/drivers/recording/recording_support.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

class RoundTrip : public ::testing::TestWithParam<SampleFormat> {};

TEST_P(RoundTrip, RandomFramesComeBackToTheBit) {
  const TemporaryFolder folder;
  for (std::uint32_t seed = 0; seed < 15; ++seed) {
    std::mt19937 random(seed);
    const auto setup =
        test::setup_of(1 + static_cast<int>(random() % 20), 1 + static_cast<int>(random() % 20), GetParam());
    const auto frames = test::random_frames(setup, random() % 120, seed);
    const fs::path path = folder / (std::to_string(seed) + ".rsr");
    test::write_recording(path, setup, frames);
    auto reader = RecordingReader::open(path);
    ASSERT_TRUE(reader) << reader.error().detail;
    EXPECT_EQ(reader->info().frames, frames.size());
    EXPECT_TRUE(reader->info().closed_cleanly);
    const auto back = test::read_frames(*reader);
    ASSERT_EQ(back.size(), frames.size()) << "seed " << seed;
    for (std::size_t i = 0; i < frames.size(); ++i)
      ASSERT_TRUE(test::same(frames[i], back[i])) << "seed " << seed;
    EXPECT_EQ(reader->damage().chunks, 0u);
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, RoundTrip,
                         ::testing::Values(SampleFormat::u8, SampleFormat::u16, SampleFormat::f32_kpa));

TEST(RoundTripOddities, CountsThatDoNotFitTheStreamAreKept) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(1, 5, SampleFormat::u8);
  std::vector<RawFrame> frames(1);
  frames[0].samples = {300.0f, std::nanf(""), 1.5f, -0.0f, -1e30f};
  test::write_recording(folder / "a.rsr", setup, frames);
  auto reader = RecordingReader::open(folder / "a.rsr");
  ASSERT_TRUE(reader);
  const auto back = test::read_frames(*reader);
  ASSERT_EQ(back.size(), 1u);
  EXPECT_TRUE(test::same(frames[0], back[0]));
}

TEST(RoundTripOddities, ExtremeTimesAndNumbers) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(1, 1, SampleFormat::u16);
  std::vector<RawFrame> frames(4);
  for (RawFrame& frame : frames) frame.samples = {1.0f};
  frames[0].captured_ns = 0;
  frames[1].sequence = std::numeric_limits<std::uint64_t>::max();
  frames[2].captured_ns = 1'000'000'000'000'000'000;
  frames[3].captured_ns = -5;  // a clock that went back
  frames[3].device_us = 0;
  test::write_recording(folder / "a.rsr", setup, frames);
  auto reader = RecordingReader::open(folder / "a.rsr");
  ASSERT_TRUE(reader);
  const auto back = test::read_frames(*reader);
  ASSERT_EQ(back.size(), frames.size());
  for (std::size_t i = 0; i < frames.size(); ++i) EXPECT_TRUE(test::same(frames[i], back[i]));
}

TEST(RoundTripOddities, TheSetupComesBack) {
  const TemporaryFolder folder;
  RecordingSetup setup = test::setup_of(2, 3, SampleFormat::u16);
  SensorLayout& layout = setup.stream.layout;
  layout.pitch_row_mm = 10.1;
  layout.pitch_col_mm = 1.0 / 3.0;
  layout.surface = Surface::cylinder;
  layout.radius_mm = 75.5;
  layout.seam_gap_mm = 0.25;
  setup.stream.geometry = Geometry::floor_under_ball;
  setup.stream.roller_kg = 1.25;
  layout.declared_area_cm2 = 0.7;
  layout.present = {1, 0, 1, 1, 1, 0};
  setup.stream.nominal_step_s = 0.01;
  setup.stream.device_clock = true;
  setup.stream.kpa_per_count = 0.1;
  setup.stream.device_label = "Matte \xC3\xBC \xE2\x88\x9A";
  setup.stream.serial_number = "0042";
  setup.stream.firmware = "1.2";
  setup.device_options = "gain=3";
  setup.profile.region = "calf";
  setup.profile.target_s = 45;
  setup.profile.hold.t_min_s = 6.1;
  setup.profile.alert.peak_stop_kpa = 333.3;
  setup.calibration = Calibration{.points = {{100.1, 20}, {2000, 1.0 / 3.0 * 1000}},
                                  .gain = {1, 0.1f, 1, 1, 1, std::nanf("")},
                                  .zero = {3, 4, 5, 6, 7, 8},
                                  .full_scale_kpa = 500,
                                  .quality_class = 'A',
                                  .sensor_serial = "0042",
                                  .date = "2026-01-02",
                                  .operator_name = "A. B.",
                                  .note = "say \"kPa\"\n",
                                  .model = CurveModel::linear,
                                  .residuals = {0.1, -0.2},
                                  .exponent = {1, 1, 1, 1, 1, 0.7f},
                                  .masked = {0, 5},
                                  .temperature_c = 21.5,
                                  .equilibration = {{{10, 100}}, 0.3, 0.1},
                                  .checks = {{98.1, 97, 1, "10 kg"}}};
  test::write_recording(folder / "a.rsr", setup, {});
  auto reader = RecordingReader::open(folder / "a.rsr");
  ASSERT_TRUE(reader) << reader.error().detail;
  const RecordingSetup& back = reader->info().setup;
  EXPECT_EQ(back.stream.layout, layout);
  EXPECT_EQ(back.stream.geometry, Geometry::floor_under_ball);
  EXPECT_EQ(back.stream.roller_kg, 1.25);
  EXPECT_EQ(back.stream.format, setup.stream.format);
  EXPECT_EQ(back.stream.full_scale, 4095);
  EXPECT_EQ(back.stream.rate_hz, 100);
  EXPECT_EQ(back.stream.nominal_step_s, 0.01);
  EXPECT_TRUE(back.stream.numbered);
  EXPECT_TRUE(back.stream.device_clock);
  EXPECT_EQ(back.stream.kpa_per_count, 0.1);
  EXPECT_EQ(back.stream.device_id, "native");
  EXPECT_EQ(back.stream.device_label, setup.stream.device_label);
  EXPECT_EQ(back.stream.serial_number, "0042");
  EXPECT_EQ(back.stream.firmware, "1.2");
  EXPECT_EQ(back.station, "mat 1");
  EXPECT_EQ(back.source, setup.source);
  EXPECT_EQ(back.device_options, "gain=3");
  EXPECT_EQ(back.program_version, "test");
  EXPECT_EQ(back.started_unix_ns, setup.started_unix_ns);
  EXPECT_EQ(back.started_monotonic_ns, setup.started_monotonic_ns);
  EXPECT_EQ(back.profile, setup.profile);
  ASSERT_TRUE(back.calibration);
  EXPECT_TRUE(std::isnan(back.calibration->gain[5]));
  Calibration expected = *setup.calibration, got = *back.calibration;
  expected.gain[5] = got.gain[5] = 0;
  EXPECT_EQ(got, expected);
  EXPECT_EQ(reader->info().end_reason, "stopped");
  EXPECT_EQ(reader->info().frames, 0u);
}

TEST(RoundTripOddities, DropsHealthAndLossesComeBack) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(1, 1, SampleFormat::u8);
  auto writer = RecordingWriter::create(folder / "a.rsr", setup);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->append(test::known_frame(setup, 0)));
  ASSERT_TRUE(writer->note_drop(7, "the ring was full"));
  const StreamHealth health{.bytes = 1,
                            .frames = 2,
                            .wrong_length = 3,
                            .checksum = 4,
                            .resyncs = 5,
                            .discarded_bytes = 6,
                            .gaps = 7,
                            .frames_lost = 8,
                            .repeated = 9,
                            .drift_ppm = -12.5,
                            .drift_watched_s = 60.0,
                            .arrival_p95_ms = 15.25};
  ASSERT_TRUE(writer->note_health(health));
  ASSERT_TRUE(writer->note_link(true, 500, "/dev/ttyUSB0: the device was unplugged"));
  ASSERT_TRUE(writer->note_link(false, 900, ""));
  ASSERT_TRUE(writer->finish("the person pressed stop"));
  auto reader = RecordingReader::open(folder / "a.rsr");
  ASSERT_TRUE(reader);
  ASSERT_EQ(reader->drops().size(), 1u);
  EXPECT_EQ(reader->drops()[0].frame_index, 1u);
  EXPECT_EQ(reader->drops()[0].frames, 7u);
  EXPECT_EQ(reader->drops()[0].captured_ns, setup.started_monotonic_ns);
  EXPECT_EQ(reader->drops()[0].reason, "the ring was full");
  ASSERT_EQ(reader->health().size(), 1u);
  EXPECT_EQ(reader->health()[0].health, health);
  ASSERT_EQ(reader->links().size(), 2u);
  EXPECT_EQ(reader->links()[0].frame_index, 1u);
  EXPECT_EQ(reader->links()[0].at_ns, 500);
  EXPECT_TRUE(reader->links()[0].lost);
  EXPECT_EQ(reader->links()[0].detail, "/dev/ttyUSB0: the device was unplugged");
  EXPECT_FALSE(reader->links()[1].lost);
  EXPECT_EQ(reader->info().end_reason, "the person pressed stop");
}

TEST(RoundTripOddities, ALargeFrameIsSplitIntoChunksByItsSize) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(256, 256, SampleFormat::u16);
  std::vector<RawFrame> frames(100);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    frames[i].sequence = i;
    frames[i].captured_ns = static_cast<std::int64_t>(i);  // all within a quarter second
    frames[i].samples.assign(setup.stream.layout.sensels(), static_cast<float>(i * 600));
  }
  test::write_recording(folder / "a.rsr", setup, frames);
  auto reader = RecordingReader::open(folder / "a.rsr");
  ASSERT_TRUE(reader);
  const auto back = test::read_frames(*reader);
  ASSERT_EQ(back.size(), frames.size());
  for (std::size_t i = 0; i < frames.size(); ++i) ASSERT_TRUE(test::same(frames[i], back[i]));
}

}  // namespace
}  // namespace rollscope
