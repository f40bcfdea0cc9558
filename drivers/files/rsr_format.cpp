// Our own recordings among the kinds of file (drivers/recording does the work).
#include "drivers/files/file_format.hpp"
#include "drivers/recording/recording_source.hpp"

namespace rollscope {

FileFormat rsr_format() {
  return {.id = "rsr",
          .label = "rollscope recordings (.rsr)",
          .detect = is_recording_start,
          .open = open_recording_source};
}

}  // namespace rollscope
