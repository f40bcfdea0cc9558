#include "drivers/devices/conversation.hpp"

#include <algorithm>
#include <utility>

namespace rollscope {
namespace {

constexpr std::size_t kLongestAnswer = 512 * 1024;  // bytes; a StreamDecoder holds twice that

std::int64_t ns(std::chrono::milliseconds time) {
  return std::chrono::nanoseconds(time).count();
}

}  // namespace

Conversation::Conversation(std::unique_ptr<DeviceParser> parser, Kind kind, std::chrono::milliseconds settle,
                           std::int64_t now_ns)
    : decoder_(std::move(parser),
               kind == Kind::live ? StreamDecoder::Arrival::live : StreamDecoder::Arrival::as_told),
      polling_(kind == Kind::live ? decoder_.parser().polling() : nullptr),
      settle_ns_(kind == Kind::live ? ns(settle) : 0),
      settled_ns_(now_ns + settle_ns_),
      heard_ns_(now_ns),
      asked_ns_(now_ns),
      settling_(settled_ns_ > now_ns) {}

void Conversation::restart(std::int64_t now_ns) {
  decoder_.restart();
  settled_ns_ = now_ns + settle_ns_;
  heard_ns_ = asked_ns_ = now_ns;
  waiting_ = dropping_ = false;
  settling_ = settle_ns_ > 0;
}

void Conversation::commit(std::size_t count, std::int64_t now_ns) {
  decoder_.commit(count, now_ns);
  if (count > 0) heard_ns_ = now_ns;
}

std::size_t Conversation::push(std::span<const std::byte> bytes, std::int64_t now_ns) {
  if (!bytes.empty()) heard_ns_ = now_ns;
  return decoder_.push(bytes, now_ns);
}

bool Conversation::next(RawFrame& frame, std::int64_t now_ns, bool at_end) {
  if (settling_) {
    decoder_.drop();
    settling_ = now_ns < settled_ns_;
    return false;
  }
  if (polling_ == nullptr) return decoder_.next(frame, at_end);
  if (dropping_) {
    decoder_.drop();
    return false;
  }
  const bool by_silence = polling_->gap.count() > 0;
  if (by_silence && !at_end && now_ns < heard_ns_ + ns(polling_->gap)) {
    dropping_ = decoder_.buffered_bytes() > kLongestAnswer;
    return false;
  }
  const std::uint64_t discarded = decoder_.health().discarded_bytes;
  const bool any = decoder_.next(frame, at_end || by_silence);
  if (!polling_->each_frame) return any;
  if (any) waiting_ = false;
  // More than was asked for, or bytes that are no answer: the rest of it may still be on its way.
  dropping_ = any ? decoder_.buffered_bytes() > 0 : decoder_.health().discarded_bytes != discarded;
  if (dropping_) decoder_.drop();
  return any;
}

std::int64_t Conversation::silence_over_ns() const {
  return last_event_ns() + ns(dropping_ ? polling_->quiet : polling_->answer);
}

std::span<const std::byte> Conversation::request(std::int64_t now_ns) {
  if (polling_ == nullptr || polling_->request.empty() || settling_) return {};
  const bool first = !waiting_ && !dropping_ && (polling_->each_frame || polling_->at_open);
  if (!first && now_ns < silence_over_ns()) return {};
  decoder_.drop();
  dropping_ = false;
  waiting_ = true;
  asked_ns_ = now_ns;
  return std::as_bytes(std::span(polling_->request));
}

std::int64_t Conversation::wake_ns(std::int64_t now_ns) const {
  if (settling_) return settled_ns_;
  if (polling_ == nullptr) return kNever;
  const std::int64_t gap_ns = heard_ns_ + ns(polling_->gap);
  if (!dropping_ && decoder_.buffered_bytes() > 0 && gap_ns > now_ns) return gap_ns;
  return polling_->request.empty() ? kNever : silence_over_ns();
}

}  // namespace rollscope
