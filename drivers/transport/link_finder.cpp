#include "drivers/transport/link_finder.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <utility>

#include "drivers/transport/open_error.hpp"
#include "drivers/transport/port_identity.hpp"
#include "drivers/transport/tcp_stream.hpp"
#include "drivers/transport/tty_stream.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kConnect{2000};

std::string folder_of(const std::string& path) {
  const auto parent = fs::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

// The port's own name: /dev/serial/by-id holds links to them.
std::string real_path(const std::string& path) {
  std::error_code code;
  const auto real = fs::canonical(path, code);
  return code ? path : real.string();
}

class SerialFinder final : public LinkFinder {
 public:
  SerialFinder(const std::string& path, SerialPorts ports) : ports_(std::move(ports)) {
    lost_.path = real_path(path);
    const auto there = ports_.list();
    if (!there) return;
    const auto own = std::ranges::find(*there, lost_.path, &SerialPortInfo::path);
    if (own != there->end()) lost_ = *own;
    twin_ = has_twin(lost_, *there);
  }

  void lost() override {
    const auto there = ports_.list();
    twin_ = twin_ || (there && has_twin(lost_, *there));
  }

  Result<std::unique_ptr<ByteStream>> find(const std::stop_token&) override {
    const auto there = ports_.list();
    if (!there) return std::unexpected(there.error());
    const SerialPortInfo* port = find_again(lost_, twin_, *there);
    // Ports that are not listed (of a container, of a test) have their name all the same.
    if (port == nullptr && lost_.vendor_id) return std::unexpected(open_error(lost_.path, ENOENT));
    auto stream = ports_.open(port == nullptr ? lost_.path : port->path);
    if (port != nullptr && stream) lost_ = *port;
    return stream;
  }

  [[nodiscard]] std::string folder() const override { return folder_of(lost_.path); }

 private:
  SerialPorts ports_;
  SerialPortInfo lost_;
  bool twin_ = false;
};

// Which directory entry a name stands for, the link itself and not what it leads to.
struct Entry {
  dev_t device;
  ino_t inode;
  timespec changed;
  bool link;

  static std::optional<Entry> at(const std::string& path) {
    struct stat found{};
    if (::lstat(path.c_str(), &found) != 0) return std::nullopt;
    return Entry{found.st_dev, found.st_ino, found.st_ctim, S_ISLNK(found.st_mode)};
  }
  [[nodiscard]] bool same(const Entry& other) const {
    return device == other.device && inode == other.inode && changed.tv_sec == other.changed.tv_sec &&
           changed.tv_nsec == other.changed.tv_nsec;
  }
};

class TtyFinder final : public LinkFinder {
 public:
  explicit TtyFinder(std::string path) : path_(std::move(path)), old_(Entry::at(path_)) {}

  void lost() override {
    const auto now = Entry::at(path_);
    if (old_ && !(now && now->same(*old_))) old_.reset();  // gone or replaced: what comes now is new
  }

  Result<std::unique_ptr<ByteStream>> find(const std::stop_token&) override {
    lost();
    const auto now = Entry::at(path_);
    if (!now || (now->link && old_)) return std::unexpected(open_error(path_, ENOENT));
    auto stream = open_tty_stream(path_);
    if (stream) old_ = now;
    return stream;
  }

  [[nodiscard]] std::string folder() const override { return folder_of(path_); }

 private:
  std::string path_;
  std::optional<Entry> old_;  // of the link in use or lost, as long as it is still there
};

class TcpFinder final : public LinkFinder {
 public:
  explicit TcpFinder(std::string address) : address_(std::move(address)) {}
  Result<std::unique_ptr<ByteStream>> find(const std::stop_token& cancel) override {
    return open_tcp_stream(address_, kConnect, cancel);
  }
  [[nodiscard]] std::string folder() const override { return {}; }

 private:
  std::string address_;
};

}  // namespace

std::unique_ptr<LinkFinder> make_serial_finder(const std::string& path, SerialPorts ports) {
  return std::make_unique<SerialFinder>(path, std::move(ports));
}

std::unique_ptr<LinkFinder> make_tty_finder(const std::string& path) {
  if (fs::path(path).parent_path() == "/dev/pts") return nullptr;
  return std::make_unique<TtyFinder>(path);
}

std::unique_ptr<LinkFinder> make_tcp_finder(const std::string& address) {
  return std::make_unique<TcpFinder>(address);
}

}  // namespace rollscope
