/* A roller of one's own, with an angle encoder: docs/build-a-mat.md. Pins and measures stand in
 * boards/<board>/board.h. */
#include "board.h"
#include "device.h"
#include "encoder.h"

#define ROUND_UM (ROLLER_RADIUS_UM * 6.283185307179586)

int main(void) {
  static rollscope_hello about = {.surface = 1,
                                  .pitch_row_um = ROLLER_PITCH_ROW_UM,
                                  .pitch_col_um = (uint32_t)(ROUND_UM / COLS + 0.5),
                                  .radius_um = ROLLER_RADIUS_UM,
                                  .serial_number = SERIAL_NUMBER,
                                  .firmware = "rollscope roller 1, " BOARD_NAME};
  board_init();
  encoder_init();
  device_run(&about, encoder_angle_rad);
}
