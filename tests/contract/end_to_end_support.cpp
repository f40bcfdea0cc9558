#include "tests/contract/end_to_end_support.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "core/scene/scene_player.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/emulator/scene_choice.hpp"

namespace rollscope {
namespace {

constexpr std::chrono::seconds kLimit{200};
constexpr double kTolerance_s = 1.0;

std::vector<char*> pointers(std::vector<std::string>& arguments) {
  std::vector<char*> all;
  for (std::string& argument : arguments) all.push_back(argument.data());
  all.push_back(nullptr);
  return all;
}

// One of each pair goes to the child; neither of ours must leak into the next child.
void make_pipe(int (&ends)[2]) {
  EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
}

std::string word(TruthAlertKind kind) {
  return kind == TruthAlertKind::mean ? "mean" : "peak";
}
std::string word(TruthLevel level) {
  return level == TruthLevel::stop ? "stop" : "caution";
}

// Takes the folders of this run away when the program ends.
struct Folders {
  std::vector<std::filesystem::path> made;
  ~Folders() {
    std::error_code ignored;
    for (const auto& path : made) std::filesystem::remove_all(path, ignored);
  }
};

bool overlaps(const nlohmann::json& hold, const TruthHold& truth) {
  return hold["start_s"] < truth.end_s && hold["end_s"] > truth.start_s;
}

}  // namespace

Program::Program(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), ROLLSCOPE_PROGRAM);
  std::vector<char*> argv = pointers(arguments);
  int out[2], err[2];
  make_pipe(out);
  make_pipe(err);
  pid_ = fork();
  if (pid_ == 0) {
    dup2(out[1], STDOUT_FILENO);
    dup2(err[1], STDERR_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(out[1]);
  close(err[1]);
  out_fd_ = out[0];
  err_fd_ = err[0];
}

Program::~Program() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(out_fd_);
  close(err_fd_);
}

// Takes what either pipe has; false when stdout is closed or the time is over.
bool Program::fill(std::chrono::steady_clock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  pollfd pipes[2] = {{out_fd_, POLLIN, 0}, {err_fd_, POLLIN, 0}};
  if (left.count() <= 0 || poll(pipes, 2, static_cast<int>(left.count())) <= 0) return false;
  char bytes[4096];
  bool open = false;
  for (int i = 0; i < 2; ++i) {
    if (pipes[i].revents == 0) {
      open = true;
      continue;
    }
    const ssize_t count = read(pipes[i].fd, bytes, sizeof bytes);
    if (count > 0) (i == 0 ? out_ : err_).append(bytes, static_cast<std::size_t>(count));
    open = open || count > 0;
  }
  return open;
}

std::string Program::read_line() {
  const auto deadline = std::chrono::steady_clock::now() + kLimit;
  while (out_.find('\n') == std::string::npos && fill(deadline)) {
  }
  const std::size_t end = out_.find('\n');
  const std::string line = out_.substr(0, end);
  out_.erase(0, end == std::string::npos ? end : end + 1);
  return line;
}

void Program::signal(int number) {
  ::kill(pid_, number);
}

int Program::wait() {
  const auto deadline = std::chrono::steady_clock::now() + kLimit;
  while (fill(deadline)) {
  }
  if (std::chrono::steady_clock::now() >= deadline) {
    ADD_FAILURE() << "the program did not end; it said: " << out_ << err_;
    ::kill(pid_, SIGKILL);
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Ran run(std::vector<std::string> arguments) {
  Program program(std::move(arguments));
  const int code = program.wait();
  return {.code = code, .out = program.out(), .err = program.err()};
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path << " is not there";
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string fresh_folder(const std::string& name) {
  static Folders folders;
  const auto path =
      std::filesystem::temp_directory_path() / ("rollscope-" + name + "-" + std::to_string(getpid()));
  std::filesystem::remove_all(path);
  std::filesystem::create_directories(path);
  folders.made.push_back(path);
  return path.string();
}

SceneTruth truth_of(const std::string& scene, const std::string& device) {
  const auto chosen = choose_scene(scene);
  const auto description = find_device(device);
  EXPECT_TRUE(chosen && description);
  PlayerOptions options;
  if ((*description)->usual_rate_hz > 0) options.rate_hz = (*description)->usual_rate_hz;
  if ((*description)->count_bits > 0) options.sensor.bits = (*description)->count_bits;
  const SensorLayout layout = scene_layout(**chosen, (*description)->rows, (*description)->cols);
  return ScenePlayer(**chosen, layout, options).truth();
}

void expect_no_invented_holds(const nlohmann::json& analysis, const SceneTruth& truth) {
  for (const auto& hold : analysis["holds"]) {
    int owners = 0;
    for (const TruthHold& wanted : truth.holds) owners += overlaps(hold, wanted);
    EXPECT_EQ(owners, 1) << "invented: " << hold.dump();
  }
}

void expect_holds(const nlohmann::json& analysis, const SceneTruth& truth) {
  EXPECT_EQ(analysis["holds"].size(), truth.holds.size()) << analysis["holds"].dump(1);
  expect_no_invented_holds(analysis, truth);
  for (const TruthHold& wanted : truth.holds) {
    const nlohmann::json* found = nullptr;
    for (const auto& hold : analysis["holds"])
      if (overlaps(hold, wanted)) found = &hold;
    if (found == nullptr) {
      ADD_FAILURE() << "lost: the hold from " << wanted.start_s << " to " << wanted.end_s << " s";
      continue;
    }
    EXPECT_NEAR((*found)["start_s"], wanted.start_s, kTolerance_s);
    EXPECT_NEAR((*found)["end_s"], wanted.end_s, kTolerance_s);
    EXPECT_NEAR((*found)["dwell_s"], wanted.dwell_s, kTolerance_s);
    EXPECT_EQ((*found)["outcome"], wanted.full ? "full" : "partial");
  }
}

void expect_pressure_alerts(const nlohmann::json& analysis, const SceneTruth& truth) {
  std::vector<nlohmann::json> left;
  for (const auto& alert : analysis["alerts"])
    if (alert["kind"] == "peak" || alert["kind"] == "mean") left.push_back(alert);
  for (const TruthAlert& wanted : truth.alerts) {
    if (wanted.kind == TruthAlertKind::technical) continue;
    const auto found = std::find_if(left.begin(), left.end(), [&](const auto& alert) {
      return alert["kind"] == word(wanted.kind) && alert["level"] == word(wanted.level) &&
             std::abs(alert["start_s"].template get<double>() - wanted.raised_s) < kTolerance_s;
    });
    if (found == left.end())
      ADD_FAILURE() << "lost: " << word(wanted.kind) << " " << word(wanted.level) << " at " << wanted.raised_s
                    << " s";
    else
      left.erase(found);
  }
  for (const auto& alert : left) ADD_FAILURE() << "invented: " << alert.dump();
}

}  // namespace rollscope
