#include "tests/golden/golden_support.hpp"

#include <cairo.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "app/report/picture.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;

Image read_png(const fs::path& path) {
  cairo_surface_t* surface = cairo_image_surface_create_from_png(path.c_str());
  Image image;
  if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
    image.width = cairo_image_surface_get_width(surface);
    image.height = cairo_image_surface_get_height(surface);
    const unsigned char* row = cairo_image_surface_get_data(surface);
    for (int y = 0; y < image.height; ++y, row += cairo_image_surface_get_stride(surface)) {
      for (int x = 0; x < image.width; ++x) {
        std::uint32_t p = 0;
        std::memcpy(&p, row + 4 * x, sizeof p);
        image.pixels.push_back({static_cast<std::uint8_t>(p >> 16U), static_cast<std::uint8_t>(p >> 8U),
                                static_cast<std::uint8_t>(p)});
      }
    }
  }
  cairo_surface_destroy(surface);
  return image;
}

std::string keep_candidate(const Image& image, const std::string& name) {
  const fs::path folder = fs::path(ROLLSCOPE_PROGRAM).parent_path() / "golden";
  fs::create_directories(folder);
  const fs::path path = folder / (name + ".png");
  fs::remove(path);
  const auto written = write_png(image, path.string());
  EXPECT_TRUE(written) << written.error().detail;
  return path.string();
}

}  // namespace

void expect_golden(const Image& image, const std::string& name, double share) {
  const fs::path kept = fs::path(ROLLSCOPE_SOURCE_DIR) / "tests/golden" / (name + ".png");
  if (!fs::exists(kept)) {
    FAIL() << "no kept picture " << kept << "; look at " << keep_candidate(image, name)
           << " and keep it if it is right";
  }
  const Image golden = read_png(kept);
  ASSERT_EQ(golden.width, image.width);
  ASSERT_EQ(golden.height, image.height);
  std::size_t apart = 0;
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    const Rgba8 a = image.pixels[i], b = golden.pixels[i];
    if (std::max({std::abs(a.r - b.r), std::abs(a.g - b.g), std::abs(a.b - b.b)}) > 24) ++apart;
  }
  if (static_cast<double>(apart) > share * static_cast<double>(image.pixels.size())) {
    ADD_FAILURE() << apart << " pixels differ from " << kept << "; compare it with "
                  << keep_candidate(image, name);
  }
}

}  // namespace rollscope
