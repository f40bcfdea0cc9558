#include "app/report/uncertainty_json.hpp"

#include <nlohmann/json.hpp>

namespace rollscope {

nlohmann::ordered_json uncertainty_json(const Uncertainty& uncertainty) {
  using Json = nlohmann::ordered_json;
  Json sources = Json::array();
  for (const UncertaintySource& source : uncertainty.sources)
    sources.push_back({{"source", source.id},
                       {"what", source.what},
                       {"share_low", source.low},
                       {"share_high", source.high},
                       {"basis", source.measured ? "measured" : "typical"}});
  return {{"class", std::string(1, uncertainty.found.letter)},
          {"declared", uncertainty.found.declared},
          {"why", uncertainty.found.why},
          {"sources", sources}};
}

}  // namespace rollscope
