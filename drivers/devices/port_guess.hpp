// Which device may be on a USB serial port, by the numbers of its USB chip. A guess and called one: most
// chips sit in many things, so only the bytes tell (probe.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollscope {

struct PortGuess {
  std::uint16_t vendor_id;
  std::optional<std::uint16_t> product_id;  // none: whatever this vendor makes
  std::string_view chip;                    // "CH340 bridge, as on many Arduino clones"
  std::span<const std::string_view> device_ids;
};

// All that is known (devices.md, "Transport" of each device), a product before the rest of its vendor.
std::span<const PortGuess> port_guesses();

// nullptr where nothing is known, also for a port that is not USB.
const PortGuess* guess_port(std::optional<std::uint16_t> vendor_id, std::optional<std::uint16_t> product_id);

// The usual bauds of all devices, each once: those of the guess first.
std::vector<int> plausible_bauds(const PortGuess* guess);

// "perhaps umaine (Raspberry Pi Pico)".
std::string guess_words(const PortGuess& guess);

}  // namespace rollscope
