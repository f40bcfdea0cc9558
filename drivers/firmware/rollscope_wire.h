/* The device's side of rollscope's wire format (docs/wire-format.md), for microcontrollers: one file to copy.
 *
 * C99, also valid as C++. No allocation, no libc beyond <stdint.h>, <stddef.h> and <string.h>. A writer takes
 * about 280 bytes of RAM whatever the size of a frame: counts may be handed over one by one while they are
 * scanned, and the bytes go out one by one through a function of yours.
 *
 *   static void put(void *context, uint8_t byte) { uart_put(byte); }
 *
 *   rollscope_writer writer;
 *   rollscope_writer_init(&writer, put, NULL);
 *   rollscope_write_hello(&writer, &hello);                 // at start, then each second
 *   rollscope_frame_begin(&writer, 12, 0, sequence++, rollscope_clock_us(&clock, micros()));
 *   for (each sensel, row by row) rollscope_frame_count(&writer, adc());
 *   rollscope_frame_end(&writer, NULL);
 *
 *   while (uart_has_byte())
 *     switch (rollscope_read(&reader, uart_get(), &rate_mhz)) { case ROLLSCOPE_START: ... }
 *
 * Not thread safe: one writer a link, called from one place.
 */
#ifndef ROLLSCOPE_WIRE_H
#define ROLLSCOPE_WIRE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ROLLSCOPE_PROTOCOL_VERSION 1

/* Flags of a frame. */
#define ROLLSCOPE_HAS_ANGLE 1u  /* extras.angle_rad follows the counts */
#define ROLLSCOPE_HAS_IMU 2u    /* extras.imu follows */
#define ROLLSCOPE_TRIGGER_ON 4u /* the trigger input is active */

/* ---- where bytes go ---------------------------------------------------------------------------------- */

typedef void (*rollscope_sink)(void* context, uint8_t byte);

typedef struct {
  rollscope_sink sink;
  void* context;
  uint32_t crc;
  uint8_t block[254]; /* stuffed block that is not full yet */
  uint8_t used;
  uint8_t bits; /* of the frame being written: 8, 12 or 16 */
  uint8_t half; /* 12 bits: a first count of two waits in `waiting` */
  uint16_t waiting;
  uint16_t flags;
} rollscope_writer;

/* A sink for those who would rather have a whole packet in memory: pass it as context of rollscope_to_buffer.
 * `used` goes on counting past `capacity`, so that a buffer too small can be told. */
typedef struct {
  uint8_t* bytes;
  size_t capacity;
  size_t used;
} rollscope_buffer;

static inline void rollscope_to_buffer(void* context, uint8_t byte) {
  rollscope_buffer* buffer = (rollscope_buffer*)context;
  if (buffer->used < buffer->capacity) buffer->bytes[buffer->used] = byte;
  ++buffer->used;
}

static inline void rollscope_writer_init(rollscope_writer* writer, rollscope_sink sink, void* context) {
  memset(writer, 0, sizeof *writer);
  writer->sink = sink;
  writer->context = context;
}

/* ---- CRC-32 as zlib's, half a byte at a time: 64 bytes of table --------------------------------------- */

static inline uint32_t rollscope_crc32_step(uint32_t crc, uint8_t byte) {
  static const uint32_t table[16] = {
      0x00000000u, 0x1DB71064u, 0x3B6E20C8u, 0x26D930ACu, 0x76DC4190u, 0x6B6B51F4u, 0x4DB26158u, 0x5005713Cu,
      0xEDB88320u, 0xF00F9344u, 0xD6D6A3E8u, 0xCB61B38Cu, 0x9B64C2B0u, 0x86D3D2D4u, 0xA00AE278u, 0xBDBDF21Cu};
  crc ^= byte;
  crc = (crc >> 4) ^ table[crc & 15u];
  return (crc >> 4) ^ table[crc & 15u];
}

/* ---- packets out -------------------------------------------------------------------------------------- */

static inline void rollscope_flush_block_(rollscope_writer* writer) {
  uint8_t i;
  writer->sink(writer->context, (uint8_t)(writer->used + 1u));
  for (i = 0; i < writer->used; ++i) writer->sink(writer->context, writer->block[i]);
  writer->used = 0;
}

static inline void rollscope_stuff_(rollscope_writer* writer, uint8_t byte) {
  /* A full block stands for no zero; it goes out only when more follows, so that none ends with an empty one.
   */
  if (writer->used == 254u) rollscope_flush_block_(writer);
  if (byte == 0u)
    rollscope_flush_block_(writer);
  else
    writer->block[writer->used++] = byte;
}

static inline void rollscope_put8_(rollscope_writer* writer, uint8_t value) {
  writer->crc = rollscope_crc32_step(writer->crc, value);
  rollscope_stuff_(writer, value);
}

static inline void rollscope_put16_(rollscope_writer* writer, uint16_t value) {
  rollscope_put8_(writer, (uint8_t)(value & 0xFFu));
  rollscope_put8_(writer, (uint8_t)(value >> 8));
}

static inline void rollscope_put32_(rollscope_writer* writer, uint32_t value) {
  rollscope_put16_(writer, (uint16_t)(value & 0xFFFFu));
  rollscope_put16_(writer, (uint16_t)(value >> 16));
}

static inline void rollscope_put_float_(rollscope_writer* writer, float value) {
  uint32_t bits; /* IEEE 754 single, as every current microcontroller has it */
  memcpy(&bits, &value, sizeof bits);
  rollscope_put32_(writer, bits);
}

static inline void rollscope_packet_begin_(rollscope_writer* writer, uint8_t type) {
  writer->crc = 0xFFFFFFFFu;
  writer->used = 0;
  rollscope_put8_(writer, type);
}

static inline void rollscope_packet_end_(rollscope_writer* writer) {
  const uint32_t crc = ~writer->crc;
  uint8_t i;
  for (i = 0; i < 4u; ++i) rollscope_stuff_(writer, (uint8_t)(crc >> (8u * i)));
  rollscope_flush_block_(writer);
  writer->sink(writer->context, 0u);
}

typedef struct {
  uint16_t rows, cols;
  uint8_t surface;           /* 0 flat, 1 cylinder: columns run round it */
  uint8_t bits;              /* significant bits of a count, 1..16 */
  uint32_t pitch_row_um;     /* between rows, micrometres */
  uint32_t pitch_col_um;     /* between columns; along the arc on a cylinder */
  uint32_t radius_um;        /* of the cylinder; 0 when flat */
  uint32_t rate_mhz;         /* frames in a thousand seconds; 0 unknown */
  uint16_t full_scale;       /* largest count the sensor gives; 0: 2^bits - 1 */
  float kpa_per_count;       /* 0: not calibrated */
  const char* serial_number; /* UTF-8, at most 255 bytes; NULL none */
  const char* firmware;      /* likewise */
} rollscope_hello;

static inline void rollscope_put_string_(rollscope_writer* writer, const char* text) {
  size_t size = text == NULL ? 0u : strlen(text);
  size_t i;
  if (size > 255u) size = 255u;
  rollscope_put8_(writer, (uint8_t)size);
  for (i = 0; i < size; ++i) rollscope_put8_(writer, (uint8_t)text[i]);
}

static inline void rollscope_write_hello(rollscope_writer* writer, const rollscope_hello* hello) {
  rollscope_packet_begin_(writer, 0x01u);
  rollscope_put8_(writer, ROLLSCOPE_PROTOCOL_VERSION);
  rollscope_put8_(writer, hello->surface);
  rollscope_put8_(writer, hello->bits);
  rollscope_put16_(writer, hello->rows);
  rollscope_put16_(writer, hello->cols);
  rollscope_put32_(writer, hello->pitch_row_um);
  rollscope_put32_(writer, hello->pitch_col_um);
  rollscope_put32_(writer, hello->radius_um);
  rollscope_put32_(writer, hello->rate_mhz);
  rollscope_put16_(writer, hello->full_scale);
  rollscope_put16_(writer, 0u);
  rollscope_put_float_(writer, hello->kpa_per_count);
  rollscope_put_string_(writer, hello->serial_number);
  rollscope_put_string_(writer, hello->firmware);
  rollscope_packet_end_(writer);
}

typedef struct {
  float angle_rad; /* roller angle; positive moves the floor contact to higher columns */
  float imu[6];    /* accelerometer x y z in m/s^2, gyroscope x y z in rad/s */
} rollscope_extras;

/* `bits` is how counts lie on the wire: 8, 12 or 16. Counts of at most 8 significant bits (hello) go as 8,
 * others as 12 or 16. */
static inline void rollscope_frame_begin(rollscope_writer* writer, uint8_t bits, uint16_t flags,
                                         uint32_t sequence, uint64_t device_us) {
  writer->bits = bits;
  writer->half = 0;
  writer->flags = flags;
  rollscope_packet_begin_(writer, 0x02u);
  rollscope_put8_(writer, bits);
  rollscope_put16_(writer, flags);
  rollscope_put32_(writer, sequence);
  rollscope_put32_(writer, (uint32_t)(device_us & 0xFFFFFFFFu));
  rollscope_put32_(writer, (uint32_t)(device_us >> 32));
}

/* The next sensel's count, row by row: exactly rows * cols of them. */
static inline void rollscope_frame_count(rollscope_writer* writer, uint16_t count) {
  if (writer->bits == 16u) {
    rollscope_put16_(writer, count);
  } else if (writer->bits == 8u) {
    rollscope_put8_(writer, (uint8_t)(count > 255u ? 255u : count));
  } else {
    if (count > 4095u) count = 4095u;
    if (writer->half == 0u) {
      writer->waiting = count;
    } else {
      rollscope_put8_(writer, (uint8_t)(writer->waiting & 0xFFu));
      rollscope_put8_(writer, (uint8_t)((writer->waiting >> 8) | ((count & 0x0Fu) << 4)));
      rollscope_put8_(writer, (uint8_t)(count >> 4));
    }
    writer->half ^= 1u;
  }
}

/* `extras` may be NULL when the flags announce none. */
static inline void rollscope_frame_end(rollscope_writer* writer, const rollscope_extras* extras) {
  uint8_t i;
  if (writer->half != 0u) rollscope_put16_(writer, writer->waiting);
  if ((writer->flags & ROLLSCOPE_HAS_ANGLE) != 0u) rollscope_put_float_(writer, extras->angle_rad);
  if ((writer->flags & ROLLSCOPE_HAS_IMU) != 0u)
    for (i = 0; i < 6u; ++i) rollscope_put_float_(writer, extras->imu[i]);
  rollscope_packet_end_(writer);
}

/* A message for the person at the screen; it is shown and logged, never measured. */
static inline void rollscope_write_text(rollscope_writer* writer, const char* text) {
  rollscope_packet_begin_(writer, 0x03u);
  for (; *text != '\0'; ++text) rollscope_put8_(writer, (uint8_t)*text);
  rollscope_packet_end_(writer);
}

/* ---- time --------------------------------------------------------------------------------------------- */

/* Makes a 32-bit microsecond counter one that never wraps. Call it at least once an hour. */
typedef struct {
  uint32_t last;
  uint32_t wraps;
} rollscope_clock;

static inline uint64_t rollscope_clock_us(rollscope_clock* clock, uint32_t micros) {
  if (micros < clock->last) ++clock->wraps;
  clock->last = micros;
  return ((uint64_t)clock->wraps << 32) | micros;
}

/* ---- commands in -------------------------------------------------------------------------------------- */

typedef enum {
  ROLLSCOPE_NOTHING = 0,
  ROLLSCOPE_REQUEST_HELLO = 0x81, /* answer with a hello */
  ROLLSCOPE_START = 0x82,         /* send frames */
  ROLLSCOPE_STOP = 0x83,          /* send none until the next start */
  ROLLSCOPE_RATE = 0x84 /* *rate_mhz is the wanted rate; answer with a hello that says the real one */
} rollscope_command;

/* Zero it before use. */
typedef struct {
  uint8_t bytes[32]; /* stuffed, as received */
  uint8_t used;
  uint8_t overflow; /* too long for any command: wait for the zero */
} rollscope_reader;

static inline uint8_t rollscope_unstuff_(uint8_t* bytes, uint8_t size) {
  uint8_t in = 0, out = 0;
  while (in < size) {
    const uint8_t code = bytes[in++];
    uint8_t i;
    if ((uint8_t)(code - 1u) > (uint8_t)(size - in)) return 0u;
    for (i = 1; i < code; ++i) bytes[out++] = bytes[in++];
    if (code != 0xFFu && in < size) bytes[out++] = 0u;
  }
  return out;
}

static inline uint32_t rollscope_get32_(const uint8_t* bytes) {
  return (uint32_t)bytes[0] | ((uint32_t)bytes[1] << 8) | ((uint32_t)bytes[2] << 16) |
         ((uint32_t)bytes[3] << 24);
}

/* Give it every byte from the host. ROLLSCOPE_NOTHING until a sound command ends; unknown ones are ignored.
 */
static inline rollscope_command rollscope_read(rollscope_reader* reader, uint8_t byte, uint32_t* rate_mhz) {
  uint32_t crc = 0xFFFFFFFFu;
  uint8_t size, i;
  if (byte != 0u) {
    if (reader->used < sizeof reader->bytes)
      reader->bytes[reader->used++] = byte;
    else
      reader->overflow = 1;
    return ROLLSCOPE_NOTHING;
  }
  size = reader->overflow ? 0u : rollscope_unstuff_(reader->bytes, reader->used);
  reader->used = 0;
  reader->overflow = 0;
  if (size < 5u) return ROLLSCOPE_NOTHING;
  for (i = 0; i < size - 4u; ++i) crc = rollscope_crc32_step(crc, reader->bytes[i]);
  if (~crc != rollscope_get32_(reader->bytes + size - 4u)) return ROLLSCOPE_NOTHING;
  switch (reader->bytes[0]) {
    case ROLLSCOPE_REQUEST_HELLO:
      return ROLLSCOPE_REQUEST_HELLO;
    case ROLLSCOPE_START:
      return ROLLSCOPE_START;
    case ROLLSCOPE_STOP:
      return ROLLSCOPE_STOP;
    case ROLLSCOPE_RATE:
      if (size < 9u) return ROLLSCOPE_NOTHING;
      *rate_mhz = rollscope_get32_(reader->bytes + 1);
      return ROLLSCOPE_RATE;
    default:
      return ROLLSCOPE_NOTHING;
  }
}

#endif
