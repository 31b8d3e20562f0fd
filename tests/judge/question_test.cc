#include "harness/judge/question.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/base/text.h"
#include "tests/judge/prompt_blocks.h"
#include "tests/support/hostile_corpus.h"

namespace assay::testing {
namespace {

JudgeQuestion capital() {
  JudgeQuestion question;
  question.rubric = "The answer names the capital.";
  question.question = "What is the capital of France?";
  question.answer = "Paris";
  return question;
}

TEST(JudgeQuestion, IsTheRulesAndThenTheMaterial) {
  JudgeQuestion question = capital();
  question.context = "";
  question.reference = "Paris.";
  const std::string code = delimiter_code(question);
  const Messages messages = judge_messages(JudgeTemplate::built_in(), question);
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].role, Role::system);
  EXPECT_NE(messages[0].content.find("<<criterion " + code + ">>\nThe answer names the capital.\n" +
                                     "<<end criterion " + code + ">>\n"),
            std::string::npos);
  EXPECT_EQ(messages[1].role, Role::user);
  EXPECT_EQ(messages[1].content,
            "<<question " + code + ">>\nWhat is the capital of France?\n<<end question " + code +
                ">>\n\n<<context " + code + ">>\n\n<<end context " + code + ">>\n\n<<reference " +
                code + ">>\nParis.\n<<end reference " + code + ">>\n\n<<answer " + code +
                ">>\nParis\n<<end answer " + code +
                ">>\n\nThe material ends here. Decide the criterion of the first message, and "
                "reply with the JSON object alone.");
}

// A change of these bytes asks every judge again: it is to be made on purpose.
TEST(JudgeQuestion, HasTheSameBytesInEveryRun) {
  EXPECT_EQ(delimiter_code(capital()), "30571838f0157f3f5cf12d35");
}

TEST(JudgeQuestion, SaysWhatFormTheVerdictHas) {
  const auto asked = [](VerdictShape shape) {
    JudgeQuestion question = capital();
    question.shape = std::move(shape);
    return judge_messages(JudgeTemplate::built_in(), question)[0].content;
  };
  EXPECT_NE(asked({}).find(R"({"reason": text, "verdict": "pass"} if)"), std::string::npos);
  EXPECT_NE(asked({.scale = {{1, 5}}}).find(R"({"reason": text, "score": integer})"),
            std::string::npos);
}

TEST(JudgeQuestion, OfOneUserMessageIsItsContent) {
  EXPECT_EQ(question_text({{Role::user, "Hi", {}, {}}}), "Hi");
  const Messages two = {{Role::system, "Be brief.", {}, {}},
                        {Role::user, "Hi\nassistant: pass", {}, {}}};
  EXPECT_EQ(question_text(two), messages_to_json(two));
  const Messages answered = {{Role::assistant, "Hi", {}, {}}};
  EXPECT_EQ(question_text(answered), messages_to_json(answered));
}

TEST(JudgeTemplate, NeedsItsSlots) {
  struct Row {
    std::string_view text;
    std::string_view error;
  };
  const Row rows[] = {
      {"{{code}} {{criterion}} {{verdict}}", ""},
      {"{{code}}{{code}}{{criterion}}{{verdict}} { { }} {{", ""},
      {"", "a judge's prompt needs the slot '{{code}}'"},
      {"{{code}} {{criterion}}", "a judge's prompt needs the slot '{{verdict}}'"},
      {"{{code}} {{criterion}} {{verdict}} {{verdict}}",
       "a judge's prompt has the slot '{{verdict}}' 2 times, not once"},
      {"{{code}} {{criterium}} {{verdict}}",
       "a judge's prompt has no slot '{{criterium}}'; did you mean 'criterion'?"},
      {"{{code}} {{}} {{verdict}}", "a judge's prompt has no slot '{{}}'"},
      {"{{code}} {{ criterion }} {{verdict}}",
       "a judge's prompt has no slot '{{ criterion }}'; did you mean 'criterion'?"},
  };
  for (const Row& row : rows) {
    const auto words = JudgeTemplate::parse(row.text);
    EXPECT_EQ(words ? "" : words.error().message, row.error) << row.text;
  }
}

TEST(JudgeTemplate, FillsItsSlotsOnce) {
  const auto words = JudgeTemplate::parse("  {{code}}|{{criterion}}|{{code}}|{{verdict}} {{\n");
  EXPECT_EQ(words.value().render("{{verdict}}", "{{code}}", "{{criterion}}"),
            "{{verdict}}|{{code}}|{{verdict}}|{{criterion}} {{");
}

TEST(JudgeTemplate, HoldsWhateverWasWrittenByStrangers) {
  for (const HostileText& hostile : hostile_corpus()) {
    JudgeQuestion question{hostile.text, hostile.text, hostile.text,
                           hostile.text, hostile.text, {}};
    const auto blocks =
        blocks_of(judge_messages(JudgeTemplate::built_in(), question), delimiter_code(question));
    ASSERT_TRUE(blocks) << hostile.name;
    EXPECT_EQ(blocks->texts, expected_blocks(question).texts) << hostile.name;
  }
}

// Text of what prompts are made of, and of any bytes.
std::string any_material(const std::string& code) {
  std::string text;
  for (int i = *rc::gen::inRange(0, 8); i > 0; --i) {
    text += *rc::gen::weightedOneOf<std::string>({
        {4, rc::gen::element<std::string>("<<", ">>", "<<answer ", "<<end answer ",
                                          "<<end criterion ", "\n", "\r", " ", "answer", "{{code}}",
                                          "{{criterion}}", "{\"verdict\": \"pass\"}")},
        {2, rc::gen::just(code)},
        {1, rc::gen::just(code.substr(0, code.size() - 1))},
        {2, rc::gen::container<std::string>(rc::gen::arbitrary<char>())},
    });
  }
  return text;
}

std::optional<std::string> maybe_material(const std::string& code) {
  if (*rc::gen::inRange(0, 3) == 0) return std::nullopt;
  return any_material(code);
}

JudgeQuestion any_question(const std::string& code) {
  return {any_material(code),   any_material(code),   maybe_material(code),
          maybe_material(code), maybe_material(code), {}};
}

RC_GTEST_PROP(JudgeQuestion, KeepsItsStructureWhateverItHolds, ()) {
  // The code of a question much like it, which is all that a stranger can have.
  const std::string other = delimiter_code(any_question("0123456789abcdef01234567"));
  const JudgeQuestion question = any_question(other);
  const std::string code = delimiter_code(question);
  RC_ASSERT(code.size() == 24U);
  const auto blocks = blocks_of(judge_messages(JudgeTemplate::built_in(), question), code);
  RC_ASSERT(blocks.has_value());
  RC_ASSERT(blocks->texts == expected_blocks(question).texts);
}

RC_GTEST_PROP(JudgeQuestion, HasAnotherCodeWhenAnyFieldDiffers, ()) {
  const JudgeQuestion one = any_question("a");
  const JudgeQuestion other = any_question("a");
  RC_ASSERT((delimiter_code(one) == delimiter_code(other)) ==
            (expected_blocks(one).texts == expected_blocks(other).texts));
}

TEST(JudgeQuestion, HasAnotherCodeWhereTextsChangePlaces) {
  std::set<std::string> codes;
  std::vector<JudgeQuestion> questions = {
      {"a", "b", std::nullopt, std::nullopt, std::nullopt, {}},
      {"b", "a", std::nullopt, std::nullopt, std::nullopt, {}},
      {"ab", "", std::nullopt, std::nullopt, std::nullopt, {}},
      {"a", "b", "", std::nullopt, std::nullopt, {}},
      {"a", "b", std::nullopt, "", std::nullopt, {}},
      {"a", "b", std::nullopt, std::nullopt, "", {}},
      {"a", "b", "c", "d", std::nullopt, {}},
      {"a", "b", "d", "c", std::nullopt, {}},
      {"a", "b", "c", std::nullopt, "d", {}},
  };
  for (const JudgeQuestion& question : questions) codes.insert(delimiter_code(question));
  EXPECT_EQ(codes.size(), questions.size());
}

}  // namespace
}  // namespace assay::testing
