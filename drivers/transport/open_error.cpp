#include "drivers/transport/open_error.hpp"

#include <grp.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace rollscope {
namespace {

// "dialout" on Debian, "uucp" on Arch; empty: not known.
std::string group_of(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return {};
  std::array<char, 4096> buffer;
  group entry{};
  group* found = nullptr;
  if (::getgrgid_r(status.st_gid, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return {};
  return found->gr_name;
}

}  // namespace

Error port_permission_error(const std::string& path, const std::string& group) {
  const std::string rules =
      "sudo cp packaging/60-rollscope.rules /etc/udev/rules.d && sudo udevadm control --reload, then plug it "
      "in again";
  if (group.empty() || group == "root")
    return {Errc::permission, path + ": permission denied; allow it to who sits at the computer: " + rules};
  return {Errc::permission,
          path + ": permission denied; add yourself to group " + group + ": sudo usermod -aG " + group +
              " $USER, then log out and in again; or allow it to who sits at the computer: " + rules};
}

Error open_error(const std::string& path, int code) {
  switch (code) {
    case EACCES:
    case EPERM:
      if (path.starts_with("/dev/")) return port_permission_error(path, group_of(path));
      return {Errc::permission, path + ": permission denied"};
    case ENOENT:
    case ENXIO:
    case ENODEV:
      return {Errc::not_found, path + ": does not exist (rollscope devices lists the ports there are)"};
    case EBUSY:
    case EWOULDBLOCK:
      return {Errc::busy, path + ": another program has it open; close that first"};
    default:
      return {Errc::io, path + ": cannot be opened: " + std::strerror(code)};
  }
}

}  // namespace rollscope
