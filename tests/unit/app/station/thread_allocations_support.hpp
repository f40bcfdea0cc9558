// Counts what each thread takes from the heap.
#pragma once

#include <cstdint>

namespace rollscope {

// Allocations of the calling thread so far.
[[nodiscard]] std::uint64_t thread_allocations();

}  // namespace rollscope
