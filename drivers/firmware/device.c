#include "device.h"

#include <avr/interrupt.h>
#include <stdbool.h>

#include "board.h"
#include "clock.h"
#include "matrix.h"
#include "uart.h"

#define SECOND_US 1000000UL
#define SLOWEST_MHZ 100UL
#define FASTEST_MHZ 1000000UL /* asked for; what is reached is less and said */

static rollscope_hello* hello;
static float (*angle)(void);
static rollscope_writer writer;
static rollscope_reader reader;
static rollscope_clock clock;

static bool zeroed;
static bool running = true; /* from the moment it is powered: a host need not ask */
static uint32_t sequence;
static uint32_t wanted_mhz, period_us;
static uint32_t next_frame_us, next_hello_us;
static uint32_t frames; /* since the last hello */
static bool late;       /* they could not keep the pace */

static void put(void* unused, uint8_t byte) {
  (void)unused;
  uart_put(byte);
}

static uint64_t now_us(void) {
  return rollscope_clock_us(&clock, clock_us());
}

static bool is_due(uint32_t time_us) {
  return (int32_t)((uint32_t)now_us() - time_us) >= 0;
}

static void set_rate(uint32_t rate_mhz) {
  if (rate_mhz < SLOWEST_MHZ) rate_mhz = SLOWEST_MHZ;
  if (rate_mhz > FASTEST_MHZ) rate_mhz = FASTEST_MHZ;
  wanted_mhz = rate_mhz;
  period_us = (1000 * SECOND_US + rate_mhz / 2) / rate_mhz;
  /* The next hello says what a whole second of the new rate has reached. */
  next_frame_us = (uint32_t)now_us();
  next_hello_us = next_frame_us + SECOND_US;
  frames = 0;
  late = false;
}

/* To a host that has just come, who may not have seen the start. */
static void greet(void) {
  rollscope_write_hello(&writer, hello);
  if (!zeroed)
    rollscope_write_text(&writer, "not zeroed: something pressed at the start. Clear it, then press reset");
}

static void send_hello_when_due(void) {
  if (!is_due(next_hello_us)) return;
  next_hello_us += SECOND_US;
  hello->rate_mhz = late ? frames * 1000 : wanted_mhz;
  frames = 0;
  late = false;
  rollscope_write_hello(&writer, hello);
}

static void send_frame_when_due(void) {
  if (!running || !is_due(next_frame_us)) return;
  rollscope_extras extras = {0};
  const uint16_t flags =
      (angle != NULL ? ROLLSCOPE_HAS_ANGLE : 0) | (board_trigger() ? ROLLSCOPE_TRIGGER_ON : 0);
  const uint64_t scanned_us = now_us();
  if (angle != NULL) extras.angle_rad = angle();
  matrix_scan();
  rollscope_frame_begin(&writer, 12, flags, sequence++, scanned_us);
  for (uint8_t row = 0; row < ROWS; ++row)
    for (uint8_t col = 0; col < COLS; ++col) rollscope_frame_count(&writer, matrix[row][col]);
  rollscope_frame_end(&writer, &extras);
  ++frames;
  next_frame_us += period_us;
  if (is_due(next_frame_us)) {
    next_frame_us = (uint32_t)now_us();
    late = true;
  }
}

static void obey(void) {
  int16_t byte;
  uint32_t rate_mhz;
  while ((byte = uart_get()) >= 0) {
    switch (rollscope_read(&reader, (uint8_t)byte, &rate_mhz)) {
      case ROLLSCOPE_REQUEST_HELLO:
        greet();
        break;
      case ROLLSCOPE_START:
        greet();
        if (!running) next_frame_us = (uint32_t)now_us();
        running = true;
        break;
      case ROLLSCOPE_STOP:
        running = false;
        break;
      case ROLLSCOPE_RATE:
        set_rate(rate_mhz);
        break;
      case ROLLSCOPE_NOTHING:
        break;
    }
  }
}

void device_run(rollscope_hello* about, float (*angle_rad)(void)) {
  hello = about;
  angle = angle_rad;
  hello->rows = ROWS;
  hello->cols = COLS;
  hello->bits = MATRIX_BITS;
  hello->full_scale = MATRIX_FULL_SCALE;
  hello->rate_mhz = RATE_MHZ;
  clock_init();
  uart_init();
  matrix_init();
  sei();
  rollscope_writer_init(&writer, put, NULL);
  zeroed = matrix_zero();
  uart_put(0); /* ends whatever noise the start made on the line */
  greet();
  set_rate(RATE_MHZ);
  for (;;) {
    obey();
    send_hello_when_due();
    send_frame_when_due();
  }
}
