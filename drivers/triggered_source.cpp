#include "drivers/triggered_source.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <array>
#include <utility>

#include "drivers/open_link.hpp"
#include "drivers/transport/returning_stream.hpp"

namespace rollscope {
namespace {

using std::chrono::milliseconds;

constexpr double kUsualBaud = 115200.0;
constexpr milliseconds kConnect{6000};

class TriggeredSource final : public Source {
 public:
  TriggeredSource(std::unique_ptr<Source> source, std::unique_ptr<ByteStream> port)
      : source_(std::move(source)), port_(std::move(port)) {
    held_.samples.resize(source_->info().layout.sensels());
    // What came while the device was looked for belongs to no frame.
    do look_at_port();
    while (byte_count_ > 0);
  }

  [[nodiscard]] const StreamInfo& info() const override { return source_->info(); }
  [[nodiscard]] std::optional<Calibration> calibration() const override { return source_->calibration(); }
  [[nodiscard]] std::optional<Profile> profile() const override { return source_->profile(); }
  [[nodiscard]] std::optional<Error> end_error() const override { return source_->end_error(); }
  [[nodiscard]] std::optional<Error> away() const override { return source_->away(); }
  [[nodiscard]] StreamHealth health() const override { return source_->health(); }
  void wake() noexcept override { source_->wake(); }

  SourceEvent read(RawFrame& frame, Command& command, milliseconds timeout) override {
    if (holding_) return next_held(frame, command);
    const SourceEvent event = source_->read(frame, command, timeout);
    if (event != SourceEvent::frame) return event;
    const bool on = frame.trigger;
    const bool went_on = on && !std::exchange(was_on_, on);
    was_on_ = on;
    look_at_port();
    if (!went_on && next_byte_ == byte_count_) return event;
    std::swap(held_, frame);
    holding_ = true;
    if (!went_on) return next_held(frame, command);
    command = MarkCommand{"trigger"};
    return SourceEvent::command;
  }

 private:
  // Its marks first, then the frame.
  SourceEvent next_held(RawFrame& frame, Command& command) {
    if (next_byte_ < byte_count_) {
      command = MarkCommand{fmt::format("trigger {}", std::to_integer<int>(bytes_[next_byte_++]))};
      return SourceEvent::command;
    }
    holding_ = false;
    std::swap(held_, frame);
    return SourceEvent::frame;
  }

  void look_at_port() {
    next_byte_ = byte_count_ = 0;
    if (!port_) return;
    const ReadResult read = port_->read(bytes_, milliseconds(0));
    switch (read.status) {
      case ReadStatus::bytes:
        byte_count_ = read.count;
        return;
      case ReadStatus::idle:
        return;
      case ReadStatus::back:
        spdlog::warn("the trigger port is there again: {}", port_->description());
        return;
      case ReadStatus::lost:
      case ReadStatus::closed:
        spdlog::warn("no triggers: {}", port_->error() ? port_->error()->detail : "their port has ended");
        if (read.status == ReadStatus::closed) port_.reset();
    }
  }

  std::unique_ptr<Source> source_;
  std::unique_ptr<ByteStream> port_;
  RawFrame held_;  // waits behind its marks
  bool holding_ = false;
  bool was_on_ = true;  // an input that is on at the start went on before
  std::array<std::byte, 64> bytes_{};
  std::size_t byte_count_ = 0;
  std::size_t next_byte_ = 0;
};

}  // namespace

std::unique_ptr<Source> triggered(std::unique_ptr<Source> source, std::unique_ptr<ByteStream> port) {
  return std::make_unique<TriggeredSource>(std::move(source), std::move(port));
}

Result<std::unique_ptr<ByteStream>> open_trigger_port(const SourceUri& uri) {
  const auto wanted = uri.options.find("trigger");
  if (wanted == uri.options.end()) return nullptr;
  const auto refuse = [&](const std::string& why) {
    return fail(Errc::bad_argument, "trigger=" + wanted->second + ": " + why);
  };
  auto port = SourceUri::parse(wanted->second);
  if (!port) return refuse(port.error().detail);
  if (port->scheme == "file" || port->scheme == "demo")
    return refuse("no trigger comes from there; give serial:PORT, tty:PATH or tcp://HOST:PORT");
  if (port->scheme == uri.scheme && port->address == uri.address)
    return refuse("is the port of the device itself");
  for (const auto& [key, value] : port->options)
    if (key != "baud") return refuse("knows no option '" + key + "', only baud=");
  const auto baud = port->number("baud", kUsualBaud, 50.0, 20e6);
  if (!baud) return refuse(baud.error().detail);
  const int rate = static_cast<int>(*baud);
  auto stream = open_link(*port, rate, ModemLines::raise, kConnect, {});
  if (!stream)
    return std::unexpected(Error{stream.error().code, "the trigger port: " + stream.error().detail});
  auto finder = make_link_finder(*port, rate, ModemLines::raise);
  if (!finder) return stream;
  return returning(std::move(*stream), std::move(finder), kReplugForEver);
}

}  // namespace rollscope
