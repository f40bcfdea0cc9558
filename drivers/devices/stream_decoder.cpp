#include "drivers/devices/stream_decoder.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/base/check.hpp"

namespace rollscope {
namespace {

constexpr std::size_t kFirstCapacity = 32 * 1024;
constexpr std::size_t kLargestCapacity = 1024 * 1024;  // parsers give a packet up long before
constexpr std::size_t kLeastSpace = 4 * 1024;          // what a kernel hands over at once
constexpr std::size_t kTextsKept = 16;

}  // namespace

StreamDecoder::StreamDecoder(std::unique_ptr<DeviceParser> parser, Arrival arrival)
    : parser_(std::move(parser)), buffer_(kFirstCapacity), arrival_(arrival) {
  arrivals_.reserve(kFirstCapacity);
}

std::span<std::byte> StreamDecoder::space() {
  if (begin_ == end_) begin_ = end_ = 0;
  if (buffer_.size() - end_ < kLeastSpace) compact();
  if (buffer_.size() - end_ < kLeastSpace) {
    ROLLSCOPE_CHECK(buffer_.size() < kLargestCapacity,
                    "a parser decides on what it has before it asks for more");
    buffer_.resize(buffer_.size() * 2);
  }
  return std::span(buffer_).subspan(end_);
}

void StreamDecoder::compact() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
}

void StreamDecoder::commit(std::size_t count, std::int64_t captured_ns) {
  ROLLSCOPE_CHECK(count <= buffer_.size() - end_, "no more is committed than there was space");
  if (count == 0) return;
  end_ += count;
  health_.bytes += count;
  if (oldest_arrival_ == arrivals_.size()) {
    arrivals_.clear();
    oldest_arrival_ = 0;
  } else if (arrivals_.size() == arrivals_.capacity() && oldest_arrival_ > 0) {
    arrivals_.erase(arrivals_.begin(), arrivals_.begin() + static_cast<std::ptrdiff_t>(oldest_arrival_));
    oldest_arrival_ = 0;
  }
  arrivals_.push_back({.stream_end = health_.bytes, .captured_ns = captured_ns});
}

std::size_t StreamDecoder::push(std::span<const std::byte> bytes, std::int64_t captured_ns) {
  const auto free = space();
  const std::size_t count = std::min(bytes.size(), free.size());
  std::copy_n(bytes.begin(), count, free.begin());
  commit(count, captured_ns);
  return count;
}

bool StreamDecoder::next(RawFrame& frame, bool at_end) {
  while (begin_ < end_ && !info_changed_) {
    const auto bytes = std::span<const std::byte>(buffer_).subspan(begin_, end_ - begin_);
    const ParseResult result = parser_->parse(bytes, at_end, frame);
    if (result.status == ParseStatus::need_more) return false;
    ROLLSCOPE_CHECK(result.consumed >= 1 && result.consumed <= bytes.size(),
                    "a parser consumes what it was given");
    const std::uint64_t frame_end = stream_begin_ + result.frame_end;
    begin_ += result.consumed;
    stream_begin_ += result.consumed;
    if (result.status == ParseStatus::bad) {
      count_bad(result);
      continue;
    }
    used_bytes_ += result.consumed;
    if (result.status == ParseStatus::filler) continue;
    in_sync_ = true;
    if (result.status == ParseStatus::frame) {
      frame.captured_ns = captured_at(frame_end);
      if (number(frame)) return true;
      continue;
    }
    if (result.fault != ParseFault::none) count_fault(result.fault);
    if (result.unknown_packet) ++health_.unknown_packets;
    if (!result.text.empty() && texts_.size() < kTextsKept) texts_.emplace_back(result.text);
    info_changed_ = result.info_changed;
  }
  return false;
}

void StreamDecoder::drop() {
  parser_->drop_partial();
  if (buffered_bytes() == 0) return;
  const std::size_t count = buffered_bytes();
  begin_ += count;
  stream_begin_ += count;
  count_bad({.status = ParseStatus::bad, .consumed = count, .fault = ParseFault::lost_sync});
}

void StreamDecoder::restart() {
  drop();
  in_sync_ = false;
  consecutive_ = 0;
  sequence_.restart();
  clock_.restart();
  arrival_clock_.restart();
  ++health_.replugs;
}

void StreamDecoder::count_bad(const ParseResult& result) {
  health_.discarded_bytes += result.consumed;
  count_fault(result.fault);
  health_.resyncs += in_sync_ ? 1 : 0;
  in_sync_ = false;
}

void StreamDecoder::count_fault(ParseFault fault) {
  health_.wrong_length += fault == ParseFault::wrong_length ? 1 : 0;
  health_.checksum += fault == ParseFault::checksum ? 1 : 0;
  consecutive_ = 0;
}

std::int64_t StreamDecoder::captured_at(std::uint64_t stream_end) {
  while (oldest_arrival_ + 1 < arrivals_.size() && arrivals_[oldest_arrival_].stream_end < stream_end)
    ++oldest_arrival_;
  return arrivals_[oldest_arrival_].captured_ns;
}

// False when the frame was seen before.
bool StreamDecoder::number(RawFrame& frame) {
  const StreamInfo& info = *parser_->info();
  bool restarted = false;
  if (info.numbered) {
    const auto [step, sequence, lost] = sequence_.push(static_cast<std::uint32_t>(frame.sequence));
    if (step == SequenceStep::repeated) {
      ++health_.repeated;
      return false;
    }
    restarted = step == SequenceStep::restarted;
    health_.gaps += step == SequenceStep::gap || restarted ? 1 : 0;
    health_.frames_lost += lost;
    frame.sequence = sequence;
  } else {
    frame.sequence = health_.frames;
  }
  time(frame, restarted);
  ++health_.frames;
  ++consecutive_;
  return true;
}

void StreamDecoder::time(RawFrame& frame, bool restarted) {
  const bool live = arrival_ == Arrival::live;
  if (parser_->info()->device_clock) {
    const std::uint64_t restarts = clock_.restarts();
    frame.device_us = clock_.push(frame.device_us, frame.captured_ns, restarted);
    if (!live) return;
    if (clock_.restarts() != restarts) drift_.restart();
    drift_.push(frame.device_us, frame.captured_ns);
    health_.drift_ppm = drift_.ppm();
    health_.drift_watched_s = drift_.watched_s();
    return;
  }
  // An answer comes when it was asked for: its arrival is all there is.
  const Polling* polling = parser_->polling();
  if (!live || (polling != nullptr && polling->each_frame)) return;
  frame.captured_ns = arrival_clock_.push(frame.sequence, frame.captured_ns);
  health_.arrival_p95_ms = arrival_clock_.late_p95_ms();
}

std::vector<std::string> StreamDecoder::take_texts() {
  return std::exchange(texts_, {});
}

}  // namespace rollscope
