// Baking: near sizes at the near scale, studio sizes at the studio scale (look.md 2).
#include <imgui.h>

#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

#include "app/widgets/face.hpp"
#include "core/base/check.hpp"

extern "C" {
extern const unsigned char rollscope_inter_regular[], rollscope_inter_medium[], rollscope_inter_semibold[];
extern const unsigned long rollscope_inter_regular_size, rollscope_inter_medium_size,
    rollscope_inter_semibold_size;
}

namespace rollscope {
namespace {

// ImGui sizes a font by ascent plus descent.
constexpr float kAscentPlusDescent = 1.2102f;

// Names of files and people may be Greek, Cyrillic or Central European; the large sizes show our own words.
constexpr ImWchar kAnyText[] = {0x20,   0x17F,  0x2B0,  0x2C7,  0x370,  0x3FF,  0x400,  0x45F,
                                0x2010, 0x2026, 0x2070, 0x2089, 0x20AC, 0x20AC, 0x2190, 0x2193,
                                0x2212, 0x2212, 0x2260, 0x2265, 0xFFFD, 0xFFFD, 0};
constexpr ImWchar kOurText[] = {0x20,   0x7E,   0xB0,   0xB7,   0xD7,   0xD7,   0x2013, 0x2014, 0x2019,
                                0x201D, 0x2026, 0x2026, 0x2192, 0x2192, 0x2212, 0x2212, 0};
constexpr ImWchar kDigits[] = {' ', ' ', '.', '.', '0', '9', 0x2212, 0x2212, 0};

enum class Letters { any, ours, state_words, digits };
struct Bake {
  float em;
  Weight weight;
  Letters letters;
};
constexpr Bake kNear[] = {{12, Weight::medium, Letters::any},   {14, Weight::regular, Letters::any},
                          {14, Weight::medium, Letters::any},   {14, Weight::semibold, Letters::any},
                          {18, Weight::semibold, Letters::any}, {24, Weight::semibold, Letters::ours},
                          {32, Weight::semibold, Letters::ours}};
constexpr Bake kStudio[] = {
    {20, Weight::regular, Letters::ours},          {32, Weight::regular, Letters::ours},
    {32, Weight::semibold, Letters::ours},         {44, Weight::regular, Letters::ours},
    {44, Weight::semibold, Letters::ours},         {76, Weight::semibold, Letters::ours},
    {128, Weight::semibold, Letters::state_words}, {224, Weight::semibold, Letters::digits}};
constexpr const char* kStateWords = "Find the spot Hold Done Ease off STOP Stop No data 0123456789.>";

struct FontData {
  const unsigned char* bytes;
  int size;
};
FontData data_of(Weight weight) {
  switch (weight) {
    case Weight::regular:
      return {rollscope_inter_regular, static_cast<int>(rollscope_inter_regular_size)};
    case Weight::medium:
      return {rollscope_inter_medium, static_cast<int>(rollscope_inter_medium_size)};
    case Weight::semibold:
      break;
  }
  return {rollscope_inter_semibold, static_cast<int>(rollscope_inter_semibold_size)};
}

}  // namespace

struct Fonts::Impl {
  std::vector<Face> faces;
  ImVector<ImWchar> state_words;
  float near_scale = 0, studio_scale = 0;
  ImFontAtlas* atlas = nullptr;

  const ImWchar* ranges(Letters letters) const {
    switch (letters) {
      case Letters::any:
        return kAnyText;
      case Letters::ours:
        return kOurText;
      case Letters::state_words:
        return state_words.Data;
      case Letters::digits:
        break;
    }
    return kDigits;
  }

  void add(const Bake& bake, float scale) {
    // Whole pixels: neighbouring scales then share a bake, and small sizes stand sharp.
    const float em_px = std::max(8.0f, std::round(bake.em * scale));
    for (const Face& face : faces)
      if (face.weight == bake.weight && face.em_px == em_px && !face.few_letters) return;
    const FontData data = data_of(bake.weight);
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    config.OversampleH = em_px < 40 ? 2 : 1;
    config.OversampleV = 1;
    Face face;
    // The atlas only reads the bytes: it does not own them.
    face.font = atlas->AddFontFromMemoryTTF(const_cast<unsigned char*>(data.bytes), data.size,
                                            em_px * kAscentPlusDescent, &config, ranges(bake.letters));
    face.weight = bake.weight;
    face.em_px = em_px;
    face.few_letters = bake.letters == Letters::state_words || bake.letters == Letters::digits;
    ROLLSCOPE_CHECK(face.font != nullptr, "the embedded font can be read");
    faces.push_back(face);
  }
};

Fonts::Fonts() : impl_(std::make_unique<Impl>()) {
  ImFontGlyphRangesBuilder builder;
  builder.AddText(kStateWords);
  builder.BuildRanges(&impl_->state_words);
}
Fonts::~Fonts() = default;

bool Fonts::bake(float near_scale, float studio_scale) {
  // A studio bake may be up to an eighth too large: text is drawn smaller from it, never larger.
  studio_scale = std::ceil(studio_scale * 8.0f) / 8.0f;
  ImFontAtlas* atlas = ImGui::GetIO().Fonts;
  if (near_scale == impl_->near_scale && studio_scale == impl_->studio_scale && atlas == impl_->atlas)
    return false;
  impl_->near_scale = near_scale;
  impl_->studio_scale = studio_scale;
  impl_->atlas = atlas;
  impl_->faces.clear();
  atlas->Clear();
  atlas->TexDesiredWidth = near_scale > 1.5f || studio_scale > 1.2f ? 4096 : 2048;
  atlas->Flags |= ImFontAtlasFlags_NoMouseCursors;
  for (const Bake& bake : kNear) impl_->add(bake, near_scale);
  for (const Bake& bake : kStudio) impl_->add(bake, studio_scale);
  ROLLSCOPE_CHECK(atlas->Build(), "the fonts fit the atlas");
  return true;
}

const Fonts::Face& Fonts::face(Weight weight, float em_px, std::string_view text) const {
  ROLLSCOPE_CHECK(!impl_->faces.empty(), "fonts are baked before text is drawn");
  const auto has_all = [text](const Face& face) {
    for (std::string_view rest = text; !rest.empty();)
      if (face.font->FindGlyphNoFallback(static_cast<ImWchar>(next_character(rest))) == nullptr) return false;
    return true;
  };
  const Face* best = nullptr;
  const Face* largest = nullptr;
  const Face* fallback = nullptr;
  for (const Face& face : impl_->faces) {
    if (face.weight != weight) continue;
    const bool all = has_all(face);
    if (!all) {
      if (!face.few_letters && (fallback == nullptr || face.em_px > fallback->em_px)) fallback = &face;
      continue;
    }
    // Half a pixel of tolerance: bakes are rounded to whole pixels.
    if (face.em_px >= em_px - 0.5f && (best == nullptr || face.em_px < best->em_px)) best = &face;
    if (largest == nullptr || face.em_px > largest->em_px) largest = &face;
  }
  if (best != nullptr) return *best;
  if (largest != nullptr) return *largest;
  return fallback != nullptr ? *fallback : impl_->faces.front();
}

}  // namespace rollscope
