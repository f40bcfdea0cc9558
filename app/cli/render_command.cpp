// `rollscope render`: one moment of a file as a picture.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <memory>

#include "app/cli/command.hpp"
#include "app/cli/common.hpp"
#include "app/report/picture.hpp"
#include "app/station/batch.hpp"
#include "core/base/time_base.hpp"

namespace rollscope {
namespace {

struct RenderOptions {
  std::string file, out, size = "1280x720", profile, calibration;
  double at_s = 0.0;
  bool sensels = false;
};

// Keeps the last observation at or before a time.
class MomentObserver final : public FrameObserver {
 public:
  explicit MomentObserver(double at_s) : at_s_(at_s) {}
  void on_start(const AnalyzerSetup&) override {}
  void on_command(std::uint64_t, const Command&) override {}
  void on_frame(const RawFrame&, const Observation& observation, const Analyzer&) override {
    past_ = observation.frame.time_s > at_s_ + kTimeSlack_s;
    if (past_ && found_) return;
    moment_ = observation;
    found_ = true;
  }
  void on_end(const Observation&, const Analyzer&) override {}

  [[nodiscard]] bool past() const { return past_; }
  [[nodiscard]] bool found() const { return found_; }
  [[nodiscard]] const Observation& moment() const { return moment_; }

 private:
  double at_s_;
  bool found_ = false, past_ = false;
  Observation moment_;
};

Result<PictureOptions> picture_options(const RenderOptions& options) {
  PictureOptions picture;
  const std::string& size = options.size;
  const char* end = size.data() + size.size();
  const auto width = std::from_chars(size.data(), end, picture.width);
  const bool cross = width.ec == std::errc{} && width.ptr != end && *width.ptr == 'x';
  if (!cross || std::from_chars(width.ptr + 1, end, picture.height).ptr != end)
    return fail(Errc::bad_argument,
                fmt::format("--size {}: write WIDTHxHEIGHT in pixels, as 1280x720", size));
  picture.shading = options.sensels ? Shading::sensels : Shading::smooth;
  return picture;
}

Result<int> render(const RenderOptions& options) {
  if (std::isnan(options.at_s))
    return fail(Errc::bad_argument, "--at nan: seconds from the first frame are wanted");
  const auto picture = picture_options(options);
  if (!picture) return std::unexpected(picture.error());
  const auto profile = read_profile_option(options.profile);
  if (!profile) return std::unexpected(profile.error());
  const auto calibration = read_calibration_option(options.calibration);
  if (!calibration) return std::unexpected(calibration.error());
  const auto source = open_file(options.file);
  if (!source) return std::unexpected(source.error());

  MomentObserver observer(options.at_s);
  FrameObserver* const observers[] = {&observer};
  const auto ran = run_batch(**source, analyzer_setup(**source, *profile, *calibration), observers,
                             {[&](std::uint64_t) { return !observer.past(); }});
  if (!ran) return std::unexpected(ran.error());
  if (!observer.found()) return fail(Errc::not_found, options.file + " has no frames to draw");
  const Observation& moment = observer.moment();
  const std::string title = fmt::format(
      "{}  {:.2f} s", std::filesystem::path(options.file).filename().string(), moment.frame.time_s);
  const auto image = draw_picture((*source)->info().layout, moment, title, *picture);
  if (!image) return std::unexpected(image.error());
  const auto written = write_png(*image, options.out);
  if (!written) return std::unexpected(written.error());
  return 0;
}

}  // namespace

void add_render(CLI::App& app, Run& run) {
  const auto options = std::make_shared<RenderOptions>();
  CLI::App* command = app.add_subcommand("render", "One moment of a file as a PNG, without a window");
  command->add_option("FILE", options->file, "A recording (.rsr) or a rollscope-csv file")->required();
  command->add_option("--at", options->at_s, "Seconds from the first frame")
      ->required()
      ->check(CLI::Range(0.0, 1e7));
  command->add_option("--out", options->out, "The PNG to make; an existing file is never overwritten")
      ->required();
  command->add_option("--size", options->size, "Pixels")->capture_default_str();
  command->add_flag("--sensels", options->sensels, "The sensels as they are, not smoothed");
  command->add_option("--profile", options->profile, "Other settings than the file's own (TOML)");
  command->add_option("--calibration", options->calibration,
                      "Another calibration than the file's own (TOML)");
  command->footer(
      "The picture shows what was live then: the last frame at or before that time.\n"
      "\nExample:\n"
      "  rollscope render session.rsr --at 12.5 --out hold.png --size 1920x1080");
  command->callback([options, &run] { run = [options] { return render(*options); }; });
}

}  // namespace rollscope
