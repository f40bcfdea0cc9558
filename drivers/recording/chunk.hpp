// A chunk: a quarter second of frames as two compressed blobs, without loss. Pure; docs/recording-format.md
// gives the bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/frame/raw_frame.hpp"

namespace rollscope {

// How a chunk's samples are stored: the stream's own width, or f32 where that would lose something (a missing
// reading among counts).
enum class ChunkSamples : std::uint8_t { u8 = 1, u16 = 2, f32 = 4 };  // value: bytes a sample

// Columns of the frames' data that a chunk may leave out.
enum ChunkColumns : std::uint32_t {
  kDeviceTimeColumn = 1,
  kAngleColumn = 2,
  kNrsColumn = 4,
  kImuColumn = 8,
  kTriggerColumn = 16,
};
inline constexpr std::uint32_t kKnownColumns = 31;

// One row of the table `chunks`.
struct Chunk {
  std::uint64_t first_frame = 0;  // index in the file
  std::uint32_t frames = 0;
  ChunkSamples samples_as = ChunkSamples::u16;
  std::uint32_t columns = 0;  // ChunkColumns
  std::uint32_t crc32 = 0;    // of all the rest, as it is stored
  std::vector<std::uint8_t> meta;
  std::vector<std::uint8_t> samples;
};

// Gathers frames, then encodes them. One thread at a time. Buffers keep their size.
class ChunkEncoder {
 public:
  ChunkEncoder(std::size_t sensels, SampleFormat format);
  ~ChunkEncoder();
  ChunkEncoder(ChunkEncoder&&) noexcept;
  ChunkEncoder& operator=(ChunkEncoder&&) noexcept;

  void add(const RawFrame& frame);  // samples.size() == sensels
  [[nodiscard]] std::size_t frames() const;
  [[nodiscard]] std::size_t buffered_bytes() const;
  // Needs frames() > 0 and chunk.first_frame; fills in the rest.
  void encode(Chunk& chunk) const;
  void clear();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Decodes a chunk as a whole and hands out its frames. One thread at a time. Buffers keep their size.
class ChunkDecoder {
 public:
  explicit ChunkDecoder(std::size_t sensels);
  ~ChunkDecoder();
  ChunkDecoder(ChunkDecoder&&) noexcept;
  ChunkDecoder& operator=(ChunkDecoder&&) noexcept;

  // Errc::format says what is wrong (the CRC first of all): any bytes may come in. After an error frames() is
  // 0.
  Result<void> decode(const Chunk& shape, std::span<const std::uint8_t> meta,
                      std::span<const std::uint8_t> samples);
  [[nodiscard]] std::size_t frames() const;
  void frame(std::size_t index, RawFrame& out) const;  // index < frames()
  [[nodiscard]] std::uint64_t sequence(std::size_t index) const;
  [[nodiscard]] std::int64_t captured_ns(std::size_t index) const;
  [[nodiscard]] std::int64_t device_us(std::size_t index) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rollscope
