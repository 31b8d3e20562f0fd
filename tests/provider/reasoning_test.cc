#include "harness/provider/reasoning.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace assay {
namespace {

struct Row {
  const char* content;
  const char* reasoning;
  const char* answer;
};

// The inline cases of PROTOCOLS section 4.
const Row kRows[] = {
    {"Paris", "", "Paris"},
    {"", "", ""},
    {"  Paris\n", "", "  Paris\n"},           // no tag: untouched
    {"<think>a</think>Paris", "a", "Paris"},  // (a)
    {"<think>\na\n</think>\n\nParis\n", "a", "Paris\n"},
    {"a\n</think>\n\nParis", "a", "Paris"},               // (b) no opening tag
    {"<think>\nFirst, consider", "First, consider", ""},  // (c) cut
    {"\n <think>", "", ""},
    {"<think>\n\n</think>Paris", "", "Paris"},               // (d) empty
    {"<think>\n<think>a</think>Paris", "a", "Paris"},        // (f) doubled
    {"<think>a</think>x<think>b</think>y", "a\nx\nb", "y"},  // the last one counts
    {"<think>a</think>\n<think>b", "a\nb", ""},              // cut in the second
    {"Use the <think> tag.", "", "Use the <think> tag."},    // spoken about
    {"</think>", "", ""},
    {"<thinking>x", "", "<thinking>x"},
};

TEST(SplitReasoning, TakesEveryInlineFormApart) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.content);
    const SplitAnswer split = split_reasoning(row.content);
    EXPECT_EQ(split.reasoning, row.reasoning);
    EXPECT_EQ(split.answer, row.answer);
  }
}

using Heard = InlineReasoning::Heard;

TEST(InlineReasoning, HearsTheAnswerBeginWithTagsSplitOverPieces) {
  InlineReasoning content;
  const std::pair<const char*, Heard> pieces[] = {
      {"\n<th", Heard::nothing},   {"ink>", Heard::reasoning}, {"add", Heard::reasoning},
      {"</thi", Heard::reasoning}, {"nk>", Heard::reasoning},  {"\n\n", Heard::nothing},
      {"4", Heard::answer},        {"2", Heard::answer},
  };
  for (const auto& [piece, heard] : pieces) {
    SCOPED_TRACE(piece);
    content.add(piece);
    EXPECT_EQ(content.heard(), heard);
    EXPECT_FALSE(content.retracted());
  }
  EXPECT_EQ(split_reasoning(content.text()).answer, "42");
}

TEST(InlineReasoning, TakesBackWhatWasReasoningWithoutOpeningTag) {
  InlineReasoning content;
  content.add("let me add");
  EXPECT_EQ(content.heard(), Heard::answer);
  content.add("</think>");
  EXPECT_TRUE(content.retracted());
  content.add("4");
  EXPECT_EQ(content.heard(), Heard::answer);
  EXPECT_FALSE(content.retracted());
}

RC_GTEST_PROP(SplitReasoning, AnswerNeverHasAClosingTag, (const std::vector<int>& choices)) {
  const char* const parts[] = {"<think>", "</think>", "a", " ", "<", "think>", "\n"};
  std::string content;
  InlineReasoning streamed;
  for (const int choice : choices) {
    const char* const part = parts[static_cast<unsigned>(choice) % std::size(parts)];
    content += part;
    streamed.add(part);
  }
  const SplitAnswer split = split_reasoning(content);
  RC_ASSERT(split.answer.find("</think>") == std::string::npos);
  RC_ASSERT(streamed.text() == content);
}

}  // namespace
}  // namespace assay
