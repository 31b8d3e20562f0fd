// Nothing passes vacuously: what is empty once rendered is an error of the suite.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/score/compiled.h"
#include "harness/score/pattern.h"
#include "harness/score/score.h"

namespace assay::testing {
namespace {

Expectation expectation(std::string_view name, std::string_view arguments) {
  Expectation written;
  written.name = name;
  written.arguments = Json::parse(arguments);
  written.has_template = arguments.find("{{") != std::string_view::npos;
  return written;
}

Vars variables(std::string_view map) {
  std::vector<std::string> names;
  std::vector<Json> values;
  const Json parsed = Json::parse(map);
  for (const auto& [name, value] : parsed.items()) {
    names.push_back(name);
    values.push_back(value);
  }
  return Vars(std::make_shared<const VarNames>(std::move(names)), std::move(values));
}

// Why it is refused; "" when it compiles.
std::string refusal(std::string_view name, std::string_view arguments, std::string_view vars) {
  const auto compiled = compile(expectation(name, arguments), variables(vars));
  return compiled ? "" : compiled.error().message;
}

TEST(ArgumentRules, RefuseWhatIsEmptyOnceRendered) {
  struct Row {
    std::string_view name;
    std::string_view arguments;
    std::string_view message;
  };
  const Row rows[] = {
      {"contains", R"({"text":"{{gone}}"})", "contains: 'text' is empty; variable 'gone' is empty"},
      {"contains", R"({"text":""})", "contains: 'text' is empty"},
      {"icontains", R"({"text":"{{blank}}"})",
       "icontains: 'text' is white space only; variable 'blank' is empty; 'exact: true' keeps "
       "white space"},
      {"starts_with", R"({"text":"{{gone}}{{blank}}"})",
       "starts_with: 'text' is white space only; variables 'gone', 'blank' are empty; 'exact: "
       "true' "
       "keeps white space"},
      {"starts_with", R"({"text":"","exact":true})", "starts_with: 'text' is empty"},
      {"ends_with", R"({"text":"{{gone}}"})",
       "ends_with: 'text' is empty; variable 'gone' is empty"},
      {"equals", R"({"text":"{{gone}}"})",
       "equals: 'text' is empty; variable 'gone' is empty; 'exact: true' or 'max_chars: 0' expect "
       "an empty answer"},
      {"iequals", R"({"text":"\u00a0"})",
       "iequals: 'text' is white space only; 'exact: true' keeps white space"},
      {"one_of", R"({"texts":["yes",""]})",
       "one_of: item 2 of 'texts' is empty; 'exact: true' or 'max_chars: 0' expect an empty "
       "answer"},
      {"one_of", R"({"texts":"{{none}}"})",
       "one_of: 'texts' is an empty list; variable 'none' is empty"},
      {"contains_all", R"({"texts":["{{gone}}"]})",
       "contains_all: item 1 of 'texts' is empty; variable 'gone' is empty"},
      {"contains_any", R"({"texts":["a","{{gone}}"]})",
       "contains_any: item 2 of 'texts' is empty; variable 'gone' is empty"},
      {"regex", R"({"pattern":"{{gone}}"})", "regex: 'pattern' is empty; variable 'gone' is empty"},
      {"regex", R"({"pattern":"{{gone}}|a*"})",
       "regex: the pattern '|a*' matches every text, also an empty one; variable 'gone' is empty; "
       "a pattern is searched for, unless ^ and $ anchor it"},
      {"similar", R"({"to":"{{gone}}"})", "similar: 'to' is empty; variable 'gone' is empty"},
      {"rouge_l", R"({"to":["a","{{gone}}"]})",
       "rouge_l: item 2 of 'to' is empty; variable 'gone' is empty"},
      {"bleu", R"({"to":[]})", "bleu: 'to' is an empty list"},
      {"token_f1", R"({"to":"{{gone}}"})", "token_f1: 'to' is empty; variable 'gone' is empty"},
      {"json", R"({"path":"a","contains":"{{gone}}"})",
       "json: 'contains' is empty; variable 'gone' is empty"},
      {"json", R"({"path":"a","matches":"x*"})",
       "json: the pattern 'x*' matches every text, also an empty one; a pattern is searched for, "
       "unless ^ and $ anchor it"},
      {"json", R"({"path":"a","equals":"{{gone}}"})",
       "json: 'equals' is empty; variable 'gone' is empty"},
      {"json_equals", R"({"to":"{{gone}}"})",
       "json_equals: 'to' is empty; variable 'gone' is empty"},
      {"tool_call", R"({"name":"{{gone}}"})",
       "tool_call: 'name' is empty; variable 'gone' is empty"},
      {"finish_reason", R"({"one_of":""})", "finish_reason: 'one_of' is empty"},
      {"min_words", R"({"at_least":0})", "min_words: always passes: everything is at least 0"},
      {"min_chars", R"({"at_least":-1})", "min_chars: always passes: everything is at least -1"},
      {"max_words", R"({"at_most":-1})", "max_words: never passes: nothing is at most -1"},
      {"lines", R"({"at_least":0})", "lines: always passes: everything is at least 0"},
      {"cost_usd", R"({"at_least":0})", "cost_usd: always passes: everything is at least 0"},
      {"similar", R"({"to":"a","at_least":0})",
       "similar: always passes: everything is at least 0; leave 'at_least' out where the value "
       "alone counts"},
      {"token_f1", R"({"to":"the"})", "token_f1: the reference 'the' has nothing to compare"},
      // The white space that chrF leaves out, sacrebleu's, has more kinds than ours.
      {"chrf", R"({"to":"\u001e \t"})", "chrf: the reference '   ' has nothing to compare"},
      {"rouge_l", R"({"to":["a","..."]})", "rouge_l: the reference '...' has nothing to compare"},
      {"json_schema", R"({"schema":{}})",
       "json_schema: the schema accepts every document; 'json' expects any JSON"},
      {"starts_with", R"({"text":"\u200b"})",
       "starts_with: 'text' is white space only; 'exact: true' keeps white space"},
      {"ends_with", R"({"text":" \ufeff"})",
       "ends_with: 'text' is white space only; 'exact: true' keeps white space"},
      {"regex", R"({"pattern":" "})", "regex: 'pattern' is white space only; '\\s' looks for it"},
  };
  for (const Row& row : rows) {
    const std::string message =
        refusal(row.name, row.arguments, R"({"gone":"","blank":" \n","none":[],"full":"Paris"})");
    EXPECT_EQ(message, row.message) << row.arguments;
  }
}

TEST(ArgumentRules, LeaveWhatSaysSomething) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"contains", R"({"text":"{{full}}{{gone}}"})"},
      {"contains", R"({"text":"."})"},
      {"equals", R"({"text":"","exact":true})"},
      {"equals", R"({"text":"{{gone}}","exact":true})"},
      {"one_of", R"({"texts":["none",""],"exact":true})"},
      {"starts_with", R"({"text":"  ","exact":true})"},
      {"regex", R"({"pattern":"^$"})"},
      {"regex", R"({"pattern":"^[0-9]*$"})"},
      {"regex", R"({"pattern":"\\n\\n"})"},
      {"max_chars", R"({"at_most":0})"},
      {"lines", R"({"equals":0})"},
      {"lines", R"({"at_least":0,"at_most":3})"},
      {"json", "{}"},
      {"json", R"({"path":"","equals":""})"},
      {"json", R"({"path":"a","equals":null})"},
      {"tool_call", R"({"name":"f","arguments":{}})"},
      {"number", R"({"at_least":0})"},
      {"json_schema", R"({"schema":{"type":"object"}})"},
  };
  for (const auto& [name, arguments] : rows) {
    EXPECT_EQ(refusal(name, arguments, R"({"gone":"","full":"Paris"})"), "") << arguments;
  }
}

TEST(ArgumentRules, KnowPatternsThatMatchEverything) {
  for (const std::string_view source :
       {"", "a*", "|x", "x|", "(foo)?", "^", "$", "^a*", ".*", ".*$", "x{0,3}", "()", "(?i)",
        "[\\s\\S]*", "(?s)^.*$", "^[\\s\\S]*$", "\\b|\\B|^", "(?m)^"}) {
    EXPECT_TRUE(Pattern::compile(source).value().matches_everything()) << source;
  }
  for (const std::string_view source :
       {"^$", "a", "^a*$", "^.*$", "^[^0-9]*$", "^[^\u20ac]*$", "(?s).", "\\b", "\\B", "a|^$",
        "^(?:yes|no)?$", "\\s*x", "(?s)^.{0,200}$"}) {
    EXPECT_FALSE(Pattern::compile(source).value().matches_everything()) << source;
  }
}

TEST(ArgumentRules, WarnOfAsciiEscapesBesideOtherLetters) {
  for (const std::string_view source :
       {"\\b\u00e9lan\\b", "caf\u00e9\\b", "(?i)\\b\u00c9t\u00e9", "\\b(?:Paris|\u00c9lan)",
        "(?:\u00e9t\u00e9|hiver)\\b", "\u00e9\\w+", "\\d{4}\u5e74", "[\\w\u00e9]+",
        "\\\\\\b\u00e9"}) {
    EXPECT_TRUE(ascii_pitfall(source)) << source;
  }
  for (const std::string_view source :
       {"\\bParis\\b", "\\bl'\u00e9lan\\b", "\u00e9lan", "\\d+ \u20ac", "\\d+\u20ac", "\\\\b\u00e9",
        "\\w+ \u00e9t\u00e9s", "\u2014\\b"}) {
    EXPECT_FALSE(ascii_pitfall(source)) << source;
  }
}

TEST(ArgumentRules, AWarningIsNoError) {
  Suite suite;
  Case asked;
  Expectation written = expectation("regex", R"({"pattern":"\\b{{word}}\\b"})");
  written.where = {"a.yaml", 12, 9};
  asked.expect = std::make_shared<const Expectations>(Expectations{written});
  for (const char* word : {"elan", "\u00e9lan", "\u00e9t\u00e9"}) {
    asked.vars = variables(Json{{"word", word}}.dump());
    suite.cases.push_back(asked);
  }
  const auto warnings = check_expectations(suite);
  ASSERT_TRUE(warnings);
  ASSERT_EQ(warnings->size(), 1U);
  EXPECT_EQ(warnings->front().find("a.yaml:12:9: warning: regex: in '\\b\u00e9lan\\b', "), 0U)
      << warnings->front();
}

TEST(ArgumentRules, AnErrorNamesTheRow) {
  Suite suite;
  Case asked;
  asked.id = "q17";
  asked.file = std::make_shared<const std::string>("data/questions.csv");
  asked.line = 18;
  asked.vars = variables(R"({"answer":""})");
  Expectation written = expectation("contains", R"({"text":"{{answer}}"})");
  written.where = {"a.yaml", 12, 9};
  asked.expect = std::make_shared<const Expectations>(Expectations{written});
  suite.cases.push_back(asked);
  EXPECT_EQ(check_expectations(suite).error().message,
            "a.yaml:12:9: in case 'q17' (data/questions.csv:18): contains: 'text' is empty; "
            "variable 'answer' is empty");
}

TEST(ArgumentRules, NamedGroupsGetAdvice) {
  EXPECT_NE(Pattern::compile("(?<n>x)").error().message.find("(?P<name>...)"), std::string::npos);
  EXPECT_NE(Pattern::compile("(?<=x)y").error().message.find("lookbehind"), std::string::npos);
}

}  // namespace
}  // namespace assay::testing
