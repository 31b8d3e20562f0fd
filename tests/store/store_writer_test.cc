// The store thread: order, callbacks, errors, draining.
#include "harness/store/store_writer.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>

#include "tests/store/store_fixture.h"

namespace assay::testing {
namespace {

class StoreWriterTest : public StoreTest {
 protected:
  void SetUp() override { open_with_run(); }

  std::unique_ptr<StoreWriter> start(std::function<void()> wake = {}) {
    return value_of(StoreWriter::start(file(), "r", std::move(wake)));
  }
  static void queue_outcome(StoreWriter& writer, std::uint32_t case_index, std::string answer,
                            StoreWriter::Durable on_durable = {}) {
    writer.outcome({.cell = cell_of(0, case_index, 0),
                    .reply = reply_of(std::move(answer)),
                    .cost = Money{1},
                    .messages_json = R"([{"role":"user"}])"},
                   std::move(on_durable));
  }
};

int run_all(std::vector<StoreWriter::Durable> callbacks) {
  for (const StoreWriter::Durable& callback : callbacks) callback();
  return static_cast<int>(callbacks.size());
}

TEST_F(StoreWriterTest, AMarkIsFoundByItsKey) {
  auto writer = start();
  const Key key = sha256("what a script was asked");
  writer->mark(key, R"({"pass":true,"reason":"so"})");
  check(writer->flush());
  Store store = open(Store::Access::read_only);
  const std::optional<StoredReply> stored = value_of(store.find_reply(key));
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->reply.answer, R"({"pass":true,"reason":"so"})");
}

TEST_F(StoreWriterTest, EverythingQueuedIsStored) {
  const std::unique_ptr<StoreWriter> writer = start();
  writer->intent(intent_of(7, cell_of(0, 0, 0).key, 0, 0, 0), {});
  Attempt attempt;
  attempt.http_status = 200;
  writer->settle(7, attempt);
  queue_outcome(*writer, 0, "Paris");
  writer->score({{0, 0, 0}, {Verdict::pass, 1, {}}});
  check(writer->flush());

  Store store = open(Store::Access::read_only);
  EXPECT_EQ(value_of(store.open_attempts("r")), 0u);
  const std::vector<Attempt> attempts = value_of(store.attempts("r", {}));
  ASSERT_EQ(attempts.size(), 1u);
  EXPECT_EQ(attempts[0].http_status, 200);
  EXPECT_EQ(to_rfc3339(attempts[0].started_at), "2026-11-23T14:53:08Z");
  int visits = 0;
  check(store.each_cell("r", [&](const CellView& view) {
    ++visits;
    EXPECT_EQ(view.reply->reply.answer, "Paris");
    EXPECT_EQ(view.reply->cost, Money{1});
    EXPECT_EQ(view.score->score.verdict, Verdict::pass);
    EXPECT_EQ(view.messages, R"([{"role":"user"}])");
  }));
  EXPECT_EQ(visits, 1);
}

TEST_F(StoreWriterTest, CallbacksComeInOrderAfterTheRecordIsInTheFile) {
  const std::unique_ptr<StoreWriter> writer = start();
  Store reader = open(Store::Access::read_only);
  constexpr int kRecords = 3000;  // several groups
  std::vector<int> called;
  for (int i = 0; i < kRecords; ++i) {
    const Key key = key_of(i);
    writer->intent(intent_of(i, key, 0, static_cast<std::uint32_t>(i), 0), [&, i] {
      if (i % 100 == 0) {
        EXPECT_GT(value_of(reader.open_attempts("r")), static_cast<unsigned>(i));
      }
      called.push_back(i);
    });
    run_all(writer->take_durable());
  }
  check(writer->flush());
  run_all(writer->take_durable());
  ASSERT_EQ(called.size(), static_cast<std::size_t>(kRecords));
  EXPECT_TRUE(std::is_sorted(called.begin(), called.end()));
}

TEST_F(StoreWriterTest, CallbacksNeverRunOnTheStoreThreadAndWakeAnnouncesThem) {
  std::atomic<int> wakes = 0;
  std::atomic<bool> called = false;
  std::thread::id waker;
  std::thread::id caller;
  {
    const std::unique_ptr<StoreWriter> writer = start([&] {
      waker = std::this_thread::get_id();
      ++wakes;
    });
    queue_outcome(*writer, 0, "Paris", [&] {
      caller = std::this_thread::get_id();
      called = true;
    });
    while (wakes == 0) std::this_thread::yield();
    EXPECT_FALSE(called);
    EXPECT_EQ(run_all(writer->take_durable()), 1);
    EXPECT_TRUE(writer->take_durable().empty()) << "each is handed out once";
  }
  EXPECT_EQ(caller, std::this_thread::get_id());
  EXPECT_NE(waker, caller);
}

TEST_F(StoreWriterTest, WithoutAThreadItWorksOnlyWhenItIsPumped) {
  ManualClock clock;
  int forced = 0;
  const std::unique_ptr<StoreWriter> writer =
      StoreWriter::start_by_hand(open(Store::Access::update), "r", {}, clock,
                                 [&](const std::filesystem::path&) -> Result<void> {
                                   ++forced;
                                   return {};
                                 });
  queue_outcome(*writer, 0, "Paris", [] {});
  EXPECT_TRUE(writer->take_durable().empty());
  while (writer->pump()) {
  }
  EXPECT_EQ(run_all(writer->take_durable()), 1);
  EXPECT_EQ(forced, 0);
  clock.advance(2 * kLogSyncInterval);
  writer->pump();
  EXPECT_EQ(forced, 1);
  queue_outcome(*writer, 1, "Rome");
  check(writer->flush());  // nobody else would
  EXPECT_EQ(value_of(open(Store::Access::read_only).recorded_cells("r")).size(), 2u);
}

TEST_F(StoreWriterTest, RecordsNobodyWaitsForAreWrittenTooWithoutAFlush) {
  const std::unique_ptr<StoreWriter> writer = start();
  queue_outcome(*writer, 0, "Paris");
  Store reader = open(Store::Access::read_only);
  while (value_of(reader.recorded_cells("r")).empty()) std::this_thread::yield();
}

TEST_F(StoreWriterTest, DestructorDrains) {
  {
    const std::unique_ptr<StoreWriter> writer = start();
    for (std::uint32_t i = 0; i < 5000; ++i) queue_outcome(*writer, i, "Paris");
  }
  Store store = open(Store::Access::read_only);
  EXPECT_EQ(value_of(store.recorded_cells("r")).size(), 5000u);
}

TEST_F(StoreWriterTest, QueueBeyondItsBoundsMakesTheCallerWaitAndLosesNothing) {
  {
    const std::unique_ptr<StoreWriter> writer = start();
    const std::string megabyte(1 << 20, 'a');
    for (std::uint32_t i = 0; i < 40; ++i) queue_outcome(*writer, i, megabyte);
  }
  Store store = open(Store::Access::read_only);
  EXPECT_EQ(value_of(store.recorded_cells("r")).size(), 40u);
}

TEST_F(StoreWriterTest, SeveralThreadsMayQueue) {
  {
    const std::unique_ptr<StoreWriter> writer = start();
    std::vector<std::thread> threads;
    for (std::uint32_t t = 0; t < 4; ++t) {
      threads.emplace_back([&writer, t] {
        for (std::uint32_t i = 0; i < 500; ++i) queue_outcome(*writer, t * 500 + i, "Paris");
      });
    }
    for (std::thread& thread : threads) thread.join();
    check(writer->flush());
  }
  Store store = open(Store::Access::read_only);
  EXPECT_EQ(value_of(store.recorded_cells("r")).size(), 2000u);
}

TEST_F(StoreWriterTest, QuestionsBelongToTheirPromptAndCase) {
  {
    // More questions than the writer remembers, each asked by two variants.
    const std::unique_ptr<StoreWriter> writer = start();
    for (std::uint32_t variant = 0; variant < 2; ++variant) {
      for (std::uint32_t i = 0; i < 10'000; ++i) {
        const std::uint32_t prompt = i % 2;
        writer->outcome(
            {.cell = cell_of(prompt * 2 + variant, i / 2, 0),
             .prompt = prompt,
             .messages_json = "\"" + std::to_string(prompt) + "/" + std::to_string(i / 2) + "\""});
      }
    }
  }
  Store store = open(Store::Access::read_only);
  int visits = 0;
  check(store.each_cell("r", [&](const CellView& view) {
    ++visits;
    ASSERT_EQ(view.messages, "\"" + std::to_string(view.cell.id.variant / 2) + "/" +
                                 std::to_string(view.cell.id.case_index) + "\"");
  }));
  EXPECT_EQ(visits, 20'000);
}

TEST_F(StoreWriterTest, CachedCellKeepsItsReply) {
  Store store = open();
  CellRecord cell = cell_of(0, 0, 0);
  cell.reply_id = value_of(store.put_reply(cell.key, reply_of("Paris"), {}, {}));
  cell.cached = true;
  const std::unique_ptr<StoreWriter> writer = start();
  writer->outcome({.cell = cell, .messages_json = "[]"});
  check(writer->flush());
  check(store.each_cell("r", [&](const CellView& view) {
    EXPECT_EQ(view.cell.reply_id, cell.reply_id);
    EXPECT_TRUE(view.cell.cached);
  }));
}

TEST_F(StoreWriterTest, FirstErrorStopsTheWriterAndIsKept) {
  Store small = open();
  check(small.limit_pages(60));
  std::atomic<int> wakes = 0;
  const std::unique_ptr<StoreWriter> writer =
      StoreWriter::start(std::move(small), "r", [&] { ++wakes; });
  int durable = 0;
  int queued = 0;
  while (!writer->error()) {
    queue_outcome(*writer, static_cast<std::uint32_t>(queued++), std::string(4000, 'a'),
                  [&] { ++durable; });
    run_all(writer->take_durable());
  }
  run_all(writer->take_durable());
  EXPECT_NE(writer->error()->message.find("disk is full"), std::string::npos);
  EXPECT_EQ(writer->error()->kind, ErrorKind::infrastructure);
  EXPECT_FALSE(writer->flush());
  while (wakes == 0) std::this_thread::yield();  // the loop is woken to see it

  queue_outcome(*writer, 0, "too late", [] { ADD_FAILURE() << "accepted after an error"; });
  run_all(writer->take_durable());
  Store store = open(Store::Access::read_only);
  EXPECT_EQ(static_cast<int>(value_of(store.recorded_cells("r")).size()), durable)
      << "what was called durable is stored, and nothing else";
}

TEST_F(StoreWriterTest, UnknownRunIsReportedByTheFirstRecord) {
  const std::unique_ptr<StoreWriter> writer = value_of(StoreWriter::start(file(), "other", {}));
  queue_outcome(*writer, 0, "Paris");
  const Result<void> flushed = writer->flush();
  ASSERT_FALSE(flushed);
  EXPECT_NE(flushed.error().message.find("has no run 'other'"), std::string::npos);
}

TEST_F(StoreWriterTest, FileThatIsNoStoreIsRefusedAtTheStart) {
  const Result<std::unique_ptr<StoreWriter>> writer = StoreWriter::start(folder_.path(), "r", {});
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().kind, ErrorKind::usage);
}

}  // namespace
}  // namespace assay::testing
