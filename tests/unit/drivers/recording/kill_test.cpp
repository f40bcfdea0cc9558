// kill -9 at any moment: the file opens with no repair step and every acknowledged frame is in it.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "drivers/recording/verify.hpp"
#include "tests/unit/drivers/recording/recording_support.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

struct Acknowledged {
  std::uint64_t frames = 0;
  std::uint64_t commands = 0;
};

// Appends flat out for ever and says through the pipe what is safe on the disk. Never returns.
[[noreturn]] void write_for_ever(const fs::path& path, const RecordingSetup& setup, int pipe) {
  auto writer = RecordingWriter::create(path, setup);
  if (!writer) _exit(3);
  std::uint64_t told = 0, commands = 0, commands_at_commit = 0;
  for (std::uint64_t i = 0;; ++i) {
    if (i % 10 == 0) {
      if (!writer->append_command(PainCommand{static_cast<int>(i % 11)})) _exit(4);
      ++commands;
    }
    if (!writer->append(test::known_frame(setup, i))) _exit(5);
    if (writer->committed() == told) {
      commands_at_commit = commands;
      continue;
    }
    told = writer->committed();
    // Commands given since the commit may or may not be in it: only the older ones are promised.
    const Acknowledged now{.frames = told, .commands = commands_at_commit};
    commands_at_commit = commands;
    if (::write(pipe, &now, sizeof now) != sizeof now) _exit(6);
  }
}

// Kills a writer after `acknowledgements`; what it promised until then.
Acknowledged write_and_kill(const fs::path& path, const RecordingSetup& setup,
                            std::uint32_t acknowledgements) {
  int pipe[2];
  EXPECT_EQ(::pipe(pipe), 0);
  const pid_t child = fork();
  if (child == 0) {
    ::close(pipe[0]);
    write_for_ever(path, setup, pipe[1]);
  }
  ::close(pipe[1]);
  Acknowledged last, next;
  std::uint32_t seen = 0;
  while (::read(pipe[0], &next, sizeof next) == sizeof next) {
    last = next;
    if (++seen == acknowledgements) kill(child, SIGKILL);
  }
  ::close(pipe[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself with " << WEXITSTATUS(status);
  EXPECT_GE(seen, acknowledgements);
  return last;
}

int rounds() {
  const char* wanted = std::getenv("ROLLSCOPE_KILL_ROUNDS");
  return wanted != nullptr ? std::atoi(wanted) : 20;
}

TEST(Kill, LosesNoAcknowledgedFrame) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(8, 8, SampleFormat::u16);
  std::mt19937 random(20);
  for (int round = 0; round < rounds(); ++round) {
    const fs::path path = folder / ("killed-" + std::to_string(round) + ".rsr");
    const Acknowledged promised = write_and_kill(path, setup, static_cast<std::uint32_t>(1 + random() % 30));
    auto reader = RecordingReader::open(path);
    ASSERT_TRUE(reader) << "round " << round << ": " << reader.error().detail;
    EXPECT_FALSE(reader->info().closed_cleanly);
    const auto frames = test::read_frames(*reader);
    ASSERT_GE(frames.size(), promised.frames) << "round " << round;
    for (std::size_t i = 0; i < frames.size(); ++i)
      ASSERT_TRUE(test::same(frames[i], test::known_frame(setup, i))) << "round " << round;
    ASSERT_GE(reader->commands().size(), promised.commands) << "round " << round;
    EXPECT_EQ(reader->damage().chunks, 0u);

    const auto report = verify_recording(path);
    ASSERT_TRUE(report);
    EXPECT_FALSE(report->ok);
    EXPECT_FALSE(report->closed_cleanly);
    EXPECT_EQ(report->frames, frames.size());
    EXPECT_EQ(report->damaged_chunks, 0u);
    EXPECT_LE(report->unsaved_s_at_most, 1.0);
    ASSERT_FALSE(report->lines.empty());
    EXPECT_NE(report->lines.front().find("not closed cleanly"), std::string::npos);
  }
}

TEST(Kill, ReadingChangesNeitherFileNorItsWal) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(4, 4, SampleFormat::u8);
  const fs::path path = folder / "killed.rsr", wal = folder / "killed.rsr-wal";
  write_and_kill(path, setup, 5);
  ASSERT_TRUE(fs::exists(wal)) << "the kill came too late to leave a -wal";
  const std::string before = test::read_bytes(path), wal_before = test::read_bytes(wal);
  ASSERT_TRUE(verify_recording(path));
  EXPECT_EQ(test::read_bytes(path), before);
  EXPECT_EQ(test::read_bytes(wal), wal_before);
}

TEST(Kill, NothingIsWrittenOverWhatIsLeft) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(4, 4, SampleFormat::u8);
  const fs::path path = folder / "killed.rsr";
  write_and_kill(path, setup, 2);
  EXPECT_EQ(RecordingWriter::create(path, setup).error().code, Errc::exists);
  // Even where only the -wal is left.
  fs::rename(path, folder / "moved.rsr");
  EXPECT_EQ(RecordingWriter::create(path, setup).error().code, Errc::exists);
}

}  // namespace
}  // namespace rollscope
