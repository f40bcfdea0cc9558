// Every command survives, and comes back before the frame it took effect before.
#include "drivers/recording/json.hpp"
#include "drivers/recording/recording_source.hpp"
#include "tests/unit/drivers/recording/recording_support.hpp"

namespace rollscope {
namespace {

using test::TemporaryFolder;

std::vector<Command> one_of_each() {
  Profile profile;
  profile.region = "calf";
  double value = 1.0 / 3.0;
  for (const ProfileParameter& parameter : profile_parameters())
    parameter.value(profile) = value += 1.0 / 7.0;
  const Calibration calibration{.points = {{1, 0.1}, {2, 0.7}},
                                .gain = {0.1f, 3},
                                .zero = {1.5f, -2},
                                .full_scale_kpa = 0.8,
                                .quality_class = 'C',
                                .sensor_serial = "s",
                                .date = "d",
                                .operator_name = "o",
                                .note = "n",
                                .model = CurveModel::power,
                                .residuals = {1.0 / 3.0, -0.01},
                                .exponent = {0.9f, 1.1f},
                                .masked = {1},
                                .pressure_scale = 1.0 / 0.97,
                                .temperature_c = -0.1,
                                .indenter = "50 mm",
                                .in_situ = true,
                                .equilibration = {{{0, 1.5}, {80, 2.5}}, 0.2, 1.0 / 90},
                                .checks = {{98.0665, 95.3, 1.0, "10 kg"}, {9.8, 10, 0.99, ""}},
                                .crosstalk = {.front_end = FrontEnd::zero_potential,
                                              .columns_driven = true,
                                              .pulldown_ohm = 1.0 / 3.0,
                                              .feedback_ohm = 4000,
                                              .driver_ohm = 0.1,
                                              .sense_ohm = 0.2,
                                              .full_scale_counts = 4095,
                                              .ghost_ratio = 0.01},
                                .creep = {.per_decade = 0.1 / 3.0, .tau_s = {0.1, 7}, .uncertainty = 0.2}};
  return {ZeroCommand{},
          RegionCommand{"foot-sole"},
          TargetCommand{0.1},
          ProfileCommand{profile},
          CalibrationCommand{calibration},
          AcknowledgeCommand{},
          StopCommand{},
          PainCommand{10},
          MarkCommand{"sore: \"here\" \xE2\x82\xAC\n"}};
}

// Recordings made before curves had models, residuals and checks.
constexpr std::string_view kPlain =
    R"({"points":[{"counts":200.0,"kpa":20.5}],"gain":[1.0,1.5],"zero":[],"full_scale_kpa":500.0,)"
    R"("quality_class":"B","sensor_serial":"7","date":"2026-01-02","operator":"o","note":"n"})";

TEST(CalibrationJson, APlainCalibrationReadsAsItAlwaysDid) {
  const auto calibration = parse_calibration_json(kPlain);
  ASSERT_TRUE(calibration) << calibration.error().detail;
  EXPECT_EQ(*calibration, (Calibration{.points = {{200, 20.5}},
                                       .gain = {1, 1.5f},
                                       .full_scale_kpa = 500,
                                       .sensor_serial = "7",
                                       .date = "2026-01-02",
                                       .operator_name = "o",
                                       .note = "n"}));
  EXPECT_EQ(calibration_json(*calibration), kPlain);
}

// Commands have no equality of their own; their text holds everything.
void expect_same(const Command& a, const Command& b) {
  ASSERT_EQ(a.index(), b.index());
  EXPECT_EQ(command_json(a), command_json(b));
  if (const auto* profile = std::get_if<ProfileCommand>(&a)) {
    EXPECT_EQ(profile->profile, std::get<ProfileCommand>(b).profile);
  }
  if (const auto* calibration = std::get_if<CalibrationCommand>(&a)) {
    EXPECT_EQ(calibration->calibration, std::get<CalibrationCommand>(b).calibration);
  }
  if (const auto* target = std::get_if<TargetCommand>(&a)) {
    EXPECT_EQ(target->target_s, std::get<TargetCommand>(b).target_s);
  }
  if (const auto* mark = std::get_if<MarkCommand>(&a)) {
    EXPECT_EQ(mark->text, std::get<MarkCommand>(b).text);
  }
  if (const auto* region = std::get_if<RegionCommand>(&a)) {
    EXPECT_EQ(region->region, std::get<RegionCommand>(b).region);
  }
  if (const auto* pain = std::get_if<PainCommand>(&a)) {
    EXPECT_EQ(pain->nrs, std::get<PainCommand>(b).nrs);
  }
}

TEST(CommandJson, EveryAlternativeComesBack) {
  const auto commands = one_of_each();
  ASSERT_EQ(commands.size(), std::variant_size_v<Command>);
  for (std::size_t i = 0; i < commands.size(); ++i) {
    ASSERT_EQ(commands[i].index(), i);
    const auto back = parse_command_json(command_json(commands[i]));
    ASSERT_TRUE(back) << back.error().detail;
    expect_same(commands[i], *back);
  }
}

TEST(CommandJson, BrokenTextIsAnError) {
  const std::string whole = command_json(one_of_each()[4]);
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(parse_command_json(whole.substr(0, length)));
  EXPECT_FALSE(parse_command_json(R"({"kind":"dance"})"));
  EXPECT_FALSE(parse_command_json(R"({"kind":"pain","nrs":"much"})"));
  EXPECT_FALSE(
      parse_command_json(R"({"kind":"profile","profile":{"region":"calf","parameters":{"hold.x":1}}})"));
}

TEST(CommandJson, TextThatIsNotUtf8IsKeptReadable) {
  EXPECT_TRUE(parse_command_json(command_json(MarkCommand{"\xFF\xFE"})));
}

TEST(RecordedCommands, ComeRightBeforeTheirFrame) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(2, 2, SampleFormat::u16);
  const auto commands = one_of_each();
  // Command i before frame 13 * i; the last one after the last frame.
  constexpr std::uint64_t kFrames = 13 * 8;
  {
    auto writer = RecordingWriter::create(folder / "a.rsr", setup);
    ASSERT_TRUE(writer);
    for (std::uint64_t i = 0; i <= kFrames; ++i) {
      if (i % 13 == 0) {
        ASSERT_TRUE(
            writer->append_command(commands[i / 13], i == 26 ? std::optional(i + 1000) : std::nullopt));
      }
      if (i < kFrames) {
        ASSERT_TRUE(writer->append(test::known_frame(setup, i)));
      }
    }
    ASSERT_TRUE(writer->finish());
  }
  auto reader = RecordingReader::open(folder / "a.rsr");
  ASSERT_TRUE(reader);
  ASSERT_EQ(reader->commands().size(), commands.size());
  EXPECT_EQ(reader->commands()[2].frame_index, 26u);
  EXPECT_EQ(reader->commands()[2].sequence, 1026u);
  EXPECT_EQ(reader->commands()[3].sequence, 1039u);
  EXPECT_EQ(reader->commands()[2].captured_ns, test::known_frame(setup, 25).captured_ns);

  auto source =
      open_recording_source({.scheme = "file", .address = (folder / "a.rsr").string(), .options = {}});
  ASSERT_TRUE(source);
  RawFrame frame;
  Command command;
  std::uint64_t frames = 0, seen = 0;
  for (;;) {
    const auto event = (*source)->read(frame, command, std::chrono::milliseconds(0));
    if (event == SourceEvent::ended) break;
    if (event == SourceEvent::command) {
      EXPECT_EQ(frames, 13 * seen);
      expect_same(command, commands[seen]);
      ++seen;
    } else {
      ASSERT_EQ(event, SourceEvent::frame);
      EXPECT_TRUE(test::same(frame, test::known_frame(setup, frames)));
      ++frames;
    }
  }
  EXPECT_EQ(frames, kFrames);
  EXPECT_EQ(seen, commands.size());
  EXPECT_FALSE((*source)->end_error());
}

TEST(RecordedCommands, ComeWithTheirFrameAfterASeek) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(1, 1, SampleFormat::u8);
  auto writer = RecordingWriter::create(folder / "a.rsr", setup);
  ASSERT_TRUE(writer);
  for (std::uint64_t i = 0; i < 100; ++i) {
    if (i == 60) {
      ASSERT_TRUE(writer->append_command(PainCommand{4}));
    }
    ASSERT_TRUE(writer->append(test::known_frame(setup, i)));
  }
  ASSERT_TRUE(writer->finish());
  auto reader = RecordingReader::open(folder / "a.rsr");
  ASSERT_TRUE(reader);
  RawFrame frame;
  Command command;
  for (const std::uint64_t target : {60u, 0u, 61u, 59u, 99u, 60u}) {
    reader->seek_frame(target);
    const bool wants_command = target == 60;
    if (wants_command) {
      EXPECT_EQ(reader->next(frame, command), RecordingReader::Item::command);
    }
    ASSERT_EQ(reader->next(frame, command), RecordingReader::Item::frame) << target;
    EXPECT_EQ(reader->frame_index(), target);
    EXPECT_TRUE(test::same(frame, test::known_frame(setup, target)));
  }
}

}  // namespace
}  // namespace rollscope
