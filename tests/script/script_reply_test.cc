#include "harness/script/script_reply.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::testing {
namespace {

std::string of(const std::string& members) {
  return R"({"id": 7)" + members + "}";
}

TEST(ScriptLine, ReadsMarks) {
  struct Row {
    const char* members;
    ScriptMark mark;
  };
  const Row rows[] = {
      {R"(, "pass": true)", {true, {}, "", {}}},
      {R"(, "pass": false, "reason": "no\nnumber")", {false, {}, "no number", {}}},
      {R"(, "score": 0.25)", {{}, 0.25, "", {}}},
      {R"(, "score": 1, "pass": null)", {{}, 1, "", {}}},
      {R"(, "pass": true, "score": 0.1)", {true, 0.1, "", {}}},  // the script knows better
      {R"(, "pass": true, "metrics": {"words": 12, "a.b-c": -1e9})",
       {true, {}, "", {{"a.b-c", -1e9}, {"words", 12}}}},
      {R"(, "pass": true, "metrics": {}, "error": null)", {true, {}, "", {}}},
  };
  for (const Row& row : rows) {
    const ScriptLine line = read_script_line(of(row.members));
    ASSERT_EQ(line.kind, ScriptLine::Kind::answered) << row.members;
    EXPECT_EQ(line.id, 7U);
    ASSERT_TRUE(line.reply) << line.reply.error();
    EXPECT_EQ(*line.reply, row.mark) << row.members;
    EXPECT_EQ(mark_from_json(mark_to_json(row.mark)), row.mark) << row.members;
  }
}

TEST(ScriptLine, RefusesWhatIsNoMark) {
  struct Row {
    std::string members;
    const char* why;
  };
  std::string many = R"(, "pass": true, "metrics": {)";
  for (int i = 0; i <= 32; ++i) many += (i ? ", \"m" : "\"m") + std::to_string(i) + "\": 1";
  const Row rows[] = {
      {"", R"(its reply has neither "pass" nor "score")"},
      {R"(, "pass": null)", R"(its reply has neither "pass" nor "score")"},
      {R"(, "reason": "good")", R"(its reply has neither "pass" nor "score")"},
      {R"(, "pass": 1)", R"("pass" is neither true nor false)"},
      {R"(, "pass": "true")", R"("pass" is neither true nor false)"},
      {R"(, "score": 1.01)", R"("score" is 1.01, and must be a number from 0 to 1)"},
      {R"(, "score": -0.01)", R"("score" is -0.01, and must be a number from 0 to 1)"},
      {R"(, "score": "0.5")", R"("score" is "0.5", and must be a number from 0 to 1)"},
      {R"(, "pass": true, "score": 2)", R"("score" is 2, and must be a number from 0 to 1)"},
      {R"(, "pass": true, "reason": 5)", R"("reason" is no text)"},
      {R"(, "pass": true, "metrics": [1])", R"("metrics" must be a map of at most 32 numbers)"},
      {many + "}", R"("metrics" must be a map of at most 32 numbers)"},
      {R"(, "pass": true, "metrics": {"a b": 1})", "a metric is called 'a b'"},
      {R"(, "pass": true, "metrics": {"": 1})", "a metric is called ''"},
      {R"(, "pass": true, "metrics": {"a": "1"})", "metric 'a' is no finite number"},
      {R"(, "pass": true, "metrics": {"a": true})", "metric 'a' is no finite number"},
      {R"(, "pass": true, "socre": 1)", "its reply has 'socre', which means nothing here"},
      {R"(, "error": "KeyError: 'x'")", "KeyError: 'x'"},
      {R"(, "error": {"code": 1}, "pass": true)", R"({"code":1})"},
  };
  for (const Row& row : rows) {
    const ScriptLine line = read_script_line(of(row.members));
    ASSERT_EQ(line.kind, ScriptLine::Kind::answered) << row.members;
    ASSERT_FALSE(line.reply) << row.members;
    EXPECT_TRUE(line.reply.error().starts_with(row.why)) << line.reply.error();
  }
}

TEST(ScriptLine, TellsRepliesFromWhatScriptsPrint) {
  struct Row {
    const char* line;
    ScriptLine::Kind kind;
  };
  using Kind = ScriptLine::Kind;
  const Row rows[] = {
      {"loading model...", Kind::noise},
      {"true", Kind::noise},
      {R"([{"id": 1, "pass": true}])", Kind::noise},
      {"\xff\xfe", Kind::noise},
      {R"({"pass": true})", Kind::broken},
      {R"({"id": "7", "pass": true})", Kind::broken},
      {R"({"id": -7, "pass": true})", Kind::broken},
      {R"({"id": 7.5, "pass": true})", Kind::broken},
      {R"({"id": 7, "score": NaN})", Kind::broken},
      {R"({"id": 7, "pass": true)", Kind::broken},
      {R"({"id": 7, "pass": true} {"id": 8, "pass": true})", Kind::broken},
      {"  {\"id\": 7, \"pass\": true}\r", Kind::answered},
      {R"({"id": 18446744073709551615, "pass": true})", Kind::answered},
  };
  for (const Row& row : rows) EXPECT_EQ(read_script_line(row.line).kind, row.kind) << row.line;
  const std::string deep = R"({"id": 7, "pass": )" + std::string(100'000, '[');
  EXPECT_EQ(read_script_line(deep).kind, Kind::broken);
}

TEST(ScriptLine, KeepsNoMoreOfAReasonThanAReportShows) {
  const ScriptLine line =
      read_script_line(of(R"(, "pass": true, "reason": ")" + std::string(100'000, 'x') + '"'));
  ASSERT_TRUE(line.reply);
  EXPECT_LT(line.reply->reason.size(), 1100U);
}

}  // namespace
}  // namespace assay::testing
