// The expectation `embedding`: which vectors it asks for, and what it makes of them.
#include "harness/score/embedded.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "harness/score/compiled.h"
#include "tests/score/judging.h"

namespace assay {
namespace {

using testing::check_message;
using testing::compile_row;
using testing::Judged;
using testing::kind_of;

// Vectors that are written down; of other texts there are none.
class WrittenVectors final : public JudgeDesk {
 public:
  Judgement judge(const JudgeRequest&, std::string_view) override {
    return Judgement::unable("no judge");
  }
  tl::expected<Embedding, Judgement> embed(const std::string& embedder,
                                           std::string_view text) override {
    asked.push_back(embedder + ": " + std::string(text));
    const auto found = vectors.find(text);
    if (found == vectors.end()) return tl::unexpected(Judgement::unable("judge: none"));
    return found->second;
  }
  std::string take_asked() override { return {}; }

  std::map<std::string, Embedding, std::less<>> vectors = {
      {"east", {1, 0}},    {"north", {0, 1}}, {"west", {-1, 0}}, {"mostly east", {0.8F, 0.6F}},
      {"flat", {1, 0, 0}},
  };
  std::vector<std::string> asked;
};

Judgement judge_near(WrittenVectors& desk, std::string_view arguments, std::string_view answer) {
  Reply reply;
  reply.answer = answer;
  Subject subject;
  subject.text = reply.answer;
  subject.reply = &reply;
  subject.desk = &desk;
  return compile_row("embedding", arguments).value()(subject);
}

struct Row {
  const char* arguments;
  const char* answer;
  Judged judged;
  double value;
  const char* reason;
};

TEST(EmbeddingExpectation, IsTheBestCosine) {
  for (const Row& row : std::vector<Row>{
           {R"({"to":["east"],"at_least":1,"by":"e"})", "east", Judged::pass, 1,
            "the cosine is 1.000"},
           {R"({"to":["east"],"at_least":0.8,"by":"e"})", " mostly east\n", Judged::pass, 0.8,
            "the cosine is 0.800"},
           {R"({"to":["east"],"at_least":0.801,"by":"e"})", "mostly east", Judged::fail, 0.8,
            "the cosine is 0.800, less than 0.801"},
           {R"({"to":["west","north","east"],"at_least":0.7,"by":"e"})", "mostly east",
            Judged::pass, 0.8, "the cosine is 0.800 to 'east', the closest"},
           {R"({"to":["west","north"],"at_least":0.7,"by":"e"})", "mostly east", Judged::fail, 0.6,
            "the cosine is 0.600 to 'north', the closest, less than 0.7"},
           {R"({"to":["west"],"at_least":0.1,"by":"e"})", "east", Judged::fail, 0,
            "the cosine is -1.000, less than 0.1"},
           {R"({"to":["east"],"at_least":0.1,"by":"e"})", "unknown", Judged::unable, 0,
            "judge: none"},
           {R"({"to":["east","unknown"],"at_least":0.1,"by":"e"})", "east", Judged::unable, 0,
            "judge: none"},
           {R"({"to":["flat"],"at_least":0.1,"by":"e"})", "east", Judged::unable, 0,
            "judge: embedder 'e' made a vector of 2 numbers of one text, and of 3 of another"},
           {R"({"to":["east"],"at_least":0.1,"by":"e"})", " \n", Judged::fail, 0,
            "there is no text"},
       }) {
    SCOPED_TRACE(row.arguments);
    WrittenVectors desk;
    const Judgement judgement = judge_near(desk, row.arguments, row.answer);
    EXPECT_EQ(kind_of(judgement), row.judged);
    EXPECT_NEAR(judgement.value, row.value, 1e-6);
    EXPECT_EQ(judgement.reason, row.reason);
  }
}

// All that is missing is asked for at once, and nothing of an answer that is empty.
TEST(EmbeddingExpectation, AsksForEachTextOnce) {
  WrittenVectors desk;
  judge_near(desk, R"({"to":[" north ","unknown"],"at_least":0.5,"by":"e"})", "nowhere");
  EXPECT_EQ(desk.asked, (std::vector<std::string>{"e: nowhere", "e: north", "e: unknown"}));
  desk.asked.clear();
  judge_near(desk, R"({"to":["north"],"at_least":0.5,"by":"e"})", "");
  EXPECT_TRUE(desk.asked.empty());
}

TEST(EmbeddingExpectation, OfNobodyIsUnable) {
  EXPECT_EQ(kind_of(testing::judge_text("embedding", R"({"to":"a","at_least":0.5,"by":"e"})", "a")),
            Judged::unable);
}

// An error is no answer that is far away.
TEST(EmbeddingExpectation, IsNoPassUnderNotWhereThereIsNoVector) {
  Expectation near;
  near.name = "embedding";
  near.arguments = Json::parse(R"({"to":["east"],"at_least":0.5,"by":"e"})");
  Expectation negated;
  negated.name = "not";
  negated.children.push_back(near);
  const CompiledExpectation compiled = compile(negated, {}).value();
  WrittenVectors desk;
  for (const auto& [answer, judged] : std::map<std::string, Judged>{
           {"unknown", Judged::unable}, {"north", Judged::pass}, {"east", Judged::fail}}) {
    Reply reply;
    reply.answer = answer;
    const Timings timings;
    Channels channels(reply, timings, {}, &desk);
    EXPECT_EQ(kind_of(evaluate(compiled, channels).judgement), judged) << answer;
  }
}

TEST(EmbeddingExpectation, RefusesWhatSaysNothing) {
  EXPECT_EQ(check_message("embedding", R"({"to":"a"})"),
            "needs 'at_least': how close is close differs from model to model");
  for (const char* const at_least : {"0", "-0.2", "1.01"}) {
    EXPECT_EQ(check_message("embedding", R"({"to":"a","at_least":)" + std::string(at_least) + "}"),
              "'at_least' is a cosine above 0 and at most 1");
  }
  EXPECT_EQ(check_message("embedding", R"({"to":["a"," "],"at_least":0.5})"),
            "the reference ' ' has nothing to compare");
  Json many = {{"to", Json(std::vector<std::string>(65, "a"))}, {"at_least", 0.5}};
  EXPECT_EQ(check_message("embedding", dump_json(many)), "'to' has 65 references: at most 64");
  EXPECT_EQ(check_message("embedding", R"({"to":"a","at_least":0.5})"), "");
}

TEST(EmbeddingUses, AreOfEachExpectationInItsOrder) {
  Expectation fixed;
  fixed.name = "embedding";
  fixed.arguments = Json::parse(R"({"to":["a","b"],"at_least":0.5,"by":"e"})");
  Expectation templated = fixed;
  templated.arguments["to"] = "{{it}}";
  templated.has_template = true;
  templated.on = Channel::all;
  Expectation group;
  group.name = "any";
  group.children = {templated};
  const std::vector<EmbeddingUse> uses = embedding_uses({fixed, group});
  ASSERT_EQ(uses.size(), 2u);
  EXPECT_EQ(uses[0].embedder, "e");
  EXPECT_EQ(uses[0].references, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(most_texts(uses[0]), 3u);
  EXPECT_EQ(most_texts(uses[1]), 1 + kMostEmbeddedReferences);
  EXPECT_NE(uses[0].looks_at, uses[1].looks_at);
}

}  // namespace
}  // namespace assay
