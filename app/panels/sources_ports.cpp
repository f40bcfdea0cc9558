#include "app/panels/sources_ports.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "drivers/devices/device.hpp"
#include "drivers/devices/port_guess.hpp"
#include "drivers/source_uri.hpp"

namespace rollscope {
namespace {

// "/dev/ttyACM0, USB Serial 2e8a:000a, serial number 5; perhaps umaine (Raspberry Pi Pico)".
std::string port_detail(const SerialPortInfo& port, std::string_view title) {
  std::string detail = port.path;
  if (!port.description.empty() && port.description != title) detail += ", " + port.description;
  if (port.vendor_id && port.product_id)
    detail += fmt::format(" {:04x}:{:04x}", *port.vendor_id, *port.product_id);
  if (!port.serial_number.empty()) detail += ", serial number " + port.serial_number;
  if (const PortGuess* guess = guess_port(port.vendor_id, port.product_id))
    detail += "; " + guess_words(*guess);
  return detail;
}

bool names(const std::string& source, const SerialPortInfo& port) {
  const auto uri = SourceUri::parse(source);
  return uri && uri->scheme == "serial" && uri->address == port.path;
}

}  // namespace

void PortList::look() {
  auto found = list_serial_ports();
  error_ = found ? std::string() : found.error().detail;
  ports_ = found ? std::move(*found) : std::vector<SerialPortInfo>{};
}

void PortList::draw(const PanelContext& context, Rect& area, std::size_t rows, bool small) {
  Ui& ui = context.ui;
  small_ = small;
  const float height = ui.px(small ? 64 : 76), gap = ui.px(8);
  if (ports_.empty()) {
    draw_no_port(ui, area.cut_top(height));
    area.cut_top(gap);
  }
  for (std::size_t i = 0; i < std::min(ports_.size(), rows); ++i) {
    draw_port(context, area.cut_top(height), ports_[i]);
    area.cut_top(gap);
  }
}

void PortList::draw_no_port(Ui& ui, Rect row) {
  const Palette& c = ui.colors();
  fill_rect(ui, row, c.panel, ui.px(radius::kCard));
  draw_icon(ui, Icon::port, {row.x + ui.px(40), row.mid_y()}, 24, c.ink3);
  const Rect words{row.x + ui.px(84), row.y, row.w - ui.px(100), row.h};
  draw_text_in(ui, {words.x, words.mid_y() - ui.px(26), words.w, ui.px(26)}, "No mat or roller found",
               {.em = 18, .weight = Weight::semibold});
  draw_text_in(ui, {words.x, words.mid_y() + ui.px(2), words.w, ui.px(22)},
               error_.empty() ? "Plug one in: it appears here within a second." : error_,
               {.em = 14, .color = c.ink3});
}

void PortList::draw_port(const PanelContext& context, Rect row, const SerialPortInfo& port) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const SessionState& session = context.session;
  const std::string uri = "serial:" + port.path;
  const bool mine = names(session.source_uri, port);
  const bool trying = session.connecting && names(session.connecting_to, port);
  const int frames = mine ? static_cast<int>(std::min<std::uint64_t>(session.link.frames, 3)) : 0;
  const bool connected = frames == 3;
  fill_rect(ui, row, c.panel, ui.px(radius::kCard));
  if (mine || trying) frame_rect(ui, row, c.accent, ui.px(2), ui.px(radius::kCard));
  const Rect tile{row.x + ui.px(16), row.mid_y() - ui.px(24), ui.px(48), ui.px(48)};
  fill_rect(ui, tile, c.raised, ui.px(radius::kControl));
  draw_icon(ui, mine ? Icon::mat : Icon::port, tile.center(), 24, mine ? c.accent : c.ink2);

  ui.push_id(port.path);
  const Rect press{row.right() - ui.px(24 + 120), row.mid_y() - ui.px(20), ui.px(120), ui.px(40)};
  const float blocks_x = press.x - ui.px(small_ ? 176 : 216);
  const Rect words{row.x + ui.px(84), row.y, blocks_x - row.x - ui.px(96), row.h};
  const std::string title = mine ? session.source_name : !port.product.empty() ? port.product : "Serial port";
  const std::string detail = port_detail(port, title);
  draw_text_in(ui, {words.x, words.mid_y() - ui.px(26), words.w, ui.px(26)}, title,
               {.em = 18, .weight = Weight::semibold});
  draw_text_in(ui, {words.x, words.mid_y() + ui.px(2), words.w, ui.px(22)}, detail,
               {.em = 14, .color = c.ink3});
  ui.interact("port", words, false, detail);  // where it is cut

  // Three blocks are the three valid frames it takes to say "connected"; a device that was named and says who
  // it is may still owe them.
  for (int i = 0; i < 3; ++i)
    fill_rect(
        ui, {blocks_x + ui.px(16.0f * static_cast<float>(i)), row.mid_y() - ui.px(19), ui.px(12), ui.px(10)},
        i < frames ? c.accent : c.track, ui.px(2));
  const std::string_view status = connected        ? "3 valid frames"
                                  : mine || trying ? "listening"
                                                   : "not listening";
  draw_text_in(ui, {blocks_x + ui.px(54), row.mid_y() - ui.px(25), press.x - blocks_x - ui.px(62), ui.px(22)},
               status, {.em = 14, .weight = Weight::medium, .color = mine ? c.ink1 : c.ink2});
  if (mine) {
    draw_text_in(ui, {blocks_x, row.mid_y() + ui.px(2), press.x - blocks_x - ui.px(8), ui.px(22)},
                 session.source_detail, {.em = 14, .color = c.ink3});
  } else {
    choose_device(context, {blocks_x - ui.px(12), row.mid_y()}, port);
  }
  if (button(ui, "connect", press,
             {.label = connected        ? "Connected"
                       : mine || trying ? "Connecting"
                                        : "Connect",
              .kind = mine ? ButtonKind::raised : ButtonKind::primary,
              .enabled = !session.connecting && !mine,
              .tooltip = "Listen for frames; three valid ones connect it"}))
    context.ask(OpenSource{device_of_[port.path].empty() ? uri : uri + "?device=" + device_of_[port.path]});
  ui.pop_id();
}

// Which device is on the port: found out by listening, unless the person knows.
void PortList::choose_device(const PanelContext& context, Point at, const SerialPortInfo& port) {
  Ui& ui = context.ui;
  const PortGuess* guess = guess_port(port.vendor_id, port.product_id);
  const auto guessed = [&](const DeviceDescription& device) {
    return guess != nullptr && std::ranges::find(guess->device_ids, device.id) != guess->device_ids.end();
  };
  std::string& chosen = device_of_[port.path];
  std::vector<MenuItem> items{{.label = "Any device", .detail = "found out", .checked = chosen.empty()}};
  std::string_view label = items.front().label;
  for (const DeviceDescription& device : all_devices()) {
    items.push_back(
        {.label = device.label, .detail = guessed(device) ? "a guess" : "", .checked = chosen == device.id});
    if (chosen == device.id) label = device.label;
  }
  const std::string popup = "device " + port.path;
  Rect used;
  if (button_at(ui, "device", at,
                {.label = label,
                 .kind = ButtonKind::quiet,
                 .enabled = !context.session.connecting,
                 .menu = true,
                 .tooltip = "The device on this port; any: rollscope finds it out"},
                size::kGlassControl, &used)) {
    ui.open_popup(popup);
  }
  const int picked = menu(ui, popup, used, items);
  if (picked < 0) return;
  chosen = picked == 0 ? std::string() : all_devices()[static_cast<std::size_t>(picked) - 1].id;
  ui.close_popups();
}

}  // namespace rollscope
