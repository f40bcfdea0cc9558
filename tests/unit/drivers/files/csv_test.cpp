#include "drivers/files/csv.hpp"

#include <bit>
#include <cmath>

#include "drivers/files/file_format.hpp"
#include "tests/unit/drivers/recording/recording_support.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

constexpr const char* kHeader =
    "# rollscope-csv: 1\n# rows: 2\n# cols: 2\n# pitch_mm: 10 12.5\n# unit: kPa\n# surface: "
    "flat\nt_s,s0,s1,s2,s3\n";

struct Read {
  Result<StreamInfo> info = fail(Errc::io, "");
  std::vector<RawFrame> frames;
  std::string error;  // of opening or reading
};

Read read(const std::string& text) {
  static const TemporaryFolder folder;
  test::write_bytes(folder / "a.csv", text);
  Read result;
  auto reader = CsvReader::open(folder / "a.csv");
  if (!reader) {
    result.error = reader.error().detail;
    return result;
  }
  result.info = reader->info();
  RawFrame frame;
  for (;;) {
    const auto more = reader->next(frame);
    if (!more) result.error = more.error().detail;
    if (!more || !*more) return result;
    result.frames.push_back(frame);
  }
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Csv, ReadsTheExampleOfTheDesign) {
  const Read got = read(std::string(kHeader) + "0.000,0,0,1.5,2\n0.01,3,4,5,-0.25\n");
  ASSERT_EQ(got.error, "");
  EXPECT_EQ(got.info->layout.rows, 2);
  EXPECT_EQ(got.info->layout.cols, 2);
  EXPECT_EQ(got.info->layout.pitch_row_mm, 10);
  EXPECT_EQ(got.info->layout.pitch_col_mm, 12.5);
  EXPECT_EQ(got.info->layout.surface, Surface::flat);
  EXPECT_TRUE(got.info->layout.present.empty());
  EXPECT_EQ(got.info->format, SampleFormat::f32_kpa);
  EXPECT_FALSE(got.info->numbered);
  EXPECT_EQ(got.info->device_id, "rollscope-csv");
  EXPECT_NEAR(got.info->rate_hz, 100, 1e-9);
  ASSERT_EQ(got.frames.size(), 2u);
  EXPECT_EQ(got.frames[1].captured_ns, 10'000'000);
  EXPECT_EQ(got.frames[1].sequence, 1u);
  EXPECT_EQ(got.frames[1].samples, (std::vector<float>{3, 4, 5, -0.25f}));
}

TEST(Csv, ToleratesHowPeopleAndProgramsWrite) {
  const std::vector<std::string> variants{
      "\xEF\xBB\xBF" + std::string(kHeader) + "0,1,2,3,4\n",
      std::string(kHeader) + "0,1,2,3,4",                       // no end of line
      std::string(kHeader) + "\n0, 1 ,\t2,+3,4.0\n\n",          // spaces, blank lines
      std::string(kHeader) + "# a remark\n0,1,2,3,4\n# end\n",  // remarks
      "#rollscope-csv:1\n#unit:KPA\n# author: me: myself\n# just words\n#cols:2\n# pitch_mm:10   "
      "12.5\n#rows:2\n"
      "t_s,a,b,c,d\n0,1e0,2,0.3e1,4\n"};
  for (std::string text : variants) {
    for (const bool crlf : {false, true}) {
      if (crlf)
        for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
          text.insert(at, "\r");
      const Read got = read(text);
      EXPECT_EQ(got.error, "") << text;
      ASSERT_EQ(got.frames.size(), 1u) << text;
      EXPECT_EQ(got.frames[0].samples, (std::vector<float>{1, 2, 3, 4})) << text;
    }
  }
}

TEST(Csv, AnEmptyOrNanCellIsNoSensel) {
  const Read got = read(std::string(kHeader) + "0,1,,nan,4\n1,1,NaN,,\n2,1,,5,nan\n");
  ASSERT_EQ(got.error, "");
  EXPECT_EQ(got.info->layout.present, (std::vector<std::uint8_t>{1, 0, 1, 1}));
  ASSERT_EQ(got.frames.size(), 3u);
  EXPECT_TRUE(std::isnan(got.frames[0].samples[1]));
  EXPECT_TRUE(std::isnan(got.frames[0].samples[2]));
  EXPECT_TRUE(std::isnan(got.frames[1].samples[3]));
  EXPECT_EQ(got.frames[2].samples[2], 5);
}

TEST(Csv, ASenselThatSpeaksLateIsThere) {
  std::string text = kHeader;
  for (int i = 0; i < 1000; ++i) text += std::to_string(i) + ",1,2,,4\n";
  EXPECT_EQ(read(text).info->layout.present, (std::vector<std::uint8_t>{1, 1, 0, 1}));
  text += "1000,1,2,3,4\n";
  EXPECT_TRUE(read(text).info->layout.present.empty());
}

TEST(Csv, OptionalColumnsInEitherOrder) {
  const std::string header = with(kHeader, "s3\n", "s3,nrs,angle_rad\n");
  const Read got = read(header + "0,1,2,3,4,7,-1.25\n1,1,2,3,4,,nan\n");
  ASSERT_EQ(got.error, "");
  EXPECT_EQ(got.frames[0].nrs, 7);
  EXPECT_EQ(got.frames[0].angle_rad, -1.25f);
  EXPECT_TRUE(std::isnan(got.frames[1].nrs));
  EXPECT_TRUE(std::isnan(got.frames[1].angle_rad));
  const Read one = read(with(kHeader, "s3\n", "s3,angle_rad\n") + "0,1,2,3,4,0.5\n");
  ASSERT_EQ(one.error, "");
  EXPECT_EQ(one.frames[0].angle_rad, 0.5f);
  EXPECT_TRUE(std::isnan(one.frames[0].nrs));
}

TEST(Csv, ACylinderHasItsRadius) {
  const Read got = read(with(kHeader, "flat", "cylinder 75.5") + "0,1,2,3,4\n");
  ASSERT_EQ(got.error, "");
  EXPECT_EQ(got.info->layout.surface, Surface::cylinder);
  EXPECT_EQ(got.info->layout.radius_mm, 75.5);
}

TEST(Csv, FullScaleOfCountsIsTheSmallestUsualOneThatFits) {
  const std::string counts = with(kHeader, "kPa", "counts");
  const auto scale = [&](const std::string& highest) {
    const Read got = read(counts + "0,0,0,0,0\n1,0," + highest + ",0,0\n");
    EXPECT_EQ(got.error, "");
    return got.info->full_scale;
  };
  EXPECT_EQ(scale("0"), 255);
  EXPECT_EQ(scale("255"), 255);
  EXPECT_EQ(scale("256"), 1023);
  EXPECT_EQ(scale("1024"), 4095);
  EXPECT_EQ(scale("4096"), 65535);
  EXPECT_EQ(scale("65535"), 65535);
  EXPECT_EQ(read(counts + "0,0,0,0,0\n").info->format, SampleFormat::u8);
  const Read told = read(with(counts, "# unit", "# full_scale: 4095\n# unit") + "0,0,0,0,0\n");
  EXPECT_EQ(told.info->full_scale, 4095);
  EXPECT_EQ(told.info->format, SampleFormat::u16);
}

TEST(Csv, ErrorsNameTheLineAndTheCure) {
  const std::string header = kHeader, counts = with(kHeader, "kPa", "counts");
  const std::vector<std::array<std::string, 3>> cases{
      // text, line, part of the message
      {"", ":0:", "column line"},
      {"hello\n", ":1:", "# rollscope-csv: 1"},
      {"# rollscope-csv: 2\n", ":1:", "version"},
      {"# rollscope-csv: 1\r# rows: 2\r" + std::string(9000, '7'), ":1:", "CR alone"},
      {"# rollscope-csv: " + std::string(9000, '7'), ":1:", "777...'"},
      {with(header, "flat", std::string(9000, 'x')), ":6:", "xxx...'"},
      {with(header, "# rows: 2", "# rows: two"), ":2:", "whole number"},
      {with(header, "# rows: 2", "# rows: 0"), ":2:", "whole number"},
      {with(header, "# rows: 2", "# rows: -3"), ":2:", "whole number"},
      {with(header, "# rows: 2", "# rows: 2.5"), ":2:", "whole number"},
      {with(header, "# rows: 2\n", ""), ":6:", "# rows: 24"},
      {with(header, "# unit: kPa\n", ""), ":6:", "# unit: kPa"},
      {with(header, "# pitch_mm: 10 12.5\n", ""), ":6:", "ROW COL"},
      {with(header, "10 12.5", "10"), ":4:", "ROW COL"},
      {with(header, "10 12.5", "10 0"), ":4:", "ROW COL"},
      {with(header, "10 12.5", "10 nan"), ":4:", "ROW COL"},
      {with(header, "kPa", "psi"), ":5:", "kPa or counts"},
      {with(header, "flat", "round"), ":6:", "cylinder 75"},
      {with(header, "flat", "cylinder"), ":6:", "cylinder 75"},
      {with(header, "flat", "cylinder -1"), ":6:", "cylinder 75"},
      {with(header, "# cols: 2", "# cols: 2\n# cols: 2"), ":4:", "second time"},
      {with(header, "t_s,s0,s1,s2,s3\n", "0,1,2,3,4\n"), ":7:", "column line is missing"},
      {with(header, "t_s,s0,s1,s2,s3", "t_s,s0,s1,s2"), ":7:", "3 sensels named"},
      {with(header, "t_s,s0,s1,s2,s3", "t_s,s0,s1,s2,s3,s4"), ":7:", "column 6"},
      {with(header, "t_s,s0,s1,s2,s3", "t_s,s0,s1,s2,s3,nrs,nrs"), ":7:", "column 7"},
      {with(header, "t_s,s0,s1,s2,s3", "t_s,s0,s1,s2,nrs"), ":7:", "column 5"},
      {with(header, "t_s,s0,s1,s2,s3", "t_s;s0;s1;s2;s3"), ":7:", "commas"},
      {header + "0,1,2,3\n", ":8:", "3 values behind t_s where the column line has 4; the line is cut off"},
      {header + "0,1,2,3,4,5\n", ":8:", "5 values"},
      {header + "0,1,2,3,4,\n", ":8:", "5 values"},
      {header + "0\n", ":8:", "0 values"},
      {header + "0,1,2,x,4\n", ":8:", "column 4 is 'x'"},
      {header + "0,1,2,3 4,4\n", ":8:", "column 4"},
      {header + "0,1,2,1e99,4\n", ":8:", "column 4"},
      {header + "0,1,2,inf,4\n", ":8:", "column 4"},
      {header + "0;1;2;3;4\n", ":8:", "commas"},
      {header + ",1,2,3,4\n", ":8:", "time in seconds"},
      {header + "nan,1,2,3,4\n", ":8:", "time in seconds"},
      {header + "1e30,1,2,3,4\n", ":8:", "time in seconds"},
      {header + "0,1,2,3,4\n0,1,2,3,4\n", ":9:", "rises strictly"},
      {header + "0,1,2,3,4\n\n-1,1,2,3,4\n", ":10:", "rises strictly"},
      {header + "0,1,2,3,4\n# unit: counts\n", ":9:", "header line"},
      {counts + "0,1,2,-3,4\n", ":8:", "counts from 0 to 65535"},
      {counts + "0,1,2,3.5,4\n", ":8:", "counts from 0 to 65535"},
      {counts + "0,1,2,65536,4\n", ":8:", "counts from 0 to 65535"},
      {with(header, "s3\n", "s3,nrs\n") + "0,1,2,3,4,11\n", ":8:", "0 to 10"},
      {with(header, "s3\n", "s3,angle_rad\n") + "0,1,2,3,4,left\n", ":8:", "radians"},
      {header.substr(0, header.find("t_s")), ":6:", "ends before its column line"},
  };
  for (const auto& [text, line, part] : cases) {
    const std::string error = read(text).error;
    EXPECT_NE(error.find("a.csv" + line), std::string::npos) << text << "\n-> " << error;
    EXPECT_NE(error.find(part), std::string::npos) << text << "\n-> " << error;
  }
}

TEST(Csv, ALateErrorComesAfterTheGoodFrames) {
  std::string text = kHeader;
  for (int i = 0; i < 500; ++i) text += std::to_string(i) + ",1,2,3,4\n";
  const Read got = read(text + "600,1,2,oops,4\n");
  EXPECT_EQ(got.frames.size(), 500u);
  EXPECT_NE(got.error.find(":508:"), std::string::npos) << got.error;
}

TEST(Csv, AnyBytesAreAnErrorOrFramesNeverACrash) {
  std::mt19937 random(1);
  const std::string good = std::string(kHeader) + "0,1,2,3,4\n1,1,2,3,4\n2,nan,,3e2,4\n";
  for (int i = 0; i < 3000; ++i) {
    std::string text = good;
    for (int k = static_cast<int>(random() % 4); k >= 0; --k) {
      const std::size_t at = random() % text.size();
      if (random() % 3 == 0)
        text.erase(at, random() % 20);
      else if (random() % 2 == 0)
        text[at] = static_cast<char>(random());
      else
        text.insert(at, 1, ",\n#x0. -e:"[random() % 10]);
    }
    const Read got = read(text);
    for (const RawFrame& frame : got.frames) EXPECT_EQ(frame.samples.size(), got.info->layout.sensels());
  }
}

TEST(Csv, HugeLinesAreFine) {
  std::string header = "# rollscope-csv: 1\n# rows: 512\n# cols: 512\n# pitch_mm: 1 1\n# unit: kPa\nt_s";
  std::string row;
  for (int i = 0; i < 512 * 512; ++i) {
    header += ",s" + std::to_string(i);
    row += ",1.25";
  }
  const Read got = read(header + "\n0" + row + "\n1" + row + "\n");
  ASSERT_EQ(got.error, "");
  ASSERT_EQ(got.frames.size(), 2u);
  EXPECT_EQ(got.frames[1].samples.back(), 1.25f);
}

// What is written reads back to the same bits, whatever the samples.
TEST(Csv, WritingRoundTrips) {
  const TemporaryFolder folder;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    StreamInfo info;
    info.layout.rows = 1 + static_cast<int>(random() % 6);
    info.layout.cols = 1 + static_cast<int>(random() % 6);
    info.layout.pitch_row_mm = 0.1 + static_cast<double>(random() % 1000) / 7.0;
    info.layout.pitch_col_mm = 0.1 + static_cast<double>(random() % 1000) / 3.0;
    if (seed % 2) {
      info.layout.surface = Surface::cylinder;
      info.layout.radius_mm = 1.0 + static_cast<double>(random() % 1000) / 9.0;
    }
    const bool counts = seed % 3 == 0;
    info.format = counts ? SampleFormat::u16 : SampleFormat::f32_kpa;
    info.full_scale = counts ? 4095 : 0;
    const CsvWriter::Columns columns{.angle = seed % 5 == 0, .nrs = seed % 7 == 0};
    std::vector<RawFrame> frames(1 + random() % 20);
    std::int64_t now = 0;
    for (std::size_t i = 0; i < frames.size(); ++i) {
      RawFrame& frame = frames[i];
      frame.sequence = i;
      frame.captured_ns = now;
      now += 1 + static_cast<std::int64_t>(random() % 100'000'000);
      frame.samples.resize(info.layout.sensels());
      for (float& sample : frame.samples) {
        if (counts) sample = static_cast<float>(random() % 4096);
        while (!counts &&
               !std::isfinite(sample = std::bit_cast<float>(static_cast<std::uint32_t>(random())))) {
        }
        if (i > 0 && random() % 16 == 0) sample = kNotGiven;
      }
      if (columns.angle) frame.angle_rad = static_cast<float>(random()) / 1e9f;
      if (columns.nrs) frame.nrs = static_cast<float>(random() % 11);
    }
    const fs::path path = folder / (std::to_string(seed) + ".csv");
    auto writer = CsvWriter::create(path, info, columns);
    ASSERT_TRUE(writer);
    for (const RawFrame& frame : frames) ASSERT_TRUE(writer->append(frame));
    ASSERT_TRUE(writer->finish());
    const Read got = read(test::read_bytes(path));
    ASSERT_EQ(got.error, "") << "seed " << seed;
    EXPECT_EQ(got.info->layout, info.layout);
    EXPECT_EQ(got.info->format, info.format);
    EXPECT_EQ(got.info->full_scale, info.full_scale);
    ASSERT_EQ(got.frames.size(), frames.size());
    for (std::size_t i = 0; i < frames.size(); ++i)
      ASSERT_TRUE(test::same(frames[i], got.frames[i])) << "seed " << seed;
  }
}

TEST(Csv, TheWriterOverwritesNothingAndRefusesTimeThatStands) {
  const TemporaryFolder folder;
  test::write_bytes(folder / "a.csv", "mine");
  StreamInfo info;
  info.layout.rows = info.layout.cols = 1;
  EXPECT_EQ(CsvWriter::create(folder / "a.csv", info, {}).error().code, Errc::exists);
  EXPECT_EQ(test::read_bytes(folder / "a.csv"), "mine");
  auto writer = CsvWriter::create(folder / "b.csv", info, {});
  ASSERT_TRUE(writer);
  RawFrame frame;
  frame.samples = {1};
  ASSERT_TRUE(writer->append(frame));
  EXPECT_FALSE(writer->append(frame));
  EXPECT_FALSE(CsvWriter::create(folder / "no" / "c.csv", info, {}));
}

TEST(CsvSource, IsASourceLikeAnyOther) {
  const TemporaryFolder folder;
  test::write_bytes(folder / "walk.txt", std::string(kHeader) + "5,1,2,3,4\n5.5,1,2,3,4\n");
  SourceUri uri{
      .scheme = "file", .address = (folder / "walk.txt").string(), .options = {{"pitch_mm", "5,6"}}};
  auto source = open_file_source(uri);
  ASSERT_TRUE(source) << source.error().detail;
  EXPECT_EQ((*source)->info().layout.pitch_row_mm, 5);
  EXPECT_EQ((*source)->info().layout.pitch_col_mm, 6);
  RawFrame frame;
  Command command;
  const auto wait = std::chrono::milliseconds(0);
  EXPECT_EQ((*source)->read(frame, command, wait), SourceEvent::frame);
  EXPECT_EQ(frame.captured_ns, 5'000'000'000);
  EXPECT_EQ((*source)->read(frame, command, wait), SourceEvent::frame);
  EXPECT_EQ((*source)->read(frame, command, wait), SourceEvent::ended);
  EXPECT_EQ((*source)->read(frame, command, wait), SourceEvent::ended);
  EXPECT_FALSE((*source)->end_error());
  EXPECT_EQ((*source)->health().frames, 2u);
}

TEST(Csv, ARollerSaysWhatItIs) {
  const std::string roller =
      with(kHeader, "# surface: flat\n",
           "# surface: cylinder 75\n# geometry: D\n# seam_gap_mm: 4\n# roller_kg: 1.2\n");
  const Read got = read(roller + "0,1,2,3,4\n");
  ASSERT_EQ(got.error, "");
  EXPECT_EQ(got.info->geometry, Geometry::roller_skin);
  EXPECT_EQ(got.info->layout.seam_gap_mm, 4);
  EXPECT_EQ(got.info->roller_kg, 1.2);
  EXPECT_NE(read(with(roller, "D\n", "E\n") + "0,1,2,3,4\n").error.find("geometry"), std::string::npos);
  EXPECT_NE(read(with(roller, "cylinder 75", "flat") + "0,1,2,3,4\n").error.find("seam_gap_mm"),
            std::string::npos);
  EXPECT_NE(read(with(roller, "1.2", "-1") + "0,1,2,3,4\n").error.find("roller_kg"), std::string::npos);
}

TEST(CsvSource, AnErrorEndsItAndSaysWhy) {
  const TemporaryFolder folder;
  std::string text = kHeader;
  for (int i = 0; i < 300; ++i) text += std::to_string(i) + ",1,2,3,4\n";
  test::write_bytes(folder / "a.csv", text + "junk\n");
  auto source = open_csv_source({.scheme = "file", .address = (folder / "a.csv").string(), .options = {}});
  ASSERT_TRUE(source);
  RawFrame frame;
  Command command;
  int frames = 0;
  while ((*source)->read(frame, command, std::chrono::milliseconds(0)) == SourceEvent::frame) ++frames;
  EXPECT_EQ(frames, 300);
  ASSERT_TRUE((*source)->end_error());
  EXPECT_NE((*source)->end_error()->detail.find(":308:"), std::string::npos);
}

}  // namespace
}  // namespace rollscope
