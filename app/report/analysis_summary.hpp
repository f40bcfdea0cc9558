// The analysis as a page of text for people.
#pragma once

#include <string>

#include "app/report/analysis.hpp"

namespace rollscope {

[[nodiscard]] std::string analysis_summary(const Analysis& analysis);

}  // namespace rollscope
