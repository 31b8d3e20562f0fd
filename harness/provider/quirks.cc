#include "harness/provider/quirks.h"

#include <algorithm>
#include <array>
#include <string>

#include "harness/base/text.h"
#include "harness/provider/failure.h"

namespace assay {
namespace {

constexpr std::size_t kMostQuirks = 8;  // of one reply
constexpr std::size_t kMostBytes = 80;  // of what a quirk quotes

constexpr std::string_view kInlineReasoning = "reasoning came inside the answer, by ";
constexpr std::string_view kGuessed = " alone";

// What the names of tags for reasoning have in common.
constexpr std::array<std::string_view, 6> kStems = {"think",   "thought", "reason",
                                                    "reflect", "analys",  "scratch"};

bool is_about_reasoning(std::string_view tag) {
  const std::string lower = to_lower_ascii(tag);
  return std::any_of(kStems.begin(), kStems.end(),
                     [&](std::string_view stem) { return lower.find(stem) != std::string::npos; });
}

}  // namespace

void note_quirk(Reply& reply, std::string_view what) {
  if (reply.quirks.size() >= kMostQuirks) return;
  std::string line = message_line(what);
  if (std::find(reply.quirks.begin(), reply.quirks.end(), line) != reply.quirks.end()) return;
  reply.quirks.push_back(std::move(line));
}

void note_unread(const WireValue& object, std::string_view place,
                 std::span<const std::string_view> known, Reply& reply) {
  object.for_each_member([&](std::string_view name, const WireValue& value) {
    if (std::find(known.begin(), known.end(), name) != known.end() || !value.truthy()) return;
    std::string what = "the field '";
    what += place;
    what += name.substr(0, kMostBytes);
    what += "' is not read";
    note_quirk(reply, what);
  });
}

void note_inline_reasoning(Reply& reply, const SplitAnswer& split) {
  if (split.tag.empty()) return;
  if (reply.quirks.size() >= kMostQuirks) reply.quirks.pop_back();  // this one is asked for
  std::string what(kInlineReasoning);
  what += split.tag;
  if (split.is_guess) what += kGuessed;
  note_quirk(reply, what);
}

bool has_guessed_reasoning(const Reply& reply) {
  return std::any_of(reply.quirks.begin(), reply.quirks.end(), [](std::string_view quirk) {
    return quirk.starts_with(kInlineReasoning) && quirk.ends_with(kGuessed);
  });
}

void note_unknown_tag(Reply& reply) {
  std::string_view text = reply.answer;
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  if (text.empty() || (text.front() != '<' && text.front() != '[')) return;
  const std::size_t end = text.substr(0, kMostBytes).find(text.front() == '<' ? '>' : ']');
  if (end == std::string_view::npos) return;
  const std::string_view tag = text.substr(0, end + 1);
  if (!is_about_reasoning(tag)) return;
  note_quirk(reply, "the answer begins with " + std::string(tag) + ", which was left in");
}

}  // namespace assay
