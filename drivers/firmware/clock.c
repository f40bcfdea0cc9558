#include "clock.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#if F_CPU != 16000000UL
#error "timer 1 counts half microseconds at 16 MHz only"
#endif

static volatile uint32_t overflows; /* of 65 536 half microseconds each */

ISR(TIMER1_OVF_vect) {
  ++overflows;
}

void clock_init(void) {
  TCCR1A = 0;
  TCCR1B = _BV(CS11); /* 16 MHz / 8 */
  TIMSK1 = _BV(TOIE1);
}

uint32_t clock_us(void) {
  uint16_t halves;
  uint32_t high;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    halves = TCNT1;
    high = overflows;
    /* It ran over while interrupts were off, and nobody has counted that yet. */
    if ((TIFR1 & _BV(TOV1)) != 0 && halves < 0x8000U) ++high;
  }
  return (high << 15) | (halves >> 1);
}
