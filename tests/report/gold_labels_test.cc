// Gold files: what a line may say, which answers it is of, and whose word counts.
#include "harness/report/gold/gold_labels.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "tests/support/results.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

using testing::value_of;

const std::string kQuestion = "Capital of France?";
const std::string kHashes = R"("question_sha256":")" + sha256(kQuestion).hex() +
                            R"(","answer_sha256":")" + sha256("Paris").hex() + R"(")";

GoldAnswer paris(std::string_view case_id = "france", std::string_view variant = "mini/plain") {
  return {sha256(kQuestion), sha256("Paris"), case_id, variant};
}

GoldLabels gold(const std::string& text) {
  return value_of(read_gold("gold.jsonl", text));
}

// "pass", "fail", "4", "none", or the error's first line.
std::string found_in(const std::string& text, const GoldAnswer& answer = paris()) {
  const Result<GoldLabels> labels = read_gold("gold.jsonl", text);
  if (!labels) return labels.error().message.substr(0, labels.error().message.find('\n'));
  const Result<std::optional<GoldMatch>> match = labels->find(answer);
  if (!match) return match.error().message;
  return *match ? label_text((**match).label) : "none";
}

std::string by_hash(const std::string& more) {
  return "{" + kHashes + "," + more + "}\n";
}

struct RefusedLine {
  const char* line;
  const char* why;  // a part of the message
};
const RefusedLine kRefused[] = {
    {R"({"case":"a","answer":"b"})", "gold.jsonl:2:1: a line without a 'label'"},
    {R"({"case":"a","label":"pass"})", "which answer?"},
    {R"({"answer":"b","label":"pass"})", "which answer?"},
    {R"({"label":"pass"})", "which answer?"},
    {R"({"case":"a","answer":"b","label":"pass","answer_sha256":null,"lable":1})",
     "unknown field 'lable' in a label; did you mean 'label'?"},
    {R"({"case":"a","answer":"b","label":"Pass"})", "'label' must be \"pass\""},
    {R"({"case":"a","answer":"b","label":"pas"})", "did you mean 'pass'?"},
    {R"({"case":"a","answer":"b","label":true})", "'label' must be"},
    {R"({"case":"a","answer":"b","label":4.5})", "'label' must be"},
    {R"({"case":"a","answer":"b","label":1e400})", "'label' must be"},
    {R"({"case":"a","answer":"b","label":18446744073709551615})", "'label' must be"},
    {R"({"case":"","answer":"b","label":"pass"})", "'case' is empty"},
    {R"({"case":"a","answer":1,"label":"pass"})", "'answer' must be a text"},
    {R"({"case":"a","answer":"b","label":"pass","label":"fail"})", "occurs twice"},
    {R"({"case":"a","answer":"b","label":"pass","weight":0})", "'weight' must be a number above 0"},
    {R"({"case":"a","answer":"b","label":"pass","weight":"2"})", "'weight' must be"},
    {R"({"case":"a","answer":"b","label":"pass","pass":0})",
     "'pass' must be a whole number from 1"},
    {R"({"case":"a","answer":"b","label":"pass","ms":-1})", "'ms' must be a whole number from 0"},
    {R"({"case":"a","answer":"b","label":"pass","time":"today"})", "'time' must be a time such as"},
    {R"({"case":"a","answer":"b","label":"pass","rater":7})", "'rater' must be a text"},
    {R"({"case":"a","answer":"b","label":"pass","criterion_sha256":"x"})",
     "'criterion_sha256' must be a SHA-256"},
    {R"({"question_sha256":"ab","answer_sha256":"cd","label":"pass"})", "64 digits"},
    {R"({"case":"a","answer":"b","label":"pass")", "JSON"},
    {R"(["a","b","pass"])", "a row must be a JSON object"},
    {R"(pass)", "a row must be a JSON object"},
};

TEST(GoldFile, RefusesWhatMayBeMeantOtherwise) {
  for (const RefusedLine& row : kRefused) {
    const std::string good = R"({"case":"x","answer":"y","label":"pass"})";
    const Result<GoldLabels> read = read_gold("gold.jsonl", good + "\n" + row.line + "\n");
    ASSERT_FALSE(read.has_value()) << row.line;
    EXPECT_EQ(read.error().kind, ErrorKind::usage);
    EXPECT_EQ(read.error().message.rfind("gold.jsonl:2:", 0), 0U) << read.error().message;
    EXPECT_NE(read.error().message.find(row.why), std::string::npos) << read.error().message;
  }
}

TEST(GoldFile, TellsSeveralMistakesAtOnceAndNotMoreThanThatMany) {
  std::string text = R"({"case":"a","answer":"b","label":"yes","rater":1})"
                     "\n";
  text += R"({"case":"a","answer":"b"})"
          "\n";
  const std::string message = read_gold("gold.jsonl", text).error().message;
  for (const char* const told : {":1:1: 'label'", ":1:1: 'rater'", ":2:1: a line without"}) {
    EXPECT_NE(message.find(told), std::string::npos) << message;
  }
  std::string many;
  for (int i = 0; i < 1000; ++i)
    many += R"({"case":"a"})"
            "\n";
  const std::string bounded = read_gold("gold.jsonl", many).error().message;
  EXPECT_LE(std::count(bounded.begin(), bounded.end(), '\n'), 70);
}

struct AcceptedText {
  std::string text;
  std::string label;  // of `paris()`
};

TEST(GoldFile, ReadsEveryWayInWhichAnAnswerIsNamed) {
  const AcceptedText rows[] = {
      {R"({"case":"france","answer":"Paris","label":"pass"})", "pass"},
      {by_hash(R"("label":"fail")"), "fail"},
      {by_hash(R"("label":4)"), "4"},
      {by_hash(R"("label":-1)"), "-1"},
      {"\xEF\xBB\xBF" + by_hash(R"("label":"pass")"), "pass"},
      {R"({"case":"france","answer":"Paris","label":"pass"})"
       "\r\n\r\n",
       "pass"},
      {"\n\n" + by_hash(R"("label":"pass","x-note":["mine"],"comment":null)"), "pass"},
      {R"({"case":"france","answer":"\u0050aris","label":"pass"})", "pass"},
      {by_hash(R"("label":"unsure")"), "none"},
      {by_hash(R"("label":"skip")"), "none"},
      {"", "none"},
      // Another case, answer, variant or criterion.
      {R"({"case":"peru","answer":"Paris","label":"pass"})", "none"},
      {R"({"case":"france","answer":"Paris ","label":"pass"})", "none"},
      {by_hash(R"("label":"pass","variant":"mini/terse")"), "none"},
      {by_hash(R"("label":"pass","variant":"mini/plain")"), "pass"},
      {by_hash(R"("label":"pass","criterion_sha256":")" + sha256("polite").hex() + "\""), "none"},
  };
  for (const AcceptedText& row : rows) EXPECT_EQ(found_in(row.text), row.label) << row.text;

  GoldAnswer judged = paris();
  judged.criterion = sha256("polite");
  EXPECT_EQ(
      found_in(by_hash(R"("label":"pass","criterion_sha256":")" + sha256("polite").hex() + "\""),
               judged),
      "pass");
  EXPECT_EQ(found_in(by_hash(R"("label":"pass")"), judged), "pass");
}

TEST(GoldFile, AnAnswerWithoutACaseHasNoLabelByCase) {
  EXPECT_EQ(found_in(R"({"case":"france","answer":"Paris","label":"pass"})", paris("")), "none");
}

struct Words {
  std::vector<std::string> lines;  // fields beside the hashes
  std::string label;
};
const std::string kTwice = "gold.jsonl:2:1: rater 'ann' says 'fail' here and 'pass' on line 1";

TEST(GoldLabels, CountTheLastWordOfEachAndTheMajorityOfAll) {
  const Words rows[] = {
      {{R"("rater":"ann","label":"pass")", R"("rater":"bob","label":"fail")"}, "none"},
      {{R"("rater":"ann","label":"pass")", R"("rater":"bob","label":"fail")",
        R"("rater":"cy","label":"fail")"},
       "fail"},
      {{R"("rater":"ann","label":"pass")", R"("rater":"bob","label":"unsure")"}, "pass"},
      // More than half, not only more than each of the others.
      {{R"("rater":"a","label":1)", R"("rater":"b","label":2)", R"("rater":"c","label":2)",
        R"("rater":"d","label":3)"},
       "none"},
      {{R"("rater":"ann","label":"pass")", R"("rater":"ann","label":"fail","pass":2)"}, "fail"},
      {{R"("rater":"ann","label":"pass")", R"("rater":"ann","label":"unsure","pass":2)"}, "none"},
      {{R"("rater":"ann","label":"pass")", R"("rater":"ann","label":"fail","revision":1)"}, "fail"},
      {{R"("rater":"ann","label":"pass")", R"("rater":"ann","label":"pass")"}, "pass"},
      {{R"("rater":"ann","label":"pass")", R"("rater":"ann","label":"fail")"}, kTwice},
      {{R"("rater":"ann","label":"pass")",
        R"("rater":"ann","label":"fail","variant":"mini/plain")"},
       kTwice},
      {{R"("rater":"ann","label":"pass","variant":"x")",
        R"("rater":"ann","label":"fail","variant":"mini/plain")"},
       "fail"},
      {{R"("label":"pass")", R"("label":"fail")"},
       "gold.jsonl:2:1: a rater without a name says 'fail' here and 'pass' on line 1"},
      {{R"("rater":"ann","label":4)", R"("rater":"ann","label":"pass")"},
       "gold.jsonl:2:1: rater 'ann' says 'pass' here and '4' on line 1"},
  };
  for (const Words& row : rows) {
    std::string text;
    for (const std::string& line : row.lines) text += by_hash(line);
    EXPECT_EQ(found_in(text).substr(0, row.label.size()), row.label) << text;
  }
}

TEST(GoldLabels, SeeAContradictionBetweenTheTwoWaysOfNamingAnAnswer) {
  const GoldLabels labels =
      gold(by_hash(R"("rater":"ann","label":"pass")") +
           R"({"case":"france","answer":"Paris","rater":"ann","label":"fail"})"
           "\n");
  const Result<std::optional<GoldMatch>> match = labels.find(paris());
  ASSERT_FALSE(match.has_value());
  EXPECT_EQ(match.error().message.rfind("gold.jsonl:2: rater 'ann' says 'fail' here and 'pass'", 0),
            0U)
      << match.error().message;
}

TEST(GoldLabels, TheWeightIsTheLeastThatIsSaid) {
  const GoldLabels labels = gold(by_hash(R"("rater":"a","label":"pass","weight":7.5)") +
                                 by_hash(R"("rater":"b","label":"pass","weight":2)") +
                                 by_hash(R"("rater":"c","label":"pass")"));
  const GoldMatch match = *value_of(labels.find(paris()));
  EXPECT_EQ(match.weight, 2);
  EXPECT_EQ(match.raters, 3U);
  EXPECT_EQ((*value_of(gold(by_hash(R"("label":"pass")")).find(paris()))).weight, 1);
}

TEST(GoldLabels, AreCountedAgainstTheAnswersOfARun) {
  const GoldLabels labels = gold(by_hash(R"("label":"pass")"));
  const std::vector<GoldAnswer> answers = {paris(), paris("peru"), {{}, {}, "france", "v"}};
  EXPECT_EQ(value_of(labels.count_matches(answers)), 2U);
  EXPECT_EQ(value_of(gold("").count_matches(answers)), 0U);
}

TEST(GoldLabels, AgreementIsCountedBetweenPassesAndRaters) {
  const auto line = [](const std::string& answer, const std::string& rater,
                       const std::string& label, int pass) {
    return Json{{"case", "c"},
                {"answer", answer},
                {"rater", rater},
                {"label", label},
                {"pass", pass}}
               .dump() +
           "\n";
  };
  const GoldLabels labels =
      gold(line("1", "ann", "pass", 1) + line("1", "ann", "pass", 2) + line("2", "ann", "pass", 1) +
           line("2", "ann", "fail", 2) + line("3", "ann", "pass", 1) + line("4", "ann", "fail", 1) +
           line("4", "ann", "unsure", 2) + line("1", "bob", "fail", 1) +
           line("2", "bob", "fail", 1) + line("3", "bob", "skip", 1) + line("2", "cy", "fail", 1));
  const LabelAgreement oneself = labels.of_rater("ann").between_passes();
  EXPECT_EQ(oneself.all(), 2);
  EXPECT_EQ(oneself.alike(), 1);
  EXPECT_EQ((oneself.counts.at({Verdict::pass, Verdict::fail})), 1);

  const std::vector<LabelAgreement> pairs = labels.between_raters();
  ASSERT_EQ(pairs.size(), 3U);
  EXPECT_EQ(pairs[0].first + pairs[0].second, "annbob");
  EXPECT_EQ(pairs[0].all(), 2);  // of 1 and 2; bob skipped 3
  EXPECT_EQ((pairs[0].counts.at({Verdict::pass, Verdict::fail})), 1);
  EXPECT_EQ((pairs[0].counts.at({Verdict::fail, Verdict::fail})), 1);
  EXPECT_EQ(pairs[1].first + pairs[1].second, "anncy");
  EXPECT_EQ(pairs[1].all(), 1);
  EXPECT_EQ(pairs[2].first + pairs[2].second, "bobcy");
}

TEST(GoldFile, BoundsWhatIsComparedPairByPair) {
  std::string raters;
  for (int i = 0; i <= static_cast<int>(kMaxRaters); ++i) {
    raters += by_hash(R"("label":"pass","rater":"r)" + std::to_string(i) + "\"");
  }
  EXPECT_EQ(found_in(raters), "gold.jsonl:101:1: more than 100 raters in one file");
  std::string variants;
  for (int i = 0; i < 300; ++i) {
    variants += by_hash(R"("label":"pass","variant":"v)" + std::to_string(i) + "\"");
  }
  EXPECT_EQ(found_in(variants),
            "gold.jsonl:257:1: more than 256 labels of one answer by one rater");
}

TEST(GoldFile, ALineOfALabelIsReadAsItWasMade) {
  GoldLine line;
  line.question = sha256(kQuestion);
  line.answer = sha256("Paris");
  line.label = Verdict::fail;
  line.rater = "ann \"the\" rater";
  line.weight = 3.5;
  line.criterion = sha256("polite");
  line.variant = "mini/plain";
  line.time = "2026-11-23T14:53:08Z";
  line.ms = 1250;
  line.pass = 2;
  line.revision = 1;
  line.comment = "not\nquite";
  const std::string text = gold_line_text(line);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  const GoldLabels labels = gold(text);
  const GoldLine& read = labels.lines().front();
  EXPECT_EQ(gold_line_text(read), text);
  EXPECT_EQ(read.line, 1);
  EXPECT_EQ(read.comment, line.comment);
  EXPECT_EQ(read.label, line.label);

  line.label.reset();
  EXPECT_EQ(Json::parse(gold_line_text(line))["label"], "unsure");
  line.is_skipped = true;
  EXPECT_EQ(Json::parse(gold_line_text(line))["label"], "skip");
  line.label = 4;
  EXPECT_EQ(Json::parse(gold_line_text(line))["label"], 4);
}

RC_GTEST_PROP(GoldLabels, AreTheSameInAnyOrderOfTheirLines, ()) {
  const std::vector<std::string> labels = {R"("pass")", R"("fail")", R"("unsure")", "3"};
  std::vector<std::string> lines;
  const auto count = *rc::gen::inRange(1, 12);
  for (int i = 0; i < count; ++i) {
    const std::string who = *rc::gen::elementOf(std::vector<std::string>{"ann", "bob", "cy"});
    const int pass = *rc::gen::inRange(1, 4);
    const std::string said = *rc::gen::elementOf(labels);
    const bool by_case = *rc::gen::arbitrary<bool>();
    const std::string fields = R"("rater":")" + who + R"(","label":)" + said + R"(,"pass":)" +
                               std::to_string(pass) + R"(,"weight":)" + std::to_string(i + 1);
    lines.push_back(by_case ? R"({"case":"france","answer":"Paris",)" + fields + "}\n"
                            : by_hash(fields));
  }
  const auto outcome = [&] {
    std::string text;
    for (const std::string& line : lines) text += line;
    const Result<GoldLabels> read = read_gold("gold.jsonl", text);
    if (!read) return std::string("refused");
    const Result<std::optional<GoldMatch>> match = read->find(paris());
    if (!match) return std::string("refused");
    std::string told = std::to_string(read->of_rater("ann").between_passes().alike());
    for (const LabelAgreement& pair : read->between_raters()) {
      told += pair.first + pair.second + std::to_string(pair.alike()) + std::to_string(pair.all());
    }
    if (!*match) return told + "none";
    return told + label_text((**match).label) + std::to_string((**match).weight);
  };
  const std::string before = outcome();
  std::vector<std::string> shuffled;
  while (!lines.empty()) {
    const auto at = *rc::gen::inRange<std::size_t>(0, lines.size());
    shuffled.push_back(lines[at]);
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
  }
  lines = shuffled;
  RC_ASSERT(outcome() == before);
}

TEST(GoldFile, AMissingFileIsNamed) {
  const testing::TemporaryFolder folder;
  const Result<GoldLabels> read = load_gold(folder / "none.jsonl");
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().kind, ErrorKind::usage);
  EXPECT_NE(read.error().message.find("none.jsonl: No such file"), std::string::npos);
}

}  // namespace
}  // namespace assay
