#include "drivers/devices/text_guess.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/devices/text_lines.hpp"

namespace rollscope {
namespace {

constexpr std::size_t kFewFrames = 3;
constexpr double kMost = 0.7;                // of the frames agree, for some may be damaged
constexpr std::size_t kNarrowestFrame = 36;  // values in a line that is taken for a whole frame
constexpr std::size_t kWidest = 65536;

struct TextLine {
  enum class Kind : std::uint8_t { numbers, blank, words };
  Kind kind;
  std::size_t width = 0;       // numbers
  std::string_view text = {};  // words
};

struct Shape {
  std::size_t rows = 0;
  std::size_t cols = 0;
  auto operator<=>(const Shape&) const = default;
};

std::vector<TextLine> read_lines(std::string_view text) {
  const char newline = text.find('\n') != std::string_view::npos ? '\n' : '\r';
  const RowReader reader(Separator::any);
  std::vector<TextLine> lines;
  std::vector<float> cells;
  // The first line may have begun before, and the last goes on.
  std::size_t begin = std::min(text.find(newline), text.size() - 1) + 1;
  for (std::size_t end = 0; (end = text.find(newline, begin)) != std::string_view::npos; begin = end + 1) {
    const std::string_view line = trimmed(text.substr(begin, end - begin));
    cells.clear();
    const auto width = reader.read(line, kWidest, cells);
    if (line.empty())
      lines.push_back({.kind = TextLine::Kind::blank});
    else if (width && *width > 0)
      lines.push_back({.kind = TextLine::Kind::numbers, .width = *width});
    else if (printable(line))
      lines.push_back({.kind = TextLine::Kind::words, .text = line});
  }
  return lines;
}

// What most agree on, if enough do.
template <class T>
std::optional<T> common(const std::map<T, std::size_t>& counts) {
  std::size_t all = 0;
  auto best = counts.begin();
  for (auto it = counts.begin(); it != counts.end(); ++it) {
    all += it->second;
    if (it->second > best->second) best = it;
  }
  if (all == 0 || best->second < kFewFrames ||
      static_cast<double>(best->second) < kMost * static_cast<double>(all))
    return std::nullopt;
  return best->first;
}

// The shape of the frames between lines that `ends` says end one.
template <class Ends>
std::optional<Shape> shape_between(const std::vector<TextLine>& lines, const Ends& ends) {
  std::map<Shape, std::size_t> shapes;
  Shape shape;
  bool regular = true, from_start = false;
  for (const TextLine& line : lines) {
    if (ends(line)) {
      if (from_start && regular && shape.rows > 0) ++shapes[shape];
      shape = {};
      regular = from_start = true;
    } else if (line.kind == TextLine::Kind::numbers) {
      regular = regular && (shape.rows == 0 || shape.cols == line.width);
      shape = {.rows = shape.rows + 1, .cols = line.width};
    }
  }
  return common(shapes);
}

DeviceOptions options(const Shape& shape, std::string end) {
  return {
      {"rows", std::to_string(shape.rows)}, {"cols", std::to_string(shape.cols)}, {"end", std::move(end)}};
}

// The two sides nearest to each other.
Shape squarest(std::size_t values) {
  auto rows = static_cast<std::size_t>(std::sqrt(static_cast<double>(values)));
  while (values % rows != 0) --rows;
  return {.rows = rows, .cols = values / rows};
}

}  // namespace

std::optional<DeviceOptions> guess_text(std::span<const std::byte> bytes) {
  if (bytes.empty()) return std::nullopt;
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto odd = std::ranges::count_if(text, [](char c) { return !printable({&c, 1}); });
  if (static_cast<double>(odd) > 0.02 * static_cast<double>(text.size())) return std::nullopt;
  const std::vector<TextLine> lines = read_lines(text);
  const auto blank = [](const TextLine& line) { return line.kind == TextLine::Kind::blank; };
  if (const auto shape = shape_between(lines, blank)) return options(*shape, "blank");

  std::map<std::string_view, std::size_t> words;
  for (const TextLine& line : lines)
    if (line.kind == TextLine::Kind::words) ++words[line.text];
  if (const auto marker = common(words)) {
    const auto marks = [&](const TextLine& line) { return line.text == *marker; };
    if (const auto shape = shape_between(lines, marks)) return options(*shape, std::string(*marker));
  }

  std::map<std::size_t, std::size_t> widths;
  for (const TextLine& line : lines)
    if (line.kind == TextLine::Kind::numbers) ++widths[line.width];
  const auto width = common(widths);
  if (!width || *width == 1) return std::nullopt;
  if (*width >= kNarrowestFrame) return options(squarest(*width), "line");
  if (lines.size() < kFewFrames * *width) return std::nullopt;
  return options({.rows = *width, .cols = *width}, "rows");
}

}  // namespace rollscope
