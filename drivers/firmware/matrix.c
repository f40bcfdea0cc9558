#include "matrix.h"

#include <avr/io.h>
#include <util/delay.h>

#define ZERO_FRAMES 16
#define ZERO_LIMIT (MATRIX_FULL_SCALE / 10) /* of one sensel: more means that something presses */
#define NO_ROW 0xFF

uint16_t matrix[ROWS][COLS];

/* Conductance of each empty sensel over that of a pull-down, times 65 536; 0 until matrix_zero has found it.
 */
static uint16_t resting[ROWS][COLS];

void matrix_init(void) {
  board_drive_row(NO_ROW);
  /* The reference is the supply that drives the rows: when it sags, readings stay. */
  ADMUX = _BV(REFS0);
  /* 16 MHz / 64: 52 us a reading, all 10 bits good. / 32 is twice as fast for about one count more of noise.
   */
  ADCSRA = _BV(ADEN) | _BV(ADPS2) | _BV(ADPS1);
}

static uint16_t read_adc(void) {
  ADCSRA |= _BV(ADSC);
  while ((ADCSRA & _BV(ADSC)) != 0) {
  }
  return ADC;
}

static void read_all(void) {
  for (uint8_t row = 0; row < ROWS; ++row) {
    board_drive_row(row);
    _delay_us(ROW_SETTLE_US);
    for (uint8_t col = 0; col < COLS; ++col) {
      board_select_column(col);
      _delay_us(COLUMN_SETTLE_US);
      matrix[row][col] = read_adc();
    }
  }
  board_drive_row(NO_ROW);
}

/* What the pull-down leaves of a column's full scale once all sensels have taken their shares. */
static uint16_t left_over(uint8_t col) {
  uint16_t taken = 0;
  for (uint8_t row = 0; row < ROWS; ++row) taken += matrix[row][col];
  return taken < MATRIX_FULL_SCALE ? MATRIX_FULL_SCALE - taken : 0;
}

/* Takes the resting conductances off one column. Why not just "minus the empty reading": the sensels of a
 * column share one pull-down, so a pressed one makes all others read less. With v a reading as a share of
 * full scale, a sensel's conductance over the pull-down's is g = v / w, w = 1 - (sum of v along the column).
 * So a column without the resting ones, g - rest, would read
 *
 *   v' = (g - rest) / (1 + sum of (g - rest)) = (v - rest w) / (1 - (sum of rest) w)
 *
 * and rollscope can still solve what comes out exactly (docs/calibration.md, "Lines"). */
static void take_zero_off(uint8_t col) {
  uint32_t sum = 0;
  for (uint8_t row = 0; row < ROWS; ++row) sum += resting[row][col];
  /* Whole counts times 64 and times 8192: shifts by 16 cost nothing here, others do. */
  const uint16_t w = left_over(col);
  const uint16_t w_64 = (uint16_t)(w << 6);
  uint16_t rest = (uint16_t)(MATRIX_FULL_SCALE - ((sum * w) >> 16));
  if (rest < MATRIX_FULL_SCALE / 7)
    rest = MATRIX_FULL_SCALE / 7; /* a cable came off: stretch must fit 16 bits */
  const uint16_t stretch = (uint16_t)((((uint32_t)MATRIX_FULL_SCALE << 13) + rest / 2) / rest);
  for (uint8_t row = 0; row < ROWS; ++row) {
    uint16_t* const count = &matrix[row][col];
    if (*count >= MATRIX_FULL_SCALE) continue; /* at least this much: stays so */
    const uint16_t read = (uint16_t)(*count << 6);
    const uint16_t zero = (uint16_t)(((uint32_t)resting[row][col] * w_64) >> 16);
    const uint16_t pressed = read > zero ? read - zero : 0;
    const uint16_t eighths = (uint16_t)(((uint32_t)pressed * stretch) >> 16);
    const uint16_t rounded = (eighths + 4) >> 3;
    *count = rounded < MATRIX_FULL_SCALE ? rounded : MATRIX_FULL_SCALE;
  }
}

void matrix_scan(void) {
  read_all();
  for (uint8_t col = 0; col < COLS; ++col) take_zero_off(col);
}

bool matrix_zero(void) {
  for (uint8_t frame = 0; frame < ZERO_FRAMES; ++frame) {
    read_all();
    for (uint8_t row = 0; row < ROWS; ++row)
      for (uint8_t col = 0; col < COLS; ++col)
        resting[row][col] = (uint16_t)((frame == 0 ? 0 : resting[row][col]) + matrix[row][col]);
  }
  bool good = true;
  for (uint8_t col = 0; col < COLS; ++col) {
    uint32_t taken = 0;
    for (uint8_t row = 0; row < ROWS; ++row) {
      taken += resting[row][col];
      good = good && resting[row][col] <= ZERO_LIMIT * ZERO_FRAMES;
    }
    const uint32_t full = (uint32_t)MATRIX_FULL_SCALE * ZERO_FRAMES;
    good = good && taken < full / 2;
    for (uint8_t row = 0; row < ROWS && good; ++row)
      resting[row][col] = (uint16_t)(((uint32_t)resting[row][col] << 16) / (full - taken));
  }
  for (uint8_t row = 0; row < ROWS && !good; ++row)
    for (uint8_t col = 0; col < COLS; ++col) resting[row][col] = 0;
  return good;
}
