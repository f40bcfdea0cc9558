#include "drivers/devices/port_guess.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "drivers/devices/device.hpp"

namespace rollscope {
namespace {

std::string hexadecimal(std::uint16_t value) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%04x", value);
  return text.data();
}

TEST(PortGuess, NamesWhatTheChipSitsIn) {
  const auto guesses = [](std::uint16_t vendor, std::uint16_t product, std::string_view id) {
    const PortGuess* guess = guess_port(vendor, product);
    return guess != nullptr && std::ranges::find(guess->device_ids, id) != guess->device_ids.end();
  };
  EXPECT_TRUE(guesses(0x1a86, 0x7523, "juqiao-32x32"));
  EXPECT_TRUE(guesses(0x1a86, 0x55d3, "juqiao-64x64"));
  EXPECT_TRUE(guesses(0x2e8a, 0x000a, "umaine"));
  EXPECT_TRUE(guesses(0x16c0, 0x0483, "sensingtex-active"));
  EXPECT_TRUE(guesses(0x16c0, 0x0483, "etextile"));
  EXPECT_TRUE(guesses(0x2341, 0x0043, "text"));
  EXPECT_TRUE(guesses(0x0403, 0x6001, "flexitac"));
  EXPECT_EQ(guess_words(*guess_port(0x2e8a, 0x000a)), "perhaps umaine (Raspberry Pi Pico)");
  EXPECT_EQ(guess_words(*guess_port(0x0403, 0x6001)),
            "perhaps flexitac, flexitac-text or text (FTDI bridge)");
}

TEST(PortGuess, SaysNothingOfWhatItDoesNotKnow) {
  EXPECT_EQ(guess_port({}, {}), nullptr) << "no USB port";
  EXPECT_EQ(guess_port(0x1a86, {}), nullptr);
  EXPECT_EQ(guess_port(0x2e8a, 0x0003), nullptr) << "a Pico that waits for its firmware";
  EXPECT_EQ(guess_port(0x1234, 0x5678), nullptr);
}

TEST(PortGuess, ThePlausibleBaudsComeFirstAndNoneIsLeftOut) {
  const std::vector<int> all = plausible_bauds(nullptr);
  for (const DeviceDescription& device : all_devices())
    EXPECT_EQ(std::ranges::count(all, device.default_baud), 1) << device.id;
  const std::vector<int> rms = plausible_bauds(guess_port(0x0451, 0x3410));
  EXPECT_EQ(rms.front(), (*find_device("sensingtex-rms"))->default_baud);
  const std::vector<int> wide = plausible_bauds(guess_port(0x1a86, 0x55d3));
  EXPECT_EQ(wide.front(), (*find_device("juqiao-32x32"))->default_baud);
  EXPECT_TRUE(std::ranges::is_permutation(wide, all));
}

TEST(PortGuess, EveryDeviceExistsAndEveryRowCanBeReached) {
  for (const PortGuess& guess : port_guesses()) {
    EXPECT_EQ(guess_port(guess.vendor_id, guess.product_id), &guess) << guess.chip;
    EXPECT_FALSE(guess.device_ids.empty());
    for (const std::string_view id : guess.device_ids) EXPECT_TRUE(find_device(id)) << id;
  }
}

TEST(PortGuess, TheUdevRulesNameTheSameChips) {
  std::ifstream in(ROLLSCOPE_SOURCE_DIR "/packaging/60-rollscope.rules");
  const std::string rules{std::istreambuf_iterator<char>(in), {}};
  ASSERT_FALSE(rules.empty());
  for (const PortGuess& guess : port_guesses()) {
    EXPECT_NE(rules.find(hexadecimal(guess.vendor_id)), std::string::npos) << guess.chip;
    if (guess.product_id) {
      EXPECT_NE(rules.find(hexadecimal(*guess.product_id)), std::string::npos) << guess.chip;
    }
  }
}

}  // namespace
}  // namespace rollscope
