#include "app/panels/contact_reading.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollscope {

const ContactView* shown_contact(const SessionState& session, const ViewState& view) {
  const Observation& now = session.observation;
  if (view.selected_track != 0) {
    const auto found = std::ranges::find(now.contacts, view.selected_track, &ContactView::track_id);
    if (found != now.contacts.end()) return &*found;
  }
  if (now.leading < 0 || now.leading >= static_cast<int>(now.contacts.size())) return nullptr;
  return &now.contacts[static_cast<std::size_t>(now.leading)];
}

const char* pressure_unit(const SessionState& session) {
  return session.is_kpa() ? "kPa" : "arb.";
}

ContactReading read_contact(const SessionState& session, const ContactView* view) {
  constexpr const char* kNothing = "\u2013";
  ContactReading out{kNothing, kNothing, kNothing, kNothing, kNothing, kNothing};
  if (view == nullptr) return out;
  const Contact& contact = view->contact;
  if (!view->percussion) out.p1 = fmt::format("{:.0f}", contact.p1);
  out.mean = fmt::format("{:.0f}", view->percussion ? view->steady_mean : contact.mean);
  // Counts have no force.
  if (session.is_kpa())
    out.force = fmt::format("{:.0f}", view->percussion ? view->steady_force_n : contact.force_n);
  out.area = contact.area_cm2 < 10 ? fmt::format("{:.1f}", contact.area_cm2)
                                   : fmt::format("{:.0f}", contact.area_cm2);
  if (view->dwell_s > 0) out.dwell = fmt::format("{:.1f}", view->dwell_s);
  out.speed = fmt::format("{:.1f}", view->speed_mm_s);
  return out;
}

}  // namespace rollscope
