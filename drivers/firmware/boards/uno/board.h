/* Arduino Uno (ATmega328P, 16 MHz): pins and measures of the mat or roller built round it. Yours differs?
 * Change it here and nowhere else. docs/build-a-mat.md has the wiring.
 *
 *   D8 D9 D10   data, clock, latch of two 74HC595 in a row: their 16 outputs drive the rows
 *   A1 .. A4    S0 .. S3 of a CD74HC4067: which column is sensed
 *   A0          the column it has selected
 *   D2 D3       A and B of the angle encoder (roller)
 *   D4          trigger: a button or another machine's output, active when pulled to ground
 */
#ifndef BOARD_H
#define BOARD_H

#include <avr/io.h>
#include <stdbool.h>
#include <stdint.h>

#define BOARD_NAME "Arduino Uno"
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
  DDRB |= _BV(PB0) | _BV(PB1) | _BV(PB2);
  DDRC |= _BV(PC1) | _BV(PC2) | _BV(PC3) | _BV(PC4);
  PORTD |= _BV(PD2) | _BV(PD3) | _BV(PD4); /* pull-ups */
  DIDR0 = _BV(ADC0D);
}

/* This row at 5 V, all others at ground; none with a row that does not exist. Why all 16 bits each time:
 * whatever a spark did to the registers, the next row is right again. */
static inline void board_drive_row(uint8_t row) {
  for (uint8_t bit = 16; bit-- > 0;) {
    if (bit == row)
      PORTB |= _BV(PB0);
    else
      PORTB &= (uint8_t)~_BV(PB0);
    PORTB |= _BV(PB1);
    PORTB &= (uint8_t)~_BV(PB1);
  }
  PORTB |= _BV(PB2);
  PORTB &= (uint8_t)~_BV(PB2);
}

static inline void board_select_column(uint8_t column) {
  PORTC = (uint8_t)(column << PC1); /* A0 and A5 stay without pull-up */
}

static inline bool board_trigger(void) {
  return (PIND & _BV(PD4)) == 0;
}

/* Bit 0 is A (external interrupt 0), bit 1 is B (external interrupt 1). */
static inline uint8_t board_encoder(void) {
  return (PIND >> PD2) & 3;
}

#endif
