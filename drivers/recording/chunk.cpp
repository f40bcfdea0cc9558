#include "drivers/recording/chunk.hpp"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <string>

#include "core/base/check.hpp"
#include "drivers/recording/column_coding.hpp"

namespace rollscope {
namespace {

static_assert(std::endian::native == std::endian::little, "raw chunks are little-endian, as memory is here");

constexpr int kZstdLevel = 1;  // measured: higher levels are slower and no smaller on shuffled differences
constexpr std::uint32_t kFramesMax = 1u << 20;
constexpr std::size_t kRawBytesMax = std::size_t{1} << 30;

using Bytes = std::vector<std::uint8_t>;

std::uint32_t add_crc(std::uint32_t crc, std::span<const std::uint8_t> bytes) {
  // zlib takes a null pointer, which an empty span may have, for a wish to start again.
  if (bytes.empty()) return crc;
  return static_cast<std::uint32_t>(crc32_z(crc, bytes.data(), bytes.size()));
}

// Over the row as it is stored. Why not over the raw samples: these are four times as many, and this way
// nothing that is damaged ever reaches the decoders.
std::uint32_t row_crc(const Chunk& shape, std::span<const std::uint8_t> meta,
                      std::span<const std::uint8_t> samples) {
  const std::array<std::uint64_t, 4> place{shape.first_frame, shape.frames,
                                           static_cast<std::uint64_t>(shape.samples_as), shape.columns};
  std::array<std::uint8_t, sizeof place> bytes;
  std::memcpy(bytes.data(), place.data(), sizeof place);
  return add_crc(add_crc(add_crc(0, bytes), meta), samples);
}

// One frame's data beside its samples, as columns: 64-bit ones, 32-bit ones, then the trigger.
struct MetaColumns {
  std::vector<std::uint64_t> wide;    // sequence, captured_ns, device_us
  std::vector<std::uint32_t> narrow;  // angle, nrs, imu x 6, as bits of a float
  std::vector<std::uint8_t> flags;    // trigger
};

struct MetaShape {
  std::size_t wide, narrow, flags;  // columns
  [[nodiscard]] std::size_t bytes(std::size_t frames) const {
    return frames * (8 * wide + 4 * narrow + flags);
  }
};

MetaShape meta_shape(std::uint32_t columns) {
  const auto has = [&](std::uint32_t column) { return std::size_t{(columns & column) != 0}; };
  return {.wide = 2 + has(kDeviceTimeColumn),
          .narrow = has(kAngleColumn) + has(kNrsColumn) + 6 * has(kImuColumn),
          .flags = has(kTriggerColumn)};
}

struct FrameMeta {
  std::uint64_t sequence;
  std::int64_t captured_ns, device_us;
  float angle_rad, nrs;
  std::array<float, 6> imu;
  bool trigger;
};

std::uint32_t given(float value) {
  // Why bits and not isnan: a NaN with a payload of its own is data, and a recording keeps it.
  return std::bit_cast<std::uint32_t>(value) != std::bit_cast<std::uint32_t>(kNotGiven);
}

std::uint32_t used_columns(const FrameMeta& frame) {
  std::uint32_t columns = 0;
  if (frame.device_us != kNoDeviceTime) columns |= kDeviceTimeColumn;
  if (given(frame.angle_rad)) columns |= kAngleColumn;
  if (given(frame.nrs)) columns |= kNrsColumn;
  for (const float value : frame.imu)
    if (given(value)) columns |= kImuColumn;
  if (frame.trigger) columns |= kTriggerColumn;
  return columns;
}

void fill_columns(const std::vector<FrameMeta>& frames, std::uint32_t columns, MetaColumns& out) {
  out.wide.clear();
  out.narrow.clear();
  out.flags.clear();
  const auto bits = [](float value) { return std::bit_cast<std::uint32_t>(value); };
  for (const auto& frame : frames) out.wide.push_back(frame.sequence);
  for (const auto& frame : frames) out.wide.push_back(static_cast<std::uint64_t>(frame.captured_ns));
  if (columns & kDeviceTimeColumn)
    for (const auto& frame : frames) out.wide.push_back(static_cast<std::uint64_t>(frame.device_us));
  if (columns & kAngleColumn)
    for (const auto& frame : frames) out.narrow.push_back(bits(frame.angle_rad));
  if (columns & kNrsColumn)
    for (const auto& frame : frames) out.narrow.push_back(bits(frame.nrs));
  if (columns & kImuColumn)
    for (std::size_t axis = 0; axis < 6; ++axis)
      for (const auto& frame : frames) out.narrow.push_back(bits(frame.imu[axis]));
  if (columns & kTriggerColumn)
    for (const auto& frame : frames) out.flags.push_back(frame.trigger ? 1 : 0);
}

// Calls use(column pointer, index) for each column of `values`, one after the other.
template <class T, class Use>
void each_column(T* values, std::size_t columns, std::size_t frames, Use use) {
  for (std::size_t c = 0; c < columns; ++c) use(values + c * frames, c * frames);
}

// False where a sample would not come back bit for bit.
template <class T>
bool narrow_samples(const std::vector<float>& samples, std::vector<T>& out) {
  constexpr auto kMax = static_cast<float>(std::numeric_limits<T>::max());
  out.resize(samples.size());
  const float* __restrict in = samples.data();
  T* __restrict narrow = out.data();
  std::uint32_t lost = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const float inside = in[i] >= 0.0f && in[i] <= kMax ? in[i] : 0.0f;
    const auto whole = static_cast<std::int32_t>(inside);
    narrow[i] = static_cast<T>(whole);
    lost |= std::bit_cast<std::uint32_t>(static_cast<float>(whole)) ^ std::bit_cast<std::uint32_t>(in[i]);
  }
  return lost == 0;
}

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// `room` only ever grows: a vector that shrinks and grows again would be filled with noughts each time.
void compress(ZSTD_CCtx* context, const Bytes& in, Bytes& room, Bytes& out) {
  room.resize(std::max(room.size(), ZSTD_compressBound(in.size())));
  const std::size_t size =
      ZSTD_compressCCtx(context, room.data(), room.size(), in.data(), in.size(), kZstdLevel);
  ROLLSCOPE_CHECK(!ZSTD_isError(size), "compressing into a buffer of the bound's size cannot fail");
  out.assign(room.data(), room.data() + size);
}

Result<void> decompress(ZSTD_DCtx* context, std::span<const std::uint8_t> in, std::size_t wanted, Bytes& out,
                        const char* what) {
  out.resize(wanted);
  const std::size_t size = ZSTD_decompressDCtx(context, out.data(), out.size(), in.data(), in.size());
  if (ZSTD_isError(size))
    return fail(Errc::format, std::string(what) + " cannot be unpacked: " + ZSTD_getErrorName(size));
  if (size != wanted)
    return fail(Errc::format, std::string(what) + ": " + std::to_string(size) + " bytes instead of " +
                                  std::to_string(wanted));
  return {};
}

}  // namespace

struct ChunkEncoder::Impl {
  std::size_t sensels;
  SampleFormat format;
  std::vector<FrameMeta> frames;
  std::vector<float> samples;
  std::uint32_t columns = 0;
  std::unique_ptr<ZSTD_CCtx, FreeContext> zstd{ZSTD_createCCtx()};
  // Scratch of encode().
  MetaColumns meta;
  std::vector<std::uint8_t> u8, row8;
  std::vector<std::uint16_t> u16, row16;
  std::vector<std::uint32_t> u32, row32;
  std::vector<std::uint64_t> row64;
  Bytes meta_planes, sample_planes, room;

  template <class T>
  void code_samples(const std::vector<T>& values, std::vector<T>& row, Chunk& chunk) {
    sample_planes.resize(values.size() * sizeof(T));
    code_column(values.data(), frames.size(), sensels, row, sample_planes.data());
    compress(zstd.get(), sample_planes, room, chunk.samples);
  }

  void code_meta(Chunk& chunk) {
    fill_columns(frames, columns, meta);
    const std::size_t count = frames.size();
    const MetaShape shape = meta_shape(columns);
    meta_planes.resize(shape.bytes(count));
    std::uint8_t* out = meta_planes.data();
    each_column(meta.wide.data(), shape.wide, count, [&](const std::uint64_t* column, std::size_t at) {
      code_column(column, count, 1, row64, out + 8 * at);
    });
    out += 8 * meta.wide.size();
    each_column(meta.narrow.data(), shape.narrow, count, [&](const std::uint32_t* column, std::size_t at) {
      code_column(column, count, 1, row32, out + 4 * at);
    });
    out += 4 * meta.narrow.size();
    each_column(meta.flags.data(), shape.flags, count, [&](const std::uint8_t* column, std::size_t at) {
      code_column(column, count, 1, row8, out + at);
    });
    compress(zstd.get(), meta_planes, room, chunk.meta);
  }
};

ChunkEncoder::ChunkEncoder(std::size_t sensels, SampleFormat format) : impl_(std::make_unique<Impl>()) {
  impl_->sensels = sensels;
  impl_->format = format;
}
ChunkEncoder::~ChunkEncoder() = default;
ChunkEncoder::ChunkEncoder(ChunkEncoder&&) noexcept = default;
ChunkEncoder& ChunkEncoder::operator=(ChunkEncoder&&) noexcept = default;

void ChunkEncoder::add(const RawFrame& frame) {
  ROLLSCOPE_CHECK(frame.samples.size() == impl_->sensels, "a frame has the layout's number of samples");
  const FrameMeta& meta = impl_->frames.emplace_back(FrameMeta{.sequence = frame.sequence,
                                                               .captured_ns = frame.captured_ns,
                                                               .device_us = frame.device_us,
                                                               .angle_rad = frame.angle_rad,
                                                               .nrs = frame.nrs,
                                                               .imu = frame.imu,
                                                               .trigger = frame.trigger});
  impl_->columns |= used_columns(meta);
  impl_->samples.insert(impl_->samples.end(), frame.samples.begin(), frame.samples.end());
}

std::size_t ChunkEncoder::frames() const {
  return impl_->frames.size();
}
std::size_t ChunkEncoder::buffered_bytes() const {
  return impl_->samples.size() * sizeof(float);
}

void ChunkEncoder::encode(Chunk& chunk) const {
  Impl& impl = *impl_;
  ROLLSCOPE_CHECK(!impl.frames.empty(), "a chunk has frames");
  chunk.frames = static_cast<std::uint32_t>(impl.frames.size());
  chunk.columns = impl.columns;
  impl.code_meta(chunk);
  if (impl.format == SampleFormat::u8 && narrow_samples(impl.samples, impl.u8)) {
    chunk.samples_as = ChunkSamples::u8;
    impl.code_samples(impl.u8, impl.row8, chunk);
  } else if (impl.format == SampleFormat::u16 && narrow_samples(impl.samples, impl.u16)) {
    chunk.samples_as = ChunkSamples::u16;
    impl.code_samples(impl.u16, impl.row16, chunk);
  } else {
    chunk.samples_as = ChunkSamples::f32;
    impl.u32.resize(impl.samples.size());
    std::memcpy(impl.u32.data(), impl.samples.data(), impl.samples.size() * sizeof(float));
    impl.code_samples(impl.u32, impl.row32, chunk);
  }
  chunk.crc32 = row_crc(chunk, chunk.meta, chunk.samples);
}

void ChunkEncoder::clear() {
  impl_->frames.clear();
  impl_->samples.clear();
  impl_->columns = 0;
}

struct ChunkDecoder::Impl {
  std::size_t sensels;
  std::size_t frames = 0;
  std::uint32_t columns = 0;
  ChunkSamples samples_as = ChunkSamples::u16;
  std::unique_ptr<ZSTD_DCtx, FreeContext> zstd{ZSTD_createDCtx()};
  MetaColumns meta;
  std::vector<std::uint8_t> u8;
  std::vector<std::uint16_t> u16;
  std::vector<std::uint32_t> u32;
  // One each: a vector that shrinks and grows again would be filled with noughts each time.
  Bytes meta_planes, sample_planes;

  void decode_meta(std::size_t count) {
    const MetaShape shape = meta_shape(columns);
    meta.wide.resize(shape.wide * count);
    meta.narrow.resize(shape.narrow * count);
    meta.flags.resize(shape.flags * count);
    const std::uint8_t* in = meta_planes.data();
    each_column(meta.wide.data(), shape.wide, count,
                [&](std::uint64_t* column, std::size_t at) { decode_column(in + 8 * at, count, 1, column); });
    in += 8 * meta.wide.size();
    each_column(meta.narrow.data(), shape.narrow, count,
                [&](std::uint32_t* column, std::size_t at) { decode_column(in + 4 * at, count, 1, column); });
    in += 4 * meta.narrow.size();
    each_column(meta.flags.data(), shape.flags, count,
                [&](std::uint8_t* column, std::size_t at) { decode_column(in + at, count, 1, column); });
  }

  template <class T>
  void decode_samples(std::size_t count, std::vector<T>& values) {
    values.resize(count * sensels);
    decode_column(sample_planes.data(), count, sensels, values.data());
  }

  void decode_samples(std::size_t count) {
    if (samples_as == ChunkSamples::u8) return decode_samples(count, u8);
    if (samples_as == ChunkSamples::u16) return decode_samples(count, u16);
    decode_samples(count, u32);
  }
};

ChunkDecoder::ChunkDecoder(std::size_t sensels) : impl_(std::make_unique<Impl>()) {
  impl_->sensels = sensels;
}
ChunkDecoder::~ChunkDecoder() = default;
ChunkDecoder::ChunkDecoder(ChunkDecoder&&) noexcept = default;
ChunkDecoder& ChunkDecoder::operator=(ChunkDecoder&&) noexcept = default;

Result<void> ChunkDecoder::decode(const Chunk& shape, std::span<const std::uint8_t> meta,
                                  std::span<const std::uint8_t> samples) {
  Impl& impl = *impl_;
  impl.frames = 0;
  const std::size_t width = static_cast<std::size_t>(shape.samples_as);
  if (width != 1 && width != 2 && width != 4) return fail(Errc::format, "samples of an unknown kind");
  if ((shape.columns & ~kKnownColumns) != 0) return fail(Errc::format, "columns of an unknown kind");
  if (shape.frames == 0 || shape.frames > kFramesMax || shape.frames * impl.sensels > kRawBytesMax / width)
    return fail(Errc::format, "a number of frames that cannot be");
  if (row_crc(shape, meta, samples) != shape.crc32) return fail(Errc::format, "the CRC does not match");
  const std::size_t count = shape.frames;
  impl.columns = shape.columns;
  impl.samples_as = shape.samples_as;

  const std::size_t meta_bytes = meta_shape(shape.columns).bytes(count);
  if (auto done = decompress(impl.zstd.get(), meta, meta_bytes, impl.meta_planes, "times"); !done)
    return done;
  impl.decode_meta(count);
  if (auto done =
          decompress(impl.zstd.get(), samples, count * impl.sensels * width, impl.sample_planes, "samples");
      !done)
    return done;
  impl.decode_samples(count);
  impl.frames = count;
  return {};
}

std::size_t ChunkDecoder::frames() const {
  return impl_->frames;
}
std::uint64_t ChunkDecoder::sequence(std::size_t index) const {
  return impl_->meta.wide[index];
}
std::int64_t ChunkDecoder::captured_ns(std::size_t index) const {
  return static_cast<std::int64_t>(impl_->meta.wide[impl_->frames + index]);
}
std::int64_t ChunkDecoder::device_us(std::size_t index) const {
  if (!(impl_->columns & kDeviceTimeColumn)) return kNoDeviceTime;
  return static_cast<std::int64_t>(impl_->meta.wide[2 * impl_->frames + index]);
}

void ChunkDecoder::frame(std::size_t index, RawFrame& out) const {
  const Impl& impl = *impl_;
  ROLLSCOPE_CHECK(index < impl.frames, "a frame of this chunk");
  out.sequence = sequence(index);
  out.captured_ns = captured_ns(index);
  out.device_us = device_us(index);
  const std::uint32_t* column = impl.meta.narrow.data() + index;
  const auto take = [&](std::uint32_t used) {
    if (!(impl.columns & used)) return kNotGiven;
    const float value = std::bit_cast<float>(*column);
    column += impl.frames;
    return value;
  };
  out.angle_rad = take(kAngleColumn);
  out.nrs = take(kNrsColumn);
  for (float& value : out.imu) value = take(kImuColumn);
  out.trigger = (impl.columns & kTriggerColumn) && impl.meta.flags[index] != 0;

  out.samples.resize(impl.sensels);
  const std::size_t first = index * impl.sensels;
  const auto widen = [&](const auto& values) {
    const auto* __restrict in = values.data() + first;
    float* __restrict to = out.samples.data();
    for (std::size_t i = 0; i < impl.sensels; ++i) to[i] = static_cast<float>(in[i]);
  };
  if (impl.samples_as == ChunkSamples::u8)
    widen(impl.u8);
  else if (impl.samples_as == ChunkSamples::u16)
    widen(impl.u16);
  else
    std::memcpy(out.samples.data(), impl.u32.data() + first, impl.sensels * sizeof(float));
}

}  // namespace rollscope
