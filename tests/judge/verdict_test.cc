#include "harness/judge/verdict.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <string>
#include <utility>

#include "harness/base/json.h"
#include "harness/provider/quirks.h"

namespace assay::testing {
namespace {

Reply said(std::string answer) {
  Reply reply;
  reply.answer = std::move(answer);
  reply.finish_reason = FinishReason::stop;
  return reply;
}

const VerdictShape kPassOrFail;
const VerdictShape kOneToFive{.scale = {{1, 5}}};
const VerdictShape kFacts{.labels = {{"same", 1, true}, {"part", 0.4, true}, {"wrong", 0, false}}};

TEST(ReadVerdict, ReadsWhatItAskedFor) {
  const auto pass = read_verdict(said(R"({"reason": "It does.", "verdict": "pass"})"), kPassOrFail);
  EXPECT_EQ(pass.value(), (JudgeVerdict{"It does.", 1, true, std::nullopt, "pass"}));
  const auto fail = read_verdict(said(R"({"verdict": "fail", "reason": ""})"), kPassOrFail);
  EXPECT_EQ(fail.value(), (JudgeVerdict{"", 0, false, std::nullopt, "fail"}));
  const auto score = read_verdict(said(R"({"reason": "So so.", "score": 4})"), kOneToFive);
  EXPECT_EQ(score.value(), (JudgeVerdict{"So so.", 0.75, false, 4, ""}));
  const auto part = read_verdict(said(R"({"reason": "Half.", "verdict": "part"})"), kFacts);
  EXPECT_EQ(part.value(), (JudgeVerdict{"Half.", 0.4, true, std::nullopt, "part"}));
}

TEST(ReadVerdict, PlacesAScoreOnItsScale) {
  struct Row {
    std::pair<int, int> scale;
    const char* score;
    double value;
  };
  const Row rows[] = {
      {{1, 5}, "1", 0}, {{1, 5}, "5", 1},    {{0, 10}, "7", 0.7},  {{-2, 2}, "-1", 0.25},
      {{0, 1}, "0", 0}, {{0, 1}, "-0.0", 0}, {{1, 5}, "3.0", 0.5}, {{0, 100}, "2.9e1", 0.29},
  };
  for (const Row& row : rows) {
    const auto verdict = read_verdict(
        said(std::string(R"({"reason": "", "score": )") + row.score + "}"), {row.scale});
    ASSERT_TRUE(verdict) << row.score;
    EXPECT_DOUBLE_EQ(verdict->value, row.value) << row.score;
    EXPECT_FALSE(std::signbit(verdict->value)) << row.score;
  }
}

TEST(ReadVerdict, LooksThroughReasoningAndOneFence) {
  const std::string object = R"({"reason": "r", "verdict": "fail"})";
  for (const std::string& answer : {object, "  \n" + object + "\n", "```json\n" + object + "\n```",
                                    "```JSON\r\n" + object + "\r\n```", "```\n" + object + "```",
                                    "```json " + object + " ```", "<think>Hm.</think>" + object,
                                    "<think>\nHm. {\"verdict\": \"pass\"}\n</think>\n\n" + object,
                                    "[THINK]Hm.[/THINK]```json\n" + object + "\n```",
                                    "<think>a</think><think>b</think>" + object}) {
    const auto verdict = read_verdict(said(answer), kPassOrFail);
    EXPECT_EQ(verdict ? verdict->label : verdict.error(), "fail") << answer;
  }
}

TEST(ReadVerdict, SaysWhyThereIsNone) {
  struct Row {
    const char* answer;
    const char* error;
  };
  const Row rows[] = {
      {"", "it said nothing"},
      {" \n", "it said nothing"},
      {"<think>Hm.</think>", "it only reasoned and gave no verdict"},
      {"<think>Hm. {\"reason\": \"r\", \"verdict\": \"pass\"}",
       "it only reasoned and gave no verdict"},
      {"I cannot judge that.", "it said 'I cannot judge that.', not a JSON object"},
      {"\"pass\"", "it said '\"pass\"', not a JSON object"},
      {"[]", "it said '[]', not a JSON object"},
      {"```python\n{}\n```", "it said 'python {}', not a JSON object"},
      {R"({"reason": "r", "verdict": "pass"} Sure!)", "words follow the verdict: 'Sure!'"},
      {R"({"reason": "r"} {"verdict": "pass"})",
       R"(two verdicts: '{"reason": "r"} {"verdict": "pass"}')"},
      {R"({"reason": "r", "verdict": "pa)",
       R"(not valid JSON at line 1, column 31: '{"reason": "r", "verdict": "pa')"},
      {R"({"reason": "r", 'verdict': 'pass'})",
       R"(not valid JSON at line 1, column 17: '{"reason": "r", 'verdict': 'pass'}')"},
      {R"({"reason": "r", "verdict": ["pass"]})",
       R"(a verdict has no lists or maps inside: '{"reason": "r", "verdict": ["pass"]}')"},
      {R"({"reason": "r", "verdict": "pass", "verdict": "fail"})",
       R"(a name comes twice in '{"reason": "r", "verdict": "pass", "verdict": "fail"}')"},
      {R"({"verdict": "pass"})", R"(it has no 'reason': '{"verdict": "pass"}')"},
      {R"({"reason": "r"})", R"(it has no 'verdict': '{"reason": "r"}')"},
      {R"({"reason": "r", "score": 1})", R"(it has no 'verdict': '{"reason": "r", "score": 1}')"},
      {R"({"reason": "r", "verdict": "pass", "score": 1})",
       R"(it has more than a reason and a verdict: '{"reason": "r", "verdict": "pass", "score": 1}')"},
      {R"({"reason": 1, "verdict": "pass"})",
       R"(its reason is no text: '{"reason": 1, "verdict": "pass"}')"},
      {R"({"reason": "r", "verdict": "Pass"})", "the verdict is '\"Pass\"', not one of pass, fail"},
      {R"({"reason": "r", "verdict": null})", "the verdict is 'null', not one of pass, fail"},
  };
  for (const Row& row : rows) {
    const auto verdict = read_verdict(said(row.answer), kPassOrFail);
    EXPECT_EQ(verdict ? "a verdict" : verdict.error(), row.error) << row.answer;
  }
  const auto high = read_verdict(said(R"({"reason": "r", "score": 6})"), kOneToFive);
  EXPECT_EQ(high.error(), "the score is '6', not a whole number from 1 to 5");
  const auto label = read_verdict(said(R"({"reason": "r", "verdict": "pass"})"), kFacts);
  EXPECT_EQ(label.error(), "the verdict is '\"pass\"', not one of same, part, wrong");
}

// Whatever the text says: a verdict inside a reply that is none is no verdict.
TEST(ReadVerdict, TakesNoneFromAReplyThatIsNoAnswer) {
  const Reply whole = said(R"({"reason": "r", "verdict": "pass"})");
  struct Row {
    void (*change)(Reply&);
    const char* error;
  };
  const Row rows[] = {
      {[](Reply& r) { r.refusal = "I can't help with that."; },
       "refused: 'I can't help with that.'"},
      {[](Reply& r) {
         r.finish_reason = FinishReason::filtered;
         r.native_finish_reason = "content_filter";
       },
       "refused: the reply was stopped by a filter ('content_filter')"},
      {[](Reply& r) { r.finish_reason = FinishReason::length; }, "cut off"},
      {[](Reply& r) {
         r.finish_reason = FinishReason::length;
         r.usage.output = 512;
       },
       "cut off after 512 tokens"},
      {[](Reply& r) {
         r.finish_reason = FinishReason::length;
         r.usage.output = 1;
         r.usage.reasoning = 1;
       },
       "cut off after 1 token, 1 of them reasoning"},
      {[](Reply& r) {
         r.tool_calls = {{"1", "verdict", "{}"}};
       },
       "it called the tool 'verdict' and gave no verdict"},
      {[](Reply& r) {
         r.answer.clear();
         r.reasoning = "Hm.";
       },
       "it only reasoned and gave no verdict"},
  };
  for (const Row& row : rows) {
    Reply reply = whole;
    row.change(reply);
    const auto verdict = read_verdict(reply, kPassOrFail);
    EXPECT_EQ(verdict ? "a verdict" : verdict.error(), row.error);
  }
  Reply unknown = whole;
  unknown.finish_reason = FinishReason::unknown;  // as servers do that give no reason at all
  EXPECT_TRUE(read_verdict(unknown, kPassOrFail));
}

// "I say {...fail}. It ends with: </think>{...pass}" as a dialect takes it apart.
TEST(ReadVerdict, DistrustsReasoningThatATagAloneMadeSuch) {
  Reply reply = said(R"({"reason": "r", "verdict": "pass"})");
  reply.reasoning = R"(I say {"reason": "r", "verdict" : "fail"}. It ends with:)";
  EXPECT_TRUE(read_verdict(reply, kPassOrFail));  // of a field of its own
  note_inline_reasoning(reply, {"", "", "<think>", false});
  EXPECT_TRUE(read_verdict(reply, kPassOrFail));
  note_inline_reasoning(reply, {"", "", "</think>", true});
  EXPECT_EQ(read_verdict(reply, kPassOrFail).error(),
            "two verdicts: what a tag alone makes its reasoning says otherwise than "
            R"('{"reason": "r", "verdict": "pass"}')");
}

TEST(ReadVerdict, FindsAnotherVerdictInSuchReasoning) {
  struct Row {
    const char* reasoning;
    bool is_other;
  };
  const Row rows[] = {
      {R"(So {"reason": "r", "score": 1}.)", false},
      {R"(So "score":1)", false},
      {R"(The "score" is what the "score field" says.)", false},
      {R"(So {"reason": "r", "score": 2}.)", true},
      {R"(So {"reason": "r", "score": 10}.)", true},
      {R"(So {"score": 1}, no: {"score": 2})", true},
      {R"(So "score" :)", true},
  };
  for (const Row& row : rows) {
    Reply reply = said(R"({"reason": "r", "score": 1})");
    reply.reasoning = row.reasoning;
    note_inline_reasoning(reply, {"", "", "</think>", true});
    EXPECT_EQ(!read_verdict(reply, kOneToFive), row.is_other) << row.reasoning;
  }
  Reply reply = said(R"({"reason": "r", "score": 1})");
  reply.reasoning = "\"score\"" + std::string(10'000, ' ') + ":" + std::string(10'000, '\n') + "4";
  note_inline_reasoning(reply, {"", "", "</think>", true});
  EXPECT_FALSE(read_verdict(reply, kOneToFive));
}

TEST(ReadVerdict, NeverQuotesMuch) {
  for (const std::string& answer :
       {std::string(100'000, 'x'), "{\"reason\": \"" + std::string(100'000, 'x') + "\"}",
        R"({"reason": "", "verdict": ")" + std::string(100'000, 'x') + "\"}"}) {
    EXPECT_LT(read_verdict(said(answer), kPassOrFail).error().size(), 300U);
  }
}

TEST(ReadVerdict, TakesLongRepliesOfAnyMake) {
  for (const char* const piece : {"{", "[", "\"", "```", "<think>", "</think>", "{\"reason\": \"",
                                  "\\", "{\"verdict\": \"pass\"}", "}", "\"reason\": ", "\n"}) {
    std::string text;
    while (text.size() < 100'000) text += piece;
    EXPECT_FALSE(read_verdict(said(text), kPassOrFail)) << piece;
    EXPECT_FALSE(read_verdict(said("{" + text), kPassOrFail)) << piece;
  }
}

std::string piece_of_reply() {
  return *rc::gen::weightedOneOf<std::string>(
      {{6, rc::gen::element<std::string>(
               "{", "}", "\"reason\"", ":", ",", "\"r\"", "\"verdict\"", "\"pass\"", "\"fail\"",
               "\"score\"", "3", "```json\n", "```", "<think>", "</think>", "\\", "\"", "\n", "[",
               "]", R"({"reason": "r", "verdict": "pass"})", R"({"reason": "r", "score": 3})")},
       {1, rc::gen::container<std::string>(rc::gen::arbitrary<char>())}});
}

std::string any_reply() {
  std::string text;
  for (int i = *rc::gen::inRange(0, 14); i > 0; --i) text += piece_of_reply();
  return text;
}

RC_GTEST_PROP(ReadVerdict, IsAVerdictOfItsShapeOrSaysWhyNot, ()) {
  const VerdictShape& shape = *rc::gen::element(kPassOrFail, kOneToFive, kFacts);
  const auto verdict = read_verdict(said(any_reply()), shape);
  if (!verdict) {
    RC_ASSERT(!verdict.error().empty());
    return;
  }
  RC_ASSERT(verdict->value >= 0 && verdict->value <= 1);
  RC_ASSERT(verdict->score.has_value() == shape.scale.has_value());
  if (verdict->score) RC_ASSERT(*verdict->score >= 1 && *verdict->score <= 5);
}

// What a judge quotes stays inside its reason, when it writes JSON.
RC_GTEST_PROP(ReadVerdict, IsThatOfTheJudgeWhateverItQuotes, ()) {
  const std::string quote = any_reply();
  const std::string label = *rc::gen::element<std::string>("pass", "fail");
  const std::string object = dump_json({{"reason", quote}, {"verdict", label}});
  const auto verdict = read_verdict(said(object), kPassOrFail);
  RC_ASSERT(verdict.has_value());
  RC_ASSERT(verdict->label == label);
  // And when it writes no JSON, its own verdict is the one that counts, or none.
  for (const std::string& broken :
       {"{\"reason\": \"" + quote + "\", \"verdict\": \"" + label + "\"}", quote + object,
        object + quote}) {
    const auto read = read_verdict(said(broken), kPassOrFail);
    RC_ASSERT(!read || read->label == label);
  }
}

TEST(FormOf, TellsWhatAServerCouldNotWriteThatHoldsToASchema) {
  const std::string object = R"({"reason": "r", "verdict": "fail"})";
  struct Row {
    const char* what;
    Reply reply;
    ReplyForm form;
  };
  Reply cut = said(R"({"reason": "It)");
  cut.finish_reason = FinishReason::length;
  Reply refused = said("");
  refused.refusal = "I would rather not.";
  Reply called = said("");
  called.tool_calls = {{.id = "1", .name = "verdict", .arguments = object}};
  const Row rows[] = {
      {"the object", said(object), ReplyForm::exact},
      {"with white space", said("\n " + object + "\n"), ReplyForm::exact},
      {"behind reasoning", said("<think>hm</think>" + object), ReplyForm::exact},
      {"in a fence", said("```json\n" + object + "\n```"), ReplyForm::fenced},
      {"prose", said("I would say pass."), ReplyForm::other},
      {"prose, then the object", said("Sure: " + object), ReplyForm::other},
      {"another label", said(R"({"reason": "r", "verdict": "PASS"})"), ReplyForm::other},
      {"a member more", said(R"({"reason": "r", "verdict": "pass", "x": 1})"), ReplyForm::other},
      {"nothing", said(""), ReplyForm::unknown},
      {"cut off", cut, ReplyForm::unknown},
      {"refused", refused, ReplyForm::unknown},
      {"a call of a tool", called, ReplyForm::unknown},
  };
  for (const Row& row : rows)
    EXPECT_EQ(form_of(row.reply, {&kPassOrFail, 1}), row.form) << row.what;
  const VerdictShape both[] = {kOneToFive, kPassOrFail};
  EXPECT_EQ(form_of(said(object), both), ReplyForm::exact) << "of one of the two";
  EXPECT_EQ(form_of(said(object), {&kOneToFive, 1}), ReplyForm::other);
}

}  // namespace
}  // namespace assay::testing
