// `rollscope verify`: is a recording whole, and if not, what is lost.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/command.hpp"
#include "app/cli/common.hpp"
#include "drivers/recording/verify.hpp"

namespace rollscope {
namespace {

constexpr int kSomethingLost = 1;

Result<int> verify(const std::string& file) {
  const auto report = verify_recording(file);
  if (!report) return std::unexpected(report.error());
  std::string text = fmt::format("{}: {}\n", file, report->ok ? "whole" : "something is lost");
  for (const std::string& line : report->lines) text += "  " + line + "\n";
  const auto written = write_text("-", text);
  if (!written) return std::unexpected(written.error());
  return report->ok ? 0 : kSomethingLost;
}

}  // namespace

void add_verify(CLI::App& app, Run& run) {
  const auto file = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("verify", "Read a whole recording and name everything that is lost");
  command->add_option("FILE", *file, "The recording (.rsr)")->required();
  command->footer(
      "Exit code 0 when nothing is lost, 1 when something is.\n"
      "\nExample:\n"
      "  rollscope verify session.rsr && echo whole");
  command->callback([file, &run] { run = [file] { return verify(*file); }; });
}

}  // namespace rollscope
