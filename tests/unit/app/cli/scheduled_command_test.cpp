#include "app/cli/scheduled_command.hpp"

#include <gtest/gtest.h>

namespace rollscope {
namespace {

TEST(ScheduledCommand, ReadsTimeNameAndValue) {
  const auto region = parse_scheduled_command("12.5:region=calf");
  ASSERT_TRUE(region) << region.error().detail;
  EXPECT_EQ(region->time_s, 12.5);
  EXPECT_EQ(std::get<RegionCommand>(region->command).region, "calf");
  EXPECT_TRUE(std::holds_alternative<ZeroCommand>(parse_scheduled_command("0:zero")->command));
  EXPECT_TRUE(std::holds_alternative<AcknowledgeCommand>(parse_scheduled_command("20:acknowledge")->command));
  EXPECT_TRUE(std::holds_alternative<StopCommand>(parse_scheduled_command("20:stop")->command));
  EXPECT_EQ(std::get<TargetCommand>(parse_scheduled_command("1:target=45")->command).target_s, 45.0);
  EXPECT_EQ(std::get<PainCommand>(parse_scheduled_command("1:pain=7")->command).nrs, 7);
  EXPECT_EQ(std::get<MarkCommand>(parse_scheduled_command("1:mark=at 3:20, a=b")->command).text,
            "at 3:20, a=b");
  EXPECT_EQ(std::get<MarkCommand>(parse_scheduled_command("1:mark")->command).text, "");
}

TEST(ScheduledCommand, NamesWhatIsWrong) {
  for (const char* text :
       {"", "region=calf", "x:zero", "-1:zero", "1:zero=2", "1:region", "1:region=knee", "1:target=0",
        "1:target=abc", "1:pain=11", "1:pain=2.5", "1:dance", "1:profile=/no/such.toml", "nan:zero"}) {
    const auto command = parse_scheduled_command(text);
    ASSERT_FALSE(command) << text;
    EXPECT_NE(command.error().detail.find("--do"), std::string::npos) << command.error().detail;
  }
  EXPECT_NE(parse_scheduled_command("1:region=knee").error().detail.find("calf"), std::string::npos);
}

}  // namespace
}  // namespace rollscope
