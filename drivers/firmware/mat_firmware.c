/* A mat of one's own: docs/build-a-mat.md. Pins and measures stand in boards/<board>/board.h. */
#include "board.h"
#include "device.h"

int main(void) {
  static rollscope_hello about = {.surface = 0,
                                  .pitch_row_um = MAT_PITCH_UM,
                                  .pitch_col_um = MAT_PITCH_UM,
                                  .serial_number = SERIAL_NUMBER,
                                  .firmware = "rollscope mat 1, " BOARD_NAME};
  board_init();
  device_run(&about, NULL);
}
