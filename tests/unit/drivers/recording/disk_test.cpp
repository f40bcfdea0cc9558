// A full disk, a read-only disk, a name that is taken, a folder that is not there.
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "drivers/recording/verify.hpp"
#include "tests/unit/drivers/recording/recording_support.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

// Noise that does not compress: the disk fills with it.
RawFrame noise_frame(const RecordingSetup& setup, std::uint64_t index) {
  RawFrame frame;
  frame.sequence = index;
  frame.captured_ns = static_cast<std::int64_t>(index) * 10'000'000;
  std::mt19937 random(static_cast<std::uint32_t>(index));
  frame.samples.resize(setup.stream.layout.sensels());
  for (float& sample : frame.samples) sample = static_cast<float>(random() % 65536);
  return frame;
}

struct Outcome {
  int code = -1;         // of the append that failed
  int finish_code = -1;  // of finish()
  int later_code = -1;   // of an append after that error
  std::uint64_t committed = 0;
};

// Appends until it fails, for at most `frames`.
Outcome fill(const fs::path& path, const RecordingSetup& setup, std::uint64_t frames) {
  Outcome outcome;
  auto writer = RecordingWriter::create(path, setup, {.free_bytes_wanted = 0});
  if (!writer) return outcome;
  for (std::uint64_t i = 0; i < frames && outcome.code < 0; ++i)
    if (const auto r = writer->append(noise_frame(setup, i)); !r)
      outcome.code = static_cast<int>(r.error().code);
  if (const auto r = writer->append(noise_frame(setup, frames)); !r)
    outcome.later_code = static_cast<int>(r.error().code);
  outcome.committed = writer->committed();
  if (const auto r = writer->finish(); !r) outcome.finish_code = static_cast<int>(r.error().code);
  return outcome;
}

void expect_readable_up_to(const fs::path& path, const RecordingSetup& setup, std::uint64_t committed) {
  auto reader = RecordingReader::open(path);
  ASSERT_TRUE(reader) << reader.error().detail;
  const auto frames = test::read_frames(*reader);
  EXPECT_GE(frames.size(), committed);
  for (std::size_t i = 0; i < frames.size(); ++i) ASSERT_TRUE(test::same(frames[i], noise_frame(setup, i)));
  const auto report = verify_recording(path);
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->ok);
  EXPECT_FALSE(report->closed_cleanly);
}

TEST(Disk, AWriteRefusedInTheMiddleLeavesAReadableFile) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(16, 16, SampleFormat::u16);
  const fs::path path = folder / "full.rsr";
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const pid_t child = fork();
  if (child == 0) {
    // Writing beyond a limit for the size of files is refused, as by a quota.
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{.rlim_cur = 700'000, .rlim_max = 700'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    const Outcome outcome = fill(path, setup, 100'000);
    _exit(::write(pipe[1], &outcome, sizeof outcome) == sizeof outcome ? 0 : 1);
  }
  ::close(pipe[1]);
  Outcome outcome;
  ASSERT_EQ(::read(pipe[0], &outcome, sizeof outcome), ssize_t{sizeof outcome});
  ::close(pipe[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(outcome.code, static_cast<int>(Errc::io));
  EXPECT_EQ(outcome.later_code, static_cast<int>(Errc::io));
  EXPECT_EQ(outcome.finish_code, static_cast<int>(Errc::io));
  EXPECT_GT(outcome.committed, 100u);
  expect_readable_up_to(path, setup, outcome.committed);
}

// A small file system of its own, where the system lets us have one.
class SmallDisk {
 public:
  explicit SmallDisk(const fs::path& at, const char* options) : at_(at) {
    fs::create_directory(at);
    mounted_ = mount("tmpfs", at.c_str(), "tmpfs", 0, options) == 0;
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (mounted_) umount(at_.c_str());
  }
  [[nodiscard]] bool mounted() const { return mounted_; }
  bool make_read_only() { return mount("tmpfs", at_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0; }

 private:
  fs::path at_;
  bool mounted_ = false;
};

TEST(Disk, ARealFullDiskLeavesAReadableFile) {
  const TemporaryFolder folder;
  const SmallDisk disk(folder / "disk", "size=2m");
  if (!disk.mounted())
    GTEST_SKIP() << "no right to mount a small disk here; the refused write above stands in for it";
  const auto setup = test::setup_of(16, 16, SampleFormat::u16);
  const fs::path path = folder / "disk/full.rsr";
  EXPECT_EQ(RecordingWriter::create(path, test::setup_of(64, 64, SampleFormat::u16)).error().code, Errc::full)
      << "ten seconds do not fit";
  EXPECT_FALSE(fs::exists(path));
  const Outcome outcome = fill(path, setup, 100'000);
  EXPECT_EQ(outcome.code, static_cast<int>(Errc::full));
  EXPECT_EQ(outcome.finish_code, static_cast<int>(Errc::full));
  EXPECT_GT(outcome.committed, 500u);
  expect_readable_up_to(path, setup, outcome.committed);
}

TEST(Disk, ReadOnlyMediaShowEvenWhatStandsInTheWal) {
  const TemporaryFolder folder;
  SmallDisk disk(folder / "disk", "size=8m");
  if (!disk.mounted()) GTEST_SKIP() << "no right to mount a small disk here";
  const auto setup = test::setup_of(4, 4, SampleFormat::u8);
  {
    // What a kill leaves: the file and its -wal, here without the -shm.
    auto writer = RecordingWriter::create(folder / "a.rsr", setup);
    ASSERT_TRUE(writer);
    for (std::uint64_t i = 0; i < 100; ++i) ASSERT_TRUE(writer->append(test::known_frame(setup, i)));
    ASSERT_TRUE(writer->flush());
    for (const char* name : {"a.rsr", "a.rsr-wal"}) fs::copy(folder / name, folder / "disk" / name);
    ASSERT_TRUE(writer->finish());
    fs::copy(folder / "a.rsr", folder / "disk/closed.rsr");
  }
  ASSERT_TRUE(disk.make_read_only());
  for (const char* name : {"a.rsr", "closed.rsr"}) {
    auto reader = RecordingReader::open(folder / "disk" / name);
    ASSERT_TRUE(reader) << reader.error().detail;
    EXPECT_EQ(test::read_frames(*reader).size(), 100u) << name;
  }
  EXPECT_EQ(RecordingWriter::create(folder / "disk/b.rsr", setup, {.free_bytes_wanted = 0}).error().code,
            Errc::permission);
}

TEST(Disk, NothingIsEverOverwritten) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(2, 2, SampleFormat::u8);
  test::write_bytes(folder / "taken.rsr", "somebody's thesis");
  const auto taken = RecordingWriter::create(folder / "taken.rsr", setup);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, Errc::exists);
  EXPECT_NE(taken.error().detail.find("taken.rsr"), std::string::npos);
  EXPECT_EQ(test::read_bytes(folder / "taken.rsr"), "somebody's thesis");
  for (const char* leftover : {"b.rsr-wal", "c.rsr-shm", "d.rsr-journal"}) {
    test::write_bytes(folder / leftover, "left");
    const std::string name(leftover, 5);
    EXPECT_EQ(RecordingWriter::create(folder / name, setup).error().code, Errc::exists) << leftover;
    EXPECT_FALSE(fs::exists(folder / name));
    EXPECT_EQ(test::read_bytes(folder / leftover), "left");
  }
  fs::create_symlink(folder / "nowhere", folder / "link.rsr");
  EXPECT_EQ(RecordingWriter::create(folder / "link.rsr", setup).error().code, Errc::exists);
}

TEST(Disk, WhatCannotBeCreatedIsSaid) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(2, 2, SampleFormat::u8);
  EXPECT_EQ(RecordingWriter::create(folder / "no/such/a.rsr", setup).error().code, Errc::not_found);
  EXPECT_EQ(RecordingWriter::create(folder / "a.rsr", test::setup_of(0, 2, SampleFormat::u8)).error().code,
            Errc::bad_argument);
  const auto greedy =
      RecordingWriter::create(folder / "a.rsr", setup, {.free_bytes_wanted = ~std::uint64_t{0}});
  EXPECT_EQ(greedy.error().code, Errc::full);
  EXPECT_FALSE(fs::exists(folder / "a.rsr"));
}

TEST(Disk, AFrameOfAnotherShapeIsRefusedAndTheRestGoesOn) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(2, 2, SampleFormat::u8);
  auto writer = RecordingWriter::create(folder / "a.rsr", setup);
  ASSERT_TRUE(writer);
  RawFrame wrong;
  wrong.samples = {1, 2, 3};
  EXPECT_EQ(writer->append(wrong).error().code, Errc::bad_argument);
  EXPECT_TRUE(writer->append(test::known_frame(setup, 0)));
  EXPECT_TRUE(writer->finish());
  EXPECT_EQ(RecordingReader::open(folder / "a.rsr")->info().frames, 1u);
}

TEST(Disk, FinishLeavesOneFile) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(2, 2, SampleFormat::u8);
  test::write_recording(folder / "a.rsr", setup, {test::known_frame(setup, 0)});
  int files = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder.path())) ++files;
  EXPECT_EQ(files, 1);
}

TEST(Disk, CommitsByFrameTimeAndCommandsCountToo) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(2, 2, SampleFormat::u8);
  auto writer = RecordingWriter::create(folder / "a.rsr", setup);
  ASSERT_TRUE(writer);
  for (std::uint64_t i = 0; i < 1000; ++i) {
    ASSERT_TRUE(writer->append(test::known_frame(setup, i)));
    // 100 Hz: a quarter second is 25 frames.
    EXPECT_LE(writer->frames() - writer->committed(), 25u);
  }
  EXPECT_GT(writer->size_bytes(), 0u);
  ASSERT_TRUE(writer->append_command(StopCommand{}));
  ASSERT_TRUE(writer->flush());
  EXPECT_EQ(writer->committed(), 1000u);
  auto reader = RecordingReader::open(folder / "a.rsr");
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->commands().size(), 1u);
}

TEST(Disk, WithoutFinishTheFileKeepsItsFramesAndSaysSo) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(2, 2, SampleFormat::u8);
  {
    auto writer = RecordingWriter::create(folder / "a.rsr", setup);
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->append(test::known_frame(setup, 0)));
  }
  auto reader = RecordingReader::open(folder / "a.rsr");
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->info().frames, 1u);
  EXPECT_FALSE(reader->info().closed_cleanly);
}

}  // namespace
}  // namespace rollscope
