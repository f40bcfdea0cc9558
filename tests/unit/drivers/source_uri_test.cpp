#include "drivers/source_uri.hpp"

#include <gtest/gtest.h>

namespace rollscope {
namespace {

TEST(SourceUri, ReadsTheFormsOfTheDesign) {
  const auto serial = SourceUri::parse("serial:/dev/ttyUSB0?device=juqiao-32x32&baud=1000000");
  ASSERT_TRUE(serial);
  EXPECT_EQ(serial->scheme, "serial");
  EXPECT_EQ(serial->address, "/dev/ttyUSB0");
  EXPECT_EQ(serial->options.at("device"), "juqiao-32x32");
  EXPECT_EQ(*serial->number("baud", 0, 1, 1e7), 1e6);
  EXPECT_EQ(SourceUri::parse("tcp://host:7000?device=native")->address, "host:7000");
  EXPECT_EQ(SourceUri::parse("demo:two-holds")->address, "two-holds");
  EXPECT_EQ(SourceUri::parse("file:a%20b.rsr?speed=2")->address, "a b.rsr");
}

TEST(SourceUri, TakesABarePathAsItStands) {
  EXPECT_EQ(SourceUri::parse("dir/what?100%.rsr")->address, "dir/what?100%.rsr");
  EXPECT_EQ(SourceUri::parse("C:odd.csv")->scheme, "file");
}

TEST(SourceUri, WritesWhatItReads) {
  SourceUri uri{.scheme = "file", .address = "a b/50%?&=.rsr", .options = {{"calibration", "x&y=1.toml"}}};
  const auto back = SourceUri::parse(uri.to_string());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->address, uri.address);
  EXPECT_EQ(back->options, uri.options);
}

TEST(SourceUri, NamesWhatIsWrong) {
  EXPECT_FALSE(SourceUri::parse(""));
  EXPECT_FALSE(SourceUri::parse("serial:"));
  EXPECT_FALSE(SourceUri::parse("http://host"));
  EXPECT_FALSE(SourceUri::parse("tty:/dev/pts/1?device"));
  EXPECT_FALSE(SourceUri::parse("tty:/dev/pts/1?a=1&a=2"));
  EXPECT_FALSE(SourceUri::parse("tty:/dev/pts/1?a=%2"));
  EXPECT_FALSE(SourceUri::parse("demo:x?speed=fast")->number("speed", 1, 0, 10));
}

}  // namespace
}  // namespace rollscope
