// The harmony format of gpt-oss, where a server passes it on as it is: messages
// in channels, <|channel|>analysis<|message|>...<|end|> and so on, of which
// "final" is the answer.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

struct HarmonyText {
  std::string reasoning;  // every other channel, a line break between them
  std::string answer;
  std::string marker;  // by which it was recognised
};

// Nothing when `content` does not begin like harmony. Servers that drop the
// special tokens and keep the words are understood too ("analysis...assistantfinal...").
std::optional<HarmonyText> split_harmony(std::string_view content);

inline constexpr std::string_view kHarmonyEnd = "<|end|>";

// A message's header at the start of `text`; nothing when there is none, and a
// length of 0 when it may go on.
struct HarmonyHeader {
  std::size_t length = 0;
  bool is_answer = false;
};
std::optional<HarmonyHeader> harmony_header_at(std::string_view text);

}  // namespace assay
