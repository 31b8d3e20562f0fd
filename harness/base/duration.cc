#include "harness/base/duration.h"

#include "harness/base/text.h"

namespace assay {
namespace {

struct Unit {
  std::string_view name;
  double milliseconds;
};
// "ms" before "m": the longest name that fits is meant.
constexpr Unit kUnits[] = {{"ms", 1}, {"s", 1e3}, {"m", 60e3}, {"h", 3600e3}, {"d", 86400e3}};
constexpr double kLongest = 1000 * 86400e3;

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  double total = 0;
  text = trim(text);
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const std::size_t digits = text.find_first_not_of("0123456789.");
    if (digits == 0 || digits == std::string_view::npos) return std::nullopt;
    const std::optional<double> number = parse_number(text.substr(0, digits));
    text.remove_prefix(digits);
    const Unit* unit = nullptr;
    for (const Unit& candidate : kUnits) {
      if (unit == nullptr && text.starts_with(candidate.name)) unit = &candidate;
    }
    if (!number || unit == nullptr) return std::nullopt;
    text.remove_prefix(unit->name.size());
    total += *number * unit->milliseconds;
  }
  if (total < 1 || total > kLongest) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(total + 0.5));
}

}  // namespace assay
