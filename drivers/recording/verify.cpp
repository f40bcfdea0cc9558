#include "drivers/recording/verify.hpp"

#include <fmt/format.h>

#include "drivers/recording/recording_reader.hpp"

namespace rollscope {
namespace {

constexpr std::size_t kGapLinesMax = 100;
constexpr double kUnsavedAtMost_s = 1.0;  // design.md 6

// Follows the frames and finds the numbers that are missing between two kept ones.
class GapFinder {
 public:
  explicit GapFinder(VerifyReport& report) : report_(report) {}

  void see(std::uint64_t index, const RawFrame& frame) {
    // Across a damaged chunk the numbers are missing because the chunk is: that is reported by itself.
    const bool follows = seen_ && index == last_index_ + 1;
    if (follows && frame.sequence > last_sequence_ + 1) {
      ++report_.sequence_gaps;
      const std::uint64_t missing = frame.sequence - last_sequence_ - 1;
      report_.frames_missing += missing;
      if (report_.sequence_gaps <= kGapLinesMax)
        report_.lines.push_back(
            fmt::format("{} frame{} lost on the way in, before frame {} (number {} after {})", missing,
                        missing == 1 ? "" : "s", index, frame.sequence, last_sequence_));
    }
    seen_ = true;
    last_index_ = index;
    last_sequence_ = frame.sequence;
  }

 private:
  VerifyReport& report_;
  bool seen_ = false;
  std::uint64_t last_index_ = 0, last_sequence_ = 0;
};

void read_all(RecordingReader& reader, VerifyReport& report) {
  const bool numbered = reader.info().setup.stream.numbered;
  GapFinder gaps(report);
  RawFrame frame;
  Command command;
  for (;;) {
    const auto item = reader.next(frame, command);
    if (item == RecordingReader::Item::end) break;
    if (item == RecordingReader::Item::command) continue;
    ++report.frames;
    if (numbered) gaps.see(reader.frame_index(), frame);
  }
  if (report.sequence_gaps > kGapLinesMax)
    report.lines.push_back(fmt::format("and {} more such gaps", report.sequence_gaps - kGapLinesMax));
}

void report_drops(const RecordingReader& reader, VerifyReport& report) {
  for (const RecordedDrop& drop : reader.drops()) {
    report.frames_dropped += drop.frames;
    report.lines.push_back(fmt::format("{} frames dropped by the recorder before frame {}: {}", drop.frames,
                                       drop.frame_index, drop.reason));
  }
}

// Nothing numbers the frames of some devices: there, what the link could not read is all that tells of a
// loss. Why the difference: what came before the first note is the link's beginning, mostly half a frame.
void report_link(const RecordingReader& reader, VerifyReport& report) {
  if (reader.info().setup.stream.numbered || reader.health().empty()) return;
  const StreamHealth& first = reader.health().front().health;
  const StreamHealth& last = reader.health().back().health;
  report.link_damaged = last.wrong_length - first.wrong_length + last.checksum - first.checksum;
  report.link_discarded = last.discarded_bytes - first.discarded_bytes;
  if (report.link_damaged == 0 && report.link_discarded == 0) return;
  report.lines.push_back(fmt::format(
      "{} damaged frame{} and {} bytes passed over on the way in; nothing numbers the frames, so how "
      "many are missing is not known",
      report.link_damaged, report.link_damaged == 1 ? "" : "s", report.link_discarded));
}

// A link that did not come back is why the recording ended, which it says itself.
void report_losses(const RecordingReader& reader, VerifyReport& report) {
  const auto& links = reader.links();
  for (std::size_t i = 0; i + 1 < links.size(); ++i) {
    if (!links[i].lost || links[i + 1].lost) continue;
    ++report.link_losses;
    const double away_s = static_cast<double>(links[i + 1].at_ns - links[i].at_ns) * 1e-9;
    report.lines.push_back(fmt::format("no link for {:.2f} s before frame {}: {}", away_s,
                                       links[i + 1].frame_index, links[i].detail));
  }
}

void report_end(const RecordingInfo& info, VerifyReport& report) {
  report.closed_cleanly = info.closed_cleanly;
  if (info.closed_cleanly) return;
  // Why not the period of the commits: a busy disk takes its time for one.
  report.unsaved_s_at_most = kUnsavedAtMost_s;
  if (info.end_reason.empty())
    report.lines.push_back(
        fmt::format("not closed cleanly: the program was cut off, or is still recording; at most "
                    "the last second is missing after {:.2f} s",
                    info.duration_s));
  else
    report.lines.push_back(
        fmt::format("not closed cleanly: stopped after {:.2f} s: {}", info.duration_s, info.end_reason));
}

}  // namespace

Result<VerifyReport> verify_recording(const std::filesystem::path& path) {
  auto reader = RecordingReader::open(path);
  if (!reader) return std::unexpected(reader.error());
  VerifyReport report;
  read_all(*reader, report);
  report_drops(*reader, report);
  report_link(*reader, report);
  report_losses(*reader, report);
  const RecordingDamage& damage = reader->damage();
  report.damaged_chunks = damage.chunks;
  report.damaged_frames = damage.frames;
  report.damaged_commands = damage.commands;
  report.lines.insert(report.lines.end(), damage.lines.begin(), damage.lines.end());
  report_end(reader->info(), report);
  report.ok = report.lines.empty();
  report.lines.push_back(fmt::format("{} frames, {:.2f} s, {}", report.frames, reader->info().duration_s,
                                     report.ok ? "nothing lost" : "see above for what is lost"));
  return report;
}

}  // namespace rollscope
