#include "app/panels/standing_notice.hpp"

#include <cctype>

namespace rollscope {

std::optional<StandingNotice> standing_notice(const Observation& now) {
  if (now.alert.technical && !now.alert.technical_record.cause.empty()) {
    std::string detail(now.alert.technical_record.cause);
    detail.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(detail.front())));
    return StandingNotice{.title = "Check the sensor", .detail = std::move(detail), .technical = true};
  }
  if (now.percussion)
    return StandingNotice{.title = "Massage gun: averages only",
                          .detail = "Warnings of peak pressure are off while it shakes"};
  return std::nullopt;
}

std::string while_unplugged(const SessionState& session) {
  return session.recording.active ? "Looking for its port. The recording goes on."
                                  : "Looking for its port. It goes on by itself.";
}

}  // namespace rollscope
