#include "app/report/sensel_faults_json.hpp"

#include "app/report/words.hpp"

namespace rollscope {

nlohmann::ordered_json sensel_faults_json(const std::vector<SenselFault>& faults) {
  using Json = nlohmann::ordered_json;
  Json all = Json::array();
  for (const SenselFault& fault : faults) {
    all.push_back({{"kind", word(fault.kind)},
                   {"place", word(fault.place)},
                   {"row", fault.row >= 0 ? Json(fault.row) : Json(nullptr)},
                   {"col", fault.col >= 0 ? Json(fault.col) : Json(nullptr)},
                   {"start_s", fault.start_s},
                   {"end_s", fault.end_s >= 0.0 ? Json(fault.end_s) : Json(nullptr)}});
  }
  return all;
}

}  // namespace rollscope
