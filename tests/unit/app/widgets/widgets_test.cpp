// Type, icons and controls without a screen.
#include <gtest/gtest.h>
#include <imgui.h>

#include <array>
#include <cmath>

#include "app/widgets/control.hpp"
#include "app/widgets/glyph.hpp"
#include "app/widgets/icon.hpp"
#include "app/widgets/paint.hpp"
#include "app/widgets/ui.hpp"

namespace rollscope {
namespace {

struct WidgetsTest : testing::Test {
  std::unique_ptr<Ui> ui;
  double now_s = 0;

  void SetUp() override {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ui = std::make_unique<Ui>();
  }
  void TearDown() override {
    ui.reset();
    ImGui::DestroyContext();
  }
  template <class Draw>
  void frame(Draw draw, Point pointer = {-100, -100}, bool down = false, float scale = 1) {
    now_s += 0.1;
    Ui::Frame frame;
    frame.screen = {0, 0, 1280, 720};
    frame.now_s = now_s;
    frame.near_scale = scale;
    ui->prepare(frame);
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {1280, 720};
    io.MousePos = {pointer.x, pointer.y};
    io.MouseDown[0] = down;
    ImGui::NewFrame();
    ui->begin();
    draw();
    ui->end();
    ImGui::Render();
  }
};

TEST_F(WidgetsTest, DigitsInCellsAreAllAsWide) {
  frame([&] {
    for (const Weight weight : {Weight::regular, Weight::medium, Weight::semibold}) {
      const TextStyle style{.em = 14, .weight = weight, .cells = true};
      for (char digit = '0'; digit <= '9'; ++digit)
        EXPECT_FLOAT_EQ(text_width(*ui, std::string(3, digit), style), text_width(*ui, "000", style));
    }
    EXPECT_NEAR(text_width(*ui, "8", {.em = 14, .weight = Weight::semibold, .cells = true}), 0.667 * 14,
                0.01);
  });
}

TEST_F(WidgetsTest, TextThatDoesNotFitEndsInAnEllipsis) {
  frame([&] {
    const std::string text = "Lateral thigh, right, with a long explanation \xC3\xA4\xC3\xB6\xC3\xBC";
    for (float width = 12; width < 400; width += 3) {
      const std::string cut = ellipsis(*ui, text, {}, width);
      EXPECT_LE(text_width(*ui, cut), std::max(width, text_width(*ui, "\xE2\x80\xA6")) + 1.0f) << cut;
    }
    EXPECT_EQ(ellipsis(*ui, "fits", {}, 100), "fits");
    EXPECT_EQ(ellipsis(*ui, "", {}, 0), "");
  });
}

TEST_F(WidgetsTest, BadUtf8DoesNoHarm) {
  frame([&] {
    for (const char* text : {"\xFF\xFE", "\xC3", "\xE2\x80", "a\x80z", "\xF0\x9F\x98\x80"}) {
      EXPECT_GE(draw_text(*ui, {10, 10}, text), 0.0f);
      EXPECT_FALSE(ellipsis(*ui, text, {}, 3).empty());
    }
  });
}

TEST_F(WidgetsTest, TextGrowsWithTheScale) {
  float at_1 = 0, at_2 = 0;
  frame([&] { at_1 = text_width(*ui, "148 kPa", {.em = 32, .weight = Weight::semibold}); });
  frame([&] { at_2 = text_width(*ui, "148 kPa", {.em = 32, .weight = Weight::semibold}); }, {-1, -1}, false,
        2);
  EXPECT_NEAR(at_2 / at_1, 2.0, 0.02);
}

TEST_F(WidgetsTest, EveryIconAndGlyphDrawsInsideItsSquare) {
  const auto bounds_of = [&](auto draw) {
    Rect bounds{1e9f, 1e9f, -1e9f, -1e9f};
    frame([&] {
      const int before = ui->list()->VtxBuffer.Size;
      draw();
      EXPECT_GT(ui->list()->VtxBuffer.Size, before);
      for (int i = before; i < ui->list()->VtxBuffer.Size; ++i) {
        const ImVec2 p = ui->list()->VtxBuffer[i].pos;
        EXPECT_TRUE(std::isfinite(p.x) && std::isfinite(p.y));
        EXPECT_NEAR(p.x, 100, 54) << "out of the square";
        EXPECT_NEAR(p.y, 100, 54);
      }
    });
    return bounds;
  };
  for (int i = 1; i <= static_cast<int>(Icon::partial); ++i) {
    SCOPED_TRACE(i);
    bounds_of([&] { draw_icon(*ui, static_cast<Icon>(i), {100, 100}, 96, rgb(0xFFFFFF)); });
  }
  for (const LiveState state : {LiveState::find, LiveState::hold, LiveState::done, LiveState::ease,
                                LiveState::stop, LiveState::no_data})
    bounds_of([&] { draw_glyph(*ui, state, {100, 100}, 94); });
}

TEST_F(WidgetsTest, AButtonIsPressedByPointerAndByKeyboard) {
  bool pressed = false;
  const Rect box{100, 100, 120, 32};
  const auto draw = [&] { pressed = button(*ui, "b", box, {.label = "Press"}) || pressed; };
  frame(draw);
  frame(draw, box.center());
  frame(draw, box.center(), true);
  frame(draw, box.center(), false);
  EXPECT_TRUE(pressed);
  pressed = false;
  ui->focus_next(1);
  ui->activate_focused();
  frame(draw);
  EXPECT_TRUE(pressed);
}

TEST_F(WidgetsTest, ADisabledButtonIsNot) {
  bool pressed = false;
  const Rect box{100, 100, 120, 32};
  const auto draw = [&] { pressed = button(*ui, "b", box, {.label = "Press", .enabled = false}) || pressed; };
  for (const bool down : {false, false, true, false}) frame(draw, box.center(), down);
  EXPECT_FALSE(pressed);
}

TEST_F(WidgetsTest, ASliderFollowsThePointerWithinItsRange) {
  double value = 1;
  const Rect box{100, 100, 200, 20};
  const auto draw = [&] { slider(*ui, "s", box, value, {.min = 0, .max = 10, .step = 0.5}); };
  frame(draw, box.center());
  frame(draw, box.center(), true);
  EXPECT_NEAR(value, 5, 0.01);
  frame(draw, {900, 110}, true);
  EXPECT_EQ(value, 10);
  frame(draw, {-900, 110}, true);
  EXPECT_EQ(value, 0);
}

TEST_F(WidgetsTest, AMenuGivesTheItemClickedAndClosesOutside) {
  const std::array<MenuItem, 3> items{MenuItem{"one"}, MenuItem{"two"}, MenuItem{"three"}};
  int chosen = -1;
  const Rect anchor{100, 100, 100, 32};
  const auto draw = [&] {
    if (const int i = menu(*ui, "m", anchor, items); i >= 0) chosen = i;
  };
  frame(draw);
  ui->open_popup("m");
  frame(draw);
  const Point second{160, 136 + 6 + 36 + 18};
  frame(draw, second);
  frame(draw, second, true);
  frame(draw, second, false);
  EXPECT_EQ(chosen, 1);
  EXPECT_FALSE(ui->popup_open());
  ui->open_popup("m");
  frame(draw);
  frame(draw, {1000, 600}, true);
  EXPECT_FALSE(ui->popup_open());
}

}  // namespace
}  // namespace rollscope
