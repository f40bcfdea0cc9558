#include "plain_cobs.h"

size_t plain_cobs_decode(const uint8_t* stuffed, size_t size, uint8_t* out) {
  size_t in = 0, written = 0;
  while (in < size) {
    const uint8_t code = stuffed[in++];
    if (code == 0 || in + code - 1 > size) return 0;
    for (uint8_t i = 1; i < code; ++i) out[written++] = stuffed[in++];
    if (code != 0xFF && in < size) out[written++] = 0;
  }
  return written;
}
