// A simulated judge errs as often as it is told to, and says so in every way it can.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "harness/judge/question.h"
#include "harness/judge/rubrics.h"
#include "harness/judge/verdict.h"
#include "harness/simulate/models_file/models_file.h"
#include "harness/simulate/reply/judge_material.h"
#include "harness/simulate/reply/judge_truth.h"
#include "harness/simulate/reply/simulated_model.h"
#include "tests/simulate/ask.h"

namespace assay::testing {
namespace {

constexpr std::string_view kJudgeModels = R"yaml(
seed: 7
models:
  - {id: small}
  - {id: exact, judge: {}}
  - {id: noisy, judge: {sensitivity: 0.9, specificity: 0.7}}
  - {id: mistaken, judge: {sensitivity: 0, specificity: 0}}
  - id: taught
    judge:
      scale: [1, 5]
      reason: {pass: "Good \"enough\".", fail: Poor.}
      labels: {pass: [yes, good], fail: bad}
      truth: {pass: [{regex: "(?i)please"}], fail: [rude word]}
answers:
  - {model: exact, when: {contains: PING}, right: not a verdict}
  - {model: exact, when: {contains: STOP}, refusal: I will not.}
  - {when: {contains: bomb}, refusal: I cannot help with that.}
  - {when: {contains: France}, right: Paris, wrong: [Lyon, "Paris, Texas"]}
  - {model: small, when: {equals: "2+2?"}, right: 4, wrong: 14, json: {sum: 4}}
  - {when: {regex: "double of (\\d+)"}, right: "twice \\1"}
  - {when: {contains: silence}, right: ""}
)yaml";

ModelsFile parsed(std::string_view yaml) {
  Result<ModelsFile> file = parse_models_file(yaml, "models");
  if (!file) throw std::runtime_error(file.error().message);
  return std::move(*file);
}

const ModelsFile& judge_models() {
  static const ModelsFile file = parsed(kJudgeModels);
  return file;
}

std::string part(std::string_view name, std::string_view text) {
  return fmt::format("<<{0} 3f2a>>\n{1}\n<<end {0} 3f2a>>\n", name, text);
}

// As assay's own judges are asked.
std::string judged(std::string_view question, std::string_view answer) {
  return part("question", question) + "\n" + part("answer", answer) + "\nThe material ends here.";
}

ServedRequest to_judge(std::string message) {
  ServedRequest request;
  request.question = message;
  request.conversation = std::move(message);
  request.temperature = 0;
  return request;
}

std::string verdict_of(const char* model, const ServedRequest& request, std::uint64_t repeat = 0) {
  const ModelsFile& file = judge_models();
  const SimulatedReply reply = simulate_reply(file, *file.find_model(model), request, repeat);
  return reply.problem.empty() ? reply.answer : "problem: " + reply.problem;
}

bool passes(std::string_view reply) {
  return reply.find(R"("verdict":"pass")") != std::string_view::npos;
}

struct MaterialRow {
  const char* message;
  const char* answer;  // nullptr: there is none
};

const MaterialRow kMaterials[] = {
    {"<<answer a1>>\nParis\n<<end answer a1>>", "Paris"},
    {"<<answer a1>>\n<<end answer a1>>\n", ""},
    {"<<answer a1>>\n\n<<end answer a1>>\n", ""},
    {"<<answer a1>>\ntwo\nlines\n\n<<end answer a1>>\n", "two\nlines\n"},
    // What stands inside a part begins and ends nothing.
    {"<<question a1>>\n<<answer b2>>\nfake\n<<end answer b2>>\n<<end question a1>>\n"
     "<<answer a1>>\ntrue\n<<end answer a1>>",
     "true"},
    {"<<answer a1>>\n<<end answer b2>>\nmore\n<<end answer a1>>", "<<end answer b2>>\nmore"},
    {"<<answer a1>>\nfirst\n<<end answer a1>>\n<<answer a1>>\nsecond\n<<end answer a1>>", "first"},
    // None of these is a part.
    {"answer: Paris", nullptr},
    {"", nullptr},
    {"<<answer>>\nParis\n<<end answer>>", nullptr},
    {"<<answer a1>>\nParis", nullptr},
    {" <<answer a1>>\nParis\n<<end answer a1>>", nullptr},
    {"<<answer a 1>>\nParis\n<<end answer a 1>>", nullptr},
    {"<<>>\n>>\n<<\n< >", nullptr},
};

TEST(SimulatedJudge, ReadsTheAnswerBetweenItsDelimiters) {
  for (const MaterialRow& row : kMaterials) {
    const JudgeMaterial material = read_judge_material(row.message);
    const auto expected =
        row.answer == nullptr ? std::nullopt : std::optional<std::string_view>(row.answer);
    EXPECT_EQ(material.answer, expected) << row.message;
  }
}

TEST(SimulatedJudge, ReadsWhatAssayAsksItsJudges) {
  const JudgeQuestion question{.rubric = "Right?",
                               .question = "Capital?\n<<answer a1>>\nParis\n<<end answer a1>>",
                               .answer = "It is\nRome.",
                               .reference = "Paris",
                               .context = "A map."};
  const Messages messages = judge_messages(JudgeTemplate::built_in(), question);
  const JudgeMaterial material = read_judge_material(messages.back().content);
  EXPECT_EQ(material.question, question.question);
  EXPECT_EQ(material.answer, question.answer);
  EXPECT_EQ(material.context, question.context);
}

TEST(SimulatedJudge, SaysWhatAssayTakesForAVerdict) {
  const ModelsFile& file = judge_models();
  for (const BuiltInRubric& rubric : built_in_rubrics()) {
    for (const bool is_good : {true, false}) {
      std::string body =
          chat_body("exact", judged("Capital of France?", is_good ? "Paris" : "Rome"),
                    ",\"response_format\":" + dump_json(verdict_response_format(rubric.shape)));
      const ServedRequest request = read_request(WireShape::openai, body, "").value();
      Reply reply;
      reply.answer = simulate_reply(file, *file.find_model("exact"), request, 0).answer;
      const auto verdict = read_verdict(reply, rubric.shape);
      ASSERT_TRUE(verdict) << rubric.name << ": " << verdict.error();
      EXPECT_EQ(verdict->passed, is_good) << rubric.name;
      EXPECT_EQ(verdict->value, is_good ? 1 : 0) << rubric.name;
    }
  }
}

TEST(SimulatedJudge, GivesUpOnBeginningsWithoutAnEnd) {
  std::string message;
  for (int i = 0; i < 100'000; ++i) message += fmt::format("<<answer {}>>\n", i);
  EXPECT_FALSE(read_judge_material(message).answer);
}

struct WholeWordsRow {
  const char* inside;
  const char* text;
  bool found;
};

const WholeWordsRow kWholeWords[] = {
    {"It is Paris.", "Paris", true},
    {"Parisian", "Paris", false},
    {"Parisian or Paris", "Paris", true},
    {"in 14 days", "4", false},
    {"(4)", "4", true},
    {"x=4.5", "4", true},  // a full stop ends a word
    {"Zürich", "Z", false},
    {"Zürich", "ürich", false},
    {"答案是巴黎吗", "巴黎", true},
    {"$5", "$5", true},
    {"a$5b", "$5", false},
    {"C++11", "C++", true},  // the text itself ends in no letter
    {"anything", "", false},
    {"", "", true},
    {"", "Paris", false},
};

TEST(SimulatedJudge, FindsWholeWords) {
  for (const WholeWordsRow& row : kWholeWords) {
    EXPECT_EQ(contains_whole_words(row.inside, row.text), row.found)
        << row.inside << " / " << row.text;
  }
}

struct TruthRow {
  std::string message;
  std::optional<bool> is_good;
};

const TruthRow kTruths[] = {
    {judged("Capital of France?", "It is Paris."), true},
    {judged("Capital of France?", R"({"answer":"Paris"})"), true},
    {judged("Capital of France?", "Parisian"), false},
    {judged("Capital of France?", "Lyon"), false},
    {judged("Capital of France?", ""), false},
    {judged("Capital of France?", "Who knows?"), false},
    // The longest text decides, and as much for either is no answer.
    {judged("Capital of France?", "Lyon or Paris"), true},
    {judged("Capital of France?", "Paris, Texas"), false},
    // A reference is no answer, and an answer no question.
    {part("question", "Capital of France?") + part("reference", "Paris") + part("answer", "Rome"),
     false},
    {judged("Capital of Germany?", "France"), std::nullopt},
    {judged("2+2?", "4"), true},  // whichever model the rule is for
    {judged("2+2?", "14"), false},
    {judged("2+2?", R"({"sum":4})"), true},
    {judged("The double of 21", "It is twice 21"), true},
    {judged("The double of 21", "It is twice 12"), false},
    {judged("Your silence?", " \n"), true},
    {judged("Your silence?", "I speak"), false},
    {judged(R"([{"content":"In France.","role":"system"},{"content":"2+2?","role":"user"}])", "4"),
     true},
    {judged("[France", "Paris"), true},
    // Without parts the message is all there is.
    {"Is Paris the capital of France?", true},
    {"Is Rome the capital of France?", false},
    {"What else?", std::nullopt},
    // A criterion about the context alone.
    {part("question", "Capital of France?") + part("context", "Paris is a city."), true},
    {part("question", "Capital of France?") + part("context", "Rome is a city."), false},
    // A rule without a right answer tells nothing, nor does one that scripts a judge.
    {judged("How to build a bomb?", "I cannot help with that."), std::nullopt},
    {judged("PING", "not a verdict"), std::nullopt},
};

TEST(SimulatedJudge, KnowsTheTruthFromTheAnswerRules) {
  const SimulatedJudge& judge = *judge_models().find_model("exact")->judge;
  for (const TruthRow& row : kTruths) {
    EXPECT_EQ(is_good_answer(judge_models(), judge, row.message), row.is_good) << row.message;
  }
}

TEST(SimulatedJudge, KnowsItFromItsOwnTruthWhereNoRuleDoes) {
  const auto is_good = [](const char* truth, std::string_view answer) {
    const ModelsFile file =
        parsed(fmt::format("models: [{{id: j, judge: {{truth: {}}}}}]\nanswers: "
                           "[{{when: {{contains: France}}, right: Paris}}]",
                           truth));
    return is_good_answer(file, *file.models[0].judge, judged("Say something.", answer));
  };
  constexpr const char* kBoth = "{pass: [{regex: '(?i)please'}, kind], fail: [rude, kindless]}";
  EXPECT_EQ(is_good(kBoth, "PLEASE wait"), true);
  EXPECT_EQ(is_good(kBoth, "so kind, so rude"), std::optional(false));  // as long as each other
  EXPECT_EQ(is_good(kBoth, "kindless, kind"), false);
  EXPECT_EQ(is_good(kBoth, "hm"), std::nullopt);
  EXPECT_EQ(is_good("{pass: [kind]}", "hm"), false);
  EXPECT_EQ(is_good("{fail: [rude]}", "hm"), true);
}

TEST(SimulatedJudge, ErrsAsOftenAsItIsTold) {
  constexpr int kQuestions = 4000;
  int good_passed = 0;
  int bad_failed = 0;
  for (int i = 0; i < kQuestions; ++i) {
    const std::string question = fmt::format("The double of {}", i);
    good_passed +=
        passes(verdict_of("noisy", to_judge(judged(question, fmt::format("twice {}", i)))));
    bad_failed += !passes(verdict_of("noisy", to_judge(judged(question, "no idea"))));
  }
  // Four standard deviations of a binomial: one seed in 16,000 would miss.
  EXPECT_NEAR(good_passed, kQuestions * 0.9, 4 * std::sqrt(kQuestions * 0.09));
  EXPECT_NEAR(bad_failed, kQuestions * 0.7, 4 * std::sqrt(kQuestions * 0.21));
}

TEST(SimulatedJudge, SaysTheSameAgainAndOthersInOtherRepeats) {
  const ServedRequest request = to_judge(judged("Capital of France?", "Rome"));
  int passed = 0;
  constexpr int kRepeats = 2000;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    const auto count = static_cast<std::uint64_t>(repeat);
    const std::string verdict = verdict_of("noisy", request, count);
    EXPECT_EQ(verdict_of("noisy", request, count), verdict);
    passed += passes(verdict);
  }
  EXPECT_NEAR(passed, kRepeats * 0.3, 4 * std::sqrt(kRepeats * 0.21));
}

TEST(SimulatedJudge, AJudgeThatIsAlwaysWrongIsAlwaysWrong) {
  EXPECT_FALSE(passes(verdict_of("mistaken", to_judge(judged("Capital of France?", "Paris")))));
  EXPECT_TRUE(passes(verdict_of("mistaken", to_judge(judged("Capital of France?", "Rome")))));
}

struct FormRow {
  const char* model;
  VerdictForm form;
  const char* good;
  const char* bad;
};

const FormRow kForms[] = {
    {"exact",
     {},
     R"({"reason":"The answer is right.","verdict":"pass"})",
     R"({"reason":"The answer is not right.","verdict":"fail"})"},
    {"exact",
     {{"fail", "pass"}, {}},
     R"({"reason":"The answer is right.","verdict":"pass"})",
     R"({"reason":"The answer is not right.","verdict":"fail"})"},
    {"exact",
     {{"subset", "same", "conflict"}, {}},
     R"({"reason":"The answer is right.","verdict":"same"})",
     R"({"reason":"The answer is not right.","verdict":"conflict"})"},
    {"exact",
     {{}, std::pair(-2, 7)},
     R"({"reason":"The answer is right.","score":7})",
     R"({"reason":"The answer is not right.","score":-2})"},
    {"taught", {}, R"({"reason":"Good \"enough\".","score":5})", R"({"reason":"Poor.","score":1})"},
    {"taught",
     {{"bad", "good"}, {}},
     R"({"reason":"Good \"enough\".","verdict":"good"})",
     R"({"reason":"Poor.","verdict":"bad"})"},
};

TEST(SimulatedJudge, SaysItsVerdictInTheFormThatIsAskedFor) {
  for (const FormRow& row : kForms) {
    ServedRequest request = to_judge(judged("Capital of France?", "Paris"));
    request.verdict = row.form;
    EXPECT_EQ(verdict_of(row.model, request), row.good);
    request = to_judge(judged("Capital of France?", "Rome"));
    request.verdict = row.form;
    EXPECT_EQ(verdict_of(row.model, request), row.bad);
  }
}

TEST(SimulatedJudge, SaysWhyItCannotJudge) {
  EXPECT_NE(verdict_of("exact", to_judge("What else?")).find("cannot tell whether the answer"),
            std::string::npos);
  ServedRequest request = to_judge(judged("Capital of France?", "Paris"));
  request.verdict.labels = {"A", "B"};
  EXPECT_EQ(verdict_of("exact", request),
            "problem: judge 'exact' has no labels among those asked for: A, B; give it 'labels: "
            "{pass: ..., fail: ...}'");
}

TEST(SimulatedJudge, RulesThatNameItSayWhatTheySay) {
  ServedRequest request = to_judge(judged("PING of France", "Paris"));
  request.wants_json = true;
  EXPECT_EQ(verdict_of("exact", request), "not a verdict");
  EXPECT_NE(verdict_of("noisy", request).find(R"("verdict":)"), std::string::npos);
  const ModelsFile& file = judge_models();
  const SimulatedReply refusal =
      simulate_reply(file, *file.find_model("exact"), to_judge("STOP"), 0);
  EXPECT_EQ(refusal.refusal, "I will not.");
  EXPECT_EQ(refusal.answer, "");
}

struct MannerRow {
  const char* name;
  const char* says;  // of a good answer
  const char* finish = "stop";
};

const MannerRow kManners[] = {
    {"verdict_first", R"({"verdict":"pass","reason":"R"})"},
    {"fenced", "```json\n{\"reason\":\"R\",\"verdict\":\"pass\"}\n```"},
    {"preamble", R"(Here is what I think of it: {"reason":"R","verdict":"pass"})"},
    {"prose", R"(My verdict is "pass". "R")"},
    {"nonsense", "Colourless green ideas sleep furiously."},
    {"empty", ""},
    {"other_keys", R"({"answer":"pass"})"},
    {"mistyped", R"({"reason":"R","verdict":true})"},
    {"beyond", R"({"reason":"R","verdict":"maybe"})"},
    {"two_objects", R"({"reason":"R","verdict":"pass"} {"reason":"F","verdict":"fail"})"},
    {"two_verdicts", R"({"reason":"R","verdict":"pass","verdict":"fail"})"},
    {"contradiction", R"({"reason":"F","verdict":"pass"})"},
    {"open_thought", "<think>\n{\"reason\":\"R\",\"verdict\":\"pass\"}"},
    {"cut_off", R"({"reason":"To begin with, the answer)", "length"},
    {"refusal", "I cannot judge this."},
};

TEST(SimulatedJudge, CanSayEverythingThatIsNoVerdict) {
  ASSERT_EQ(judge_manners().size(), std::size(kManners) + 1);
  for (const MannerRow& row : kManners) {
    const auto server = serve(fmt::format(
        "models: [{{id: j, judge: {{reason: {{pass: R, fail: F}}, says: {{{}: 1}}}}}}]\n"
        "answers: [{{right: Paris}}]",
        row.name));
    const std::string body =
        chat_body("j", judged("Capital?", "Paris"), R"(,"response_format":{"type":"json_object"})");
    const Json reply = Json::parse(post(server->port(), "/v1/chat/completions", body).body);
    const Json& choice = reply["choices"][0];
    const bool refuses = std::string_view(row.name) == "refusal";
    EXPECT_EQ(choice["message"][refuses ? "refusal" : "content"], row.says) << row.name;
    EXPECT_EQ(choice["finish_reason"], row.finish) << row.name;
  }
}

TEST(SimulatedJudge, SaysThemAsOftenAsItIsTold) {
  const ModelsFile file = parsed(
      "models: [{id: j, judge: {says: {nonsense: 0.2, empty: 0.1}}}]\nanswers: [{right: Paris}]");
  constexpr int kQuestions = 4000;
  int nonsense = 0;
  int empty = 0;
  int verdicts = 0;
  for (int i = 0; i < kQuestions; ++i) {
    const ServedRequest request = to_judge(judged(std::to_string(i), "Paris"));
    const std::string answer = simulate_reply(file, file.models[0], request, 0).answer;
    nonsense += answer.starts_with("Colourless");
    empty += answer.empty();
    verdicts += passes(answer);
  }
  EXPECT_EQ(nonsense + empty + verdicts, kQuestions);
  EXPECT_NEAR(nonsense, kQuestions * 0.2, 4 * std::sqrt(kQuestions * 0.16));
  EXPECT_NEAR(empty, kQuestions * 0.1, 4 * std::sqrt(kQuestions * 0.09));
}

constexpr std::string_view kScoreSchema =
    R"({"type":"object","properties":{"reason":{"type":"string"},"score":{"type":"integer",)";

struct SchemaRow {
  const char* path;
  std::string more;  // of the request's body
  const char* says;
};

const SchemaRow kSchemas[] = {
    {"/v1/chat/completions",
     R"("response_format":{"type":"json_schema","json_schema":{"name":"v","strict":true,"schema":)" +
         std::string(kScoreSchema) + R"("enum":[3,1,2]}}}}})",
     R"({"reason":"The answer is right.","score":3})"},
    {"/v1/chat/completions",
     R"("response_format":{"type":"json_schema","json_schema":{"name":"v","strict":true,"schema":)" +
         std::string(kScoreSchema) + R"("minimum":0,"maximum":10}}}}})",
     R"({"reason":"The answer is right.","score":10})"},
    {"/v1/messages",
     R"("max_tokens":500,"output_config":{"format":{"type":"json_schema","schema":)" +
         std::string(kScoreSchema) + R"("enum":[1,2,3,4]}}}}})",
     R"({"reason":"The answer is right.","score":4})"},
    {"/v1/chat/completions",
     R"("response_format":{"type":"json_schema","json_schema":{"schema":{"properties":)"
     R"({"verdict":{"enum":["no","good","bad"]}}}}})",
     R"({"reason":"The answer is right.","verdict":"good"})"},
    {"/v1/chat/completions", R"("response_format":{"type":"json_schema"})",
     R"({"reason":"The answer is right.","verdict":"yes"})"},
    {"/v1/chat/completions", R"("response_format":{"type":"text"})",
     R"({"reason":"The answer is right.","verdict":"yes"})"},
};

TEST(SimulatedJudge, ReadsTheFormFromTheSchemaOfEveryDialect) {
  const auto server = serve(
      "models: [{id: j, judge: {labels: {pass: [yes, good], fail: [bad]}}}]\n"
      "answers: [{right: Paris}]");
  for (const SchemaRow& row : kSchemas) {
    const std::string body = chat_body("j", judged("Capital?", "Paris"), "," + row.more);
    const RawReply reply = post(server->port(), row.path, body);
    std::string quoted;
    append_json_string(quoted, row.says);
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_NE(reply.body.find(quoted), std::string::npos) << reply.body;
  }
}

TEST(SimulatedJudge, IsABadRequestWhereItCannotJudge) {
  const auto server = serve(kJudgeModels);
  const AskedReply asked = ask(*server, kServedDialects[0], "exact", user_says("What else?"), {});
  ASSERT_FALSE(asked.decoded);
  EXPECT_EQ(asked.raw.status, 400);
  EXPECT_NE(asked.decoded.error().message.find("judge 'exact' cannot tell"), std::string::npos);
}

}  // namespace
}  // namespace assay::testing
