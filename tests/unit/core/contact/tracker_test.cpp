#include "core/contact/tracker.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "core/contact/assignment.hpp"
#include "tests/unit/core/contact/field.hpp"

namespace rollscope {
namespace {

using namespace test;

// A mat, its finder and its tracker, fed patches.
struct Bench {
  SensorLayout layout;
  ContactFinder finder = finder_for(layout);
  Tracker tracker{layout};
  double time_s = 0;
  double step_s = 0.01;
  double noise_kpa = 0;
  std::mt19937_64 random{11};
  std::set<int> ids_seen;
  std::vector<Track> ended;

  explicit Bench(SensorLayout l) : layout(std::move(l)) {}

  void step(const std::vector<Patch>& patches) {
    PressureFrame frame = frame_of(layout, patches);
    std::normal_distribution<double> normal(0.0, 1.0);
    for (float& pressure : frame.pressure) pressure += static_cast<float>(noise_kpa * normal(random));
    finder.find(frame);
    tracker.step(finder.contacts(), finder.label(), time_s);
    time_s += step_s;
    for (const Track& track : tracker.tracks()) {
      if (track.id != 0) ids_seen.insert(track.id);
      if (track.state == TrackState::dead && track.id != 0) ended.push_back(track);
    }
  }
  void run(double seconds, const std::function<std::vector<Patch>(double)>& patches) {
    const double start_s = time_s;
    const int steps = static_cast<int>(std::lround(seconds / step_s));
    for (int k = 0; k < steps; ++k) step(patches(time_s - start_s));
  }
  void hold(double seconds, const std::vector<Patch>& patches) {
    run(seconds, [&](double) { return patches; });
  }
  [[nodiscard]] const Track* with(int id) const {
    for (const Track& track : tracker.tracks()) {
      if (track.id == id) return &track;
    }
    return nullptr;
  }
  // Id of the confirmed track nearest a place; 0: none within 20 mm.
  [[nodiscard]] int id_at(double x_mm, double y_mm) const {
    for (const Track& track : tracker.tracks()) {
      const double dx = track.x_wrapped_mm - x_mm, dy = track.y_mm - y_mm;
      if (track.state == TrackState::confirmed && std::hypot(dx, dy) < 20.0) return track.id;
    }
    return 0;
  }
};

TEST(Assignment, IsTheBestOfAll) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 500; ++round) {
    const std::size_t rows = 1 + random() % 5, columns = 1 + random() % 5;
    CostTable costs(rows, columns);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) {
        if (random() % 3 != 0) costs.at(r, c) = static_cast<double>(random() % 50);
      }
    }
    const double left_out = round % 2 == 0 ? 20.0 : 1e4;
    const auto total = [&](const std::vector<int>& column_of) {
      double sum = 0;
      for (std::size_t r = 0; r < rows; ++r) {
        sum += column_of[r] < 0 ? left_out : costs.at(r, static_cast<std::size_t>(column_of[r]));
      }
      return sum;
    };
    double best = kForbidden;
    std::vector<int> choice(rows, -1);
    const std::function<void(std::size_t)> all = [&](std::size_t r) {
      if (r == rows) {
        best = std::min(best, total(choice));
        return;
      }
      for (int c = -1; c < static_cast<int>(columns); ++c) {
        if (c >= 0 && std::find(choice.begin(), choice.begin() + static_cast<std::ptrdiff_t>(r), c) !=
                          choice.begin() + static_cast<std::ptrdiff_t>(r)) {
          continue;
        }
        choice[r] = c;
        all(r + 1);
      }
      choice[r] = -1;
    };
    all(0);
    std::vector<int> column_of(rows);
    assign(costs, left_out, column_of);
    EXPECT_DOUBLE_EQ(total(column_of), best) << "round " << round;
  }
}

TEST(Tracker, ConfirmsInThreeOfFourFramesAndFollows) {
  Bench bench(flat(32, 48));
  bench.step({{100, 160, 40, 80}});
  ASSERT_EQ(bench.tracker.tracks().size(), 1U);
  EXPECT_EQ(bench.tracker.tracks()[0].id, 0);
  EXPECT_EQ(bench.tracker.track_of(0), 0);
  bench.step({});
  bench.step({{100, 160, 40, 80}});
  bench.step({{100, 160, 40, 80}});
  EXPECT_EQ(bench.tracker.tracks()[0].id, 1);
  EXPECT_EQ(bench.tracker.tracks()[0].first_seen_s, 0.0);
  bench.run(3.0, [](double t) { return std::vector<Patch>{{100 + 80 * t, 160, 40, 80}}; });
  const Track& track = *bench.with(1);
  EXPECT_NEAR(track.x_mm, 340.0, 4.0);
  EXPECT_NEAR(track.vx_mm_s, 80.0, 12.0);
  EXPECT_NEAR(track.speed_mm_s, 80.0, 4.0);
  bench.hold(2.0, {{340, 160, 40, 80}});
  EXPECT_LT(bench.with(1)->speed_mm_s, 0.5);
  EXPECT_EQ(bench.ids_seen, std::set<int>{1});
}

TEST(Tracker, AFlashIsNeverConfirmed) {
  Bench bench(flat(20, 20));
  for (int k = 0; k < 20; ++k) {
    bench.step({{100, 100, 40, 80}});
    bench.step({{100, 100, 40, 80}});
    for (int i = 0; i < 3; ++i) bench.step({});
  }
  EXPECT_TRUE(bench.ids_seen.empty());
}

TEST(Tracker, KeepsItsIdThroughABriefLiftOnly) {
  for (const double lift_s : {0.05, 0.3, 0.7}) {
    Bench bench(flat(32, 32));
    bench.noise_kpa = 0.6;
    bench.hold(2.0, {{150, 150, 40, 80}});
    bench.hold(lift_s, {});
    EXPECT_EQ(bench.with(1)->state, TrackState::coasting);
    bench.hold(1.0, {{156, 152, 40, 70}});
    EXPECT_EQ(bench.ids_seen, std::set<int>{1}) << lift_s;
    EXPECT_EQ(bench.with(1)->state, TrackState::confirmed);
  }
  Bench bench(flat(32, 32));
  bench.hold(2.0, {{150, 150, 40, 80}});
  bench.hold(1.0, {});
  ASSERT_EQ(bench.ended.size(), 1U);
  EXPECT_EQ(bench.ended[0].end, TrackEnd::lost);
  EXPECT_NEAR(bench.ended[0].last_seen_s, 1.99, 1e-6);
  bench.hold(1.0, {{150, 150, 40, 80}});
  EXPECT_EQ(bench.ids_seen, (std::set<int>{1, 2}));
}

TEST(Tracker, DoesNotFollowAToolPutDownElsewhere) {
  Bench bench(flat(32, 48));
  bench.hold(1.0, {{100, 100, 40, 80}});
  bench.hold(1.5, {{330, 200, 40, 80}});
  EXPECT_EQ(bench.ids_seen, (std::set<int>{1, 2}));
}

// Its neighbour stops more suddenly than its own motion explains; the other might be anywhere by now.
TEST(Tracker, ATrackLongUnseenTakesNoOthersContact) {
  for (const double unseen_s : {0.2, 0.3, 0.4, 0.5}) {
    Bench bench(flat(32, 48));
    bench.step_s = 0.02;
    const Patch still{400, 200, 40, 80};
    const auto at = [](double t) { return Patch{100 + 180 * t, 190, 40, 90}; };
    bench.run(0.6, [&](double t) { return std::vector<Patch>{at(t), still}; });
    bench.run(unseen_s, [&](double t) { return std::vector<Patch>{at(0.6 + t)}; });
    const int id = bench.id_at(at(0.58 + unseen_s).x_mm, 190);
    ASSERT_NE(id, 0);
    bench.hold(0.2, {at(0.6 + unseen_s)});
    EXPECT_EQ(bench.id_at(at(0.6 + unseen_s).x_mm, 190), id) << unseen_s;
  }
}

TEST(Tracker, TellsContactsThatPassEachOther) {
  Bench bench(flat(40, 60));
  bench.noise_kpa = 0.6;
  bench.run(4.0, [](double t) {
    return std::vector<Patch>{{100 + 100 * t, 150, 35, 90}, {500 - 100 * t, 240, 35, 60}};
  });
  EXPECT_EQ(bench.ids_seen, (std::set<int>{1, 2}));
  EXPECT_EQ(bench.id_at(496, 150), 1) << "the stronger one was first";
  EXPECT_EQ(bench.id_at(104, 240), 2);
}

TEST(Tracker, MergesAndComesBack) {
  Bench bench(flat(32, 48));
  const Patch strong{200, 160, 40, 120}, weak{270, 160, 40, 80};
  bench.hold(2.0, {strong, weak});
  const int host = bench.id_at(200, 160), guest = bench.id_at(270, 160);
  ASSERT_EQ((std::set<int>{host, guest}), (std::set<int>{1, 2}));
  // The gap between them fills, so that the weak peak goes under.
  const Patch filling{240, 160, 60, 110};
  bench.hold(0.1, {strong, weak, filling});
  EXPECT_EQ(bench.with(guest)->state, TrackState::coasting) << "not before 200 ms";
  bench.hold(0.3, {strong, weak, filling});
  EXPECT_EQ(bench.with(guest)->state, TrackState::merged);
  EXPECT_EQ(bench.with(guest)->merged_into, host);
  EXPECT_NEAR(bench.with(guest)->merged_s, 2.0, 0.02);
  EXPECT_EQ(bench.with(host)->state, TrackState::confirmed);
  EXPECT_LT(bench.with(host)->speed_mm_s, 3.0) << "growing together is no motion";
  bench.hold(0.5, {strong, weak});
  EXPECT_EQ(bench.id_at(270, 160), guest);
  EXPECT_EQ(bench.id_at(200, 160), host);
  EXPECT_EQ(bench.ids_seen.size(), 2U);
}

TEST(Tracker, AMergedTrackEndsAfterItsTime) {
  Bench bench(flat(32, 48));
  const Patch strong{200, 160, 40, 120}, weak{270, 160, 40, 80}, filling{240, 160, 60, 110};
  bench.hold(1.0, {strong, weak});
  const int guest = bench.id_at(270, 160);
  bench.hold(2.0, {strong, weak, filling});
  ASSERT_EQ(bench.ended.size(), 1U);
  EXPECT_EQ(bench.ended[0].id, guest);
  EXPECT_EQ(bench.ended[0].end, TrackEnd::merged);
  EXPECT_NEAR(bench.ended[0].merged_s, 1.0, 0.02);
}

TEST(Tracker, ASplitKeepsOneIdAndTellsTheParent) {
  Bench bench(flat(32, 48));
  const Patch strong{200, 160, 40, 120}, weak{270, 160, 40, 90}, filling{225, 160, 55, 110};
  bench.hold(2.0, {strong, weak, filling});
  EXPECT_EQ(bench.ids_seen, std::set<int>{1});
  bench.hold(0.15, {strong, weak});
  EXPECT_EQ(bench.ids_seen, std::set<int>{1}) << "not before 200 ms";
  bench.hold(0.35, {strong, weak});
  EXPECT_EQ(bench.ids_seen, (std::set<int>{1, 2}));
  EXPECT_EQ(bench.id_at(200, 160), 1) << "nearest the old centroid";
  EXPECT_EQ(bench.id_at(270, 160), 2);
  EXPECT_EQ(bench.with(2)->parent, 1);
  EXPECT_LT(bench.with(1)->speed_mm_s, 3.0);
}

TEST(Tracker, AFlickerBetweenOneAndTwoPeaksChangesNothing) {
  Bench bench(flat(32, 48));
  const Patch strong{200, 160, 40, 120}, weak{260, 160, 40, 90}, filling{225, 160, 55, 110};
  bench.hold(1.0, {strong, weak, filling});
  double fastest = 0;
  for (int k = 0; k < 200; ++k) {
    if (k % 7 < 3) {
      bench.step({strong, weak});
    } else {
      bench.step({strong, weak, filling});
    }
    fastest = std::max(fastest, bench.with(1)->speed_mm_s);
    EXPECT_EQ(bench.with(1)->state, TrackState::confirmed);
  }
  EXPECT_EQ(bench.ids_seen, std::set<int>{1});
  EXPECT_LT(fastest, 3.0);
}

TEST(Tracker, GoesRoundTheSeam) {
  Bench bench(cylinder(16, 36));
  bench.noise_kpa = 0.6;
  bench.run(10.0, [](double t) { return std::vector<Patch>{{300 + 100 * t, 80, 40, 80}}; });
  EXPECT_EQ(bench.ids_seen, std::set<int>{1});
  EXPECT_NEAR(bench.with(1)->x_mm, 1299.0, 6.0);
  EXPECT_NEAR(bench.with(1)->x_wrapped_mm, 1299.0 - 3 * 360.0, 6.0);
  bench.run(4.0, [](double t) { return std::vector<Patch>{{1300 - 150 * t, 80, 40, 80}}; });
  EXPECT_EQ(bench.ids_seen, std::set<int>{1});
  EXPECT_NEAR(bench.with(1)->x_mm, 701.0, 8.0);
}

TEST(Tracker, LivesWithDropoutsJitterAndNoise) {
  Bench bench(flat(32, 48));
  bench.noise_kpa = 2.0;
  std::mt19937_64 random(3);
  double position = 0;
  for (int k = 0; k < 3000; ++k) {
    bench.step_s = 0.004 + 0.0001 * static_cast<double>(random() % 130);
    if (random() % 100 == 0) bench.step_s = 0.12;  // a burst of lost frames
    position = 240 + 140 * std::sin(bench.time_s * 0.9);
    if (random() % 40 == 0) {
      bench.step({});  // one frame without the contact
    } else {
      bench.step({{position, 160, 40, 90}});
    }
  }
  EXPECT_EQ(bench.ids_seen, std::set<int>{1});
  EXPECT_NEAR(bench.with(1)->x_mm, position, 8.0);
}

TEST(Tracker, LivesWithTimesThatStandStillOrGoBack) {
  Bench bench(flat(20, 20));
  for (int k = 0; k < 200; ++k) {
    bench.time_s = 0.01 * (k % 3 == 0 ? k / 2 : k);
    bench.step({{100, 100, 40, 80}});
    for (const Track& track : bench.tracker.tracks())
      ASSERT_TRUE(std::isfinite(track.x_mm + track.speed_mm_s));
  }
  EXPECT_EQ(bench.ids_seen, std::set<int>{1});
}

TEST(Tracker, EndsEverythingAfterALongGap) {
  Bench bench(flat(20, 20));
  bench.hold(1.0, {{100, 100, 40, 80}});
  bench.hold(0.2, {});
  bench.time_s += 3.0;
  bench.hold(0.1, {{100, 100, 40, 80}});
  ASSERT_EQ(bench.ended.size(), 1U);
  EXPECT_EQ(bench.ids_seen, (std::set<int>{1, 2}));
}

TEST(Tracker, WorksAtOneFrameASecond) {
  Bench bench(flat(20, 20));
  bench.step_s = 1.0;
  bench.hold(30.0, {{100, 100, 40, 80}});
  EXPECT_EQ(bench.ids_seen, std::set<int>{1});
}

TEST(Tracker, DoesNotCareAboutTheOrderOfContacts) {
  const SensorLayout layout = flat(40, 60);
  ContactFinder finder = finder_for(layout);
  Tracker forward(layout), backward(layout);
  for (int k = 0; k < 300; ++k) {
    const double t = 0.01 * k;
    finder.find(
        frame_of(layout, {{100 + 60 * t, 100, 35, 90}, {300 - 40 * t, 200, 35, 85}, {450, 300, 40, 60}}));
    std::vector<Contact> contacts(finder.contacts().begin(), finder.contacts().end());
    std::vector<std::uint16_t> label(finder.label().begin(), finder.label().end());
    forward.step(contacts, label, t);
    std::reverse(contacts.begin(), contacts.end());
    const auto count = static_cast<std::uint16_t>(contacts.size());
    for (std::uint16_t& l : label) l = l == 0 ? l : static_cast<std::uint16_t>(count + 1 - l);
    backward.step(contacts, label, t);
    ASSERT_EQ(forward.tracks().size(), backward.tracks().size());
    for (std::size_t i = 0; i < forward.tracks().size(); ++i) {
      EXPECT_EQ(forward.tracks()[i].id, backward.tracks()[i].id);
      EXPECT_EQ(forward.tracks()[i].x_mm, backward.tracks()[i].x_mm);
    }
  }
}

TEST(Tracker, LivesThroughChaos) {
  std::mt19937_64 random(5);
  const SensorLayout layout = cylinder(24, 30);
  ContactFinder finder = finder_for(layout);
  Tracker tracker(layout);
  for (int k = 0; k < 1500; ++k) {
    finder.find(random_field(layout, random, k % 2 == 0 ? 0.0F : 8.0F));
    tracker.step(finder.contacts(), finder.label(), 0.01 * k);
    std::set<int> used, ids;
    for (const Track& track : tracker.tracks()) {
      ASSERT_TRUE(std::isfinite(track.x_mm + track.y_mm + track.speed_mm_s));
      if (track.contact >= 0) {
        ASSERT_TRUE(used.insert(track.contact).second) << "one contact, one track";
      }
      if (track.id != 0) {
        ASSERT_TRUE(ids.insert(track.id).second);
      }
    }
  }
}

}  // namespace
}  // namespace rollscope
