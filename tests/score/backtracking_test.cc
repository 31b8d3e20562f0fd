// What `engine: pcre2` finds, and that what cannot be found in bounded work is an error.
#include "harness/score/backtracking.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/score/judging.h"

namespace assay::testing {
namespace {

using enum Judged;

TEST(Backtracking, LooksAroundAndBack) {
  expect_rows({
      {"regex", R"j({"pattern":"^(?!.*sorry)","engine":"pcre2"})j", "fine", pass},
      {"regex", R"j({"pattern":"^(?!.*sorry)","engine":"pcre2"})j", "so sorry", fail},
      {"regex", R"j({"pattern":"(?<=\\$)\\d+","engine":"pcre2"})j", "for $5", pass},
      {"regex", R"j({"pattern":"(?<!\\.)$","engine":"pcre2"})j", "an end.", fail},
      {"regex", R"j({"pattern":"(\\w)\\1","engine":"pcre2"})j", "book", pass},
      {"regex", R"j({"pattern":"^.$","engine":"pcre2"})j", "\xF0\x9F\x98\x80", pass},
      {"regex", R"j({"pattern":"^\\w$","engine":"pcre2"})j", "\xC3\xA9", fail},
      {"regex", R"j({"pattern":"a","engine":"perl"})j", "a", refused},
      {"regex", R"j({"pattern":"(a","engine":"pcre2"})j", "a", refused},
      {"regex", R"j({"pattern":"a*","engine":"pcre2"})j", "a", refused},
      {"regex", R"j({"pattern":"\\C","engine":"pcre2"})j", "a", refused},
  });
}

TEST(Backtracking, EndsAreThoseOfRe2) {
  for (const char* engine : {"re2", "pcre2"}) {
    const std::string pattern = std::string(R"j({"pattern":"^Paris$","engine":")j") + engine;
    expect_rows({
        {"regex", pattern + "\"}", "Paris\n", pass},
        {"regex", pattern + "\"}", "\xC2\xA0Paris", pass},
        {"regex", pattern + R"j(","exact":true})j", "Paris\n", fail},
        {"regex", pattern + R"j(","exact":true})j", "Paris", pass},
    });
  }
}

// Each takes exponential or cubic time where nothing counts.
TEST(Backtracking, CountsWhatItDoes) {
  struct Row {
    const char* pattern;
    std::string answer;
  };
  const Row rows[] = {
      {"(a+)+$", std::string(60, 'a') + "b"},
      {"(?:a|a)*$", std::string(60, 'a') + "b"},
      {"(?=(\\w+\\s?)*$)\\w", std::string(200, 'a') + "!"},
      {"^(\\d+)*x", std::string(60, '1') + "!x"},
      {"(.*)*(.*)*(.*)*[^\\s\\S]", std::string(300, 'x')},
      {"(?>.*)b", std::string(400'000, 'a') + "b"},
      {"(a+)\\1b", std::string(20'000, 'a') + "cb"},
      {"((a?){50}){50}$", std::string(3000, 'a') + "b"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.pattern);
    const Result<BacktrackingPattern> pattern = BacktrackingPattern::compile(row.pattern);
    ASSERT_TRUE(pattern) << pattern.error().message;
    std::size_t steps = 0;
    EXPECT_EQ(pattern->search(row.answer, &steps), BacktrackingPattern::Search::unable);
    // One step more than the bound, and what one item walked.
    EXPECT_LE(steps, kMostSearchSteps + row.answer.size() + 1);
  }
}

TEST(Backtracking, ABoundThatIsMetCannotBeJudged) {
  expect_rows({
      {"regex", R"j({"pattern":"(a+)+$","engine":"pcre2"})j",
       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", unable},
  });
  const std::string long_answer(kMostSearchedBytes + 1, 'a');
  EXPECT_EQ(kind_of(judge_text("regex", R"j({"pattern":"a(?=a)","engine":"pcre2"})j", long_answer)),
            unable);
}

TEST(Backtracking, APatternCannotRaiseItsBounds) {
  const auto pattern =
      BacktrackingPattern::compile("(*LIMIT_MATCH=4000000000)(*LIMIT_DEPTH=4000000000)(a+)+$");
  ASSERT_TRUE(pattern);
  EXPECT_EQ(pattern->search(std::string(60, 'a') + "b"), BacktrackingPattern::Search::unable);
}

TEST(Exact, TakesTheAnswerAsItIs) {
  expect_rows({
      {"json", R"j({"exact":true})j", " {\"a\":1}\r\n", pass},
      {"json", R"j({"exact":true})j", "```json\n{\"a\":1}\n```", fail},
      {"json", R"j({"exact":true})j", "\xEF\xBB\xBF{}", fail},
      {"json", R"j({"exact":true})j", "\xC2\xA0{}", fail},
      {"json", R"j({"exact":true})j", "", fail},
      {"json", R"j({"path":"a","equals":1,"exact":true})j", "{\"a\":1}", pass},
      {"json_equals", R"j({"to":{"a":1},"exact":true})j", "so: {\"a\":1}", fail},
      {"json_equals", R"j({"to":{"a":1},"exact":true})j", "{\"a\":1}", pass},
      {"json_schema", R"j({"schema":{"type":"object"},"exact":true})j", "```\n{}\n```", fail},
      {"json_schema", R"j({"schema":{"type":"object"}})j", "```\n{}\n```", pass},
      {"count", R"j({"regex":"\\s","equals":2,"exact":true})j", " a ", pass},
      {"count", R"j({"regex":"\\s","equals":0})j", " a ", pass},
  });
}

TEST(Exact, CharactersAreCountedInUnitsWhereThatIsAsked) {
  expect_rows({
      {"max_chars", R"j({"at_most":1})j", "\xF0\x9F\x98\x80\n", pass},
      {"max_chars", R"j({"at_most":1,"unit":"utf16"})j", "\xF0\x9F\x98\x80", fail},
      {"min_chars", R"j({"at_least":2,"unit":"utf16"})j", "\xF0\x9F\x98\x80", pass},
      {"min_chars", R"j({"at_least":2,"unit":"utf16"})j", "a\n", fail},
      {"min_chars", R"j({"at_least":2,"unit":"utf16","exact":true})j", "a\n", pass},
      {"min_chars", R"j({"at_least":2,"exact":true})j", "\xC3\xA9 ", pass},
      {"min_chars", R"j({"at_least":2,"unit":"bytes"})j", "ab", refused},
  });
}

}  // namespace
}  // namespace assay::testing
