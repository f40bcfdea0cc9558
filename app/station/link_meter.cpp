#include "app/station/link_meter.hpp"

#include <algorithm>
#include <vector>

namespace rollscope {
namespace {

constexpr std::int64_t kWindow_ns = 2'000'000'000;

double quantile_s(std::vector<std::int64_t>& values, double share) {
  if (values.empty()) return 0.0;
  const auto nth =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), nth, values.end());
  return static_cast<double>(*nth) * 1e-9;
}

}  // namespace

void LinkMeter::add(std::int64_t arrived_ns, std::int64_t latency_ns) {
  const std::uint64_t number = added_.load();
  Entry& entry = entries_[number % kEntries];
  entry.arrived_ns.store(arrived_ns);
  entry.latency_ns.store(latency_ns);
  added_.store(number + 1);
}

LinkFigures LinkMeter::figures(std::int64_t now_ns) const {
  const std::uint64_t added = added_.load();
  const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(added, kEntries));
  std::vector<std::int64_t> latencies;
  std::int64_t first_ns = now_ns, last_ns = 0;
  std::size_t inside = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t arrived_ns = entries_[i].arrived_ns.load();
    if (arrived_ns < now_ns - kWindow_ns) continue;
    ++inside;
    first_ns = std::min(first_ns, arrived_ns);
    last_ns = std::max(last_ns, arrived_ns);
    if (const std::int64_t latency_ns = entries_[i].latency_ns.load(); latency_ns >= 0)
      latencies.push_back(latency_ns);
  }
  LinkFigures figures;
  if (inside >= 2 && last_ns > first_ns)
    figures.rate_hz = static_cast<double>(inside - 1) * 1e9 / static_cast<double>(last_ns - first_ns);
  figures.latency_p50_s = quantile_s(latencies, 0.50);
  figures.latency_p95_s = quantile_s(latencies, 0.95);
  return figures;
}

}  // namespace rollscope
