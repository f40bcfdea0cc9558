// WiReSens Toolkit boards (devices.md E), ESP32, up to 32 x 32. Once configured they send packets without
// being asked, each the next `nodes` sensels of a scan that goes round and round:
//
//   offset   size   name
//   0        1      device id
//   1        2      index of the first node, u16 little endian; 20000: pairs of index and value follow
//   3        2 n    values, u16 little endian, 12 bits; 4095 idle, 0 fully pressed
//   3 + 2n   4      packet number, u32 little endian, +1 a packet
//   7 + 2n   2      77 72 ("wr")
//
// rows x cols is usually no multiple of n, so a frame ends in the middle of a packet: where the index comes
// round. Frames are numbered by the nodes sent before them, which the packet number tells, so a lost packet
// is a lost frame and known. Only frames whose nodes all came are shown; an intermittent board leaves out
// packets on purpose, and there a node keeps its last value.
//
// "wr" may occur in data. A packet counts when its number follows that of the one before, or when the packet
// behind it fits as well.
#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

#include "drivers/devices/byte_order.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr std::size_t kValuesAt = 3;
constexpr std::string_view kTail = "wr";
constexpr std::uint32_t kFullScale = 4095;
constexpr std::uint32_t kSingleNodes = 20000;
constexpr std::size_t kLongestLine = 200;
constexpr std::uint32_t kLongestOmission = 1000;  // packets an intermittent board leaves out at once

struct Setup {
  explicit Setup(const DeviceOptions& options)
      : rows(int_option(options, "rows")),
        cols(int_option(options, "cols")),
        nodes(static_cast<std::size_t>(int_option(options, "nodes"))),
        intermittent(options.at("intermittent") == "yes") {}
  [[nodiscard]] std::size_t sensels() const {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols);
  }
  [[nodiscard]] std::size_t number_at() const { return kValuesAt + 2 * nodes; }
  [[nodiscard]] std::size_t packet() const { return number_at() + 4 + kTail.size(); }

  int rows, cols;
  std::size_t nodes;  // in a packet
  bool intermittent;
};

StreamInfo stream_info(const Setup& setup) {
  StreamInfo info = counts_info(setup.rows, setup.cols, kFullScale);
  info.numbered = !setup.intermittent;
  return info;
}

class WiresensParser final : public DeviceParser {
 public:
  explicit WiresensParser(const DeviceOptions& options)
      : setup_(options), info_(stream_info(setup_)), values_(setup_.sensels()), known_(setup_.sensels()) {
    if (const std::string& config = options.at("config"); !config.empty())
      polling_ = {.request = config + "\n",
                  .each_frame = false,
                  .at_open = false,
                  .answer = std::chrono::milliseconds(2000),
                  .gap = std::chrono::milliseconds(0)};
  }

  ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) override {
    if (!in_sync_ && line_begins_) {
      const std::optional<std::size_t> line = text_line(bytes);
      if (!line && !at_end) return {};
      if (line && *line > 0)
        return {.status = ParseStatus::packet, .consumed = *line, .text = without_end(bytes.first(*line))};
    }
    const std::size_t size = setup_.packet();
    if (bytes.size() < size) return {};
    if (!packet_at(bytes)) return not_a_packet(bytes);
    const std::uint32_t number = number_of(bytes);
    if (!in_sync_ || number != last_number_ + 1) {
      const auto next = bytes.subspan(size);
      if (next.size() < size && !(at_end && next.empty())) return {};
      if (!next.empty() && (!packet_at(next) || !follows(number_of(next), number)))
        return not_a_packet(bytes);
    }
    ParseResult result{.status = ParseStatus::packet, .consumed = size, .frame_end = size};
    if (take(bytes.first(size), number, frame)) result.status = ParseStatus::frame;
    in_sync_ = line_begins_ = true;
    last_number_ = number;
    return result;
  }

  [[nodiscard]] const StreamInfo* info() const override { return &info_; }
  [[nodiscard]] const Polling* polling() const override {
    return polling_.request.empty() ? nullptr : &polling_;
  }
  void drop_partial() override {
    in_sync_ = whole_ = false;
    line_begins_ = true;
  }

 private:
  [[nodiscard]] std::uint32_t number_of(std::span<const std::byte> packet) const {
    return u32_le_at(packet, setup_.number_at());
  }
  [[nodiscard]] bool follows(std::uint32_t next, std::uint32_t number) const {
    return next - number == 1 || (setup_.intermittent && next - number - 1 < kLongestOmission);
  }

  [[nodiscard]] bool packet_at(std::span<const std::byte> bytes) const {
    if (std::memcmp(bytes.data() + setup_.packet() - kTail.size(), kTail.data(), kTail.size()) != 0)
      return false;
    const std::uint32_t start = u16_le_at(bytes, 1);
    if (start == kSingleNodes) return true;
    if (start >= setup_.sensels()) return false;
    for (std::size_t node = 0; node < setup_.nodes; ++node)
      if (u16_le_at(bytes, kValuesAt + 2 * node) > kFullScale) return false;
    return true;
  }

  // Skips to the next place whose packet would end with the tail, or where a line of text may begin.
  ParseResult not_a_packet(std::span<const std::byte> bytes) {
    const ParseFault fault = in_sync_ ? ParseFault::wrong_length : ParseFault::lost_sync;
    in_sync_ = whole_ = false;
    const std::size_t tail = setup_.packet() - kTail.size();
    std::size_t next = 1;
    while (tail + next + 1 < bytes.size() && bytes[next - 1] != std::byte{'\n'} &&
           std::memcmp(bytes.data() + tail + next, kTail.data(), kTail.size()) != 0)
      ++next;
    line_begins_ = bytes[next - 1] == std::byte{'\n'};
    return {.status = ParseStatus::bad, .consumed = next, .fault = fault};
  }

  // Length of the line of text the bytes begin with; 0: none; nothing: it may become one.
  static std::optional<std::size_t> text_line(std::span<const std::byte> bytes) {
    constexpr std::size_t kShortest = 4;  // printed by accident is less
    for (std::size_t i = 0; i < std::min(bytes.size(), kLongestLine); ++i) {
      const std::uint32_t c = u8_at(bytes, i);
      if (c == '\n') return i >= kShortest ? i + 1 : 0;
      if (c != '\r' && c != '\t' && (c < ' ' || c > '~')) return 0;
    }
    if (bytes.size() < kLongestLine) return std::nullopt;
    return 0;
  }
  static std::string_view without_end(std::span<const std::byte> line) {
    std::string_view text(reinterpret_cast<const char*>(line.data()), line.size());
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    return text;
  }

  // True: it ends a frame, which was put into `frame`.
  bool take(std::span<const std::byte> packet, std::uint32_t number, RawFrame& frame) {
    const std::uint32_t start = u16_le_at(packet, 1);
    const auto values = packet.subspan(kValuesAt, 2 * setup_.nodes);
    if (start == kSingleNodes) return take_single(values, number, frame);
    const bool next_in_line = in_sync_ && number == last_number_ + 1 && start == next_node_;
    if (!next_in_line) whole_ = false;
    if (start == 0) whole_ = true;
    bool any = false;
    std::size_t node = start;
    for (std::size_t i = 0; i < setup_.nodes; ++i) {
      values_[node] = pressed(u16_le_at(values, 2 * i));
      if (known_[node] == 0) --unknown_;
      known_[node] = 1;
      if (++node < setup_.sensels()) continue;
      node = 0;
      if (setup_.intermittent ? unknown_ == 0 : whole_) {
        publish(frame);
        any = true;
      }
      whole_ = true;
    }
    next_node_ = node;
    if (any) frame.sequence = frame_number(number, start);
    return any;
  }

  // The frame a packet's first node belongs to. A packet of more nodes than the sensor has shows its last
  // frame only: it is one.
  [[nodiscard]] std::uint64_t frame_number(std::uint32_t number, std::uint32_t start) const {
    const std::uint64_t sensels = setup_.sensels();
    if (sensels < setup_.nodes) return number;
    const std::uint64_t before = std::uint64_t{number} * setup_.nodes;
    const std::uint64_t offset = (start + sensels - before % sensels) % sensels;
    return (before + offset) / sensels & 0xFFFFFFFFU;
  }

  bool take_single(std::span<const std::byte> pairs, std::uint32_t number, RawFrame& frame) {
    for (std::size_t at = 0; at + 3 < pairs.size(); at += 4) {
      const std::uint32_t node = u16_le_at(pairs, at), value = u16_le_at(pairs, at + 2);
      if (node < setup_.sensels() && value <= kFullScale) values_[node] = pressed(value);
    }
    whole_ = false;
    publish(frame);
    frame.sequence = number;
    return true;
  }

  static float pressed(std::uint32_t raw) { return static_cast<float>(kFullScale - raw); }

  void publish(RawFrame& frame) const {
    blank_frame(frame, values_.size());
    std::ranges::copy(values_, frame.samples.begin());
  }

  Setup setup_;
  StreamInfo info_;
  Polling polling_;
  std::vector<float> values_;        // of each node, the last that came
  std::vector<std::uint8_t> known_;  // 1: it came at least once
  std::size_t unknown_ = setup_.sensels();
  bool in_sync_ = false;
  bool line_begins_ = true;        // text is looked for at the start of a line, not in the middle of one
  std::uint32_t last_number_ = 0;  // while in sync
  std::size_t next_node_ = 0;
  bool whole_ = false;  // every node from 0 to next_node_ came in line
};

class WiresensEncoder final : public DeviceEncoder {
 public:
  WiresensEncoder(const DeviceOptions& options, StreamInfo info) : setup_(options), info_(std::move(info)) {}

  [[nodiscard]] const StreamInfo& info() const override { return info_; }

  void boot(std::vector<std::byte>& out) override {
    for (const char c :
         std::string_view("Building kit\r\nWaiting for serial input...\r\nInitializing Toolkit\r\n"))
      out.push_back(static_cast<std::byte>(c));
  }

  // What does not fill a packet waits for the next frame. A frame of another size begins at node 0, as on a
  // board of that size, and so does the one behind it.
  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    const bool other_size = frame.samples.size() != setup_.sensels();
    if (other_size || after_other_size_) {
      pending_.clear();
      start_ = 0;
    }
    after_other_size_ = other_size;
    pending_.insert(pending_.end(), frame.samples.begin(), frame.samples.end());
    std::size_t begin = 0;
    for (; pending_.size() - begin >= setup_.nodes; begin += setup_.nodes) {
      put_u8(1, out);
      put_u16_le(static_cast<std::uint32_t>(start_), out);
      for (std::size_t node = 0; node < setup_.nodes; ++node)
        put_u16_le(kFullScale - whole_count(pending_[begin + node], kFullScale), out);
      put_u32_le(number_++, out);
      for (const char c : kTail) out.push_back(static_cast<std::byte>(c));
      start_ = (start_ + setup_.nodes) % setup_.sensels();
    }
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(begin));
  }

 private:
  Setup setup_;
  StreamInfo info_;
  std::vector<float> pending_;
  std::size_t start_ = 0;
  bool after_other_size_ = false;
  std::uint32_t number_ = 0;
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return std::make_unique<WiresensParser>(options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions& options) {
  auto info = emulated_info("wiresens", stream_info(Setup(options)), wanted);
  if (!info) return std::unexpected(info.error());
  return std::make_unique<WiresensEncoder>(options, std::move(*info));
}

}  // namespace

DeviceDescription wiresens_device() {
  using Kind = DeviceParameter::Kind;
  return {.id = "wiresens",
          .label = "WiReSens Toolkit board",
          .note =
              "rows= are its driven wires and cols= its read wires; the pitch is what the maker wove: 10 mm "
              "is taken "
              "until pitch_mm=ROW,COL says otherwise; a board without a stored configuration wants one as "
              "config=",
          .rows = 0,
          .cols = 0,
          .count_bits = 12,
          .usual_rate_hz = 12.0,
          .default_baud = 250'000,
          .modem_lines = ModemLines::clear,  // ESP32
          .needs_name = true,                // its size is not in the stream
          .parameters = {{.key = "rows",
                          .label = "Driven wires",
                          .fallback = "32",
                          .min = 1,
                          .max = 64,
                          .kind = Kind::whole_number},
                         {.key = "cols",
                          .label = "Read wires",
                          .fallback = "32",
                          .min = 1,
                          .max = 64,
                          .kind = Kind::whole_number},
                         {.key = "nodes",
                          .label = "Nodes in a packet",
                          .fallback = "120",
                          .min = 1,
                          .max = 1024,
                          .kind = Kind::whole_number},
                         {.key = "intermittent",
                          .label = "Leaves out packets that say nothing new",
                          .fallback = "no",
                          .choices = {"no", "yes"}},
                         {.key = "config",
                          .label = "Configuration (JSON) sent when it is silent",
                          .fallback = "",
                          .kind = Kind::text}},
          .delimiter = "wr",
          .make_parser = make_parser,
          .make_encoder = make_encoder};
}

}  // namespace rollscope
