// Published numbers of published metrics, and what holds of any text.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "harness/score/bleu.h"
#include "harness/score/chrf.h"
#include "harness/score/meteor.h"
#include "harness/score/metric_words.h"
#include "harness/score/porter.h"
#include "harness/score/rouge.h"
#include "harness/score/words.h"
#include "tests/score/judging.h"

namespace assay::testing {
namespace {

using enum Judged;

double value_of(std::string_view name, const Json& arguments, std::string_view answer) {
  Json given = arguments;
  given["at_least"] = 1;  // the value is asked for, not the verdict
  return judge_text(name, given.dump(), answer).value;
}

struct PublishedRow {
  std::string_view name;
  Json arguments;
  std::string_view answer;
  double value;
  double within;
};

void expect_values(const std::vector<PublishedRow>& rows) {
  for (const PublishedRow& row : rows) {
    EXPECT_NEAR(value_of(row.name, row.arguments, row.answer), row.value, row.within)
        << row.name << " " << row.arguments << " of '" << row.answer << "'";
  }
}

// google-research/rouge: rouge_scorer_test.py.
TEST(TextMetrics, RougeIsThatOfRougeScore) {
  const auto to = [](std::string_view measure) {
    return Json{{"to", "testing one two"}, {"measure", measure}};
  };
  expect_values({
      {"rouge_1", to("precision"), "testing", 1, 1e-12},
      {"rouge_1", to("recall"), "testing", 1.0 / 3, 1e-12},
      {"rouge_1", to("f1"), "testing", 1.0 / 2, 1e-12},
      {"rouge_2", to("precision"), "testing one", 1, 1e-12},
      {"rouge_2", to("recall"), "testing one", 1.0 / 2, 1e-12},
      {"rouge_2", to("f1"), "testing one", 2.0 / 3, 1e-12},
      {"rouge_l", to("precision"), "testing one", 1, 1e-12},
      {"rouge_l", to("recall"), "testing one", 2.0 / 3, 1e-12},
      {"rouge_l", to("f1"), "testing one", 4.0 / 5, 1e-12},
      {"rouge_l", to("f1"), "testing two", 4.0 / 5, 1e-12},
      {"rouge_1", to("f1"), "", 0, 0},
      {"rouge_2", to("f1"), "", 0, 0},
      {"rouge_l", to("f1"), "", 0, 0},
  });
}

// C.-Y. Lin 2004, section 3.1: reference S1, candidates S2 and S3.
TEST(TextMetrics, RougeLOfLinsExample) {
  const Json to{{"to", "police killed the gunman"}};
  expect_values({
      {"rouge_l", to, "police kill the gunman", 0.75, 1e-12},
      {"rouge_l", to, "the gunman kill police", 0.5, 1e-12},
  });
}

TEST(TextMetrics, RougeCutsWordsAsRougeScoreDoes) {
  EXPECT_EQ(rouge_words("The U.S. won't, I_think: 3.5%", false),
            (Words{"the", "u", "s", "won", "t", "i", "think", "3", "5"}));
  EXPECT_EQ(rouge_words("caf\u00e9s \u0130stanbul", false), (Words{"caf", "s", "i", "stanbul"}));
  EXPECT_EQ(rouge_words("cats running was", true), (Words{"cat", "run", "was"}));
  expect_rows({
      {"rouge_1", R"({"to":"dogs run","stem":true})", "The dog runs", pass},
      {"rouge_1", R"({"to":"dogs run"})", "The dog runs", fail},
      {"rouge_1", R"({"to":"a b c d e"})", "a b c", pass},  // 0.75 but for rounding
      {"rouge_1", R"({"to":"Москва","tokenize":"unicode"})", "МОСКВА.", pass},
      {"rouge_1", R"({"to":"Москва"})", "Москва", refused},  // of a-z nothing is left
      {"rouge_1", R"({"to":"Москва 2024","tokenize":"ascii"})", "2024", pass},
      {"rouge_1", R"({"to":"Москва","tokenize":"unicode","stem":true})", "", refused},
      {"rouge_1", R"({"to":"caf\u00e9 noir"})", "caf noir", pass},  // the published number
      {"rouge_1", R"({"to":"a","tokenize":"13a"})", "a", refused},
      {"rouge_1", R"({"to":"a","measure":"f2"})", "a", refused},
      {"rouge_2", R"({"to":"one"})", "one", refused},  // no pair to look for
      {"rouge_l", R"({"to":["x y","police killed the gunman"]})", "Police kill the gunman.", pass},
      {"rouge_l", R"({"to":"police killed the gunman"})", "the gunman kill police", fail},
      {"rouge_l", R"({"to":"..."})", "x", refused},
  });
}

TEST(TextMetrics, RefusalsSayWhatToWrite) {
  EXPECT_EQ(check_message("rouge_1", R"({"to":"Москва"})"),
            "ROUGE's words are of a-z and 0-9, which leaves little of the reference 'Москва'; "
            "'tokenize: unicode' takes every letter");
  EXPECT_EQ(check_message("bleu", R"({"to":"東京は"})"),
            "the reference '東京は' is written without spaces, so it would be one word; "
            "'tokenize: char' compares characters");
  EXPECT_EQ(check_message("levenshtein", R"({"to":"Yes","at_most":5})"),
            "an empty answer would pass: a reference of 3 characters is 3 edits from nothing, and "
            "'at_most' is 5");
}

// Recall alone would choose the reference that is all there; F1 chooses the nearer one.
TEST(TextMetrics, RougeOfSeveralReferencesIsThatOfTheBestF1) {
  const Json to{{"to", {"a", "a b c d e f"}}, {"measure", "recall"}};
  expect_values({{"rouge_1", to, "a b c d e", 5.0 / 6, 1e-12}});
}

constexpr std::string_view kSugar = "producţia de zahăr brut se exprimă în zahăr alb;";
constexpr std::string_view kSugarAnswer =
    "Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;";

// mjpost/sacrebleu: test/test_sentence_bleu.py (percent there, to three decimals).
TEST(TextMetrics, BleuIsThatOfSacrebleu) {
  const auto sugar = [](std::string_view tokenize, bool ignore_case) {
    return Json{{"to", kSugar}, {"tokenize", tokenize}, {"ignore_case", ignore_case}};
  };
  expect_values({
      {"bleu", Json{{"to", kSugar}}, kSugarAnswer, 0.08493, 1e-5},
      {"bleu", sugar("13a", false), kSugarAnswer, 0.08493, 1e-5},
      {"bleu", sugar("none", false), kSugarAnswer, 0.07347, 1e-5},
      {"bleu", sugar("char", false), kSugarAnswer, 0.408759, 1e-5},
      {"bleu", sugar("char", true), kSugarAnswer, 0.420267, 1e-5},
      {"bleu", Json{{"to", "okay thanks"}}, "this is a cat", 0, 0},
      // test_bleu.py: shorter than four words, and shorter than the reference.
      {"bleu", Json{{"to", "a test"}}, "test", 0.3678794411714425, 1e-12},
      {"bleu", Json{{"to", "a test"}}, "a test", 1, 1e-12},
      {"bleu", Json{{"to", "a test"}}, "", 0, 0},
  });
}

TEST(TextMetrics, BleuClipsCountsOverAllReferences) {
  // Papineni et al. 2002, section 2.1: unigram precision 2/7. Smoothed: no pair of
  // words is shared, 1/(2*6), nor three, 1/(4*5), nor four, 1/(8*4).
  const Json to{{"to", {"The cat is on the mat.", "There is a cat on the mat."}},
                {"ignore_case", true}};
  const double expected = std::pow(2.0 / 7 / 12 / 20 / 32, 0.25);
  expect_values({{"bleu", to, "the the the the the the the", expected, 1e-12}});
}

TEST(TextMetrics, Tokenizer13aKeepsNumbersTogether) {
  const auto cut = [](std::string_view text) { return tokenize(text, Tokenizer::mteval); };
  EXPECT_EQ(cut("Pay $1,234.56, now!"), (Words{"Pay", "$", "1,234.56", ",", "now", "!"}));
  EXPECT_EQ(cut("3-4 x-y &quot;a&quot; <skipped>it's"),
            (Words{"3", "-", "4", "x-y", "\"", "a", "\"", "it's"}));
  EXPECT_EQ(cut("wait...\nend-\ning"), (Words{"wait", ".", ".", ".", "ending"}));
  EXPECT_EQ(cut(""), Words{});
  EXPECT_EQ(tokenize(" a\u3000b\u00a0 c.", Tokenizer::white_space), (Words{"a", "b", "c."}));
  EXPECT_EQ(tokenize("a \u6f22\u5b57", Tokenizer::characters), (Words{"a", "\u6f22", "\u5b57"}));
}

TEST(TextMetrics, WhatHasNoSpacesIsNotCutAtSpaces) {
  expect_rows({
      {"bleu", R"({"to":"東京は日本の首都です"})", "東京は日本の首都です", refused},
      {"gleu", R"({"to":"東京は日本の首都です"})", "東京は日本の首都です", refused},
      {"meteor", R"({"to":["x","東京は日本の首都です"]})", "東京は日本の首都です", refused},
      {"bleu", R"({"to":"東京は日本の首都です","tokenize":"char"})", "東京は日本の首都です", pass},
      {"bleu", R"({"to":"東京は日本の首都です","tokenize":"13a"})", "東京は日本の首都です", pass},
      {"bleu", R"({"to":"a","tokenize":"intl"})", "a", refused},
      {"bleu", R"({"to":" "})", "a", refused},
  });
}

// nltk: translate/gleu_score.py.
TEST(TextMetrics, GleuIsThatOfNltk) {
  const Json guide{{"to",
                    "It is a guide to action that ensures that the military will forever heed "
                    "Party commands"}};
  expect_values({
      {"gleu", Json{{"to", "the cat is on the mat"}}, "the the the the the the the", 0.0909, 1e-4},
      {"gleu", guide,
       "It is a guide to action which ensures that the military always obeys the commands of the "
       "party",
       0.4393, 1e-4},
      {"gleu", guide,
       "It is to insure the troops forever hearing the activity guidebook that party direct",
       0.1206, 1e-4},
      {"gleu", guide, "", 0, 0},
  });
}

// nltk: translate/meteor_score.py and test/unit/translate/test_meteor.py; no synonym
// takes part in these.
TEST(TextMetrics, MeteorIsThatOfNltk) {
  expect_values({
      {"meteor",
       Json{{"to",
             "It is a guide to action that ensures that the military will forever heed Party "
             "commands"}},
       "It is a guide to action which ensures that the military always obeys the commands of the "
       "party",
       0.6944, 1e-4},
      {"meteor", Json{{"to", "this is a cat"}}, "non matching hypothesis", 0, 0},
      {"meteor", Json{{"to", {"this is a test", "this istest"}}}, "THIS Is a tEST", 0.9921875, 0},
      {"meteor", Json{{"to", "this is a cat"}}, "", 0, 0},
  });
}

// Porter 1980's own examples, and where nltk departs from him.
TEST(TextMetrics, StemsAreThoseOfNltksPorter) {
  struct StemRow {
    std::string_view word;
    std::string_view stem;
  };
  const StemRow rows[] = {
      {"caresses", "caress"},
      {"ponies", "poni"},
      {"caress", "caress"},
      {"cats", "cat"},
      {"feed", "feed"},
      {"agreed", "agre"},
      {"plastered", "plaster"},
      {"motoring", "motor"},
      {"sing", "sing"},
      {"hopping", "hop"},
      {"falling", "fall"},
      {"hissing", "hiss"},
      {"filing", "file"},
      {"happy", "happi"},
      {"relational", "relat"},
      {"conditional", "condit"},
      {"vietnamization", "vietnam"},
      {"triplicate", "triplic"},
      {"electriciti", "electr"},
      {"adjustable", "adjust"},
      {"adoption", "adopt"},
      {"probate", "probat"},
      {"controll", "control"},
      {"roll", "roll"},
      {"generalizations", "gener"},
      {"oscillators", "oscil"},
      {"enjoy", "enjoy"},
      {"spy", "spi"},
      {"dies", "die"},
      {"tied", "tie"},
      {"flies", "fli"},
      {"skies", "sky"},
      {"dying", "die"},
      {"news", "news"},
      {"geology", "geolog"},
      {"on", "on"},
      {"", ""},
      {"\u00e9lan\u00e7ons", "\u00e9lan\u00e7on"},
  };
  for (const StemRow& row : rows) EXPECT_EQ(porter_stem(row.word), row.stem) << row.word;
}

// mjpost/sacrebleu: test/test_chrf.py (percent there).
TEST(TextMetrics, ChrfIsThatOfSacrebleu) {
  const auto to = [](std::string_view reference, double beta, bool epsilon) {
    return Json{{"to", reference}, {"beta", beta}, {"epsilon", epsilon}};
  };
  constexpr std::string_view kDoctors =
      "Nejvíce smutní jsme z toho, že musíme rozhodovat o tom, kdo bude žít a kdo zemře.";
  constexpr std::string_view kGasp =
      "Lapali po dechu a pak jejich život skončil - dřív, než skutečně mohl začít, připomněli.";
  constexpr std::string_view kScience =
      "risk assessment has to be undertaken by those who are qualified and expert in that area - "
      "that is the scientists .";
  expect_values({
      {"chrf", to(kDoctors, 2, true),
       "Co nás nejvíc trápí, protože lékaři si vybírají, kdo bude žít a kdo zemře.", 0.3914078509,
       1e-6},
      {"chrf", to(kGasp, 2, true),
       "Lapali po dechu, jejich životy skončily dřív, než skutečně začaly.", 0.5715704367, 1e-6},
      {"chrf", to(kScience, 3, true),
       " risk assessment must be made of those who are qualified and expertise in the sector - "
       "these are the scientists .",
       0.63361730, 1e-6},
      {"chrf", to("hijklmnop", 3, true), "abcdefg", 0, 1e-12},
      {"chrf", to("ab", 3, true), "aa", 0.083333, 1e-6},
      {"chrf", to("a", 3, true), "a", 0.166667, 1e-6},
      {"chrf", to("a b c", 3, true), "a b c", 0.5, 1e-6},
      {"chrf", to("a", 3, false), "a", 1, 1e-12},
      {"chrf", to("reference", 3, false), "", 0, 0},
      {"chrf", to("abc", 3, false), "a b c", 1, 1e-12},
      {"chrf", to("ab", 3, false), "aa", 0.25, 1e-12},
  });
}

TEST(TextMetrics, ChrfCountsWordsIfAsked) {
  const auto with = [](int words) { return Json{{"to", "the (cat) sat."}, {"word_order", words}}; };
  EXPECT_DOUBLE_EQ(value_of("chrf", with(2), "the (cat) sat."), 1);
  // The same characters, but other words.
  EXPECT_DOUBLE_EQ(value_of("chrf", with(0), "the(cat)sat."), 1);
  EXPECT_LT(value_of("chrf", with(2), "the(cat)sat."), 0.9);
  expect_rows({
      {"chrf", R"({"to":"a","word_order":3})", "a", refused},
      {"chrf", R"({"to":"a","beta":0})", "a", refused},
      {"chrf", R"({"to":"\u00a0"})", "a", refused},
      {"chrf", R"({"to":"ABC"})", "abc", fail},
      {"chrf", R"({"to":"ABC","ignore_case":true})", "abc", pass},
  });
}

std::size_t naive_common_subsequence(const Words& a, const Words& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = 0;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = a[i - 1] == b[j - 1] ? diagonal + 1 : std::max(above, row[j - 1]);
      diagonal = above;
    }
  }
  return row[b.size()];
}

Words words_of_few() {
  const auto size = *rc::gen::inRange<std::size_t>(0, 200);
  const auto letters = *rc::gen::container<std::vector<int>>(size, rc::gen::inRange(0, 5));
  Words words;
  for (int letter : letters) words.push_back(std::string(1, static_cast<char>('a' + letter)));
  return words;
}

RC_GTEST_PROP(TextMetrics, CommonSubsequenceIsTheTextbooks, ()) {
  const Words a = words_of_few();
  const Words b = words_of_few();
  RC_ASSERT(longest_common_subsequence(a, b) == naive_common_subsequence(a, b));
}

RC_GTEST_PROP(TextMetrics, OverlapsAreBoundedAndOneOfThemselves, ()) {
  const Words a = words_of_few();
  Words b = words_of_few();
  b.push_back("a");  // a reference is never empty
  const Gleu gleu({b});
  const double values[] = {Bleu({b}).score(a),         gleu.score(a),
                           Meteor({b}).score(a),       RougeN(b, 1).score(a).f1(),
                           RougeN(b, 2).score(a).f1(), rouge_l(a, b).f1()};
  for (const double value : values) RC_ASSERT(value >= 0.0 && value <= 1.0);
  RC_ASSERT(std::abs(Bleu({b}).score(b) - 1) < 1e-12);
  RC_ASSERT(gleu.score(b) == 1.0);
  RC_ASSERT(RougeN(b, 1).score(b).f1() == 1.0);
  RC_ASSERT(rouge_l(b, b).f1() == 1.0);
  const double chunk = 0.5 / std::pow(static_cast<double>(b.size()), 3);
  RC_ASSERT(std::abs(Meteor({b}).score(b) - (1 - chunk)) < 1e-12);
  // Precision one way is recall the other way.
  if (a.empty()) return;
  RC_ASSERT(RougeN(b, 1).score(a).f1() == RougeN(a, 1).score(b).f1());
  RC_ASSERT(gleu.score(a) == Gleu({a}).score(b));
}

RC_GTEST_PROP(TextMetrics, ChrfIsBoundedAndOneOfItself, (const std::string& a)) {
  const std::string b = *rc::gen::string<std::string>();
  for (const bool epsilon : {false, true}) {
    for (const std::size_t words : {0u, 2u}) {
      const Chrf chrf({b + "reference"}, {.word_order = words, .epsilon = epsilon});
      RC_ASSERT(chrf.score(a) >= 0.0 && chrf.score(a) <= 1.0);
    }
  }
  const std::string text = b + "reference";
  RC_ASSERT(std::abs(Chrf({text}, {}).score(text) - 1) < 1e-12);
}

RC_GTEST_PROP(TextMetrics, StemsAreNoLongerThanTheirWords, ()) {
  const auto letters = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 26));
  std::string word;
  for (int letter : letters) word += static_cast<char>('a' + letter);
  RC_ASSERT(porter_stem(word).size() <= word.size() + 1);  // "hoping" to "hope" adds an e
}

TEST(TextMetrics, LongAnswersAreBoundedOrRefused) {
  std::string reference;
  for (int i = 0; i < 25'000; ++i) reference += "w" + std::to_string(i) + " ";
  EXPECT_NE(check_message("rouge_l", Json{{"to", reference}}.dump()), "");
  EXPECT_EQ(check_message("rouge_1", Json{{"to", reference}}.dump()), "");
  const std::string shorter = reference.substr(0, 100'000);
  std::string answer;
  for (int i = 0; i < 1'500'000; ++i) answer += "a ";
  EXPECT_EQ(kind_of(judge_text("rouge_l", Json{{"to", shorter}}.dump(), answer)), unable);
  for (const char* name : {"bleu", "gleu", "meteor", "chrf", "rouge_1"}) {
    EXPECT_EQ(kind_of(judge_text(name, Json{{"to", shorter}}.dump(), answer)), fail) << name;
  }
}

}  // namespace
}  // namespace assay::testing
