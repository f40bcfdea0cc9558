#include "uart.h"

#include <avr/interrupt.h>
#include <avr/io.h>

#include "board.h"

/* The two chips name the same interrupts differently. */
#ifdef USART_RX_vect
#define RECEIVED_vect USART_RX_vect
#define MAY_SEND_vect USART_UDRE_vect
#else
#define RECEIVED_vect USART0_RX_vect
#define MAY_SEND_vect USART0_UDRE_vect
#endif

/* Powers of two, so that "% SIZE" costs nothing. */
#define OUT_SIZE 128
#define IN_SIZE 32

static uint8_t out[OUT_SIZE];
static volatile uint8_t out_end, out_begin;
static uint8_t in[IN_SIZE];
static volatile uint8_t in_end, in_begin;

ISR(MAY_SEND_vect) {
  if (out_begin == out_end) {
    UCSR0B &= (uint8_t)~_BV(UDRIE0);
    return;
  }
  UDR0 = out[out_begin];
  out_begin = (out_begin + 1) % OUT_SIZE;
}

ISR(RECEIVED_vect) {
  const uint8_t byte = UDR0;
  const uint8_t next = (in_end + 1) % IN_SIZE;
  if (next == in_begin) return;
  in[in_end] = byte;
  in_end = next;
}

void uart_init(void) {
  UCSR0A = _BV(U2X0);
  UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
  UBRR0 = (F_CPU + 4 * BAUD) / (8 * BAUD) - 1; /* the nearest */
  UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
}

void uart_put(uint8_t byte) {
  const uint8_t next = (out_end + 1) % OUT_SIZE;
  while (next == out_begin) {
  }
  out[out_end] = byte;
  out_end = next;
  UCSR0B |= _BV(UDRIE0);
}

int16_t uart_get(void) {
  if (in_begin == in_end) return -1;
  const uint8_t byte = in[in_begin];
  in_begin = (in_begin + 1) % IN_SIZE;
  return byte;
}
