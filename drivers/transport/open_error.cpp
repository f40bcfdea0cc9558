#include "drivers/transport/open_error.hpp"

#include <cerrno>
#include <cstring>

namespace rollscope {

Error open_error(const std::string& path, int code) {
  switch (code) {
    case EACCES:
    case EPERM:
      if (path.starts_with("/dev/"))
        return {Errc::permission, path +
                                      ": permission denied; add yourself to group dialout: "
                                      "sudo usermod -aG dialout $USER, then log in again"};
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
