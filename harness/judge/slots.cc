#include "harness/judge/slots.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "harness/base/spelling.h"

namespace assay {
namespace {

// A piece of a text: words, then a slot; the last piece may have none.
struct Piece {
  std::string_view words;
  std::optional<std::string_view> slot = {};
};

// The piece that `rest` begins with, taken from it.
Piece take_piece(std::string_view& rest) {
  const std::size_t open = rest.find("{{");
  const std::size_t close = open == rest.npos ? rest.npos : rest.find("}}", open);
  if (close == rest.npos) {
    const std::string_view words = rest;
    rest = {};
    return {words};
  }
  const Piece piece{rest.substr(0, open), rest.substr(open + 2, close - open - 2)};
  rest.remove_prefix(close + 2);
  return piece;
}

}  // namespace

Result<void> check_slots(std::string_view text, std::span<const std::string_view> slots,
                         std::string_view of) {
  std::vector<int> times(slots.size());
  for (std::string_view rest = text; !rest.empty();) {
    const Piece piece = take_piece(rest);
    if (!piece.slot) continue;
    const auto known = std::find(slots.begin(), slots.end(), *piece.slot);
    if (known != slots.end()) {
      ++times[static_cast<std::size_t>(known - slots.begin())];
    } else {
      const std::string name(*piece.slot);
      return usage_error(
          fmt::format("{} has no slot '{{{{{}}}}}'{}", of, name,
                      did_you_mean(name, std::vector<std::string>(slots.begin(), slots.end()))));
    }
  }
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (times[i] == 0)
      return usage_error(fmt::format("{} needs the slot '{{{{{}}}}}'", of, slots[i]));
    if (times[i] > 1 && i > 0)
      return usage_error(
          fmt::format("{} has the slot '{{{{{}}}}}' {} times, not once", of, slots[i], times[i]));
  }
  return {};
}

std::string fill_slots(std::string_view text, std::span<const std::string_view> slots,
                       std::span<const std::string_view> values) {
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const Piece piece = take_piece(rest);
    out += piece.words;
    if (!piece.slot) continue;
    const auto slot = std::find(slots.begin(), slots.end(), *piece.slot);
    out += values[static_cast<std::size_t>(slot - slots.begin())];
  }
  return out;
}

}  // namespace assay
