#include "app/panels/desk_map.hpp"

namespace rollscope {
namespace {

constexpr double kTrail_s = 5;

double full_scale_of(const SessionState& session) {
  return map_full_scale(session.observation.limits, full_scale_sample(session.stream));
}

// The hold a stop has ended: the last one, if it was aborted.
const HoldRecord* ended_by_stop(const SessionState& session) {
  if (session.state != LiveState::stop || session.holds.empty()) return nullptr;
  const HoldRecord& last = session.holds.back();
  return last.end_reason == EndReason::abort ? &last : nullptr;
}

}  // namespace

LegendSpec DeskMap::legend(const SessionState& session) const {
  return {.full_scale = full_scale_of(session),
          .ceiling = session.observation.limits.armed,
          .unit = session.is_kpa() ? "kPa" : "arb."};
}

void DeskMap::gather_trail(const SessionState& session) {
  trail_.clear();
  const double now = session.observation.frame.time_s;
  for (std::size_t i = 0; i < session.history.size(); ++i) {
    const HistoryPoint& point = session.history[i];
    const double age = now - point.time_s;
    if (point.has_cop && age >= 0 && age <= kTrail_s)
      trail_.push_back({point.cop_x_mm, point.cop_y_mm, static_cast<float>(age)});
  }
}

void DeskMap::take_click(const PanelContext& context) {
  if (!context.ui.interact("map", map_.rect()).clicked) return;
  const int contact = map_.contact_at(context.ui.pointer());
  const auto& contacts = context.session.observation.contacts;
  const bool found = contact >= 0 && contact < static_cast<int>(contacts.size());
  context.view.selected_track = found ? contacts[static_cast<std::size_t>(contact)].track_id : 0;
}

void DeskMap::draw(const PanelContext& context, Rect room) {
  Ui& ui = context.ui;
  const SessionState& session = context.session;
  const ViewState& view = context.view;
  if (source_ != session.source_uri) {
    source_ = session.source_uri;
    ++opened_;
  }
  MapInput input{.layout = &session.stream.layout, .observation = &session.observation};
  // A map that is not live never looks live, also behind a latched stop.
  input.state = session.stalled() ? LiveState::no_data : session.state;
  input.revision = (opened_ << 44U) + session.observation.frame.index;
  input.full_scale = full_scale_of(session);
  input.ended_hold = ended_by_stop(session);
  if (view.map_values != MapValues::now && session.summary.frames() > 0) {
    input.pressure = view.map_values == MapValues::peak ? session.summary.peak() : session.summary.mean();
    input.validity = session.summary.validity();
  }
  if (view.cop_trail) gather_trail(session);
  input.trail = trail_;
  const MapOptions options{.style = MapStyle::research,
                           .shading = view.shading,
                           .orientation = view.orientation,
                           .outlines = view.outlines,
                           .numbers = view.numbers,
                           .cop_trail = view.cop_trail && !session.replaying,
                           .probe = !ui.popup_open(),
                           .selected_track = view.selected_track,
                           .align = MapAlign::centre};
  const PaletteScope on_glass(ui, ui.glass());
  map_.draw(ui, context.heatmap, room, input, options);
  draw_map_rulers(ui, map_);
  take_click(context);
}

}  // namespace rollscope
