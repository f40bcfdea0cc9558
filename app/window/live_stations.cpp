#include "app/window/live_stations.hpp"

#include <algorithm>
#include <utility>

namespace rollscope {

LiveStations::LiveStations(std::function<void()> wake) : wake_(std::move(wake)) {
  sessions_.push_back(std::make_unique<LiveSession>(wake_));
}

void LiveStations::select(std::size_t i) {
  if (i < sessions_.size()) selected_ = i;
  number();
}

LiveSession* LiveStations::add() {
  if (sessions_.size() == kMost) return nullptr;
  const std::string sound_note = selected().state().sound_note;
  sessions_.push_back(std::make_unique<LiveSession>(wake_));
  selected_ = sessions_.size() - 1;
  selected().state().sound_note = sound_note;
  number();
  return sessions_.back().get();
}

void LiveStations::close_selected() {
  if (sessions_.size() > 1) erase(selected_);
}

void LiveStations::erase(std::size_t i) {
  sessions_.erase(sessions_.begin() + static_cast<std::ptrdiff_t>(i));
  if (selected_ > i || selected_ == sessions_.size()) --selected_;
  number();
}

void LiveStations::number() {
  for (std::size_t i = 0; i < sessions_.size(); ++i) {
    sessions_[i]->state().number = sessions_.size() > 1 ? static_cast<int>(i) + 1 : 0;
    sessions_[i]->state().selected = i == selected_;
  }
}

bool LiveStations::update(double now_s) {
  bool news = false;
  for (const auto& session : sessions_) news = session->update(now_s) || news;
  news = drop_failed() || news;
  // A session that has just opened begins with a state of its own.
  number();
  return news;
}

bool LiveStations::drop_failed() {
  for (std::size_t i = sessions_.size(); i-- > 1;) {
    LiveSession& session = *sessions_[i];
    if (session.running() || session.state().connecting || session.state().open_error.empty()) continue;
    OpenError error = std::exchange(session.state().open_error, {});
    erase(i);
    selected().state().open_error = std::move(error);
    return true;
  }
  return false;
}

void LiveStations::presented() {
  for (const auto& session : sessions_) session->presented();
}

bool LiveStations::streaming() const {
  return std::ranges::any_of(sessions_, [](const auto& session) { return session->streaming(); });
}

bool LiveStations::running() const {
  return std::ranges::any_of(sessions_, [](const auto& session) { return session->running(); });
}

LiveSession* LiveStations::in(LiveState state) {
  if (selected().running() && selected().state().state == state) return &selected();
  for (const auto& session : sessions_)
    if (session->running() && session->state().state == state) return session.get();
  return nullptr;
}

void LiveStations::silence() {
  for (const auto& session : sessions_) session->silence();
}

}  // namespace rollscope
