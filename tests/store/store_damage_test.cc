// Rows that are not as they were written are said, and named.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <limits>
#include <optional>
#include <span>

#include "harness/base/random.h"
#include "harness/store/row_sum.h"
#include "harness/store/run_lock.h"
#include "harness/store/schema.h"
#include "harness/store/sqlite.h"
#include "tests/store/store_fixture.h"

namespace assay::testing {
namespace {

TEST(RowSum, AnotherWordIsAnotherSumWhateverIsAroundIt) {
  Random random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string text(1 + random.below(100), '\0');
    for (char& c : text) c = static_cast<char>(random.next());
    const std::int64_t sum = sum_of(7, std::string_view(text), 0.5);
    std::string other = text;
    char& changed = other[random.below(other.size())];
    changed = static_cast<char>(changed ^ (1 << random.below(8)));
    EXPECT_NE(sum_of(7, std::string_view(other), 0.5), sum);
  }
}

TEST(RowSum, KindsAndBordersCount) {
  const std::optional<int> none;
  const std::vector<std::int64_t> sums = {sum_of(),
                                          sum_of(none),
                                          sum_of(none, none),
                                          sum_of(0),
                                          sum_of(0.0),
                                          sum_of(std::string_view("")),
                                          sum_of(Blob{""}),
                                          sum_of(std::string_view("ab"), std::string_view("c")),
                                          sum_of(std::string_view("a"), std::string_view("bc")),
                                          sum_of(std::string_view("a\0", 2)),
                                          sum_of(std::string_view("a"))};
  for (std::size_t i = 0; i < sums.size(); ++i) {
    for (std::size_t j = i + 1; j < sums.size(); ++j) EXPECT_NE(sums[i], sums[j]) << i << ' ' << j;
  }
}

TEST(RowSum, IsOfWhatSqliteKeeps) {
  EXPECT_EQ(sum_of(-0.0), sum_of(0.0));
  EXPECT_EQ(sum_of(std::numeric_limits<double>::quiet_NaN()), sum_of(std::optional<double>()));
  // The sums are in files: they may not change with the program.
  EXPECT_EQ(sum_of(1, std::string_view("Paris, France"), 0.5, std::optional<int>()),
            std::int64_t{7639809479210256668});
}

class StoreDamageTest : public StoreTest {
 protected:
  // A run of two cases that has ended, with a row in every table; and a newer one.
  void make_store() {
    Store store = open();
    check(store.begin_run(run_of("r"), {{"france", {"eu"}}, {"japan", {}}}));
    for (std::uint32_t i = 0; i < 2; ++i) {
      CellRecord cell = cell_of(0, i, 0);
      check(store.put_intent("r", intent_of(i + 1, cell.key, 0, i, 0)));
      Attempt attempt;
      attempt.http_status = 200;
      attempt.cost = Money{5};
      check(store.settle_attempt("r", i + 1, attempt));
      cell.reply_id = value_of(store.put_reply(cell.key, reply_of("Paris"), {}, Money{5}));
      check(store.put_cell("r", cell, value_of(store.put_question("r", 0, i, "[]"))));
      check(store.put_score("r", {{0, i, 0}, {Verdict::pass, 0.5, {}}}));
    }
    check(store.put_raw_reply("r", 1, {"openai_chat", false, 200, "text/plain", "?"}));
    check(store.finish_run("r", "2026-11-23T15:00:00Z", true));
    check(store.begin_run(run_of("newer"), {}));
  }
  void change(const std::string& sql) {
    Database database = value_of(Database::open(file(), Database::Mode::update));
    check(database.execute(sql));
    ASSERT_GT(database.changes(), 0) << sql;
  }
  // What `assay store check` says, a line each.
  std::string checked() {
    std::string said;
    Store store = open(Store::Access::read_only);
    const Result<void> read = store.check([&](const std::string& what) { said += what + '\n'; });
    return read ? said : said + read.error().message + '\n';
  }
  // What reading all that a report reads says; "" if it is all as it was.
  std::string read() {
    Store store = open(Store::Access::read_only);
    const Result<RunRecord> latest = store.find_run("latest");
    if (!latest) return latest.error().message;
    const Result<RunRecord> run = store.find_run("r");
    if (!run) return run.error().message;
    if (const auto cases = store.cases("r"); !cases) return cases.error().message;
    if (const auto cells = store.each_cell("r", [](const CellView&) {}); !cells)
      return cells.error().message;
    if (const auto spent = store.ledgers("r"); !spent) return spent.error().message;
    return "";
  }
};

TEST_F(StoreDamageTest, ASoundStoreIsSaidToBeSound) {
  make_store();
  EXPECT_EQ(checked(), "");
  EXPECT_EQ(read(), "");
}

struct DamagedRow {
  const char* sql;
  const char* checked;  // what the check names
  const char* read;     // what a reader says; "" where no report reads it
};

TEST_F(StoreDamageTest, EachRowThatWasChangedIsNamed) {
  const DamagedRow rows[] = {
      {"UPDATE run SET suite = 'capitols' WHERE id = 'r'", "run 1 is not", "run 'r'"},
      {"UPDATE run SET complete = 0 WHERE id = 'r'", "run 1 is not", "run 'r'"},
      {"UPDATE run SET run = 0 WHERE id = 'newer'", "run 0 is not", "run 'newer'"},
      {"UPDATE latest SET run = 1", "which run is the latest is not", "does not have the runs"},
      {"DELETE FROM run WHERE id = 'newer'", "does not have the runs", "does not have the runs"},
      {"UPDATE run_case SET id = 'franca' WHERE case_index = 0", "run 1: case 0", "case 0"},
      {"DELETE FROM run_case WHERE case_index = 1", "cases of run r are missing", "missing"},
      {"UPDATE question SET messages = '[1]' WHERE case_index = 1", "run 1: question 2",
       "question 2"},
      {"DELETE FROM question WHERE case_index = 1", "question 2 is missing", "question 2"},
      {"UPDATE attempt SET cost_picos = 6 WHERE attempt = 2", "run 1: attempt 2", "attempt 2"},
      {"UPDATE attempt SET settled = 0 WHERE attempt = 2", "run 1: attempt 2", "attempt 2"},
      {"UPDATE attempt SET worst_picos = 6 WHERE attempt = 2", "run 1: attempt 2", "attempt 2"},
      {"DELETE FROM attempt WHERE attempt = 2", "1 of 2 attempts", "1 of 2 attempts"},
      {"UPDATE reply SET body = replace(body, 'Paris', 'Parks') WHERE reply = 2", "reply 2",
       "reply 2 is not"},
      {"UPDATE reply SET done_ns = 1 WHERE reply = 2", "reply 2", "reply 2 is not"},
      {"DELETE FROM reply WHERE reply = 2", "reply 2 is missing", "reply 2 is missing"},
      {"UPDATE cell SET reply = 1 WHERE case_index = 1", "cell of case 1, variant 0, repeat 0",
       "case 1"},
      {"UPDATE cell SET cached = 1 WHERE case_index = 1", "cell of case 1, variant 0, repeat 0",
       "case 1"},
      {"DELETE FROM cell WHERE case_index = 1", "1 of 2 cells", "1 of 2 cells"},
      {"UPDATE score SET value = 0.75 WHERE case_index = 1", "score of case 1", "score"},
      {"UPDATE score SET verdict = 'fail' WHERE case_index = 1", "score of case 1", "score"},
      {"DELETE FROM score WHERE case_index = 1", "1 of 2 scores", "1 of 2 scores"},
      {"UPDATE raw_reply SET body = x'00'", "what was kept of attempt 1", ""},
  };
  for (const DamagedRow& row : rows) {
    std::filesystem::remove(file());
    make_store();
    change(row.sql);
    EXPECT_NE(checked().find(row.checked), std::string::npos) << row.sql << ": " << checked();
    const std::string said = read();
    if (std::string_view(row.read).empty()) {
      EXPECT_EQ(said, "") << row.sql;
    } else {
      EXPECT_NE(said.find(row.read), std::string::npos) << row.sql << ": " << said;
    }
  }
}

// Two rows that are each sound, but change places: a reply belongs to a cell by its Key.
TEST_F(StoreDamageTest, ASoundReplyOfAnotherCellIsDamage) {
  make_store();
  change("UPDATE reply SET reply = 3 - reply + 10; UPDATE reply SET reply = reply - 10");
  EXPECT_NE(read().find("reply 1 is not"), std::string::npos) << read();
}

TEST_F(StoreDamageTest, WhatIsLeftIsToldOfAndNothingIsInvented) {
  make_store();
  change("UPDATE reply SET body = replace(body, 'Paris', 'Parks') WHERE reply = 1");
  Store store = open(Store::Access::read_only);
  Damage damage;
  int cells = 0;
  check(store.each_cell(
      "r",
      [&](const CellView& view) {
        ++cells;
        EXPECT_EQ(view.reply.has_value(), view.cell.id.case_index == 1);
        EXPECT_EQ(view.score.has_value(), view.cell.id.case_index == 1);
        EXPECT_EQ(view.damage.empty(), view.cell.id.case_index == 1);
      },
      &damage));
  EXPECT_EQ(cells, 2);
  EXPECT_EQ(damage.found, 1u);
}

TEST_F(StoreDamageTest, ARunOfAnExactIdIsReadWhateverElseIsDamaged) {
  make_store();
  change("UPDATE run SET suite = 'x' WHERE id = 'newer'");
  Store store = open(Store::Access::read_only);
  EXPECT_TRUE(store.find_run("r"));
  EXPECT_FALSE(store.find_run("latest"));
  EXPECT_FALSE(store.runs());
}

// Older schemas ---------------------------------------------------------------

class StoreMigrationTest : public StoreDamageTest {
 protected:
  // A Store of the third schema with a run of so many cells.
  void make_third(int cells) {
    Database database = value_of(Database::open(file(), Database::Mode::read_write));
    check(ensure_schema(database, schema_steps().first(3), MayWrite::yes));
    check(database.execute(
        "INSERT INTO run VALUES (1, 'r', 's', 's.yaml', '00', '2026-01-01T00:00:00Z', "
        "'2026-01-01T00:00:01Z', '0.1.0', 0, 1, 0, " +
        std::to_string(cells) + ", '{}'); INSERT INTO run_case VALUES (1, 0, 'france', '[]')"));
    check(database.execute(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < " +
        std::to_string(cells) +
        ") INSERT INTO reply (reply, key_prefix, key, done_ns, cost_picos, body) SELECT i + 1, i, "
        "zeroblob(32), 9, 33, '{\"answer\":\"' || hex(randomblob(300)) || "
        "'\",\"finish_reason\":\"stop\"}' FROM n"));
    check(database.execute(
        "INSERT INTO cell (run, case_index, variant, repeat, key, reply, cached, attempts) "
        "SELECT 1, 0, 0, reply - 1, key, reply, 0, 1 FROM reply;"
        "INSERT INTO score SELECT run, case_index, variant, repeat, 'pass', 0.5, '[]' FROM cell;"
        "INSERT INTO attempt (run, attempt, key, case_index, variant, repeat, number, started_at, "
        "settled, cost_picos) SELECT 1, reply, key, 0, 0, reply - 1, 1, '2026-01-01T00:00:00Z', 1, "
        "33 FROM reply"));
  }
  std::int64_t number(const char* sql) {
    Database database = value_of(Database::open(file(), Database::Mode::read_only));
    return value_of(database.integer(sql));
  }
};

TEST_F(StoreMigrationTest, TheThirdSchemaKeepsAllThatItHeld) {
  make_third(20);
  Store store = open();
  EXPECT_EQ(value_of(store.find_run("latest")).id, "r");
  EXPECT_EQ(value_of(store.recorded_cells("r")).size(), 20u);
  EXPECT_EQ(value_of(store.ledger("r")).spent, Money{660});
  EXPECT_EQ(value_of(store.cases("r")).size(), 1u);
  EXPECT_EQ(checked(), "");
}

TEST_F(StoreMigrationTest, ADamagedFileIsRefusedRatherThanSealed) {
  make_third(400);
  std::string bytes = read_text(file());
  bytes.replace(5 * 4096 + 1, 20, 20, '\xa5');
  write_text(file(), bytes);
  const Result<Store> opened = Store::open(file(), Store::Access::read_write);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("damaged"), std::string::npos) << opened.error().message;
  EXPECT_EQ(read_text(file()), bytes);
}

pid_t open_in_child(const std::filesystem::path& file) {
  const pid_t child = fork();
  if (child == 0) _exit(Store::open(file, Store::Access::read_write) ? 0 : 1);
  return child;
}

TEST_F(StoreMigrationTest, KilledAtAnyInstantItIsOfOneSchemaAndWhole) {
  Random random(4);
  int versions[5] = {};
  for (int round = 0; round < 10; ++round) {
    for (const char* suffix : {"", "-wal", "-shm"})
      std::filesystem::remove(file().string() + suffix);
    make_third(2000);
    const pid_t child = open_in_child(file());
    usleep(static_cast<useconds_t>(random.below(60'000)));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const std::int64_t version = number("PRAGMA user_version");
    ASSERT_TRUE(version == 3 || version == 4) << version;
    ++versions[version];
    Store store = open();
    EXPECT_EQ(value_of(store.recorded_cells("r")).size(), 2000u);
    EXPECT_EQ(value_of(store.ledger("r")).spent, Money{66'000});
    EXPECT_EQ(checked(), "");
  }
  EXPECT_GT(versions[3], 0) << "no migration was cut off";
}

TEST_F(StoreMigrationTest, TwoProcessesMigrateItOnce) {
  make_third(2000);
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) children.push_back(open_in_child(file()));
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(checked(), "");
}

// An assay of the older version executes a run: its tables stay as they are.
TEST_F(StoreMigrationTest, WaitsForRunsOfTheOlderVersion) {
  make_third(20);
  int ready[2];
  int leave[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(leave), 0);
  const pid_t child = fork();
  if (child == 0) {
    const Result<RunLock> lock = RunLock::acquire(file(), "r");
    char byte = lock ? 'y' : 'n';
    if (write(ready[1], &byte, 1) != 1 || ::read(leave[0], &byte, 1) != 1) _exit(1);
    _exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  ASSERT_EQ(byte, 'y');
  const Result<Store> opened = Store::open(file(), Store::Access::read_write);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("process " + std::to_string(child)), std::string::npos)
      << opened.error().message;
  EXPECT_EQ(number("PRAGMA user_version"), 3);
  ASSERT_EQ(write(leave[1], &byte, 1), 1);
  waitpid(child, nullptr, 0);
  EXPECT_EQ(value_of(open().recorded_cells("r")).size(), 20u);
}

// A program of the third schema that was open already cannot write rows without sums.
TEST_F(StoreMigrationTest, AnOlderWriterThatIsStillOpenFailsRatherThanLeavesOutTheSum) {
  make_third(1);
  Database older = value_of(Database::open(file(), Database::Mode::update));
  Statement put = value_of(older.prepare(
      "INSERT OR REPLACE INTO score (run, case_index, variant, repeat, verdict, value, parts) "
      "VALUES (1, 0, 0, 0, 'fail', 0, '[]')"));
  open();
  EXPECT_FALSE(put.run());
  EXPECT_EQ(checked(), "");
}

}  // namespace
}  // namespace assay::testing
