/* The sensing matrix: rows are driven one at a time, the crossing columns are read through a multiplexer. */
#ifndef MATRIX_H
#define MATRIX_H

#include <stdbool.h>
#include <stdint.h>

#include "board.h"

#define MATRIX_BITS 10
#define MATRIX_FULL_SCALE 1023U

/* The frame last scanned: voltage of the column over the row's, as counts of MATRIX_FULL_SCALE. */
extern uint16_t matrix[ROWS][COLS];

void matrix_init(void);

/* Takes what the empty sensor reads as its zero, about a third of a second long. False: something presses, or
 * the pull-downs are far too large; there is no zero then and counts stay as they are read. */
bool matrix_zero(void);

/* Reads every sensel and takes the zero off. */
void matrix_scan(void);

#endif
