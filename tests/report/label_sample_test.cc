// Which answers are labelled, in which order, and what a rater's labels become.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/report/label/sample.h"
#include "harness/report/label/session.h"
#include "tests/support/results.h"

namespace assay {
namespace {

using testing::value_of;

AnswerRecord answer_number(std::size_t i, std::optional<bool> judged = {}) {
  return {sha256("question"), sha256("answer " + std::to_string(i)), {0, 0, 0}, judged};
}

std::vector<AnswerRecord> judged_answers(std::size_t passed, std::size_t failed,
                                         std::size_t unjudged = 0) {
  std::vector<AnswerRecord> answers;
  for (std::size_t i = 0; i < passed + failed + unjudged; ++i) {
    answers.push_back(answer_number(i));
    if (i < passed + failed) answers.back().judged = i < passed;
  }
  return answers;
}

struct VerdictSample {
  std::size_t passed, failed, count;  // of the run; wanted
  std::size_t of_passed, of_failed;   // taken
};
const VerdictSample kVerdictSamples[] = {
    {188, 12, 40, 28, 12},  // too few failed: all of them
    {100, 100, 40, 20, 20}, {100, 100, 41, 20, 21}, {5, 100, 40, 5, 35},
    {3, 2, 40, 3, 2},       {0, 7, 4, 0, 4},        {7, 0, 4, 4, 0},
};

TEST(LabelSample, ByVerdictTakesHalfOfEachAndWeighsThemBack) {
  for (const VerdictSample& row : kVerdictSamples) {
    const std::vector<SampledAnswer> sample = value_of(
        sample_answers(judged_answers(row.passed, row.failed, 9), SampleBy::verdict, row.count, 1));
    std::size_t passed = 0;
    double weight_passed = 0;
    double weight_failed = 0;
    for (const SampledAnswer& one : sample) {
      passed += *one.answer.judged ? 1 : 0;
      (*one.answer.judged ? weight_passed : weight_failed) += one.weight;
    }
    EXPECT_EQ(passed, row.of_passed);
    EXPECT_EQ(sample.size() - passed, row.of_failed);
    // Together they stand for every answer that was judged.
    EXPECT_NEAR(weight_passed, static_cast<double>(row.passed), 1e-9);
    EXPECT_NEAR(weight_failed, static_cast<double>(row.failed), 1e-9);
  }
}

TEST(LabelSample, ByVerdictWantsVerdicts) {
  const auto sample = sample_answers(judged_answers(0, 0, 5), SampleBy::verdict, 3, 1);
  ASSERT_FALSE(sample.has_value());
  EXPECT_EQ(sample.error().kind, ErrorKind::usage);
}

TEST(LabelSample, AtRandomEveryAnswerIsAsLikely) {
  std::map<std::string, int> taken;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    for (const SampledAnswer& one :
         value_of(sample_answers(judged_answers(8, 2), SampleBy::random, 5, seed))) {
      ++taken[one.answer.answer.hex()];
      EXPECT_EQ(one.weight, 2);
    }
  }
  // 200 of 400 each; five standard deviations are 50.
  EXPECT_EQ(taken.size(), 10U);
  for (const auto& [hash, count] : taken) EXPECT_NEAR(count, 200, 50);
}

RC_GTEST_PROP(LabelSample, AChoiceOfMoreHoldsTheSmallerOneWhereverTheAnswersStand, ()) {
  const auto passed = *rc::gen::inRange<std::size_t>(1, 30);
  const auto failed = *rc::gen::inRange<std::size_t>(1, 30);
  const auto fewer = *rc::gen::inRange<std::size_t>(1, 40);
  const auto more = *rc::gen::inRange<std::size_t>(fewer, 60);
  const SampleBy by = *rc::gen::element(SampleBy::random, SampleBy::verdict);
  std::vector<AnswerRecord> answers = judged_answers(passed, failed);
  const std::vector<SampledAnswer> small = value_of(sample_answers(answers, by, fewer, 3));
  std::reverse(answers.begin(), answers.end());
  std::set<std::string> large;
  for (const SampledAnswer& one : value_of(sample_answers(answers, by, more, 3))) {
    large.insert(one.answer.answer.hex());
  }
  RC_ASSERT(large.size() == std::min(more, passed + failed));
  for (const SampledAnswer& one : small) RC_ASSERT(large.contains(one.answer.answer.hex()));
}

RC_GTEST_PROP(LabelShowings, EveryAnswerComesOnceAndOneInTenAgainMuchLater, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(0, 120);
  const std::vector<Showing> showings =
      showings_of(count, *rc::gen::arbitrary<std::uint64_t>(), "a");
  std::map<std::size_t, std::size_t> first;
  std::size_t again = 0;
  for (std::size_t i = 0; i < showings.size(); ++i) {
    RC_ASSERT(showings[i].answer < count);
    if (showings[i].pass == 1) {
      RC_ASSERT(first.emplace(showings[i].answer, i).second);
      continue;
    }
    RC_ASSERT(showings[i].pass == 2);
    RC_ASSERT(first.contains(showings[i].answer));
    RC_ASSERT(i - first[showings[i].answer] >= count / 2);
    ++again;
  }
  RC_ASSERT(first.size() == count);
  RC_ASSERT(again == (count + 5) / 10);
}

TEST(LabelShowings, ComeInAnotherOrderToAnotherRater) {
  const auto order = [](std::uint64_t seed, std::string_view rater) {
    std::vector<std::size_t> places;
    for (const Showing& showing : showings_of(40, seed, rater)) places.push_back(showing.answer);
    return places;
  };
  EXPECT_EQ(order(1, "ann"), order(1, "ann"));
  EXPECT_NE(order(1, "ann"), order(1, "bob"));
  EXPECT_NE(order(1, "ann"), order(2, "ann"));
}

// A session of ten answers, of which the first two come again at the end.
LabelSession session_of_ten(const std::string& labels = "") {
  std::vector<SampledAnswer> sample;
  std::vector<Showing> showings;
  for (std::size_t i = 0; i < 10; ++i) {
    sample.push_back({answer_number(i), 2});
    showings.push_back({i, 1});
  }
  showings.push_back({0, 2});
  showings.push_back({1, 2});
  return LabelSession(sample, showings, {{"", value_of(read_gold("g", labels)).of_rater("ann")}},
                      "ann");
}

TEST(LabelSession, GoesOnWhereItsLabelsEnd) {
  std::string file;
  for (int expected = 12; expected > 0; --expected) {
    LabelSession session = session_of_ten(file);
    ASSERT_EQ(session.left(), static_cast<std::size_t>(expected));
    ASSERT_NE(session.current(), nullptr);
    const GoldLine line = session.line(Verdict::pass, false);
    EXPECT_EQ(line.pass, expected > 2 ? 1 : 2);
    EXPECT_EQ(line.weight, 2);
    file += gold_line_text(line);
    session.take(line);
    EXPECT_EQ(session.left(), static_cast<std::size_t>(expected - 1));
  }
  EXPECT_EQ(session_of_ten(file).current(), nullptr);
}

TEST(LabelSession, UnsureAndSkippedAreNotAskedAgain) {
  LabelSession session = session_of_ten();
  const GoldLine unsure = session.line(std::nullopt, false);
  session.take(unsure);
  const GoldLine skipped = session.line(std::nullopt, true);
  EXPECT_EQ(session_of_ten(gold_line_text(unsure) + gold_line_text(skipped)).left(), 10U);
}

TEST(LabelSession, OnlyTheRatersOwnLabelsAreNotAskedForAgain) {
  LabelSession session = session_of_ten();
  GoldLine line = session.line(Verdict::pass, false);
  line.rater = "bob";
  EXPECT_EQ(session_of_ten(gold_line_text(line)).left(), 12U);
  // Also where they spoke of one variant: two words on one text would contradict each other.
  line.rater = "ann";
  line.variant = "mini/plain";
  EXPECT_EQ(session_of_ten(gold_line_text(line)).left(), 11U);
}

// Three criteria of one answer.
LabelSession session_of_criteria(const std::string& labels) {
  std::vector<SampledAnswer> sample;
  std::vector<Showing> showings;
  for (const char* const criterion : {"warm", "short", "true"}) {
    showings.push_back({sample.size(), 1});
    sample.push_back({answer_number(0)});
    sample.back().answer.criterion = sha256(criterion);
  }
  return LabelSession(sample, showings, {{"", value_of(read_gold("g", labels)).of_rater("ann")}},
                      "ann");
}

TEST(LabelSession, LabelsOfOneAnswersCriteriaDoNotMix) {
  LabelSession session = session_of_criteria("");
  std::string file;
  for (const Verdict verdict : {Verdict::pass, Verdict::fail}) {
    const GoldLine line = session.line(verdict, false);
    EXPECT_EQ(line.revision, 0);
    file += gold_line_text(line);
    session.take(line);
  }
  EXPECT_EQ(session_of_criteria(file).left(), 1U);
  const GoldLabels labels = value_of(read_gold("g", file));
  const AnswerRecord answer = answer_number(0);
  const auto label_of = [&](std::optional<Key> criterion) {
    const auto match = value_of(labels.find({answer.question, answer.answer, "", "", criterion}));
    return match ? label_text(match->label) : "none";
  };
  EXPECT_EQ(label_of(sha256("warm")), "pass");
  EXPECT_EQ(label_of(sha256("short")), "fail");
  EXPECT_EQ(label_of(sha256("true")), "none");
  EXPECT_EQ(label_of(std::nullopt), "none");
}

TEST(LabelSession, ALabelWithoutACriterionIsOfAnyAndItsRevisionsCount) {
  LabelSession plain = session_of_ten();
  const std::string old = gold_line_text([&] {
    GoldLine line = plain.line(Verdict::pass, false);
    line.question = answer_number(0).question;
    line.answer = answer_number(0).answer;
    return line;
  }());
  LabelSession session = session_of_criteria(old);
  EXPECT_EQ(session.left(), 0U);
  EXPECT_TRUE(session.go_back());
  const GoldLine line = session.line(Verdict::fail, false);
  EXPECT_EQ(line.revision, 1);
  const GoldLabels labels = value_of(read_gold("g", old + gold_line_text(line)));
  const auto match = value_of(labels.find({line.question, line.answer, "", "", line.criterion}));
  EXPECT_EQ(match->label, GoldLabel(Verdict::fail));
  // And one of a criterion is no answer's whole: said of any, it would contradict that.
  std::string of_ten = gold_line_text(line);
  EXPECT_EQ(session_of_ten(of_ten).left(), 11U);
}

struct MarkRow {
  std::pair<int, int> scale;
  const char* text;
  std::optional<GoldLabel> mark;
};

TEST(LabelSession, AMarkIsAWholeNumberOfItsScale) {
  const MarkRow rows[] = {
      {{1, 5}, "1", std::int64_t{1}},
      {{1, 5}, "5", std::int64_t{5}},
      {{1, 5}, "0", {}},
      {{1, 5}, "6", {}},
      {{1, 5}, "", {}},
      {{1, 5}, "4.0", {}},
      {{1, 5}, "y", {}},
      {{0, 10}, "10", std::int64_t{10}},
      {{-2, 2}, "-2", std::int64_t{-2}},
      {{-2, 2}, "99999999999999999999", {}},
  };
  for (const MarkRow& row : rows) EXPECT_EQ(mark_on(row.scale, row.text), row.mark) << row.text;
}

TEST(LabelSession, WhatIsTakenBackIsARevisionOfItsPass) {
  LabelSession session = session_of_ten();
  EXPECT_FALSE(session.go_back());
  std::string file;
  const auto say = [&](Verdict verdict) {
    const GoldLine line = session.line(verdict, false);
    file += gold_line_text(line);
    session.take(line);
    return line;
  };
  say(Verdict::pass);
  say(Verdict::pass);
  EXPECT_EQ(session.place(), 3U);
  EXPECT_TRUE(session.go_back());
  EXPECT_TRUE(session.go_back());
  EXPECT_EQ(session.place(), 1U);
  EXPECT_EQ(say(Verdict::fail).revision, 1);
  EXPECT_EQ(session.place(), 3U);  // on to what is left
  const GoldLabels labels = value_of(read_gold("g", file));
  const AnswerRecord first = answer_number(0);
  const auto match = value_of(labels.find({first.question, first.answer, "", ""}));
  EXPECT_EQ(match->label, GoldLabel(Verdict::fail));
  EXPECT_EQ(labels.between_passes().all(), 0);  // no pass of its own
}

}  // namespace
}  // namespace assay
