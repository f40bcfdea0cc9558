// Pictures compared with the ones kept in tests/golden/.
#pragma once

#include <string>

#include "core/display/heatmap.hpp"

namespace rollscope {

// Fails the test when the picture is not tests/golden/<name>.png: more than `share` of its pixels differ by
// more than 24 of 255. Without a kept picture, or when it differs, the new one is written to the build folder
// under golden/ for somebody to look at.
void expect_golden(const Image& image, const std::string& name, double share = 0.004);

}  // namespace rollscope
