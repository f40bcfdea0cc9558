// A virtual X display of the test's own (Xvfb), and an OpenGL context on it. Ends with the object.
#pragma once

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

extern char** environ;

namespace rollscope {

class VirtualDisplay {
 public:
  // "1920x1080"; waits until the server takes clients. name() is empty when Xvfb cannot be started.
  explicit VirtualDisplay(const std::string& size = "1920x1080") {
    std::array<int, 2> fds{};
    if (pipe(fds.data()) != 0) return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addclose(&actions, fds[0]);
    const std::string fd = std::to_string(fds[1]), screen = size + "x24";
    const std::array<const char*, 10> arguments{"Xvfb",     "-displayfd",   fd.c_str(),  "-screen",
                                                "0",        screen.c_str(), "-nolisten", "tcp",
                                                "-noreset", nullptr};
    const int failed =
        posix_spawnp(&pid_, "Xvfb", &actions, nullptr, const_cast<char* const*>(arguments.data()), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(fds[1]);
    if (failed != 0) pid_ = -1;
    std::string number;
    for (char c = 0; failed == 0 && read(fds[0], &c, 1) == 1 && c != '\n';) number += c;
    close(fds[0]);
    if (number.empty()) return;
    name_ = ":" + number;
    setenv("DISPLAY", name_.c_str(), 1);
    setenv("LIBGL_ALWAYS_SOFTWARE", "1", 1);
  }
  ~VirtualDisplay() {
    if (pid_ <= 0) return;
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  VirtualDisplay(const VirtualDisplay&) = delete;
  VirtualDisplay& operator=(const VirtualDisplay&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }  // ":7"

 private:
  pid_t pid_ = -1;
  std::string name_;
};

}  // namespace rollscope
