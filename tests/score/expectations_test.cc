// Promises about the table as a whole.
#include <algorithm>
#include <set>

#include "tests/score/judging.h"
#include "tests/support/test_files.h"

namespace assay::testing {
namespace {

constexpr std::string_view kDesigned[] = {
    "rouge_1",      "rouge_2",       "gleu",          "meteor",       "chrf",
    "levenshtein",  "count",         "contains_json", "xml",          "contains_xml",
    "html",         "contains_html", "sql",           "contains_sql", "tool_calls",
    "equals",       "iequals",       "one_of",        "contains",     "icontains",
    "contains_all", "contains_any",  "starts_with",   "ends_with",    "regex",
    "max_words",    "min_words",     "max_chars",     "min_chars",    "lines",
    "number",       "json",          "json_schema",   "json_equals",  "similar",
    "rouge_l",      "bleu",          "token_f1",      "embedding",    "tool_call",
    "no_tool_call", "refusal",       "finish_reason", "latency_ms",   "ttft_ms",
    "cost_usd",     "output_tokens", "judge",         "prefer",       "human",
    "exec",         "python",        "javascript"};

TEST(Expectations, TheTableHoldsExactlyWhatIsDesigned) {
  std::set<std::string_view> designed(std::begin(kDesigned), std::end(kDesigned));
  std::set<std::string_view> rows;
  for (const ExpectationRow& row : expectation_rows()) {
    EXPECT_TRUE(rows.insert(row.shape.name).second) << row.shape.name << " twice";
  }
  EXPECT_EQ(rows, designed);
}

TEST(Expectations, EveryRowIsComplete) {
  for (const ExpectationRow& row : expectation_rows()) {
    const ExpectationShape& shape = row.shape;
    EXPECT_FALSE(shape.help.empty()) << shape.name;
    EXPECT_NE(shape.check, nullptr) << shape.name;
    EXPECT_NE(row.compile, nullptr) << shape.name;
    const bool known = std::any_of(
        shape.arguments.begin(), shape.arguments.end(),
        [&](const ArgumentShape& argument) { return argument.name == shape.shorthand; });
    EXPECT_EQ(known, !shape.shorthand.empty()) << shape.name;
    for (const ArgumentShape& argument : shape.arguments) {
      EXPECT_FALSE(argument.help.empty()) << shape.name << "." << argument.name;
    }
    EXPECT_EQ(find_expectation(shape.name), &row);
  }
  EXPECT_EQ(expectation_shapes().size(), expectation_rows().size());
  EXPECT_EQ(find_expectation("containz"), nullptr);
}

TEST(Expectations, EveryRowAndArgumentIsDocumented) {
  const std::string page = read_text(source_path("docs/expectations.md"));
  for (const ExpectationRow& row : expectation_rows()) {
    const std::string name(row.shape.name);
    const std::size_t line = page.find("\n| `" + name + "` |");
    ASSERT_NE(line, std::string::npos) << "no table line for " << name;
    const std::string text = page.substr(line + 1, page.find('\n', line + 1) - line - 1);
    for (const ArgumentShape& argument : row.shape.arguments) {
      EXPECT_NE(text.find("`" + std::string(argument.name) + "`"), std::string::npos)
          << name << "." << argument.name;
    }
    EXPECT_NE(page.find("- " + name), std::string::npos) << "no example of " << name;
  }
}

// A hostile answer may fail or be unjudgeable; it never crashes or floods.
TEST(Expectations, EveryRowSurvivesHostileAnswers) {
  const std::string hostile[] = {"",
                                 "\xFF\xFE\x80",
                                 std::string(3, '\0'),
                                 std::string(300'000, '{'),
                                 std::string(300'000, '`'),
                                 std::string(300'000, '9'),
                                 std::string(300'000, '\n'),
                                 "\xE2\x80\xAE"
                                 "evil",
                                 "{{x}}"};
  const Json arguments{{"text", "x"},       {"texts", {"x"}},   {"pattern", "(x+x+)+y"},
                       {"at_most", 1},      {"to", "x"},        {"schema", {{"type", "string"}}},
                       {"name", "x"},       {"one_of", "stop"}, {"rubric", "x"},
                       {"expected", {"x"}}, {"of", "x"},        {"question", "x"},
                       {"over", "model=x"}};
  for (const ExpectationRow& row : expectation_rows()) {
    Json given = Json::object();
    for (const ArgumentShape& argument : row.shape.arguments) {
      if (arguments.contains(argument.name)) given[argument.name] = arguments[argument.name];
    }
    if (row.shape.name == "number" || row.shape.name == "lines") given = {{"equals", 1}};
    if (row.shape.name == "min_words" || row.shape.name == "min_chars") given = {{"at_least", 1}};
    if (row.shape.name == "rouge_2") given = {{"to", "x y"}};
    if (row.shape.name == "embedding") given = {{"to", "x"}, {"at_least", 1}};
    if (row.shape.name == "levenshtein") given = {{"to", "xy"}, {"at_most", 1}};
    for (const std::string& answer : hostile) {
      const Judgement judgement = judge_text(row.shape.name, given.dump(), answer);
      EXPECT_LT(judgement.reason.size(), 2000u) << row.shape.name;
      EXPECT_GE(judgement.value, 0) << row.shape.name;
      EXPECT_LE(judgement.value, 1) << row.shape.name;
    }
  }
}

}  // namespace
}  // namespace assay::testing
