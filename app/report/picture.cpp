#include "app/report/picture.hpp"

#include <cairo.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>

#include "app/report/cairo_canvas.hpp"
#include "app/widgets/map_legend.hpp"
#include "app/widgets/map_marks.hpp"
#include "app/widgets/theme.hpp"

namespace rollscope {
namespace {

struct SurfaceEnd {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct ContextEnd {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};
using CairoSurface = std::unique_ptr<cairo_surface_t, SurfaceEnd>;
using CairoContext = std::unique_ptr<cairo_t, ContextEnd>;

// Room round the map in px at 100 %, as in the research view at 1280 x 720.
constexpr float kLeft = 57, kTop = 56, kRight = 40, kFoot = 76;
constexpr int kLeastSize = 64, kLargestSize = 8192;

Image to_image(cairo_surface_t* surface) {
  cairo_surface_flush(surface);
  Image image{cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface), {}};
  const unsigned char* row = cairo_image_surface_get_data(surface);
  for (int y = 0; y < image.height; ++y, row += cairo_image_surface_get_stride(surface)) {
    for (int x = 0; x < image.width; ++x) {
      std::uint32_t pixel = 0;
      std::memcpy(&pixel, row + 4 * x, sizeof pixel);
      image.pixels.push_back({static_cast<std::uint8_t>(pixel >> 16U), static_cast<std::uint8_t>(pixel >> 8U),
                              static_cast<std::uint8_t>(pixel)});
    }
  }
  return image;
}

void draw_title(CairoCanvas& canvas, const std::string& title) {
  const Palette& glass = palette(ThemeName::dark);
  canvas.text({canvas.px(24), canvas.px(28)}, title, {14, Weight::semibold, glass.glass_ink, false},
              Align::left);
}

// The map with everything on and beside it.
void draw_map(CairoCanvas& canvas, Rect room, const MapInput& input, const MapOptions& options) {
  const MapRect rect = fit_map(*input.layout, options.orientation, {room.x, room.y, room.w, room.h});
  if (rect.width < 1 || rect.height < 1) return;
  const MapPlace place(*input.layout, options.orientation, rect);
  DisplayField field;
  fill_display_field(*input.layout, options.orientation, input.observation->frame.pressure,
                     input.observation->frame.validity, field);
  Image heatmap;
  draw_heatmap(field, map_look(input, options, canvas.scale()), static_cast<int>(rect.width),
               static_cast<int>(rect.height), heatmap);
  canvas.image({rect.x, rect.y}, heatmap);
  const Rect box{rect.x, rect.y, rect.width, rect.height};
  canvas.frame(box.inset(-1), palette(ThemeName::dark).glass_line, 1);
  MapMarks marks;
  marks.update(input);
  marks.draw(canvas, place, input, options);
  draw_rulers(canvas, place);
  const bool kpa = input.observation->frame.unit == PressureUnit::kpa;
  draw_legend_research(canvas, {box.x, box.bottom() + canvas.px(32)}, std::min(canvas.px(300), box.w),
                       {input.full_scale, input.observation->limits.armed, kpa ? "kPa" : "counts"});
}

}  // namespace

Result<Image> draw_picture(const SensorLayout& layout, const Observation& observation,
                           const std::string& title, const PictureOptions& options) {
  if (std::min(options.width, options.height) < kLeastSize ||
      std::max(options.width, options.height) > kLargestSize) {
    return fail(Errc::bad_argument,
                fmt::format("a picture of {}x{} px cannot be drawn; width and height are {} to {}",
                            options.width, options.height, kLeastSize, kLargestSize));
  }
  if (layout.sensels() == 0 || observation.frame.pressure.size() != layout.sensels()) {
    return fail(Errc::bad_argument, "there is no frame to draw; ask for a time inside the recording");
  }
  const CairoSurface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, options.width, options.height));
  const CairoContext context(cairo_create(surface.get()));
  const float scale = std::max(0.5f, std::min(static_cast<float>(options.width) / 1280.0f,
                                              static_cast<float>(options.height) / 720.0f));
  CairoCanvas canvas(context.get(), scale);
  const auto width = static_cast<float>(options.width), height = static_cast<float>(options.height);
  canvas.fill({0, 0, width, height}, palette(ThemeName::dark).glass, 0);
  draw_title(canvas, title);

  MapInput input;
  input.layout = &layout;
  input.observation = &observation;
  input.state = observation.state;
  input.full_scale = options.full_scale > 0 ? options.full_scale
                                            : map_full_scale(observation.limits, options.sensor_full_scale);
  MapOptions map;
  map.shading = options.shading;
  map.orientation = options.orientation;
  map.outlines = options.outlines;
  const float left = std::round(canvas.px(kLeft)), top = std::round(canvas.px(kTop));
  draw_map(canvas, {left, top, width - left - canvas.px(kRight), height - top - canvas.px(kFoot)}, input,
           map);
  if (cairo_status(context.get()) != CAIRO_STATUS_SUCCESS) {
    return fail(Errc::io, fmt::format("the picture could not be drawn: {}",
                                      cairo_status_to_string(cairo_status(context.get()))));
  }
  return to_image(surface.get());
}

Result<void> write_png(const Image& image, const std::string& path) {
  const CairoSurface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, image.width, image.height));
  {
    const CairoContext context(cairo_create(surface.get()));
    CairoCanvas(context.get(), 1).image({0, 0}, image);
  }
  // "x": an existing file is an error, decided by the file system and not by a look beforehand.
  std::FILE* file = std::fopen(path.c_str(), "wbx");
  if (file == nullptr) {
    if (errno == EEXIST) {
      return fail(Errc::exists, path + " exists already and is not overwritten; give another name");
    }
    return fail(Errc::io, fmt::format("{} cannot be written: {}", path, std::strerror(errno)));
  }
  const auto write = [](void* to, const unsigned char* bytes, unsigned length) {
    return std::fwrite(bytes, 1, length, static_cast<std::FILE*>(to)) == length ? CAIRO_STATUS_SUCCESS
                                                                                : CAIRO_STATUS_WRITE_ERROR;
  };
  const cairo_status_t status = cairo_surface_write_to_png_stream(surface.get(), write, file);
  const bool closed = std::fclose(file) == 0;
  if (status != CAIRO_STATUS_SUCCESS || !closed) {
    std::remove(path.c_str());
    return fail(Errc::io,
                fmt::format("{} could not be written whole: {}", path, cairo_status_to_string(status)));
  }
  return {};
}

}  // namespace rollscope
