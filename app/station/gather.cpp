#include "app/station/gather.hpp"

#include <algorithm>
#include <variant>

namespace rollscope {
namespace {

template <class Record>
void insert_by_start(std::vector<Record>& records, const Record& record) {
  const auto at = std::upper_bound(records.begin(), records.end(), record,
                                   [](const Record& a, const Record& b) { return a.start_s < b.start_s; });
  records.insert(at, record);
}

void put(std::vector<AlertRecord>& alerts, const AlertRecord& alert) {
  const auto same =
      std::find_if(alerts.begin(), alerts.end(), [&](const auto& a) { return a.id == alert.id; });
  if (same != alerts.end())
    *same = alert;
  else
    insert_by_start(alerts, alert);
}

}  // namespace

void gather(const Event& event, std::vector<HoldRecord>& holds, std::vector<AlertRecord>& alerts,
            std::vector<StrokeRecord>& strokes) {
  if (const auto* hold = std::get_if<HoldEnded>(&event.what)) insert_by_start(holds, hold->hold);
  if (const auto* raised = std::get_if<AlertRaised>(&event.what)) put(alerts, raised->alert);
  if (const auto* cleared = std::get_if<AlertCleared>(&event.what)) put(alerts, cleared->alert);
  if (const auto* stroke = std::get_if<StrokeEnded>(&event.what)) insert_by_start(strokes, stroke->stroke);
}

}  // namespace rollscope
