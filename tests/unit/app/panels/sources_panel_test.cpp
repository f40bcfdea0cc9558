// Where a source is chosen: what was wrong with the last one stands there whole, and what would help is a
// press away.
#include "tests/unit/app/panels/desk_stage.hpp"

namespace rollscope {
namespace {

class SourcesPanelTest : public DeskStage {
 protected:
  void SetUp() override {
    DeskStage::SetUp();
    open("sources");
    area = {0, 48, 1280, 672};
  }
};

TEST_F(SourcesPanelTest, AnOfferIsOpenedWithOnePress) {
  const std::string offer = "tty:/dev/x?cols=16&device=text&end=blank&rows=16";
  session.open_error = {.text = "/dev/x: 80160 bytes arrived in 6 s, none fit any of the 17 devices tried",
                        .offer = offer};
  for (float y = 100; y < 260 && last_asked<OpenSource>() == nullptr; y += 10) click({150, y});
  ASSERT_NE(last_asked<OpenSource>(), nullptr);
  EXPECT_EQ(last_asked<OpenSource>()->source, offer);
  asked.clear();
  session.open_error.offer.clear();
  for (float y = 100; y < 170; y += 10) click({150, y});
  EXPECT_EQ(last_asked<OpenSource>(), nullptr) << "nothing is offered";
}

TEST_F(SourcesPanelTest, NothingReachesOutsideHoweverLongTheReason) {
  session.open_error.text =
      "/dev/ttyUSB0: permission denied; add yourself to group dialout: sudo usermod -aG dialout $USER, then "
      "log out and in again; or allow it to who sits at the computer: sudo cp packaging/60-rollscope.rules "
      "/etc/udev/rules.d && sudo udevadm control --reload, then plug it in again";
  session.open_error.offer = "tty:/dev/x?device=text";
  for (const Rect screen : {Rect{0, 48, 1280, 672}, Rect{0, 48, 1920, 1032}}) {
    area = screen;
    frame();
    frame();
    EXPECT_LE(spill({0, 0, area.w, area.bottom()}), 1.5f) << area.w;
  }
}

}  // namespace
}  // namespace rollscope
