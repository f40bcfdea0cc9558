/* The C99 header as a microcontroller would compile it, for the tests to call. */
#include "drivers/firmware/rollscope_wire.h"

#include "tests/unit/drivers/devices/wire_device.h"

size_t device_hello(const rollscope_hello* hello, uint8_t* out, size_t capacity) {
  rollscope_buffer buffer = {out, capacity, 0};
  rollscope_writer writer;
  rollscope_writer_init(&writer, rollscope_to_buffer, &buffer);
  rollscope_write_hello(&writer, hello);
  return buffer.used;
}

size_t device_frame(uint8_t bits, uint16_t flags, uint32_t sequence, uint64_t device_us,
                    const uint16_t* counts, size_t count, const rollscope_extras* extras, uint8_t* out,
                    size_t capacity) {
  rollscope_buffer buffer = {out, capacity, 0};
  rollscope_writer writer;
  size_t i;
  rollscope_writer_init(&writer, rollscope_to_buffer, &buffer);
  rollscope_frame_begin(&writer, bits, flags, sequence, device_us);
  for (i = 0; i < count; ++i) rollscope_frame_count(&writer, counts[i]);
  rollscope_frame_end(&writer, extras);
  return buffer.used;
}

size_t device_text(const char* text, uint8_t* out, size_t capacity) {
  rollscope_buffer buffer = {out, capacity, 0};
  rollscope_writer writer;
  rollscope_writer_init(&writer, rollscope_to_buffer, &buffer);
  rollscope_write_text(&writer, text);
  return buffer.used;
}

rollscope_command device_read(rollscope_reader* reader, uint8_t byte, uint32_t* rate_mhz) {
  return rollscope_read(reader, byte, rate_mhz);
}

uint64_t device_clock_us(rollscope_clock* clock, uint32_t micros) {
  return rollscope_clock_us(clock, micros);
}
