// The serial ports there are, with what is known of each and a button that connects it (look.md 6).
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "app/panels/panel.hpp"
#include "drivers/transport/serial_port.hpp"

namespace rollscope {

// Main thread.
class PortList {
 public:
  // Looks which ports there are now. About once a second: it walks the system's list.
  void look();
  // At most `rows` of them from the top of `area`, which is left with what remains.
  void draw(const PanelContext& context, Rect& area, std::size_t rows, bool small);

 private:
  void draw_port(const PanelContext& context, Rect row, const SerialPortInfo& port);
  void choose_device(const PanelContext& context, Point at, const SerialPortInfo& port);
  void draw_no_port(Ui& ui, Rect row);

  std::vector<SerialPortInfo> ports_;
  std::string error_;                             // why they cannot be listed
  std::map<std::string, std::string> device_of_;  // port to the device chosen for it; none: it is found out
  bool small_ = false;                            // a low or narrow window
};

}  // namespace rollscope
