// Store -> Report: what a small run, stored by hand, is summarised to.
#include "harness/report/summary/summarise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "harness/base/redact.h"
#include "harness/report/gate/gate.h"
#include "tests/report/report_fixture.h"
#include "tests/support/results.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

using testing::check;
using testing::value_of;

using std::chrono::milliseconds;

Json manifest() {
  const auto variant = [](const char* id, const char* prompt) {
    return Json{{"id", id},
                {"model", "mini"},
                {"model_id", "mini-1"},
                {"provider", "own"},
                {"prompt", prompt},
                {"axes", {{"temperature", 0}}},
                {"params", {{"temperature", 0}, {"max_tokens", 9}}}};
  };
  return {{"version", 1},
          {"description", "small"},
          {"axes", {"temperature"}},
          {"repeats", 2},
          {"prompts", {"plain", "terse"}},
          {"limits", {{"max_error_rate", 0.25}}},
          {"gates", {{{"name", "g"}, {"metric", "pass_rate"}, {"at_least", 0.1}}}},
          {"variants", {variant("mini/plain", "plain"), variant("mini/terse", "terse")}}};
}

void add_session(Json& manifest, double loop_lag_p99_ms, double client_delay_p99_ms, Json lanes) {
  manifest["sessions"].push_back({{"loop_lag_p99_ms", loop_lag_p99_ms},
                                  {"client_delay_p99_ms", client_delay_p99_ms},
                                  {"lanes", std::move(lanes)}});
}

class SummariseTest : public ::testing::Test {
 protected:
  SummariseTest() : store_(value_of(Store::open(folder_ / "assay.db", Store::Access::read_write))) {
    run_.id = "capitals-20261123T145308Z-ab12";
    run_.suite = "capitals";
    run_.started_at = "2026-11-23T14:53:08Z";
    run_.assay_version = "0.1.0";
    run_.complete = true;
    run_.planned_cells = 8;
    run_.manifest = manifest();
    check(store_.begin_run(run_, {{"france", {"europe"}}, {"japan", {}}}));
  }
  void TearDown() override { forget_secrets(); }

  CellRecord record(std::uint32_t variant, std::uint32_t case_index, std::uint32_t repeat) {
    CellRecord cell;
    cell.id = {variant, case_index, repeat};
    cell.key = sha256(std::to_string(variant) + "/" + std::to_string(case_index) + "/" +
                      std::to_string(repeat));
    cell.attempts = 1;
    cell.spent = Money{1'000};
    return cell;
  }

  std::int64_t question(std::uint32_t prompt, std::uint32_t case_index) {
    return value_of(
        store_.put_question(run_.id, prompt, case_index, R"([{"role":"user","content":"q"}])"));
  }

  // Without a score: the run ended between the two.
  void put_reply(CellRecord cell, const std::optional<CellScore>& score,
                 std::string answer = "Paris") {
    Reply reply;
    reply.answer = std::move(answer);
    reply.finish_reason = FinishReason::stop;
    reply.model = "mini-1-2026";
    reply.usage.input = 10;
    reply.usage.output = 2;
    reply.quirks = quirks_;
    Timings timings;
    timings.sent = milliseconds(5);
    timings.first_answer = milliseconds(50);
    timings.done = milliseconds(205);
    cell.reply_id = value_of(store_.put_reply(cell.key, reply, timings, Money{1'000}));
    check(store_.put_cell(run_.id, cell, question(cell.id.variant, cell.id.case_index)));
    if (score) check(store_.put_score(run_.id, {cell.id, *score}));
  }

  void put_failure(CellRecord cell) {
    Failure failure;
    failure.kind = FailureKind::timeout;
    failure.message = "no first byte in 10 s";
    cell.failure = failure;
    check(store_.put_cell(run_.id, cell, question(cell.id.variant, cell.id.case_index)));
  }

  static CellScore scored(Verdict verdict, double value) {
    return {verdict, value, {{"contains", "", verdict, value, 1, "because"}}};
  }

  Report report() { return value_of(summarise(store_, run_)); }

  testing::TemporaryFolder folder_;
  std::vector<std::string> quirks_;  // of the replies put from now on
  Store store_;
  RunRecord run_;
};

TEST_F(SummariseTest, AttemptsFollowTheirCells) {
  ASSERT_TRUE(register_secret("KEY", "sk-very-secret"));
  put_reply(record(0, 0, 1), scored(Verdict::pass, 1));
  put_reply(record(1, 0, 0), scored(Verdict::pass, 1));
  const auto attempt = [&](std::int64_t id, std::uint32_t variant, std::uint32_t repeat, int number,
                           const Attempt& end) {
    Intent intent;
    intent.attempt_id = id;
    intent.key = sha256("k");
    intent.cell = {variant, 0, repeat};
    intent.number = number;
    check(store_.put_intent(run_.id, intent));
    check(store_.settle_attempt(run_.id, id, end));
  };
  Attempt done;
  done.http_status = 200;
  done.timings.sent = milliseconds(5);
  done.timings.done = milliseconds(205);
  Attempt refused;
  refused.http_status = 429;
  refused.failure = Failure{FailureKind::rate_limited, true, {}, 429, "key sk-very-secret", ""};
  attempt(1, 1, 0, 1, done);
  attempt(2, 0, 1, 1, refused);
  attempt(3, 0, 0, 1, done);  // its cell has no outcome
  attempt(4, 0, 1, 2, done);

  const Report report = this->report();
  ASSERT_EQ(report.attempts.size(), 3u);
  EXPECT_EQ(report.attempts[0].cell, 0u);
  EXPECT_EQ(report.attempts[0].failure->message, "key [REDACTED:KEY]");
  EXPECT_EQ(report.attempts[1].cell, 0u);
  EXPECT_EQ(report.attempts[1].number, 2);
  EXPECT_EQ(report.attempts[1].sent_ms, 5.0f);
  EXPECT_EQ(report.attempts[1].done_ms, 205.0f);
  EXPECT_FALSE(report.attempts[1].first_byte_ms);
  EXPECT_EQ(report.attempts[1].failure, nullptr);
  EXPECT_EQ(report.attempts[2].cell, 1u);

  add_session(run_.manifest, 100, 0.5, Json::array());    // a client that measured itself
  EXPECT_EQ(this->report().attempts[1].done_ms, 205.0f);  // late itself: still what it saw
}

// Two requests are stored in the rows behind the two variants; the cell refers to the last reply.
TEST_F(SummariseTest, ADialogueIsTheSumOfItsRequests) {
  run_.manifest["turns"] = 2;
  const std::int64_t said = value_of(store_.put_question(
      run_.id, 9, 0,
      R"([{"role":"system","content":"s"},{"role":"user","content":"hi"},)"
      R"({"role":"assistant","content":"first"},{"role":"user","content":"and?"}])"));
  put_reply(record(2, 0, 0), scored(Verdict::pass, 1), "first");
  put_reply(record(4, 0, 0), scored(Verdict::pass, 1), "second");
  CellRecord cell = record(0, 0, 0);
  cell.key = record(4, 0, 0).key;
  cell.reply_id = value_of(store_.find_reply(cell.key))->id;
  cell.attempts = 0;
  check(store_.put_cell(run_.id, cell, said));
  CellScore score = scored(Verdict::pass, 1);
  score.parts[0].turn = 2;
  check(store_.put_score(run_.id, {cell.id, score}));

  const Report report = this->report();
  ASSERT_EQ(report.cells.size(), 1u);
  const ReportCell& of = report.cells[0];
  EXPECT_EQ(of.reply->answer, "second");
  EXPECT_EQ(of.usage.input, 20);
  EXPECT_EQ(of.usage.output, 4);
  EXPECT_EQ(of.cost, Money{2'000});
  EXPECT_EQ(of.latency_ms, 400);
  EXPECT_EQ(of.ttft_ms, 50);
  EXPECT_EQ(of.attempts, 2);
  EXPECT_EQ(of.parts[0].turn, 2);
  ASSERT_NE(of.turns, nullptr);
  ASSERT_EQ(of.turns->size(), 2u);
  const auto& turns = *of.turns;
  EXPECT_EQ(turns[0].turn, 1);
  EXPECT_EQ(turns[0].said.size(), 2u);
  EXPECT_EQ(turns[0].reply->answer, "first");
  EXPECT_EQ(turns[1].turn, 2);
  ASSERT_EQ(turns[1].said.size(), 1u);
  EXPECT_EQ(turns[1].said[0].content, "and?");
  ASSERT_EQ(report.messages[0].size(), 1u);
  EXPECT_EQ(report.messages[0][0].second,
            R"([{"role":"system","content":"s"},{"role":"user","content":"hi"}])");
  EXPECT_EQ(report.variants[0].cells, 1);
  EXPECT_FALSE(report.variants[0].most_cost_usd);
}

// A prompt with an example, then a round of a tool: the example is no answer, and the round is of
// the turn that it belongs to.
TEST_F(SummariseTest, ARoundOfToolsIsOfItsTurn) {
  run_.manifest["turns"] = 2;
  run_.manifest["tool_cases"] = Json::array({"france"});
  const std::int64_t said = value_of(store_.put_question(
      run_.id, 9, 0,
      R"([{"role":"user","content":"a"},{"role":"assistant","content":"b"},)"
      R"({"role":"user","content":"hi"},)"
      R"({"role":"assistant","content":"","tool_calls":[{"id":"1","name":"t","arguments":"{}"}]},)"
      R"({"role":"tool","content":"gone","tool_call_id":"1","is_error":true}])"));
  put_reply(record(2, 0, 0), scored(Verdict::pass, 1), "");
  put_reply(record(4, 0, 0), scored(Verdict::pass, 1), "second");
  CellRecord cell = record(0, 0, 0);
  cell.key = record(4, 0, 0).key;
  cell.reply_id = value_of(store_.find_reply(cell.key))->id;
  check(store_.put_cell(run_.id, cell, said));
  check(store_.put_score(run_.id, {cell.id, scored(Verdict::pass, 1)}));

  const Report report = this->report();
  ASSERT_EQ(report.cells.size(), 1u);
  ASSERT_NE(report.cells[0].turns, nullptr);
  const auto& turns = *report.cells[0].turns;
  ASSERT_EQ(turns.size(), 2u);
  EXPECT_EQ(turns[0].turn, 1);
  EXPECT_EQ(turns[0].said.size(), 3u);
  EXPECT_TRUE(turns[0].goes_on);
  EXPECT_EQ(turns[1].turn, 1);
  EXPECT_FALSE(turns[1].goes_on);
  ASSERT_EQ(turns[1].said.size(), 1u);
  EXPECT_TRUE(turns[1].said[0].is_error);
}

TEST_F(SummariseTest, CountsCellsAndTakesWhatTheManifestKnows) {
  put_reply(record(0, 0, 0), scored(Verdict::pass, 1));
  put_reply(record(0, 0, 1), scored(Verdict::fail, 0.5));
  put_reply(record(0, 1, 0), scored(Verdict::pass, 1));
  put_failure(record(0, 1, 1));
  const Report report = this->report();
  EXPECT_EQ(report.run.description, "small");
  EXPECT_EQ(report.run.max_error_rate, 0.25);
  EXPECT_EQ(report.axes, std::vector<std::string>{"temperature"});
  ASSERT_EQ(report.variants.size(), 2u);
  const VariantSummary& first = report.variants[0];
  EXPECT_EQ(first.cells, 4);
  EXPECT_EQ(first.passed, 2);
  EXPECT_EQ(first.failed, 1);
  EXPECT_EQ(first.errors, 1);
  EXPECT_DOUBLE_EQ(first.pass_rate.value.value(), 0.75);  // mean of 1/2 and 1/1
  EXPECT_DOUBLE_EQ(first.score.value.value(), 0.875);
  EXPECT_DOUBLE_EQ(first.latency_ms.p50.value.value(), 200);
  EXPECT_DOUBLE_EQ(first.ttft_ms.p50.value.value(), 50);
  EXPECT_EQ(first.tokens.input, 30);
  EXPECT_EQ(first.cost, Money{3'000});
  EXPECT_EQ(first.reply_costs, (Ledger{Money{3'000}, {}, 0}));
  EXPECT_EQ(first.model_returned, std::vector<std::string>{"mini-1-2026"});
  EXPECT_EQ(report.cases[0].variants[0].failed, 1);
  EXPECT_EQ(report.cases[0].tags, std::vector<std::string>{"europe"});
  EXPECT_EQ(report.messages[0].at(0).first, "plain");
  EXPECT_EQ(report.gates.size(), 2u);
}

TEST_F(SummariseTest, AVariantThatNeverAnsweredHasNoNumbers) {
  put_failure(record(1, 0, 0));
  const VariantSummary variant = report().variants[1];
  EXPECT_EQ(variant.errors, 1);
  EXPECT_FALSE(variant.pass_rate.value || variant.score.value || variant.latency_ms.p50.value);
  EXPECT_FALSE(variant.tokens.input || variant.cost || variant.cost_usd_per_case);
  EXPECT_EQ(report().cells[0].error, "timeout: no first byte in 10 s");
}

TEST_F(SummariseTest, CellsAreOrderedByCaseVariantRepeat) {
  put_reply(record(1, 1, 1), scored(Verdict::pass, 1));
  put_reply(record(1, 0, 0), scored(Verdict::pass, 1));
  put_reply(record(0, 1, 0), scored(Verdict::pass, 1));
  const Report report = this->report();
  ASSERT_EQ(report.cells.size(), 3u);
  EXPECT_EQ(report.cells[0].id.case_index, 0u);
  EXPECT_EQ(report.cells[1].id.variant, 0u);
  EXPECT_EQ(report.cells[2].id.variant, 1u);
}

TEST_F(SummariseTest, CachedRepliesCostWhatTheyCostAndHaveNoLatencyHere) {
  CellRecord cached = record(0, 0, 0);
  cached.cached = true;
  cached.attempts = 0;
  cached.spent.reset();
  put_reply(cached, scored(Verdict::pass, 1));
  const VariantSummary variant = report().variants[0];
  EXPECT_EQ(variant.latency_ms.p50.n, 0);
  EXPECT_EQ(variant.cost, Money{1'000});
  EXPECT_EQ(variant.spent, Ledger{});
}

TEST_F(SummariseTest, AnUnsoundScoreIsAnError) {
  put_reply(record(0, 0, 0), CellScore{Verdict::pass, 1e308, {}});
  put_reply(record(0, 1, 0), CellScore{Verdict::pass, std::nullopt, {}});
  const VariantSummary variant = report().variants[0];
  EXPECT_EQ(variant.errors, 2);
  EXPECT_FALSE(variant.score.value);
}

TEST_F(SummariseTest, ACellOutsideThePlanIsDamage) {
  put_failure(record(7, 0, 0));
  const Result<Report> report = summarise(store_, run_);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::infrastructure);
}

// Once for all the replies that have it, the most frequent first.
TEST_F(SummariseTest, NamesWhatServersSentThatNobodyExpected) {
  for (std::uint32_t i = 0; i < 4; ++i) {
    quirks_ = {"the field 'weather' is not read"};
    if (i == 0) quirks_.emplace_back("the finish reason 'vibes' is not known");
    put_reply(record(0, i / 2, i % 2), scored(Verdict::pass, 1));
  }
  const std::vector<std::string> warnings = report().warnings;
  const auto all =
      std::find(warnings.begin(), warnings.end(), "in 4 replies, the field 'weather' is not read");
  ASSERT_NE(all, warnings.end());
  EXPECT_EQ(*(all + 1), "in 1 reply, the finish reason 'vibes' is not known");
}

TEST_F(SummariseTest, NamesOnlySoManyOddities) {
  for (int i = 0; i < 12; ++i) quirks_.push_back("oddity " + std::to_string(i));
  put_reply(record(0, 0, 0), scored(Verdict::pass, 1));
  const std::vector<std::string> warnings = report().warnings;
  const auto named = std::count_if(warnings.begin(), warnings.end(), [](const std::string& text) {
    return text.find("oddity") != std::string::npos;
  });
  EXPECT_EQ(named, 8);
  EXPECT_NE(std::find(warnings.begin(), warnings.end(), "replies had 4 more oddities like these"),
            warnings.end());
}

TEST_F(SummariseTest, SecretsThatAModelEchoedStayOut) {
  put_reply(record(0, 0, 0), scored(Verdict::pass, 1), "the key is sk-very-secret");
  ASSERT_TRUE(register_secret("KEY", "sk-very-secret"));
  EXPECT_EQ(report().cells[0].reply->answer, "the key is [REDACTED:KEY]");
}

constexpr const char* kThrottledLane = R"([{"name": "lab", "concurrency": 8,
  "lowest_concurrency": 5, "rpm": null, "tpm": 90000, "rate_limited": 3, "pauses": 2,
  "paused_ms": 7500, "learned": {"requests": {"limit": 600, "per_minute": 601}},
  "events": [{"at": "2026-11-23T14:53:08Z", "what": "paused 7.0 s: 429"}], "events_left_out": 2}])";

// What was spent is what the attempts cost, those without a reply too: a sum is not
// told where a part of it is not known.
TEST_F(SummariseTest, SpendingIsOfEveryAttemptAndSaysWhatIsUnknown) {
  const auto attempt = [&](std::int64_t id, std::optional<Money> cost, std::optional<Money> worst) {
    Intent intent;
    intent.attempt_id = id;
    intent.key = sha256("spent");
    intent.worst = worst;
    check(store_.put_intent(run_.id, intent));
    Attempt made;
    made.cost = cost;
    check(store_.settle_attempt(run_.id, id, made));
  };
  attempt(1, Money{2'610'000'000'000}, Money{3'000'000'000'000});
  EXPECT_EQ(spending_text(spent_of(report())), "$2.61");
  attempt(2, Money{0}, Money{7});
  attempt(3, std::nullopt, Money{400'000'000});
  Intent open;
  open.attempt_id = 4;
  open.key = sha256("spent");
  check(store_.put_intent(run_.id, open));
  const Report report = this->report();
  EXPECT_EQ(report.variants[0].spent, (Ledger{Money{2'610'000'000'000}, Money{400'000'000}, 2}));
  EXPECT_EQ(spending_text(spent_of(report)),
            "at least $2.61 (at worst $0.000400 more), 2 attempts of unknown cost");
}

// A time is reported unless the machine that asked may be much of it.
TEST_F(SummariseTest, TimesThatALateMachineMayBeAreNotReported) {
  // The reply took 200 ms.
  for (const double lag : {4.9, 5.1, 19.9, 20.1}) {
    SCOPED_TRACE(lag);
    run_.manifest.erase("sessions");
    add_session(run_.manifest, lag, 0.5, Json::array());
    put_reply(record(0, 0, 0), scored(Verdict::pass, 1));
    const Report made = report();
    const bool saturated = lag > kSaturatedLagMs;
    EXPECT_EQ(made.run.client.saturated, saturated);
    EXPECT_EQ(made.cells.at(0).latency_ms, 200);
    EXPECT_EQ(made.variants[0].latency_ms.p50.value.has_value(), lag < 20);
    EXPECT_EQ(made.variants[0].passed, 1) << "what was answered is known all the same";
    std::string all;
    for (const std::string& warning : made.warnings) all += warning + "\n";
    EXPECT_EQ(all.find("was late by up to") != std::string::npos, saturated) << all;
    if (lag == 5.1) {
      EXPECT_NE(all.find("5.1 ms (p99), 2.5 % of a p50 of 200 ms"), std::string::npos) << all;
    }
  }
}

TEST_F(SummariseTest, SessionsOfARunAddUp) {
  add_session(run_.manifest, 1.5, 2.5, Json::parse(kThrottledLane));
  add_session(run_.manifest, 3.5, 0.5, Json::parse(kThrottledLane));
  const Report made = report();
  EXPECT_EQ(made.run.client.loop_lag_p99_ms, 3.5);
  EXPECT_EQ(made.run.client.delay_p99_ms, 2.5);
  ASSERT_EQ(made.lanes.size(), 1u);
  const LaneSummary& lane = made.lanes[0];
  EXPECT_EQ(lane.rate_limited, 6);
  EXPECT_EQ(lane.pauses, 4);
  EXPECT_EQ(lane.paused_ms, 15'000);
  EXPECT_EQ(lane.lowest_concurrency, 5);
  EXPECT_EQ(lane.tpm, 90'000);
  EXPECT_FALSE(lane.rpm);
  EXPECT_EQ(lane.events.size(), 2u);
  EXPECT_EQ(lane.events_left_out, 4);
  ASSERT_EQ(lane.learned.size(), 1u);
  EXPECT_EQ(lane.learned[0].limit, 600);
}

TEST_F(SummariseTest, CountsRepliesThatAreNotJudgedYet) {
  run_.complete = false;
  put_reply(record(0, 0, 0), scored(Verdict::pass, 1));
  put_reply(record(0, 0, 1), std::nullopt);
  const Report made = report();
  EXPECT_EQ(made.variants[0].unscored, 1);
  EXPECT_EQ(made.warnings.at(0),
            "the run is incomplete: 2 of 8 planned cells have an outcome, 1 of them a reply that "
            "is not judged yet (unscored)");
}

// A verdict that holds without a part is no news of that part.
TEST_F(SummariseTest, CountsScoresThatAreOfSomePartsAlone) {
  CellScore score = scored(Verdict::pass, 1);
  score.parts.push_back({"judge", "", Verdict::error, 0, 1, "judge: it is down"});
  put_reply(record(0, 0, 0), score);
  put_reply(record(0, 0, 1), scored(Verdict::pass, 1));
  const Report made = report();
  const std::string expected = "of 1 cell with a verdict a part could not be judged";
  EXPECT_TRUE(std::ranges::any_of(
      made.warnings, [&](const std::string& warning) { return warning.starts_with(expected); }));
  EXPECT_EQ(made.cases[0].variants[0].open_errors, 1);
  EXPECT_DOUBLE_EQ(made.cases[0].variants[0].open_down, 0.25);
}

TEST_F(SummariseTest, WarnsOfWhatLimitsTheNumbers) {
  run_.complete = false;
  run_.simulated = true;
  add_session(run_.manifest, 1.5, 0.25, Json::parse(kThrottledLane));
  put_reply(record(0, 0, 0), scored(Verdict::pass, 1));
  put_failure(record(0, 0, 1));
  std::string all;
  for (const std::string& warning : report().warnings) all += warning + "\n";
  for (const char* expected :
       {"replies are simulated", "the run is incomplete: 2 of 8 planned cells",
        "1 error of 2 cells left out", "asked for mini-1, answered by mini-1-2026",
        "lab: 3 answers said to wait, 2 pauses of 7.5 s together; concurrency fell from 8 to 5",
        "too few for a p95"}) {
    EXPECT_NE(all.find(expected), std::string::npos) << expected << "\n" << all;
  }
}

}  // namespace
}  // namespace assay
