// The answers of a stored run, as people are asked about them, and the file that takes
// what they say.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "harness/report/gold/gold_writer.h"
#include "harness/report/label/answers.h"
#include "tests/support/results.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

using testing::check;
using testing::read_text;
using testing::value_of;
using testing::write_text;

class LabelAnswersTest : public ::testing::Test {
 protected:
  LabelAnswersTest()
      : store_(value_of(Store::open(folder_ / "assay.db", Store::Access::read_write))) {
    run_.id = "judged-20261123T145308Z-ab12";
    run_.suite = "judged";
    run_.started_at = "2026-11-23T14:53:08Z";
    run_.manifest = Json::object();
    check(store_.begin_run(run_, {{"france", {}}, {"japan", {}}}));
  }

  void put(CellId cell, const std::string& answer, const std::vector<ScorePart>& parts,
           const std::string& question = "Capital?") {
    CellRecord record;
    record.id = cell;
    record.key = sha256(std::to_string(++keys_));
    Reply reply;
    reply.answer = answer;
    record.reply_id = value_of(store_.put_reply(record.key, reply, {}, std::nullopt));
    const std::string messages =
        R"([{"role":"system","content":"s"},{"role":"user","content":"Earlier"},)"
        R"({"role":"assistant","content":"yes"},{"role":"user","content":")" +
        question + R"("}])";
    const auto asked =
        value_of(store_.put_question(run_.id, cell.variant, cell.case_index, messages));
    check(store_.put_cell(run_.id, record, asked));
    check(store_.put_score(run_.id, {cell, {Verdict::pass, 1, parts}}));
  }

  static ScorePart part(const char* name, Verdict verdict) {
    return {name, "", verdict, verdict == Verdict::pass ? 1.0 : 0.0, 1, "why"};
  }

  testing::TemporaryFolder folder_;
  Store store_;
  RunRecord run_;
  int keys_ = 0;
};

TEST_F(LabelAnswersTest, EqualAnswersToEqualQuestionsAreOne) {
  put({0, 0, 0}, "Paris", {part("judge", Verdict::pass)});
  put({0, 0, 1}, "Paris", {part("judge", Verdict::pass)});
  put({1, 0, 0}, "Lyon", {});
  put({0, 1, 0}, "Paris", {}, "Capital of Japan?");
  CellRecord failed;
  failed.id = {1, 1, 0};
  failed.failure.emplace();
  check(store_.put_cell(run_.id, failed, 0));

  const std::vector<AnswerRecord> answers = value_of(answers_of(store_, run_.id, unknown_request));
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_EQ(answers[0].question, sha256("Capital?"));
  EXPECT_EQ(answers[0].answer, sha256("Paris"));
  EXPECT_EQ(answers[2].question, sha256("Capital of Japan?"));
  const std::vector<AnswerText> texts =
      value_of(texts_of(store_, run_.id, std::vector{answers[2], answers[1]}, unknown_request));
  EXPECT_EQ(texts[0].question + "/" + texts[0].answer, "Capital of Japan?/Paris");
  EXPECT_EQ(texts[1].question + "/" + texts[1].answer, "Capital?/Lyon");
}

TEST_F(LabelAnswersTest, OneCellThatTheJudgeFailedIsAnAnswerThatItFailed) {
  put({0, 0, 0}, "Paris", {part("judge", Verdict::pass), part("contains", Verdict::fail)});
  put({1, 0, 0}, "Lyon", {part("judge", Verdict::pass)});
  put({1, 0, 1}, "Lyon", {part("judge", Verdict::fail)});
  put({1, 0, 2}, "Lyon", {part("judge", Verdict::pass)});
  put({2, 0, 0}, "Nice", {part("judge", Verdict::error), part("not contains", Verdict::fail)});
  put({3, 0, 0}, "Lille", {part("not judge", Verdict::pass)});
  put({4, 0, 0}, "Metz", {part("judge", Verdict::pass), part("judge", Verdict::fail)});
  const std::vector<AnswerRecord> answers = value_of(answers_of(store_, run_.id, unknown_request));
  ASSERT_EQ(answers.size(), 5U);
  EXPECT_EQ(answers[0].judged, true);
  EXPECT_EQ(answers[1].judged, false);
  EXPECT_EQ(answers[2].judged, std::nullopt);  // a judge's error is no verdict
  EXPECT_EQ(answers[3].judged, false);         // what passed is that the judge said no
  EXPECT_EQ(answers[4].judged, false);
}

TEST_F(LabelAnswersTest, EachCriterionOfAnAnswerIsAskedByItself) {
  put({0, 0, 0}, "Paris", {});
  put({0, 0, 1}, "Paris", {});
  const LabelRequests requests = [](const CellView& view) {
    LabelRequest warm{"It is warm."};
    LabelRequest even{"It is short.", "a reference"};
    warm.judged = true;
    even.judged = view.cell.id.repeat == 0;
    even.scale = {1, 5};
    return std::vector{warm, even};
  };
  const std::vector<AnswerRecord> answers = value_of(answers_of(store_, run_.id, requests));
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].criterion, sha256("It is warm."));
  EXPECT_EQ(answers[0].judged, true);
  EXPECT_EQ(answers[1].judged, false);  // of the second cell
  EXPECT_EQ(answers[1].scale, (std::pair{1, 5}));
  const std::vector<AnswerText> texts = value_of(texts_of(store_, run_.id, answers, requests));
  EXPECT_EQ(texts[0].request.criterion, "It is warm.");
  EXPECT_EQ(texts[1].request.reference, "a reference");
  EXPECT_EQ(texts[1].answer, "Paris");
  const LabelRequests nobody = [](const CellView&) { return std::vector<LabelRequest>(); };
  EXPECT_TRUE(value_of(answers_of(store_, run_.id, nobody)).empty());
}

TEST(LastQuestion, IsWhatTheUserSaidLast) {
  EXPECT_EQ(last_question(""), std::nullopt);
  EXPECT_EQ(last_question("no JSON"), std::nullopt);
  EXPECT_EQ(last_question(R"([{"role":"system","content":"s"}])"), std::nullopt);
  EXPECT_EQ(last_question(R"([{"role":"user","content":"a"},{"role":"user","content":"b"}])"), "b");
}

class GoldWriterTest : public ::testing::Test {
 protected:
  testing::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_ / "gold/strict.jsonl";
};

TEST_F(GoldWriterTest, MakesTheFileWithItsFirstLabelForTheUserAlone) {
  {
    GoldWriter writer = value_of(GoldWriter::open(file_));
    EXPECT_FALSE(std::filesystem::exists(file_));
    check(writer.append("{1}\n"));
    check(writer.append("{2}\n"));
    struct stat status {};
    ASSERT_EQ(::stat(file_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
  }
  GoldWriter again = value_of(GoldWriter::open(file_));
  check(again.append("{3}\n"));
  EXPECT_EQ(read_text(file_), "{1}\n{2}\n{3}\n");
}

TEST_F(GoldWriterTest, EndsALineThatSomebodyLeftOpen) {
  std::filesystem::create_directories(file_.parent_path());
  write_text(file_, "{1}");
  GoldWriter writer = value_of(GoldWriter::open(file_));
  check(writer.append("{2}\n"));
  check(writer.append("{3}\n"));
  EXPECT_EQ(read_text(file_), "{1}\n{2}\n{3}\n");
}

TEST_F(GoldWriterTest, TwoAtATimeAreRefused) {
  GoldWriter late = value_of(GoldWriter::open(file_));
  GoldWriter writer = value_of(GoldWriter::open(file_));
  check(writer.append("{1}\n"));
  const Result<GoldWriter> second = GoldWriter::open(file_);
  ASSERT_FALSE(second.has_value());
  EXPECT_NE(second.error().message.find("another assay label"), std::string::npos);
  // It was not there when that one began, and what it has now nobody has read.
  const Result<void> unread = late.append("{2}\n");
  ASSERT_FALSE(unread.has_value());
  EXPECT_NE(unread.error().message.find("was made meanwhile"), std::string::npos);
  EXPECT_EQ(read_text(file_), "{1}\n");
}

TEST_F(GoldWriterTest, HalfALineIsTakenBack) {
  GoldWriter writer = value_of(GoldWriter::open(file_));
  // Longer than any other file that is written meanwhile: the limit is the process's.
  const std::string first = std::string(std::size_t{1} << 20, '1') + "\n";
  check(writer.append(first));
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit full = before;
  full.rlim_cur = first.size() + 2;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
  const Result<void> appended = writer.append("{2}\n");
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(appended.has_value());
  EXPECT_EQ(appended.error().kind, ErrorKind::infrastructure);
  EXPECT_EQ(read_text(file_), first);
  check(writer.append("{3}\n"));
  EXPECT_EQ(read_text(file_), first + "{3}\n");
}

TEST_F(GoldWriterTest, AFileThatIsRemovedOrReplacedTakesNoLabel) {
  GoldWriter writer = value_of(GoldWriter::open(file_));
  check(writer.append("{1}\n"));
  std::filesystem::rename(file_, folder_ / "moved");
  EXPECT_FALSE(writer.append("{2}\n").has_value());
  write_text(file_, "{9}\n");  // as editors save
  EXPECT_FALSE(writer.append("{2}\n").has_value());
  EXPECT_EQ(read_text(folder_ / "moved"), "{1}\n");
  EXPECT_EQ(read_text(file_), "{9}\n");
}

TEST_F(GoldWriterTest, Utf16IsNotAddedTo) {
  std::filesystem::create_directories(file_.parent_path());
  write_text(file_, std::string("\xFF\xFE{\0}\0", 6));
  const Result<GoldWriter> writer = GoldWriter::open(file_);
  ASSERT_FALSE(writer.has_value());
  EXPECT_NE(writer.error().message.find("save it as UTF-8"), std::string::npos);
}

TEST_F(GoldWriterTest, WhatIsNoFileIsRefusedBeforeAnybodyIsAsked) {
  for (const char* const path : {"/dev/null", "/"}) {
    EXPECT_FALSE(GoldWriter::open(path).has_value()) << path;
  }
}

}  // namespace
}  // namespace assay
