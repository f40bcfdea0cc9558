/* A quadrature encoder on the roller's axle, on the external interrupts 0 and 1. */
#ifndef ENCODER_H
#define ENCODER_H

void encoder_init(void);

/* Since the start, any number of turns. Positive moves the floor contact to higher columns. */
float encoder_angle_rad(void);

#endif
