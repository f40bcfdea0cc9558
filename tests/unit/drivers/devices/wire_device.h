/* What wire_device.c offers to the tests. */
#ifndef ROLLSCOPE_TESTS_WIRE_DEVICE_H
#define ROLLSCOPE_TESTS_WIRE_DEVICE_H

/* C has no other casts than the old ones. */
#ifdef __cplusplus
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#endif
#include "drivers/firmware/rollscope_wire.h"
#ifdef __cplusplus
#pragma GCC diagnostic pop
#endif

#ifdef __cplusplus
extern "C" {
#endif

size_t device_hello(const rollscope_hello* hello, uint8_t* out, size_t capacity);
size_t device_frame(uint8_t bits, uint16_t flags, uint32_t sequence, uint64_t device_us,
                    const uint16_t* counts, size_t count, const rollscope_extras* extras, uint8_t* out,
                    size_t capacity);
size_t device_text(const char* text, uint8_t* out, size_t capacity);
rollscope_command device_read(rollscope_reader* reader, uint8_t byte, uint32_t* rate_mhz);
uint64_t device_clock_us(rollscope_clock* clock, uint32_t micros);

#ifdef __cplusplus
}
#endif

#endif
