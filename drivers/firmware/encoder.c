#include "encoder.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "board.h"

static volatile int32_t position; /* edges */
static uint8_t levels;            /* B and A before and now: four bits */

/* Each edge of A or B is a step, in the direction that the other one tells. */
ISR(INT0_vect) {
  static const int8_t step[16] = {0, 1, -1, 0, -1, 0, 0, 1, 1, 0, 0, -1, 0, -1, 1, 0};
  levels = (uint8_t)(((levels << 2) | board_encoder()) & 15);
  position += step[levels];
}
ISR(INT1_vect, ISR_ALIASOF(INT0_vect));

void encoder_init(void) {
  levels = board_encoder();
  EICRA = _BV(ISC10) | _BV(ISC00); /* any edge */
  EIMSK = _BV(INT1) | _BV(INT0);
}

float encoder_angle_rad(void) {
  int32_t now;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    now = position;
  }
  return (float)now * (float)(ENCODER_SIGN * 6.283185307179586 / ENCODER_COUNTS);
}
