#include "app/panels/hold_row.hpp"

#include <gtest/gtest.h>

namespace rollscope {
namespace {

TEST(HoldRow, OnlyAStopReadsAsStopped) {
  HoldRecord hold{.outcome = HoldOutcome::full, .end_reason = EndReason::abort};
  for (const AbortCause cause :
       {AbortCause::over_pressure, AbortCause::stop_command, AbortCause::pain, AbortCause::hard_limit}) {
    hold.abort_cause = cause;
    EXPECT_EQ(ending_of(hold), HoldEnding::stopped);
  }
  for (const AbortCause cause : {AbortCause::sensor_fault, AbortCause::frame_loss}) {
    hold.abort_cause = cause;
    EXPECT_EQ(ending_of(hold), HoldEnding::full);
  }
  for (const EndReason reason :
       {EndReason::lift, EndReason::slide, EndReason::merged, EndReason::end_of_data}) {
    hold.end_reason = reason;
    hold.outcome = HoldOutcome::partial;
    EXPECT_EQ(ending_of(hold), HoldEnding::partial);
  }
}

TEST(HoldRow, TheRunningHoldIsListedACandidateIsNot) {
  SessionState session;
  session.holds = {{.id = 1, .start_s = 5, .end_s = 20, .dwell_s = 15}};
  session.observation.frame.time_s = 30;
  session.observation.hold = {.running = true, .id = 0, .start_s = 25, .dwell_s = 2};
  EXPECT_EQ(hold_rows(session).size(), 1u);
  session.observation.hold.id = 2;
  const auto rows = hold_rows(session);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].id, 2);
  EXPECT_EQ(rows[1].ending, HoldEnding::running);
  EXPECT_DOUBLE_EQ(rows[1].end_s, 30);
}

TEST(HoldRow, RowsStandInOrderOfStart) {
  SessionState session;
  session.holds = {{.id = 2, .start_s = 9, .end_s = 12}};
  session.observation.frame.time_s = 20;
  session.observation.hold = {.running = true, .id = 1, .start_s = 3, .dwell_s = 17};
  const auto rows = hold_rows(session);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].id, 1);
  EXPECT_EQ(rows[1].id, 2);
}

}  // namespace
}  // namespace rollscope
