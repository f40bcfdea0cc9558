#include "drivers/devices/probe.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <stop_token>
#include <utility>

#include "drivers/devices/stream_decoder.hpp"

namespace rollscope {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kConvincingFrames = 3;
constexpr auto kGreetAgain = std::chrono::seconds(1);  // boards that reset on open are deaf for a while

struct Candidate {
  const DeviceDescription* device;
  DeviceOptions options;
  StreamDecoder decoder;
  bool announces;  // tells its layout itself
  bool convinced = false;
  std::string complaint;

  void take(const HeardPiece& piece) {
    RawFrame frame;
    for (auto bytes = std::span(piece.bytes); !bytes.empty();) {
      bytes = bytes.subspan(decoder.push(bytes, piece.captured_ns));
      while (decoder.next(frame)) convinced = convinced || decoder.consecutive_frames() >= kConvincingFrames;
    }
    for (std::string& text : decoder.take_texts()) complaint = std::move(text);
  }
  // The last frame of a stream that ended, where only the end shows that it is whole.
  void take_end() {
    RawFrame frame;
    while (decoder.next(frame, true)) {
    }
  }
  [[nodiscard]] bool known(bool named) const {
    return convinced || (named && announces && decoder.info() != nullptr);
  }
};

Result<std::vector<Candidate>> make_candidates(const ProbePlan& plan) {
  std::vector<Candidate> out;
  for (const DeviceDescription* device : plan.candidates) {
    auto options = device_options(*device, plan.given);
    if (!options) return std::unexpected(options.error());
    auto parser = device->make_parser(*options);
    const bool announces = parser->info() == nullptr;
    out.push_back({.device = device,
                   .options = std::move(*options),
                   .decoder = StreamDecoder(std::move(parser)),
                   .announces = announces,
                   .complaint = {}});
  }
  return out;
}

// A deaf port is no reason to give up: free-running devices need no greeting.
void greet(ByteStream& stream, const std::vector<Candidate>& candidates) {
  std::vector<std::byte> bytes;
  for (const Candidate& candidate : candidates) candidate.decoder.parser().greet(bytes);
  if (!bytes.empty()) static_cast<void>(stream.write(bytes, std::chrono::milliseconds(100)));
}

std::string names(const std::vector<Candidate>& candidates) {
  std::string out;
  for (const Candidate& candidate : candidates) out += (out.empty() ? "" : " or ") + candidate.device->id;
  return out;
}

Error what_was_seen(const ByteStream& stream, const ProbePlan& plan, const std::vector<Candidate>& candidates,
                    bool ended) {
  const std::uint64_t bytes = candidates.front().decoder.health().bytes;
  const auto seconds =
      std::to_string(std::chrono::duration_cast<std::chrono::seconds>(plan.patience).count());
  const std::string when = ended ? " before it ended" : " in " + seconds + " s";
  std::string detail = stream.description() + ": ";
  if (bytes == 0) {
    detail += "nothing was received" + when + ": is the device on, and is this its port?";
    return {ended ? Errc::disconnected : Errc::not_found, detail};
  }
  std::uint64_t frames = 0;
  for (const Candidate& candidate : candidates) frames = std::max(frames, candidate.decoder.health().frames);
  detail += std::to_string(bytes) + " bytes were received" + when + ", but ";
  detail += frames == 0 ? "no frame of " + names(candidates)
                        : "never three frames of " + names(candidates) + " in a row";
  detail += ": wrong baud, or another device? Give device= and baud=";
  for (const Candidate& candidate : candidates)
    if (!candidate.complaint.empty()) detail += "; " + candidate.device->id + ": " + candidate.complaint;
  return {Errc::format, detail};
}

ProbeResult take_result(Candidate& candidate, std::vector<HeardPiece> heard, bool ended) {
  return {.device = candidate.device,
          .options = std::move(candidate.options),
          .info = *candidate.decoder.info(),
          .heard = std::move(heard),
          .ended = ended};
}

}  // namespace

std::int64_t capture_clock_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch()).count();
}

Result<ProbeResult> probe(ByteStream& stream, const ProbePlan& plan) {
  auto candidates = make_candidates(plan);
  if (!candidates) return std::unexpected(candidates.error());
  std::vector<HeardPiece> heard;
  std::array<std::byte, 16384> buffer;
  const auto deadline = Clock::now() + plan.patience;
  auto greeting = Clock::now();
  bool ended = false;
  const std::stop_callback wake_when_cancelled(plan.cancel, [&stream] { stream.wake(); });
  while (!ended && Clock::now() < deadline) {
    if (plan.cancel.stop_requested())
      return fail(Errc::disconnected, stream.description() + ": given up before it was connected");
    if (Clock::now() >= greeting) {
      greet(stream, *candidates);
      greeting += kGreetAgain;
    }
    const auto wait =
        std::chrono::ceil<std::chrono::milliseconds>(std::min(deadline, greeting) - Clock::now());
    const ReadResult read = stream.read(buffer, std::max(wait, std::chrono::milliseconds(0)));
    ended = read.status == ReadStatus::closed;
    if (read.status != ReadStatus::bytes) continue;
    const auto bytes = std::span(buffer).first(read.count);
    heard.push_back({.bytes = {bytes.begin(), bytes.end()}, .captured_ns = capture_clock_ns()});
    for (Candidate& candidate : *candidates) {
      candidate.take(heard.back());
      if (candidate.known(plan.named)) return take_result(candidate, std::move(heard), false);
    }
  }
  for (Candidate& candidate : *candidates) {
    if (!ended || !plan.may_end) continue;
    candidate.take_end();
    if (candidate.decoder.health().frames > 0) return take_result(candidate, std::move(heard), true);
  }
  if (ended && stream.error() && heard.empty()) return std::unexpected(*stream.error());
  return std::unexpected(what_was_seen(stream, plan, *candidates, ended));
}

}  // namespace rollscope
