// A judge's prompt taken apart at its delimiters.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "harness/judge/question.h"

namespace assay::testing {

struct PromptBlocks {
  std::map<std::string, std::string> texts;  // by the name of the block
  std::string around;                        // all the rest, with CODE for the code
};

inline std::size_t count_of(std::string_view text, std::string_view what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++count;
  return count;
}

// Nothing where a delimiter is missing, comes twice, or stands in no line of its own, or where
// the code stands anywhere but in delimiters and once in the rules.
inline std::optional<PromptBlocks> blocks_of(const Messages& messages, const std::string& code) {
  PromptBlocks blocks;
  std::size_t delimiters = 0;
  std::size_t codes = 0;
  for (const Message& message : messages) {
    std::string text = message.content;
    codes += count_of(text, code);
    for (const char* const name : {"criterion", "question", "context", "reference", "answer"}) {
      const std::string open = "\n<<" + std::string(name) + " " + code + ">>\n";
      const std::string close = "\n<<end " + std::string(name) + " " + code + ">>\n";
      // A message may begin with a delimiter.
      const std::string lines = "\n" + text;
      const std::size_t begin = lines.find(open);
      if (begin == lines.npos) continue;
      const std::size_t end = lines.find(close, begin + open.size() - 1);
      if (end == lines.npos || count_of(lines, open) != 1 || count_of(lines, close) != 1) {
        return std::nullopt;
      }
      const std::size_t from = begin + open.size();
      if (!blocks.texts.emplace(name, end < from ? "" : lines.substr(from, end - from)).second) {
        return std::nullopt;
      }
      text = lines.substr(1, begin + open.size() - 1) + lines.substr(std::max(end, from));
      delimiters += 2;
    }
    for (std::size_t at = text.find(code); at != text.npos; at = text.find(code)) {
      text.replace(at, code.size(), "CODE");
    }
    blocks.around += text + '\0';
  }
  if (codes != delimiters + 1) return std::nullopt;
  return blocks;
}

inline PromptBlocks expected_blocks(const JudgeQuestion& question) {
  PromptBlocks blocks;
  blocks.texts = {{"criterion", question.rubric}, {"question", question.question}};
  if (question.context) blocks.texts["context"] = *question.context;
  if (question.reference) blocks.texts["reference"] = *question.reference;
  if (question.answer) blocks.texts["answer"] = *question.answer;
  return blocks;
}

}  // namespace assay::testing
