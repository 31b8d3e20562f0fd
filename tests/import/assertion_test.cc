#include "harness/import/promptfoo/assertion.h"

#include <gmock/gmock.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/text.h"
#include "harness/import/promptfoo/assertion_row.h"
#include "tests/import/importing.h"
#include "tests/import/promptfoo_types.h"
#include "tests/support/test_files.h"

namespace assay::testing {
namespace {

using enum ImportOutcome;

AssertionScope scope() {
  AssertionScope made;
  made.judge = "strict";
  made.embedder = "openai:text-embedding-3-small";
  return made;
}

ImportedAssertion import(const char* assertion, const AssertionScope& in = scope()) {
  return import_assertion(Json::parse(assertion), in);
}

// An assertion, an answer, and what promptfoo says of it.
struct DecidedRow {
  const char* assertion;
  const char* answer;
  bool passes;
};

void expect_decided(const std::vector<DecidedRow>& rows, const Json& vars = Json::object()) {
  for (const DecidedRow& row : rows) {
    SCOPED_TRACE(std::string(row.assertion) + " of '" + row.answer + "'");
    const ImportedAssertion imported = import(row.assertion);
    ASSERT_EQ(imported.expectations.size(), 1u) << imported.note;
    EXPECT_EQ(judge_imported(imported.expectations, row.answer, vars),
              row.passes ? Verdict::pass : Verdict::fail)
        << dump_json(imported.expectations);
  }
}

TEST(PromptfooText, ComparesAsItIs) {
  expect_decided({
      {R"j({"type":"equals","value":"Paris"})j", "Paris", true},
      {R"j({"type":"equals","value":"Paris"})j", "Paris\n", false},
      {R"j({"type":"equals","value":"Paris"})j", "paris", false},
      {R"j({"type":"equals","value":""})j", "", true},
      {R"j({"type":"equals","value":5})j", "5", true},
      {R"j({"type":"equals","value":true})j", "true", true},
      {R"j({"type":"equals","value":-0.0})j", "0", true},
      {R"j({"type":"not-equals","value":"Paris"})j", "Paris ", true},
      {R"j({"type":"contains","value":"Paris"})j", "in Paris.", true},
      {R"j({"type":"contains","value":"paris"})j", "in Paris.", false},
      {R"j({"type":"contains","value":" "})j", "in Paris", true},
      {R"j({"type":"contains","value":42})j", "it is 42", true},
      {R"j({"type":"not-contains","value":"Paris"})j", "Lyon", true},
      {R"j({"type":"icontains","value":"pARIS"})j", "in Paris.", true},
      {R"j({"type":"not-icontains","value":"paris"})j", "in PARIS.", false},
      {R"j({"type":"starts-with","value":"Yes"})j", "Yes, it is", true},
      {R"j({"type":"starts-with","value":"Yes"})j", " Yes", false},
  });
}

TEST(PromptfooText, ListsAreThoseOfCommasToo) {
  expect_decided({
      {R"j({"type":"contains-any","value":["a1","b1"]})j", "x b1", true},
      {R"j({"type":"contains-any","value":"a1, \"b,1\""})j", "x b,1", true},
      {R"j({"type":"contains-any","value":"a1,,b1"})j", "x", false},
      {R"j({"type":"contains-all","value":["a1","b1"]})j", "b1 a1", true},
      {R"j({"type":"contains-all","value":["a1","","b1"]})j", "b1", false},
      {R"j({"type":"icontains-all","value":"A1,B1"})j", "b1 a1", true},
      {R"j({"type":"icontains-any","value":["X1",7]})j", "7", true},
      {R"j({"type":"not-contains-any","value":["a1","b1"]})j", "c", true},
  });
}

// A list of JavaScript's white space: a no-break space is of it.
TEST(PromptfooText, TakesNoBreakSpacesOffItems) {
  expect_decided({
      {R"j({"type":"contains-all","value":"\u00a0a\u00a0, b"})j", "a-b", true},
      {R"j({"type":"contains-any","value":"\u3000x\ufeff"})j", "axb", true},
  });
}

TEST(PromptfooText, CountsWordsBetweenWhiteSpace) {
  expect_decided({
      {R"j({"type":"word-count","value":3})j", " one two\xC2\xA0three ", true},
      {R"j({"type":"word-count","value":"3"})j", "one two", false},
      {R"j({"type":"word-count","value":{"min":2,"max":3}})j", "one", false},
      {R"j({"type":"word-count","value":{"max":3}})j", "", true},
      {R"j({"type":"not-word-count","value":{"min":2}})j", "one", true},
  });
}

TEST(PromptfooText, PatternsAreJavascripts) {
  expect_decided({
      {R"j({"type":"regex","value":"^Paris$"})j", "Paris", true},
      {R"j({"type":"regex","value":"^Paris$"})j", "Paris\n", false},
      {R"j({"type":"regex","value":"\\d{3}-\\d{4}"})j", "call 555-1234", true},
      {R"j({"type":"regex","value":"(?<year>\\d{4})"})j", "in 1999", true},
      {R"j({"type":"regex","value":"^(?!.*sorry).*$"})j", "fine", true},
      {R"j({"type":"regex","value":"^(?!.*sorry).*$"})j", "so sorry", false},
      {R"j({"type":"regex","value":"(\\w)\\1"})j", "book", true},
      {R"j({"type":"regex","value":"(\\w)\\1"})j", "bok", false},
      {R"j({"type":"regex","value":"a.c"})j", "a\rc", false},
      {R"j({"type":"regex","value":"a\\sc"})j",
       "a\xC2\xA0"
       "c",
       true},
      {R"j({"type":"regex","value":"\\u0041"})j", "A", true},
      {R"j({"type":"regex","value":"[[]x]"})j", "[x]", true},
      {R"j({"type":"regex","value":"x{y"})j", "x{y", true},
      {R"j({"type":"not-regex","value":"\\bParis\\b"})j", "Parisian", true},
  });
}

TEST(PromptfooJson, TakesTheWholeAnswer) {
  expect_decided({
      {R"j({"type":"is-json"})j", " {\"a\":1}\n", true},
      {R"j({"type":"is-json"})j", "3", true},
      {R"j({"type":"is-json"})j", "```json\n{}\n```", false},
      {R"j({"type":"not-is-json"})j", "no", true},
      {R"j({"type":"not-is-json"})j", "{}", false},
      {R"j({"type":"is-json","value":{"type":"object","required":["a"]}})j", "{\"a\":1}", true},
      {R"j({"type":"is-json","value":{"type":"object","required":["a"]}})j", "{}", false},
      {R"j({"type":"is-json","value":"type: object\nrequired: [a]"})j", "{\"b\":1}", false},
      {R"j({"type":"not-is-json","value":{"type":"object","required":["a"]}})j", "none", true},
      {R"j({"type":"not-is-json","value":{"type":"object","required":["a"]}})j", "{\"a\":1}",
       false},
      {R"j({"type":"equals","value":{"a":[1]}})j", "{ \"a\": [1] }", true},
      {R"j({"type":"equals","value":{"a":[1]}})j", "no", false},
      {R"j({"type":"not-equals","value":{"a":[1]}})j", "no", true},
      {R"j({"type":"contains-json"})j", "so: {\"a\": 1}.", true},
      {R"j({"type":"contains-json"})j", "none", false},
      {R"j({"type":"not-contains-json"})j", "none", true},
      {R"j({"type":"contains-json","value":{"required":["a"]}})j", "so: {\"b\": 1}.", false},
      {R"j({"type":"contains-json"})j", "[1, {\"b\": 1}]", true},  // maps, and no other JSON
      {R"j({"type":"contains-json"})j", "[1, 2]", false},
      {R"j({"type":"contains-json","value":{"required":["a"]}})j", "null", false},
  });
}

TEST(PromptfooMarkup, IsReadByOtherParsers) {
  expect_decided({
      {R"j({"type":"is-xml"})j", "<a><b/></a>", true},
      {R"j({"type":"is-xml","value":"a.b, a.c"})j", "<a><b/></a>", false},
      {R"j({"type":"is-xml","value":{"requiredElements":["a.b"]}})j", "<a><b/></a>", true},
      {R"j({"type":"is-xml"})j", "```xml\n<a/>\n```", false},
      {R"j({"type":"is-html"})j", "```html\n<p>hi</p>\n```", false},
      {R"j({"type":"is-sql"})j", "```sql\nSELECT 1\n```", false},
      {R"j({"type":"contains-sql"})j", "```sql\nSELECT 1\n```", true},
      {R"j({"type":"contains-xml","value":["a"]})j", "so <a>1</a>", true},
      {R"j({"type":"is-html"})j", "<p>hi</p>", true},
      {R"j({"type":"contains-html"})j", "no markup", false},
      {R"j({"type":"is-sql","value":{"databaseType":"PostgreSQL"}})j", "SELECT 1", true},
      {R"j({"type":"contains-sql"})j", "SELEC 1", false},
  });
}

TEST(PromptfooDistance, HasItsThresholds) {
  expect_decided({
      {R"j({"type":"levenshtein","value":"The quick brown fox","threshold":3})j",
       "The quick brwn fox", true},
      {R"j({"type":"levenshtein","value":"The quick brown fox"})j", "Lazy dogs", false},
      {R"j({"type":"rouge-n","value":"the cat sat"})j", "the cat sat", true},
      {R"j({"type":"bleu","value":"The cat is on the mat","threshold":0.9})j",
       "the cat is on the mat", true},
      {R"j({"type":"gleu","value":["the cat is on the mat"]})j", "dogs bark", false},
      {R"j({"type":"meteor","value":"the cat is on the mat"})j", "the cat is on the mat", true},
      {R"j({"type":"not-rouge-n","value":"the cat sat"})j", "dogs bark", true},
  });
}

TEST(PromptfooAssertion, KeepsWeightMetricAndVariables) {
  const ImportedAssertion imported =
      import(R"j({"type":"contains","value":"in {{ city }}","weight":2,"metric":"place"})j");
  ASSERT_EQ(imported.expectations.size(), 1u);
  EXPECT_EQ(imported.expectations[0],
            Json::parse(R"j({"contains":{"text":"in {{city}}","exact":true},"weight":2,
                            "metric":"place"})j"));
  EXPECT_EQ(imported.note, "");
  EXPECT_EQ(judge_imported(imported.expectations, "in Paris", {{"city", "Paris"}}), Verdict::pass);
}

TEST(PromptfooAssertion, ExtractsWhatATransformTakes) {
  expect_decided({
      {R"j({"type":"equals","value":"Paris","transform":"output.trim()"})j", "\n Paris \n", true},
      {R"j({"type":"equals","value":"Paris","transform":"JSON.parse(output).answer"})j",
       "{\"answer\":\"Paris\"}", true},
      {R"j({"type":"equals","value":"Paris","transform":"output.a.b;"})j",
       "{\"a\":{\"b\":\"Paris\"}}", true},
      {R"j({"type":"is-json","transform":"output.replace(/```json|```/g, '')"})j",
       "```json\n{\"a\":1}\n```", true},
      {R"j({"type":"equals","value":"x","transform":"output.replace(/```[a-z]*\\n?/g, \"\").trim()"})j",
       "```\nx\n```", true},
      {R"j({"type":"equals","value":"x y","transform":"output.replace(/```/g, '')"})j", "x y",
       true},
      {R"j({"type":"not-contains","value":"x","transform":"JSON.parse(output).a"})j", "no", false},
  });
}

// What becomes of a type, and a piece of its note.
struct OutcomeRow {
  const char* assertion;
  ImportOutcome outcome;
  const char* note;
};
const OutcomeRow kOutcomes[] = {
    {R"j({"type":"contains","value":"x"})j", native, ""},
    {R"j({"type":"contains","value":""})j", refused, "an error there"},
    {R"j({"type":"contains-any","value":["a",""]})j", ignored, "never failed"},
    {R"j({"type":"contains-any","value":"\"open"})j", refused, "no list"},
    {R"j({"type":"not-contains-any","value":["a",""]})j", refused, "never passed"},
    {R"j({"type":"contains","value":true})j", refused, "in quotes"},
    {R"j({"type":"regex","value":".*"})j", ignored, "never failed"},
    {R"j({"type":"regex","value":"^"})j", ignored, "never failed"},
    {R"j({"type":"regex","value":"(a"})j", refused, "not closed"},
    {R"j({"type":"regex","value":"(?<=a+)b"})j", refused, "varying length"},
    {R"j({"type":"regex","value":"^.{1,280}$"})j", approximated, "an emoji"},
    {R"j({"type":"regex","value":"a.c"})j", native, "an emoji"},
    {R"j({"type":"word-count","value":{"min":0}})j", ignored, "never failed"},
    {R"j({"type":"not-word-count","value":{"min":0}})j", refused, "never passed"},
    {R"j({"type":"is-json","value":"file://schema.js"})j", refused, "by a script"},
    {R"j({"type":"is-sql","value":{"allowedTables":["a"]}})j", refused, "allowedTables"},
    {R"j({"type":"is-sql"})j", approximated, "not as MySQL"},
    {R"j({"type":"levenshtein","value":"abc"})j", refused, "also of an empty one"},
    {R"j({"type":"bleu","value":"a b","threshold":0})j", ignored, "never failed"},
    {R"j({"type":"bleu","value":"a b","threshold":2})j", refused, "no answer reaches"},
    {R"j({"type":"not-bleu","value":"a b","threshold":2})j", ignored, "never failed"},
    {R"j({"type":"latency"})j", refused, "no threshold"},
    {R"j({"type":"latency","threshold":2000})j", native, "intended start"},
    {R"j({"type":"cost","threshold":0.01})j", native, ""},
    {R"j({"type":"finish-reason","value":"content_filter"})j", native, "names no reason"},
    {R"j({"type":"finish-reason","value":"end_turn"})j", refused, "end_turn"},
    {R"j({"type":"is-refusal"})j", approximated, "phrases"},
    {R"j({"type":"tool-call-f1","value":"a, b"})j", approximated, "twice"},
    {R"j({"type":"similar","value":"x"})j", native, "0.75"},
    {R"j({"type":"similar:dot","value":"x"})j", refused, "cosine"},
    {R"j({"type":"llm-rubric","value":"Is polite"})j", judge, ""},
    {R"j({"type":"llm-rubric","value":"Is polite","threshold":0.8})j", approximated, "0.8"},
    {R"j({"type":"llm-rubric"})j", refused, "no criterion"},
    {R"j({"type":"g-eval","value":["a","b"],"threshold":0.65})j", judge, "in one"},
    {R"j({"type":"factuality","value":"Paris"})j", judge, "0.4"},
    {R"j({"type":"model-graded-closedqa","value":"Is polite"})j", judge, ""},
    {R"j({"type":"not-model-graded-closedqa","value":"Is polite"})j", approximated, "says nothing"},
    {R"j({"type":"not-factuality","value":"Paris"})j", approximated, "says nothing"},
    {R"j({"type":"not-g-eval","value":"Is polite","threshold":0})j", refused, "never passed"},
    {R"j({"type":"answer-relevance","threshold":0.8})j", judge, "likeness"},
    {R"j({"type":"context-recall","value":"Paris"})j", judge, "share of 0.5"},
    {R"j({"type":"context-faithfulness","contextTransform":"output.x"})j", refused, "context"},
    {R"j({"type":"select-best","value":"better"})j", refused, "'prefer'"},
    {R"j({"type":"not-moderation"})j", refused, "no moderation"},
    {R"j({"type":"trajectory:tool-used","value":"x"})j", refused, "traces"},
    {R"j({"type":"promptfoo:redteam:harmful"})j", refused, "red-team"},
    {R"j({"type":"containz","value":"x"})j", refused, "did you mean 'contains'"},
    {R"j({"type":"ends-with","value":"x"})j", refused, "promptfoo has no assertion 'ends-with'"},
    {R"j({"value":"x"})j", refused, "without 'type'"},
    {R"j(["contains"])j", refused, "is a map"},
    {R"j({"type":"contains","value":"x","treshold":1})j", native, "did you mean 'threshold'"},
    {R"j({"type":"contains","value":"x","metric":"{{m}}"})j", approximated, "one name"},
    {R"j({"type":"contains","value":"x","weight":-1})j", refused, "'weight'"},
    {R"j({"type":"contains","value":"x","transform":"file://t.js"})j", refused, "file://t.js"},
    {R"j({"type":"contains","value":"{{ x | upper }}"})j", refused, "'upper'"},
    {R"j({"type":"contains","value":"file://x.txt"})j", refused, "in a file"},
    {R"j({"type":"javascript","value":"const a = 1;\na === 1;"})j", refused, "without 'return'"},
    {R"j({"type":"javascript","value":"return output.length > 1;\n"})j", refused,
     "'return' is none"},
    {R"j({"type":"javascript","value":"returned(output)"})j", script, "above 1"},
    {R"j({"type":"python","value":"return len(output) > 1"})j", refused, "'return' is none"},
    {R"j({"type":"python","value":"len(output) > 3"})j", script, "above 1"},
    {R"j({"type":"javascript","value":"({pass: f(output), score: 0.1})"})j", script, "0.5"},
    {R"j({"type":"python","value":"len(output) > 3\n"})j", approximated, "line end behind"},
    {R"j({"type":"javascript","value":"\noutput.length > 3"})j", refused, "without 'return'"},
};

// With `faithful` what decides nothing is told all the same, so that scores and metrics count it.
const OutcomeRow kFaithfulOutcomes[] = {
    {R"j({"type":"contains-any","value":["a",""],"metric":"m"})j", ignored, "never failed"},
    {R"j({"type":"not-contains-any","value":["a",""]})j", native, "never passed"},
    {R"j({"type":"regex","value":".*"})j", ignored, "never failed"},
    {R"j({"type":"not-regex","value":".*"})j", native, "never passed"},
    {R"j({"type":"bleu","value":"a b","threshold":2})j", native, "no answer reaches"},
    {R"j({"type":"not-bleu","value":"a b","threshold":2})j", ignored, "never failed"},
    {R"j({"type":"contains-json","value":{"type":"array"}})j", native, "maps alone"},
    {R"j({"type":"is-xml","value":""})j", native, "without a name"},
    {R"j({"type":"python","value":"len(output) > 3\n"})j", native, "line end behind"},
};

TEST(PromptfooAssertion, TellsWhatDecidesNothingWhereFaithful) {
  AssertionScope faithful = scope();
  faithful.faithful = true;
  for (const OutcomeRow& row : kFaithfulOutcomes) {
    SCOPED_TRACE(row.assertion);
    const ImportedAssertion imported = import(row.assertion, faithful);
    EXPECT_EQ(name(imported.outcome), name(row.outcome)) << imported.note;
    EXPECT_NE(imported.note.find(row.note), std::string::npos) << imported.note;
    ASSERT_EQ(imported.expectations.size(), 1u);
    const Verdict verdict = row.outcome == ignored ? Verdict::pass : Verdict::fail;
    EXPECT_EQ(judge_imported(imported.expectations, "a b", Json::object()), verdict)
        << dump_json(imported.expectations);
  }
  const ImportedAssertion graded =
      import(R"j({"type":"not-model-graded-closedqa","value":"Is polite"})j", faithful);
  EXPECT_TRUE(graded.expectations.at(0).contains("judge"));
  const ImportedAssertion near = import(R"j({"type":"levenshtein","value":"abc"})j", faithful);
  EXPECT_EQ(judge_imported(near.expectations, "", Json::object()), Verdict::pass);
  const ImportedAssertion refusal = import(R"j({"type":"is-refusal"})j", faithful);
  EXPECT_EQ(judge_imported(refusal.expectations, " ", Json::object()), Verdict::pass);
}

// Code is right or wrong there: a half of its conditions is no half of a score.
TEST(PromptfooAssertion, CodeHasNoScoreOfItsPartsWhereFaithful) {
  AssertionScope faithful = scope();
  faithful.faithful = true;
  const ImportedAssertion made =
      import(R"j({"type":"javascript","value":"output.includes('a') && output.includes('b')"})j",
             faithful);
  EXPECT_EQ(dump_json(made.expectations.at(0)).find("\"all\""), std::string::npos);
  EXPECT_EQ(judge_imported(made.expectations, "ab", Json::object()), Verdict::pass);
  EXPECT_EQ(judge_imported(made.expectations, "a", Json::object()), Verdict::fail);
}

TEST(PromptfooAssertion, SaysWhatBecomesOfEachType) {
  for (const OutcomeRow& row : kOutcomes) {
    SCOPED_TRACE(row.assertion);
    const ImportedAssertion imported = import(row.assertion);
    EXPECT_EQ(name(imported.outcome), name(row.outcome)) << imported.note;
    EXPECT_NE(imported.note.find(row.note), std::string::npos) << imported.note;
    EXPECT_EQ(imported.note.empty(), *row.note == '\0') << imported.note;
    const bool is_there = row.outcome != refused && row.outcome != ignored;
    EXPECT_EQ(imported.expectations.size(), is_there ? 1u : 0u);
  }
}

// What the loader makes of it, where judging would ask somebody.
TEST(PromptfooAssertion, IsAcceptedInASuite) {
  const Json vars{{"context", "a text"}};
  for (const OutcomeRow& row : kOutcomes) {
    const ImportedAssertion imported = import(row.assertion);
    if (imported.expectations.empty()) continue;
    SCOPED_TRACE(row.assertion);
    const Result<Suite> suite = suite_expecting(imported.expectations, vars);
    EXPECT_TRUE(suite) << (suite ? "" : suite.error().message);
  }
}

TEST(PromptfooAssertion, RunsFilesAndOtherCodeAsScripts) {
  const ImportedAssertion file = import(
      R"j({"type":"javascript","value":"file://checks/a.js:good","config":{"n":3},"threshold":0.7})j");
  EXPECT_EQ(Json(file.expectations),
            Json::parse(R"j([{"javascript":{"file":"checks/a.js","function":"good",
                             "config":{"n":3},"at_least":0.7}}])j"));
  const ImportedAssertion text =
      import(R"j({"type":"not-javascript","value":"check(output, '{{a}}', {{b.c}})"})j");
  EXPECT_EQ(Json(text.expectations), Json::parse(R"j([{"not":{"javascript":{"code":
                             "check(output, '' + vars[\"a\"] + '', vars[\"b\"][\"c\"])",
                             "at_least":0.000001}}}])j"));
  const ImportedAssertion declared =
      import(R"j({"type":"javascript","value":"const s = f(output); s > ';'.length;"})j");
  EXPECT_EQ(declared.expectations.at(0).at("javascript").at("code"),
            "const s = f(output);\nreturn s > ';'.length;");
}

// A transform that is code goes before what judges, where a script can say it.
TEST(PromptfooAssertion, DoesATransformInTheScript) {
  const auto code_of = [](const char* assertion) {
    const ImportedAssertion made = import(assertion);
    if (made.expectations.empty()) return "none: " + made.note;
    const Json& line = made.expectations.front();
    const Json& script = line.contains("not") ? line["not"]["javascript"] : line["javascript"];
    return (line.contains("not") ? "not " : "") + script.value("code", "?") +
           (script.contains("config") ? dump_json(script["config"]) : "");
  };
  const std::string begin =
      "return (async () => {\noutput = await (async () => {\nreturn (f(output));\n})();\nif "
      "(output === undefined || "
      "output === null) throw new Error('the transform gave nothing');\n";
  EXPECT_EQ(code_of(R"j({"type":"javascript","transform":"f(output);","value":"output > g()"})j"),
            begin + "return (output > g());\n})();");
  EXPECT_THAT(code_of(R"j({"type":"not-contains","transform":"f(output)","value":"x"})j"),
              ::testing::AllOf(::testing::HasSubstr("not " + begin),
                               ::testing::HasSubstr(R"({"value":"x"})")));
  EXPECT_THAT(code_of(R"j({"type":"is-json","transform":"a = 1;\nreturn f(output)"})j"),
              ::testing::HasSubstr("{\na = 1;\nreturn f(output)\n})();"));
  EXPECT_THAT(
      code_of(R"j({"type":"icontains-any","transform":"f(output)","value":"a, \"b, c\""})j"),
      ::testing::AllOf(::testing::HasSubstr(".some((each) =>"),
                       ::testing::HasSubstr(R"({"value":["a","b, c"]})")));
  for (const char* const refused :
       {R"j({"type":"contains-all","transform":"f(output)","value":["a","{{x}}"]})j",
        R"j({"type":"llm-rubric","transform":"f(output)","value":"x"})j",
        R"j({"type":"contains","transform":"f(output)","value":"{{x}}"})j",
        R"j({"type":"contains","transform":"file://t.js","value":"x"})j",
        R"j({"type":"contains","transform":"require('fs').x(output)","value":"x"})j",
        R"j({"type":"is-json","transform":"f(output)","value":{"type":"object"}})j",
        R"j({"type":"javascript","transform":"f(output)","value":"file://c.js"})j"})
    EXPECT_THAT(code_of(refused), ::testing::HasSubstr("has no counterpart")) << refused;
  // Only fences are taken away without a script, and a text without any is what it is.
  EXPECT_EQ(import(R"j({"type":"contains","value":"x",
      "transform":"output.replace(/^```(?:json)?\\n?/gm, '').replace(/<e>/g, '').trim()"})j")
                .outcome,
            script);
}

// The line of the page's tables that has the type in its first column; "" where none has.
std::string line_of_page(const std::string& page, std::string_view type) {
  const std::string written = "`" + std::string(type) + "`";
  for (const std::string_view line : split(page, '\n')) {
    const std::string_view first = line.substr(0, line.find(" | "));
    if (line.starts_with("| ") && first.find(written) != std::string_view::npos)
      return std::string(line);
  }
  return "";
}

// Each type that promptfoo has stands on the page, among what is here or among what is refused, as
// the importer's own table has it. `similar:dot` is read by a row that refuses it.
TEST(PromptfooAssertion, EveryTypeIsOnItsPage) {
  const std::string page = read_text(source_path("docs/promptfoo-assertions.md"));
  const std::string is_here = page.substr(0, page.find("| type | refused because |"));
  const std::string is_refused = page.substr(is_here.size());
  ASSERT_FALSE(is_refused.empty());
  std::set<std::string> known;
  for (const auto family :
       {text_assertions, structure_assertions, distance_assertions, call_assertions,
        graded_assertions, script_assertions, refused_assertions})
    for (const AssertionRow& row : family()) known.emplace(row.type);
  for (const char* type : kPromptfooTypes) {
    EXPECT_EQ(known.erase(type), 1u) << type << " has no row in the importer";
    bool refuses = type == std::string("similar:dot") || type == std::string("similar:euclidean");
    for (const AssertionRow& row : refused_assertions()) refuses = refuses || row.type == type;
    EXPECT_EQ(line_of_page(is_here, type).empty(), refuses) << type;
    EXPECT_EQ(line_of_page(is_refused, type).empty(), !refuses) << type;
  }
  EXPECT_THAT(known, ::testing::IsEmpty()) << "rows of types that promptfoo does not have";
}

TEST(PromptfooAssertion, SaysWhyATypeIsRefused) {
  for (const AssertionRow& row : refused_assertions()) {
    const ImportedAssertion imported =
        import_assertion(Json{{"type", row.type}, {"value", "x"}}, scope());
    EXPECT_EQ(imported.outcome, refused) << row.type;
    EXPECT_FALSE(imported.note.empty()) << row.type;
  }
}

struct CellRow {
  const char* cell;
  const char* assertion;
  const char* note;
};

TEST(PromptfooCell, IsReadAsThere) {
  const CellRow rows[] = {
      {"Paris", R"j({"type":"equals","value":"Paris"})j", ""},
      {" equals: Paris ", R"j({"type":"equals","value":"Paris"})j", ""},
      {"icontains: New York", R"j({"type":"icontains","value":"New York"})j", ""},
      {"not-contains:x: y", R"j({"type":"not-contains","value":"x: y"})j", ""},
      {"contains-any: a, \"b,c\" ,d", R"j({"type":"contains-any","value":["a","b,c","d"]})j", ""},
      {"contains-all:", R"j({"type":"contains-all","value":""})j", ""},
      {"is-json", R"j({"type":"is-json"})j", ""},
      {"is-json: {\"type\":\"object\"}", R"j({"type":"is-json","value":" {\"type\":\"object\"}"})j",
       ""},
      {"similar(0.9): a b", R"j({"type":"similar","value":"a b","threshold":0.9})j", ""},
      {"similar: a b", R"j({"type":"similar","value":"a b","threshold":0.8})j", ""},
      {"similar:cosine: a", R"j({"type":"similar","value":"cosine: a","threshold":0.8})j",
       "read as 'similar'"},
      {"levenshtein(3): abc", R"j({"type":"levenshtein","value":"abc","threshold":3})j", ""},
      {"latency: 500", R"j({"type":"latency","value":"500","threshold":0.75})j", "latency(0.75)"},
      {"contains(0.5): x", R"j({"type":"contains","value":"x"})j", "takes no threshold"},
      {"grade: is polite", R"j({"type":"llm-rubric","value":" is polite"})j", ""},
      {"llm-rubric(0.8): x", R"j({"type":"llm-rubric","value":"x"})j", "takes no threshold"},
      {"fn: output.length > 3", R"j({"type":"javascript","value":"output.length > 3"})j", ""},
      {"eval:output", R"j({"type":"javascript","value":"output"})j", ""},
      {"python: len(output)", R"j({"type":"python","value":"len(output)"})j", ""},
      {"file://check.js", R"j({"type":"javascript","value":"file://check.js"})j", ""},
      {"file://check.py:fn", R"j({"type":"python","value":"file://check.py:fn"})j", ""},
      {"contians: x", R"j({"type":"equals","value":"contians: x"})j", "did you mean 'contains'"},
      {"Contains: x", R"j({"type":"equals","value":"Contains: x"})j", "as 'equals'"},
      {"similar(.9): x", R"j({"type":"equals","value":"similar(.9): x"})j", "as 'equals'"},
      {"answer: x", R"j({"type":"equals","value":"answer: x"})j", ""},
      {"", R"j({"type":"equals","value":""})j", ""},
  };
  for (const CellRow& row : rows) {
    SCOPED_TRACE(row.cell);
    std::vector<std::string> notes;
    EXPECT_EQ(assertion_of_cell(row.cell, notes), Json::parse(row.assertion));
    EXPECT_EQ(notes.empty(), *row.note == '\0');
    if (!notes.empty()) {
      EXPECT_NE(notes[0].find(row.note), std::string::npos) << notes[0];
    }
  }
}

}  // namespace
}  // namespace assay::testing
