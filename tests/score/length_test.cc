#include "harness/score/words.h"
#include "tests/score/judging.h"

namespace assay::testing {
namespace {

using enum Judged;

TEST(Length, WordsAreRunsBetweenWhiteSpace) {
  expect_rows({
      {"max_words", R"({"at_most":3})", "one two three", pass},
      {"max_words", R"({"at_most":3})", "  one\n two\tthree  ", pass},
      {"max_words", R"({"at_most":3})", "one two three four", fail},
      {"max_words", R"({"at_most":0})", " \n", pass},
      {"max_words", R"({"at_most":"3"})", "one two three four", fail},
      {"max_words", R"({"at_most":"three"})", "", refused},
      {"max_words", R"({})", "", refused},
      {"min_words", R"({"at_least":2})", "don't stop-now", pass},
      {"min_words", R"({"at_least":2})", "one", fail},
  });
}

TEST(Length, CountsWordsOfEveryScript) {
  struct Row {
    std::string_view text;
    std::size_t words;
  };
  const Row rows[] = {
      {"", 0},
      {"a\xC2\xA0\x62", 2},  // no-break space
      {"\xE3\x80\x80", 0},   // ideographic space
      {"Привет, мир", 2},
      {"日本語です", 5},          // a character each
      {"use GPT 用中文 now", 6},  // mixed: use GPT 用 中 文 now
      {"한국어 문장", 2},         // Korean has spaces
      {"\xFF\xFE ok", 2},         // invalid bytes are a word
  };
  for (const Row& row : rows) EXPECT_EQ(count_words(row.text), row.words) << row.text;
}

TEST(Length, CharactersAreCodePointsWithoutTheEnds) {
  expect_rows({
      {"max_chars", R"({"at_most":5})", "Paris\n", pass},
      {"max_chars", R"({"at_most":4})", "caf\xC3\xA9", pass},
      {"max_chars", R"({"at_most":1})", "\xF0\x9F\x98\x80", pass},
      {"max_chars", R"({"at_most":5})", "London", fail},
      {"min_chars", R"({"at_least":2})", "ab", pass},
      {"min_chars", R"({"at_least":2})", " a ", fail},
  });
}

TEST(Length, LinesCountBlankOnesInside) {
  expect_rows({
      {"lines", R"({"equals":2})", "one\ntwo\n", pass},
      {"lines", R"({"equals":3})", "one\n\ntwo", pass},
      {"lines", R"({"equals":2})", "one\r\ntwo\r\n", pass},
      {"lines", R"({"equals":0})", "\n\n", pass},
      {"lines", R"({"at_least":2})", "one", fail},
      {"lines", R"({"at_most":1})", "one\ntwo", fail},
      {"lines", R"({"equals":1,"at_most":2})", "one", refused},
      {"lines", R"({"at_least":3,"at_most":2})", "one", refused},
      {"lines", R"({})", "one", refused},
  });
}

TEST(Length, ReasonsNameBothNumbers) {
  EXPECT_EQ(judge_text("max_words", R"({"at_most":1})", "one two").reason,
            "2 words is more than 1 words");
}

}  // namespace
}  // namespace assay::testing
