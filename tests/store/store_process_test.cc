// Several connections and processes on one Store, and processes that die.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <functional>
#include <set>
#include <thread>

#include "harness/base/random.h"
#include "harness/store/sqlite.h"
#include "harness/store/store_writer.h"
#include "tests/store/store_fixture.h"

namespace assay::testing {
namespace {

// Runs `body` in a child process; its exit status is 0 if `body` returns.
pid_t fork_child(const std::function<void()>& body) {
  const pid_t child = fork();
  if (child != 0) return child;
  int status = 0;
  try {
    body();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "child: %s\n", error.what());
    status = 1;
  }
  _exit(status);
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

class StoreProcessTest : public StoreTest {
 protected:
  std::int64_t count(const char* sql) {
    Database database = value_of(Database::open(file(), Database::Mode::read_only));
    return value_of(database.integer(sql));
  }
};

TEST_F(StoreProcessTest, TwoConnectionsSeeEachOthersRecords) {
  Store first = open_with_run();
  Store second = open();
  put_answered(first, cell_of(0, 0, 0), "Paris");
  put_answered(second, cell_of(0, 1, 0), "Tokyo");
  EXPECT_EQ(value_of(second.find_reply(cell_of(0, 0, 0).key))->reply.answer, "Paris");
  EXPECT_EQ(value_of(first.find_reply(cell_of(0, 1, 0).key))->reply.answer, "Tokyo");
  EXPECT_EQ(value_of(first.recorded_cells("r")).size(), 2u);
}

TEST_F(StoreProcessTest, ScanSeesOneInstantWhileAnotherConnectionWrites) {
  Store reader = open_with_run();
  Store writer = open();
  for (std::uint32_t i = 0; i < 10; ++i) put_answered(writer, cell_of(0, i, 0), "Paris");
  int visits = 0;
  check(reader.each_cell("r", [&](const CellView& view) {
    ++visits;
    put_answered(writer, cell_of(0, 100 + view.cell.id.case_index, 0), "Tokyo");
  }));
  EXPECT_EQ(visits, 10);
  EXPECT_EQ(value_of(reader.recorded_cells("r")).size(), 20u);
}

TEST_F(StoreProcessTest, ManyProcessesMayMakeOneStoreAtOnce) {
  std::vector<pid_t> children;
  for (int i = 0; i < 8; ++i) {
    children.push_back(fork_child([&] {
      Store store = open();
      check(store.begin_run(run_of("r" + std::to_string(getpid())), {}));
    }));
  }
  for (const pid_t child : children) EXPECT_EQ(wait_for(child), 0);
  Store store = open();
  EXPECT_EQ(value_of(store.runs()).size(), 8u);
}

TEST_F(StoreProcessTest, TwoProcessesShareAStoreAndEachCellKeepsItsOwnReply) {
  open_with_run();
  constexpr int kReplies = 300;
  const auto write_all = [&](std::uint32_t variant) {
    Store store = open();
    for (int i = 0; i < kReplies; ++i) {
      CellRecord cell = cell_of(variant, static_cast<std::uint32_t>(i), 0);
      cell.key = key_of(i);  // the same for both
      put_answered(store, cell, "from " + std::to_string(variant));
    }
  };
  const pid_t child = fork_child([&] { write_all(1); });
  write_all(0);
  EXPECT_EQ(wait_for(child), 0);
  // Both asked the same Keys: every paid reply is kept (decision 2).
  EXPECT_EQ(count("SELECT count(*) FROM reply"), 2 * kReplies);
  EXPECT_EQ(count("SELECT count(*) FROM cell"), 2 * kReplies);
  EXPECT_EQ(count("SELECT count(*) FROM cell LEFT JOIN reply USING (reply) "
                  "WHERE reply.key IS NOT cell.key "
                  "OR json_extract(body, '$.answer') IS NOT 'from ' || variant"),
            0);
}

TEST_F(StoreProcessTest, TwoBusyWritersBothFinish) {
  open_with_run();
  constexpr std::uint32_t kCells = 4000;
  const auto write_all = [&](std::uint32_t variant) {
    const std::unique_ptr<StoreWriter> writer = value_of(StoreWriter::start(file(), "r", {}));
    for (std::uint32_t i = 0; i < kCells; ++i) {
      CellRecord cell = cell_of(variant, i, 0);
      cell.key = key_of(static_cast<int>(variant * kCells + i));
      writer->outcome({.cell = cell, .reply = reply_of("Paris"), .messages_json = "[]"});
    }
    check(writer->flush());
  };
  const pid_t child = fork_child([&] { write_all(1); });
  write_all(0);
  EXPECT_EQ(wait_for(child), 0);
  EXPECT_EQ(count("SELECT count(*) FROM cell"), 2 * kCells);
  EXPECT_EQ(count("SELECT count(*) FROM reply"), 2 * kCells);
}

// Writes cells for ever and reports each durable record on `acknowledged` as a
// 32-bit number: the attempt 2i, then the outcome 2i + 1.
void write_until_killed(const std::filesystem::path& file, int acknowledged) {
  const std::unique_ptr<StoreWriter> writer = value_of(StoreWriter::start(file, "r", {}));
  const auto report = [acknowledged](std::uint32_t number) {
    return [acknowledged, number] {
      if (write(acknowledged, &number, sizeof number) != sizeof number) _exit(2);
    };
  };
  for (std::uint32_t i = 0;; ++i) {
    CellRecord cell = cell_of(0, i, 0);
    cell.key = key_of(static_cast<int>(i));
    writer->intent(intent_of(i, cell.key, 0, i, 0), report(2 * i));
    writer->outcome(
        {.cell = cell, .reply = reply_of("answer " + std::to_string(i)), .messages_json = "[]"},
        report(2 * i + 1));
    writer->settle(i, {});
    for (const StoreWriter::Durable& callback : writer->take_durable()) callback();
  }
}

// Everything that the dying child acknowledged, killed after about `enough`.
std::set<std::uint32_t> kill_after(const std::filesystem::path& file, std::size_t enough) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("pipe");
  const pid_t child = fork_child([&] {
    close(ends[0]);
    write_until_killed(file, ends[1]);
  });
  close(ends[1]);
  std::set<std::uint32_t> numbers;
  std::uint32_t number = 0;
  bool alive = true;
  while (read(ends[0], &number, sizeof number) == sizeof number) {
    numbers.insert(number);
    if (alive && numbers.size() >= enough) {
      kill(child, SIGKILL);
      alive = false;
    }
  }
  close(ends[0]);
  const int status = wait_for(child);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
  return numbers;
}

TEST_F(StoreProcessTest, WhatWasAcknowledgedSurvivesKill9) {
  Random random(20261123);
  for (int round = 0; round < 25; ++round) {
    std::filesystem::remove_all(file());
    for (const char* suffix : {"-wal", "-shm"}) {
      std::filesystem::remove(file().string() + suffix);
    }
    open_with_run();
    const std::set<std::uint32_t> acknowledged = kill_after(file(), 1 + random.below(1000));
    Store store = open();
    std::set<std::uint32_t> outcomes;
    check(store.each_cell("r", [&](const CellView& view) {
      const std::uint32_t i = view.cell.id.case_index;
      outcomes.insert(i);
      ASSERT_TRUE(view.reply);
      EXPECT_EQ(view.reply->reply.answer, "answer " + std::to_string(i));
    }));
    const std::uint64_t attempts =
        static_cast<std::uint64_t>(count("SELECT count(*) FROM attempt"));
    for (const std::uint32_t number : acknowledged) {
      if (number % 2 == 1) {
        EXPECT_TRUE(outcomes.contains(number / 2)) << number / 2;
      } else {
        EXPECT_LT(number / 2, attempts);  // they are written in order
      }
    }
    EXPECT_EQ(count("SELECT count(*) FROM cell LEFT JOIN attempt "
                    "ON attempt.attempt = cell.case_index WHERE attempt.attempt IS NULL"),
              0)
        << "a reply without the intent that was queued before it";
    EXPECT_EQ(
        count("SELECT count(*) FROM (SELECT key FROM reply GROUP BY key HAVING count(*) > 1)"), 0);
  }
}

TEST_F(StoreProcessTest, StoreOfAKilledProcessIsResumedAndNothingIsAskedTwice) {
  open_with_run();
  kill_after(file(), 500);
  const std::size_t before = [&] {
    Store store = open();
    return value_of(store.recorded_cells("r")).size();
  }();
  {
    const std::unique_ptr<StoreWriter> writer = value_of(StoreWriter::start(file(), "r", {}));
    writer->outcome({.cell = cell_of(1, 0, 0), .reply = reply_of("Paris"), .messages_json = "[]"});
  }
  Store store = open();
  EXPECT_EQ(value_of(store.recorded_cells("r")).size(), before + 1);
}

}  // namespace
}  // namespace assay::testing
