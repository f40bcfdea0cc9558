#include "tests/firmware/simulated_board_support.hpp"

#include <gtest/gtest.h>
#include <simavr/avr_adc.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdarg>
#include <deque>
#include <stdexcept>
#include <utility>

namespace rollscope {
namespace {

constexpr std::uint32_t kSupply_mv = 5000;
constexpr double kSettle_us = 3.0;  // a 1 nF column behind 1 kohm, to a count of 1024 and then some
constexpr std::uint8_t kPaint = 0xA5;

// simavr speaks of every odd thing it meets; what matters is checked here.
void say_nothing(avr_t*, int, const char*, va_list) {}

avr_irq_t* port_irq(avr_t* avr, char port, int irq) {
  return avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ(static_cast<std::uint32_t>(port)), irq);
}

}  // namespace

struct SimulatedBoard::Impl {
  // Chip and program stay until the end: simavr has no way to give back all it took.
  struct Machine {
    avr_t* avr = nullptr;
    elf_firmware_t elf{};
  };
  static Machine& new_machine() {
    static auto& machines = *new std::deque<Machine>;
    return machines.emplace_back();
  }

  explicit Impl(const std::string& firmware) : mega(firmware.find("mega") != std::string::npos) {
    avr_global_logger_set(say_nothing);
    Machine& machine = new_machine();
    elf_firmware_t& elf = machine.elf;
    const std::string path = std::string(ROLLSCOPE_FIRMWARE_DIR) + "/" + firmware + ".elf";
    if (elf_read_firmware(path.c_str(), &elf) != 0) throw std::runtime_error(path + " cannot be read");
    avr = machine.avr = avr_make_mcu_by_name(mega ? "atmega2560" : "atmega328p");
    if (avr == nullptr) throw std::runtime_error("simavr does not know the chip");
    avr_init(avr);
    elf.frequency = 16'000'000;
    avr_load_firmware(avr, &elf);
    avr->frequency = 16'000'000;
    avr->vcc = avr->avcc = avr->aref = kSupply_mv;
    first_free = 0x100U + (mega ? 0x100U : 0U) + elf.datasize + elf.bsssize;
    std::fill(avr->data + first_free, avr->data + avr->ramend + 1, kPaint);
    wire_serial();
    wire_pins();
  }

  void wire_serial() {
    std::uint32_t flags = 0;  // neither to the console nor asleep while it is polled
    avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
    const auto irq = [&](int which) { return avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), which); };
    from_host = irq(UART_IRQ_INPUT);
    avr_irq_register_notify(
        irq(UART_IRQ_OUTPUT),
        [](avr_irq_t*, std::uint32_t value, void* self) {
          auto* me = static_cast<Impl*>(self);
          me->sent.push_back(static_cast<std::byte>(value));
          me->sent_at_s.push_back(me->time_s());
        },
        this);
  }

  void wire_pins() {
    avr_irq_register_notify(
        avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_OUT_TRIGGER),
        [](avr_irq_t*, std::uint32_t, void* self) { static_cast<Impl*>(self)->convert(); }, this);
    analog = avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0);
    for (int pin = 1; pin <= 4; ++pin)
      avr_irq_register_notify(
          port_irq(avr, mega ? 'F' : 'C', pin),
          [](avr_irq_t* irq, std::uint32_t value, void* self) {
            auto* me = static_cast<Impl*>(self);
            if (irq->value != value) me->moved_at = me->avr->cycle;
          },
          this);
    if (mega) return;
    // Two 74HC595: data on pin 0, its clock on 1, the latch on 2; both act on the rising edge.
    avr_irq_register_notify(
        port_irq(avr, 'B', 1),
        [](avr_irq_t* irq, std::uint32_t value, void* self) {
          auto* me = static_cast<Impl*>(self);
          if (value != 0 && irq->value == 0)
            me->shifted = static_cast<std::uint16_t>((me->shifted << 1) | (me->state('B').port & 1U));
        },
        this);
    avr_irq_register_notify(
        port_irq(avr, 'B', 2),
        [](avr_irq_t* irq, std::uint32_t value, void* self) {
          auto* me = static_cast<Impl*>(self);
          if (value != 0 && irq->value == 0) me->latched = me->shifted;
        },
        this);
  }

  [[nodiscard]] avr_ioport_state_t state(char port) const {
    avr_ioport_state_t state{};
    avr_ioctl(avr, AVR_IOCTL_IOPORT_GETSTATE(static_cast<std::uint32_t>(port)), &state);
    return state;
  }

  void convert() {
    LinesAtReading lines{.time_s = time_s(), .rows = latched};
    const avr_ioport_state_t select = state(mega ? 'F' : 'C');
    lines.column = (select.port >> 1) & 15;
    bool driven = (select.ddr & 0x1FU) == 0x1EU;  // the selects are outputs, the analog pin is not
    if (mega) {
      const avr_ioport_state_t low = state('A'), high = state('C');
      lines.rows = static_cast<std::uint16_t>(low.port | (high.port << 8));
      driven = driven && low.ddr == 0xFF && high.ddr == 0xFF;
    } else {
      driven = driven && (state('B').ddr & 7U) == 7U;
    }
    const double settled_us = static_cast<double>(avr->cycle - moved_at) / 16.0;
    if (!driven || std::popcount(lines.rows) != 1 || settled_us < kSettle_us) ++wrong_readings;
    const double share = matrix ? matrix(lines) : 0.0;
    avr_raise_irq(analog, static_cast<std::uint32_t>(std::clamp(share, 0.0, 1.0) * kSupply_mv + 0.5));
  }

  // A byte each as long as the line takes for it.
  void feed() {
    if (waiting.empty() || avr->cycle < next_byte_at) return;
    avr_raise_irq(from_host, std::to_integer<std::uint32_t>(waiting.front()));
    waiting.pop_front();
    next_byte_at = avr->cycle + 1600;
  }

  [[nodiscard]] double time_s() const { return static_cast<double>(avr->cycle) / 16e6; }

  bool mega;
  avr_t* avr = nullptr;
  avr_irq_t* from_host = nullptr;
  avr_irq_t* analog = nullptr;
  std::function<double(const LinesAtReading&)> matrix;
  std::uint16_t shifted = 0xFFFF, latched = 0xFFFF;  // what they hold when power comes on is anything
  avr_cycle_count_t moved_at = 0, next_byte_at = 0;
  std::deque<std::byte> waiting;
  std::vector<std::byte> sent;
  std::vector<double> sent_at_s;
  std::size_t first_free = 0;
  int wrong_readings = 0;
  int edges = 0;
};

SimulatedBoard::SimulatedBoard(const std::string& firmware) : impl_(std::make_unique<Impl>(firmware)) {}

SimulatedBoard::~SimulatedBoard() {
  EXPECT_EQ(impl_->wrong_readings, 0) << "a row floated, not one row was driven, or it was read too early";
}

void SimulatedBoard::wire_matrix(std::function<double(const LinesAtReading&)> matrix) {
  impl_->matrix = std::move(matrix);
}

void SimulatedBoard::run_until(double time_s) {
  const auto end = static_cast<avr_cycle_count_t>(std::llround(time_s * 16e6));
  while (impl_->avr->cycle < end) {
    impl_->feed();
    const int state = avr_run(impl_->avr);
    ASSERT_TRUE(state != cpu_Done && state != cpu_Crashed) << "the firmware crashed";
  }
}

double SimulatedBoard::time_s() const {
  return impl_->time_s();
}
std::span<const std::byte> SimulatedBoard::sent() const {
  return impl_->sent;
}
std::span<const double> SimulatedBoard::sent_at_s() const {
  return impl_->sent_at_s;
}

void SimulatedBoard::receive(std::span<const std::byte> bytes) {
  impl_->waiting.insert(impl_->waiting.end(), bytes.begin(), bytes.end());
}

void SimulatedBoard::turn_encoder(int edge) {
  // Bit 0 is A, bit 1 is B; both stand high at first, as the pull-ups have them.
  constexpr std::uint32_t kLevels[] = {3, 2, 0, 1};
  impl_->edges += edge;
  const std::uint32_t levels = kLevels[impl_->edges & 3];
  const int first = impl_->mega ? 0 : 2;
  for (int pin = 0; pin < 2; ++pin)
    avr_raise_irq(port_irq(impl_->avr, 'D', first + pin), (levels >> pin) & 1U);
}

void SimulatedBoard::pull_trigger(bool active) {
  avr_raise_irq(impl_->mega ? port_irq(impl_->avr, 'G', 5) : port_irq(impl_->avr, 'D', 4), active ? 0 : 1);
}

std::size_t SimulatedBoard::untouched_ram() const {
  const std::uint8_t* const begin = impl_->avr->data + impl_->first_free;
  const std::uint8_t* const end = impl_->avr->data + impl_->avr->ramend + 1;
  return static_cast<std::size_t>(std::find_if(begin, end, [](auto byte) { return byte != kPaint; }) - begin);
}

}  // namespace rollscope
