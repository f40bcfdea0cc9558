/* What a mat and a roller have in common: says hello once a second, scans and sends frames at an even pace,
 * obeys the host. docs/wire-format.md has the rules. */
#ifndef DEVICE_H
#define DEVICE_H

#include "rollscope_wire.h"

/* Never returns; board_init comes before it. `about` says what the sensor is; rows, columns, bits and rate
 * are filled in here. `angle_rad` gives the roller's angle; NULL: it has none. */
void device_run(rollscope_hello* about, float (*angle_rad)(void));

#endif
