/* The serial port, which is the USB of an Arduino: bytes in and out through rings, moved by interrupts. */
#ifndef UART_H
#define UART_H

#include <stdint.h>

/* BAUD of board.h, 8 data bits, no parity, 1 stop bit. */
void uart_init(void);

/* Waits while the ring of 127 bytes is full. */
void uart_put(uint8_t byte);

/* The next byte from the host, or -1. What comes while 31 bytes wait is lost. */
int16_t uart_get(void);

#endif
