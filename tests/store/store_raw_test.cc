// Paid replies that were not understood: kept as they came, and given to their
// cells once they can be read.
#include <sqlite3.h>

#include <cstdint>

#include "tests/store/store_fixture.h"

namespace assay::testing {
namespace {

class RawReplyTest : public StoreTest {
 protected:
  static RawReply raw_of(std::string body) {
    return {"openai_chat", true, 200, "text/event-stream", std::move(body)};
  }
  // A failed cell, and an attempt for each of `bodies`, ids from `first`.
  static CellRecord put_failed(Store& store, std::uint32_t case_index, std::int64_t first,
                               const std::vector<std::string>& bodies) {
    CellRecord cell = cell_of(0, case_index, 0);
    Failure failure;
    failure.message = "the reply has no choices";
    for (const std::string& body : bodies) {
      check(store.put_intent("r", intent_of(first, cell.key, 0, case_index, 0)));
      Attempt attempt;
      attempt.failure = failure;
      attempt.timings.done = Nanoseconds{first};
      check(store.settle_attempt("r", first, attempt));
      check(store.put_raw_reply("r", first++, raw_of(body)));
    }
    cell.failure = failure;
    check(store.put_cell("r", cell, value_of(store.put_question("r", 0, case_index, "[1]"))));
    return cell;
  }
};

TEST_F(RawReplyTest, ComesBackAsItWasNewestFirst) {
  Store store = open_with_run();
  const CellRecord cell = put_failed(store, 3, 7, {"first", std::string("\xff\0end", 5)});
  put_answered(store, cell_of(1, 0, 0), "Paris");
  std::vector<std::string> bodies;
  check(store.each_raw_reply("r", [&](const RawReplyView& view) {
    bodies.push_back(view.raw.body);
    EXPECT_EQ(view.raw, raw_of(view.raw.body));
    EXPECT_EQ(view.cell.case_index, 3u);
    EXPECT_EQ(view.key, cell.key);
    EXPECT_EQ(view.timings.done, Nanoseconds{view.attempt_id});
    EXPECT_FALSE(view.cost);
    EXPECT_EQ(view.messages, "[1]");
  }));
  EXPECT_EQ(bodies, (std::vector<std::string>{std::string("\xff\0end", 5), "first"}));
}

TEST_F(RawReplyTest, ARecoveredCellHasItsReplyAndItsCost) {
  Store store = open_with_run();
  const CellRecord cell = put_failed(store, 0, 1, {"a", "b"});
  put_failed(store, 1, 3, {"c"});
  RecoveredReply recovered;
  recovered.key = cell.key;
  recovered.attempt_id = 2;
  recovered.reply = reply_of("Paris");
  recovered.timings.done = Nanoseconds{2};
  recovered.cost = Money{30};
  check(store.recover_cells("r", {&recovered, 1}));

  std::vector<CellRecord> cells;
  check(store.each_cell("r", [&](const CellView& view) {
    cells.push_back(view.cell);
    ASSERT_EQ(view.reply.has_value(), view.cell.id.case_index == 0);
    if (!view.reply) return;
    EXPECT_EQ(view.reply->reply.answer, "Paris");
    EXPECT_EQ(view.reply->cost, Money{30});
    EXPECT_EQ(view.messages, "[1]");
  }));
  ASSERT_EQ(cells.size(), 2u);
  EXPECT_FALSE(cells[0].failure);
  EXPECT_FALSE(cells[0].spent) << "nobody knows what the first attempt cost";
  EXPECT_TRUE(cells[1].failure);
  EXPECT_EQ(value_of(store.ledger("r")).spent, Money{30});
  EXPECT_EQ(value_of(store.find_reply(cell.key))->reply.answer, "Paris");
  EXPECT_TRUE(value_of(store.attempts("r", {})).at(1).failure) << "what happened stays";

  int left = 0;
  check(store.each_raw_reply("r", [&](const RawReplyView& view) {
    ++left;
    EXPECT_EQ(view.cell.case_index, 1u);
  }));
  EXPECT_EQ(left, 1);
}

// Steps of SQLite's virtual machine, over all statements of all connections.
class SqliteSteps {
 public:
  SqliteSteps() { sqlite3_auto_extension(reinterpret_cast<void (*)()>(&watch)); }
  ~SqliteSteps() { sqlite3_reset_auto_extension(); }
  SqliteSteps(const SqliteSteps&) = delete;
  SqliteSteps& operator=(const SqliteSteps&) = delete;

  static std::int64_t taken;

 private:
  static int watch(sqlite3* connection, char**, const void*) {
    return sqlite3_trace_v2(connection, SQLITE_TRACE_PROFILE, &add, nullptr);
  }
  static int add(unsigned, void*, void* statement, void*) {
    constexpr int kForget = 1;
    taken += sqlite3_stmt_status(static_cast<sqlite3_stmt*>(statement), SQLITE_STMTSTATUS_VM_STEP,
                                 kForget);
    return 0;
  }
};
std::int64_t SqliteSteps::taken = 0;

TEST_F(RawReplyTest, RecoveringTwiceAsManyCellsIsTwiceTheWork) {
  const SqliteSteps steps;
  const auto steps_for = [&](std::uint32_t cells) {
    std::filesystem::remove(file());
    Store store = open_with_run();
    std::vector<RecoveredReply> recovered(cells);
    for (std::uint32_t i = 0; i < cells; ++i) {
      recovered[i].cell.case_index = i;
      recovered[i].attempt_id = i + 1;
      recovered[i].key = put_failed(store, i, i + 1, {"a"}).key;
      recovered[i].cost = Money{1};
    }
    SqliteSteps::taken = 0;
    check(store.recover_cells("r", recovered));
    return SqliteSteps::taken;
  };
  const std::int64_t once = steps_for(300);
  const std::int64_t twice = steps_for(600);
  EXPECT_GT(once, 300);
  EXPECT_LT(twice, 2 * once + once / 4);
}

TEST_F(RawReplyTest, SecretsInItAreNeverInTheFile) {
  ASSERT_TRUE(register_secret("OWN_KEY", "sk-live-8f2c\"quoted"));
  {
    Store store = open_with_run();
    put_failed(store, 0, 1, {R"({"odd":"your key is sk-live-8f2c\"quoted"})"});
  }
  EXPECT_EQ(read_text(file()).find("8f2c"), std::string::npos);
}

}  // namespace
}  // namespace assay::testing
