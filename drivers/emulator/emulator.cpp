#include "drivers/emulator/emulator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <fstream>
#include <utility>

#include "core/correct/calibration_fit.hpp"
#include "core/correct/pressure_curve.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/emulator/fault_injector.hpp"
#include "drivers/emulator/scene_choice.hpp"
#include "drivers/emulator/scene_playback.hpp"
#include "drivers/source_uri.hpp"
#include "drivers/transport/device_link.hpp"

namespace rollscope {
namespace {

constexpr double kLevel_kpa = 100.0;  // the uniform load whose counts are told

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kLookUp{100};  // waits end that often, so that nothing is missed for long
constexpr milliseconds kDrain{2000};  // for the reader to take what is left at the end
constexpr std::int64_t kAnnounce_us = 1'000'000;
// A thread that woke too late makes good for so long, or a fast link would never be full.
constexpr milliseconds kMadeGood{20};
constexpr std::size_t kLinkPiece = 64;  // bytes; what a USB bridge hands over at once

Clock::duration from_seconds(double seconds) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

// What the scene knows of its own sensor. No load check: none was made, so the class stays as declared.
Calibration with_evidence(Calibration calibration, const StreamInfo& sensor) {
  calibration.sensor_serial = sensor.serial_number;
  calibration.indenter = "none: the scene's own pressure";
  if (auto residuals = curve_residuals(calibration.points, calibration.model))
    calibration.residuals = std::move(*residuals);
  const auto curve = PressureCurve::make(calibration);
  if (!curve || calibration.gain.empty()) return calibration;
  double sum = 0.0, squares = 0.0;
  for (const float gain : calibration.gain) {
    const double answer = 1.0 / static_cast<double>(gain);
    sum += answer;
    squares += answer * answer;
  }
  const double n = static_cast<double>(calibration.gain.size()), mean = sum / n;
  calibration.equilibration = {.loads = {{.kpa = kLevel_kpa, .mean_counts = curve->counts(kLevel_kpa)}},
                               .spread_before = std::sqrt(std::max(squares / n - mean * mean, 0.0)) / mean,
                               .spread_after = 0.0};
  return calibration;
}

}  // namespace

struct Emulator::Impl {
  EmulatorOptions options;
  const DeviceDescription* device;
  DeviceOptions device_options;
  std::unique_ptr<DeviceEncoder> encoder;
  ScenePlayback playback;
  Calibration calibration;
  FaultInjector faults;
  std::unique_ptr<DeviceLink> link;
  std::ofstream dump;

  EmulatorReport report{};
  bool running = true;            // the host may start and stop it
  bool asked = false;             // one request, one frame
  std::size_t unanswered{};       // requests
  std::vector<std::byte> late{};  // an answer kept until the host has asked again
  bool booted = false;
  bool unplugged = false;
  bool begun = false;                // the scene's clock runs
  Clock::time_point zero{};          // when the scene's time 0 was, or would have been without breaks
  Clock::time_point link_free{};     // link_baud: when the last byte is through
  std::vector<std::byte> outbox{};   // encoded, not yet written
  std::vector<std::byte> answers{};  // to the host's requests, behind the outbox
  std::uint64_t skipped = 0;         // frames the device had no time for
  std::int64_t announced_us = -kAnnounce_us;
  std::vector<HostRequest> requests{};

  [[nodiscard]] bool paced() const { return options.speed > 0.0; }
  [[nodiscard]] Clock::time_point due(std::int64_t scene_us) const {
    return zero + from_seconds(static_cast<double>(scene_us) * 1e-6 / options.speed);
  }
  // Unpaced, a frame is played only when somebody takes it; paced, the scene goes on like the body would.
  [[nodiscard]] bool must_wait_for_reader() const { return !paced() || (!begun && options.wait_for_reader); }

  bool wait_for_reader(const std::stop_token& stop);
  bool wait_while_stopped(const std::stop_token& stop);
  void wait_until(Clock::time_point when, const std::stop_token& stop);
  void listen();
  void obey(const HostRequest& request);
  bool wait_for_request(const std::stop_token& stop);
  void boot(const std::stop_token& stop);
  void begin();
  void answer(std::vector<std::byte> bytes);
  void play(RawFrame& frame, const std::stop_token& stop);
  void announce_if_due(std::int64_t scene_us);
  void send_answers(const std::stop_token& stop);
  void flush(bool everything, const std::stop_token& stop);
  std::size_t write_piece(std::span<const std::byte> bytes, const std::stop_token& stop);
};

namespace {

// A misspelt option passed over without a word would emulate another device than meant.
Result<void> check_parameters(const EmulatorOptions& options, const DeviceDescription& device) {
  for (const auto& [key, value] : options.parameters) {
    if ((key == "rows" && options.rows > 0) || (key == "cols" && options.cols > 0))
      return fail(Errc::bad_argument, key + " is given twice");
    if (device.has_parameter(key)) continue;
    std::string known;
    for (const DeviceParameter& parameter : device.parameters)
      known += (known.empty() ? "it has " : ", ") + parameter.key;
    return fail(Errc::bad_argument,
                device.id + " has no option '" + key + "'; " + (known.empty() ? "it has none" : known));
  }
  return {};
}

// The device's options with the geometry it plays: the one wanted, else its own, else the scene's.
Result<DeviceOptions> options_of(const EmulatorOptions& options, const DeviceDescription& device) {
  DeviceOptions given = options.parameters;
  const auto scene = choose_scene(options.scene);
  if (!scene) return std::unexpected(scene.error());
  const SensorLayout scenes_own = default_layout(**scene);
  if (scenes_own.surface == Surface::cylinder && device.has_parameter("radius_mm"))
    given.emplace("radius_mm", fmt::format("{}", scenes_own.radius_mm));
  for (const DeviceParameter& parameter : device.parameters) {
    if (given.contains(parameter.key) || (parameter.key != "rows" && parameter.key != "cols")) continue;
    const bool rows = parameter.key == "rows";
    const int wanted = rows ? options.rows : options.cols;
    if (wanted > 0)
      given[parameter.key] = std::to_string(wanted);
    else if (parameter.fallback == "0")
      given[parameter.key] = std::to_string(rows ? scenes_own.rows : scenes_own.cols);
  }
  return device_options(device, given);
}

struct Size {
  int rows = 0;
  int cols = 0;
};

// What the device with its options can only be; 0: anything.
Size fixed_size(const DeviceDescription& device, const DeviceOptions& options) {
  const auto parser = device.make_parser(options);
  const StreamInfo* info = parser->info();
  return info == nullptr ? Size{} : Size{.rows = info->layout.rows, .cols = info->layout.cols};
}

Result<ScenePlayback> make_playback(const EmulatorOptions& options, const DeviceDescription& device,
                                    const Size& size) {
  const auto scene = choose_scene(options.scene);
  if (!scene) return std::unexpected(scene.error());
  const bool any_surface = device.announces || device.has_parameter("radius_mm");
  if (!any_surface && (*scene)->surface != Surface::flat)
    return fail(Errc::bad_argument,
                options.scene + " plays on a roller, and " + device.id + " is a flat mat");
  SensorLayout layout = scene_layout(**scene, size.rows > 0 ? size.rows : options.rows,
                                     size.cols > 0 ? size.cols : options.cols);
  PlayerOptions player;
  player.rate_hz = options.rate_hz > 0.0 ? options.rate_hz : device.usual_rate_hz;
  player.seed = options.seed;
  player.sensor.bits = device.count_bits > 0 ? device.count_bits : options.bits;
  const auto front_end = find_front_end(options.front_end);
  if (!front_end)
    return fail(Errc::bad_argument,
                "'" + options.front_end +
                    "' is no front end; there are none, grounded, zero-potential, floating "
                    "and corrected");
  player.sensor.lines = usual_lines(*front_end);
  // Half a count: a lone sensel at full scale reads a sixth of the converter's.
  if (*front_end != FrontEnd::none && *front_end != FrontEnd::corrected)
    player.sensor.noise_share = 0.5 / static_cast<double>((1 << player.sensor.bits) - 1);
  return ScenePlayback(**scene, layout, player, options.seconds > 0.0);
}

Result<std::unique_ptr<DeviceLink>> make_link(const EmulatorOptions& options) {
  if (options.tty_path.empty() == !options.tcp_port)
    return fail(Errc::bad_argument, "an emulated device needs either a tty path or a TCP port");
  return options.tcp_port ? make_tcp_link(*options.tcp_port) : make_pty_link(options.tty_path);
}

Result<void> check(const EmulatorOptions& options, const DeviceDescription& device, const Size& size) {
  constexpr std::array kBits{8, 10, 12, 16};
  if (std::ranges::find(kBits, options.bits) == kBits.end())
    return fail(Errc::bad_argument, "counts have 8, 10, 12 or 16 bits, not " + std::to_string(options.bits));
  const bool other_rows = size.rows > 0 && options.rows > 0 && options.rows != size.rows;
  const bool other_cols = size.cols > 0 && options.cols > 0 && options.cols != size.cols;
  if (other_rows || other_cols)
    return fail(Errc::bad_argument, device.id + " has " + std::to_string(size.rows) + " rows and " +
                                        std::to_string(size.cols) + " columns, no other");
  if (options.rate_hz < 0.0 || options.rate_hz > 10000.0 || options.seconds < 0.0 || options.speed < 0.0)
    return fail(Errc::bad_argument, "rate, seconds and speed are not negative, the rate at most 10000 Hz");
  return {};
}

}  // namespace

Result<std::unique_ptr<Emulator>> Emulator::open(EmulatorOptions options) {
  const auto device = find_device(options.device);
  if (!device) return std::unexpected(device.error());
  if (auto sound = check_parameters(options, **device); !sound) return std::unexpected(sound.error());
  auto device_options = options_of(options, **device);
  if (!device_options) return std::unexpected(device_options.error());
  const Size size = fixed_size(**device, *device_options);
  if (auto sound = check(options, **device, size); !sound) return std::unexpected(sound.error());
  auto playback = make_playback(options, **device, size);
  if (!playback) return std::unexpected(playback.error());
  StreamInfo sensor = playback->info();
  sensor.serial_number = "EMULATED-" + std::to_string(options.seed);
  sensor.firmware = "rollscope emulator";
  auto encoder = (*device)->make_encoder(sensor, *device_options);
  if (!encoder) return std::unexpected(encoder.error());
  auto faults = FaultInjector::make(options.faults, **device, options.seed);
  if (!faults) return std::unexpected(faults.error());
  std::ofstream dump;
  if (!options.dump_path.empty()) {
    dump.open(options.dump_path, std::ios::binary | std::ios::trunc);
    if (!dump) return fail(Errc::io, options.dump_path + ": cannot be written");
  }
  auto link = make_link(options);
  if (!link) return std::unexpected(link.error());
  Calibration calibration = with_evidence(playback->calibration(), sensor);
  const auto parser = (*device)->make_parser(*device_options);  // its polling() lives as long as it does
  const Polling* const polling = parser->polling();
  const bool asked = polling != nullptr && polling->each_frame;
  const bool running = !(*encoder)->waits_for_start();
  return std::unique_ptr<Emulator>(
      new Emulator(std::unique_ptr<Impl>(new Impl{.options = std::move(options),
                                                  .device = *device,
                                                  .device_options = std::move(*device_options),
                                                  .encoder = std::move(*encoder),
                                                  .playback = std::move(*playback),
                                                  .calibration = std::move(calibration),
                                                  .faults = std::move(*faults),
                                                  .link = std::move(*link),
                                                  .dump = std::move(dump),
                                                  .running = running,
                                                  .asked = asked})));
}

Emulator::Emulator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Emulator::~Emulator() = default;

std::string Emulator::source_uri() const {
  SourceUri own{.scheme = {}, .address = {}, .options = {}};
  for (const DeviceParameter& parameter : impl_->device->parameters)
    if (const std::string& value = impl_->device_options.at(parameter.key); value != parameter.fallback)
      own.options.emplace(parameter.key, value);
  std::string uri = impl_->link->uri() + "?device=" + impl_->device->id;
  if (!own.options.empty()) uri += "&" + own.to_string().substr(own.to_string().find('?') + 1);
  return uri;
}
const StreamInfo& Emulator::info() const {
  return impl_->encoder->info();
}
const Calibration& Emulator::calibration() const {
  return impl_->calibration;
}

Result<EmulatorReport> Emulator::run(std::stop_token stop) {
  Impl& me = *impl_;
  const std::stop_callback wake_on_stop(stop, [&me] { me.link->wake(); });
  const auto end_us = static_cast<std::int64_t>(me.options.seconds * 1e6);
  RawFrame frame;
  while (me.playback.next(frame)) {
    if (end_us > 0 && frame.device_us >= end_us) break;
    if (me.must_wait_for_reader() && !me.wait_for_reader(stop)) break;
    if (!me.booted) me.boot(stop);
    if (!me.wait_while_stopped(stop)) break;
    if (!me.begun) me.begin();
    // Asked, a device in real time lets what nobody asks for pass; another waits.
    if (me.asked && !me.paced() && !me.wait_for_request(stop)) break;
    me.faults.begin_frame();
    if (me.faults.unplugs()) {
      me.unplugged = true;
      break;
    }
    if (me.paced()) me.wait_until(me.due(frame.device_us), stop);
    if (stop.stop_requested()) break;
    me.play(frame, stop);
  }
  me.report.stopped = stop.stop_requested();
  if (!me.unplugged && !stop.stop_requested()) {
    me.flush(true, stop);
    me.link->drain(kDrain);
  }
  me.link->unplug();
  if (!me.options.dump_path.empty() && !me.dump.flush())
    return fail(Errc::full, me.options.dump_path + ": could not be written whole; is the disk full?");
  return me.report;
}

bool Emulator::Impl::wait_for_reader(const std::stop_token& stop) {
  while (!link->has_reader()) {
    if (stop.stop_requested()) return false;
    link->wait(kLookUp);
  }
  return true;
}

// The host's stop holds the scene; start goes on with it. False: the emulator has to end.
bool Emulator::Impl::wait_while_stopped(const std::stop_token& stop) {
  listen();
  if (running) return true;
  const auto since = Clock::now();
  while (!running && !stop.stop_requested()) {
    link->wait(kLookUp);
    // A host that left without a word will not start it again.
    running = running || (!link->has_reader() && !encoder->waits_for_start());
    listen();
    send_answers(stop);
  }
  zero += Clock::now() - since;
  return !stop.stop_requested();
}

bool Emulator::Impl::wait_for_request(const std::stop_token& stop) {
  listen();
  while (unanswered == 0 && !stop.stop_requested()) {
    link->wait(kLookUp);
    listen();
  }
  return !stop.stop_requested();
}

void Emulator::Impl::wait_until(Clock::time_point when, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto left = std::chrono::ceil<milliseconds>(when - Clock::now());
    if (left <= milliseconds(0)) return;
    link->wait(std::min(left, kLookUp));
    listen();
  }
}

void Emulator::Impl::listen() {
  std::array<std::byte, 256> heard{};
  while (const std::size_t count = link->receive(heard))
    encoder->receive(std::span(heard).first(count), requests);
  for (const HostRequest& request : requests) obey(request);
  requests.clear();
}

void Emulator::Impl::obey(const HostRequest& request) {
  using Kind = HostRequest::Kind;
  if (request.kind == Kind::frame) {
    ++unanswered;
    return;
  }
  if (request.kind == Kind::start) running = true;
  if (request.kind == Kind::stop) running = false;
  if (request.kind == Kind::rate) {
    playback.set_rate(std::min(request.rate_hz, 10000.0));
    encoder->set_rate(std::min(request.rate_hz, 10000.0));
  }
  if (request.kind != Kind::stop) encoder->announce(answers);
}

void Emulator::Impl::boot(const std::stop_token& stop) {
  booted = true;
  encoder->boot(outbox);
  const std::vector<std::byte> text = faults.boot_text();
  outbox.insert(outbox.end(), text.begin(), text.end());
  flush(true, stop);
  if (!text.empty() && paced()) wait_until(Clock::now() + from_seconds(1.0), stop);
}

void Emulator::Impl::begin() {
  begun = true;
  zero = link_free = Clock::now();
}

void Emulator::Impl::play(RawFrame& frame, const std::stop_token& stop) {
  if (faults.skips_frame()) {
    ++skipped;
    return;
  }
  if (asked && unanswered == 0) return;
  // No byte is on its way before its frame is there.
  if (paced()) link_free = std::max(link_free, asked ? Clock::now() : due(frame.device_us));
  frame.sequence -= skipped;
  faults.change_samples(frame);
  announce_if_due(frame.device_us);
  outbox.insert(outbox.end(), answers.begin(), answers.end());
  answers.clear();
  std::vector<std::byte> bytes;
  encoder->encode(frame, bytes);
  faults.change_bytes(bytes);
  if (asked)
    answer(std::move(bytes));
  else
    outbox.insert(outbox.end(), bytes.begin(), bytes.end());
  if (paced() && faults.stall_s() > 0.0) wait_until(Clock::now() + from_seconds(faults.stall_s()), stop);
  if (!link->has_reader()) {
    ++report.unread_frames;
    outbox.clear();
    return;
  }
  ++report.frames;
  // One that is asked next only behind this answer would never send what is held back.
  if (asked || !faults.holds_back()) flush(asked, stop);
}

// One request's answer, with what a device that is asked does wrong.
void Emulator::Impl::answer(std::vector<std::byte> bytes) {
  --unanswered;
  outbox.insert(outbox.end(), late.begin(), late.end());
  late.clear();
  if (faults.ignores_request()) return;
  if (faults.answers_late()) {
    late = std::move(bytes);
    return;
  }
  for (int times = faults.answers_twice() ? 2 : 1; times > 0; --times)
    outbox.insert(outbox.end(), bytes.begin(), bytes.end());
}

void Emulator::Impl::announce_if_due(std::int64_t scene_us) {
  if (scene_us - announced_us < kAnnounce_us) return;
  announced_us = scene_us;
  encoder->announce(outbox);
}

void Emulator::Impl::send_answers(const std::stop_token& stop) {
  outbox.insert(outbox.end(), answers.begin(), answers.end());
  answers.clear();
  flush(true, stop);
}

// Writes what is in the outbox; `everything`: also what a split write would keep for the next.
void Emulator::Impl::flush(bool everything, const std::stop_token& stop) {
  std::size_t begin = 0;
  while (begin < outbox.size() && link->has_reader() && !stop.stop_requested()) {
    const std::size_t wanted = faults.write_size();
    const std::size_t left = outbox.size() - begin;
    if (wanted > left && !everything) break;
    std::size_t piece = wanted == 0 ? left : std::min(wanted, left);
    while (piece > 0 && link->has_reader() && !stop.stop_requested()) {
      const std::size_t count = write_piece(std::span(outbox).subspan(begin, piece), stop);
      begin += count;
      piece -= count;
    }
  }
  outbox.erase(outbox.begin(), outbox.begin() + static_cast<std::ptrdiff_t>(begin));
}

std::size_t Emulator::Impl::write_piece(std::span<const std::byte> bytes, const std::stop_token& stop) {
  if (options.link_baud > 0.0) {
    constexpr double kBitsPerByte = 10.0;  // 8N1
    bytes = bytes.first(std::min(bytes.size(), kLinkPiece));
    link_free = std::max(link_free, Clock::now() - kMadeGood) +
                from_seconds(static_cast<double>(bytes.size()) * kBitsPerByte / options.link_baud);
    wait_until(link_free, stop);
  }
  const std::size_t count = link->send(bytes, kLookUp);
  dump.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(count));
  report.bytes += count;
  return count;
}

}  // namespace rollscope
