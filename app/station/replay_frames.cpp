#include "app/station/replay_frames.hpp"

#include <chrono>
#include <utility>

#include "drivers/files/file_format.hpp"
#include "drivers/recording/recording_reader.hpp"

namespace rollscope {
namespace {

class RecordingFrames final : public ReplayFrames {
 public:
  RecordingFrames(std::string path, RecordingReader reader)
      : path_(std::move(path)), reader_(std::move(reader)) {}

  Result<bool> next(RawFrame& frame, std::vector<Command>& commands) override {
    commands.clear();
    for (;;) {
      switch (reader_.next(frame, command_)) {
        case RecordingReader::Item::frame:
          return true;
        case RecordingReader::Item::command:
          commands.push_back(command_);
          break;
        case RecordingReader::Item::end:
          return false;
      }
    }
  }
  std::uint64_t place() const override { return reader_.frame_index(); }
  void seek(std::uint64_t place) override { reader_.seek_frame(place); }
  Result<std::unique_ptr<ReplayFrames>> again() const override {
    auto reader = RecordingReader::open(path_);
    if (!reader) return std::unexpected(reader.error());
    return std::make_unique<RecordingFrames>(path_, std::move(*reader));
  }

 private:
  std::string path_;
  RecordingReader reader_;
  Command command_;
};

class MemoryFrames final : public ReplayFrames {
 public:
  struct Item {
    RawFrame frame;
    std::vector<Command> commands;
  };
  explicit MemoryFrames(std::shared_ptr<const std::vector<Item>> items) : items_(std::move(items)) {}

  Result<bool> next(RawFrame& frame, std::vector<Command>& commands) override {
    commands.clear();
    if (next_ >= items_->size()) return false;
    const Item& item = (*items_)[next_++];
    frame = item.frame;
    commands = item.commands;
    return true;
  }
  std::uint64_t place() const override { return next_ - 1; }
  void seek(std::uint64_t place) override { next_ = place; }
  Result<std::unique_ptr<ReplayFrames>> again() const override {
    return std::make_unique<MemoryFrames>(items_);
  }

 private:
  std::shared_ptr<const std::vector<Item>> items_;
  std::size_t next_ = 0;
};

Result<std::vector<MemoryFrames::Item>> read_all(Source& source) {
  std::vector<MemoryFrames::Item> items;
  MemoryFrames::Item item;
  Command command;
  for (;;) {
    switch (source.read(item.frame, command, std::chrono::seconds(1))) {
      case SourceEvent::frame:
        items.push_back(item);
        item.commands.clear();
        break;
      case SourceEvent::command:
        item.commands.push_back(command);
        break;
      case SourceEvent::idle:
        break;
      case SourceEvent::ended:
        if (const auto error = source.end_error()) return std::unexpected(*error);
        return items;
    }
  }
}

}  // namespace

Result<ReplayFile> open_replay_file(const std::string& path) {
  const auto format = detect_file_format(path);
  if (!format) return std::unexpected(format.error());
  auto source = (*format)->open(SourceUri{.scheme = "file", .address = path, .options = {}});
  if (!source) return std::unexpected(source.error());
  ReplayFile file{
      .setup = {.stream = (*source)->info(), .calibration = (*source)->calibration(), .profile = {}},
      .format = std::string((*format)->id),
      .frames_expected = 0,
      .frames = nullptr};
  if (const auto profile = (*source)->profile()) file.setup.profile = *profile;
  if (file.format == "rsr") {
    auto reader = RecordingReader::open(path);
    if (!reader) return std::unexpected(reader.error());
    file.frames_expected = static_cast<double>(reader->info().frames);
    file.frames = std::make_unique<RecordingFrames>(path, std::move(*reader));
    return file;
  }
  auto items = read_all(**source);
  if (!items) return std::unexpected(items.error());
  file.frames_expected = static_cast<double>(items->size());
  file.frames = std::make_unique<MemoryFrames>(
      std::make_shared<const std::vector<MemoryFrames::Item>>(std::move(*items)));
  return file;
}

}  // namespace rollscope
