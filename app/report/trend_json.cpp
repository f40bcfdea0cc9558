#include "app/report/trend_json.hpp"

#include "app/report/json_number.hpp"
#include "app/report/words.hpp"

namespace rollscope {

nlohmann::ordered_json trend_json(const HoldTrend& trend, bool in_kpa) {
  using Json = nlohmann::ordered_json;
  if (trend.window_s <= 0.0) return nullptr;
  const auto percent = [](double share) { return finite_or_null(100.0 * share); };
  return {{"window_s", trend.window_s},
          {"drop_10_s_percent", percent(trend.drop_10_s)},
          {"drop_30_s_percent", percent(trend.drop_30_s)},
          {"drop_60_s_percent", percent(trend.drop_60_s)},
          {"drop_percent", percent(trend.drop)},
          {"force_change_percent", percent(trend.force_change)},
          {"area_change_percent", percent(trend.area_change)},
          {"slope", finite_or_null(trend.slope)},
          {"slope_last_10_s", finite_or_null(trend.slope_last_10_s)},
          {"rmse", finite_or_null(trend.rmse)},
          {"detectable_drop_percent", percent(trend.detectable_drop)},
          {"cause", trend.cause == TrendCause::unknown ? Json(nullptr) : Json(word(trend.cause))},
          {"flagged", trend.flagged},
          {"text", trend_text(trend, in_kpa)}};
}

}  // namespace rollscope
