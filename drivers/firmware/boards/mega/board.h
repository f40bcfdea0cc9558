/* Arduino Mega 2560 (ATmega2560, 16 MHz): pins and measures of the mat or roller built round it. Yours
 * differs? Change it here and nowhere else. docs/build-a-mat.md has the wiring.
 *
 *   D22 .. D29  rows 0 to 7 (port A); it has pins enough to drive the rows itself
 *   D37 .. D30  rows 8 to 15 (port C, counted downwards)
 *   A1 .. A4    S0 .. S3 of a CD74HC4067: which column is sensed
 *   A0          the column it has selected
 *   D21 D20     A and B of the angle encoder (roller)
 *   D4          trigger: a button or another machine's output, active when pulled to ground
 */
#ifndef BOARD_H
#define BOARD_H

#include <avr/io.h>
#include <stdbool.h>
#include <stdint.h>

#define BOARD_NAME "Arduino Mega"
#define SERIAL_NUMBER "1" /* tells your sensors apart: recordings and calibrations carry it */

#define ROWS 16
#define COLS 16
#define MAT_PITCH_UM 15000UL /* between the middles of neighbouring rows, and of columns, micrometres */
#define ROLLER_PITCH_ROW_UM 20000UL /* along the roller's axis */
#define ROLLER_RADIUS_UM 65000UL    /* to the middle of the sensing layer; the columns run once round it */
#define ENCODER_COUNTS 2400L        /* edges in one turn: four times the pulses printed on the encoder */
#define ENCODER_SIGN 1              /* -1 if rolling towards higher columns counts down */

#ifndef BAUD
#define BAUD 500000UL /* exact at 16 MHz; 115 200 is 2 % off and slow, but works */
#endif
#ifndef RATE_MHZ
#define RATE_MHZ 25000UL /* frames in a thousand seconds, unless the host asks for another rate */
#endif

/* How long a line takes to settle behind its pull-down, microseconds. */
#define ROW_SETTLE_US 20
#define COLUMN_SETTLE_US 3

static inline void board_init(void) {
  DDRA = 0xFF;
  DDRC = 0xFF;
  DDRF |= _BV(PF1) | _BV(PF2) | _BV(PF3) | _BV(PF4);
  PORTD |= _BV(PD0) | _BV(PD1); /* pull-ups */
  PORTG |= _BV(PG5);
  DIDR0 = _BV(ADC0D);
}

/* This row at 5 V, all others at ground; none with a row that does not exist. */
static inline void board_drive_row(uint8_t row) {
  PORTA = 0; /* first: never two rows at once */
  PORTC = 0;
  if (row < 8)
    PORTA = (uint8_t)(1 << row);
  else if (row < 16)
    PORTC = (uint8_t)(1 << (row - 8));
}

static inline void board_select_column(uint8_t column) {
  PORTF = (uint8_t)(column << PF1); /* the other analog pins stay without pull-up */
}

static inline bool board_trigger(void) {
  return (PING & _BV(PG5)) == 0;
}

/* Bit 0 is A (external interrupt 0), bit 1 is B (external interrupt 1). */
static inline uint8_t board_encoder(void) {
  return PIND & 3;
}

#endif
