#include "tests/score/judging.h"

namespace assay::testing {
namespace {

using enum Judged;

TEST(Text, EqualsIgnoresWhiteSpaceAtTheEnds) {
  expect_rows({
      {"equals", R"({"text":"Paris"})", "Paris", pass},
      {"equals", R"({"text":"Paris"})", " \tParis\r\n", pass},
      {"equals", R"({"text":" Paris "})", "Paris", pass},
      {"equals", R"({"text":"Paris"})", "paris", fail},
      {"equals", R"({"text":"Paris"})", "Paris.", fail},
      {"equals", R"({"text":"New York"})", "New  York", fail},
      {"equals", R"({"text":""})", "\n", pass},
      {"equals", R"({"text":"Paris"})", "", fail},
      {"equals", R"({"text":18})", "18", pass},
      {"equals", R"({"text":"Paris","exact":true})", "Paris\n", fail},
      {"equals", R"({"text":"Paris","exact":true})", "Paris", pass},
      {"equals", R"({"text":"Paris","exact":"true"})", "Paris\n", fail},
      {"equals", R"({"text":"Paris","exact":"perhaps"})", "", refused},
      {"equals", R"({})", "", refused},
  });
}

TEST(Text, TheDefaultForgivesUnicodesWhiteSpaceAndForms) {
  expect_rows({
      {"equals", R"({"text":"Paris"})", "\xC2\xA0Paris\xE2\x80\x89\n", pass},
      {"equals", R"({"text":"Paris"})", "Paris\xE2\x80\xA8\xEF\xBB\xBF", pass},
      {"equals", R"({"text":"\u00a0Paris"})", "Paris", pass},
      {"equals", R"({"text":"caf\u00e9"})", "cafe\xCC\x81", pass},
      {"equals", R"({"text":"cafe\u0301"})", "caf\xC3\xA9", pass},
      {"equals", R"({"text":"caf\u00e9","exact":true})", "cafe\xCC\x81", fail},
      {"equals", R"({"text":"Paris","exact":true})", "\xC2\xA0Paris", fail},
      {"one_of", R"({"texts":["caf\u00e9"]})", "cafe\xCC\x81\xC2\xA0", pass},
      {"contains", R"({"text":"caf\u00e9"})", "un cafe\xCC\x81!", pass},
      {"contains", R"({"text":"cafe"})", "un cafe\xCC\x81!", fail},  // another letter
      {"contains", R"({"text":"caf\u00e9","exact":true})", "un cafe\xCC\x81!", fail},
      {"contains_any", R"({"texts":["x","cafe\u0301"]})", "caf\xC3\xA9", pass},
      {"starts_with", R"({"text":"\u00e9"})",
       "\xC2\xA0"
       "e\xCC\x81t\xC3\xA9",
       pass},
      {"ends_with", R"({"text":"\u00e9"})", "cafe\xCC\x81\xC2\xA0", pass},
      {"similar", R"({"to":"\u00e9","at_least":1})", "e\xCC\x81\xC2\xA0", pass},
  });
}

TEST(Text, RegexAnchorsAreAtTheEndsOfWhatWasSaid) {
  expect_rows({
      {"regex", R"({"pattern":"^Paris$"})", "Paris\n", pass},
      {"regex", R"({"pattern":"^Paris$"})", "\xC2\xA0Paris \r\n", pass},
      {"regex", R"({"pattern":"^Paris$"})", "Paris\nLyon", fail},
      {"regex", R"({"pattern":"\\n$"})", "Paris\n", pass},  // as it is, too
      {"regex", R"({"pattern":"^caf\u00e9$"})", "cafe\xCC\x81", pass},
      {"regex", R"({"pattern":"^cafe\u0301$"})", "caf\xC3\xA9", pass},
      {"regex", R"({"pattern":"e\\x{301}"})", "cafe\xCC\x81", pass},
  });
}

TEST(Text, NormaliseMakesMoreAlike) {
  expect_rows({
      {"equals", R"({"text":"Paris","normalise":["markdown","punctuation"]})", "**Paris.**", pass},
      {"equals", R"({"text":"It's","normalise":["quotes"]})", "It\xE2\x80\x99s", pass},
      {"equals", R"({"text":"New York","normalise":["case","white_space"]})", "new\n york", pass},
      {"equals", R"({"text":"3.14","normalise":["punctuation"]})", "314", fail},
      {"one_of", R"({"texts":["The Hague"],"normalise":["articles","case"]})", "hague", pass},
      {"contains", R"({"text":"ﬁve","normalise":["nfkc"]})", "it is five", pass},
      {"iequals", R"({"text":"paris","normalise":["markdown"]})", "*PARIS*", pass},
      {"equals", R"({"text":"Paris.","exact":true,"normalise":["punctuation"]})", "Paris", fail},
      {"similar", R"({"to":"paris","at_least":1,"normalise":["case"]})", "PARIS", pass},
      // What would be equal to anything that normalises to nothing.
      {"equals", R"({"text":"A","normalise":["articles"]})", "the", refused},
      {"contains", R"({"text":"...","normalise":["punctuation"]})", "x", refused},
      {"equals", R"({"text":"A","normalise":["kase"]})", "the", refused},
  });
  EXPECT_TRUE(find_expectation("one_of")->shape.normalises);
  EXPECT_FALSE(find_expectation("regex")->shape.normalises);
}

TEST(Text, IequalsFoldsUnicodeCase) {
  expect_rows({
      {"iequals", R"({"text":"PARIS"})", "paris", pass},
      {"iequals", R"({"text":"straße"})", "STRASSE", pass},
      {"iequals", R"({"text":"ΣΊΣΥΦΟΣ"})", "σίσυφος", pass},
      {"iequals", R"({"text":"caf\u00e9"})", "CAFE\xCC\x81", pass},  // composed, decomposed
      {"iequals", R"({"text":"k"})", "\xE2\x84\xAA", pass},          // the Kelvin sign
      {"iequals", R"({"text":"Paris"})", "Lyon", fail},
      {"iequals", R"({"text":"a"})", "\xFF", fail},
  });
}

TEST(Text, OneOfTakesAnyOfTheTexts) {
  expect_rows({
      {"one_of", R"({"texts":["yes","no"]})", "no\n", pass},
      {"one_of", R"({"texts":["yes","no"]})", "No", fail},
      {"one_of", R"({"texts":["yes","no"],"ignore_case":true})", "No", pass},
      {"one_of", R"({"texts":["yes","no"],"exact":true})", "no\n", fail},
      {"one_of", R"({"texts":"yes"})", "yes", pass},
      {"one_of", R"({"texts":[1,2]})", "2", pass},
      {"one_of", R"({"texts":[]})", "yes", refused},
  });
}

TEST(Text, ContainsLooksAnywhere) {
  expect_rows({
      {"contains", R"({"text":"Paris"})", "Paris is the capital", pass},
      {"contains", R"({"text":"Paris"})", "PARIS", fail},
      {"contains", R"({"text":""})", "", pass},  // the empty string contains itself
      {"contains", R"({"text":"é"})", "caf\xC3\xA9", pass},
      {"icontains", R"({"text":"pARIS"})", "In PARIS!", pass},
      {"icontains", R"({"text":"ÉCOLE"})", "l'école", pass},
      {"icontains", R"({"text":"école"})", "school", fail},
      {"icontains", R"({"text":"paris"})", "\xFF\xFE PARIS", pass},
      {"contains_all", R"({"texts":["a","b"]})", "b and a", pass},
      {"contains_all", R"({"texts":["a","b"]})", "only a", fail},
      {"contains_all", R"({"texts":["A","B"],"ignore_case":true})", "b and a", pass},
      {"contains_all", R"({"texts":[]})", "", refused},
      {"contains_any", R"({"texts":["x","b"]})", "abc", pass},
      {"contains_any", R"({"texts":["x","y"]})", "abc", fail},
      {"contains_any", R"({"texts":["X","B"],"ignore_case":true})", "abc", pass},
  });
}

TEST(Text, CountSaysHowOften) {
  expect_rows({
      {"count", R"({"of":"an","equals":2})", "banana", pass},
      {"count", R"({"of":"aa","equals":2})", "aaaaa", pass},  // no overlaps
      {"count", R"({"of":"- ","at_least":3})", "- a\n- b\n- c", pass},
      {"count", R"({"of":"x","at_most":1})", "x x", fail},
      {"count", R"({"of":"x","equals":0})", "y", pass},
      {"count", R"({"of":"x","at_least":1,"at_most":2})", "", fail},
      {"count", R"({"of":"X","equals":2,"ignore_case":true})", "x X", pass},
      {"count", R"({"of":"caf\u00e9","equals":1})", "cafe\u0301", pass},  // composed alike
      {"count", R"({"of":"caf\u00e9","equals":1,"exact":true})", "cafe\u0301", fail},
      {"count", R"({"of":"a-b","equals":1,"normalise":["white_space"]})", "a-b", pass},
      {"count", R"({"regex":"(?m)^- ","equals":2})", "- a\n- b", pass},
      {"count", R"({"regex":"\\b","equals":4})", "two words", pass},  // empty matches, once each
      {"count", R"({"regex":"a+","at_most":1})", "aaa baa", fail},
      {"count", R"({"of":"x"})", "x", refused},
      {"count", R"({"of":"x","at_least":0})", "x", refused},
      {"count", R"({"of":"x","equals":1,"at_most":2})", "x", refused},
      {"count", R"({"of":"x","regex":"x","equals":1})", "x", refused},
      {"count", R"({"equals":1})", "x", refused},
      {"count", R"({"regex":"(","equals":1})", "x", refused},
      {"count", R"({"regex":"x","equals":1})", std::string(100'000, 'x'), unable},
  });
  EXPECT_EQ(judge_text("count", R"({"of":"x","at_most":1})", "x x").reason,
            "'x': 2 times is more than 1 times");
}

TEST(Text, StartsAndEndsIgnoreWhiteSpaceThere) {
  expect_rows({
      {"starts_with", R"({"text":"Yes"})", "\n Yes, sir", pass},
      {"starts_with", R"({"text":"Yes"})", "Oh Yes", fail},
      {"starts_with", R"({"text":"Yes","exact":true})", " Yes", fail},
      {"starts_with", R"({"text":"yes","ignore_case":true})", "YES", pass},
      {"ends_with", R"({"text":"."})", "Done.\n", pass},
      {"ends_with", R"({"text":"."})", "Done", fail},
      {"ends_with", R"({"text":".","exact":true})", "Done.\n", fail},
      {"ends_with", R"({"text":"longer than the answer"})", "answer", fail},
  });
}

TEST(Text, EndsWithQuotesTheEnd) {
  const Judgement judgement =
      judge_text("ends_with", R"({"text":"."})", std::string(5000, 'x') + " the end");
  EXPECT_NE(judgement.reason.find("the end"), std::string::npos) << judgement.reason;
}

TEST(Text, RegexSearchesInLinearTime) {
  const std::string hostile = std::string(10'000'000, 'a') + "!";
  expect_rows({
      {"regex", R"({"pattern":"P.ris"})", "In Paris", pass},
      {"regex", R"({"pattern":"^P.ris$"})", "In Paris", fail},
      {"regex", R"({"pattern":"(?i)paris"})", "PARIS", pass},
      {"regex", R"({"pattern":"^.$"})", "\xC3\xA9", pass},  // a code point, not a byte
      {"regex", R"({"pattern":"(a+)+$"})", hostile, fail},
      {"regex", R"({"pattern":"(a|aa)+b"})", hostile, fail},
      {"regex", R"({"pattern":"("})", "", refused},
  });
}

TEST(Text, RegexSaysWhatRe2DoesNotHave) {
  EXPECT_NE(check_message("regex", R"j({"pattern":"(?=x)"})j").find("no lookahead"),
            std::string::npos);
  EXPECT_NE(check_message("regex", R"({"pattern":"(?<!x)y"})").find("no lookahead"),
            std::string::npos);
  EXPECT_NE(check_message("regex", R"({"pattern":"(a)\\1"})").find("no backreferences"),
            std::string::npos);
  EXPECT_NE(check_message("regex", R"j({"pattern":"a)"})j").find("'a)'"), std::string::npos);
  EXPECT_NE(check_message("regex", R"({"pattern":"((a{1000}){1000}){10}"})"), "");
  EXPECT_EQ(check_message("regex", R"({"pattern":"fine"})"), "");
}

TEST(Text, ReasonsQuoteOnlyAnExcerptAndNoControlCharacters) {
  const Judgement judgement =
      judge_text("contains", R"({"text":"x"})", "\x1b[31mred\x1b[0m\n" + std::string(100'000, 'y'));
  EXPECT_LT(judgement.reason.size(), 300u);
  EXPECT_EQ(judgement.reason.find('\x1b'), std::string::npos);
  EXPECT_EQ(judgement.reason.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace assay::testing
