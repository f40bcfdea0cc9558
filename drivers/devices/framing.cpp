#include "drivers/devices/framing.hpp"

#include <algorithm>
#include <cstring>

namespace rollscope {

bool mark_at(std::span<const std::byte> bytes, std::span<const std::byte> mark, std::size_t offset) {
  return offset + mark.size() <= bytes.size() &&
         std::memcmp(bytes.data() + offset, mark.data(), mark.size()) == 0;
}

std::size_t find_mark(std::span<const std::byte> bytes, std::span<const std::byte> mark, std::size_t from) {
  while (from < bytes.size()) {
    const void* first =
        std::memchr(bytes.data() + from, std::to_integer<int>(mark.front()), bytes.size() - from);
    if (first == nullptr) return bytes.size();
    from = static_cast<std::size_t>(static_cast<const std::byte*>(first) - bytes.data());
    const std::size_t visible = std::min(mark.size(), bytes.size() - from);
    if (std::memcmp(bytes.data() + from, mark.data(), visible) == 0) return from;
    ++from;
  }
  return bytes.size();
}

HeadedFrames::HeadedFrames(std::span<const std::byte> header, std::size_t payload,
                           std::string_view interjection)
    : header_(header.begin(), header.end()), payload_(payload), followers_{header_} {
  for (std::size_t begun = 0; begun < header.size() && !interjection.empty(); ++begun) {
    auto& follower =
        followers_.emplace_back(header_.begin(), header_.begin() + static_cast<std::ptrdiff_t>(begun));
    for (const char c : interjection) follower.push_back(static_cast<std::byte>(c));
  }
}

Cut HeadedFrames::cut(std::span<const std::byte> bytes, bool at_end) const {
  if (!mark_at(bytes, header_, 0)) {
    const std::size_t start = find_mark(bytes, header_, 0);
    if (start == 0) return {};
    return {bad_bytes(start, ParseFault::lost_sync)};
  }
  const std::size_t packet = packet_bytes();
  if (bytes.size() < packet) return {};
  const auto behind = bytes.subspan(packet);
  const bool confirmed =
      std::ranges::any_of(followers_, [&](const auto& follower) { return mark_at(behind, follower, 0); });
  if (confirmed || (at_end && behind.empty()))
    return {frame_bytes(packet), bytes.subspan(header_.size(), payload_)};
  const bool undecided = std::ranges::any_of(followers_, [&](const auto& follower) {
    return follower.size() > behind.size() &&
           std::ranges::equal(behind, std::span(follower).first(behind.size()));
  });
  if (undecided) return {};
  return {bad_bytes(find_mark(bytes, header_, header_.size()), ParseFault::wrong_length)};
}

TailedFrames::TailedFrames(std::size_t payload, std::span<const std::byte> tail)
    : tail_(tail.begin(), tail.end()), payload_(payload) {}

Cut TailedFrames::cut(std::span<const std::byte> bytes) {
  const std::size_t packet = payload_ + tail_.size();
  if (at_start_) {
    if (bytes.size() < packet) return {};
    if (mark_at(bytes, tail_, payload_)) return {frame_bytes(packet), bytes.first(payload_)};
  }
  // Somewhere in a frame: the next start is behind the next tail.
  const ParseFault fault = at_start_ ? ParseFault::wrong_length : ParseFault::lost_sync;
  const std::size_t tail = find_mark(bytes, tail_, 0);
  at_start_ = mark_at(bytes, tail_, tail);
  if (tail == 0 && !at_start_) return {};
  return {bad_bytes(tail + (at_start_ ? tail_.size() : 0), fault)};
}

EndedFrames::EndedFrames(std::byte end, std::size_t longest, Whole whole, std::size_t sensels)
    : end_(end), longest_(longest), whole_(whole), sensels_(sensels) {}

std::size_t EndedFrames::find_end(std::span<const std::byte> bytes, std::size_t begin) const {
  if (begin >= bytes.size()) return bytes.size();
  const std::size_t reach = std::min(bytes.size() - begin, longest_ + 1);
  const void* found = std::memchr(bytes.data() + begin, std::to_integer<int>(end_), reach);
  if (found == nullptr) return bytes.size();
  return static_cast<std::size_t>(static_cast<const std::byte*>(found) - bytes.data());
}

Cut EndedFrames::skip_to_end(std::span<const std::byte> bytes) {
  const ParseFault fault = at_start_ ? ParseFault::wrong_length : ParseFault::lost_sync;
  const void* found = std::memchr(bytes.data(), std::to_integer<int>(end_), bytes.size());
  at_start_ = found != nullptr;
  if (!at_start_) return {bad_bytes(bytes.size(), fault)};
  return {
      bad_bytes(static_cast<std::size_t>(static_cast<const std::byte*>(found) - bytes.data()) + 1, fault)};
}

Cut EndedFrames::cut(std::span<const std::byte> bytes, bool at_end) {
  if (!at_start_) return skip_to_end(bytes);
  const std::size_t end = find_end(bytes, 0);
  if (end == bytes.size()) return bytes.size() > longest_ ? skip_to_end(bytes) : Cut{};
  checked_ = checked_ || whole_(bytes.first(end), sensels_);
  if (!checked_) return {bad_bytes(end + 1, ParseFault::wrong_length)};
  const std::size_t next = end + 1;
  const std::size_t next_end = find_end(bytes, next);
  if (next_end == bytes.size() && bytes.size() - next <= longest_) {
    if (!at_end || bytes.size() > next) return {};
    checked_ = false;
    return {frame_bytes(next), bytes.first(end)};
  }
  // The next payload's verdict stays for when its turn comes.
  checked_ = next_end < bytes.size() && whole_(bytes.subspan(next, next_end - next), sensels_);
  if (!checked_) return {bad_bytes(next, ParseFault::lost_sync)};
  return {frame_bytes(next), bytes.first(end)};
}

}  // namespace rollscope
