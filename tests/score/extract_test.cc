#include "harness/score/extract.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "harness/score/normalise.h"
#include "harness/score/score.h"
#include "harness/suite/load.h"
#include "tests/score/judging.h"
#include "tests/support/test_files.h"

namespace assay::testing {
namespace {

// `steps` is a JSON list of {name, arguments}.
std::vector<ExtractStep> steps_of(std::string_view steps) {
  std::vector<ExtractStep> made;
  for (const Json& step : Json::parse(steps)) {
    made.push_back({step.begin().key(), step.begin().value()});
  }
  return made;
}

Result<Extraction> compiled(std::string_view steps) {
  return Extraction::compile(steps_of(steps), Vars());
}

struct ExtractRow {
  std::string_view steps;
  std::string_view answer;
  std::string_view extracted;  // "" when nothing is
};

void expect_extracted(const std::vector<ExtractRow>& rows) {
  for (const ExtractRow& row : rows) {
    SCOPED_TRACE(std::string(row.steps) + " of '" + std::string(row.answer.substr(0, 200)) + "'");
    const Result<Extraction> extraction = compiled(row.steps);
    ASSERT_TRUE(extraction) << extraction.error().message;
    const Extracted taken = extraction->apply(row.answer);
    EXPECT_EQ(taken.value_or(""), row.extracted) << (taken ? "" : taken.error().reason);
    if (!taken) {
      EXPECT_TRUE(taken.error().reason.starts_with("extract")) << taken.error().reason;
      EXPECT_LT(taken.error().reason.size(), 600u);
    }
  }
}

TEST(Extract, Regex) {
  constexpr std::string_view kLetter =
      R"j([{"regex":{"regex":"Answer: ([A-D])","which":"last"}}])j";
  expect_extracted({
      {R"j([{"regex":{"regex":"Answer: ([A-D])"}}])j", "Answer: A. No, Answer: B", "A"},
      {kLetter, "Answer: A. No, Answer: B", "B"},
      {kLetter, "I would say B", ""},
      {R"j([{"regex":{"regex":"[A-D]"}}])j", "it is C", "C"},
      {R"j([{"regex":{"regex":"\\d+","which":"last"}}])j", "12 and 345", "345"},  // not its tail
      {R"j([{"regex":{"regex":"(a)(b)","group":2}}])j", "ab", "b"},
      {R"j([{"regex":{"regex":"(a)(b)","group":"0"}}])j", "ab", "ab"},
      {R"j([{"regex":{"regex":"(?P<letter>[A-D])\\)","group":"letter"}}])j", "(B)", "B"},
      {R"j([{"regex":{"regex":"x(a)|y(b)"}}])j", "yb", "b"},  // the reading that took part
      {R"j([{"regex":{"regex":"x(a)?y(b)","group":1}}])j", "xyb", ""},  // it took none
      {R"j([{"regex":{"regex":"x*","which":"last"}}])j", "é", ""},
      {R"j([{"regex":{"regex":"^[A-D]$"}}])j", "B\n", "B"},
      {R"j([{"regex":{"regex":"(\\w+)\\n"}}])j", "B\n", "B"},
      {R"j([{"regex":{"regex":"réponse (.)"}}])j", "re\xCC\x81ponse B", "B"},
      {R"j([{"regex":{"regex":"Answer: (.*)"}}])j", "Answer: \n", ""},
  });
}

TEST(Extract, Tag) {
  constexpr std::string_view kAnswer = R"j([{"tag":{"tag":"answer"}}])j";
  expect_extracted({
      {kAnswer, "<answer>B</answer>", "B"},
      {kAnswer, "<Answer>\n B\n</ANSWER >", "B"},
      {kAnswer, "<answer id=\"1\">B</answer>", "B"},
      {kAnswer, "<answers>A</answers><answer>B</answer>", "B"},
      {kAnswer, "I put it in <answer> tags: <answer>B</answer>", "B"},
      {kAnswer, "<answer>a < b</answer>", "a < b"},
      {kAnswer, "<answer/>x</answer>", ""},
      {kAnswer, "<answer>B", ""},
      {kAnswer, "<answer> </answer>", ""},
      {kAnswer, "B</answer>", ""},
      {kAnswer, "<answer>A</answer><answer>B</answer>", "A"},
      {R"j([{"tag":{"tag":"answer","which":"last"}}])j", "<answer>A</answer><answer>B</answer>",
       "B"},
  });
}

TEST(Extract, FenceAfterAndLines) {
  expect_extracted({
      {R"j([{"fence":{"fence":"python"}}])j", "```json\n1\n```\n```python\nx = 1\n```", "x = 1"},
      {R"j([{"fence":{"fence":"PYTHON"}}])j", "- ```Python\n  if x:\n    y\n  ```", "if x:\n  y"},
      {R"j([{"fence":{}}])j", "```json\n1\n```\n```\n2\n```", "1"},
      {R"j([{"fence":{"which":"last"}}])j", "```json\n1\n```\n```\n2\n```", "2"},
      {R"j([{"fence":{"fence":"python"}}])j", "```json\n1\n```", ""},
      {R"j([{"fence":{"fence":"json"}}])j", "Use ```json like this``` :\n```json\n1\n```", "1"},
      {R"j([{"after":{"after":"####"}}])j", "so 18\n#### 18\n", "18"},
      {R"j([{"after":{"after":"####"}}])j", "#### 1 #### 2", "1 #### 2"},
      {R"j([{"after":{"after":"####","which":"last"}}])j", "#### 1 #### 2", "2"},
      {R"j([{"after":{"after":"####"}}])j", "18 ####\n", ""},
      {R"j([{"after":{"after":"####"}}])j", "18", ""},
      {R"j([{"last_line":{}}])j", "a\n\n B \n \xC2\xA0\n", "B"},
      {R"j([{"first_line":{}}])j", "\r\n A\r\nb", "A"},
      {R"j([{"last_line":{}}])j", "one", "one"},
      {R"j([{"last_line":{}}])j", " \n", ""},
  });
}

TEST(Extract, JsonWhereverItStands) {
  constexpr std::string_view kJson = R"j([{"json":{}}])j";
  constexpr std::string_view kLast = R"j([{"json":{"which":"last"}}])j";
  expect_extracted({
      {kJson, R"(Sure! {"a": 1} is it.)", R"({"a": 1})"},
      {kJson, R"(First {"a":1}, then {"a":2}.)", R"({"a":1})"},
      {kLast, R"(First {"a":1}, then {"a":2}.)", R"({"a":2})"},
      {kJson, R"({not json} but [1, {"b": 2}])", R"j([1, {"b": 2}])j"},
      {kJson, "{\"x\":0} then\n```json\n{\"a\":1}\n```", R"({"a":1})"},  // a fence goes first
      {kLast, "```json\n[1]\n```\n```json\n[2]\n```\n[3]", "[2]"},
      {kJson, "```json\n{...}\n```\nI mean {\"a\":1}", R"({"a":1})"},
      {kJson, "```jsonc\n[1, // one\n]\n```", "[1]"},
      {kJson, "42", "42"},
      {kJson, "no", ""},
      {kJson, "{\"cut\": ", ""},
      {R"j([{"json":{"json":"/a/b"}}])j", R"(So {"a":{"b":"Paris"}})", "Paris"},
      {R"j([{"json":{"json":"a[-1]"}}])j", R"({"a":[1,{"c":2}]})", R"({"c":2})"},
      {R"j([{"json":{"json":"/a"}}])j", R"({"a":null})", ""},
      {R"j([{"json":{"json":"/b"}}])j", R"({"a":1})", ""},
      {R"j([{"json":{"json":"/a"}}])j", R"({"a":""})", ""},
  });
}

TEST(Extract, StepsAreAppliedLeftToRight) {
  expect_extracted({
      {R"j([{"tag":{"tag":"out"}},{"json":{"json":"/x"}},{"regex":{"regex":"\\d+"}}])j",
       R"(<out>{"x":"is 42!"}</out>)", "42"},
      {R"j([{"after":{"after":"####"}},{"first_line":{}}])j", "#### 18\nHope that helps", "18"},
  });
  const Extracted taken =
      compiled(R"j([{"last_line":{}},{"tag":{"tag":"a"}}])j").value().apply("x\ny");
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().reason, "extract, step 2: no <a>...</a> in 'y'");
}

TEST(Extract, SaysWhyNothingWasThere) {
  const Extracted taken =
      compiled(R"j([{"regex":{"regex":"Answer: ([A-D])"}}])j").value().apply("no");
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().reason, "extract: no match of 'Answer: ([A-D])' in 'no'");
}

TEST(Extract, RefusesWhatCannotWork) {
  for (const char* wrong :
       {R"j([{"regex":{"regex":"("}}])j", R"j([{"regex":{"regex":""}}])j",
        R"j([{"regex":{"regex":"(a)","group":2}}])j",
        R"j([{"regex":{"regex":"(a)","group":"x"}}])j",
        R"j([{"regex":{"regex":"a","which":"second"}}])j", R"j([{"tag":{"tag":""}}])j",
        R"j([{"tag":{"tag":"<answer>"}}])j", R"j([{"after":{"after":""}}])j",
        R"j([{"json":{"json":"a..b"}}])j", R"j([{"regexp":{}}])j"}) {
    EXPECT_FALSE(compiled(wrong)) << wrong;
  }
}

TEST(Extract, EveryRowIsComplete) {
  for (const ExtractorRow& row : extractor_rows()) {
    EXPECT_FALSE(row.shape.help.empty()) << row.shape.name;
    EXPECT_NE(row.shape.check, nullptr) << row.shape.name;
    if (!row.shape.arguments.empty()) {
      EXPECT_EQ(row.shape.arguments.front().name, row.shape.name);
    }
    EXPECT_EQ(find_extractor(row.shape.name), &row);
  }
}

TEST(Extract, EveryRowIsDocumented) {
  const std::string page = read_text(source_path("docs/expectations.md"));
  const auto line_of = [&page](std::string_view name) {
    const std::size_t line =
        page.find("\n| `" + std::string(name) + "` |", page.find("## Extracting"));
    return line == std::string::npos ? "" : page.substr(line + 1, page.find('\n', line + 1) - line);
  };
  for (const ExtractorRow& row : extractor_rows()) {
    EXPECT_NE(line_of(row.shape.name), "") << row.shape.name;
    for (const ArgumentShape& argument : row.shape.arguments) {
      EXPECT_NE(line_of(row.shape.name).find("`" + std::string(argument.name) + "`"),
                std::string::npos)
          << row.shape.name << "." << argument.name;
    }
  }
  for (const std::string_view name : normaliser_names()) EXPECT_NE(line_of(name), "") << name;
}

// The page's suite loads, and reads answers as the page says.
TEST(Extract, ThePagesExampleIsRight) {
  const std::string page = read_text(source_path("docs/expectations.md"));
  const std::size_t start = page.find("```yaml\nsuite:") + 8;
  LoadOptions options;
  options.expectations = expectation_shapes();
  options.extractors = extractor_shapes();
  options.normalisers = normaliser_names();
  const Result<Suite> suite =
      load_suite_text(page.substr(start, page.find("\n```", start) - start), "page.yaml", options);
  ASSERT_TRUE(suite) << suite.error().message;
  ASSERT_TRUE(check_expectations(*suite));
  Reply reply;
  reply.answer = "<thoughts>Answer: A?\nParis, I think.</thoughts>\n**Answer: B**";
  const CellScore scored = Scorer(*suite).score(suite->cases[0], reply, Timings(), std::nullopt);
  EXPECT_EQ(scored.verdict, Verdict::pass);
  EXPECT_EQ(scored.parts.at(0).extracted, "B");
  EXPECT_EQ(scored.parts.at(1).extracted, "");
  EXPECT_EQ(scored.parts.at(2).extracted, "Paris, I think.");
}

// Every search for the last match may look at all that is left.
TEST(Extract, LastMatchesAreNotSoughtForEver) {
  std::string text;
  while (text.size() < 100'000) text += "ac";
  const Extracted taken =
      compiled(R"j([{"regex":{"regex":"a.*b|c","which":"last"}}])j").value().apply(text);
  ASSERT_FALSE(taken);
  EXPECT_TRUE(taken.error().is_unable);
  EXPECT_EQ(taken.error().reason, "extract: 'a.*b|c' matches too often to find the last");
}

TEST(Extract, HostileAnswersEndInBoundedTime) {
  const std::string hostile[] = {std::string(100'000, '{'),   std::string(100'000, '`'),
                                 std::string(100'000, '<'),   std::string(100'000, '"'),
                                 std::string(100'000, '['),   std::string(100'000, '\n'),
                                 std::string(100'000, '\xFF')};
  std::vector<std::string> more;
  for (const char* piece : {"{\"", "[\"\\\"", "<a>", "<a ", "```\n", "```json\n", "[1,", "ac",
                            "\xC2\xA0", "x ```json\n", "- ", "{\"a\":", "[[1],"}) {
    std::string text;
    while (text.size() < 100'000) text += piece;
    more.push_back(text);
  }
  more.insert(more.end(), std::begin(hostile), std::end(hostile));
  for (const char* steps : {R"j([{"json":{}}])j", R"j([{"json":{"which":"last"}}])j",
                            R"j([{"fence":{}}])j", R"j([{"tag":{"tag":"a"}}])j",
                            R"j([{"last_line":{}}])j", R"j([{"after":{"after":"\"\""}}])j",
                            R"j([{"regex":{"regex":"(a|aa)+b","which":"last"}}])j"}) {
    const Extraction extraction = compiled(steps).value();
    for (const std::string& text : more) {
      const Extracted taken = extraction.apply(text);
      EXPECT_TRUE(taken || !taken.error().reason.empty());
    }
  }
}

// --- in a suite's expectations ---

Expectation leaf(std::string name, const char* arguments, const char* steps) {
  Expectation made;
  made.name = std::move(name);
  made.arguments = Json::parse(arguments);
  if (*steps != '\0') made.reading.extract = steps_of(steps);
  return made;
}

Expectation reading(std::string name, std::vector<Expectation> children) {
  Expectation made;
  made.name = std::move(name);
  made.children = std::move(children);
  return made;
}

ScorePart judged(const Expectation& expectation, std::string answer) {
  Case asked;
  asked.id = "c";
  asked.expect = std::make_shared<const Expectations>(Expectations{expectation});
  Reply reply;
  reply.answer = std::move(answer);
  const Suite suite;
  return Scorer(suite).score(asked, reply, Timings(), std::nullopt).parts.at(0);
}

constexpr const char* kAfter = R"j([{"after":{"after":"####"}}])j";
const Expectation kMissing = leaf("contains", R"({"text":"a"})", R"j([{"tag":{"tag":"no"}}])j");
const Expectation kPassing = leaf("max_words", R"({"at_most":1000})", "");
const Expectation kFailing = leaf("equals", R"({"text":"no answer is this"})", "");
const Expectation kUnjudged = leaf("cost_usd", R"({"at_most":1})", "");
Expectation turned_around(const Expectation& child) {
  return reading("not", {child});
}

TEST(Extract, WhatIsExtractedIsJudgedAndShown) {
  const ScorePart right = judged(leaf("equals", R"({"text":"B"})", kAfter), "A, no: #### B\n");
  EXPECT_EQ(right.verdict, Verdict::pass);
  EXPECT_EQ(right.extracted, "B");
  const ScorePart wrong = judged(leaf("equals", R"({"text":"B"})", kAfter), "B, no: #### C\n");
  EXPECT_EQ(wrong.verdict, Verdict::fail);
  EXPECT_EQ(wrong.extracted, "C");
  EXPECT_EQ(wrong.reason, "extracted 'C': the answer is 'C', not 'B'");
  const ScorePart none = judged(leaf("equals", R"({"text":"B"})", kAfter), "B");
  EXPECT_EQ(none.verdict, Verdict::fail);
  EXPECT_EQ(none.value, 0);
  EXPECT_EQ(none.extracted, "");
  EXPECT_EQ(none.reason, "extract: no '####' in 'B'");
}

TEST(Extract, IsForEveryExpectationThatReadsTheText) {
  struct OfText {
    const char* name;
    const char* arguments;
  };
  for (const OfText& row : {OfText{"equals", R"({"text":"18"})"},
                            {"one_of", R"({"texts":["18"]})"},
                            {"regex", R"({"pattern":"^18$"})"},
                            {"max_words", R"({"at_most":1})"},
                            {"number", R"({"equals":18})"},
                            {"json", R"({"equals":18})"},
                            {"json_schema", R"({"schema":{"type":"integer"}})"},
                            {"similar", R"({"to":"18"})"},
                            {"token_f1", R"({"to":"18"})"}}) {
    const ScorePart part = judged(leaf(row.name, row.arguments, kAfter), "17 of 2\n#### 18");
    EXPECT_EQ(part.verdict, Verdict::pass) << row.name << ": " << part.reason;
    EXPECT_EQ(judged(leaf(row.name, row.arguments, kAfter), "18").verdict, Verdict::fail)
        << row.name;
    EXPECT_TRUE(find_expectation(row.name)->shape.reads_text);
  }
  for (const char* name : {"refusal", "finish_reason", "latency_ms", "tool_call"}) {
    EXPECT_FALSE(find_expectation(name)->shape.reads_text) << name;
  }
}

TEST(Extract, ShownTextIsBounded) {
  const ScorePart part =
      judged(leaf("contains", R"({"text":"x"})", kAfter), "####" + std::string(5'000, 'y'));
  EXPECT_EQ(part.extracted, std::string(500, 'y') + "…");
}

TEST(Extract, TemplatesTakeTheCasesVariables) {
  Expectation templated =
      leaf("equals", R"({"text":"B"})", R"j([{"after":{"after":"{{marker}}"}}])j");
  templated.has_template = true;
  Suite suite;
  for (const char* marker : {"####", "=>", ""}) {
    Case asked;
    asked.id = marker;
    asked.expect = std::make_shared<const Expectations>(Expectations{templated});
    asked.vars =
        Vars(std::make_shared<const VarNames>(std::vector<std::string>{"marker"}), {Json(marker)});
    suite.cases.push_back(asked);
  }
  Scorer scorer(suite);
  Reply reply;
  reply.answer = "=> B";
  const auto verdict = [&](const Case& asked) {
    return scorer.score(asked, reply, Timings(), std::nullopt).verdict;
  };
  EXPECT_EQ(verdict(suite.cases[0]), Verdict::fail);
  EXPECT_EQ(verdict(suite.cases[1]), Verdict::pass);
  const auto checked = check_expectations(suite);  // the empty marker
  ASSERT_FALSE(checked);
  EXPECT_NE(checked.error().message.find("'extract' of equals: 'after' is empty"),
            std::string::npos)
      << checked.error().message;
}

TEST(Extract, WhatIsMissingIsNeverAPass) {
  struct Nested {
    const char* promise;
    Expectation expectation;
    Verdict verdict;
  };
  const Nested rows[] = {
      {"itself", kMissing, Verdict::fail},
      {"not", turned_around(kMissing), Verdict::fail},
      {"not not", turned_around(turned_around(kMissing)), Verdict::fail},
      {"not any", turned_around(reading("any", {kMissing, kFailing})), Verdict::fail},
      {"not all", turned_around(reading("all", {kMissing, kPassing})), Verdict::fail},
      {"any of nots", reading("any", {turned_around(kMissing), kFailing}), Verdict::fail},
      {"all of nots", reading("all", {turned_around(kMissing), kPassing}), Verdict::fail},
      {"another way to pass settles any", reading("any", {kMissing, kPassing}), Verdict::pass},
      {"another failure settles not all", turned_around(reading("all", {kMissing, kFailing})),
       Verdict::pass},
      {"all fails whatever cannot be judged", reading("all", {kMissing, kUnjudged}), Verdict::fail},
      {"any waits for the unknown", reading("any", {kMissing, kUnjudged}), Verdict::error},
      {"not all waits for the unknown", turned_around(reading("all", {kMissing, kUnjudged})),
       Verdict::error},
      {"not any fails whatever cannot be judged",
       turned_around(reading("any", {kMissing, kUnjudged})), Verdict::fail},
  };
  for (const Nested& row : rows) {
    const ScorePart part = judged(row.expectation, "answer");
    EXPECT_EQ(to_string(part.verdict), to_string(row.verdict)) << row.promise;
    if (part.verdict == Verdict::pass) continue;
    EXPECT_NE(part.reason, "") << row.promise;
  }
  EXPECT_EQ(judged(turned_around(kMissing), "answer").value, 0);
  EXPECT_EQ(judged(turned_around(kMissing), "answer").reason,
            "extract: no <no>...</no> in 'answer'");
}

// A random tree over `leaves`.
Expectation any_tree(const std::vector<Expectation>& leaves, int depth) {
  const int kind = depth == 0 ? 0 : *rc::gen::inRange(0, 4);
  if (kind == 0) return *rc::gen::elementOf(leaves);
  if (kind == 1) return turned_around(any_tree(leaves, depth - 1));
  std::vector<Expectation> children;
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i) children.push_back(any_tree(leaves, depth - 1));
  return reading(kind == 2 ? "all" : "any", std::move(children));
}

RC_GTEST_PROP(Extract, ATreeOfMissingPartsNeverPasses, ()) {
  const Expectation tree = any_tree({kMissing}, 5);
  const ScorePart part = judged(tree, "answer");
  RC_ASSERT(part.verdict == Verdict::fail);
  RC_ASSERT(part.value == 0);
}

// `tree` with every missing leaf replaced.
Expectation with_missing_as(const Expectation& tree, const Expectation& leaf) {
  Expectation copy = tree;
  if (copy.reading.extract) return leaf;
  for (Expectation& child : copy.children) child = with_missing_as(child, leaf);
  return copy;
}

// A pass holds whatever the part that is missing would have been.
RC_GTEST_PROP(Extract, APassNeverDependsOnAMissingPart, ()) {
  const Expectation tree = any_tree({kMissing, kPassing, kFailing}, 5);
  if (judged(tree, "answer").verdict != Verdict::pass) return;
  RC_ASSERT(judged(with_missing_as(tree, kPassing), "answer").verdict == Verdict::pass);
  RC_ASSERT(judged(with_missing_as(tree, kFailing), "answer").verdict == Verdict::pass);
}

RC_GTEST_PROP(Extract, ComposingIsApplyingOneAfterTheOther, ()) {
  const auto spec = [] {
    return *rc::gen::element<std::string>(
        R"({"last_line":{}})", R"({"first_line":{}})", R"({"after":{"after":"a"}})",
        R"({"regex":{"regex":"[ab]+","which":"last"}})", R"({"tag":{"tag":"b"}})");
  };
  const std::string first = spec();
  const std::string second = spec();
  std::string answer;
  for (int i = *rc::gen::inRange(0, 12); i > 0; --i) {
    answer += *rc::gen::element<std::string>("a", "b", " ", "\n", "<b>", "</b>", "c");
  }
  const Extracted both = compiled("[" + first + "," + second + "]").value().apply(answer);
  Extracted by_hand = compiled("[" + first + "]").value().apply(answer);
  if (by_hand) by_hand = compiled("[" + second + "]").value().apply(*by_hand);
  RC_ASSERT(both.value_or("") == by_hand.value_or(""));
}

}  // namespace
}  // namespace assay::testing
