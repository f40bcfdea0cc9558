#include "drivers/files/csv.hpp"
#include "drivers/files/file_replay.hpp"

namespace rollscope {
namespace {

class CsvFrames final : public FrameReader {
 public:
  explicit CsvFrames(CsvReader reader) : reader_(std::move(reader)) {}

  const StreamInfo& info() const override { return reader_.info(); }
  Result<Item> next(RawFrame& frame, Command&) override {
    const auto more = reader_.next(frame);
    if (!more) return std::unexpected(more.error());
    return *more ? Item::frame : Item::end;
  }
  Result<void> rewind() override { return reader_.rewind(); }
  StreamHealth health() const override { return {}; }

 private:
  CsvReader reader_;
};

}  // namespace

Result<std::unique_ptr<Source>> open_csv_source(const SourceUri& uri) {
  auto reader = CsvReader::open(uri.address);
  if (!reader) return std::unexpected(reader.error());
  return open_replay(std::make_unique<CsvFrames>(std::move(*reader)), uri);
}

}  // namespace rollscope
