// What the label page is told, and what becomes of what it sends; without a socket.
#include "harness/view/label_room.h"

#include <gtest/gtest.h>

#include "harness/base/json.h"
#include "harness/report/gold/gold_labels.h"
#include "tests/support/results.h"
#include "tests/support/test_files.h"

namespace assay::testing {
namespace {

constexpr const char* kHostile = "</pre><script>alert(1)</script>\x1b[2J\xff";

// Three answers to one criterion, the last of them with marks.
class LabelRoomTest : public ::testing::Test {
 protected:
  LabelRoomTest() : room_([this](const std::string& run) { return sitting(run); }, clock_) {}

  Result<LabelSitting> sitting(const std::string& run) const {
    if (run != "run") return usage_error("there is no run " + run);
    LabelSitting made{run, "ann", folder_ / "gold/s.jsonl", {}};
    for (std::size_t i = 0; i < 3; ++i) {
      AnswerRecord answer{sha256("q"), sha256("answer " + std::to_string(i)), {0, 0, 0}};
      answer.criterion = sha256("Is it right?");
      AnswerText text{"q", i == 0 ? kHostile : "answer", {}};
      text.request.criterion = "Is it right?";
      text.request.shows_answer = i != 1;
      if (i == 2) text.request.scale = answer.scale = std::pair(1, 5);
      made.task.sample.push_back({answer, 1});
      made.task.showings.push_back({i, 1});
      made.task.texts.push_back(text);
    }
    return made;
  }

  Json shown(std::size_t place) { return *parse_json(room_.show("run", place).text); }
  HttpAnswer say(std::size_t place, Json label, Json more = Json::object()) {
    more["sitting"] = more.value("sitting", shown(place)["sitting"]);
    more["label"] = std::move(label);
    return room_.take("run", place, dump_json(more));
  }
  std::vector<GoldLine> kept() const {
    const auto file = folder_ / "gold/s.jsonl";
    if (!std::filesystem::exists(file)) return {};
    return value_of(load_gold(file)).lines();
  }

  TemporaryFolder folder_;
  ManualClock clock_;
  LabelRoom room_;
};

TEST_F(LabelRoomTest, ALabelIsInTheFileWhenTheNextAnswerIsShown) {
  EXPECT_EQ(shown(0)["place"], 1);
  const Json next = *parse_json(say(1, "pass", {{"comment", " fine\n"}, {"ms", 1200}}).text);
  EXPECT_EQ(next["place"], 2);
  EXPECT_EQ(next["left"], 2);
  ASSERT_EQ(kept().size(), 1U);
  EXPECT_EQ(kept()[0].label, GoldLabel(Verdict::pass));
  EXPECT_EQ(kept()[0].criterion, sha256("Is it right?"));
  EXPECT_EQ(kept()[0].rater, "ann");
  EXPECT_EQ(kept()[0].comment, "fine");
  EXPECT_EQ(kept()[0].ms, 1200);
  // Back: what is said again counts, and nothing is changed.
  EXPECT_EQ(say(1, "fail").status, 200);
  ASSERT_EQ(kept().size(), 2U);
  EXPECT_EQ(kept()[1].revision, 1);
  EXPECT_EQ(say(2, "unsure").status, 200);
  const Json end = *parse_json(say(3, 4).text);
  EXPECT_EQ(kept()[3].label, GoldLabel(std::int64_t{4}));
  EXPECT_EQ(end["left"], 0);
  EXPECT_FALSE(end.contains("question"));
  EXPECT_TRUE(end["agreement"].is_array());
}

TEST_F(LabelRoomTest, WhatIsNoLabelOfThatAnswerIsRefusedAndKeptNowhere) {
  const Json kNoLabels[] = {nullptr, 1, "yes", "", true, Json::array({"pass"}), 1.5};
  for (const Json& label : kNoLabels) EXPECT_EQ(say(1, label).status, 400) << label;
  for (const Json& label : {Json("pass"), Json(0), Json(6), Json("4"), Json(4.0)})
    EXPECT_EQ(say(3, label).status, 400) << label;
  EXPECT_EQ(say(1, "pass", {{"comment", 7}}).status, 400);
  EXPECT_EQ(say(1, "pass", {{"sitting", "another"}}).status, 409);
  EXPECT_EQ(
      room_.take("run", 4, dump_json({{"sitting", shown(1)["sitting"]}, {"label", "pass"}})).status,
      404);
  EXPECT_EQ(room_.take("none", 1, "{}").status, 409);
  for (const char* body : {"", "[]", "no JSON", "{\"label\":"})
    EXPECT_EQ(room_.take("run", 1, body).status, 400) << body;
  EXPECT_TRUE(kept().empty());
}

TEST_F(LabelRoomTest, APageThatIsLoadedAgainOutdatesTheOthers) {
  const Json before = shown(1);
  const HttpAnswer page = room_.page("run");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.policy.find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(page.policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(say(1, "pass", {{"sitting", before["sitting"]}}).status, 409);
  EXPECT_EQ(say(1, "pass").status, 200);
}

TEST_F(LabelRoomTest, WhatModelsWroteIsTextAndOnlyWhatIsAskedAboutIsShown) {
  const HttpAnswer answer = room_.show("run", 1);
  EXPECT_EQ(answer.content_type, "application/json");
  EXPECT_NE(shown(1)["answer"].get<std::string>().find("</pre><script>"), std::string::npos);
  EXPECT_FALSE(shown(2).contains("answer"));
  EXPECT_EQ(shown(3)["scale"], Json::array({1, 5}));
  for (const char* hidden : {"variant", "judge", "model", "cell"})
    EXPECT_FALSE(shown(1).contains(hidden));
}

}  // namespace
}  // namespace assay::testing
