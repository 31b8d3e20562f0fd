// A Store whose bytes were changed anywhere gives the same report, or says that it is
// damaged. Never other numbers.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

#include "harness/base/random.h"
#include "harness/report/gate/exit_decision.h"
#include "harness/report/summary/summarise.h"
#include "harness/store/sqlite.h"
#include "harness/store/store.h"
#include "reporters/console.h"
#include "reporters/reporter.h"
#include "tests/support/results.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

using testing::check;
using testing::value_of;

Json manifest() {
  const auto variant = [](const char* id) {
    return Json{{"id", id},
                {"model", id},
                {"model_id", "m-1"},
                {"provider", "own"},
                {"prompt", "plain"},
                {"axes", Json::object()},
                {"params", {{"max_tokens", 9}}}};
  };
  return {{"version", 1},
          {"repeats", 2},
          {"prompts", {"plain"}},
          {"gates", {{{"name", "g"}, {"metric", "pass_rate"}, {"at_least", 0.1}}}},
          {"variants", {variant("small"), variant("large")}}};
}

constexpr std::uint32_t kCases = 12;

void put_cell(Store& store, const std::string& run, std::uint32_t variant, std::uint32_t case_index,
              std::uint32_t repeat, std::int64_t attempt_id) {
  CellRecord cell;
  cell.id = {variant, case_index, repeat};
  cell.key = sha256(std::to_string(attempt_id));
  cell.attempts = 1;
  cell.spent = Money{1'000 + attempt_id};
  Attempt attempt;
  attempt.http_status = 200;
  attempt.timings.sent = milliseconds(5);
  attempt.timings.done = milliseconds(200 + attempt_id);
  attempt.cost = cell.spent;
  const bool fails = attempt_id % 7 == 0;
  if (fails) {
    cell.failure = Failure{FailureKind::timeout, true, {}, 0, "no first byte in 10 s", ""};
    attempt.failure = cell.failure;
  }
  Intent intent;
  intent.attempt_id = attempt_id;
  intent.key = cell.key;
  intent.cell = cell.id;
  intent.worst = Money{5'000};
  check(store.put_intent(run, intent));
  check(store.settle_attempt(run, attempt_id, attempt));
  if (!fails) {
    Reply reply;
    reply.answer = "answer " + std::to_string(attempt_id);
    reply.finish_reason = FinishReason::stop;
    reply.model = "m-1";
    reply.usage.input = 10;
    reply.usage.output = 2 + attempt_id;
    cell.reply_id = value_of(store.put_reply(cell.key, reply, attempt.timings, attempt.cost));
  }
  check(store.put_cell(run, cell,
                       value_of(store.put_question(run, 0, case_index, R"([{"role":"user"}])"))));
  const bool passes = attempt_id % 3 != 0;
  check(store.put_score(
      run, {cell.id,
            {fails    ? Verdict::error
             : passes ? Verdict::pass
                      : Verdict::fail,
             fails ? std::nullopt : std::optional(passes ? 1.0 : 0.25),
             {{"contains", "", passes ? Verdict::pass : Verdict::fail, 1, 1, "because"}}}}));
}

enum class End { whole, cut_off };

void make_store(const std::filesystem::path& file, End end) {
  Store store = value_of(Store::open(file, Store::Access::read_write));
  for (const char* id : {"older", "newer"}) {
    RunRecord run;
    run.id = id;
    run.suite = "capitals";
    run.started_at = "2026-11-23T14:53:08Z";
    run.assay_version = "0.1.0";
    run.planned_cells = kCases * 4;
    run.manifest = manifest();
    std::vector<CaseRecord> cases;
    for (std::uint32_t i = 0; i < kCases; ++i)
      cases.push_back({"case " + std::to_string(i), {"t"}});
    check(store.transaction([&]() -> Result<void> {
      check(store.begin_run(run, cases));
      std::int64_t attempt = 0;
      for (std::uint32_t i = 0; i < kCases; ++i)
        for (std::uint32_t variant = 0; variant < 2; ++variant)
          for (std::uint32_t repeat = 0; repeat < 2; ++repeat)
            put_cell(store, id, variant, i, repeat, ++attempt);
      return {};
    }));
    if (end == End::whole) check(store.finish_run(id, "2026-11-23T15:00:00Z", true));
  }
}

// All that a report knows, and what people read first.
std::string rendered(const Report& report) {
  std::ostringstream out;
  find_reporter("json")->write(report, out);
  write_console(report, out, Colour::no, 100);
  return out.str();
}

Result<Report> report_of_latest(const std::filesystem::path& file) {
  ASSAY_TRY(Store store, Store::open(file, Store::Access::read_only));
  ASSAY_TRY(const RunRecord run, store.find_run("latest"));
  return summarise(store, run);
}

void expect_said(const Report& report) {
  EXPECT_EQ(decide_exit(report).exit, ExitClass::infrastructure);
  for (const GateResult& gate : report.gates) EXPECT_EQ(gate.outcome, GateOutcome::error);
  for (const ReporterRow& row : reporter_rows()) {
    std::ostringstream out;
    row.write(report, out);
    EXPECT_NE(out.str().find("amage"), std::string::npos) << row.name;
  }
}

// Changes the bytes at one place, and says how.
std::string damage(std::string& bytes, Random& random) {
  constexpr std::size_t kPage = 4096;
  const std::size_t at = random.below(bytes.size());
  const std::string where = " at " + std::to_string(at);
  switch (random.below(5)) {
    case 0:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
      return "a bit" + where;
    case 1:
      bytes[at] = static_cast<char>(random.next());
      return "a byte" + where;
    case 2:
      bytes[at] = static_cast<char>(bytes[at] + 1);
      return "one more" + where;
    case 3:
      bytes.replace(at, std::min<std::size_t>(8, bytes.size() - at),
                    std::min<std::size_t>(8, bytes.size() - at), '\0');
      return "zeros" + where;
    default: {
      const std::size_t from = random.below(bytes.size() / kPage);
      const std::size_t to = random.below(bytes.size() / kPage);
      bytes.replace(to * kPage, kPage, bytes.substr(from * kPage, kPage));
      return "page " + std::to_string(from + 1) + " in place of " + std::to_string(to + 1);
    }
  }
}

class DamagedStore : public ::testing::TestWithParam<End> {};

TEST_P(DamagedStore, GivesTheSameReportOrSaysThatItIsDamaged) {
  const testing::TemporaryFolder folder;
  make_store(folder / "assay.db", GetParam());
  const std::string sound = testing::read_text(folder / "assay.db");
  const std::string expected = rendered(value_of(report_of_latest(folder / "assay.db")));
  int same = 0;
  int refused = 0;
  int said = 0;
  Random random(20261127);
  for (int round = 0; round < 300; ++round) {
    std::string bytes = sound;
    const std::string change = damage(bytes, random);
    testing::write_text(folder / "damaged.db", bytes);
    const Result<Report> report = report_of_latest(folder / "damaged.db");
    if (!report) {
      ++refused;
    } else if (!report->run.damage.empty()) {
      ++said;
      expect_said(*report);
    } else {
      ++same;
      ASSERT_EQ(rendered(*report), expected) << "other numbers without a word: " << change;
    }
  }
  EXPECT_GT(same, 0);
  EXPECT_GT(refused, 0);
  EXPECT_GT(said, 0);
}

INSTANTIATE_TEST_SUITE_P(Runs, DamagedStore, ::testing::Values(End::whole, End::cut_off),
                         [](const auto& run) {
                           return std::string(run.param == End::whole ? "whole" : "cut_off");
                         });

TEST(DamagedRun, IsComparedWithNothing) {
  const testing::TemporaryFolder folder;
  make_store(folder / "assay.db", End::whole);
  {
    Database database = value_of(Database::open(folder / "assay.db", Database::Mode::update));
    check(database.execute("UPDATE score SET verdict = 'pass' WHERE verdict = 'fail'"));
  }
  Store store = value_of(Store::open(folder / "assay.db", Store::Access::read_only));
  const Result<Report> report = measured(store, value_of(store.find_run("latest")));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::infrastructure);
}

}  // namespace
}  // namespace assay
