// Lines of whole numbers, as makers print them: what the text device and its guess share (devices.md J).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace rollscope {

// What stands between two numbers. Spaces are allowed beside any of them, and one at the end of a line.
enum class Separator : std::uint8_t { any, space, comma, tab, semicolon };
std::optional<Separator> find_separator(std::string_view word);

class RowReader {
 public:
  explicit RowReader(Separator separator);

  // Appends the numbers of a line (without its end) to `cells`: counts from 0 to 65535, rounded where they
  // have a fraction, 0 where they are negative. How many; nothing, and `cells` as it was, when the line is
  // not numbers alone or holds more than `most`. A line without any number has 0.
  std::optional<std::size_t> read(std::string_view line, std::size_t most, std::vector<float>& cells) const;

 private:
  enum class Mark : std::uint8_t { other, digit, blank, between };
  [[nodiscard]] Mark mark(char c) const { return marks_[static_cast<unsigned char>(c)]; }

  std::array<Mark, 256> marks_{};
  bool blank_separates_;
};

// Without the blanks and line ends around it.
std::string_view trimmed(std::string_view line);

// Letters, digits, signs and blanks only.
bool printable(std::string_view line);

}  // namespace rollscope
