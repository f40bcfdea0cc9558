// Google Benchmark's own main: names and flags as everywhere (--benchmark_filter, --benchmark_format=json).
#include <benchmark/benchmark.h>

BENCHMARK_MAIN();
