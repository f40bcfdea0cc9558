#include "drivers/devices/port_guess.hpp"

#include <algorithm>
#include <array>

#include "drivers/devices/device.hpp"

namespace rollscope {
namespace {

using Ids = std::string_view;

constexpr std::array<Ids, 7> kCh340{"juqiao-32x32",  "juqiao-16x16", "juqiao-64x32", "flexitac",
                                    "flexitac-text", "wiresens",     "text"};
constexpr std::array<Ids, 5> kCh343{"juqiao-32x32", "juqiao-16x16", "juqiao-64x32", "juqiao-64x64",
                                    "juqiao-bed-12bit"};
constexpr std::array<Ids, 1> kPico{"umaine"};
constexpr std::array<Ids, 3> kTeensy{"sensingtex-active", "sensingtex-matrix", "etextile"};
constexpr std::array<Ids, 1> kTusb3410{"sensingtex-rms"};
constexpr std::array<Ids, 5> kArduino{"native", "text", "sensitronics", "byu", "polled-16x16"};
constexpr std::array<Ids, 3> kFtdi{"flexitac", "flexitac-text", "text"};
constexpr std::array<Ids, 1> kEsp32{"wiresens"};

constexpr std::array<PortGuess, 10> kGuesses{{
    {.vendor_id = 0x1a86,
     .product_id = 0x7523,
     .chip = "CH340 bridge, also on many Arduino clones",
     .device_ids = kCh340},
    {.vendor_id = 0x1a86, .product_id = 0x55d3, .chip = "CH343 bridge", .device_ids = kCh343},
    {.vendor_id = 0x2e8a, .product_id = 0x000a, .chip = "Raspberry Pi Pico", .device_ids = kPico},
    {.vendor_id = 0x16c0, .product_id = 0x0483, .chip = "Teensy", .device_ids = kTeensy},
    {.vendor_id = 0x0451, .product_id = 0x3410, .chip = "TUSB3410 bridge", .device_ids = kTusb3410},
    {.vendor_id = 0x10c4,
     .product_id = 0xea60,
     .chip = "CP210x bridge, as on many ESP32 boards",
     .device_ids = kEsp32},
    {.vendor_id = 0x303a, .product_id = {}, .chip = "ESP32", .device_ids = kEsp32},
    {.vendor_id = 0x2341, .product_id = {}, .chip = "Arduino", .device_ids = kArduino},
    {.vendor_id = 0x2a03, .product_id = {}, .chip = "Arduino", .device_ids = kArduino},
    {.vendor_id = 0x0403, .product_id = {}, .chip = "FTDI bridge", .device_ids = kFtdi},
}};

}  // namespace

std::span<const PortGuess> port_guesses() {
  return kGuesses;
}

const PortGuess* guess_port(std::optional<std::uint16_t> vendor_id, std::optional<std::uint16_t> product_id) {
  const auto found = std::ranges::find_if(kGuesses, [&](const PortGuess& guess) {
    return vendor_id == guess.vendor_id && (!guess.product_id || product_id == guess.product_id);
  });
  return found == kGuesses.end() ? nullptr : &*found;
}

std::vector<int> plausible_bauds(const PortGuess* guess) {
  std::vector<int> bauds;
  const auto add = [&](const DeviceDescription& device) {
    if (std::ranges::find(bauds, device.default_baud) == bauds.end()) bauds.push_back(device.default_baud);
  };
  if (guess != nullptr)
    for (const std::string_view id : guess->device_ids)
      if (const auto device = find_device(id)) add(**device);
  std::ranges::for_each(all_devices(), add);
  return bauds;
}

std::string guess_words(const PortGuess& guess) {
  std::string out = "perhaps ";
  for (std::size_t i = 0; i < guess.device_ids.size(); ++i) {
    const bool last = i + 1 == guess.device_ids.size();
    out += i == 0 ? "" : last ? " or " : ", ";
    out += guess.device_ids[i];
  }
  return out + " (" + std::string(guess.chip) + ")";
}

}  // namespace rollscope
