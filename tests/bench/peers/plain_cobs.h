/* The COBS decoder anyone would write: one byte at a time. Our peer for the wire format. */
#ifndef ROLLSCOPE_BENCH_PLAIN_COBS_H
#define ROLLSCOPE_BENCH_PLAIN_COBS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* `out` has room for `size` bytes. Returns how many were written, or 0 when a run reaches past the end. */
size_t plain_cobs_decode(const uint8_t* stuffed, size_t size, uint8_t* out);

#ifdef __cplusplus
}
#endif

#endif
