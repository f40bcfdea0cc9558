#include "drivers/emulator/fault_injector.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "drivers/emulator/emulator.hpp"

namespace rollscope {
namespace {

struct Fault {
  const char* name;
  const char* help;
  std::uint64_t every;  // once in so many frames on average, unless the text says otherwise
};

constexpr Fault kFaults[] = {
    {"split-writes", "writes of random sizes, from one byte to several frames", 1},
    {"start-mid-frame", "the stream begins in the middle of a frame", 1},
    {"boot-text", "lines of text first, then a second of silence", 1},
    {"drop-bytes", "1 to 16 bytes are lost; once in N frames (100)", 100},
    {"duplicate-byte", "a byte comes twice; once in N frames (100)", 100},
    {"flip-bit", "a bit is turned over; once in N frames (100)", 100},
    {"delimiter-inside", "the bytes that stand between frames turn up in the data; once in N frames (10)",
     10},
    {"inject-text", "a line of text in the middle of a frame; once in N frames (100)", 100},
    {"stall", "nothing is sent for 1.5 s, then all of it at once; once in N frames (500)", 500},
    {"burst", "N frames (8) are sent together, then nothing until there are N again", 8},
    {"rate-drop", "half the frames for N frames (100) out of every 4 N", 100},
    {"unplug", "the link is cut after N frames (200)", 200},
    {"wrong-geometry", "frames of half the sensels announced; once in N frames (1)", 1},
    {"ignore-request", "a device that is asked for each frame does not answer; once in N requests (20)", 20},
    {"late-answer", "its answer comes once the host has given up and asked again; once in N requests (20)",
     20},
    {"double-answer", "it answers twice; once in N requests (20)", 20},
    {"noise", "random bytes instead of frames, as at a wrong baud; once in N frames (1)", 1},
};

const Fault* find_fault(std::string_view name) {
  const auto* found = std::ranges::find(kFaults, name, &Fault::name);
  return found == std::end(kFaults) ? nullptr : found;
}

Result<std::pair<std::string, std::uint64_t>> read_spec(const std::string& spec) {
  const std::size_t equals = spec.find('=');
  const std::string name = spec.substr(0, equals);
  const Fault* fault = find_fault(name);
  if (fault == nullptr) {
    std::string known;
    for (const Fault& each : kFaults) known += (known.empty() ? "" : ", ") + std::string(each.name);
    return fail(Errc::bad_argument, "no fault '" + name + "'; known are " + known);
  }
  std::uint64_t every = fault->every;
  if (equals != std::string::npos) {
    const char* end = spec.data() + spec.size();
    const auto [stop, code] = std::from_chars(spec.data() + equals + 1, end, every);
    if (code != std::errc{} || stop != end || every == 0)
      return fail(Errc::bad_argument,
                  "fault '" + spec + "': a whole number of frames from 1 is wanted after =");
  }
  return std::pair{name, every};
}

// Those that strike by a plan and not by chance.
bool by_chance(const std::string& name) {
  constexpr std::string_view kPlanned[] = {"split-writes", "start-mid-frame", "boot-text",
                                           "burst",        "rate-drop",       "unplug"};
  return std::ranges::find(kPlanned, name) == std::end(kPlanned);
}

void append(std::string_view text, std::vector<std::byte>& out) {
  for (const char c : text) out.push_back(static_cast<std::byte>(c));
}

}  // namespace

std::span<const EmulatorFault> emulator_faults() {
  static const std::vector<EmulatorFault> all = [] {
    std::vector<EmulatorFault> out;
    for (const Fault& fault : kFaults) out.push_back({.name = fault.name, .help = fault.help});
    return out;
  }();
  return all;
}

Result<FaultInjector> FaultInjector::make(const std::vector<std::string>& specs,
                                          const DeviceDescription& device, std::uint64_t seed) {
  FaultInjector injector(device, seed);
  for (const std::string& spec : specs) {
    auto fault = read_spec(spec);
    if (!fault) return std::unexpected(fault.error());
    injector.every_[fault->first] = fault->second;
  }
  return injector;
}

void FaultInjector::begin_frame() {
  for (const auto& [name, every] : every_) {
    bool strikes = by_chance(name) && random_() % every == 0;
    if (name == "start-mid-frame") strikes = frame_ == 0;
    if (name == "burst") strikes = frame_ % every + 1 != every;
    if (name == "rate-drop") strikes = frame_ / every % 4 == 3 && frame_ % 2 == 1;
    if (name == "unplug") strikes = frame_ >= every;
    striking_[name] = strikes;
  }
  ++frame_;
}

bool FaultInjector::skips_frame() const {
  return strikes("rate-drop");
}
bool FaultInjector::unplugs() const {
  return strikes("unplug");
}
bool FaultInjector::holds_back() const {
  return strikes("burst");
}
bool FaultInjector::ignores_request() const {
  return strikes("ignore-request");
}
bool FaultInjector::answers_late() const {
  return strikes("late-answer");
}
bool FaultInjector::answers_twice() const {
  return strikes("double-answer");
}
double FaultInjector::stall_s() const {
  return strikes("stall") ? 1.5 : 0.0;
}

void FaultInjector::change_samples(RawFrame& frame) {
  const std::string& delimiter = device_->delimiter;
  if (strikes("delimiter-inside") && frame.samples.size() > delimiter.size()) {
    const std::size_t start = place(frame.samples.size() - delimiter.size());
    for (std::size_t i = 0; i < delimiter.size(); ++i)
      frame.samples[start + i] = static_cast<float>(static_cast<unsigned char>(delimiter[i]));
  }
  if (strikes("wrong-geometry")) frame.samples.resize(frame.samples.size() / 2);
}

void FaultInjector::change_bytes(std::vector<std::byte>& bytes) {
  if (bytes.empty()) return;  // a device whose packets hold more than a frame
  const auto at = [&](std::size_t offset) { return bytes.begin() + static_cast<std::ptrdiff_t>(offset); };
  if (strikes("noise"))
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random_());
  if (strikes("start-mid-frame")) bytes.erase(bytes.begin(), at(1 + place(bytes.size() - 1)));
  if (strikes("flip-bit")) bytes[place(bytes.size())] ^= static_cast<std::byte>(1U << place(8));
  if (strikes("duplicate-byte")) {
    const std::size_t offset = place(bytes.size());
    const std::byte twice = bytes[offset];
    bytes.insert(at(offset), twice);
  }
  if (strikes("drop-bytes")) {
    const std::size_t count = std::min<std::size_t>(1 + place(16), bytes.size());
    const std::size_t offset = place(bytes.size() - count + 1);
    bytes.erase(at(offset), at(offset + count));
  }
  if (strikes("inject-text")) {
    std::vector<std::byte> text;
    append("Unique ID: 0123456789abcdef01234567 - Versions: C40510\r\n", text);
    bytes.insert(at(place(bytes.size() + 1)), text.begin(), text.end());
  }
}

std::vector<std::byte> FaultInjector::boot_text() const {
  std::vector<std::byte> out;
  if (every_.contains("boot-text")) append("\r\nBLE advertising...\r\nWaiting for serial input...\r\n", out);
  return out;
}

std::size_t FaultInjector::write_size() {
  if (!every_.contains("split-writes")) return 0;
  constexpr std::size_t kRanges[] = {1, 8, 64, 600, 5000};
  return 1 + random_() % kRanges[random_() % std::size(kRanges)];
}

}  // namespace rollscope
