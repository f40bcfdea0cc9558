// 16- and 32-bit numbers as they lie on a wire, byte by byte, so that they mean the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rollscope {

inline std::uint32_t u8_at(std::span<const std::byte> bytes, std::size_t offset) {
  return static_cast<std::uint32_t>(bytes[offset]);
}
inline std::uint32_t u16_le_at(std::span<const std::byte> bytes, std::size_t offset) {
  return u8_at(bytes, offset) | u8_at(bytes, offset + 1) << 8;
}
inline std::uint32_t u16_be_at(std::span<const std::byte> bytes, std::size_t offset) {
  return u8_at(bytes, offset) << 8 | u8_at(bytes, offset + 1);
}
inline std::uint32_t u32_le_at(std::span<const std::byte> bytes, std::size_t offset) {
  return u16_le_at(bytes, offset) | u16_le_at(bytes, offset + 2) << 16;
}

inline void put_u8(std::uint32_t value, std::vector<std::byte>& out) {
  out.push_back(static_cast<std::byte>(value & 0xFFU));
}
inline void put_u16_le(std::uint32_t value, std::vector<std::byte>& out) {
  put_u8(value, out), put_u8(value >> 8, out);
}
inline void put_u16_be(std::uint32_t value, std::vector<std::byte>& out) {
  put_u8(value >> 8, out), put_u8(value, out);
}
inline void put_u32_le(std::uint32_t value, std::vector<std::byte>& out) {
  put_u16_le(value, out), put_u16_le(value >> 16, out);
}

}  // namespace rollscope
