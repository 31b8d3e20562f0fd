#include "harness/score/score.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "harness/score/compiled.h"
#include "harness/score/lru_cache.h"
#include "tests/score/judging.h"

namespace assay::testing {
namespace {

Expectation leaf(std::string name, const char* arguments) {
  Expectation made;
  made.name = std::move(name);
  made.arguments = Json::parse(arguments);
  made.has_template = std::string_view(arguments).find("{{") != std::string_view::npos;
  return made;
}

Expectation group(std::string name, std::vector<Expectation> children) {
  Expectation made;
  made.name = std::move(name);
  for (const Expectation& child : children) made.has_template |= child.has_template;
  made.children = std::move(children);
  return made;
}

Expectation contains(const std::string& text) {
  return leaf("contains", Json{{"text", text}}.dump().c_str());
}
const Expectation kYes = leaf("max_chars", R"({"at_most":1000})");  // passes for any answer here
const Expectation kNo = contains("no answer holds this");           // fails
const Expectation kUnable = leaf("cost_usd", R"({"at_most":1})");   // no cost is known
const Expectation kWaits = leaf("human", R"({"question":"Is it right?"})");  // nobody said so
Expectation negated(const Expectation& child) {
  return group("not", {child});
}

Case expecting(std::vector<Expectation> expectations) {
  Case made;
  made.id = "c";
  made.expect = std::make_shared<const Expectations>(std::move(expectations));
  return made;
}

CellScore score(const Case& asked, const Reply& reply, PassRule rule = {}) {
  Suite suite;
  suite.pass = rule;
  return Scorer(suite).score(asked, reply, Timings(), std::nullopt);
}

Reply answering(std::string text) {
  Reply reply;
  reply.answer = std::move(text);
  return reply;
}

Verdict verdict_of(const Expectation& expectation) {
  return score(expecting({expectation}), answering("Paris")).verdict;
}

Vars variables(const std::vector<std::pair<std::string, Json>>& pairs) {
  std::vector<std::string> names;
  std::vector<Json> values;
  for (const auto& [name, value] : pairs) {
    names.push_back(name);
    values.push_back(value);
  }
  return Vars(std::make_shared<const VarNames>(std::move(names)), std::move(values));
}

TEST(Score, GroupsAreThreeValued) {
  struct Row {
    const char* promise;
    Expectation expectation;
    Verdict verdict;
  };
  const Row rows[] = {
      {"not flips a pass", negated(kYes), Verdict::fail},
      {"not flips a fail", negated(kNo), Verdict::pass},
      {"not keeps an error", negated(kUnable), Verdict::error},
      {"not not is itself", negated(negated(kYes)), Verdict::pass},
      {"all needs all", group("all", {kYes, kNo}), Verdict::fail},
      {"all passes", group("all", {kYes, kYes}), Verdict::pass},
      {"all waits for the unknown", group("all", {kYes, kUnable}), Verdict::error},
      {"a failure settles all", group("all", {kUnable, kNo}), Verdict::fail},
      {"any needs one", group("any", {kNo, kYes}), Verdict::pass},
      {"any fails", group("any", {kNo, kNo}), Verdict::fail},
      {"any waits for the unknown", group("any", {kNo, kUnable}), Verdict::error},
      {"a pass settles any", group("any", {kUnable, kYes}), Verdict::pass},
      {"groups nest", negated(group("any", {kNo, group("all", {kYes, negated(kYes)})})),
       Verdict::pass},
      {"not of a settled group", negated(group("all", {kUnable, kNo})), Verdict::pass},
      {"what waits for a label is unscored", kWaits, Verdict::unscored},
      {"not makes no pass of it", negated(kWaits), Verdict::unscored},
      {"not not neither", negated(negated(kWaits)), Verdict::unscored},
      {"all waits with it", group("all", {kYes, kWaits}), Verdict::unscored},
      {"a failure settles all that wait", group("all", {kWaits, kNo}), Verdict::fail},
      {"any waits with it", group("any", {kNo, kWaits}), Verdict::unscored},
      {"a pass settles any that wait", group("any", {kWaits, kYes}), Verdict::pass},
      {"not of a group that waits", negated(group("any", {kNo, kWaits})), Verdict::unscored},
      {"an error is more than waiting", group("all", {kWaits, kUnable}), Verdict::error},
      {"whichever comes first", group("any", {kUnable, kWaits}), Verdict::error},
      {"a group that waits in one that is settled",
       group("any", {group("all", {kYes, kWaits}), kYes}), Verdict::pass},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(to_string(verdict_of(row.expectation)), to_string(row.verdict)) << row.promise;
  }
}

// The value of a group that is settled is of what could be judged in it: how far the rest could
// move it is told, of `not` too.
TEST(Score, SettledGroupsTellWhatTheyLeaveOpen) {
  struct Row {
    const char* promise;
    Expectation expectation;
    double value;
    OpenScore open;
  };
  const Row rows[] = {
      {"half of all", group("all", {kUnable, kNo}), 0, {true, false, 0.5, 0}},
      {"a third either way",
       group("all", {kUnable, kYes, kNo}),
       0.5,
       {true, false, 1. / 6, 1. / 6}},
      {"turned around", negated(group("all", {kUnable, kNo})), 1, {true, false, 0, 0.5}},
      {"what waits", group("all", {kWaits, kNo}), 0, {false, true, 0.5, 0}},
      {"both", group("all", {kWaits, kUnable, kNo}), 0, {true, true, 2. / 3, 0}},
      {"a quarter of a group of groups",
       group("all", {group("all", {kUnable, kNo}), kYes}),
       0.5,
       {true, false, 0.25, 0}},
      {"nothing where one has the greatest value", group("any", {kUnable, kYes}), 1, {}},
      {"nor in a group in it", group("any", {group("all", {kYes, kWaits}), kYes}), 1, {}},
      {"nothing is open of what is judged", group("all", {kYes, kNo}), 0.5, {}},
  };
  for (const Row& row : rows) {
    const ScorePart part = score(expecting({row.expectation}), answering("Paris")).parts.at(0);
    EXPECT_DOUBLE_EQ(part.value, row.value) << row.promise;
    EXPECT_EQ(part.open.has_error, row.open.has_error) << row.promise;
    EXPECT_EQ(part.open.waits, row.open.waits) << row.promise;
    EXPECT_NEAR(part.open.up, row.open.up, 1e-12) << row.promise;
    EXPECT_NEAR(part.open.down, row.open.down, 1e-12) << row.promise;
  }
}

TEST(Score, WhatIsNotThereFailsUnderNotToo) {
  struct Row {
    const char* name;
    const char* arguments;
    const char* answer;
    Verdict plain;
    Verdict negated;
  };
  const Row rows[] = {
      {"number", R"({"equals":42})", "I cannot say", Verdict::fail, Verdict::fail},
      {"number", R"({"equals":42})", " ", Verdict::fail, Verdict::fail},
      {"number", R"({"equals":42})", "It is 41", Verdict::fail, Verdict::pass},
      {"number", R"({"equals":4,"extract":"boxed"})", "It is 5", Verdict::fail, Verdict::fail},
      {"number", R"j({"equals":4,"extract":"is (\\d+)"})j", "5", Verdict::fail, Verdict::fail},
      {"json", R"({"path":"a","equals":1})", "no JSON", Verdict::fail, Verdict::fail},
      {"json", R"({"path":"a","at_most":1})", R"({"b":2})", Verdict::fail, Verdict::fail},
      {"json", R"({"path":"a","equals":1})", R"({"a":2})", Verdict::fail, Verdict::pass},
      {"json", R"({"path":"a"})", R"({"b":2})", Verdict::fail, Verdict::pass},
      {"json", "{}", "no JSON", Verdict::fail, Verdict::pass},
      {"json_equals", R"({"to":[1]})", "no JSON", Verdict::fail, Verdict::fail},
      {"json_schema", R"({"schema":{"type":"array"}})", "no JSON", Verdict::fail, Verdict::fail},
      {"json_schema", R"({"schema":{"type":"array"}})", "{}", Verdict::fail, Verdict::pass},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.name) + row.arguments + row.answer);
    const Expectation plain = leaf(row.name, row.arguments);
    const CellScore a = score(expecting({plain}), answering(row.answer));
    const CellScore b = score(expecting({negated(plain)}), answering(row.answer));
    EXPECT_EQ(to_string(a.verdict), to_string(row.plain));
    EXPECT_EQ(to_string(b.verdict), to_string(row.negated));
    EXPECT_EQ(b.value, row.negated == Verdict::pass ? 1 : 0);
  }
}

RC_GTEST_PROP(Score, NegationFlipsEveryJudgement, ()) {
  const auto answer = *rc::gen::arbitrary<std::string>();
  const auto text = *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'e')));
  for (const char* name : {"contains", "equals", "icontains", "starts_with"}) {
    const Expectation plain = leaf(name, Json{{"text", text}}.dump().c_str());
    const CellScore a = score(expecting({plain}), answering(answer));
    const CellScore b = score(expecting({negated(plain)}), answering(answer));
    RC_ASSERT((a.verdict == Verdict::pass) == (b.verdict == Verdict::fail));
    RC_ASSERT(*a.value + *b.value == 1.0);
  }
}

TEST(Score, PartsSayWhatWasWrittenAndWhy) {
  Expectation metric = negated(contains("Paris"));
  metric.metric = "tone";
  metric.weight = 2;
  const CellScore scored = score(expecting({contains("Paris"), metric}), answering("In Paris"));
  ASSERT_EQ(scored.parts.size(), 2u);
  EXPECT_EQ(scored.parts[0].name, "contains");
  EXPECT_EQ(scored.parts[0].reason, "");
  EXPECT_EQ(scored.parts[1].name, "not contains");
  EXPECT_EQ(scored.parts[1].metric, "tone");
  EXPECT_EQ(scored.parts[1].weight, 2);
  EXPECT_EQ(scored.parts[1].reason, "contains 'Paris' holds, and must not");
  EXPECT_EQ(scored.verdict, Verdict::fail);
  EXPECT_NEAR(*scored.value, 1.0 / 3, 1e-12);
}

TEST(Score, WeightInsideNotIsThePartsWeight) {
  Expectation inner = contains("x");
  inner.weight = 3;
  EXPECT_EQ(score(expecting({negated(inner)}), answering("")).parts.at(0).weight, 3);
}

TEST(Score, GroupReasonsNameTheChildren) {
  const CellScore scored =
      score(expecting({group("any", {contains("a"), contains("b")})}), answering("x"));
  EXPECT_EQ(scored.parts.at(0).name, "any");
  EXPECT_EQ(scored.parts.at(0).reason,
            "contains: 'a' does not occur in 'x'; contains: 'b' does not occur in 'x'");
}

TEST(Score, ThePassRuleIsTheSuites) {
  EXPECT_EQ(score(expecting({kYes, kNo}), answering("")).verdict, Verdict::fail);
  EXPECT_EQ(score(expecting({kYes, kNo}), answering(""), PassRule{0.5}).verdict, Verdict::pass);
}

// Labels as a test has them.
class Said final : public LabelDesk {
 public:
  explicit Said(Judgement judgement) : judgement_(std::move(judgement)) {}
  Judgement label(const PeopleQuestion& question, std::string_view text) override {
    asked = question.criterion + "/" + std::string(text);
    return judgement_;
  }
  std::string asked;

 private:
  Judgement judgement_;
};

TEST(Score, WhatPeopleSayIsAScoreLikeAnother) {
  struct Row {
    Judgement said;
    Verdict plain;
    Verdict negated;
  };
  const Row rows[] = {
      {Judgement::pass(), Verdict::pass, Verdict::fail},
      {Judgement::fail("people say no"), Verdict::fail, Verdict::pass},
      {Judgement::waits("waits for a label"), Verdict::unscored, Verdict::unscored},
  };
  const Suite suite;
  for (const Row& row : rows) {
    Said people(row.said);
    const auto verdict = [&](const Expectation& expectation) {
      return Scorer(suite)
          .score(expecting({expectation}), answering("Paris"), Timings(), {}, nullptr, &people)
          .verdict;
    };
    EXPECT_EQ(verdict(kWaits), row.plain);
    EXPECT_EQ(verdict(negated(kWaits)), row.negated);
    EXPECT_EQ(people.asked, "Is it right?/Paris");
  }
}

TEST(Score, WhatWaitsIsMarkedAndCountsForNothing) {
  Expectation aside = kWaits;
  aside.weight = 0;
  const CellScore recorded = score(expecting({kYes, aside}), answering("x"));
  EXPECT_EQ(recorded.verdict, Verdict::pass);
  EXPECT_TRUE(recorded.parts.at(1).waits);
  EXPECT_FALSE(waits_for_label(recorded.verdict, recorded.parts));
  const CellScore waiting = score(expecting({kYes, kWaits}), answering("x"));
  EXPECT_EQ(waiting.value, std::nullopt);
  EXPECT_TRUE(waits_for_label(waiting.verdict, waiting.parts));
  EXPECT_FALSE(waits_for_label(Verdict::unscored, score(expecting({}), answering("x")).parts));
}

TEST(Score, AScaleIsAPartOfWhatPeopleAreAsked) {
  Said people(Judgement::pass());
  const auto asked = [&](const char* arguments) {
    const Suite suite;
    static_cast<void>(Scorer(suite).score(expecting({leaf("human", arguments)}), answering("x"),
                                          Timings(), {}, nullptr, &people));
    return people.asked;
  };
  const std::string five = asked(R"({"question":"How?","scale":[1,5],"at_least":2})");
  EXPECT_EQ(five, "How?\n\nMarks go from 1 to 5./x");
  EXPECT_EQ(asked(R"({"question":"How?","scale":[1,5],"at_least":3})"), five);
  EXPECT_NE(asked(R"({"question":"How?","scale":[1,7],"at_least":2})"), five);
  EXPECT_EQ(asked(R"({"question":"How?","scale":{"1":"not","5":"very"},"at_least":2})"),
            "How?\n\nMarks go from 1 to 5.\n1: not\n5: very/x");
}

TEST(Score, AQuestionThatCannotBeAnsweredIsRefused) {
  struct Row {
    const char* arguments;
    const char* message;
  };
  const Row rows[] = {
      {R"({"question":" "})", "needs a question"},
      {R"({"question":"q","scale":[1,5]})", "needs 'at_least'"},
      {R"({"question":"q","at_least":2})", "'at_least' is for a 'scale'"},
      {R"({"question":"q","scale":[1,5],"at_least":1})", "always passes"},
      {R"({"question":"q","scale":[1,5],"at_least":6})", "never passes"},
      {R"({"question":"q","scale":[1,99],"at_least":6})", "at most 11 marks"},
      {R"({"question":"q","scale":[0,10],"at_least":6})", ""},
  };
  for (const Row& row : rows) {
    const std::string message = check_message("human", row.arguments);
    EXPECT_EQ(message.empty(), std::string_view(row.message).empty()) << message;
    EXPECT_NE(message.find(row.message), std::string::npos) << message;
  }
}

TEST(Score, NothingExpectedIsUnscored) {
  const CellScore scored = score(expecting({}), answering("x"));
  EXPECT_EQ(scored.verdict, Verdict::unscored);
  EXPECT_EQ(scored.value, std::nullopt);
}

TEST(Score, AFailureIsAnErrorWithItsMessage) {
  Outcome outcome;
  outcome.result = Failure{FailureKind::timeout, true, {}, 0, "no byte for 120 s", ""};
  const Suite suite;
  const CellScore scored = Scorer(suite).score(expecting({kNo}), outcome, std::nullopt);
  EXPECT_EQ(scored.verdict, Verdict::error);
  EXPECT_EQ(scored.value, std::nullopt);
  EXPECT_EQ(scored.parts.at(0).reason, "timeout: no byte for 120 s");
}

TEST(Score, AnOutcomeBringsItsLastTimings) {
  Outcome outcome;
  outcome.result = answering("x");
  outcome.attempts.resize(2);
  outcome.attempts[1].timings.done = milliseconds(40);
  const Suite suite;
  const Case asked = expecting({leaf("latency_ms", R"({"at_most":50})")});
  EXPECT_EQ(Scorer(suite).score(asked, outcome, std::nullopt).verdict, Verdict::pass);
}

TEST(Score, OnChoosesTheChannel) {
  Reply reply = answering("the answer");
  reply.reasoning = "the thoughts";
  Expectation expectation = contains("thoughts");
  EXPECT_EQ(score(expecting({expectation}), reply).verdict, Verdict::fail);
  expectation.on = Channel::reasoning;
  EXPECT_EQ(score(expecting({expectation}), reply).verdict, Verdict::pass);
  expectation.on = Channel::all;
  EXPECT_EQ(score(expecting({expectation, contains("answer")}), reply).verdict, Verdict::pass);
  Expectation outer = negated(contains("thoughts"));
  outer.on = Channel::all;  // holds for what is inside
  EXPECT_EQ(score(expecting({outer}), reply).verdict, Verdict::fail);
}

// "hi" -> first, "and?" -> second; the case expects `of_case`, the turns what they do.
struct TwoTurns {
  Case asked;
  Dialogue dialogue;

  TwoTurns(Expectations of_case, Expectations first, Expectations second)
      : asked(expecting(std::move(of_case))) {
    asked.turns.resize(2);
    asked.turns[0].expect = std::make_shared<const Expectations>(std::move(first));
    asked.turns[1].expect = std::make_shared<const Expectations>(std::move(second));
    dialogue.messages = {{Role::system, "Be brief.", {}, ""}, {Role::user, "hi", {}, ""}};
  }
  void answer(const std::string& text) {
    dialogue.answers.push_back({answering(text), Timings(), std::nullopt});
    dialogue.messages.push_back({Role::assistant, text, {}, ""});
    dialogue.messages.push_back({Role::user, "and?", {}, ""});
  }
  CellScore score() const {
    Suite suite;
    return Scorer(suite).score(asked, dialogue);
  }
};

TEST(Score, ATurnsExpectationsAreHeldToTheAnswerToIt) {
  TwoTurns two({contains("Eve")}, {contains("Ada")}, {contains("Eve")});
  two.answer("Ada");
  two.answer("Eve");
  const CellScore all = two.score();
  EXPECT_EQ(all.verdict, Verdict::pass);
  ASSERT_EQ(all.parts.size(), 3U);
  EXPECT_EQ(all.parts[0].turn, 0);
  EXPECT_EQ(all.parts[1].turn, 1);
  EXPECT_EQ(all.parts[2].turn, 2);
  TwoTurns other({}, {contains("Eve")}, {contains("Ada")});
  other.answer("Ada");
  other.answer("Eve");
  EXPECT_EQ(other.score().verdict, Verdict::fail);
  EXPECT_EQ(other.score().value, 0);
}

TEST(Score, OnDialogueSeesWhatWasSaidSoFar) {
  Expectation whole = contains("user: hi\nassistant: Ada\nuser: and?\nassistant: Eve");
  whole.on = Channel::dialogue;
  Expectation later = negated(contains("and?"));
  later.on = Channel::dialogue;
  Expectation system = negated(contains("brief"));
  system.on = Channel::dialogue;
  TwoTurns two({whole, system}, {later}, {});
  two.answer("Ada");
  two.answer("Eve");
  EXPECT_EQ(two.score().verdict, Verdict::pass);
}

TEST(Score, ADialogueThatLeftItsScriptHasFailedInAllThatWasNotReached) {
  TwoTurns two({negated(contains("x"))}, {contains("Ada")}, {negated(contains("x"))});
  two.answer("Ada");
  two.dialogue.left = "the answer called 'lookup', and turn 2 has no result of it";
  const CellScore left = two.score();
  EXPECT_EQ(left.verdict, Verdict::fail);
  ASSERT_EQ(left.parts.size(), 4U);
  EXPECT_EQ(left.parts[0].name, "turns");
  EXPECT_EQ(left.parts[1].reason.substr(0, 11), "not reached");
  EXPECT_EQ(left.parts[2].verdict, Verdict::pass);
  EXPECT_EQ(left.parts[3].verdict, Verdict::fail);
  EXPECT_EQ(left.value, 0.25);
  TwoTurns nothing({}, {}, {});
  nothing.answer("Ada");
  nothing.dialogue.left = "it left";
  EXPECT_EQ(nothing.score().verdict, Verdict::unscored);
}

TEST(Score, OfASimulatedUserTheLastAnswerIsWhicheverItWas) {
  Case asked;
  asked.id = "c";
  asked.simulate = std::make_shared<const SimulatedUser>();
  asked.expect = std::make_shared<const Expectations>(Expectations{contains("Ada")});
  Scorer scorer{Suite()};
  Dialogue dialogue;
  for (const char* const text : {"Bob", "Ada"}) {
    Reply reply;
    reply.answer = text;
    dialogue.answers.push_back({reply, {}, {}});
    dialogue.messages.push_back({Role::assistant, text, {}, {}});
  }
  EXPECT_EQ(scorer.score(asked, dialogue).verdict, Verdict::pass);
  dialogue.left = "the answer called 'lookup'";
  const CellScore left = scorer.score(asked, dialogue);
  EXPECT_EQ(left.verdict, Verdict::fail);
  ASSERT_EQ(left.parts.size(), 2U);
  EXPECT_EQ(left.parts[0].name, "turns");
  EXPECT_EQ(left.parts[1].reason.substr(0, 11), "not reached");
}

TEST(Score, TemplatesTakeTheCasesVariables) {
  struct Row {
    Expectation expectation;
    Json value;
    const char* answer;
    Verdict verdict;
  };
  const Row rows[] = {
      {leaf("contains", R"({"text":"{{x}}!"})"), "Paris", "Paris!", Verdict::pass},
      {leaf("contains", R"({"text":"{{x}}"})"), "{{y}}", "{{y}}", Verdict::pass},  // not again
      {leaf("number", R"({"equals":"{{x}}","equals_extract":"last"})"), "so\n#### 1,234", "1234",
       Verdict::pass},
      {leaf("number", R"({"equals":"{{x}}"})"), 18, "18", Verdict::pass},
      {leaf("number", R"({"equals":"{{x}}"})"), "none", "18", Verdict::error},
      {leaf("max_words", R"({"at_most":"{{x}}"})"), "1", "two words", Verdict::fail},
      {leaf("one_of", R"({"texts":"{{x}}"})"), Json::array({"a", "b"}), "b", Verdict::pass},
      {leaf("contains_any", R"({"texts":["z","{{x}}"]})"), "b", "b", Verdict::pass},
      {leaf("json", R"({"path":"a","equals":"{{x}}"})"), Json::array({1}), R"({"a":[1]})",
       Verdict::pass},
      {leaf("json_equals", R"({"to":{"a":{"b":"{{x}}"}}})"), 5, R"({"a":{"b":5}})", Verdict::pass},
      {leaf("regex", R"({"pattern":"^{{x}}$"})"), "a+", "aaa", Verdict::pass},
      {leaf("regex", R"({"pattern":"^{{x}}$"})"), "(", "aaa", Verdict::error},
      {leaf("contains", R"({"text":"{{unknown}}"})"), "v", "v", Verdict::error},
      {negated(leaf("contains", R"({"text":"{{x}}"})")), "a", "b", Verdict::pass},
  };
  for (const Row& row : rows) {
    Case asked = expecting({row.expectation});
    asked.vars = variables({{"x", row.value}});
    const CellScore scored = score(asked, answering(row.answer));
    EXPECT_EQ(to_string(scored.verdict), to_string(row.verdict))
        << row.expectation.arguments << ": " << scored.parts.at(0).reason;
  }
}

TEST(Score, CasesThatShareExpectationsKeepTheirOwnVariables) {
  Case france = expecting({leaf("equals", R"({"text":"{{capital}}"})"), kYes});
  Case spain = france;
  france.id = "france";
  france.vars = variables({{"capital", "Paris"}});
  spain.id = "spain";
  spain.vars = variables({{"capital", "Madrid"}});
  const Suite suite;
  Scorer scorer(suite);
  const auto verdict = [&](const Case& asked, const char* answer) {
    return scorer.score(asked, answering(answer), Timings(), std::nullopt).verdict;
  };
  for (int again = 0; again < 2; ++again) {
    EXPECT_EQ(verdict(france, "Paris"), Verdict::pass);
    EXPECT_EQ(verdict(spain, "Paris"), Verdict::fail);
    EXPECT_EQ(verdict(spain, "Madrid"), Verdict::pass);
  }
}

TEST(Score, MoreCasesThanTheCacheHolds) {
  const Case shared = expecting({leaf("equals", R"({"text":"{{n}}"})")});
  const Suite suite;
  Scorer scorer(suite);
  for (int n = 0; n < 10'000; ++n) {
    Case asked = shared;
    asked.id = std::to_string(n % 5'000);
    asked.vars = variables({{"n", n % 5'000}});
    const Reply reply = answering(asked.id);
    ASSERT_EQ(scorer.score(asked, reply, Timings(), std::nullopt).verdict, Verdict::pass) << n;
  }
}

TEST(Score, CheckNamesThePlaceAndTheCase) {
  Suite suite;
  Case asked = expecting({leaf("regex", R"({"pattern":"{{x}}"})"), kYes});
  Expectation located = asked.expect->front();
  located.where = {"suites/a.yaml", 12, 7};
  asked.expect = std::make_shared<const Expectations>(Expectations{located, kYes});
  asked.id = "first";
  asked.vars = variables({{"x", "fine"}});
  suite.cases.push_back(asked);
  EXPECT_TRUE(check_expectations(suite));
  asked.id = "second";
  asked.vars = variables({{"x", "(?!a)"}});
  suite.cases.push_back(asked);
  const auto checked = check_expectations(suite);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().message.find("suites/a.yaml:12:7: in case 'second': regex: "), 0u)
      << checked.error().message;
}

TEST(Score, CheckRefusesEmptyGroupsAndUnknownNames) {
  for (const Expectation& wrong : {group("any", {}), group("not", {kYes, kYes}),
                                   leaf("containz", "{}"), leaf("judge", R"({"by":["x"]})")}) {
    Suite suite;
    suite.cases.push_back(expecting({wrong}));
    EXPECT_FALSE(check_expectations(suite)) << wrong.name;
  }
}

TEST(LruCache, ForgetsTheLeastRecentlyUsed) {
  LruCache<int, int> cache(2);
  cache.insert(1, 10);
  cache.insert(2, 20);
  EXPECT_EQ(*cache.find(1), 10);
  cache.insert(3, 30);
  EXPECT_EQ(cache.find(2), nullptr);
  EXPECT_EQ(*cache.find(1), 10);
  EXPECT_EQ(*cache.find(3), 30);
  EXPECT_EQ(cache.size(), 2u);
}

}  // namespace
}  // namespace assay::testing
