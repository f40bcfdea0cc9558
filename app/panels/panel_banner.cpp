#include "app/panels/panel_banner.hpp"

#include <fmt/format.h>

#include <string>

#include "app/panels/standing_notice.hpp"

namespace rollscope {
namespace {

std::string value_of(const SessionState& session, const AlertRecord& alert) {
  // A pressed stop button has neither value nor limit: it says what it is.
  if (!alert.cause.empty()) return std::string(alert.cause);
  if (alert.kind == AlertKind::pain) return fmt::format("pain {:.0f}", alert.value);
  const char* unit = session.is_kpa() ? "kPa" : "counts";
  if (alert.limit <= 0) return {};
  const char* what = alert.kind == AlertKind::mean ? "mean " : "";
  return fmt::format("{}{:.0f} > {:.0f} {}", what, alert.value, alert.limit, unit);
}

}  // namespace

bool draw_alert_banner(const PanelContext& context, Rect box) {
  const SessionState& session = context.session;
  const LiveState state = session.state;
  const bool replaying = session.replaying;
  std::string title, value, detail = session.region_label;
  const std::string acknowledge = context.actions.key_text("acknowledge"),
                    silence = context.actions.key_text("silence");
  BannerSpec spec{.kind = BannerKind::stop, .acknowledge_key = acknowledge, .silence_key = silence};
  if (state == LiveState::stop) {
    value = value_of(session, session.observation.alert.leading);
    spec.title = "STOP";
    spec.may_acknowledge = spec.may_silence = !replaying;
  } else if (state == LiveState::no_data) {
    spec.kind = BannerKind::technical;
    spec.title = session.link.unplugged ? "Unplugged" : "No data";
    detail = session.link.unplugged ? while_unplugged(session) : session.link.cause;
    if (!replaying) value = fmt::format("last frame {:.1f} s old", session.frame_age_s);
  } else if (state == LiveState::ease) {
    spec.kind = BannerKind::caution;
    spec.title = "Ease off";
    value = value_of(session, session.observation.alert.leading);
    spec.may_silence = !replaying;
  } else if (const auto notice = standing_notice(session.observation)) {
    spec.kind = BannerKind::technical;
    title = notice->title;
    spec.title = title;
    detail = notice->detail;
  } else {
    return false;
  }
  spec.value = value;
  spec.detail = detail;
  if (!replaying && spec.kind != BannerKind::technical) spec.silence_left_s = session.silence_left_s;
  switch (banner(context.ui, box, spec)) {
    case BannerPress::acknowledge:
      context.actions.run("acknowledge");
      break;
    case BannerPress::silence:
      context.actions.run("silence");
      break;
    case BannerPress::none:
      break;
  }
  return true;
}

}  // namespace rollscope
