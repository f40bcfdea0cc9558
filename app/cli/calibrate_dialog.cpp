#include "app/cli/calibrate_dialog.hpp"

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>

#include "core/correct/uncertainty_class.hpp"

namespace rollscope {
namespace {

bool stdin_is_terminal() {
#ifdef _WIN32
  return _isatty(_fileno(stdin)) != 0;
#else
  return isatty(fileno(stdin)) != 0;
#endif
}

// Empty at the end of the answers.
std::string ask(const std::string& question) {
  fmt::print("{} ", question);
  std::fflush(stdout);
  std::string answer;
  std::getline(std::cin, answer);
  while (!answer.empty() && (answer.back() == '\r' || answer.back() == ' ')) answer.pop_back();
  if (!stdin_is_terminal()) fmt::print("{}\n", answer);
  return answer;
}

// Says why and lets the person try again; where nobody can, the error goes on.
Result<void> refused(const Error& error) {
  if (!stdin_is_terminal() || error.code == Errc::disconnected) return std::unexpected(error);
  fmt::print("  not taken: {}\n", error.detail);
  return {};
}

class Dialog {
 public:
  Dialog(LiveLoads& loads, CalibrationSession& session) : loads_(loads), session_(session) {}

  Result<void> uniform() {
    fmt::print(
        "\n2 of 4  Even loads over the whole sensor level the sensels: a bladder or cushion at known "
        "pressure.\n"
        "        One sets gains, two or more (at least a factor 1.5 apart) also how each sensel rises.\n");
    return each("Pressure on it now, in kPa (Enter: no more):", Amount::Unit::kpa,
                [&](const Amount& amount, LoadReading reading) {
                  return session_.add_uniform(amount, std::move(reading));
                });
  }

  Result<void> points() {
    fmt::print(
        "\n3 of 4  Known loads, low to high, 5 to 10 of them. Press five times to 120 % of the highest "
        "before "
        "you begin,\n"
        "        and only ever go up. A force of an indenter in N, or an even pressure on all of it in "
        "kPa.\n");
    const Amount::Unit usual = session_.notes().indenter_cm2 > 0 ? Amount::Unit::newton : Amount::Unit::kpa;
    return each(usual == Amount::Unit::newton ? "Load on it now, in N (Enter: no more):"
                                              : "Load on it now, as 50 kPa or 20 N (Enter: no more):",
                usual, [&](const Amount& amount, LoadReading reading) {
                  if (auto known = know_indenter(amount); !known) return known;
                  return session_.add_point(amount, std::move(reading));
                });
  }

  Result<void> checks() {
    fmt::print(
        "\n4 of 4  A known mass anywhere on the sensor, or a person on a scale, shows whether forces are "
        "right.\n");
    return each("Mass on it now, in kg (Enter: no more):", Amount::Unit::kilogram,
                [&](const Amount& amount, LoadReading reading) -> Result<void> {
                  const auto check = session_.add_check(amount, std::move(reading));
                  if (!check) return std::unexpected(check.error());
                  tell(*check);
                  return {};
                });
  }

 private:
  template <class Take>
  Result<void> each(const char* question, Amount::Unit usual, Take take) {
    for (;;) {
      const std::string answer = ask(question);
      if (answer.empty()) return {};
      if (auto taken = one(answer, usual, take); !taken) {
        if (auto again = refused(taken.error()); !again) return again;
      }
    }
  }

  template <class Take>
  Result<void> one(const std::string& answer, Amount::Unit usual, Take take) {
    const auto amount = parse_amount(answer, usual);
    if (!amount) return std::unexpected(amount.error());
    fmt::print("  keep it still ...\n");
    std::fflush(stdout);
    auto reading = loads_.load();
    if (!reading) return std::unexpected(reading.error());
    fmt::print("  read: {:.0f} counts in all, {} frames\n", reading->total, reading->frames);
    return take(*amount, std::move(*reading));
  }

  Result<void> know_indenter(const Amount& amount) {
    if (amount.unit == Amount::Unit::kpa || session_.notes().indenter_cm2 > 0) return {};
    const std::string answer = ask("Area of the indenter, in cm2:");
    char* end = nullptr;
    const double area = std::strtod(answer.c_str(), &end);
    if (end == answer.c_str() || *end != '\0' || !(area > 0.0 && area < 1e4))
      return fail(Errc::bad_argument, fmt::format("'{}' is no area in cm2", answer));
    session_.notes().indenter_cm2 = area;
    return {};
  }

  void tell(const LoadCheck& check) const {
    const Verdict verdict = load_check_verdict(load_ratio(check));
    const char* advice[] = {"good", "doubtful: check zero and points, or start again with --rescale",
                            "too far off: the sensor is not calibrated; measure the points again"};
    fmt::print("  {:.1f} N known, {:.1f} N read: {:.3f}, {} ({})\n", check.known_n, check.measured_n,
               load_ratio(check), word(verdict), advice[static_cast<int>(verdict)]);
  }

  LiveLoads& loads_;
  CalibrationSession& session_;
};

void ask_notes(CalibrationNotes& notes) {
  const auto ask_into = [](std::string& text, const char* question) {
    if (text.empty()) text = ask(question);
  };
  ask_into(notes.operator_name, "Operator (Enter: leave out):");
  ask_into(notes.indenter, "What presses: size, stiffness (Enter: leave out):");
  if (notes.temperature_c) return;
  const std::string answer = ask("Temperature of the room in C (Enter: leave out):");
  char* end = nullptr;
  const double value = std::strtod(answer.c_str(), &end);
  if (end != answer.c_str() && *end == '\0' && value > -20 && value < 60) notes.temperature_c = value;
}

Result<UnloadedReading> take_zero(LiveLoads& loads) {
  for (;;) {
    ask("1 of 4  Lift everything off the sensor, then press Enter:");
    fmt::print("  two seconds ...\n");
    std::fflush(stdout);
    auto unloaded = loads.unloaded();
    if (unloaded) return unloaded;
    if (auto again = refused(unloaded.error()); !again) return std::unexpected(again.error());
  }
}

}  // namespace

Result<CalibrationSession> calibrate_live(const std::string& source, const CalibrationNotes& notes) {
  const auto uri = SourceUri::parse(source);
  if (!uri) return std::unexpected(uri.error());
  const auto loads = LiveLoads::open(*uri, notes.lines);
  if (!loads) return std::unexpected(loads.error());
  CalibrationNotes asked = notes;
  ask_notes(asked);
  auto unloaded = take_zero(**loads);
  if (!unloaded) return std::unexpected(unloaded.error());
  CalibrationSession session(std::move(*unloaded), std::move(asked));
  Dialog dialog(**loads, session);
  for (const auto& step : {std::function<Result<void>()>([&] { return dialog.uniform(); }),
                           std::function<Result<void>()>([&] { return session.level(); }),
                           std::function<Result<void>()>([&] { return dialog.points(); }),
                           std::function<Result<void>()>([&] { return session.fit(); })})
    if (auto done = step(); !done) return std::unexpected(done.error());
  if (session.points() > 0)
    if (auto checked = dialog.checks(); !checked) return std::unexpected(checked.error());
  return session;
}

}  // namespace rollscope
