#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>

#include "harness/import/outputs/made_suite.h"
#include "tests/import/outputs_fixture.h"
#include "tests/support/sanitized.h"

namespace assay {
namespace {

using testing::read_outputs;
using testing::ReadOutputs;

TEST(MappedOutputs, ReadFieldsWhereTheMapSaysTheyAre) {
  const ReadOutputs read = read_outputs(
      "jsonl",
      R"({"x":{"id":7},"msgs":[{"role":"system","content":"S"},{"role":"user","content":"Q"}],)"
      R"("out":["a",1],"t":1.5,"ft":"0.25","n":3,"usd":0.000007,"s":true,"city":null,"day":"Mo"})"
      "\n",
      {"case=x.id,output=out,latency_ms=t,ttft_ms=ft", "output_tokens=n,cost_usd=usd",
       "score.ok=s,input=/msgs,vars.day=day"});
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.outputs.size(), 1U);
  const ImportedOutput& output = read.outputs[0];
  EXPECT_EQ(output.where, "line 1");
  EXPECT_EQ(output.case_id, "7");
  EXPECT_EQ(read.reply(0).answer, R"(["a",1])");
  EXPECT_EQ(output.question, (Messages{{Role::system, "S", {}, {}}, {Role::user, "Q", {}, {}}}));
  EXPECT_EQ(output.timings.done, Nanoseconds{1'500'000});
  EXPECT_EQ(output.timings.first_answer, Nanoseconds{250'000});
  EXPECT_EQ(read.reply(0).usage.output, 3);
  EXPECT_EQ(read.reply(0).usage.input, std::nullopt);
  EXPECT_EQ(output.cost, Money{7'000'000});
  EXPECT_EQ(output.scores, (std::vector<std::pair<std::string, double>>{{"ok", 1}}));
  EXPECT_EQ(output.vars, Json({{"day", "Mo"}}));
}

// Nothing of an answer is changed but what no text can hold.
TEST(MappedOutputs, KeepAnswersAsTheyAre) {
  const ReadOutputs read =
      read_outputs("jsonl",
                   "{\"case\":\"a\",\"output\":\"  x\\r\\n\\u0000\\ud83d\\ude00 \"}\n"
                   "{\"case\":\"b\",\"output\":\"cut \\ud83d\"}\n"
                   "{\"case\":\"c\",\"output\":\"bad \xff byte\"}\r\n"
                   "{\"case\":\"d\",\"output\":\"\"}");
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.outputs.size(), 4U);
  EXPECT_EQ(read.reply(0).answer, std::string("  x\r\n\0\xF0\x9F\x98\x80 ", 11));
  EXPECT_EQ(read.reply(1).answer, "cut \xEF\xBF\xBD");
  EXPECT_EQ(read.reply(2).answer, "bad \xEF\xBF\xBD byte");
  EXPECT_EQ(read.reply(3).answer, "");
}

// As in data sets.
TEST(MappedOutputs, KeepNumbersThatNothingHoldsDigitByDigit) {
  const ReadOutputs read = read_outputs(
      "jsonl",
      "{\"case\":\"a\",\"output\":123456789012345678901234567890}\n"
      "{\"case\":\"b\",\"output\":{\"n\":[-99999999999999999999]},\"unused\":1e400}\n");
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.reply(0).answer, "123456789012345678901234567890");
  EXPECT_EQ(read.reply(1).answer, R"({"n":["-99999999999999999999"]})");
}

TEST(MappedOutputs, RefuseAPartThatIsMoreThanItsWhole) {
  for (const char* const row :
       {R"({"case":"a","output":"x","input_tokens":5,"cached_input_tokens":6})",
        R"({"case":"a","output":"x","output_tokens":5,"reasoning_tokens":6})"}) {
    const ReadOutputs read = read_outputs("jsonl", row);
    EXPECT_NE(read.error.find("line 1"), std::string::npos) << read.error;
    EXPECT_NE(read.error.find("the first is a part of the second"), std::string::npos)
        << read.error;
  }
  EXPECT_EQ(read_outputs("jsonl", R"({"case":"a","output":"x","reasoning_tokens":6})").error, "");
}

TEST(MappedOutputs, OfCsvHaveEachColumnOnce) {
  const ReadOutputs read = read_outputs("csv", "case,output,output\na,x,y\n");
  EXPECT_NE(read.error.find("line 1: two columns are called 'output': rename one"),
            std::string::npos)
      << read.error;
}

// What spreadsheets leave behind.
TEST(MappedOutputs, OfCsvAreNoRowsOfCommas) {
  const ReadOutputs read = read_outputs("csv", "case,output,,\r\na,x,,\r\n,,,\r\n , ,,\r\n");
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.outputs.size(), 1U);
}

TEST(MappedOutputs, OfCsvAreTextsAndEmptyIsUnknown) {
  const ReadOutputs read =
      read_outputs("csv", "case;output;latency_ms;error\r\na;\"x;\ny\";;\r\nb;;12;too slow\r\n");
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.outputs.size(), 2U);
  EXPECT_EQ(read.reply(0).answer, "x;\ny");
  EXPECT_EQ(read.outputs[0].timings.done, std::nullopt);
  EXPECT_EQ(read.failure(1), "elsewhere: too slow");
  EXPECT_EQ(read.outputs[1].where, "line 4");
}

struct BadOutputs {
  const char* text;
  std::vector<std::string> map;
  const char* error;
};

TEST(MappedOutputs, AreRefusedWithTheirPlace) {
  const std::vector<BadOutputs> rows = {
      {"{\"case\":\"a\"}", {}, "line 1: has neither an output nor an error"},
      {"{\"case\":\"a\",\"output\":null}", {}, "line 1: has neither an output nor an error"},
      {"\n{\"case\":\"\",\"output\":\"x\"}", {}, "line 2: field 'case': is empty"},
      {"{\"output\":\"x\"}", {"case=id,output=output"}, "has no field 'id', which --map names"},
      {"{\"output\":\"x\",\"output_tokens\":1.5}", {}, "'1.5' is no whole number"},
      {"{\"output\":\"x\",\"output_tokens\":-1}", {}, "'-1' is no whole number"},
      {"{\"output\":\"x\",\"cost_usd\":-0.5}", {}, "'-0.5' is no amount in USD"},
      {"{\"output\":\"x\",\"latency_ms\":1e300}", {}, "is no number of milliseconds"},
      {"{\"output\":\"x\",\"input\":[{\"content\":\"no role\"}]}", {}, "messages with a role"},
      {"{\"output\":\"x\",\"input\":[]}", {}, "a list of no messages"},
      {"{\"output\":\"x\",\"input\":[{\"role\":\"user\",\"content\":[{\"image_url\":1}]}]}",
       {},
       "parts that are no text"},
      {"{\"output\":\"x\"", {}, "line 1:"},
      {"7", {}, "line 1: is no JSON object"},
      {"\xFF\xFE{\0", {}, "is UTF-16"},
      {"{}", {"output"}, "'output': expected TARGET=FIELD"},
      {"{}", {"output=a,output=b"}, "'output' is mapped twice"},
      {"{}", {"ouput=a"}, "no target 'ouput'; did you mean 'output'?"},
      {"{\"o\":\"x\"}", {"output=o,ttft_ms=first"}, "no record has a field 'first'"},
  };
  for (const BadOutputs& row : rows) {
    const ReadOutputs read = read_outputs("jsonl", row.text, row.map);
    EXPECT_NE(read.error.find(row.error), std::string::npos) << row.text << "\n" << read.error;
  }
}

TEST(MappedOutputs, MayBeNestedNoDeeperThanAnyJson) {
  const std::string deep =
      "{\"output\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_NE(read_outputs("jsonl", deep).error, "");
}

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

// A file is as long as it likes: one line of it is held.
TEST(MappedOutputs, AreReadALineAtATime) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer keeps what was freed";
  constexpr std::size_t kLines = 15'000;  // of 2 KB each
  const testing::TemporaryFolder folder;
  const std::string line = "{\"case\":\"a\",\"output\":\"" + std::string(2000, 'x') + "\"}\n";
  std::string text;
  text.reserve(kLines * line.size());
  for (std::size_t i = 0; i < kLines; ++i) text += line;
  OutputSource source;
  source.file = folder / "long.jsonl";
  testing::write_text(source.file, text);
  std::string().swap(text);
  malloc_trim(0);
  // Peaks count, and the text above is one: as much again may not come to it.
  std::vector<char> used(kLines * line.size());
  std::fill(used.begin(), used.end(), 'x');
  const long before = peak_kilobytes();
  source.map = *FieldMap::parse({});
  std::size_t outputs = 0;
  ASSERT_TRUE(read_jsonl_outputs(source, [&](const ImportedOutput&) {
    ++outputs;
    return Result<void>();
  }));
  EXPECT_EQ(outputs, kLines);
  EXPECT_EQ(used.back(), 'x');
  EXPECT_LT(peak_kilobytes() - before, 12'000);
}

TEST(YamlText, ReadsBackWhatJsonAndYamlHaveOtherwise) {
  EXPECT_EQ(yaml_text("a\"b\n{{x}} \xC2\x85\x7f"), "\"a\\\"b\\n{{x}} \\u0085\\u007f\"");
  EXPECT_EQ(yaml_flow(Json{{"a", {1, "x", nullptr}}}), "{\"a\": [1, \"x\", null]}");
}

ImportedOutput made_output(std::string where, std::string id, std::string model, std::string asks) {
  ImportedOutput output;
  output.where = std::move(where);
  output.case_id = std::move(id);
  output.model = std::move(model);
  output.question = {{Role::user, std::move(asks), {}, {}}};
  return output;
}

TEST(SuiteMaker, MakesModelsPromptsAndCases) {
  SuiteMaker maker("my answers", "unnamed");
  ASSERT_TRUE(maker.add(made_output("line 1", "a", "m", "Q {{x}}")));
  ASSERT_TRUE(maker.add(made_output("line 2", "a", "n", "Q {{x}}")));
  ASSERT_TRUE(maker.add(made_output("line 3", "b", "m", "R")));
  const Result<SuiteMaker::Files> files = maker.finish("x.cases.jsonl", "x");
  ASSERT_TRUE(files);
  EXPECT_NE(files->suite.find("suite: my-answers\n"), std::string::npos) << files->suite;
  EXPECT_NE(files->suite.find("user: \"{{input}}\""), std::string::npos) << files->suite;
  EXPECT_EQ(files->cases,
            "{\"case\":\"a\",\"input\":\"Q {{x}}\"}\n{\"case\":\"b\",\"input\":\"R\"}\n");
}

ImportedOutput failed_output(const std::string& where, const std::string& case_id) {
  ImportedOutput output = made_output(where, case_id, "", "Q");
  output.result = Failure{};
  return output;
}

// A batch's lines that failed name nothing but their id: they are no model of their own.
TEST(SuiteMaker, GivesWhatFailedToTheOnlyModel) {
  SuiteMaker maker("x", "x");
  ASSERT_TRUE(maker.add(failed_output("line 1", "a")));
  ASSERT_TRUE(maker.add(made_output("line 2", "b", "m", "Q")));
  EXPECT_EQ(maker.model_of_failures(), "m");
  const Result<SuiteMaker::Files> files = maker.finish("x.cases.jsonl", "x");
  ASSERT_TRUE(files);
  EXPECT_NE(files->suite.find("models:\n  - {id: \"m\", provider: elsewhere}\nprompts"),
            std::string::npos)
      << files->suite;
}

TEST(SuiteMaker, GuessesAtNoModelOfWhatFailed) {
  SuiteMaker maker("x", "x");
  ASSERT_TRUE(maker.add(made_output("line 1", "a", "m", "Q")));
  ASSERT_TRUE(maker.add(made_output("line 2", "a", "n", "Q")));
  ASSERT_TRUE(maker.add(failed_output("line 3", "b")));
  const Result<SuiteMaker::Files> files = maker.finish("x.cases.jsonl", "x");
  ASSERT_FALSE(files);
  EXPECT_NE(files.error().message.find("line 3: something went wrong, and nothing says with which"),
            std::string::npos)
      << files.error().message;
}

TEST(SuiteMaker, NamesAFileOfFailuresAlone) {
  SuiteMaker maker("x", "x");
  ASSERT_TRUE(maker.add(failed_output("line 1", "a")));
  EXPECT_EQ(maker.model_of_failures(), "x");
  EXPECT_TRUE(maker.finish("x.cases.jsonl", "x"));
}

TEST(SuiteMaker, RefusesACaseThatIsTwo) {
  SuiteMaker maker("x", "unnamed");
  ASSERT_TRUE(maker.add(made_output("line 1", "a", "m", "Q")));
  const Result<void> other = maker.add(made_output("line 2", "a", "m", "R"));
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("line 2: case 'a' asks something else here than at line 1"),
            std::string::npos)
      << other.error().message;
  ImportedOutput with_vars = made_output("line 3", "a", "m", "Q");
  with_vars.vars["x"] = 1;
  EXPECT_FALSE(maker.add(with_vars));
  EXPECT_FALSE(maker.add(made_output("line 4", "two\nlines", "m", "Q")));
}

// A field that differs in every record, mapped to `model`: refused where it passes what a suite may
// have, and not looked for among all that came before it.
TEST(SuiteMaker, RefusesMoreModelsThanASuiteMayHave) {
  SuiteMaker maker("many", "m");
  ImportedOutput output;
  output.where = "line 1";
  output.case_id = "a";
  Result<void> added;
  std::size_t models = 0;
  for (; added && models < 200'000; ++models) {
    output.model = "m-" + std::to_string(models);
    added = maker.add(output);
  }
  ASSERT_FALSE(added.has_value());
  EXPECT_EQ(models, 100'001U);
  EXPECT_NE(added.error().message.find("more than 100000 models and prompts"), std::string::npos);
}

TEST(CaseNamer, GivesTheSameQuestionTheSameName) {
  CaseNamer namer;
  ImportedOutput first = made_output("line 1", "", "m", "Q");
  ImportedOutput second = made_output("line 2", "", "n", "Q");
  ImportedOutput third = made_output("line 3", "", "n", "R");
  for (ImportedOutput* each : {&first, &second, &third}) ASSERT_TRUE(namer.name(*each));
  EXPECT_EQ(first.case_id, "case-1");
  EXPECT_EQ(second.case_id, "case-1");
  EXPECT_EQ(third.case_id, "case-2");
  ImportedOutput nothing;
  nothing.where = "line 4";
  EXPECT_FALSE(namer.name(nothing));
}

}  // namespace
}  // namespace assay
