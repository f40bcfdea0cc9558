// The real program as a child process, its files, and what a scene should give.
#pragma once

#include <sys/types.h>
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/scene/truth.hpp"

namespace rollscope {

// `rollscope` with arguments. Ends with the object, the hard way when it has to.
class Program {
 public:
  explicit Program(std::vector<std::string> arguments);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // The next line on stdout, without its end; empty when it closes. The limit keeps a failure from hanging.
  std::string read_line();
  void signal(int number);
  // Waits for the end. Exit code, or 128 + signal. A program that does not end is killed and fails the test.
  int wait();

  // After wait(): all of stdout that read_line() left, and all of stderr.
  [[nodiscard]] const std::string& out() const { return out_; }
  [[nodiscard]] const std::string& err() const { return err_; }

 private:
  bool fill(std::chrono::steady_clock::time_point deadline);

  pid_t pid_ = -1;
  int out_fd_ = -1, err_fd_ = -1;
  std::string out_, err_;
};

struct Ran {
  int code = -1;
  std::string out, err;
};
Ran run(std::vector<std::string> arguments);

[[nodiscard]] std::string read_file(const std::string& path);
// An empty folder under the system's temporary one; the same test gets a fresh one each time.
[[nodiscard]] std::string fresh_folder(const std::string& name);

// The truth of a scene as the emulator plays it.
[[nodiscard]] SceneTruth truth_of(const std::string& scene, const std::string& device);

// Every hold of the truth is there and no other, each within a second; likewise the pressure alerts. Reports
// differences as test failures.
void expect_holds(const nlohmann::json& analysis, const SceneTruth& truth);
void expect_pressure_alerts(const nlohmann::json& analysis, const SceneTruth& truth);
// No hold that is not in the truth: for damaged streams, which may lose some.
void expect_no_invented_holds(const nlohmann::json& analysis, const SceneTruth& truth);

}  // namespace rollscope
