// Expected failures as values: Result<T> is a T or an Error a person can act on.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace rollscope {

enum class Errc {
  bad_argument,  // the caller or the user asked for something that cannot be
  not_found,     // a file, port, device or name does not exist
  exists,        // would overwrite something
  permission,    // the system refused
  busy,          // somebody else holds it
  disconnected,  // the other side went away
  format,        // bytes that are not what they should be
  full,          // no room left
  io,            // the system failed for another reason
  refused,       // asked at a moment it must not be done (zero under load)
};

struct Error {
  Errc code;
  std::string detail;  // what happened, to what, what to do next
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(Errc code, std::string detail) {
  return std::unexpected<Error>(Error{code, std::move(detail)});
}

}  // namespace rollscope
