#include "harness/provider/reasoning.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace assay {
namespace {

struct ReasoningRow {
  const char* content;
  const char* reasoning;
  const char* answer;
};

// Reasoning amid the content (docs/dialects.md, "Reasoning").
const ReasoningRow kReasoningRows[] = {
    {"Paris", "", "Paris"},
    {"", "", ""},
    {"  Paris\n", "", "  Paris\n"},           // no tag: untouched
    {"<think>a</think>Paris", "a", "Paris"},  // (a)
    {"<think>\na\n</think>\n\nParis\n", "a", "Paris\n"},
    {"a\n</think>\n\nParis", "a", "Paris"},               // (b) no opening tag
    {"<think>\nFirst, consider", "First, consider", ""},  // (c) cut
    {"\n <think>", "", ""},
    {"<think>\n\n</think>Paris", "", "Paris"},             // (d) empty
    {"<think>\n<think>a</think>Paris", "a", "Paris"},      // (f) doubled
    {"<think>a</think>\n<think>b</think>y", "a\nb", "y"},  // one after another
    {"<think>a</think>\n<think>b", "a\nb", ""},            // cut in the second
    {"Use the <think> tag.", "", "Use the <think> tag."},  // spoken about
    {"</think>", "", ""},
    // Only the start is reasoning: what comes later belongs to the answer.
    {"<think>a</think>x<think>b</think>y", "a", "x<think>b</think>y"},
    {"<think>a</think>Split at </think> here", "a", "Split at </think> here"},
    {"a</think>Split at </think> here", "a", "Split at </think> here"},
    {"Paris. Some wrap a <think>draft</think> by default.", "",
     "Paris. Some wrap a <think>draft</think> by default."},
    {"Close it with `</think>`.", "", "Close it with `</think>`."},
    {"say \"</think>\" and <think>x</think>, then end\n</think>\nParis",
     "say \"</think>\" and <think>x</think>, then end", "Paris"},
    // Data is no reasoning, whatever it says of tags.
    {"{\"reason\": \"it ends with </think> and more\"}", "",
     "{\"reason\": \"it ends with </think> and more\"}"},
    {"\n{\"a\": 1}\nIt said: </think>{\"a\": 2}", "", "\n{\"a\": 1}\nIt said: </think>{\"a\": 2}"},
    {"```json\n[\"</think>\"]\n```", "", "```json\n[\"</think>\"]\n```"},
    {"<think>{\"a\": 1}</think>{\"a\": 2}", "{\"a\": 1}", "{\"a\": 2}"},
    {"So: {\"a\": 1}</think>{\"a\": 2}", "So: {\"a\": 1}", "{\"a\": 2}"},
    // Every pair.
    {"<thinking>a</thinking>Paris", "a", "Paris"},
    {"<thought>\na</thought>Paris", "a", "Paris"},
    {"<reasoning>a</reasoning>\nParis", "a", "Paris"},
    {"[THINK]a[/THINK]Paris", "a", "Paris"},
    {"a[/THINK]Paris", "a", "Paris"},
    {"<seed:think>a</seed:think>Paris", "a", "Paris"},
    {"◁think▷a◁/think▷Paris", "a", "Paris"},
    {"<|begin_of_thought|>a<|end_of_thought|>Paris", "a", "Paris"},
    {"<|START_THINKING|>a<|END_THINKING|>Paris", "a", "Paris"},
    {"<thinking>x", "x", ""},
    {"a</reasoning>b", "", "a</reasoning>b"},  // no template opens this one
    {"<thinker>a</thinker>b", "", "<thinker>a</thinker>b"},
    // Harmony. What has data in it is no header: it would be lost with it.
    {"<|channel|>final<|message|>a<|end|><|channel|>analysis {\"b\": 1}", "",
     "<|channel|>final<|message|>a<|end|><|channel|>analysis {\"b\": 1}"},
    {"<|start|>{\"b\": 1}<|message|>a", "", "<|start|>{\"b\": 1}<|message|>a"},
    {"<|channel|>final<|message|>a<|end|><|channel|>analys", "", "a"},  // cut
    {"<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>Paris"
     "<|return|>",
     "a", "Paris"},
    {"<|start|>assistant<|channel|>analysis<|message|>a<|end|>\n<|start|>assistant<|channel|>"
     "commentary<|message|>b<|end|><|start|>assistant<|channel|>final<|message|>Paris",
     "a\nb", "Paris"},
    {"<|channel|>final<|message|>Paris <|x|> <|", "", "Paris <|x|> <|"},
    {"<|channel|>analysis<|message|>a", "a", ""},
    {"<|channel|>analysis<|message|>a<|end|>Paris", "a", "Paris"},
    {"<|channel|>analysis<|message|>a<|end|><|start|>assis", "a", ""},
    {"analysisWe add.assistantfinalParis", "We add.", "Paris"},
    {"analysis of Paris", "", "analysis of Paris"},
};

TEST(SplitReasoning, TakesEveryInlineFormApart) {
  for (const ReasoningRow& row : kReasoningRows) {
    SCOPED_TRACE(row.content);
    const SplitAnswer split = split_reasoning(row.content);
    EXPECT_EQ(split.reasoning, row.reasoning);
    EXPECT_EQ(split.answer, row.answer);
  }
}

struct CarriedRow {
  const char* carried;
  const char* content;
  const char* answer;
};

// Reasoning that came by a carrier of its own: tags in the content are the
// answer's, unless they hold the same text once more, or none.
const CarriedRow kCarried[] = {
    {"hm", "Split at </think> and keep the rest", "Split at </think> and keep the rest"},
    {"hm", "<think> is a tag", "<think> is a tag"},
    {"hm", "<think>other</think>Paris", "<think>other</think>Paris"},
    {"hm\n", "<think>\nhm</think>Paris", "Paris"},
    {"hm", "hm</think>Paris", "Paris"},
    {"hm", "<think>\n</think>\nParis", "Paris"},
    {" \n", "<think>hm</think>Paris", "Paris"},  // nothing was carried
};

TEST(SplitReasoning, LeavesTheAnswerAloneWhereReasoningWasCarried) {
  for (const CarriedRow& row : kCarried) {
    SCOPED_TRACE(row.content);
    EXPECT_EQ(split_reasoning(row.content, row.carried).answer, row.answer);
  }
}

TEST(SplitReasoning, TakesAProvidersOwnPair) {
  const ReasoningTags own[] = {{"<plan>", "</plan>"}};
  for (const char* const content : {"<plan>a</plan>Paris", "a</plan>Paris"}) {
    EXPECT_EQ(split_reasoning(content, "", own).answer, "Paris");
    EXPECT_EQ(split_reasoning(content, "", own).reasoning, "a");
    EXPECT_EQ(split_reasoning(content).answer, content);
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

TEST(InlineReasoning, KnowsAnAnswerThatSpeaksAboutTags) {
  InlineReasoning content;
  for (const char* const piece : {"Wrap a <thi", "nk>draft</th", "ink> by `</think", ">`."}) {
    SCOPED_TRACE(piece);
    content.add(piece);
    EXPECT_EQ(content.heard(), Heard::answer);
    EXPECT_FALSE(content.retracted());
  }
}

TEST(InlineReasoning, FollowsHarmonyChannels) {
  InlineReasoning content;
  const std::pair<const char*, Heard> pieces[] = {
      {"<|chan", Heard::nothing},
      {"nel|>analysis<|mess", Heard::nothing},
      {"age|>hm", Heard::reasoning},
      {"<|end|><|start|>assistant", Heard::reasoning},
      {"<|channel|>final", Heard::nothing},
      {"<|message|>Par", Heard::answer},
      {"is", Heard::answer},
  };
  for (const auto& [piece, heard] : pieces) {
    SCOPED_TRACE(piece);
    content.add(piece);
    EXPECT_EQ(content.heard(), heard);
  }
}

std::string text_of(const std::vector<int>& choices) {
  const char* const parts[] = {"<think>", "</think>", "a", " ",      "<",
                               "think>",  "\n",       "`", "[THINK]"};
  std::string text;
  for (const int choice : choices) {
    text += parts[static_cast<unsigned>(choice) % std::size(parts)];
  }
  return text;
}

// Whatever an answer says of tags, a block before it is all that is taken out.
RC_GTEST_PROP(SplitReasoning, GivesBackAnyAnswerBehindABlock, (const std::vector<int>& choices)) {
  const std::string answer = "x" + text_of(choices);
  const SplitAnswer split = split_reasoning("<think>hm</think>\n\n" + answer);
  RC_ASSERT(split.answer == answer);
  RC_ASSERT(split.reasoning == "hm");
  RC_ASSERT(split_reasoning(answer, "carried").answer == answer);
}

RC_GTEST_PROP(SplitReasoning, LosesNoText, (const std::vector<int>& choices)) {
  const auto letters = [](std::string_view text) {
    return std::count(text.begin(), text.end(), 'a');
  };
  const std::string content = text_of(choices);
  const SplitAnswer split = split_reasoning(content);
  RC_ASSERT(letters(split.answer) + letters(split.reasoning) == letters(content));
}

}  // namespace
}  // namespace assay
