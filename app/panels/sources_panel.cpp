// Choose a source: ports, an address, the demos, the recordings (look.md 6).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>

#include "app/panels/panel.hpp"
#include "app/panels/sources_list.hpp"
#include "app/panels/sources_ports.hpp"
#include "app/panels/sources_recordings.hpp"
#include "app/panels/sources_stills.hpp"
#include "app/widgets/map_view.hpp"
#include "app/window/paths.hpp"
#include "core/scene/scene.hpp"
#include "drivers/source_uri.hpp"

namespace rollscope {
namespace {

constexpr double kLookAgain_s = 1.0, kShelfAgain_s = 5.0;

class SourcesPanel final : public Panel {
 public:
  void draw(const PanelContext& context) override;

 private:
  void look(const PanelContext& context);
  void draw_head(const PanelContext& context, Rect& area);
  void draw_error(const PanelContext& context, Rect& area);
  void draw_address(const PanelContext& context, Rect row);
  void draw_demos(const PanelContext& context, Rect area);
  void draw_demo(const PanelContext& context, Rect card, const Scene& scene, bool large);
  void draw_still(const PanelContext& context, Rect box, const Scene& scene);
  void draw_recordings(const PanelContext& context, Rect area);
  void draw_drop(Ui& ui, Rect box);

  PortList ports_;
  double look_at_s_ = 0, shelf_at_s_ = 0;
  std::string address_;
  RecordingShelf shelf_;
  RecordingList list_;
  SceneStills stills_;
  std::map<std::string, MapView> maps_;
};

bool compact(const Ui& ui) {
  return ui.screen().h < 900 * ui.near_scale() || ui.narrow();
}

void heading(Ui& ui, Rect line, std::string_view title, std::string_view detail) {
  draw_runs(
      ui, {line.x, line.mid_y() + ui.px(6.5f)},
      {{title, {.em = 18, .weight = Weight::semibold}}, {detail, {.em = 14, .color = ui.colors().ink3}}}, 10);
}

void SourcesPanel::draw(const PanelContext& context) {
  Ui& ui = context.ui;
  look(context);
  const bool small = compact(ui);
  Rect area = context.area.inset(ui.px(small ? 24 : 48), 0);
  area.cut_top(ui.px(small ? 12 : 22));
  draw_head(context, area);
  area.cut_bottom(ui.px(small ? 20 : 54));
  const float gap = ui.px(small ? 28 : 56);
  Rect left = area;
  Rect right = left.cut_right((area.w - gap) / 2 + ui.px(small ? 0 : 4));
  left.cut_right(gap);

  heading(ui, left.cut_top(ui.px(small ? 32 : 46)), "Connected",
          small ? "" : "ports appear here as you plug in");
  draw_error(context, left);
  const float demo_height = ui.px(small ? 236 : 394), address_height = ui.px(small ? 48 : 56);
  const float room = left.h - demo_height - address_height - ui.px(small ? 8 : 24);
  const auto rows =
      static_cast<std::size_t>(std::max(1.0f, std::floor((room + ui.px(8)) / ui.px(small ? 72 : 84))));
  ports_.draw(context, left, rows, small);
  left.cut_top(ui.px(small ? 0 : 8));
  draw_address(context, left.cut_top(address_height));
  const Rect demos = left.cut_bottom(std::min(left.h, demo_height));
  draw_demos(context, demos);
  draw_recordings(context, right);
}

void SourcesPanel::look(const PanelContext& context) {
  const double now = context.ui.now_s();
  if (now >= look_at_s_) {
    ports_.look();
    look_at_s_ = now + kLookAgain_s;
  }
  if (now >= shelf_at_s_) {
    shelf_.refresh(recordings_folder());
    shelf_at_s_ = now + kShelfAgain_s;
  }
  stills_.start();
  context.ui.wake_in(shelf_.busy() || !stills_.done() ? 0.25 : kLookAgain_s);
}

void SourcesPanel::draw_head(const PanelContext& context, Rect& area) {
  Ui& ui = context.ui;
  const std::string title =
      context.view.beside ? "Choose what runs beside " + context.session.source_name : "Choose a source";
  if (compact(ui)) {
    draw_text_in(ui, area.cut_top(ui.px(36)), title, {.em = 24, .weight = Weight::semibold});
    area.cut_top(ui.px(4));
    return;
  }
  draw_text_in(ui, area.cut_top(ui.px(48)), title, {.em = 32, .weight = Weight::semibold});
  draw_text_in(ui, area.cut_top(ui.px(24)), "Connect a mat or roller, run a demo, or open a recording.",
               {.em = 14, .color = ui.colors().ink2});
  area.cut_top(ui.px(20));
}

void SourcesPanel::draw_error(const PanelContext& context, Rect& area) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const OpenError& error = context.session.open_error;
  if (error.empty()) return;
  const TextStyle style{.em = 14, .weight = Weight::medium};
  const float width = area.w - ui.px(132), line = ui.px(20);
  const auto lines = static_cast<float>(std::clamp(paragraph_lines(ui, width, error.text, style), 2, 6));
  const float press = error.offer.empty() ? 0 : ui.px(size::kGlassControl + 8);
  const Rect box = area.cut_top(lines * line + press + ui.px(16));
  area.cut_top(ui.px(8));
  fill_rect(ui, box, c.tech_dim, ui.px(radius::kCard));
  frame_rect(ui, box, c.tech, ui.px(1.5f), ui.px(radius::kCard));
  draw_glyph(ui, LiveState::no_data, {box.x + ui.px(36), box.mid_y()}, ui.px(32));
  const Point words{box.x + ui.px(68), box.y + ui.px(8)};
  draw_paragraph(ui, {words.x, words.y, width, lines * line}, error.text, style, 20);
  if (!error.offer.empty() && button_at(ui, "offer", {words.x, words.y + lines * line + ui.px(6)},
                                        {.label = "Read it as lines of numbers",
                                         .enabled = !context.session.connecting,
                                         .tooltip = error.offer},
                                        size::kGlassControl))
    context.ask(OpenSource{error.offer});
  if (button(ui, "forget", {box.right() - ui.px(48), box.mid_y() - ui.px(16), ui.px(32), ui.px(32)},
             {.icon = Icon::close, .kind = ButtonKind::quiet, .tooltip = "Close this message"}))
    context.ask(ForgetError{});
}

// A port that is listed, a demo and a file say in their own places how they are.
bool is_address(const std::string& source) {
  return source.starts_with("tty:") || source.starts_with("tcp:");
}

void SourcesPanel::draw_address(const PanelContext& context, Rect row) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const SessionState& session = context.session;
  const auto typed = SourceUri::parse(address_);
  const bool other = !address_.empty() && (!typed || typed->to_string() != session.source_uri);
  const bool mine = !other && !session.connecting && is_address(session.source_uri);
  const bool trying = session.connecting && is_address(session.connecting_to);
  const bool connected = mine && session.link.frames >= 3;
  frame_rect(ui, row, mine || trying ? c.accent : c.edge, std::max(1.0f, ui.px(mine || trying ? 2 : 1)),
             ui.px(radius::kCard));
  draw_icon(ui, Icon::right, {row.x + ui.px(31), row.mid_y()}, 18, c.ink3);
  Rect press = Rect(row).cut_right(ui.px(112)).inset(ui.px(4), ui.px(8));
  const Rect field{row.x + ui.px(43), row.y + ui.px(8), press.x - row.x - ui.px(51), row.h - ui.px(16)};
  const std::string hint = mine     ? session.source_uri
                           : trying ? session.connecting_to
                                    : "Or type an address, such as tcp://host:port?device=native";
  const bool entered = text_field(ui, "address", field, address_, hint, false, false);
  const bool pressed = button(ui, "open", press,
                              {.label = connected        ? "Connected"
                                        : mine || trying ? "Connecting"
                                                         : "Open",
                               .enabled = other && !session.connecting,
                               .tooltip = "serial:, tty:, tcp://, file: or demo:"});
  if ((entered || pressed) && other) context.ask(OpenSource{address_});
}

void SourcesPanel::draw_demos(const PanelContext& context, Rect area) {
  Ui& ui = context.ui;
  const bool small = compact(ui);
  heading(ui, area.cut_top(ui.px(small ? 36 : 56)), "Demo", "a body that is not there, with known truth");
  const auto all = scenes();
  const float gap = ui.px(16);
  Rect large = area.cut_left((area.w - gap) / 2);
  area.cut_left(gap);
  draw_demo(context, large, all.front(), true);
  const std::size_t others = std::min<std::size_t>(all.size() - 1, 3);
  const float height =
      (area.h - gap * static_cast<float>(others - 1)) / static_cast<float>(std::max<std::size_t>(1, others));
  for (std::size_t i = 1; i <= others; ++i) {
    draw_demo(context, area.cut_top(height), all[i], false);
    area.cut_top(gap);
  }
}

void SourcesPanel::draw_demo(const PanelContext& context, Rect card, const Scene& scene, bool large) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const bool running =
      context.session.source_uri.starts_with("demo:" + scene.id) && context.session.link.alive;
  const Interaction in = ui.interact(scene.id, card, true, running ? "Runs now" : "Run this demo");
  fill_rect(ui, card, mix(c.panel, c.hover, in.hover * 0.6f), ui.px(radius::kCard));
  const TextStyle title{.em = 14, .weight = Weight::semibold}, text{.em = 14, .color = c.ink2};
  const std::string length = fmt::format("{:.0f} s", scene.duration_s);
  if (large) {
    const float words = ui.px(compact(ui) ? 56 : 78);
    draw_still(context, {card.x, card.y, card.w, card.h - words}, scene);
    Rect foot = Rect(card).cut_bottom(words).inset(ui.px(20), ui.px(compact(ui) ? 6 : 14));
    Rect state = foot.cut_right(ui.px(96));
    if (running) {
      draw_text_in(ui, state, "running", {.em = 14, .weight = Weight::medium}, Align::right);
      link_dot(ui,
               {state.right() - text_width(ui, "running", {.em = 14, .weight = Weight::medium}) - ui.px(14),
                state.mid_y()},
               ui.px(10), true);
    } else {
      draw_text_in(ui, state, length, {.em = 14, .color = c.ink3}, Align::right);
    }
    draw_text_in(ui, foot.cut_top(foot.h / 2), scene.id, title);
    draw_text_in(ui, foot, scene.text, text);
  } else {
    Rect rest = card;
    draw_still(context, rest.cut_left(std::min(ui.px(168), card.h * 1.68f)), scene);
    Rect words = rest.inset(ui.px(20), 0);
    const Rect top{words.x, words.mid_y() - ui.px(24), words.w, ui.px(24)};
    draw_text_in(ui, {top.x, top.y, top.w - ui.px(60), top.h}, scene.id, title);
    if (running)
      link_dot(ui, {top.right() - ui.px(6), top.mid_y()}, ui.px(10), true);
    else
      draw_text_in(ui, top, length, {.em = 14, .color = c.ink3}, Align::right);
    draw_text_in(ui, {words.x, words.mid_y(), words.w, ui.px(24)}, scene.text, text);
  }
  if (running || in.focused)
    frame_rect(ui, card.inset(-ui.px(2)), c.accent, ui.px(2), ui.px(radius::kCard + 2));
  if (in.clicked && !running) context.ask(OpenSource{"demo:" + scene.id + "?loop=1"});
}

// The running demo lives; the others show their most telling moment.
void SourcesPanel::draw_still(const PanelContext& context, Rect box, const Scene& scene) {
  Ui& ui = context.ui;
  const SessionState& session = context.session;
  const bool live =
      session.has_observation && !session.replaying && session.source_uri.starts_with("demo:" + scene.id);
  const SceneStill* still = stills_.find(scene.id);
  fill_rect(ui, box, ui.colors().mat, ui.px(radius::kCard));
  if (!live && still == nullptr) return;
  MapInput input;
  input.layout = live ? &session.stream.layout : &still->layout;
  input.observation = live ? &session.observation : &still->observation;
  input.state = live ? session.state : still->state;
  input.revision = input.observation->sequence + (live ? 1 : 0);
  input.full_scale =
      live ? map_full_scale(session.observation.limits, session.stream.full_scale) : still->full_scale;
  MapOptions options;
  options.style = MapStyle::studio;  // no labels
  options.align = MapAlign::centre;
  const ScaleScope thumbnail(ui, box.w / 1060);  // as the studio's map, smaller
  maps_[scene.id + (live ? "" : " still")].draw(ui, context.heatmap, box.inset(ui.px(2)), input, options);
}

void SourcesPanel::draw_recordings(const PanelContext& context, Rect area) {
  Ui& ui = context.ui;
  const bool small = compact(ui);
  Rect head = area.cut_top(ui.px(small ? 32 : 46));
  const Rect folder = head.cut_right(ui.px(124));
  heading(ui, head, "Recordings", "newest first");
  if (button(ui, "folder", {folder.x, folder.mid_y() - ui.px(16), folder.w, ui.px(32)},
             {.label = "Show folder",
              .icon = Icon::folder,
              .kind = ButtonKind::quiet,
              .tooltip = "Say where the recordings are and copy the path"}))
    context.actions.run("folder");
  draw_drop(ui, area.cut_bottom(std::min(area.h * 0.45f, ui.px(small ? 172 : 358))));
  area.cut_bottom(ui.px(small ? 16 : 32));
  list_.draw(context, area, shelf_.rows(), shelf_.busy(), small);
}

void SourcesPanel::draw_drop(Ui& ui, Rect box) {
  const Palette& c = ui.colors();
  const std::array<Point, 4> corners{Point{box.x, box.y}, Point{box.right(), box.y},
                                     Point{box.right(), box.bottom()}, Point{box.x, box.bottom()}};
  draw_dashed(ui, corners, c.edge, ui.px(1.5f), ui.px(10), ui.px(8), true);
  draw_icon(ui, Icon::drop, {box.mid_x(), box.mid_y() - ui.px(40)}, 36, c.ink2);
  draw_text_in(ui, {box.x + ui.px(16), box.mid_y() - ui.px(12), box.w - ui.px(32), ui.px(28)},
               "Drop a recording here", {.em = 18, .weight = Weight::semibold}, Align::center);
  draw_text_in(ui, {box.x + ui.px(16), box.mid_y() + ui.px(20), box.w - ui.px(32), ui.px(24)},
               "A recording or a CSV. Content decides, not the name.", {.em = 14, .color = c.ink2},
               Align::center);
}

}  // namespace

PanelInfo sources_panel() {
  return {.id = "sources", .title = "Choose a source", .make = [] {
            return std::unique_ptr<Panel>(std::make_unique<SourcesPanel>());
          }};
}

}  // namespace rollscope
