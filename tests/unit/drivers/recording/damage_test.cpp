// Files that were cut, flipped or never ours: named, counted, survived.
#include <sqlite3.h>

#include "drivers/files/file_format.hpp"
#include "drivers/recording/verify.hpp"
#include "tests/unit/drivers/recording/recording_support.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

void run_sql(const fs::path& path, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  char* message = nullptr;
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK) << message;
  sqlite3_free(message);
  sqlite3_close(database);
}

// 500 frames in 20 chunks of 25.
class Damage : public ::testing::Test {
 protected:
  static constexpr std::uint64_t kFrames = 500;
  void SetUp() override {
    auto writer = RecordingWriter::create(path, setup);
    ASSERT_TRUE(writer);
    for (std::uint64_t i = 0; i < kFrames; ++i) {
      if (i % 100 == 50) {
        ASSERT_TRUE(writer->append_command(PainCommand{static_cast<int>(i / 100)}));
      }
      ASSERT_TRUE(writer->append(test::known_frame(setup, i)));
    }
    ASSERT_TRUE(writer->finish());
  }
  // Everything that is read is what was written, and what is not is counted.
  VerifyReport expect_honest() {
    const auto report = verify_recording(path);
    EXPECT_TRUE(report) << report.error().detail;
    auto reader = RecordingReader::open(path);
    EXPECT_TRUE(reader);
    if (!report || !reader) return {};
    RawFrame frame;
    Command command;
    for (;;) {
      const auto item = reader->next(frame, command);
      if (item == RecordingReader::Item::end) break;
      if (item == RecordingReader::Item::frame) {
        EXPECT_TRUE(test::same(frame, test::known_frame(setup, reader->frame_index())));
      }
    }
    return *report;
  }

  TemporaryFolder folder;
  fs::path path = folder / "a.rsr";
  RecordingSetup setup = test::setup_of(8, 8, SampleFormat::u16);
};

TEST_F(Damage, AWholeFileIsFoundWhole) {
  const VerifyReport report = expect_honest();
  EXPECT_TRUE(report.ok);
  EXPECT_EQ(report.frames, kFrames);
  EXPECT_EQ(report.lines.size(), 1u);
}

TEST_F(Damage, AFlippedByteInAChunkIsNamed) {
  for (const char* column : {"samples", "meta"}) {
    fs::remove(folder / "b.rsr");
    fs::copy(path, folder / "b.rsr");
    run_sql(folder / "b.rsr", std::string("UPDATE chunks SET ") + column + " = substr(" + column +
                                  ",1,12) || x'5A' || substr(" + column + ",14) WHERE first_frame = 100");
    const auto report = verify_recording(folder / "b.rsr");
    ASSERT_TRUE(report);
    EXPECT_FALSE(report->ok);
    EXPECT_EQ(report->damaged_chunks, 1u);
    EXPECT_EQ(report->damaged_frames, 25u);
    EXPECT_EQ(report->frames, kFrames - 25);
    EXPECT_NE(report->lines[0].find("frames 100 to 124"), std::string::npos) << report->lines[0];
  }
}

TEST_F(Damage, AChangedCrcIsNamed) {
  run_sql(path, "UPDATE chunks SET crc32 = crc32 + 1 WHERE first_frame = 0");
  const VerifyReport report = expect_honest();
  EXPECT_EQ(report.damaged_chunks, 1u);
  EXPECT_NE(report.lines[0].find("CRC"), std::string::npos);
}

TEST_F(Damage, RowsThatTellLiesAreNamed) {
  for (const char* lie : {"frames = 26", "frames = 0", "frames = -1", "frames = 1000000000",
                          "sample_bytes = 3", "sample_bytes = 1", "columns = 64", "columns = 3",
                          "samples = x''", "meta = x'00'", "meta = 'text'", "crc32 = 'x'"}) {
    fs::remove(folder / "b.rsr");
    fs::copy(path, folder / "b.rsr");
    run_sql(folder / "b.rsr", std::string("UPDATE chunks SET ") + lie + " WHERE first_frame = 250");
    const auto report = verify_recording(folder / "b.rsr");
    ASSERT_TRUE(report) << lie;
    EXPECT_FALSE(report->ok) << lie;
    EXPECT_EQ(report->damaged_chunks, 1u) << lie;
    EXPECT_GE(report->frames, kFrames - 50) << lie;
  }
}

TEST_F(Damage, MissingChunksAreNamedAndCommandsStayInOrder) {
  run_sql(path, "DELETE FROM chunks WHERE first_frame BETWEEN 100 AND 200");
  const VerifyReport report = expect_honest();
  EXPECT_FALSE(report.ok);
  EXPECT_EQ(report.damaged_frames, 125u);
  EXPECT_NE(report.lines[0].find("frames 100 to 224 are not in the file"), std::string::npos)
      << report.lines[0];
  auto reader = RecordingReader::open(path);
  RawFrame frame;
  Command command;
  std::vector<std::uint64_t> before;  // the frame that follows each command
  int waiting = 0;
  for (auto item = reader->next(frame, command); item != RecordingReader::Item::end;
       item = reader->next(frame, command)) {
    if (item == RecordingReader::Item::command) ++waiting;
    for (; item == RecordingReader::Item::frame && waiting > 0; --waiting)
      before.push_back(reader->frame_index());
  }
  EXPECT_EQ(before, (std::vector<std::uint64_t>{50, 225, 250, 350, 450}));
}

TEST_F(Damage, ABrokenCommandIsNamed) {
  run_sql(path, "UPDATE commands SET json = '{\"kind\":\"pain\"' WHERE frame_index = 150");
  const VerifyReport report = expect_honest();
  EXPECT_FALSE(report.ok);
  EXPECT_EQ(report.damaged_commands, 1u);
  EXPECT_EQ(report.frames, kFrames);
}

TEST_F(Damage, NumberedStreamsShowTheirGapsAndTheRecorderItsDrops) {
  fs::remove(path);
  auto writer = RecordingWriter::create(path, setup);
  ASSERT_TRUE(writer);
  for (const std::uint64_t i : {0u, 1u, 5u, 6u, 10u})
    ASSERT_TRUE(writer->append(test::known_frame(setup, i)));
  ASSERT_TRUE(writer->note_drop(4, "the disk was slow"));
  ASSERT_TRUE(writer->finish());
  const auto report = verify_recording(path);
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->ok);
  EXPECT_EQ(report->sequence_gaps, 2u);
  EXPECT_EQ(report->frames_missing, 6u);
  EXPECT_EQ(report->frames_dropped, 4u);
  EXPECT_TRUE(report->closed_cleanly);
}

// Half a frame at the beginning is no loss; what breaks afterwards is, even where nothing numbers the frames.
TEST_F(Damage, StreamsWithoutNumbersShowWhatTheLinkCouldNotRead) {
  setup.stream.numbered = false;
  for (const std::uint64_t broken : {0u, 3u}) {
    fs::remove(path);
    auto writer = RecordingWriter::create(path, setup);
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->append(test::known_frame(setup, 0)));
    ASSERT_TRUE(writer->note_health({.frames = 1, .wrong_length = 1, .discarded_bytes = 241}));
    ASSERT_TRUE(writer->append(test::known_frame(setup, 1)));
    ASSERT_TRUE(writer->note_health(
        {.frames = 2, .wrong_length = 1 + broken, .discarded_bytes = 241 + 1000 * broken}));
    ASSERT_TRUE(writer->finish());
    const auto report = verify_recording(path);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->ok, broken == 0) << report->lines.front();
    EXPECT_EQ(report->link_damaged, broken);
    EXPECT_EQ(report->link_discarded, 1000 * broken);
    EXPECT_EQ(report->lines.size(), broken == 0 ? 1u : 2u);
  }
}

TEST_F(Damage, AFileCutInTheMiddleKeepsItsFirstHalf) {
  // Large frames, so that pages of the cut half hold none of the kept one.
  setup = test::setup_of(32, 32, SampleFormat::u16);
  std::vector<RawFrame> frames;
  for (std::uint64_t i = 0; i < kFrames; ++i) frames.push_back(test::known_frame(setup, i));
  fs::remove(path);
  test::write_recording(path, setup, frames);
  const std::string whole = test::read_bytes(path);
  test::write_bytes(path, whole.substr(0, whole.size() / 2 + 1));
  const VerifyReport report = expect_honest();
  EXPECT_FALSE(report.ok);
  EXPECT_GT(report.frames, kFrames / 4);
  EXPECT_GT(RecordingReader::open(path)->info().duration_s, 1.0);
  EXPECT_NE(report.lines.back().find("frames"), std::string::npos);
}

// Also inside the page on which a chunk's row stands.
TEST_F(Damage, ACutFileTellsHowLongItsRestIs) {
  const std::string whole = test::read_bytes(path);
  for (std::size_t size = whole.size() / 2; size < whole.size(); size += 1500) {
    test::write_bytes(path, whole.substr(0, size));
    const auto report = verify_recording(path);
    if (!report || report->frames < 2) continue;
    const auto reader = RecordingReader::open(path);
    ASSERT_TRUE(reader);
    EXPECT_GT(reader->info().duration_s, 0.0) << size << " of " << whole.size() << " bytes";
    EXPECT_GE(reader->info().frames, report->frames) << size << " of " << whole.size() << " bytes";
  }
}

TEST_F(Damage, CutAnywhereItOpensOrSaysWhyAndNeverLies) {
  const std::string whole = test::read_bytes(path);
  std::mt19937 random(5);
  for (int i = 0; i < 60; ++i) {
    test::write_bytes(path, whole.substr(0, random() % whole.size()));
    const auto report = verify_recording(path);
    if (!report) {
      EXPECT_FALSE(report.error().detail.empty());
      continue;
    }
    EXPECT_FALSE(report->ok) << "cut file number " << i;
    expect_honest();
  }
}

TEST_F(Damage, FlippedAnywhereItOpensOrSaysWhyAndNeverLies) {
  const std::string whole = test::read_bytes(path);
  std::mt19937 random(6);
  int read = 0;
  for (int i = 0; i < 150; ++i) {
    std::string bytes = whole;
    for (std::uint32_t k = 1 + static_cast<std::uint32_t>(random() % 8); k > 0; --k)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    test::write_bytes(path, bytes);
    const auto report = verify_recording(path);
    if (report && report->frames > 0) ++read;
    if (report) expect_honest();
  }
  EXPECT_GT(read, 50);
}

// The pages that lead to the chunks: a wrong key there sends a search back to where it came from.
TEST_F(Damage, AnIndexThatLeadsBackComesToAnEnd) {
  const std::string whole = test::read_bytes(path);
  constexpr std::size_t kPage = 4096;
  constexpr char kInteriorOfTable = 5;
  int flipped = 0;
  for (std::size_t page = kPage; page + kPage <= whole.size(); page += kPage) {
    if (whole[page] != kInteriorOfTable) continue;
    for (std::size_t at = page; at < page + kPage; ++at) {
      if (whole[at] == 0) continue;
      std::string bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ 0x80);
      test::write_bytes(path, bytes);
      ++flipped;
      const auto report = verify_recording(path);
      if (report) {
        EXPECT_LE(report->frames, kFrames) << "byte " << at;
      }
    }
  }
  EXPECT_GT(flipped, 0);
}

TEST_F(Damage, APageOfNoughtsCostsOnlyItsFrames) {
  const std::string whole = test::read_bytes(path);
  const std::size_t page = 4096;
  for (std::size_t at = 0; at + page <= whole.size(); at += page) {
    std::string bytes = whole;
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), page, '\0');
    test::write_bytes(path, bytes);
    const auto report = verify_recording(path);
    if (report) expect_honest();
  }
}

TEST_F(Damage, FilesThatAreNoRecordingsAreRefused) {
  const auto code_of = [&](const fs::path& file) {
    const auto reader = RecordingReader::open(file);
    EXPECT_FALSE(reader);
    return reader ? Errc::io : reader.error().code;
  };
  run_sql(folder / "foreign.rsr", "CREATE TABLE chunks (x); INSERT INTO chunks VALUES (1)");
  EXPECT_EQ(code_of(folder / "foreign.rsr"), Errc::format);
  test::write_bytes(folder / "text.rsr",
                    "hello, this is a text that is long enough to be a header of a file");
  EXPECT_EQ(code_of(folder / "text.rsr"), Errc::format);
  test::write_bytes(folder / "empty.rsr", "");
  EXPECT_EQ(code_of(folder / "empty.rsr"), Errc::format);
  EXPECT_EQ(code_of(folder / "none.rsr"), Errc::not_found);
  EXPECT_EQ(code_of(folder.path()), Errc::format);
  EXPECT_FALSE(fs::exists(folder / "none.rsr"));
  for (const char* name : {"foreign.rsr", "text.rsr", "empty.rsr"})
    EXPECT_EQ(
        open_file_source({.scheme = "file", .address = (folder / name).string(), .options = {}}).error().code,
        Errc::format);
}

TEST_F(Damage, ANewerFormatIsNamed) {
  run_sql(path, "PRAGMA user_version = 2");
  const auto reader = RecordingReader::open(path);
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, Errc::format);
  EXPECT_NE(reader.error().detail.find("newer"), std::string::npos);
}

TEST_F(Damage, AdditionsOfLaterVersionsAreIgnored) {
  run_sql(path,
          "ALTER TABLE chunks ADD COLUMN mood TEXT; ALTER TABLE commands ADD COLUMN who TEXT; CREATE TABLE "
          "extra (x); "
          "INSERT INTO info VALUES ('colour', 'blue')");
  EXPECT_TRUE(expect_honest().ok);
}

TEST_F(Damage, ADescriptionThatChangedIsNamed) {
  run_sql(path, "UPDATE info SET value = 12.5 WHERE key = 'pitch_row_mm'");
  const VerifyReport report = expect_honest();
  EXPECT_FALSE(report.ok);
  EXPECT_NE(report.lines.front().find("calibration or settings"), std::string::npos);
}

TEST_F(Damage, ARecordingWithoutACrcOfItsDescriptionIsWhole) {
  run_sql(path, "DELETE FROM info WHERE key = 'setup_crc32'");
  EXPECT_TRUE(expect_honest().ok);
}

TEST_F(Damage, ADescriptionThatIsGoneIsNamed) {
  run_sql(path, "DELETE FROM info WHERE key = 'rows'");
  const auto reader = RecordingReader::open(path);
  ASSERT_FALSE(reader);
  EXPECT_NE(reader.error().detail.find("rows"), std::string::npos);
}

}  // namespace
}  // namespace rollscope
