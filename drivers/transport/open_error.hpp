// What the system's refusal to open a port or file means to the person, with the fix.
#pragma once

#include <string>

#include "core/base/result.hpp"

namespace rollscope {

// `code` is an errno value.
Error open_error(const std::string& path, int code);

// The refusal of a port that belongs to `group`; empty, or "root": no group to join.
Error port_permission_error(const std::string& path, const std::string& group);

}  // namespace rollscope
