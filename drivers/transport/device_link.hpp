// The device's end of a link that is not there: a pseudo-terminal or a TCP port an emulator plays onto.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "core/base/result.hpp"

namespace rollscope {

// One reader at a time. One thread, but for wake(). Waiting never spins.
class DeviceLink {
 public:
  virtual ~DeviceLink() = default;

  // Whether somebody has the other end open.
  virtual bool has_reader() = 0;

  // Returns when a reader comes or leaves, bytes from the host are there, wake() is called, or after
  // `timeout`.
  virtual void wait(std::chrono::milliseconds timeout) = 0;

  // What the host sent; 0: nothing.
  virtual std::size_t receive(std::span<std::byte> into) = 0;

  // Hands over what fits within `timeout`; 0 when nothing did: the reader is slow or gone.
  virtual std::size_t send(std::span<const std::byte> bytes, std::chrono::milliseconds timeout) = 0;

  // Waits until the reader has taken everything, or left, or `timeout`.
  virtual void drain(std::chrono::milliseconds timeout) = 0;

  // As if unplugged: at once, what was not read is lost.
  virtual void unplug() = 0;

  virtual void wake() noexcept = 0;  // any thread

  // "tty:/tmp/mat" or "tcp://127.0.0.1:7000".
  [[nodiscard]] virtual std::string uri() const = 0;
};

// Makes a pseudo-terminal and `path` a link to it, removed when the object goes. An older link at `path` is
// replaced; anything else there is left alone and is an error.
Result<std::unique_ptr<DeviceLink>> make_pty_link(const std::string& path);

// Listens on the loopback address; port 0 takes a free one.
Result<std::unique_ptr<DeviceLink>> make_tcp_link(std::uint16_t port);

}  // namespace rollscope
