#include "core/alert/alert_log.hpp"

#include <algorithm>

namespace rollscope {

AlertLog::AlertLog() {
  lasting_.reserve(16);
  changes_.reserve(16);
}

int AlertLog::raise(AlertRecord alert) {
  alert.id = next_id_++;
  if (alert.level == AlertLevel::stop) {
    if (latched_ == 0 || outranks(alert, leading_stop_)) leading_stop_ = alert;
    latched_ += 1;
  }
  lasting_.push_back(alert);
  changes_.push_back({true, alert});
  return alert.id;
}

void AlertLog::update(int id, float value, float limit, double x_mm, double y_mm) {
  const auto alert = std::ranges::find(lasting_, id, &AlertRecord::id);
  if (alert == lasting_.end()) return;
  alert->value = value;
  alert->limit = limit;
  alert->x_mm = x_mm;
  alert->y_mm = y_mm;
  if (leading_stop_.id == id) leading_stop_ = *alert;
}

void AlertLog::clear(int id, double end_s) {
  const auto alert = std::ranges::find(lasting_, id, &AlertRecord::id);
  if (alert == lasting_.end()) return;
  alert->end_s = end_s;
  if (leading_stop_.id == id) leading_stop_ = *alert;
  changes_.push_back({false, *alert});
  lasting_.erase(alert);
}

void AlertLog::clear_all(double end_s) {
  while (!lasting_.empty()) clear(lasting_.front().id, end_s);
}

int AlertLog::acknowledge() {
  const int released = latched_;
  latched_ = 0;
  return released;
}

}  // namespace rollscope
