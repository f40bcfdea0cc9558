#include "core/leading_contact.hpp"

#include <algorithm>

namespace rollscope {
namespace {

constexpr float kClearlyMore = 1.25F;
constexpr double kClearlyLong_s = 0.5;

int longest_hold(const HoldBook& holds) {
  const HoldBook::Entry* longest = nullptr;
  for (const HoldBook::Entry& entry : holds.entries()) {
    if (!entry.machine.holding()) continue;
    if (longest == nullptr || entry.machine.dwell_s() > longest->machine.dwell_s()) longest = &entry;
  }
  return longest == nullptr ? 0 : longest->track_id;
}

}  // namespace

void LeadingContact::step(const Tick& tick, std::span<const ContactView> contacts, const HoldBook& holds) {
  const auto can_lead = [](const ContactView& c) {
    return c.track_id != 0 && c.contact_class != ContactClass::rest;
  };
  const HoldBook::Entry* leader = track_id_ != 0 ? holds.find(track_id_) : nullptr;
  if (leader != nullptr && leader->machine.holding()) return;
  if (const int holding = longest_hold(holds); holding != 0) {
    track_id_ = holding;
    challenged_s_ = 0.0;
    return;
  }
  const auto strongest = std::ranges::find_if(contacts, can_lead);  // they stand strongest first
  const auto here = std::ranges::find(contacts, track_id_, &ContactView::track_id);
  if (track_id_ != 0 && here != contacts.end() && can_lead(*here)) {
    const bool challenged = strongest->contact.p1 > kClearlyMore * here->contact.p1;
    challenged_s_ = challenged ? challenged_s_ + tick.counted_s : 0.0;
    if (challenged_s_ < kClearlyLong_s) return;
  } else if (strongest == contacts.end() && leader != nullptr && leader->machine.running()) {
    return;  // its candidate is in a gap
  }
  track_id_ = strongest == contacts.end() ? 0 : strongest->track_id;
  challenged_s_ = 0.0;
}

}  // namespace rollscope
