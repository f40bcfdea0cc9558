#include "drivers/devices/probe.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "drivers/devices/text_guess.hpp"
#include "drivers/source_uri.hpp"

namespace rollscope {
namespace {

constexpr std::uint64_t kConvincingFrames = 3;
constexpr std::int64_t kGreetAgain_ns = 1'000'000'000;   // boards that reset on open are deaf for a while
constexpr std::int64_t kListenFirst_ns = 1'200'000'000;  // before unknown devices are asked anything
constexpr std::int64_t kTurn_ns = 600'000'000;           // for the first frame of one that is asked
constexpr std::size_t kSample = 64 * 1024;               // of what came, to say what it looked like

// One device the stream may be.
struct Candidate {
  const DeviceDescription* device = nullptr;
  DeviceOptions options;
  std::unique_ptr<Conversation> conversation;
  std::vector<RawFrame> frames = {};
  std::vector<std::string> texts = {};
  bool asked = false;  // has to be asked
  bool convinced = false;
  std::uint64_t most_frames = 0;  // of any turn

  void start(const ProbePlan& plan, std::int64_t now_ns) {
    conversation =
        std::make_unique<Conversation>(device->make_parser(options), plan.kind, plan.settle, now_ns);
    frames.clear();
  }
  void decode(std::int64_t now_ns, bool at_end = false) {
    RawFrame frame;
    while (conversation->next(frame, now_ns, at_end)) {
      frames.push_back(frame);
      convinced = convinced || conversation->decoder().consecutive_frames() >= kConvincingFrames;
    }
    most_frames = std::max<std::uint64_t>(most_frames, frames.size());
    for (std::string& text : conversation->decoder().take_texts()) texts.push_back(std::move(text));
  }
  void take(std::span<const std::byte> bytes, std::int64_t now_ns) {
    while (!bytes.empty()) {
      bytes = bytes.subspan(conversation->push(bytes, now_ns));
      decode(now_ns);
    }
  }
  [[nodiscard]] bool known(bool named) const {
    return convinced || (named && device->announces && conversation->decoder().info() != nullptr);
  }
};

// The search over one stream, step by step.
class Search {
 public:
  Search(ByteStream& stream, const ProbePlan& plan, std::vector<Candidate> candidates)
      : stream_(stream),
        plan_(plan),
        candidates_(std::move(candidates)),
        opened_ns_(plan.clock()),
        greeting_ns_(opened_ns_ + std::chrono::nanoseconds(plan.settle).count()),
        turn_ends_ns_(opened_ns_ + kListenFirst_ns) {
    for (Candidate& candidate : candidates_) candidate.start(plan, opened_ns_);
  }

  Result<ProbeResult> run();

 private:
  [[nodiscard]] std::int64_t deadline_ns() const {
    return opened_ns_ + std::chrono::nanoseconds(plan_.settle + plan_.patience).count();
  }
  // Whether it is asked and listened to now: all but those that wait for their turn.
  [[nodiscard]] bool active(const Candidate& candidate) const {
    return plan_.named || plan_.kind == Conversation::Kind::dump || !candidate.asked || &candidate == turn_;
  }
  void greet(std::int64_t now_ns);
  void pass_turn(std::int64_t now_ns);
  void ask(std::int64_t now_ns);
  [[nodiscard]] std::int64_t wake_ns(std::int64_t now_ns) const;
  void keep_sample(std::span<const std::byte> bytes);
  [[nodiscard]] Candidate* found();
  [[nodiscard]] ProbeResult result(Candidate& candidate) const;
  [[nodiscard]] Error what_was_seen() const;

  ByteStream& stream_;
  const ProbePlan& plan_;
  std::vector<Candidate> candidates_;
  std::int64_t opened_ns_;
  std::int64_t greeting_ns_;
  std::int64_t turn_ends_ns_;
  Candidate* turn_ = nullptr;
  std::size_t next_turn_ = 0;
  std::uint64_t turn_frames_ = 0;
  std::uint64_t bytes_ = 0;
  std::vector<std::byte> sample_;
  bool ended_ = false;
};

// A deaf port is no reason to give up: free-running devices need no greeting.
void Search::greet(std::int64_t now_ns) {
  if (now_ns < greeting_ns_) return;
  greeting_ns_ += kGreetAgain_ns;
  std::vector<std::byte> bytes;
  for (const Candidate& candidate : candidates_) candidate.conversation->decoder().parser().greet(bytes);
  if (!bytes.empty()) static_cast<void>(stream_.write(bytes, std::chrono::milliseconds(100)));
}

// One of those that want to be asked at a time, for two at once would take each other's answers for noise.
void Search::pass_turn(std::int64_t now_ns) {
  if (plan_.named || plan_.kind == Conversation::Kind::dump) return;
  if (turn_ != nullptr && turn_->frames.size() > turn_frames_) {
    turn_frames_ = turn_->frames.size();
    turn_ends_ns_ = now_ns + kTurn_ns;
  }
  if (now_ns < turn_ends_ns_) return;
  turn_ends_ns_ = now_ns + kTurn_ns;
  turn_ = nullptr;
  turn_frames_ = 0;
  for (std::size_t i = 0; i < candidates_.size() && turn_ == nullptr; ++i) {
    Candidate& candidate = candidates_[next_turn_++ % candidates_.size()];
    if (candidate.asked) turn_ = &candidate;
  }
  if (turn_ != nullptr) turn_->start(plan_, now_ns);
}

void Search::ask(std::int64_t now_ns) {
  for (Candidate& candidate : candidates_) {
    if (!active(candidate)) continue;
    candidate.decode(now_ns);
    const auto request = candidate.conversation->request(now_ns);
    if (!request.empty()) static_cast<void>(stream_.write(request, std::chrono::milliseconds(100)));
  }
}

std::int64_t Search::wake_ns(std::int64_t now_ns) const {
  std::int64_t wake = std::min({deadline_ns(), greeting_ns_, plan_.named ? deadline_ns() : turn_ends_ns_});
  for (const Candidate& candidate : candidates_)
    if (active(candidate)) wake = std::min(wake, candidate.conversation->wake_ns(now_ns));
  return wake;
}

void Search::keep_sample(std::span<const std::byte> bytes) {
  bytes_ += bytes.size();
  bytes = bytes.first(std::min(bytes.size(), kSample - sample_.size()));
  sample_.insert(sample_.end(), bytes.begin(), bytes.end());
}

Candidate* Search::found() {
  const auto one = std::ranges::find_if(
      candidates_, [&](const Candidate& candidate) { return candidate.known(plan_.named); });
  return one == candidates_.end() ? nullptr : &*one;
}

ProbeResult Search::result(Candidate& candidate) const {
  return {.device = candidate.device,
          .options = std::move(candidate.options),
          .info = *candidate.conversation->decoder().info(),
          .conversation = std::move(candidate.conversation),
          .frames = std::move(candidate.frames),
          .texts = std::move(candidate.texts),
          .ended = ended_};
}

// By name where a person can have meant them.
std::string names(const std::vector<Candidate>& candidates) {
  if (candidates.size() > 3) return "any of the " + std::to_string(candidates.size()) + " devices tried";
  std::string out;
  for (const Candidate& candidate : candidates) out += (out.empty() ? "" : " or ") + candidate.device->id;
  return out;
}

constexpr std::string_view kOffer = "; as lines of numbers they fit device=text&";

// What to do about bytes that fit none of the devices.
std::string advice(std::span<const std::byte> bytes) {
  const auto guess = guess_text(bytes);
  if (!guess) return ": wrong baud or device? Choose the device, or give device= and baud=";
  // It knows how to write a marker like "# end".
  const std::string uri = SourceUri{.scheme = "tty", .address = "x", .options = *guess}.to_string();
  return std::string(kOffer) + uri.substr(uri.find('?') + 1);
}

Error Search::what_was_seen() const {
  // What came before the end is no reason to doubt the device.
  if (ended_ && stream_.error() && (bytes_ == 0 || plan_.kind == Conversation::Kind::live))
    return {stream_.error()->code, stream_.error()->detail + " before three valid frames had come" +
                                       ": plug it in, then connect again"};
  const auto patience = plan_.settle + plan_.patience;
  const auto seconds = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(patience).count());
  const std::string when = ended_ ? " before it ended" : " in " + seconds + " s";
  std::string detail = stream_.description() + ": ";
  if (bytes_ == 0) {
    detail += "nothing was received" + when + ": is the device on, and is this its port?";
    return {ended_ ? Errc::disconnected : Errc::not_found, detail};
  }
  std::uint64_t frames = 0;
  for (const Candidate& candidate : candidates_) frames = std::max(frames, candidate.most_frames);
  detail += std::to_string(bytes_) + " bytes arrived" + when + ", ";
  detail += frames == 0 ? "none fit " + names(candidates_)
                        : "but never three frames of " + names(candidates_) + " in a row";
  detail += advice(sample_);
  for (const Candidate& candidate : candidates_)
    if (!candidate.texts.empty()) detail += "; " + candidate.device->id + ": " + candidate.texts.back();
  return {Errc::format, detail};
}

Result<ProbeResult> Search::run() {
  std::array<std::byte, 16384> buffer;
  for (std::int64_t now_ns = opened_ns_; !ended_ && now_ns < deadline_ns(); now_ns = plan_.clock()) {
    if (plan_.cancel.stop_requested())
      return fail(Errc::disconnected, stream_.description() + ": given up before it was connected");
    greet(now_ns);
    pass_turn(now_ns);
    ask(now_ns);
    if (Candidate* one = found()) return result(*one);
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(
        std::chrono::nanoseconds(std::max<std::int64_t>(wake_ns(now_ns) - now_ns, 0)));
    const ReadResult read = stream_.read(buffer, wait);
    // A link that is lost before anything is known of it is not waited for.
    ended_ = read.status == ReadStatus::closed || read.status == ReadStatus::lost;
    if (read.status != ReadStatus::bytes) continue;
    const auto bytes = std::span(buffer).first(read.count);
    keep_sample(bytes);
    now_ns = plan_.clock();
    for (Candidate& candidate : candidates_)
      if (active(candidate)) candidate.take(bytes, now_ns);
    if (Candidate* one = found()) return result(*one);
  }
  for (Candidate& candidate : candidates_) {
    if (!ended_ || plan_.kind != Conversation::Kind::dump) continue;
    // Where only the end of a stream shows that its last frame is whole.
    candidate.decode(plan_.clock(), true);
    if (!candidate.frames.empty()) return result(candidate);
  }
  return std::unexpected(what_was_seen());
}

Result<std::vector<Candidate>> make_candidates(const ProbePlan& plan) {
  std::vector<Candidate> out;
  for (const DeviceDescription* device : plan.candidates) {
    auto options = device_options(*device, plan.given);
    // Options meant for one device are out of another's range: that other one it is not.
    if (!options && (plan.named || device == plan.candidates.back()) && out.empty())
      return std::unexpected(options.error());
    if (!options) continue;
    const bool asked = device->make_parser(*options)->polling() != nullptr;
    out.push_back(
        {.device = device, .options = std::move(*options), .conversation = nullptr, .asked = asked});
  }
  return out;
}

}  // namespace

DeviceOptions offered_options(const Error& refusal) {
  const std::size_t found = refusal.detail.find(kOffer);
  if (found == std::string::npos) return {};
  const std::string offer = refusal.detail.substr(found + kOffer.size());
  // "; text: ..." may stand behind it.
  const auto uri = SourceUri::parse("tty:x?device=text&" + offer.substr(0, offer.find(';')));
  return uri ? uri->options : DeviceOptions{};
}

std::int64_t capture_clock_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

Result<ProbeResult> probe(ByteStream& stream, const ProbePlan& plan) {
  auto candidates = make_candidates(plan);
  if (!candidates) return std::unexpected(candidates.error());
  const std::stop_callback wake_when_cancelled(plan.cancel, [&stream] { stream.wake(); });
  return Search(stream, plan, std::move(*candidates)).run();
}

}  // namespace rollscope
