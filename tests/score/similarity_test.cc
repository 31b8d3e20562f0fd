#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "harness/score/edit_similarity.h"
#include "harness/score/token_f1.h"
#include "harness/score/words.h"
#include "tests/score/judging.h"

namespace assay::testing {
namespace {

using enum Judged;

// The textbook's table, row by row.
std::size_t naive_levenshtein(std::u32string_view a, std::u32string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

// Texts over few letters, some longer than several 64-bit blocks.
std::u32string some_text() {
  const auto size = *rc::gen::inRange<std::size_t>(0, 300);
  const auto letters = *rc::gen::container<std::vector<int>>(size, rc::gen::inRange(0, 4));
  std::u32string text;
  for (int letter : letters) text += U"ab\u00e9\U0001F600"[letter];
  return text;
}

Words some_words() {
  const auto size = *rc::gen::inRange<std::size_t>(0, 200);
  const auto letters = *rc::gen::container<std::vector<int>>(size, rc::gen::inRange(0, 5));
  Words words;
  for (int letter : letters) words.push_back(std::string(1, static_cast<char>('a' + letter)));
  return words;
}

TEST(Similarity, LevenshteinOfKnownPairs) {
  EXPECT_EQ(levenshtein(U"kitten", U"sitting"), 3u);
  EXPECT_EQ(levenshtein(U"", U"abc"), 3u);
  EXPECT_EQ(levenshtein(U"caf\u00e9", U"cafe"), 1u);  // a code point, not two bytes
  EXPECT_EQ(edit_similarity(U"", U""), 1);
  EXPECT_DOUBLE_EQ(edit_similarity(U"kitten", U"sitting"), 1 - 3.0 / 7);
}

RC_GTEST_PROP(Similarity, LevenshteinIsTheTextbooks, ()) {
  const std::u32string a = some_text();
  const std::u32string b = some_text();
  RC_ASSERT(levenshtein(a, b) == naive_levenshtein(a, b));
}

RC_GTEST_PROP(Similarity, EditSimilarityIsSymmetricAndBounded, ()) {
  const std::u32string a = some_text();
  const std::u32string b = some_text();
  const double similarity = edit_similarity(a, b);
  RC_ASSERT(similarity == edit_similarity(b, a));
  RC_ASSERT(similarity >= 0.0 && similarity <= 1.0);
  RC_ASSERT((similarity == 1.0) == (a == b));
}

RC_GTEST_PROP(Similarity, TokenF1IsSymmetricAndBounded, ()) {
  const Words a = some_words();
  const Words b = some_words();
  RC_ASSERT(token_f1(a, b) >= 0.0 && token_f1(a, b) <= 1.0);
  RC_ASSERT(token_f1(a, b) == token_f1(b, a));
  RC_ASSERT(token_f1(a, a) == 1.0);
}

TEST(Similarity, SquadNormalisation) {
  EXPECT_EQ(squad_words("The quick, brown fox!"), (Words{"quick", "brown", "fox"}));
  EXPECT_EQ(squad_words("an A the"), Words{});
  EXPECT_EQ(squad_words("U.S."), Words{"us"});
  EXPECT_DOUBLE_EQ(token_f1(squad_words("the cat sat"), squad_words("a cat")), 2.0 / 3);
  EXPECT_EQ(token_f1({}, {}), 1);
  EXPECT_EQ(token_f1({}, {"a"}), 0);
}

TEST(Similarity, RowsGradeAndPassFromTheThreshold) {
  expect_rows({
      {"similar", R"({"to":"kitten"})", "kitten\n", pass},
      {"similar", R"({"to":"kitten"})", "sitting", fail},
      {"similar", R"({"to":"kitten","at_least":0.5})", "sitting", pass},
      {"similar", R"({"to":["dog","kitten"]})", "kitten", pass},
      {"similar", R"({"to":"a","at_least":1.5})", "a", refused},
      {"similar", R"({})", "a", refused},
      {"levenshtein", R"({"to":"kitten","at_most":3})", " sitting\n", pass},
      {"levenshtein", R"({"to":"kitten","at_most":2})", "sitting", fail},
      {"levenshtein", R"({"to":["dog","kitten"],"at_most":2})", "kitchen", pass},
      {"levenshtein", R"({"to":"caf\u00e9","at_most":1})", "cafe", pass},  // not two bytes
      {"levenshtein", R"({"to":"kitten","at_most":0})", "Kitten", fail},
      {"levenshtein", R"({"to":"kitten","at_most":0,"normalise":["case"]})", "Kitten", pass},
      {"levenshtein", R"({"to":"kitten"})", "kitten", refused},
      {"levenshtein", R"({"to":"kitten","at_most":-1})", "kitten", refused},
      {"levenshtein", R"({"to":["elephant","yes"],"at_most":3})", "", refused},  // "" would pass
      {"levenshtein", R"({"to":"yes","at_most":3,"exact":true})", "", pass},
      {"levenshtein", R"({"to":"yes","at_most":0,"exact":true})", "yes\n", fail},
      {"token_f1", R"({"to":"Denver Broncos"})", "The Denver Broncos", pass},
      {"token_f1", R"({"to":["Carolina","Denver Broncos"]})", "Denver!", pass},
      {"token_f1", R"({"to":"Denver Broncos"})", "Carolina", fail},
      {"token_f1", R"({"to":"東京"})", "\xFF", fail},
  });
  EXPECT_DOUBLE_EQ(judge_text("similar", R"({"to":"kitten"})", "sitting").value, 1 - 3.0 / 7);
  const Judgement far = judge_text("levenshtein", R"({"to":"kitten","at_most":2})", "sitting");
  EXPECT_DOUBLE_EQ(far.value, 1 - 3.0 / 7);
  EXPECT_EQ(far.reason, "the edit distance is 3, more than 2");
}

TEST(Similarity, LengthIsBounded) {
  const std::string long_reference(30'000, 'x');
  EXPECT_NE(check_message("similar", Json{{"to", long_reference}}.dump()), "");
  const std::string reference(19'000, 'x');
  EXPECT_EQ(
      kind_of(judge_text("similar", Json{{"to", reference}}.dump(), std::string(2'000'000, 'y'))),
      unable);
}

}  // namespace
}  // namespace assay::testing
