#include "drivers/devices/device_source.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "drivers/files/source_options.hpp"

namespace rollscope {
namespace {

using std::chrono::milliseconds;

constexpr double kLongestSettle_ms = 60'000.0;
constexpr std::int64_t kGreetAgain_ns = 1'000'000'000;  // boards that reset on open are deaf for a while

class DeviceSource final : public Source {
 public:
  DeviceSource(std::unique_ptr<ByteStream> stream, ProbeResult found, std::int64_t dump_step_ns,
               MonotonicClock clock)
      : stream_(std::move(stream)),
        conversation_(std::move(found.conversation)),
        info_(std::move(found.info)),
        early_(std::move(found.frames)),
        dump_step_ns_(dump_step_ns),
        clock_(std::move(clock)),
        ended_(found.ended) {
    for (const std::string& text : found.texts) spdlog::info("{}: {}", stream_->description(), text);
  }

  ~DeviceSource() override {
    std::vector<std::byte> bytes;
    decoder().parser().part(bytes);
    // A device that is gone cannot be told.
    if (!bytes.empty() && !ended_ && !away_) static_cast<void>(stream_->write(bytes, milliseconds(50)));
  }
  DeviceSource(const DeviceSource&) = delete;
  DeviceSource& operator=(const DeviceSource&) = delete;

  Result<void> take_options(const SourceUri& uri) { return apply_source_options(uri, info_, calibration_); }

  [[nodiscard]] const StreamInfo& info() const override { return info_; }
  [[nodiscard]] std::optional<Calibration> calibration() const override { return calibration_; }
  [[nodiscard]] StreamHealth health() const override { return decoder().health(); }
  [[nodiscard]] std::optional<Error> end_error() const override { return end_error_; }
  [[nodiscard]] std::optional<Error> away() const override { return away_; }
  void wake() noexcept override { stream_->wake(); }

  SourceEvent read(RawFrame& frame, Command&, milliseconds timeout) override {
    std::int64_t now_ns = clock_();
    const std::int64_t deadline_ns = now_ns + std::chrono::nanoseconds(timeout).count();
    for (;; now_ns = clock_()) {
      if (take_early(frame)) return SourceEvent::frame;
      const bool decoded = !away_ && take_decoded(frame, now_ns);
      if (!ended_ && !away_) speak(now_ns, decoded);
      if (decoded) return SourceEvent::frame;
      if (end_error_) return SourceEvent::ended;
      if (ended_) return finish(frame, now_ns);
      const std::int64_t until_ns = std::min(deadline_ns, wake_ns(now_ns));
      const auto left = std::chrono::ceil<milliseconds>(
          std::chrono::nanoseconds(std::max<std::int64_t>(until_ns - now_ns, 0)));
      const ReadResult read = stream_->read(conversation_->space(), left);
      const std::int64_t read_ns = clock_();
      switch (read.status) {
        case ReadStatus::bytes:
          conversation_->commit(read.count, read_ns);
          break;
        case ReadStatus::closed:
          ended_ = true;
          break;
        case ReadStatus::lost:
          lose();
          // Where only the end of the bytes shows that the last frame is whole.
          return take_decoded(frame, read_ns, true) ? SourceEvent::frame : SourceEvent::idle;
        case ReadStatus::back:
          rejoin(read_ns);
          return SourceEvent::idle;
        case ReadStatus::idle:
          if (read_ns < until_ns || read_ns >= deadline_ns)
            return SourceEvent::idle;  // woken, or out of time
          break;
      }
      // A flood of bytes that are no frames does not keep the caller beyond its time.
      if (now_ns >= deadline_ns && !ended_)
        return !away_ && take_decoded(frame, read_ns) ? SourceEvent::frame : SourceEvent::idle;
    }
  }

 private:
  [[nodiscard]] const StreamDecoder& decoder() const { return conversation_->decoder(); }

  // Frames that came while the device was being found.
  bool take_early(RawFrame& frame) {
    if (next_early_ == early_.size()) return false;
    frame = early_[next_early_++];
    if (next_early_ == early_.size()) std::vector<RawFrame>().swap(early_), next_early_ = 0;
    stamp(frame);
    return true;
  }

  bool take_decoded(RawFrame& frame, std::int64_t now_ns, bool at_end = false) {
    const bool any = conversation_->next(frame, now_ns, at_end);
    if (any) stamp(frame);
    if (decoder().has_texts())
      for (const std::string& text : conversation_->decoder().take_texts())
        spdlog::info("{}: {}", stream_->description(), text);
    if (decoder().info_changed())
      end_error_ =
          Error{Errc::disconnected,
                stream_->description() + ": the device announces another sensor than before; open it again"};
    return any;
  }

  void stamp(RawFrame& frame) {
    if (dump_step_ns_ > 0) frame.captured_ns = dump_step_ns_ * dump_frames_++;
  }

  // A request that cannot be written is asked again when its answer stays out; a link that is gone says so
  // when it is read.
  void speak(std::int64_t now_ns, bool frame_came) {
    if (frame_came) greeting_ns_ = Conversation::kNever;
    if (now_ns >= greeting_ns_) {
      greeting_ns_ = now_ns + kGreetAgain_ns;
      std::vector<std::byte> greeting;
      decoder().parser().greet(greeting);
      if (!greeting.empty()) static_cast<void>(stream_->write(greeting, milliseconds(50)));
    }
    const auto request = conversation_->request(now_ns);
    if (!request.empty()) static_cast<void>(stream_->write(request, milliseconds(50)));
  }

  [[nodiscard]] std::int64_t wake_ns(std::int64_t now_ns) const {
    return away_ ? Conversation::kNever : std::min(conversation_->wake_ns(now_ns), greeting_ns_);
  }

  void lose() {
    away_ = stream_->error();
    spdlog::warn("{}; it is waited for", away_->detail);
  }

  void rejoin(std::int64_t now_ns) {
    away_.reset();
    conversation_->restart(now_ns);
    greeting_ns_ = conversation_->settled_ns();
    spdlog::warn("{}: there again", stream_->description());
  }

  SourceEvent finish(RawFrame& frame, std::int64_t now_ns) {
    if (take_decoded(frame, now_ns, true)) return SourceEvent::frame;
    if (!end_error_) end_error_ = stream_->error();
    return SourceEvent::ended;
  }

  std::unique_ptr<ByteStream> stream_;
  std::unique_ptr<Conversation> conversation_;
  StreamInfo info_;
  std::optional<Calibration> calibration_;
  std::vector<RawFrame> early_;
  std::size_t next_early_ = 0;
  std::int64_t dump_step_ns_;  // 0: live
  std::int64_t dump_frames_ = 0;
  MonotonicClock clock_;
  bool ended_;
  std::optional<Error> away_;                        // the link is lost and looked for
  std::int64_t greeting_ns_ = Conversation::kNever;  // when a device that is back is greeted next
  std::optional<Error> end_error_;
};

Result<ProbePlan> make_plan(const SourceUri& uri, LinkKind kind, milliseconds patience,
                            const std::stop_token& cancel, const MonotonicClock& clock) {
  const bool dump = kind == LinkKind::dump;
  ProbePlan plan{.candidates = {},
                 .given = uri.options,
                 .named = uri.options.contains("device"),
                 .kind = dump ? Conversation::Kind::dump : Conversation::Kind::live,
                 .patience = patience,
                 .cancel = cancel,
                 .clock = clock};
  if (plan.named) {
    auto device = find_device(uri.options.at("device"));
    if (!device) return std::unexpected(device.error());
    plan.candidates.push_back(*device);
    const auto settle_ms = uri.number("settle_ms", (*device)->settle_ms, 0.0, kLongestSettle_ms);
    if (!settle_ms) return std::unexpected(settle_ms.error());
    if (!dump) plan.settle = milliseconds(std::llround(*settle_ms));
    return plan;
  }
  // The one with a checksum first: where two fit, it is right.
  for (const DeviceDescription& device : all_devices())
    if (!device.needs_name)
      plan.candidates.insert(device.announces ? plan.candidates.begin() : plan.candidates.end(), &device);
  return plan;
}

}  // namespace

Result<std::unique_ptr<Source>> open_device_source(std::unique_ptr<ByteStream> stream, LinkKind kind,
                                                   const SourceUri& uri, milliseconds patience,
                                                   const std::stop_token& cancel,
                                                   const MonotonicClock& clock) {
  auto plan = make_plan(uri, kind, patience, cancel, clock);
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
  auto source = std::make_unique<DeviceSource>(std::move(stream), std::move(*found), dump_step_ns, clock);
  if (auto taken = source->take_options(uri); !taken) return std::unexpected(taken.error());
  return source;
}

}  // namespace rollscope
