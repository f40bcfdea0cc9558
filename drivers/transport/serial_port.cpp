#include "drivers/transport/serial_port.hpp"

#include <libserialport.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "drivers/transport/open_error.hpp"
#include "drivers/transport/usb_place.hpp"
#include "drivers/transport/wake_pipe.hpp"

namespace rollscope {
namespace {

struct FreePort {
  void operator()(sp_port* port) const { ::sp_free_port(port); }
};
struct FreeConfig {
  void operator()(sp_port_config* config) const { ::sp_free_config(config); }
};
using Port = std::unique_ptr<sp_port, FreePort>;
using Config = std::unique_ptr<sp_port_config, FreeConfig>;
using Clock = std::chrono::steady_clock;

std::string text(const char* value) {
  return value == nullptr ? std::string{} : std::string(value);
}

// Why not sp_wait: nobody can wake it, and after an unplug it returns at once each time. Here the handle is
// polled beside a wake pipe; "ready, and yet nothing to read" is either a spurious wake-up or a port that is
// gone, and only sp_input_waiting tells which.
class SerialPort final : public ByteStream {
 public:
  SerialPort(Port port, int fd, std::string description)
      : port_(std::move(port)), fd_(fd), description_(std::move(description)) {}
  ~SerialPort() override { SerialPort::close(); }
  SerialPort(const SerialPort&) = delete;
  SerialPort& operator=(const SerialPort&) = delete;

  ReadResult read(std::span<std::byte> into, std::chrono::milliseconds timeout) override {
    if (fd_ < 0) return {.status = ReadStatus::closed};
    const PollOutcome outcome = poll_link(fd_, POLLIN, wake_, static_cast<int>(timeout.count()));
    if (outcome.woken || (!outcome.ready && !outcome.hung_up)) return {.status = ReadStatus::idle};
    const int count = ::sp_nonblocking_read(port_.get(), into.data(), into.size());
    if (count > 0) return {.status = ReadStatus::bytes, .count = static_cast<std::size_t>(count)};
    if (count == 0 && !outcome.hung_up && ::sp_input_waiting(port_.get()) >= 0)
      return {.status = ReadStatus::idle};
    error_ = Error{Errc::disconnected, description_ + ": the device was unplugged"};
    close();
    return {.status = ReadStatus::closed};
  }

  Result<void> write(std::span<const std::byte> bytes, std::chrono::milliseconds timeout) override {
    const auto deadline = Clock::now() + timeout;
    while (!bytes.empty()) {
      if (fd_ < 0) return fail(Errc::disconnected, description_ + ": closed");
      const int count = ::sp_nonblocking_write(port_.get(), bytes.data(), bytes.size());
      if (count < 0) return fail(Errc::disconnected, description_ + ": cannot be written; was it unplugged?");
      bytes = bytes.subspan(static_cast<std::size_t>(count));
      if (count > 0) continue;
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
      if (left <= 0) return fail(Errc::busy, description_ + ": takes no bytes");
      pollfd polled{.fd = fd_, .events = POLLOUT, .revents = 0};
      ::poll(&polled, 1, static_cast<int>(left));
    }
    return {};
  }

  void wake() noexcept override { wake_.wake(); }
  void close() noexcept override {
    if (fd_ >= 0) ::sp_close(port_.get());
    fd_ = -1;
  }
  [[nodiscard]] std::string description() const override { return description_; }
  [[nodiscard]] std::optional<Error> error() const override { return error_; }

 private:
  Port port_;
  int fd_;  // the library's handle; -1: closed
  std::string description_;
  std::optional<Error> error_;
  WakePipe wake_;
};

bool set_lines(sp_port_config* config, ModemLines lines) {
  if (lines == ModemLines::leave) return true;  // a new configuration changes nothing it is not told
  const bool on = lines == ModemLines::raise;
  return ::sp_set_config_dtr(config, on ? SP_DTR_ON : SP_DTR_OFF) == SP_OK &&
         ::sp_set_config_rts(config, on ? SP_RTS_ON : SP_RTS_OFF) == SP_OK;
}

// Raw 8N1 without flow control.
bool configure(sp_port* port, int baud, ModemLines lines) {
  sp_port_config* made = nullptr;
  if (::sp_new_config(&made) != SP_OK) return false;
  const Config config(made);
  return ::sp_set_config_baudrate(made, baud) == SP_OK && ::sp_set_config_bits(made, 8) == SP_OK &&
         ::sp_set_config_parity(made, SP_PARITY_NONE) == SP_OK &&
         ::sp_set_config_stopbits(made, 1) == SP_OK &&
         ::sp_set_config_flowcontrol(made, SP_FLOWCONTROL_NONE) == SP_OK && set_lines(made, lines) &&
         ::sp_set_config(port, made) == SP_OK;
}

// What the driver really set; bridges take the nearest baud they can. 0: it does not say.
int baud_in_force(sp_port* port) {
  sp_port_config* made = nullptr;
  if (::sp_new_config(&made) != SP_OK) return 0;
  const Config config(made);
  int baud = 0;
  if (::sp_get_config(port, made) != SP_OK || ::sp_get_config_baudrate(made, &baud) != SP_OK) return 0;
  return std::max(baud, 0);
}

SerialPortInfo describe(const sp_port* port) {
  SerialPortInfo info{.path = text(::sp_get_port_name(port)),
                      .description = text(::sp_get_port_description(port)),
                      .vendor_id = {},
                      .product_id = {},
                      .serial_number = {},
                      .manufacturer = {},
                      .product = {},
                      .usb_socket = {},
                      .usb_interface = {}};
  if (::sp_get_port_transport(port) != SP_TRANSPORT_USB) return info;
  int vendor = 0;
  int product = 0;
  if (::sp_get_port_usb_vid_pid(port, &vendor, &product) == SP_OK) {
    info.vendor_id = static_cast<std::uint16_t>(vendor);
    info.product_id = static_cast<std::uint16_t>(product);
  }
  info.serial_number = text(::sp_get_port_usb_serial(port));
  info.manufacturer = text(::sp_get_port_usb_manufacturer(port));
  info.product = text(::sp_get_port_usb_product(port));
  const UsbPlace place = usb_place(info.path);
  info.usb_socket = place.socket;
  info.usb_interface = place.interface;
  return info;
}

}  // namespace

Result<std::vector<SerialPortInfo>> list_serial_ports() {
  sp_port** ports = nullptr;
  if (::sp_list_ports(&ports) != SP_OK) return fail(Errc::io, "the system does not list its serial ports");
  std::vector<SerialPortInfo> out;
  for (sp_port** port = ports; *port != nullptr; ++port) out.push_back(describe(*port));
  ::sp_free_port_list(ports);
  std::ranges::sort(out, {}, &SerialPortInfo::path);
  return out;
}

Result<std::unique_ptr<ByteStream>> open_serial_port(const std::string& path, int baud, ModemLines lines) {
  sp_port* found = nullptr;
  if (::sp_get_port_by_name(path.c_str(), &found) != SP_OK) {
    if (::access(path.c_str(), F_OK) == 0)
      return fail(Errc::bad_argument,
                  path + ": is no serial port; pseudo-terminals and bridges open as tty:" + path);
    return std::unexpected(open_error(path, ENOENT));
  }
  Port port(found);
  if (::sp_open(found, SP_MODE_READ_WRITE) != SP_OK) return std::unexpected(open_error(path, errno));
  int fd = -1;
  const bool ready = configure(found, baud, lines) && ::sp_get_port_handle(found, &fd) == SP_OK;
  const int real_baud = ready ? baud_in_force(found) : 0;
  // 8N1 survives a clock that is 3 % off, not more.
  const bool baud_fits = real_baud == 0 || std::abs(real_baud - baud) <= 0.03 * baud;
  if (!ready || !baud_fits) {
    ::sp_close(found);
    return fail(Errc::bad_argument, path + ": cannot run at " + std::to_string(baud) +
                                        " baud; try another with baud=, or another USB adapter");
  }
  // What the port took in at another speed is noise.
  ::sp_flush(found, SP_BUF_INPUT);
  return std::make_unique<SerialPort>(std::move(port), fd, path + " at " + std::to_string(baud) + " baud");
}

}  // namespace rollscope
