// Included first by every file with vector loops: the instruction sets they are compiled for, chosen at run
// time.
//
// One source, several sets (Highway). All of them give the same bits: each element goes through the same
// operations in the same order, sums run in eight lanes whatever the registers hold, nothing fuses a multiply
// with an add (never MulAdd; -ffp-contract=off). tests/unit/core/simd_test.cpp compares them.
#pragma once

// Plain scalar code, SSE4 and AVX2 stay. The sets between them gain nothing here; wider ones are not tested.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3 | HWY_AVX3_DL)
