// `rollscope profile`: the settings of an analysis as TOML, to copy and change.
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/command.hpp"
#include "app/cli/common.hpp"
#include "drivers/files/profile_toml.hpp"

namespace rollscope {
namespace {

Result<int> print_profile(const std::string& file) {
  const auto profile = read_profile_option(file);
  if (!profile) return std::unexpected(profile.error());
  const auto written = write_text("-", profile_text(profile->value_or(Profile{})));
  if (!written) return std::unexpected(written.error());
  return 0;
}

}  // namespace

void add_profile(CLI::App& app, Run& run) {
  const auto file = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("profile", "Print every setting as TOML, with unit, range and reason");
  command->add_option("FILE", *file, "Settings to start from (default: the program's own)");
  command->footer(
      "Keep the lines to change and give the file to record, analyze or --do T:profile=FILE.\n"
      "\nExamples:\n"
      "  rollscope profile > mine.toml\n"
      "  rollscope analyze session.rsr --profile mine.toml");
  command->callback([file, &run] { run = [file] { return print_profile(*file); }; });
}

}  // namespace rollscope
