/* The board's microseconds, on timer 1. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

void clock_init(void);

/* Since the start, back to 0 after 2^32 (71 minutes): rollscope_clock_us carries it on. */
uint32_t clock_us(void);

#endif
