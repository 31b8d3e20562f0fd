// How often a piece of a pattern may come.
#include <algorithm>
#include <cstddef>
#include <optional>

#include "harness/base/text.h"
#include "harness/import/promptfoo/javascript_pattern_reader.h"

namespace assay {
namespace {

constexpr long long kMostOfRe2 = 1000;
constexpr long long kMostOfPcre2 = 65535;

}  // namespace

std::optional<PatternReader::Braces> PatternReader::read_braces() const {
  const std::size_t close = rest().find('}');
  if (!rest().starts_with("{") || close == rest().npos || close > 24) return std::nullopt;
  const std::string_view inside = rest().substr(1, close - 1);
  const std::size_t comma = inside.find(',');
  const auto number = [](std::string_view text) -> std::optional<long long> {
    if (text.empty() || !std::all_of(text.begin(), text.end(), is_ascii_digit)) {
      return std::nullopt;
    }
    return parse_integer(text);
  };
  const std::optional<long long> least = number(inside.substr(0, comma));
  if (!least) return std::nullopt;
  Braces braces{*least, least, close + 1};
  if (comma == inside.npos) return braces;
  braces.most = number(inside.substr(comma + 1));
  if (!braces.most && comma + 1 < inside.size()) return std::nullopt;
  return braces;
}

std::optional<PatternReader::Braces> PatternReader::read_repeat() {
  if (is_done()) return std::nullopt;
  if (rest().front() == '*') return Braces{0, std::nullopt, 1};
  if (rest().front() == '+') return Braces{1, std::nullopt, 1};
  if (rest().front() == '?') return Braces{0, 1, 1};
  return read_braces();
}

PatternPiece PatternReader::quantified(PatternPiece piece) {
  const std::optional<Braces> repeat = out_.refused.empty() ? read_repeat() : std::nullopt;
  const long long most = repeat ? repeat->most.value_or(repeat->least) : 1;
  if (piece.is_wide && !is_unicode_) {
    const bool is_open = repeat && !repeat->most && repeat->least <= 1;
    if (repeat && !is_open && most > 1) out_.counts_units = true;
    if (repeat && !repeat->most && repeat->least > 1) out_.counts_units = true;
    if (!is_open && most <= 1) out_.meets_units = true;
  }
  if (!repeat) return piece;
  if (!piece.is_quantifiable) {
    refuse("a repeat of what cannot be repeated");
    return piece;
  }
  const bool is_counted = rest().front() == '{';
  if (repeat->most && *repeat->most < repeat->least) refuse("a repeat whose bounds cross");
  if (is_counted && std::max(most, repeat->least) > kMostOfRe2) out_.needs_pcre2 = true;
  if (is_counted && std::max(most, repeat->least) > kMostOfPcre2) refuse("so long a repeat");
  if (behind_ > 0 && repeat->most != repeat->least) {
    refuse("a lookbehind of varying length");
  }
  if (!out_.refused.empty()) return piece;  // nothing is left to read
  piece.text += rest().substr(0, repeat->length);
  at_ += std::min(repeat->length, rest().size());
  if (take("?")) piece.text += '?';
  if (repeat->least == 0) piece.empty = {true, true};
  const std::optional<Braces> second = read_repeat();
  if (second) refuse("a repeat of a repeat");
  return piece;
}

}  // namespace assay
