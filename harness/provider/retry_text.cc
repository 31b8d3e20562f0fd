// How long to wait, as error texts say it to people.
#include <algorithm>
#include <array>
#include <string>

#include "harness/base/text.h"
#include "harness/provider/retry_after.h"

namespace assay {
namespace {

constexpr std::size_t kSearchedBytes = 4096;

// What stands before the duration.
constexpr std::array<std::string_view, 12> kLeads = {
    "try again in ", "try again after ", "retry in ",  "retry after ",
    "retrying in ",  "retry again in ",  "wait for ",  "wait ",
    "available in ", "reset in ",        "resets in ", "reset after "};

struct Unit {
  std::string_view name;
  double seconds;
};

constexpr std::array kUnits = {
    Unit{"ms", 1e-3},    Unit{"millisecond", 1e-3}, Unit{"milliseconds", 1e-3}, Unit{"s", 1},
    Unit{"sec", 1},      Unit{"secs", 1},           Unit{"second", 1},          Unit{"seconds", 1},
    Unit{"m", 60},       Unit{"min", 60},           Unit{"mins", 60},           Unit{"minute", 60},
    Unit{"minutes", 60}, Unit{"h", 3600},           Unit{"hr", 3600},           Unit{"hrs", 3600},
    Unit{"hour", 3600},  Unit{"hours", 3600},       Unit{"d", 86400},           Unit{"day", 86400},
    Unit{"days", 86400},
};

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

std::string_view take_while(std::string_view& text, std::string_view characters) {
  const std::size_t end = std::min(text.find_first_not_of(characters), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(end);
  return taken;
}

// One "1.5 minutes" from the start of `text`, which then begins after it.
std::optional<double> take_part(std::string_view& text) {
  std::string_view rest = text;
  const std::optional<double> number = parse_number(take_while(rest, "0123456789."));
  skip_blanks(rest);
  const std::string_view name = take_while(rest, "abcdefghijklmnopqrstuvwxyz");
  const auto* const unit = std::find_if(kUnits.begin(), kUnits.end(),
                                        [&](const Unit& each) { return each.name == name; });
  if (!number || unit == kUnits.end()) return std::nullopt;
  text = rest;
  return *number * unit->seconds;
}

// "1m30s", "2 seconds", "1 minute and 30 seconds".
std::optional<Nanoseconds> duration_at(std::string_view text) {
  skip_blanks(text);
  for (const std::string_view hedge : {"about ", "approximately ", "at least "}) {
    if (text.starts_with(hedge)) text.remove_prefix(hedge.size());
  }
  std::optional<double> sum = take_part(text);
  while (sum) {
    std::string_view rest = text;
    if (rest.starts_with(',')) rest.remove_prefix(1);
    skip_blanks(rest);
    if (rest.starts_with("and ")) rest.remove_prefix(4);
    const std::optional<double> more = take_part(rest);
    if (!more) break;
    *sum += *more;
    text = rest;
  }
  return sum ? duration_from_seconds(*sum) : std::nullopt;
}

}  // namespace

std::optional<Nanoseconds> wait_in_text(std::string_view text) {
  const std::string lower = to_lower_ascii(text.substr(0, kSearchedBytes));
  for (const std::string_view lead : kLeads) {
    for (std::size_t at = lower.find(lead); at != std::string::npos;
         at = lower.find(lead, at + 1)) {
      const std::string_view rest = std::string_view(lower).substr(at + lead.size());
      if (const auto wait = duration_at(rest)) return wait;
    }
  }
  return std::nullopt;
}

}  // namespace assay
