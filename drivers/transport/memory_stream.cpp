#include "drivers/transport/memory_stream.hpp"

#include <algorithm>
#include <utility>

namespace rollscope {

void MemoryStream::push(std::span<const std::byte> chunk) {
  if (!chunk.empty()) chunks_.emplace_back(chunk.begin(), chunk.end());
}

void MemoryStream::finish(std::optional<Error> error) {
  finished_ = true;
  error_ = std::move(error);
}

ReadResult MemoryStream::read(std::span<std::byte> into, std::chrono::milliseconds) {
  if (woken_.exchange(false)) return {.status = ReadStatus::idle};
  if (chunks_.empty()) return {.status = finished_ ? ReadStatus::closed : ReadStatus::idle};
  std::vector<std::byte>& chunk = chunks_.front();
  const std::size_t count = std::min(chunk.size(), into.size());
  std::copy_n(chunk.begin(), count, into.begin());
  if (count == chunk.size())
    chunks_.pop_front();
  else
    chunk.erase(chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(count));
  return {.status = ReadStatus::bytes, .count = count};
}

Result<void> MemoryStream::write(std::span<const std::byte> bytes, std::chrono::milliseconds) {
  if (finished_) return fail(Errc::disconnected, "memory: closed");
  written_.insert(written_.end(), bytes.begin(), bytes.end());
  return {};
}

void MemoryStream::close() noexcept {
  finished_ = true;
  chunks_.clear();
}

}  // namespace rollscope
