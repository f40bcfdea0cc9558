#include "drivers/devices/device_source.hpp"

#include <spdlog/spdlog.h>

#include <cmath>
#include <utility>

#include "drivers/devices/probe.hpp"
#include "drivers/devices/stream_decoder.hpp"
#include "drivers/files/source_options.hpp"

namespace rollscope {
namespace {

using Clock = std::chrono::steady_clock;

class DeviceSource final : public Source {
 public:
  DeviceSource(std::unique_ptr<ByteStream> stream, ProbeResult found, std::int64_t dump_step_ns)
      : stream_(std::move(stream)),
        decoder_(found.device->make_parser(found.options)),
        info_(std::move(found.info)),
        heard_(std::move(found.heard)),
        dump_step_ns_(dump_step_ns),
        ended_(found.ended) {}

  ~DeviceSource() override {
    std::vector<std::byte> bytes;
    decoder_.parser().part(bytes);
    // A device that is gone cannot be told.
    if (!bytes.empty() && !ended_) static_cast<void>(stream_->write(bytes, std::chrono::milliseconds(50)));
  }
  DeviceSource(const DeviceSource&) = delete;
  DeviceSource& operator=(const DeviceSource&) = delete;

  Result<void> take_options(const SourceUri& uri) { return apply_source_options(uri, info_, calibration_); }

  [[nodiscard]] const StreamInfo& info() const override { return info_; }
  [[nodiscard]] std::optional<Calibration> calibration() const override { return calibration_; }
  [[nodiscard]] StreamHealth health() const override { return decoder_.health(); }
  [[nodiscard]] std::optional<Error> end_error() const override { return end_error_; }
  void wake() noexcept override { stream_->wake(); }

  SourceEvent read(RawFrame& frame, Command&, std::chrono::milliseconds timeout) override {
    const auto deadline = Clock::now() + timeout;
    for (;;) {
      if (take_decoded(frame)) return SourceEvent::frame;
      if (end_error_) return SourceEvent::ended;
      if (take_heard()) continue;
      if (ended_) return finish(frame);
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
      const ReadResult read = stream_->read(decoder_.space(), std::max(left, std::chrono::milliseconds(0)));
      if (read.status == ReadStatus::idle) return SourceEvent::idle;
      if (read.status == ReadStatus::closed)
        ended_ = true;
      else
        decoder_.commit(read.count, capture_clock_ns());
      // A flood of bytes that are no frames does not keep the caller beyond its time.
      if (left <= std::chrono::milliseconds(0) && !ended_)
        return take_decoded(frame) ? SourceEvent::frame : SourceEvent::idle;
    }
  }

 private:
  bool take_decoded(RawFrame& frame, bool at_end = false) {
    const bool any = decoder_.next(frame, at_end);
    if (any && dump_step_ns_ > 0) frame.captured_ns = dump_step_ns_ * dump_frames_++;
    if (decoder_.has_texts())
      for (const std::string& text : decoder_.take_texts())
        spdlog::info("{}: {}", stream_->description(), text);
    if (decoder_.info_changed())
      end_error_ =
          Error{Errc::disconnected,
                stream_->description() + ": the device announces another sensor than before; open it again"};
    return any;
  }

  // Feeds what was read while the device was being found; false when all is fed.
  bool take_heard() {
    if (next_heard_ == heard_.size()) return false;
    const HeardPiece& piece = heard_[next_heard_];
    heard_offset_ += decoder_.push(std::span(piece.bytes).subspan(heard_offset_), piece.captured_ns);
    if (heard_offset_ == piece.bytes.size()) {
      heard_offset_ = 0;
      if (++next_heard_ == heard_.size()) std::vector<HeardPiece>().swap(heard_), next_heard_ = 0;
    }
    return true;
  }

  SourceEvent finish(RawFrame& frame) {
    if (take_decoded(frame, true)) return SourceEvent::frame;
    if (!end_error_) end_error_ = stream_->error();
    return SourceEvent::ended;
  }

  std::unique_ptr<ByteStream> stream_;
  StreamDecoder decoder_;
  StreamInfo info_;
  std::optional<Calibration> calibration_;
  std::vector<HeardPiece> heard_;
  std::size_t next_heard_ = 0;
  std::size_t heard_offset_ = 0;
  std::int64_t dump_step_ns_;  // 0: live
  std::int64_t dump_frames_ = 0;
  bool ended_;
  std::optional<Error> end_error_;
};

Result<ProbePlan> make_plan(const SourceUri& uri, LinkKind kind, std::chrono::milliseconds patience,
                            const std::stop_token& cancel) {
  ProbePlan plan{.candidates = {},
                 .given = uri.options,
                 .named = uri.options.contains("device"),
                 .may_end = kind == LinkKind::dump,
                 .patience = patience,
                 .cancel = cancel};
  if (plan.named) {
    auto device = find_device(uri.options.at("device"));
    if (!device) return std::unexpected(device.error());
    plan.candidates.push_back(*device);
    return plan;
  }
  // The one with a checksum first: where two fit, it is right.
  for (const DeviceDescription& device : all_devices())
    plan.candidates.insert(device.rows == 0 ? plan.candidates.begin() : plan.candidates.end(), &device);
  return plan;
}

}  // namespace

Result<std::unique_ptr<Source>> open_device_source(std::unique_ptr<ByteStream> stream, LinkKind kind,
                                                   const SourceUri& uri, std::chrono::milliseconds patience,
                                                   const std::stop_token& cancel) {
  auto plan = make_plan(uri, kind, patience, cancel);
  if (!plan) return std::unexpected(plan.error());
  const auto rate_hz = uri.number("rate_hz", 0.0, 0.01, 10000.0);
  if (!rate_hz) return std::unexpected(rate_hz.error());
  auto found = probe(*stream, *plan);
  if (!found) return std::unexpected(found.error());
  const DeviceDescription& device = *found->device;
  found->info.device_id = device.id;
  found->info.device_label = device.label;
  const double dump_rate_hz = *rate_hz > 0.0              ? *rate_hz
                              : found->info.rate_hz > 0.0 ? found->info.rate_hz
                                                          : 50.0;
  const std::int64_t dump_step_ns = kind == LinkKind::dump ? std::llround(1e9 / dump_rate_hz) : 0;
  if (!device.note.empty() && !uri.options.contains("pitch_mm"))
    spdlog::warn("{}: {}", stream->description(), device.note);
  auto source = std::make_unique<DeviceSource>(std::move(stream), std::move(*found), dump_step_ns);
  if (auto taken = source->take_options(uri); !taken) return std::unexpected(taken.error());
  return source;
}

}  // namespace rollscope
