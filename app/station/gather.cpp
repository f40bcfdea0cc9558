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

constexpr double kSameTime_s = 0.3;  // a turn is not sharper in time

void put(const Happened& lists, const OscillationRecord& oscillation) {
  std::erase_if(lists.strokes, [&](const StrokeRecord& stroke) {
    return stroke.start_s >= oscillation.start_s - kSameTime_s &&
           stroke.end_s <= oscillation.end_s + kSameTime_s;
  });
  insert_by_start(lists.oscillations, oscillation);
}

}  // namespace

void gather(const Event& event, const Happened& lists) {
  if (const auto* hold = std::get_if<HoldEnded>(&event.what)) insert_by_start(lists.holds, hold->hold);
  if (const auto* rub = std::get_if<OscillationEnded>(&event.what)) put(lists, rub->oscillation);
  if (const auto* raised = std::get_if<AlertRaised>(&event.what)) put(lists.alerts, raised->alert);
  if (const auto* cleared = std::get_if<AlertCleared>(&event.what)) put(lists.alerts, cleared->alert);
  if (const auto* stroke = std::get_if<StrokeEnded>(&event.what))
    insert_by_start(lists.strokes, stroke->stroke);
}

}  // namespace rollscope
