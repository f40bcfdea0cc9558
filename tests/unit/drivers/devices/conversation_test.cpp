// Asking a device and hearing it out, on a link and a clock that lie in the test: reading waits by moving the
// clock.
#include "drivers/devices/conversation.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <random>

#include "drivers/devices/device_source.hpp"
#include "tests/unit/drivers/devices/polled_support.hpp"

namespace rollscope::polled_test {
namespace {

using std::chrono::milliseconds;
constexpr std::int64_t kMs = 1'000'000;

struct Piece {
  int after_ms;
  Bytes bytes;
};
using Answer = std::vector<Piece>;

// The device's side. `answer(n, whole)` says what comes of the n-th request, whose sound answer would be
// `whole`.
struct Bench {
  Bench(const std::string& id, const DeviceOptions& options, int rows, int cols)
      : subject(id, options), encoder(subject.encoder(rows, cols)) {}

  Bytes next_whole() {
    RawFrame frame;
    const double full_scale = std::min(encoder->info().full_scale, 255.0);
    frame.samples.resize(encoder->info().layout.sensels());
    for (float& sample : frame.samples)
      sample = static_cast<float>(random() % (static_cast<unsigned>(full_scale) + 1));
    sent.push_back(frame.samples);
    Bytes out;
    encoder->encode(frame, out);
    return out;
  }
  void say(int after_ms, const Bytes& bytes) { due.emplace(now_ns + after_ms * kMs, bytes); }
  void hear(std::span<const std::byte> bytes) {
    written.insert(written.end(), bytes.begin(), bytes.end());
    std::vector<HostRequest> requests;
    encoder->receive(bytes, requests);
    for (const HostRequest& request : requests) {
      if (request.kind != HostRequest::Kind::frame) continue;
      asked_ns.push_back(now_ns);
      for (const Piece& piece : answer(asked_ns.size() - 1, next_whole())) say(piece.after_ms, piece.bytes);
    }
  }
  [[nodiscard]] bool was_sent(const RawFrame& frame) const {
    return std::ranges::find(sent, frame.samples) != sent.end();
  }

  Subject subject;
  std::unique_ptr<DeviceEncoder> encoder;
  std::function<Answer(std::size_t, const Bytes&)> answer = [](std::size_t, const Bytes& whole) {
    return Answer{{20, whole}};
  };
  std::mt19937 random{1};
  std::int64_t now_ns = 1'000'000'000;
  std::multimap<std::int64_t, Bytes> due;
  std::vector<std::vector<float>> sent;
  std::vector<std::int64_t> asked_ns;
  Bytes written;
};

class BenchLink final : public ByteStream {
 public:
  explicit BenchLink(Bench& bench) : bench_(bench) {}
  ReadResult read(std::span<std::byte> into, milliseconds timeout) override {
    const std::int64_t until_ns = bench_.now_ns + timeout.count() * kMs;
    const auto next = bench_.due.begin();
    if (next == bench_.due.end() || next->first > until_ns) {
      bench_.now_ns = until_ns;
      return {.status = ReadStatus::idle};
    }
    bench_.now_ns = std::max(bench_.now_ns, next->first);
    const std::size_t count = std::min(into.size(), next->second.size());
    std::copy_n(next->second.begin(), count, into.begin());
    const Bytes rest(next->second.begin() + static_cast<std::ptrdiff_t>(count), next->second.end());
    bench_.due.erase(next);
    if (!rest.empty()) bench_.due.emplace(bench_.now_ns, rest);
    return {.status = ReadStatus::bytes, .count = count};
  }
  Result<void> write(std::span<const std::byte> bytes, milliseconds) override {
    bench_.hear(bytes);
    return {};
  }
  void wake() noexcept override {}
  void close() noexcept override {}
  [[nodiscard]] std::string description() const override { return "bench"; }
  [[nodiscard]] std::optional<Error> error() const override { return std::nullopt; }

 private:
  Bench& bench_;
};

Result<std::unique_ptr<Source>> open(Bench& bench, const std::string& options) {
  return open_device_source(std::make_unique<BenchLink>(bench), LinkKind::live,
                            *SourceUri::parse("tty:/dev/x" + options), std::chrono::seconds(4), {},
                            [&bench] { return bench.now_ns; });
}

std::vector<RawFrame> frames_in(Source& source, Bench& bench, int seconds) {
  std::vector<RawFrame> out;
  RawFrame frame;
  Command command;
  const std::int64_t end_ns = bench.now_ns + seconds * 1000 * kMs;
  while (bench.now_ns < end_ns)
    if (source.read(frame, command, milliseconds(50)) == SourceEvent::frame) out.push_back(frame);
  return out;
}

struct Kind {
  const char* id;
  DeviceOptions options;
  std::string uri;
  int rows, cols;
};

std::vector<Kind> kinds() {
  return {{"sensingtex-active", {}, "?device=sensingtex-active", 48, 48},
          {"sensingtex-matrix", {}, "?device=sensingtex-matrix", 20, 20},
          {"polled-16x16", {}, "?device=polled-16x16", 16, 16},
          {"byu", {}, "?device=byu", 9, 14},
          {"etextile", {}, "?device=etextile", 16, 16},
          {"text",
           {{"rows", "6"}, {"cols", "5"}, {"end", "line"}, {"request", "q"}},
           "?device=text&rows=6&cols=5&end=line&request=q",
           6,
           5}};
}

class Asked : public testing::TestWithParam<Kind> {
 protected:
  // Connects to a device that answers well, then has it answer with `answer`, and reads for `seconds`.
  std::vector<RawFrame> frames(int seconds, std::function<Answer(std::size_t, const Bytes&)> answer) {
    source_ = open(bench_, GetParam().uri).value_or(nullptr);
    EXPECT_TRUE(source_);
    if (!source_) return {};
    bench_.answer = std::move(answer);
    first_ = bench_.asked_ns.size();
    return frames_in(*source_, bench_, seconds);
  }
  void expect_only_sent(const std::vector<RawFrame>& frames) const {
    for (const RawFrame& frame : frames) ASSERT_TRUE(bench_.was_sent(frame)) << "a frame that was not sent";
  }

  Bench bench_{GetParam().id, GetParam().options, GetParam().rows, GetParam().cols};
  std::unique_ptr<Source> source_;
  std::size_t first_ = 0;  // request that is answered as the test says
};

TEST_P(Asked, OneRequestOneAnswer) {
  const auto got = frames(3, [](std::size_t, const Bytes& whole) { return Answer{{20, whole}}; });
  expect_only_sent(got);
  EXPECT_GE(got.size(), 3000U / 26U);
  EXPECT_LE(bench_.asked_ns.size(), got.size() + 2);
  EXPECT_EQ(source_->health().discarded_bytes, 0U);
}

TEST_P(Asked, AnAnswerThatStaysOutIsAskedForAgain) {
  const auto got = frames(
      20, [](std::size_t n, const Bytes& whole) { return n % 5 == 4 ? Answer{} : Answer{{20, whole}}; });
  expect_only_sent(got);
  const auto wait = bench_.subject.parser()->polling()->answer;
  EXPECT_GE(got.size(), 4U * (20'000U / static_cast<unsigned>(wait.count() + 130) - 1));
  for (std::size_t i = std::max<std::size_t>(first_, 1); i + 1 < bench_.asked_ns.size(); ++i)
    if (i % 5 == 4) {
      EXPECT_NEAR(static_cast<double>(bench_.asked_ns[i + 1] - bench_.asked_ns[i]) / kMs,
                  static_cast<double>(wait.count()), 2.0);
    }
}

TEST_P(Asked, LateAndDoubleAnswersDoNoHarm) {
  const int late_ms = static_cast<int>(bench_.subject.parser()->polling()->answer.count()) + 10;
  for (const int apart_ms : {0, 1, 4, 6, 30, 100}) {
    const auto got = frames(20, [&](std::size_t n, const Bytes& whole) -> Answer {
      if (n % 7 == 3) return {{late_ms, whole}};
      if (n % 7 == 6) return {{20, whole}, {20 + apart_ms, whole}};
      return {{20, whole}};
    });
    expect_only_sent(got);
    EXPECT_GE(got.size(), 70U) << apart_ms;
  }
}

TEST_P(Asked, ABrokenAnswerIsDroppedWholeAndAskedForAgain) {
  const auto got = frames(20, [&](std::size_t n, const Bytes& whole) -> Answer {
    Bytes bytes = whole;
    if (n % 4 == 1) bytes.resize(bytes.size() / 2);
    if (n % 4 == 3 && !std::string_view(GetParam().id).starts_with("text"))
      bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 3), bytes[bytes.size() / 3]);
    return {{20, bytes}};
  });
  expect_only_sent(got);
  EXPECT_GE(got.size(), 25U);
  EXPECT_GT(source_->health().discarded_bytes, 0U);
}

// Whatever a bad line does to answers, in pieces of any size: what is shown was sent, and it goes on.
TEST_P(Asked, AnythingMayHappen) {
  const bool guarded = bench_.subject.device().noticed != Noticed::little;
  auto got = frames(120, [this](std::size_t, const Bytes& whole) {
    std::mt19937& random = bench_.random;
    Answer out;
    Bytes bytes = whole;
    int at_ms = 5 + static_cast<int>(random() % 40);
    switch (random() % 12) {
      case 0:
        return out;  // ignored
      case 1:
        at_ms += 1500;
        break;
      case 2:
        bytes.insert(bytes.end(), whole.begin(), whole.end());
        break;
      case 3:
        bytes.erase(bytes.begin(),
                    bytes.begin() + static_cast<std::ptrdiff_t>(1 + random() % (bytes.size() - 1)));
        break;
      case 4:
        bytes.resize(random() % bytes.size());
        break;
      case 5: {
        const Bytes text = text_of("\r\nlow battery\r\n");
        bytes.insert(bytes.begin(), text.begin(), text.end());
        break;
      }
      default:
        break;
    }
    for (std::size_t begin = 0; begin < bytes.size();) {
      const std::size_t size = std::min<std::size_t>(1 + random() % 2000, bytes.size() - begin);
      const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(begin);
      out.push_back({at_ms, {from, from + static_cast<std::ptrdiff_t>(size)}});
      begin += size;
      at_ms += static_cast<int>(random() % 4);  // no longer than what ends an answer
    }
    return out;
  });
  if (guarded || std::string_view(GetParam().id) == "polled-16x16") expect_only_sent(got);
  EXPECT_GE(got.size(), 150U);
  const StreamHealth health = source_->health();
  EXPECT_GE(health.bytes, health.discarded_bytes);
}

INSTANTIATE_TEST_SUITE_P(All, Asked, testing::ValuesIn(kinds()), [](const auto& each) {
  std::string name = each.param.id;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(Conversation, NothingIsAskedAndAllIsDroppedUntilItHasSettled) {
  Bench bench("sensingtex-active", {}, 48, 48);
  bench.say(100, text_of("BLE advertising\r\n"));
  bench.say(4000, bench.next_whole());
  const std::int64_t opened_ns = bench.now_ns;
  const auto source = open(bench, "?device=sensingtex-active");
  ASSERT_TRUE(source) << source.error().detail;
  EXPECT_EQ(bench.asked_ns.front() - opened_ns, 5000 * kMs);
  EXPECT_EQ((*source)->health().frames, 3U);
  EXPECT_EQ((*source)->health().resyncs, 0U);
  Bench eager("sensingtex-active", {}, 48, 48);
  ASSERT_TRUE(open(eager, "?device=sensingtex-active&settle_ms=70"));
  EXPECT_EQ(eager.asked_ns.front() - opened_ns, 70 * kMs);
}

TEST(Conversation, ADeafDeviceIsToldFromAWrongOne) {
  Bench deaf("byu", {}, 4, 4);
  deaf.answer = [](std::size_t, const Bytes&) { return Answer{}; };
  const auto nothing = open(deaf, "?device=byu");
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code, Errc::not_found);
  EXPECT_GE(deaf.asked_ns.size(), 7U) << "it is asked again and again";
  Bench wrong("byu", {}, 4, 4);
  wrong.answer = [](std::size_t, const Bytes&) { return Answer{{1, Bytes(99, std::byte{0x55})}}; };
  EXPECT_EQ(open(wrong, "?device=byu").error().code, Errc::format);
}

TEST(Conversation, AStreamIsStartedAgainWhereItFellSilent) {
  Bench bench("sensingtex-matrix", {{"ask", "once"}}, 20, 20);
  bench.answer = [&](std::size_t, const Bytes& whole) {
    Answer out;
    for (int i = 1; i <= 10; ++i) out.push_back({100 * i, whole});
    return out;
  };
  const auto source = open(bench, "?device=sensingtex-matrix&ask=once&settle_ms=0");
  ASSERT_TRUE(source) << source.error().detail;
  EXPECT_GE(frames_in(**source, bench, 10).size(), 40U);
  EXPECT_LE(bench.asked_ns.size(), 8U);
}

TEST(Conversation, ARunningStreamIsNotDisturbed) {
  Bench bench("wiresens", {{"rows", "12"}, {"cols", "10"}}, 12, 10);
  for (int i = 1; i <= 20; ++i) bench.say(100 * i, bench.next_whole());
  const auto source = open(bench, "?device=wiresens&rows=12&cols=10&config=%7B%22id%22:1%7D");
  ASSERT_TRUE(source) << source.error().detail;
  EXPECT_GE(frames_in(**source, bench, 3).size(), 15U);
  EXPECT_TRUE(bench.written.empty());
  frames_in(**source, bench, 2);
  EXPECT_EQ(bench.written, text_of("{\"id\":1}\n")) << "two seconds of silence";
}

TEST(Conversation, DevicesThatAreAskedAreFoundWithoutTheirNames) {
  for (const Kind& kind : kinds()) {
    const DeviceDescription& device = **find_device(kind.id);
    if (device.needs_name) continue;
    Bench bench(kind.id, kind.options, kind.rows, kind.cols);
    const auto source = open(bench, "");
    ASSERT_TRUE(source) << kind.id << ": " << source.error().detail;
    EXPECT_EQ((*source)->info().device_id, kind.id);
    EXPECT_EQ((*source)->info().layout.rows, kind.rows);
    const auto got = frames_in(**source, bench, 2);
    EXPECT_GE(got.size(), 50U) << kind.id;
    for (const RawFrame& frame : got) EXPECT_TRUE(bench.was_sent(frame));
  }
}

TEST(Conversation, AFloodIsNoAnswerAndTakesNoMemory) {
  Bench bench("byu", {}, 4, 4);
  const std::int64_t opened_ns = bench.now_ns;
  for (int ms = 0; ms < 8000; ++ms) bench.say(ms, Bytes(3000, std::byte{1}));
  EXPECT_FALSE(open(bench, "?device=byu"));
  EXPECT_LE(bench.now_ns - opened_ns, 7100 * kMs);
  EXPECT_LE(bench.asked_ns.size(), 2U);
}

TEST(Conversation, LinesOfNumbersAreSaidToBeText) {
  Bench bench("text", {{"rows", "4"}, {"cols", "6"}}, 4, 6);
  for (int i = 0; i < 40; ++i) bench.say(100 * i, bench.next_whole());
  const auto source = open(bench, "");
  ASSERT_FALSE(source);
  EXPECT_NE(source.error().detail.find("device=text&cols=6&end=blank&rows=4"), std::string::npos)
      << source.error().detail;
}

TEST(Conversation, ADumpOfAnswersIsReadWithoutAskingAndWithoutWaiting) {
  for (const Kind& kind : kinds()) {
    Bench bench(kind.id, kind.options, kind.rows, kind.cols);
    Bytes dump;
    for (int i = 0; i < 20; ++i) {
      const Bytes one = bench.next_whole();
      dump.insert(dump.end(), one.begin(), one.end());
    }
    bench.say(0, dump);
    const std::int64_t opened_ns = bench.now_ns;
    auto source = open_device_source(std::make_unique<BenchLink>(bench), LinkKind::dump,
                                     *SourceUri::parse("tty:/dev/x" + kind.uri), std::chrono::seconds(4), {},
                                     [&bench] { return bench.now_ns; });
    ASSERT_TRUE(source) << source.error().detail;
    EXPECT_EQ(bench.now_ns, opened_ns);
    EXPECT_GE(frames_in(**source, bench, 1).size(), 19U) << kind.id;
    EXPECT_TRUE(bench.asked_ns.empty());
  }
}

}  // namespace
}  // namespace rollscope::polled_test
