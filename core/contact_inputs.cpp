#include "core/contact_inputs.hpp"

#include <algorithm>

#include "core/roller/patches.hpp"

namespace rollscope {
namespace {

void see(const Track& track, const Contact& contact, TrackInput& in) {
  in.robust_peak = static_cast<double>(contact.robust_peak);
  HoldInput& hold = in.hold;
  hold.present = true;
  hold.p1 = contact.p1;
  hold.mean = contact.mean;
  hold.area_cm2 = contact.area_cm2;
  hold.force_n = contact.force_n;
  // Why the track's place: it does not jump when a second peak comes or goes in the same patch.
  hold.x_mm = track.x_wrapped_mm;
  hold.y_mm = track.y_mm;
  hold.speed_mm_s = track.speed_mm_s;
  hold.bad_share = contact.bad_share;
  hold.saturated = contact.saturated;
}

}  // namespace

void ContactInputs::gather(std::span<const Contact> contacts, const Tracker& tracker, const Frame& frame) {
  pressed_.clear();
  tracks_.clear();
  for (const Track& track : tracker.tracks()) {
    if (track.state == TrackState::dead) continue;
    TrackInput in;
    in.track_id = track.id;
    in.track_key = track.key;
    in.hold.frame_valid = frame.readable;
    in.hold.merged = track.state == TrackState::merged;
    if (track.contact >= 0) {
      const auto index = static_cast<std::size_t>(track.contact);
      const bool on_floor = is_floor_patch(contacts, index, frame.period_x_mm, frame.angle_rad);
      if (!on_floor && !pressed_.full()) pressed_.push_back({track.key, &contacts[index]});
      see(track, contacts[index], in);
      in.hold.speed_mm_s = std::max(in.hold.speed_mm_s, frame.rolling_mm_s);
      in.hold.may_start = !contacts[index].at_edge && !frame.no_go && !on_floor;
    }
    if (track.id != 0) tracks_.push_back(in);
  }
}

std::span<const ShakenContact> ContactInputs::weigh(const ContactFinder& finder,
                                                    const PressureFrame& as_given, int cols) {
  double sums[kMostContacts][2] = {};
  const bool all_usable = (bits_of(as_given) & kNotUsable) == 0;
  for (const Run& piece : finder.pieces()) {
    const auto base = static_cast<std::size_t>(piece.row) * static_cast<std::size_t>(cols);
    const std::uint16_t label = finder.label()[base + static_cast<std::size_t>(piece.begin)];
    if (label == 0) continue;
    double* of = sums[label - 1U];
    const float* pressure = as_given.pressure.data() + base;
    const std::uint8_t* validity = as_given.validity.data() + base;
    for (const std::int32_t start : {piece.begin, piece.begin + 1}) {
      double sum = of[(piece.row + start) % 2];
      for (std::int32_t col = start; col < piece.end; col += 2) {
        if (all_usable || (validity[col] & kNotUsable) == 0) sum += static_cast<double>(pressure[col]);
      }
      of[(piece.row + start) % 2] = sum;
    }
  }
  shaken_.clear();
  for (const PressedContact& pressed : pressed_) {
    const auto k = static_cast<std::size_t>(pressed.contact - finder.contacts().data());
    shaken_.push_back({pressed.track_key, pressed.contact, {sums[k][0], sums[k][1]}});
  }
  return {shaken_.data(), shaken_.size()};
}

}  // namespace rollscope
