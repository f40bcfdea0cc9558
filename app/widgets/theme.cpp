#include "app/widgets/theme.hpp"

namespace rollscope {
namespace {

constexpr Palette kDark{.window = rgb(0x0A0D12),
                        .panel = rgb(0x11161D),
                        .raised = rgb(0x1A212B),
                        .hover = rgb(0x232C38),
                        .hair = rgb(0x1F2731),
                        .track = rgb(0x2A3440),
                        .edge = rgb(0x64717F),
                        .ink1 = rgb(0xEEF2F6),
                        .ink2 = rgb(0xAFB9C5),
                        .ink3 = rgb(0x8491A0),
                        .accent = rgb(0x4CD9A3),
                        .on_accent = rgb(0x06251A),
                        .accent_dim = rgb(0x14332B),
                        .band = rgb(0x12251F),
                        .caution = rgb(0xFFD02E),
                        .caution_fill = rgb(0xFFD02E),
                        .on_caution = rgb(0x1A1300),
                        .caution_stripe = rgb(0xE0B000),
                        .stop = rgb(0xFF6166),
                        .stop_fill = rgb(0xC4122B),
                        .on_stop = rgb(0xFFFFFF),
                        .tech = rgb(0x62C8F5),
                        .tech_dim = rgb(0x10293A),
                        .series_a = rgb(0x7FB0FF),
                        .series_b = rgb(0xF2955B),
                        .glass = rgb(0x06080B),
                        .mat = rgb(0x0D131C),
                        .glass_line = rgb(0x2A3440),
                        .glass_ink = rgb(0xF4F7FA)};

constexpr Palette kLight{.window = rgb(0xE2E7EC),
                         .panel = rgb(0xFBFCFD),
                         .raised = rgb(0xEEF1F5),
                         .hover = rgb(0xE1E7ED),
                         .hair = rgb(0xD6DDE4),
                         .track = rgb(0xC3CCD5),
                         .edge = rgb(0x76818F),
                         .ink1 = rgb(0x10161D),
                         .ink2 = rgb(0x414D5A),
                         .ink3 = rgb(0x566270),
                         .accent = rgb(0x07795A),
                         .on_accent = rgb(0xFFFFFF),
                         .accent_dim = rgb(0xD5EFE6),
                         .band = rgb(0xE6F5EF),
                         .caution = rgb(0x8A5E00),
                         .caution_fill = rgb(0xFFC81A),
                         .on_caution = rgb(0x1A1300),
                         .caution_stripe = rgb(0xE0B000),
                         .stop = rgb(0xC4122B),
                         .stop_fill = rgb(0xC4122B),
                         .on_stop = rgb(0xFFFFFF),
                         .tech = rgb(0x0A6A94),
                         .tech_dim = rgb(0xD8EEF8),
                         .series_a = rgb(0x2A62C4),
                         .series_b = rgb(0xA64B12),
                         .glass = kDark.glass,
                         .mat = kDark.mat,
                         .glass_line = kDark.glass_line,
                         .glass_ink = kDark.glass_ink};

}  // namespace

const Palette& palette(ThemeName theme) {
  return theme == ThemeName::dark ? kDark : kLight;
}

}  // namespace rollscope
