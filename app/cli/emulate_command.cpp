// `rollscope emulate`: a device that is not there.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "app/cli/command.hpp"
#include "app/cli/common.hpp"
#include "app/cli/stop_signal.hpp"
#include "core/scene/scene.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/emulator/emulator.hpp"
#include "drivers/files/calibration_toml.hpp"

namespace rollscope {
namespace {

struct EmulateOptions {
  EmulatorOptions emulator;
  int tcp_port = -1;
  std::string calibration_out;
  std::vector<std::string> device_options;  // KEY=VALUE
};

Result<std::map<std::string, std::string>> key_values(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> out;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail(Errc::bad_argument, "--option " + text + ": write KEY=VALUE, as in --option rows=16");
    const std::string key = text.substr(0, equals);
    if (!out.emplace(key, text.substr(equals + 1)).second)
      return fail(Errc::bad_argument, "--option " + text + ": " + key + " is given twice");
  }
  return out;
}

Result<int> emulate(const EmulateOptions& options) {
  EmulatorOptions wanted = options.emulator;
  if (options.tcp_port >= 0) wanted.tcp_port = static_cast<std::uint16_t>(options.tcp_port);
  auto parameters = key_values(options.device_options);
  if (!parameters) return std::unexpected(parameters.error());
  wanted.parameters = std::move(*parameters);
  const StopSignal stop;
  const auto emulator = Emulator::open(std::move(wanted));
  if (!emulator) return std::unexpected(emulator.error());
  if (!options.calibration_out.empty()) {
    const auto written = write_text(options.calibration_out, calibration_text((*emulator)->calibration()));
    if (!written) return std::unexpected(written.error());
  }
  fmt::print("{}\n", (*emulator)->source_uri());
  std::fflush(stdout);

  std::stop_source stopped;
  const std::jthread watcher([&](const std::stop_token& done) {
    while (!done.stop_requested() && !stop.given())
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    stopped.request_stop();
  });
  const auto report = (*emulator)->run(stopped.get_token());
  if (!report) return std::unexpected(report.error());
  fmt::print("{} frames, {} bytes\n", report->frames, report->bytes);
  return 0;
}

std::string help_text() {
  std::string text = "Devices, with the options they have:\n";
  for (const DeviceDescription& device : all_devices()) {
    std::string keys;
    for (const DeviceParameter& parameter : device.parameters) keys += " " + parameter.key;
    text += keys.empty() ? fmt::format("  {}\n", device.id) : fmt::format("  {:20}{}\n", device.id, keys);
  }
  text += "\nScenes:\n";
  for (const Scene& scene : scenes()) text += fmt::format("  {:20} {}\n", scene.id, scene.text);
  text += "\nFaults, given as NAME or NAME=N (once in N frames on average):\n";
  for (const EmulatorFault& fault : emulator_faults())
    text += fmt::format("  {:20} {}\n", fault.name, fault.help);
  return text +
         "\nThe first line on stdout is the source to open. The scene starts when somebody opens it, and "
         "ends once it\n"
         "is through; Ctrl-C ends it earlier.\n"
         "\nExamples:\n"
         "  rollscope emulate --device native --scene two-holds --tty /tmp/mat\n"
         "  rollscope emulate --device juqiao-32x32 --scene two-holds --tty /tmp/mat --calibration-out "
         "mat.toml\n"
         "  rollscope emulate --device text --option end=blank --option rows=16 --option cols=16 --tty "
         "/tmp/mat\n"
         "  rollscope emulate --device native --scene two-holds --tcp 7000 --fault drop-bytes=200 --speed 0";
}

}  // namespace

void add_emulate(CLI::App& app, Run& run) {
  const auto options = std::make_shared<EmulateOptions>();
  EmulatorOptions& emulator = options->emulator;
  CLI::App* command = app.add_subcommand("emulate", "A device that is not there, for trying things out");
  command->add_option("--device", emulator.device, "Whose protocol it speaks")->capture_default_str();
  command
      ->add_option("--option", options->device_options,
                   "KEY=VALUE: an option of the device, as in a source's URI; may be given again")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--scene", emulator.scene, "What happens on it")->capture_default_str();
  auto* tty = command->add_option("--tty", emulator.tty_path, "Becomes a link to its pseudo-terminal");
  auto* tcp =
      command->add_option("--tcp", options->tcp_port, "Port on this machine it listens on; 0: any free one")
          ->check(CLI::Range(0, 65535));
  tty->excludes(tcp);
  command
      ->add_option("--seconds", emulator.seconds,
                   "How long; the scene starts over when it ends (default: once)")
      ->check(CLI::Range(0.0, 1e6));
  command->add_option("--speed", emulator.speed, "1: real time, 10: ten times, 0: as fast as it is read")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1e6));
  command->add_option("--fault", emulator.faults, "What goes wrong on the way; may be given again")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--rate", emulator.rate_hz, "Frames a second (default: the scene's)")
      ->check(CLI::Range(0.0, 1e5));
  command->add_option("--rows", emulator.rows, "Where the device leaves it open")->check(CLI::Range(1, 1024));
  command->add_option("--cols", emulator.cols, "Where the device leaves it open")->check(CLI::Range(1, 1024));
  command->add_option("--bits", emulator.bits, "Of a count: 8, 12 or 16")->check(CLI::IsMember({8, 12, 16}));
  command
      ->add_option(
          "--front-end", emulator.front_end,
          "How its lines are read: none (each sensel alone), grounded, zero-potential, floating, corrected")
      ->capture_default_str()
      ->check(CLI::IsMember({"none", "grounded", "zero-potential", "floating", "corrected"}));
  command->add_option("--baud", emulator.link_baud, "Bytes arrive no faster than this line carries them")
      ->check(CLI::Range(0.0, 1e9));
  command->add_option("--seed", emulator.seed, "Of noise and faults")->capture_default_str();
  command->add_option("--dump", emulator.dump_path, "Also write the bytes sent into this file");
  command->add_option(
      "--calibration-out", options->calibration_out,
      "Write the calibration that turns its counts into kPa here (TOML); replaces an older file");
  command->footer(help_text());
  command->callback([options, &run] { run = [options] { return emulate(*options); }; });
}

}  // namespace rollscope
