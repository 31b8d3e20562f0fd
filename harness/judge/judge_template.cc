#include "harness/judge/judge_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/judge/texts.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 3> kSlots = {"code", "criterion", "verdict"};

// A piece of a template: words, then a slot; the last piece may have none.
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

Result<JudgeTemplate> JudgeTemplate::parse(std::string_view text) {
  std::array<int, kSlots.size()> times{};
  for (std::string_view rest = text; !rest.empty();) {
    const Piece piece = take_piece(rest);
    if (!piece.slot) continue;
    const auto known = std::find(kSlots.begin(), kSlots.end(), *piece.slot);
    if (known != kSlots.end()) {
      ++times[static_cast<std::size_t>(known - kSlots.begin())];
    } else {
      const std::string name(*piece.slot);
      return usage_error(
          fmt::format("a judge's prompt has no slot '{{{{{}}}}}'{}", name,
                      did_you_mean(name, std::vector<std::string>(kSlots.begin(), kSlots.end()))));
    }
  }
  for (std::size_t i = 0; i < kSlots.size(); ++i) {
    if (times[i] == 0) {
      return usage_error(fmt::format("a judge's prompt needs the slot '{{{{{}}}}}'", kSlots[i]));
    }
    if (times[i] > 1 && kSlots[i] != "code") {
      return usage_error(fmt::format(
          "a judge's prompt has the slot '{{{{{}}}}}' {} times, not once", kSlots[i], times[i]));
    }
  }
  return JudgeTemplate(trim(text));
}

const JudgeTemplate& JudgeTemplate::built_in() {
  static const JudgeTemplate words = parse(judge_texts::kSystem).value();
  return words;
}

const JudgeTemplate& JudgeTemplate::built_in_pair() {
  static const JudgeTemplate words = parse(judge_texts::kPair).value();
  return words;
}

std::string JudgeTemplate::render(std::string_view code, std::string_view criterion,
                                  std::string_view verdict) const {
  const std::array<std::string_view, kSlots.size()> values = {code, criterion, verdict};
  std::string out;
  for (std::string_view rest = text_; !rest.empty();) {
    const Piece piece = take_piece(rest);
    out += piece.words;
    if (!piece.slot) continue;
    const auto slot = std::find(kSlots.begin(), kSlots.end(), *piece.slot);
    out += values[static_cast<std::size_t>(slot - kSlots.begin())];
  }
  return out;
}

}  // namespace assay
