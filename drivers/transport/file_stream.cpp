#include "drivers/transport/file_stream.hpp"

#include <fcntl.h>

#include <cerrno>

#include "drivers/transport/fd_stream.hpp"
#include "drivers/transport/open_error.hpp"

namespace rollscope {

Result<std::unique_ptr<ByteStream>> open_file_stream(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return std::unexpected(open_error(path, errno));
  return std::make_unique<FdStream>(fd, FdStream::Kind::file, path);
}

}  // namespace rollscope
