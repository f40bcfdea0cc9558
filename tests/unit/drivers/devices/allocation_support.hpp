// Counts what the program takes from the heap.
#pragma once

namespace rollscope {
long allocations_so_far();
}
