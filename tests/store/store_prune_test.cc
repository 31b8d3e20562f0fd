// What `assay prune` removes is gone whole, and nothing else is.
#include "harness/store/sqlite.h"
#include "harness/store/store.h"
#include "tests/store/store_fixture.h"

namespace assay::testing {
namespace {

constexpr const char* kTables[] = {"run", "run_case", "question", "attempt", "cell", "score"};

// A run with a row in every table, and its reply's row.
std::int64_t put_run(Store& store, const std::string& id, const Key& key) {
  check(store.begin_run(run_of(id), {{"france", {}}}));
  check(store.put_intent(id, intent_of(1, key, 0, 0, 0)));
  CellRecord cell = cell_of(0, 0, 0);
  cell.key = key;
  cell.reply_id = value_of(store.put_reply(key, reply_of("Paris"), {}, std::nullopt));
  check(store.put_cell(id, cell, value_of(store.put_question(id, 0, 0, "[]"))));
  check(store.put_score(id, {{0, 0, 0}, {Verdict::pass, 1.0, {}}}));
  return *cell.reply_id;
}

std::int64_t rows(Database& database, const std::string& table) {
  return value_of(database.integer(("SELECT count(*) FROM " + table).c_str()));
}

TEST_F(StoreTest, ARemovedRunIsGoneFromEveryTable) {
  Store store = open();
  put_run(store, "old", key_of(1));
  put_run(store, "new", key_of(2));
  check(store.remove_run("old"));
  EXPECT_FALSE(store.find_run("old"));
  EXPECT_FALSE(store.cases("old"));
  EXPECT_EQ(value_of(store.reply_ids("new")).size(), 1u);
  Database database = value_of(Database::open(file(), Database::Mode::read_only));
  for (const char* table : kTables) EXPECT_EQ(rows(database, table), 1) << table;
  EXPECT_EQ(rows(database, "reply"), 2) << "a reply is no run's own";
  EXPECT_FALSE(store.remove_run("old"));
}

TEST_F(StoreTest, OnlyRepliesThatNoCellHasAreRemoved) {
  Store store = open();
  put_run(store, "old", key_of(1));
  const std::int64_t kept = put_run(store, "new", key_of(2));
  EXPECT_EQ(value_of(store.remove_unused_replies()), 0);
  check(store.remove_run("old"));
  EXPECT_EQ(value_of(store.remove_unused_replies()), 1);
  EXPECT_FALSE(value_of(store.find_reply_id(key_of(1))));
  EXPECT_EQ(value_of(store.find_reply_id(key_of(2))), kept);
}

TEST_F(StoreTest, ACompactedFileIsShorterAndReadsTheSame) {
  Store store = open();
  put_run(store, "new", key_of(2));
  check(store.begin_run(run_of("old"), {}));
  check(store.transaction([&]() -> Result<void> {
    for (std::uint32_t i = 0; i < 300; ++i) {
      ASSAY_TRY(const std::int64_t ignored,
                store.put_question("old", 0, i, std::string(4000, 'x')));
      (void)ignored;
    }
    return {};
  }));
  check(store.compact());
  const auto before = std::filesystem::file_size(file());
  check(store.remove_run("old"));
  check(store.compact());
  EXPECT_LT(std::filesystem::file_size(file()), before / 2);
  EXPECT_EQ(value_of(store.find_reply(key_of(2)))->reply.answer, "Paris");
}

TEST_F(StoreTest, LatestIsTheRunThatWasBegunResumedOrReportedLast) {
  Store store = open();
  const auto latest = [&] { return value_of(store.find_run("latest")).id; };
  check(store.begin_run(run_of("a", "2026-01-01T00:00:00Z"), {}));
  check(store.begin_run(run_of("b", "2026-01-02T00:00:00Z"), {}));
  EXPECT_EQ(latest(), "b");
  check(store.make_latest("a"));
  EXPECT_EQ(latest(), "a");
  check(store.begin_run(run_of("c", "2026-01-03T00:00:00Z"), {}));
  EXPECT_EQ(latest(), "c");
  check(store.reopen_run("b"));
  EXPECT_EQ(latest(), "b");
  check(store.remove_run("b"));
  EXPECT_EQ(latest(), "c");
  EXPECT_FALSE(store.make_latest("b"));
}

TEST_F(StoreTest, ReplyTokensAreWhatProvidersCounted) {
  Store store = open_with_run();
  const auto put = [&](std::uint32_t variant, std::uint32_t index,
                       std::optional<std::int64_t> output, bool estimated) {
    CellRecord cell = cell_of(variant, index, 0);
    Reply reply = reply_of("Paris");
    reply.usage.output = output;
    reply.usage.estimated = estimated;
    cell.reply_id = value_of(store.put_reply(cell.key, reply, {}, std::nullopt));
    check(store.put_cell("r", cell, 0));
  };
  put(0, 0, 10, false);
  put(0, 1, 15, false);
  put(0, 2, 1000, true);  // a rule of thumb
  put(0, 3, std::nullopt, false);
  put(1, 0, 1000, true);
  put(2, 0, 7, false);
  const std::vector<ReplyTokens> tokens = value_of(store.reply_tokens("r"));
  ASSERT_EQ(tokens.size(), 2u);
  EXPECT_EQ(tokens[0].variant, 0u);
  EXPECT_EQ(tokens[0].replies, 2);
  EXPECT_DOUBLE_EQ(tokens[0].mean_output, 12.5);
  EXPECT_EQ(tokens[1].variant, 2u);
}

}  // namespace
}  // namespace assay::testing
