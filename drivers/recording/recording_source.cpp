#include "drivers/recording/recording_source.hpp"

#include "drivers/files/file_replay.hpp"
#include "drivers/recording/recording_reader.hpp"

namespace rollscope {
namespace {

class RecordingFrames final : public FrameReader {
 public:
  explicit RecordingFrames(RecordingReader reader) : reader_(std::move(reader)) {
    if (!reader_.health().empty()) health_ = reader_.health().back().health;
  }

  const StreamInfo& info() const override { return reader_.info().setup.stream; }
  std::optional<Calibration> calibration() const override { return reader_.info().setup.calibration; }
  std::optional<Profile> profile() const override { return reader_.info().setup.profile; }

  Result<Item> next(RawFrame& frame, Command& command) override {
    switch (reader_.next(frame, command)) {
      case RecordingReader::Item::frame:
        return Item::frame;
      case RecordingReader::Item::command:
        return Item::command;
      case RecordingReader::Item::end:
        break;
    }
    return Item::end;
  }
  Result<void> rewind() override {
    reader_.seek_frame(0);
    return {};
  }
  // The link's as recorded, plus what the file itself has lost since.
  StreamHealth health() const override {
    StreamHealth health = health_;
    health.checksum += reader_.damage().chunks;
    return health;
  }

 private:
  RecordingReader reader_;
  StreamHealth health_;
};

}  // namespace

bool is_recording_start(std::string_view first_bytes) {
  // docs/recording-format.md: the name of the container, and the application id at byte 68, highest byte
  // first.
  constexpr std::string_view kMagic("SQLite format 3\0", 16), kId("RSR1", 4);
  constexpr std::size_t kIdAt = 68;
  return first_bytes.starts_with(kMagic) && first_bytes.size() >= kIdAt + kId.size() &&
         first_bytes.substr(kIdAt, kId.size()) == kId;
}

Result<std::unique_ptr<Source>> open_recording_source(const SourceUri& uri) {
  auto reader = RecordingReader::open(uri.address);
  if (!reader) return std::unexpected(reader.error());
  return open_replay(std::make_unique<RecordingFrames>(std::move(*reader)), uri);
}

}  // namespace rollscope
