// The contacts and tracks of a frame as alerts and holds want to see them.
#pragma once

#include <span>

#include "core/alert/percussion.hpp"
#include "core/alert/pressure_alerts.hpp"
#include "core/base/fixed_vector.hpp"
#include "core/contact/contact_finder.hpp"
#include "core/contact/tracker.hpp"
#include "core/hold/hold_book.hpp"

namespace rollscope {

class ContactInputs {
 public:
  struct Frame {
    bool readable = true;       // most sensels gave a reading
    bool no_go = false;         // the region allows no holds
    double period_x_mm = 0.0;   // circumference of a cylinder; 0: flat
    double angle_rad = 0.0;     // of the roller; NaN: not known
    double rolling_mm_s = 0.0;  // how fast it rolls: a patch is no stiller than that (science.md 2.10)
  };
  // contacts: of this step of the tracker. They must outlive pressed().
  void gather(std::span<const Contact> contacts, const Tracker& tracker, const Frame& frame);

  // Every contact a person presses; the floor patch of a roller is none.
  [[nodiscard]] std::span<PressedContact> pressed() { return {pressed_.data(), pressed_.size()}; }
  // After gather(), of the same finder: the loads of those contacts in a frame as given.
  std::span<const ShakenContact> weigh(const ContactFinder& finder, const PressureFrame& as_given, int cols);
  // Every confirmed track, seen in this frame or not.
  [[nodiscard]] std::span<TrackInput> tracks() { return {tracks_.data(), tracks_.size()}; }

 private:
  FixedVector<PressedContact, kMostContacts> pressed_;
  FixedVector<ShakenContact, kMostContacts> shaken_;
  FixedVector<TrackInput, kMostTracks> tracks_;
};

}  // namespace rollscope
