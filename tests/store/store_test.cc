// What is put into a Store comes out of it.
#include "harness/store/store.h"

#include <algorithm>
#include <random>
#include <tuple>

#include "tests/store/store_fixture.h"

namespace assay::testing {
namespace {

using std::chrono::milliseconds;

std::vector<CellId> scan(Store& store) {
  std::vector<CellId> cells;
  check(store.each_cell("r", [&](const CellView& view) { cells.push_back(view.cell.id); }));
  return cells;
}

Timings all_timings() {
  return {milliseconds(1),
          milliseconds(2),
          milliseconds(3),
          milliseconds(4),
          milliseconds(5),
          Nanoseconds(6'000'001),
          12,
          milliseconds(2)};
}

Failure rate_limited() {
  return {FailureKind::rate_limited, true, std::chrono::seconds(2), 429, "slow down", "rpm"};
}

TEST_F(StoreTest, TheLedgerKnowsWhatWasAndWhatMayHaveBeenBilled) {
  Store store = open_with_run();
  const auto put = [&](std::int64_t id, std::optional<Money> worst) {
    Intent intent = intent_of(id, key_of(1), 0, 0, 0);
    intent.worst = worst;
    check(store.put_intent("r", intent));
  };
  put(1, Money{100});  // never settled
  put(2, Money{50});   // settled, nobody knows for how much
  put(3, Money{70});   // settled for 40
  put(4, std::nullopt);
  Attempt unknown;
  check(store.settle_attempt("r", 2, unknown));
  Attempt known;
  known.cost = Money{40};
  check(store.settle_attempt("r", 3, known));
  const Ledger ledger = value_of(store.ledger("r"));
  EXPECT_EQ(ledger.spent, Money{40});
  EXPECT_EQ(ledger.possible, Money{150});
}

TEST_F(StoreTest, RunComesBackAsItWasBegun) {
  Store store = open();
  RunRecord run = run_of("capitals-20261123T145308Z-00ff");
  run.seed = 0xffff'ffff'ffff'ffff;  // beyond SQLite's signed integers
  run.simulated = true;
  run.planned_cells = 1'000'000;
  check(store.begin_run(run, {{"france", {"europe", "easy"}}, {"japan", {}}}));

  const RunRecord found = value_of(store.find_run(run.id));
  EXPECT_EQ(found.id, run.id);
  EXPECT_EQ(found.suite, run.suite);
  EXPECT_EQ(found.suite_path, run.suite_path);
  EXPECT_EQ(found.suite_hash, run.suite_hash);
  EXPECT_EQ(found.started_at, run.started_at);
  EXPECT_EQ(found.finished_at, "");
  EXPECT_EQ(found.assay_version, run.assay_version);
  EXPECT_EQ(found.seed, run.seed);
  EXPECT_FALSE(found.complete);
  EXPECT_TRUE(found.simulated);
  EXPECT_EQ(found.planned_cells, run.planned_cells);
  EXPECT_EQ(found.manifest, run.manifest);

  const std::vector<CaseRecord> cases = value_of(store.cases(run.id));
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_EQ(cases[0].id, "france");
  EXPECT_EQ(cases[0].tags, (std::vector<std::string>{"europe", "easy"}));
  EXPECT_EQ(cases[1].id, "japan");
  EXPECT_TRUE(cases[1].tags.empty());
}

TEST_F(StoreTest, FinishedRunIsReopenedForResuming) {
  Store store = open_with_run();
  check(store.finish_run("r", "2026-11-23T15:00:00Z", true));
  EXPECT_TRUE(value_of(store.find_run("r")).complete);
  EXPECT_EQ(value_of(store.find_run("r")).finished_at, "2026-11-23T15:00:00Z");
  check(store.reopen_run("r"));
  EXPECT_FALSE(value_of(store.find_run("r")).complete);
  EXPECT_EQ(value_of(store.find_run("r")).finished_at, "");
}

TEST_F(StoreTest, RunIdIsTakenOnce) {
  Store store = open_with_run();
  const Result<void> again = store.begin_run(run_of("r"), {{"a case", {}}});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::usage);
  EXPECT_NE(again.error().message.find("--resume"), std::string::npos);
  EXPECT_TRUE(value_of(store.cases("r")).empty()) << "the refused run left its cases";
}

TEST_F(StoreTest, RunsAreFoundByPrefixAndLatest) {
  Store store = open();
  check(store.begin_run(run_of("tone-1", "2026-11-21T00:00:00Z"), {}));
  check(store.begin_run(run_of("cap-1-more", "2026-11-22T00:00:00Z"), {}));
  check(store.begin_run(run_of("cap-1", "2026-11-23T00:00:00Z"), {}));
  check(store.begin_run(run_of("cap-2", "2026-11-24T00:00:00Z"), {}));

  std::vector<std::string> ids;
  for (const RunRecord& run : value_of(store.runs())) ids.push_back(run.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"cap-2", "cap-1", "cap-1-more", "tone-1"}));

  EXPECT_EQ(value_of(store.find_run("latest")).id, "cap-2");
  EXPECT_EQ(value_of(store.find_run("to")).id, "tone-1");
  EXPECT_EQ(value_of(store.find_run("cap-1")).id, "cap-1") << "exact before prefix";

  const Result<RunRecord> several = store.find_run("cap");
  ASSERT_FALSE(several);
  EXPECT_EQ(several.error().kind, ErrorKind::usage);
  EXPECT_NE(several.error().message.find("3 runs"), std::string::npos) << several.error().message;

  EXPECT_EQ(value_of(store.find_run("-more")).id, "cap-1-more") << "an end";
  EXPECT_EQ(value_of(store.find_run("cap-1-")).id, "cap-1-more");
  EXPECT_FALSE(store.find_run("ore")) << "less than four characters are no end";
  EXPECT_FALSE(store.find_run(""));
  EXPECT_EQ(value_of(store.find_run("previous")).id, "cap-1");

  const Result<RunRecord> slip = store.find_run("tine-1");
  ASSERT_FALSE(slip);
  EXPECT_EQ(slip.error().kind, ErrorKind::usage);
  EXPECT_NE(slip.error().message.find("did you mean 'tone-1'?"), std::string::npos)
      << slip.error().message;
}

TEST_F(StoreTest, EmptyStoreHasNoLatestRun) {
  Store store = open();
  const Result<RunRecord> latest = store.find_run("latest");
  ASSERT_FALSE(latest);
  EXPECT_NE(latest.error().message.find("holds no run yet"), std::string::npos);
}

TEST_F(StoreTest, UnknownRunIsAUsageErrorEverywhere) {
  Store store = open_with_run();
  const Result<void> results[] = {
      store.finish_run("x", "", true),
      store.put_intent("x", intent_of(1, key_of(1), 0, 0, 0, 1, "2026-11-23T14:53:08Z")),
      store.settle_attempt("x", 1, {}),
      store.put_cell("x", {}, 0),
      store.put_score("x", {}),
      store.each_cell("x", [](const CellView&) {}),
      store.put_question("x", 0, 0, "[]").map([](std::int64_t) {}),
      store.cases("x").map([](const std::vector<CaseRecord>&) {}),
  };
  for (const Result<void>& result : results) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::usage);
    EXPECT_NE(result.error().message.find("has no run 'x'"), std::string::npos);
  }
}

TEST_F(StoreTest, ReplyComesBackByKeyWithItsTimingsAndCost) {
  Store store = open();
  Reply reply = reply_of("Paris");
  reply.reasoning = "France, so Paris.";
  reply.tool_calls = {{"1", "look_up", "{\"city\":"}};
  reply.usage.output = 12;
  const std::int64_t id =
      value_of(store.put_reply(key_of(1), reply, all_timings(), Money{150'000}));

  EXPECT_EQ(value_of(store.find_reply_id(key_of(1))), id);
  EXPECT_EQ(value_of(store.find_reply_id(key_of(2))), std::nullopt);
  EXPECT_FALSE(value_of(store.find_reply(key_of(2))));
  EXPECT_FALSE(value_of(store.reply(id + 1)));
  const std::optional<StoredReply> found = value_of(store.find_reply(key_of(1)));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, id);
  EXPECT_EQ(found->reply, reply);
  EXPECT_EQ(found->timings, all_timings());
  EXPECT_EQ(found->cost, Money{150'000});
}

TEST_F(StoreTest, EveryPaidReplyIsKeptAndAKeyFindsItsNewest) {
  Store store = open();
  const std::int64_t first = value_of(store.put_reply(key_of(1), reply_of("Paris"), {}, {}));
  const std::int64_t second = value_of(store.put_reply(key_of(1), reply_of("Lyon"), {}, {}));
  EXPECT_NE(first, second);
  EXPECT_EQ(value_of(store.reply(first))->reply.answer, "Paris");
  EXPECT_EQ(value_of(store.find_reply(key_of(1)))->reply.answer, "Lyon");
}

TEST_F(StoreTest, AttemptIdsGoOnAboveEveryAttemptOfTheRun) {
  Store store = open_with_run();
  EXPECT_EQ(value_of(store.next_attempt_id("r")), 1);
  check(store.put_intent("r", intent_of(41, key_of(1), 0, 0, 0, 1, "2026-11-23T00:00:00Z")));
  EXPECT_EQ(value_of(store.next_attempt_id("r")), 42);
}

TEST_F(StoreTest, ManifestCanBeReplaced) {
  Store store = open_with_run();
  check(store.replace_manifest("r", Json{{"gates", Json::array()}}));
  EXPECT_EQ(value_of(store.find_run("r")).manifest, (Json{{"gates", Json::array()}}));
}

TEST_F(StoreTest, OutcomeIsRecordedAndTheRestOfTheManifestStays) {
  Store store = open_with_run();
  const Json manifest = {{"limits", {{"max_error_rate", 0.30000000000000004}}},
                         {"text", "\xc3\xa9\n"}};
  check(store.replace_manifest("r", manifest));
  for (const char* outcome : {"failed", "failed", "ok"}) {
    check(store.record_outcome("r", outcome));
    Json now = value_of(store.find_run("r")).manifest;  // a row that is sound
    EXPECT_EQ(now["outcome"], outcome);
    now.erase("outcome");
    EXPECT_EQ(now, manifest);
  }
  EXPECT_EQ(store.record_outcome("no such run", "ok").error().kind, ErrorKind::usage);
}

TEST_F(StoreTest, KeysWithTheSameFirstEightBytesAreToldApart) {
  Store store = open();
  Key twin = key_of(1);
  twin.bytes[31] ^= 1;
  ASSERT_EQ(twin.prefix(), key_of(1).prefix());
  value_of(store.put_reply(key_of(1), reply_of("Paris"), {}, {}));
  EXPECT_EQ(value_of(store.find_reply_id(twin)), std::nullopt);
  value_of(store.put_reply(twin, reply_of("Lyon"), {}, {}));
  EXPECT_EQ(value_of(store.find_reply(key_of(1)))->reply.answer, "Paris");
  EXPECT_EQ(value_of(store.find_reply(twin))->reply.answer, "Lyon");
}

TEST_F(StoreTest, QuestionIsStoredOnceARunPromptAndCase) {
  Store store = open_with_run();
  check(store.begin_run(run_of("r2"), {}));
  const std::int64_t row = value_of(store.put_question("r", 1, 2, "[1]"));
  EXPECT_EQ(value_of(store.put_question("r", 1, 2, "[1]")), row);
  EXPECT_EQ(value_of(store.put_question("r", 1, 2, "[1,2]")), row);  // of a dialogue: it went on
  check(store.check([](const std::string& damage) { ADD_FAILURE() << damage; }));
  EXPECT_NE(value_of(store.put_question("r", 2, 1, "[1]")), row);
  EXPECT_NE(value_of(store.put_question("r2", 1, 2, "[1]")), row);
}

TEST_F(StoreTest, CellComesBackWithReplyScoreAndQuestion) {
  Store store = open_with_run();
  CellRecord cell = cell_of(1, 2, 3);
  cell.reply_id = value_of(store.put_reply(cell.key, reply_of("Paris"), all_timings(), Money{7}));
  cell.cached = true;
  cell.attempts = 2;
  cell.spent = Money{9};
  const std::int64_t question = value_of(store.put_question("r", 0, 2, R"([{"role":"user"}])"));
  check(store.put_cell("r", cell, question));
  const ScoreRecord score{{1, 2, 3},
                          {Verdict::fail,
                           0.25,
                           {{"contains", "", Verdict::pass, 1, 1, ""},
                            {"not regex", "style", Verdict::fail, 0, 3, "found \"x\"\n"}}}};
  check(store.put_score("r", score));

  int visits = 0;
  check(store.each_cell("r", [&](const CellView& view) {
    ++visits;
    EXPECT_EQ(view.cell.id, (CellId{1, 2, 3}));
    EXPECT_EQ(view.cell.key, cell.key);
    EXPECT_EQ(view.cell.reply_id, cell.reply_id);
    EXPECT_TRUE(view.cell.cached);
    EXPECT_EQ(view.cell.attempts, 2);
    EXPECT_EQ(view.cell.spent, Money{9});
    EXPECT_FALSE(view.cell.failure);
    ASSERT_TRUE(view.reply);
    EXPECT_EQ(view.reply->reply.answer, "Paris");
    EXPECT_EQ(view.reply->timings, all_timings());
    EXPECT_EQ(view.reply->cost, Money{7});
    ASSERT_TRUE(view.score);
    EXPECT_EQ(view.score->cell, (CellId{1, 2, 3}));
    EXPECT_EQ(view.score->score, score.score);
    EXPECT_EQ(view.messages, R"([{"role":"user"}])");
  }));
  EXPECT_EQ(visits, 1);
}

TEST_F(StoreTest, FailedCellHasAFailureAndNothingElse) {
  Store store = open_with_run();
  CellRecord cell = cell_of(0, 0, 0);
  cell.failure = rate_limited();
  check(store.put_cell("r", cell, 0));
  int visits = 0;
  check(store.each_cell("r", [&](const CellView& view) {
    ++visits;
    EXPECT_EQ(view.cell.failure, rate_limited());
    EXPECT_FALSE(view.cell.reply_id);
    EXPECT_FALSE(view.cell.spent) << "unknown is not 0";
    EXPECT_FALSE(view.reply);
    EXPECT_FALSE(view.score);
    EXPECT_EQ(view.messages, "");
  }));
  EXPECT_EQ(visits, 1);
}

TEST_F(StoreTest, CellsComeInOrderOfCaseVariantRepeatHoweverTheyWerePut) {
  Store store = open_with_run();
  std::vector<CellId> cells;
  for (std::uint32_t i = 0; i < 300; ++i) cells.push_back({i / 10 % 6, i % 10, i / 60});
  const std::vector<CellId> sorted = [&] {
    std::vector<CellId> copy = cells;
    std::sort(copy.begin(), copy.end());
    return copy;
  }();
  std::shuffle(cells.begin(), cells.end(), std::mt19937(7));
  for (const CellId& id : cells)
    check(store.put_cell("r", cell_of(id.variant, id.case_index, id.repeat), 0));
  EXPECT_EQ(scan(store), sorted);

  std::vector<CellId> recorded;
  for (const RecordedCell& each : value_of(store.recorded_cells("r")))
    recorded.push_back(each.cell);
  EXPECT_EQ(recorded, sorted);
}

TEST_F(StoreTest, RecordedCellsSayWhichFailed) {
  Store store = open_with_run();
  put_answered(store, cell_of(0, 0, 0), "Paris");
  CellRecord failed = cell_of(0, 1, 0);
  failed.failure = rate_limited();
  check(store.put_cell("r", failed, 0));
  EXPECT_EQ(value_of(store.recorded_cells("r")),
            (std::vector<RecordedCell>{{{0, 0, 0}, false}, {{0, 1, 0}, true}}));
}

TEST_F(StoreTest, SecondPutOfACellOrScoreReplacesTheFirst) {
  Store store = open_with_run();
  CellRecord cell = cell_of(0, 0, 0);
  cell.failure = rate_limited();
  check(store.put_cell("r", cell, 0));
  check(store.put_score("r", {{0, 0, 0}, {Verdict::error, std::nullopt, {}}}));
  cell.failure.reset();
  put_answered(store, cell, "Paris");
  check(store.put_score("r", {{0, 0, 0}, {Verdict::pass, 1, {}}}));
  int visits = 0;
  check(store.each_cell("r", [&](const CellView& view) {
    ++visits;
    EXPECT_FALSE(view.cell.failure);
    EXPECT_EQ(view.reply->reply.answer, "Paris");
    EXPECT_EQ(view.score->score.verdict, Verdict::pass);
    EXPECT_EQ(view.score->score.value, 1.0);
  }));
  EXPECT_EQ(visits, 1);
}

TEST_F(StoreTest, CellsOfOtherRunsStayApart) {
  Store store = open_with_run();
  check(store.begin_run(run_of("r2"), {}));
  check(store.put_cell("r2", cell_of(5, 5, 5), 0));
  check(store.put_score("r2", {{5, 5, 5}, {Verdict::pass, 1, {}}}));
  check(store.put_cell("r", cell_of(5, 5, 5), 0));
  int visits = 0;
  check(store.each_cell("r", [&](const CellView& view) {
    ++visits;
    EXPECT_FALSE(view.score);
  }));
  EXPECT_EQ(visits, 1);
}

TEST_F(StoreTest, AttemptIsOpenUntilItIsSettled) {
  Store store = open_with_run();
  check(store.put_intent("r", intent_of(1, key_of(1), 4, 5, 6, 1, "2026-11-23T14:53:08Z")));
  check(store.put_intent("r", intent_of(2, key_of(1), 4, 5, 6, 2, "2026-11-23T14:53:09Z")));
  check(store.put_intent("r", intent_of(3, key_of(2), 4, 5, 7, 1, "2026-11-23T14:53:10Z")));
  EXPECT_EQ(value_of(store.open_attempts("r")), 3u);

  Attempt first;
  first.http_status = 429;
  first.failure = rate_limited();
  check(store.settle_attempt("r", 1, first));
  Attempt second;
  second.number = 2;
  second.http_status = 200;
  second.timings = all_timings();
  second.cost = Money{42};
  check(store.settle_attempt("r", 2, second));
  EXPECT_EQ(value_of(store.open_attempts("r")), 1u);

  const std::vector<Attempt> attempts = value_of(store.attempts("r", {4, 5, 6}));
  ASSERT_EQ(attempts.size(), 2u);
  EXPECT_EQ(attempts[0].number, 1);
  EXPECT_EQ(attempts[0].http_status, 429);
  EXPECT_EQ(attempts[0].failure, rate_limited());
  EXPECT_FALSE(attempts[0].cost);
  EXPECT_EQ(to_rfc3339(attempts[0].started_at), "2026-11-23T14:53:08Z");
  EXPECT_EQ(attempts[1].number, 2);
  EXPECT_EQ(attempts[1].timings, all_timings());
  EXPECT_EQ(attempts[1].cost, Money{42});
  EXPECT_FALSE(attempts[1].failure);
  EXPECT_TRUE(value_of(store.attempts("r", {4, 5, 7})).empty()) << "an open attempt has no end";
}

TEST_F(StoreTest, EachAttemptOfTheRunIsVisitedInTheOrderOfItsBeginning) {
  Store store = open_with_run();
  check(store.begin_run(run_of("other"), {}));
  check(store.put_intent("other", intent_of(1, key_of(1), 9, 9, 9, 1, "2026-11-23T14:53:08Z")));
  check(store.settle_attempt("other", 1, {}));
  check(store.put_intent("r", intent_of(7, key_of(1), 4, 5, 6, 1, "2026-11-23T14:53:08Z")));
  check(store.put_intent("r", intent_of(8, key_of(2), 0, 1, 2, 1, "2026-11-23T14:53:09Z")));
  check(store.put_intent("r", intent_of(9, key_of(1), 4, 5, 6, 2, "2026-11-23T14:53:10Z")));
  check(store.put_intent("r", intent_of(10, key_of(3), 4, 5, 7, 1, "2026-11-23T14:53:11Z")));
  Attempt refused;
  refused.http_status = 429;
  refused.failure = rate_limited();
  check(store.settle_attempt("r", 7, refused));
  Attempt done;
  done.http_status = 200;
  done.timings = all_timings();
  for (const std::int64_t id : {9, 8}) check(store.settle_attempt("r", id, done));

  std::vector<AttemptView> seen;
  check(store.each_attempt("r", [&](const AttemptView& view) { seen.push_back(view); }));
  ASSERT_EQ(seen.size(), 3u) << "neither another run's nor an open one";
  EXPECT_EQ(seen[0].attempt.failure, rate_limited());
  EXPECT_EQ(seen[1].cell, (CellId{0, 1, 2}));
  EXPECT_EQ(seen[2].cell.variant, 4u);
  EXPECT_EQ(seen[2].attempt.number, 2);
  EXPECT_EQ(seen[2].attempt.timings, all_timings());
  EXPECT_FALSE(store.each_attempt("nobody", [](const AttemptView&) {}));
}

TEST_F(StoreTest, SettlingAnAttemptThatWasNeverPutIsAnError) {
  Store store = open_with_run();
  EXPECT_FALSE(store.settle_attempt("r", 99, {}));
}

TEST_F(StoreTest, FailedTransactionLeavesNothing) {
  Store store = open();
  const Result<void> failed = store.transaction([&]() -> Result<void> {
    check(store.begin_run(run_of("r"), {}));
    check(store.put_cell("r", cell_of(0, 0, 0), 0));
    return usage_error("changed my mind");
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "changed my mind");
  EXPECT_TRUE(value_of(store.runs()).empty());
  EXPECT_FALSE(store.put_cell("r", cell_of(0, 0, 0), 0)) << "the run was rolled back";
}

TEST_F(StoreTest, VisitorMayReadThroughTheSameStore) {
  Store store = open_with_run();
  for (std::uint32_t i = 0; i < 3; ++i) put_answered(store, cell_of(0, i, 0), "Paris");
  int inner = 0;
  check(store.each_cell("r", [&](const CellView& view) {
    EXPECT_TRUE(value_of(store.find_reply(view.cell.key)));
    check(store.each_cell("r", [&](const CellView&) { ++inner; }));
  }));
  EXPECT_EQ(inner, 9);
}

// Hostile text ---------------------------------------------------------------

TEST_F(StoreTest, NulAndQuotesSurvive) {
  Store store = open_with_run();
  const std::string hostile("a\0b'); DROP TABLE cell; --\"\n\x1b[31m", 33);
  CellRecord cell = cell_of(0, 0, 0);
  cell.failure = rate_limited();
  cell.failure->message = hostile;
  check(store.put_cell("r", cell, 0));
  check(store.put_score(
      "r", {{0, 0, 0}, {Verdict::pass, 1, {{hostile, "", Verdict::pass, 1, 1, hostile}}}}));
  value_of(store.put_reply(key_of(9), reply_of(hostile), {}, {}));
  int visits = 0;
  check(store.each_cell("r", [&](const CellView& view) {
    ++visits;
    EXPECT_EQ(view.cell.failure->message, hostile);
    EXPECT_EQ(view.score->score.parts.at(0).reason, hostile);
  }));
  EXPECT_EQ(visits, 1);
  EXPECT_EQ(value_of(store.find_reply(key_of(9)))->reply.answer, hostile);
}

TEST_F(StoreTest, InvalidUtf8IsStoredAsReplacementCharacters) {
  Store store = open();
  RunRecord run = run_of("r");
  run.suite = "caf\xe9";
  check(store.begin_run(run, {{"\xff", {"\xc3"}}}));
  EXPECT_EQ(value_of(store.find_run("r")).suite, "caf\uFFFD");
  EXPECT_EQ(value_of(store.cases("r")).at(0).id, "\uFFFD");
  EXPECT_EQ(value_of(store.cases("r")).at(0).tags.at(0), "\uFFFD");
  value_of(store.put_reply(key_of(1), reply_of("caf\xe9"), {}, {}));
  EXPECT_EQ(value_of(store.find_reply(key_of(1)))->reply.answer, "caf\uFFFD");
}

TEST_F(StoreTest, SecretsAreNeverInTheFile) {
  const std::string secret = "sk-live-8f2c\"quoted\\";
  ASSERT_TRUE(register_secret("OWN_KEY", secret));
  {
    Store store = open();
    RunRecord run = run_of("r");
    run.manifest = {{"note", "key " + secret}, {secret, 1}};
    check(store.begin_run(run, {{"case " + secret, {secret}}}));
    Reply reply = reply_of("your key is " + secret);
    reply.tool_calls = {{"", "f", secret}};
    reply.session = secret;
    reply.quirks = {"the field " + secret};
    value_of(store.put_reply(key_of(1), reply, {}, {}));
    value_of(store.put_question("r", 0, 0, dump_json(Json::array({{{"content", secret}}}))));
    CellRecord cell = cell_of(0, 0, 0);
    cell.failure = rate_limited();
    cell.failure->message = "bad key " + secret;
    check(store.put_cell("r", cell, 0));
    check(store.put_score(
        "r", {{0, 0, 0}, {Verdict::fail, 0, {{"a", "", Verdict::fail, 0, 1, secret}}}}));
    EXPECT_EQ(value_of(store.find_reply(key_of(1)))->reply.answer,
              "your key is [REDACTED:OWN_KEY]");
    EXPECT_EQ(value_of(store.cases("r")).at(0).id, "case [REDACTED:OWN_KEY]");
    EXPECT_EQ(value_of(store.find_run("r")).manifest.at("note"), "key [REDACTED:OWN_KEY]");
  }
  EXPECT_EQ(read_text(file()).find("8f2c"), std::string::npos);
}

TEST_F(StoreTest, SecretThatLooksLikeANumberLeavesTheJsonReadable) {
  ASSERT_TRUE(register_secret("PIN", "1234567"));
  Store store = open();
  RunRecord run = run_of("r");
  run.manifest = {{"seed", 1234567}, {"text", "1234567"}};
  check(store.begin_run(run, {}));
  EXPECT_EQ(value_of(store.find_run("r")).manifest.at("text"), "[REDACTED:PIN]");
  Reply reply = reply_of("none");
  reply.usage.input = 1234567;
  value_of(store.put_reply(key_of(1), reply, {}, {}));
  EXPECT_EQ(value_of(store.find_reply(key_of(1)))->reply, reply);
}

}  // namespace
}  // namespace assay::testing
