#include "app/widgets/map_marks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "app/widgets/map_labels.hpp"
#include "app/widgets/theme.hpp"

namespace rollscope {
namespace {

const Palette& glass() {
  return palette(ThemeName::dark);
}

// Line widths in px at 100 % (look.md 3), for the desk and for a client 4 m away.
struct Weights {
  float strong, other, casing;  // outlines; casing: wider than its line
  float ceiling, ceiling_casing;
  float ring, ring_casing;
  float stop, stop_rim, stop_casing;  // octagon
};
constexpr Weights kNear{2.5f, 1.5f, 2.5f, 3.5f, 7, 7, 12, 9, 16, 22};
constexpr Weights kFar{4, 2, 2.5f, 6, 11, 14, 22, 14, 24, 34};
constexpr float kOutlineCasing = 0.60f, kRingCasing = 0.70f;
// Points of an outline nearer than this are left out; at a hand's radius the chord is 0.1 px off the curve.
constexpr float kLeastStep_px = 4;
// The triangle's corners lie this far out, its middle this far below the hold's, in ring radii: so its sides
// clear what the ring would clear.
constexpr double kTriangleReach = 1.83, kTriangleDrop = 0.063;
constexpr double kSameAlert_mm = 60.0;

const Weights& weights(MapStyle style) {
  return style == MapStyle::studio ? kFar : kNear;
}

bool is_selected(const Observation& observation, const MapOptions& options, std::size_t index) {
  if (options.selected_track != 0) return observation.contacts[index].track_id == options.selected_track;
  return observation.leading == static_cast<int>(index);
}

int contact_of_track(const Observation& observation, int track) {
  for (std::size_t i = 0; track != 0 && i < observation.contacts.size(); ++i) {
    if (observation.contacts[i].track_id == track) return static_cast<int>(i);
  }
  return -1;
}

// The contact an alert speaks of: while it lasts the leading one, of a latched stop the one nearest to its
// place. Pain and a pressed stop button have no place of their own: they mean where the person works.
int contact_of_alert(const Observation& observation) {
  const LiveAlert& alert = observation.alert;
  if (alert.leading.kind == AlertKind::pain || alert.leading.end_s < 0) return observation.leading;
  int nearest = -1;
  double least = kSameAlert_mm;
  for (std::size_t i = 0; i < observation.contacts.size(); ++i) {
    const Contact& c = observation.contacts[i].contact;
    const double away =
        std::hypot(c.x_mm - observation.alert.leading.x_mm, c.y_mm - observation.alert.leading.y_mm);
    if (away >= least) continue;
    least = away;
    nearest = static_cast<int>(i);
  }
  return nearest;
}

void cross(MapCanvas& canvas, Rect box, Color color, float width) {
  const std::array<Point, 2> down{{box.min(), box.max()}};
  const std::array<Point, 2> up{{{box.x, box.bottom()}, {box.right(), box.y}}};
  canvas.line(down, color, width, false);
  canvas.line(up, color, width, false);
}

std::span<const float> shown_pressure(const MapInput& input) {
  return input.pressure.empty() ? std::span<const float>(input.observation->frame.pressure) : input.pressure;
}

std::span<const std::uint8_t> shown_validity(const MapInput& input) {
  return input.pressure.empty() ? std::span<const std::uint8_t>(input.observation->frame.validity)
                                : input.validity;
}

Rect to_rect(MapRect r) {
  return {r.x, r.y, r.width, r.height};
}

Rect bounds(Rect a, Rect b) {
  const float x = std::min(a.x, b.x), y = std::min(a.y, b.y);
  return {x, y, std::max(a.right(), b.right()) - x, std::max(a.bottom(), b.bottom()) - y};
}

const char* unit_of(const MapInput& input) {
  return input.observation->frame.unit == PressureUnit::kpa ? "kPa" : "counts";
}

// A cell that was not measured: glass from the heatmap, here the X that says so (studio: a quiet frame).
void draw_unmeasured(MapCanvas& canvas, const MapPlace& place, const MapInput& input, MapStyle style) {
  // While frames are missing the studio shows bare glass: nobody is to read the map then.
  const bool no_data = input.state == LiveState::no_data;
  if (no_data && style == MapStyle::studio) return;
  const auto validity = shown_validity(input);
  for (int row = 0; row < input.layout->rows; ++row) {
    for (int col = 0; col < input.layout->cols; ++col) {
      const auto i = static_cast<std::size_t>(row * input.layout->cols + col);
      if ((validity[i] & (missing | dead)) == 0 || (validity[i] & absent) != 0) continue;
      const Rect cell = to_rect(place.sensel_rect({row, col}));
      if (style == MapStyle::studio) {
        canvas.frame(cell, glass().glass_line, canvas.px(2));
      } else {
        const Color color = no_data ? glass().edge : glass().ink3;
        cross(canvas, cell.inset(cell.w * 0.29f, cell.h * 0.29f), color, canvas.px(1.5f));
      }
    }
  }
}

// Each sensel's measured value, dark on light colours and light on dark ones.
void draw_numbers(MapCanvas& canvas, const MapPlace& place, const MapInput& input) {
  constexpr float kLeastSensel = 28;
  const Rect first = to_rect(place.sensel_rect({0, 0}));
  if (std::min(first.w, first.h) < canvas.px(kLeastSensel)) return;
  const auto pressure = shown_pressure(input);
  const auto validity = shown_validity(input);
  for (int row = 0; row < input.layout->rows; ++row) {
    for (int col = 0; col < input.layout->cols; ++col) {
      const auto i = static_cast<std::size_t>(row * input.layout->cols + col);
      if ((validity[i] & kNotUsable) != 0) continue;
      const double value = static_cast<double>(pressure[i]);
      const bool light = value > 0.5 * input.full_scale;
      const bool quiet = value < 0.02 * input.full_scale;
      const TextStyle style{12, Weight::medium,
                            light ? glass().glass : (quiet ? glass().edge : glass().glass_ink)};
      canvas.text(to_rect(place.sensel_rect({row, col})).center(), fmt::format("{}", std::lround(value)),
                  style, Align::center);
    }
  }
}

void draw_trail(MapCanvas& canvas, const MapPlace& place, const MapInput& input) {
  constexpr float kTrail_s = 5, kNewest = 0.90f, kOldest = 0.12f, kArm = 13, kCircle = 7;
  const SensorLayout& layout = *input.layout;
  const double half_turn_mm = layout.circumference_mm() / 2;
  for (std::size_t i = 1; i < input.trail.size(); ++i) {
    const TrailPoint &p = input.trail[i - 1], &q = input.trail[i];
    // Over the seam of a cylinder the short way is round the back, not across the map.
    if (half_turn_mm > 0 && std::abs(static_cast<double>(q.x_mm - p.x_mm)) > half_turn_mm) continue;
    const MapPoint a = place.to_px(static_cast<double>(p.x_mm), static_cast<double>(p.y_mm));
    const MapPoint b = place.to_px(static_cast<double>(q.x_mm), static_cast<double>(q.y_mm));
    const float age = std::clamp(q.age_s / kTrail_s, 0.0f, 1.0f);
    const std::array<Point, 2> piece{{{a.x, a.y}, {b.x, b.y}}};
    canvas.line(piece, with_alpha(glass().ink1, std::lerp(kNewest, kOldest, age)), canvas.px(2), false);
  }
  if (!input.observation->totals.has_cop) return;
  const MapPoint at = place.to_px(input.observation->totals.cop_x_mm, input.observation->totals.cop_y_mm);
  const Point center{std::round(at.x), std::round(at.y)};
  canvas.disc(center, canvas.px(kCircle), glass().glass);
  canvas.arc(center, canvas.px(kCircle), -90, 270, glass().glass_ink, canvas.px(1.75f));
  const std::array<Point, 2> across{
      {{center.x - canvas.px(kArm), center.y}, {center.x + canvas.px(kArm), center.y}}};
  const std::array<Point, 2> down{
      {{center.x, center.y - canvas.px(kArm)}, {center.x, center.y + canvas.px(kArm)}}};
  canvas.line(across, glass().glass_ink, canvas.px(2), false);
  canvas.line(down, glass().glass_ink, canvas.px(2), false);
}

void draw_ring(MapCanvas& canvas, Point center, float radius, double share, const Weights& w, bool no_data) {
  const auto fill = static_cast<float>(std::clamp(share, 0.0, 1.0)) * 360.0f;
  canvas.arc(center, radius, -90, 270, with_alpha(glass().glass, kRingCasing), canvas.px(w.ring_casing));
  canvas.arc(center, radius, -90, 270, glass().glass_line, canvas.px(w.ring));
  if (fill <= 0) return;
  canvas.arc(center, radius, -90, -90 + fill, no_data ? glass().ink3 : glass().accent, canvas.px(w.ring));
}

// Round corners: three sides and a disc at each corner.
void draw_triangle(MapCanvas& canvas, Point center, float radius, const Weights& w) {
  const auto reach = static_cast<float>(kTriangleReach) * radius;
  const float half = reach * std::numbers::sqrt3_v<float> / 2;
  const float y = center.y + static_cast<float>(kTriangleDrop) * radius;
  const std::array<Point, 3> corner{
      {{center.x, y - reach}, {center.x + half, y + reach / 2}, {center.x - half, y + reach / 2}}};
  for (const auto& [color, width] :
       {std::pair{glass().glass, canvas.px(w.ring_casing)}, std::pair{glass().caution, canvas.px(w.ring)}}) {
    for (std::size_t i = 0; i < 3; ++i) {
      const std::array<Point, 2> side{{corner[i], corner[(i + 1) % 3]}};
      canvas.line(side, color, width, false);
      canvas.disc(corner[i], width / 2, color);
    }
  }
}

// Flat sides up, its sides where the ring would be.
void draw_octagon(MapCanvas& canvas, Point center, float radius, const Weights& w) {
  constexpr float kEighth = std::numbers::pi_v<float> / 4;
  const float reach = radius / std::cos(kEighth / 2);
  std::array<Point, 8> corner{};
  for (std::size_t i = 0; i < 8; ++i) {
    const float angle = (static_cast<float>(i) + 0.5f) * kEighth;
    corner[i] = {center.x + reach * std::cos(angle), center.y + reach * std::sin(angle)};
  }
  canvas.line(corner, glass().glass, canvas.px(w.stop_casing), true);
  canvas.line(corner, glass().on_stop, canvas.px(w.stop_rim), true);
  canvas.line(corner, glass().stop_fill, canvas.px(w.stop), true);
}

}  // namespace

double map_full_scale(const LiveLimits& limits, double sensor_full_scale) {
  constexpr double kWithoutAny = 255.0;
  if (limits.armed && limits.caution > 0) return static_cast<double>(limits.caution);
  return sensor_full_scale > 0 ? sensor_full_scale : kWithoutAny;
}

HeatmapLook map_look(const MapInput& input, const MapOptions& options, float scale) {
  const auto pixels = [scale](float px) { return std::max(1, static_cast<int>(std::lround(px * scale))); };
  const bool far = options.style == MapStyle::studio;
  const LiveLimits& limits = input.observation->limits;
  HeatmapLook look;
  look.shading = options.shading;
  look.colours = input.state == LiveState::no_data ? HeatmapColours::no_data : HeatmapColours::pressure;
  look.full_scale = input.full_scale;
  look.ceiling =
      limits.armed && input.state != LiveState::no_data ? static_cast<double>(limits.caution) : 0.0;
  look.hatch_period_px = pixels(far ? 18 : 12);
  look.hatch_px = pixels(far ? 8 : 4);
  look.stripe_period_px = pixels(56);
  look.stripe_px = pixels(22);
  look.gap_px = pixels(1);
  return look;
}

void MapMarks::update(const MapInput& input) {
  const Observation& observation = *input.observation;
  fill_display_field(*input.layout, {}, observation.frame.pressure, observation.frame.validity, field_);
  circumference_mm_ = input.layout->circumference_mm();
  count_ = observation.contacts.size();
  if (contacts_.size() < count_) contacts_.resize(count_);
  const LiveLimits& limits = observation.limits;
  for (std::size_t i = 0; i < count_; ++i) {
    Traced& traced = contacts_[i];
    const auto own = static_cast<std::uint16_t>(i + 1);
    traced.outline.clear();
    traced.ceiling.clear();
    if (limits.p_off > 0) {
      tracer_.trace(*input.layout, field_, observation.label, own, limits.p_off, traced.outline);
    }
    if (limits.armed && limits.caution > 0 && observation.contacts[i].contact.peak > limits.caution) {
      tracer_.trace(*input.layout, field_, observation.label, own, limits.caution, traced.ceiling);
    }
  }
  find_sign(input);
}

void MapMarks::find_sign(const MapInput& input) {
  const Observation& observation = *input.observation;
  const LiveHold& hold = observation.hold;
  const bool alert = input.state == LiveState::ease || input.state == LiveState::stop;
  sign_ = {};
  if (!hold.running) last_radius_mm_ = 0;
  if (!hold.running && !alert) return;
  sign_.shape = input.state == LiveState::stop   ? HoldSign::Shape::octagon
                : input.state == LiveState::ease ? HoldSign::Shape::triangle
                                                 : HoldSign::Shape::ring;
  sign_.contact = alert ? contact_of_alert(observation) : contact_of_track(observation, hold.track_id);
  const bool placeless = alert && observation.alert.leading.kind == AlertKind::pain;
  if (!hold.running && sign_.contact < 0 && placeless) {
    sign_ = {};
    return;
  }
  const bool at_hold = !alert || (placeless && hold.running);
  sign_.share = hold.target_s > 0 ? hold.dwell_s / hold.target_s : 0.0;
  sign_.x_mm = at_hold ? hold.x_mm : observation.alert.leading.x_mm;
  sign_.y_mm = at_hold ? hold.y_mm : observation.alert.leading.y_mm;
  std::span<const Loop> outline;
  if (sign_.contact >= 0) {
    const auto i = static_cast<std::size_t>(sign_.contact);
    sign_.x_mm = observation.contacts[i].contact.x_mm;
    sign_.y_mm = observation.contacts[i].contact.y_mm;
    outline = contacts_[i].outline;
  }
  sign_.radius_mm = hold_ring_radius_mm(outline, sign_.x_mm, sign_.y_mm);
  if (sign_.contact >= 0) last_radius_mm_ = sign_.radius_mm;
  sign_.radius_mm = std::max(sign_.radius_mm, sign_.contact < 0 ? last_radius_mm_ : 0.0);
}

void MapMarks::to_points(const MapPlace& place, const Loop& loop, double shift_mm, float least_px) {
  points_.clear();
  for (const MapPoint& mm : loop) {
    const MapPoint px = place.to_px(static_cast<double>(mm.x) + shift_mm, static_cast<double>(mm.y));
    if (!points_.empty() && std::hypot(px.x - points_.back().x, px.y - points_.back().y) < least_px) continue;
    points_.push_back({px.x, px.y});
  }
}

// Draws every loop; on a cylinder once more on the other side where it crosses the seam.
template <class Draw>
void MapMarks::each_loop(const MapPlace& place, const std::vector<Loop>& loops, float least_px, Draw&& draw) {
  for (const Loop& loop : loops) {
    const auto [left, right] = std::ranges::minmax(loop, {}, &MapPoint::x);
    std::array<double, 2> shifts{0.0, 0.0};
    if (circumference_mm_ > 0 && left.x < 0) shifts[1] = circumference_mm_;
    if (circumference_mm_ > 0 && static_cast<double>(right.x) > circumference_mm_)
      shifts[1] = -circumference_mm_;
    for (std::size_t i = 0; i < (shifts[1] != 0.0 ? 2U : 1U); ++i) {
      to_points(place, loop, shifts[i], least_px);
      if (points_.size() >= 3) draw(points_);
    }
  }
}

void MapMarks::draw_outline(MapCanvas& canvas, const MapPlace& place, const MapInput& input,
                            const MapOptions& options, std::size_t index) {
  const ContactView& view = input.observation->contacts[index];
  const Weights& w = weights(options.style);
  const bool far = options.style == MapStyle::studio;
  const bool strong = is_selected(*input.observation, options, index) || view.phase != HoldPhase::idle ||
                      sign_.contact == static_cast<int>(index);
  const bool rest = view.contact_class == ContactClass::rest && !strong;
  const float width = canvas.px(strong ? w.strong : w.other);
  Color color = strong ? glass().glass_ink : (far || rest ? glass().edge : glass().ink2);
  if (input.state == LiveState::no_data) color = glass().edge;
  each_loop(place, contacts_[index].outline, canvas.px(kLeastStep_px), [&](std::span<const Point> points) {
    if (rest && !far) return canvas.dashed(points, color, width, canvas.px(3), canvas.px(4), true);
    canvas.line(points, with_alpha(glass().glass, kOutlineCasing), width + canvas.px(w.casing), true);
    canvas.line(points, color, width, true);
  });
}

void MapMarks::draw_ceiling(MapCanvas& canvas, const MapPlace& place, const MapInput& input,
                            const MapOptions& options, std::size_t index) {
  if (input.state == LiveState::no_data) return;
  const Weights& w = weights(options.style);
  const Color color = input.state == LiveState::stop ? glass().stop : glass().caution;
  each_loop(place, contacts_[index].ceiling, canvas.px(kLeastStep_px), [&](std::span<const Point> points) {
    canvas.line(points, glass().glass, canvas.px(w.ceiling_casing), true);
    canvas.line(points, color, canvas.px(w.ceiling), true);
  });
}

void MapMarks::draw_labels(MapCanvas& canvas, const MapPlace& place, const MapInput& input, Rect sign_box) {
  constexpr float kBesideRing = 10, kBesideOutline = 6;
  const Observation& observation = *input.observation;
  MapLabels labels(canvas, place);
  std::vector<Rect> boxes(count_);
  for (std::size_t i = 0; i < count_; ++i) {
    bool first = true;
    each_loop(place, contacts_[i].outline, 0, [&](std::span<const Point> points) {
      for (const Point& p : points) {
        const Rect one{p.x, p.y, 0, 0};
        boxes[i] = first ? one : bounds(boxes[i], one);
        first = false;
      }
    });
    labels.keep_clear(boxes[i]);
  }
  if (sign_.shape != HoldSign::Shape::none) labels.keep_clear(sign_box);
  const TextStyle strong{14, Weight::semibold, glass().glass_ink, true};
  const TextStyle second{14, Weight::medium, glass().ink2, true};
  for (std::size_t i = 0; i < count_; ++i) {
    const ContactView& view = observation.contacts[i];
    const std::string p1 = view.percussion ? fmt::format("mean {:.0f} {}", view.steady_mean, unit_of(input))
                                           : fmt::format("P1 {:.0f} {}", view.contact.p1, unit_of(input));
    const bool in_sign = sign_.contact == static_cast<int>(i) && sign_.shape != HoldSign::Shape::none;
    std::vector<MapLabelPiece> pieces;
    if (in_sign && observation.hold.running && observation.hold.track_id == view.track_id) {
      const Color ink = input.state == LiveState::no_data ? glass().ink3 : glass().accent;
      if (observation.hold.id > 0) pieces.push_back({fmt::format("Hold {}", observation.hold.id), strong});
      pieces.push_back({p1, strong});
      pieces.push_back(
          {fmt::format("{:.1f} s", observation.hold.dwell_s), {14, Weight::semibold, ink, true}});
    } else if (in_sign && input.ended_hold != nullptr) {
      pieces = {{p1, strong},
                {fmt::format("hold {} ended at {:.1f} s", input.ended_hold->id, input.ended_hold->dwell_s),
                 second}};
    } else if (view.contact_class == ContactClass::rest) {
      pieces = {{"rest, " + p1, {14, Weight::regular, glass().ink3, true}}};
    } else {
      pieces = {{p1, strong}};
    }
    const bool below = in_sign || view.contact_class == ContactClass::rest;
    labels.draw(in_sign ? sign_box : boxes[i], below ? LabelSide::below : LabelSide::above,
                in_sign ? kBesideRing : kBesideOutline, pieces);
  }
}

void MapMarks::draw(MapCanvas& canvas, const MapPlace& place, const MapInput& input,
                    const MapOptions& options) {
  const Weights& w = weights(options.style);
  const bool desk = options.style == MapStyle::research;
  canvas.clip(to_rect(place.rect()));
  draw_unmeasured(canvas, place, input, options.style);
  if (desk && options.numbers && options.shading == Shading::sensels) draw_numbers(canvas, place, input);
  for (std::size_t i = 0; options.outlines && i < count_; ++i) draw_outline(canvas, place, input, options, i);
  for (std::size_t i = 0; i < count_; ++i) draw_ceiling(canvas, place, input, options, i);
  if (desk && options.cop_trail) draw_trail(canvas, place, input);

  const MapPoint at = place.to_px(sign_.x_mm, sign_.y_mm);
  const Point center{at.x, at.y};
  const auto radius = static_cast<float>(sign_.radius_mm * place.px_per_mm());
  switch (sign_.shape) {
    case HoldSign::Shape::none:
      break;
    case HoldSign::Shape::ring:
      draw_ring(canvas, center, radius, sign_.share, w, input.state == LiveState::no_data);
      break;
    case HoldSign::Shape::triangle:
      draw_triangle(canvas, center, radius, w);
      break;
    case HoldSign::Shape::octagon:
      draw_octagon(canvas, center, radius, w);
      break;
  }
  canvas.clip({});
  if (!desk || !options.outlines) return;
  Rect sign_box = Rect{center.x, center.y, 0, 0}.inset(-radius - canvas.px(w.ring) / 2);
  if (sign_.shape == HoldSign::Shape::octagon) sign_box = sign_box.inset(-canvas.px(w.stop_rim - w.ring) / 2);
  if (sign_.shape == HoldSign::Shape::triangle) {
    const float reach = static_cast<float>(kTriangleReach) * radius;
    const float half = reach * std::numbers::sqrt3_v<float> / 2 + canvas.px(w.ring) / 2;
    const float top = center.y + static_cast<float>(kTriangleDrop) * radius - reach - canvas.px(w.ring) / 2;
    sign_box = {center.x - half, top, 2 * half, 1.5f * reach + canvas.px(w.ring)};
  }
  draw_labels(canvas, place, input, sign_box);
}

void MapMarks::draw_probe(MapCanvas& canvas, const MapPlace& place, const MapInput& input,
                          SenselPlace sensel) const {
  const Rect cell = to_rect(place.sensel_rect(sensel));
  const auto i = static_cast<std::size_t>(sensel.row * input.layout->cols + sensel.col);
  const bool measured = (shown_validity(input)[i] & kNotUsable) == 0;
  canvas.frame(cell.inset(-canvas.px(1.5f)), with_alpha(glass().glass, kOutlineCasing), canvas.px(5));
  canvas.frame(cell, glass().glass_ink, canvas.px(2));
  const std::string value = measured ? fmt::format("{:.1f} {}", shown_pressure(input)[i], unit_of(input))
                                     : std::string("not measured");
  const std::array<MapLabelPiece, 2> pieces{
      {{fmt::format("row {}, col {}", sensel.row, sensel.col), {14, Weight::medium, glass().ink2, true}},
       {value, {14, Weight::semibold, glass().glass_ink, true}}}};
  MapLabels(canvas, place).draw_beside(cell, pieces);
}

// Even-odd: counts how often a ray to the right crosses the line.
int MapMarks::contact_at(MapPoint mm) const {
  for (std::size_t i = 0; i < count_; ++i) {
    bool inside = false;
    for (const Loop& loop : contacts_[i].outline) {
      for (std::size_t k = 0; k < loop.size(); ++k) {
        const MapPoint p = loop[k], q = loop[(k + 1) % loop.size()];
        if ((p.y > mm.y) != (q.y > mm.y) && mm.x < p.x + (mm.y - p.y) / (q.y - p.y) * (q.x - p.x))
          inside = !inside;
      }
    }
    if (inside) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace rollscope
