// Which file a Store is: its names, and what happens when they lead elsewhere.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "harness/store/run_lock.h"
#include "harness/store/sqlite.h"
#include "harness/store/store_path.h"
#include "harness/store/store_writer.h"
#include "tests/store/store_fixture.h"

namespace assay::testing {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

class StorePlaceTest : public StoreTest {
 protected:
  // Names of one file: through a link, a linked folder, and "..".
  std::vector<fs::path> names() {
    fs::create_directories(folder_ / "other");
    fs::create_symlink(file(), folder_ / "link.db");
    fs::create_symlink("../link.db", folder_ / "other" / fs::path("second.db"));
    fs::create_directory_symlink(folder_.path(), folder_ / "there");
    return {file(), folder_ / "link.db", folder_ / "other" / fs::path("second.db"),
            folder_ / "there/assay.db", folder_ / "other/../assay.db"};
  }
};

TEST_F(StorePlaceTest, EveryNameOfAFileIsOneStore) {
  const std::vector<fs::path> all = names();
  for (const fs::path& name : all) {
    EXPECT_EQ(real_store_path(name), fs::canonical(folder_.path()) / "assay.db") << name;
  }
  // Before the file is there, too: the first through two links makes it.
  { Store store = value_of(Store::open(all[2], Store::Access::read_write)); }
  EXPECT_TRUE(fs::exists(file()));
  Store store = open_with_run();
  const pid_t child = fork();
  if (child == 0) {
    const Result<RunLock> lock = RunLock::acquire(file(), "r");
    pause();
    _exit(lock ? 0 : 1);
  }
  for (int i = 0; i < 5'000 && !RunLock::is_held(file(), "r"); ++i) usleep(1'000);
  for (const fs::path& name : all) {
    EXPECT_TRUE(RunLock::is_held(name, "r")) << name;
    EXPECT_FALSE(RunLock::acquire(name, "r")) << name;
    EXPECT_EQ(value_of(value_of(Store::open(name, Store::Access::read_only)).find_run("latest")).id,
              "r");
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  for (const char* suffix : {"-wal", "-lock"}) {
    EXPECT_FALSE(fs::exists((folder_ / "link.db").string() + suffix));
    EXPECT_TRUE(fs::exists(file().string() + suffix)) << suffix;
  }
}

TEST_F(StorePlaceTest, AHardLinkIsRefusedByEitherName) {
  { Store store = open_with_run(); }
  fs::create_hard_link(file(), folder_ / "second.db");
  for (const fs::path& name : {file(), folder_ / "second.db"}) {
    for (const Store::Access access :
         {Store::Access::read_write, Store::Access::update, Store::Access::read_only}) {
      const Result<Store> opened = Store::open(name, access);
      ASSERT_FALSE(opened);
      EXPECT_EQ(opened.error().kind, ErrorKind::usage);
      EXPECT_NE(opened.error().message.find("hard links"), std::string::npos);
    }
  }
  fs::remove(folder_ / "second.db");
  open(Store::Access::read_only);
}

TEST_F(StorePlaceTest, WhatIsMadeIsTheUsersAlone) {
  const mode_t before = umask(0);
  const fs::path deep = folder_ / "new/results/assay.db";
  {
    Store store = value_of(Store::open(deep, Store::Access::read_write));
    check(store.begin_run(run_of("r"), {}));
    const RunLock lock = value_of(RunLock::acquire(deep, "r"));
    for (const char* suffix : {"", "-wal", "-shm", "-lock"}) {
      EXPECT_EQ(mode_of(deep.string() + suffix), 0600u) << suffix;
    }
    EXPECT_EQ(mode_of(value_of(store.rescue())), 0600u);
  }
  EXPECT_EQ(mode_of(folder_ / "new"), 0700u);
  EXPECT_EQ(mode_of(folder_ / "new/results"), 0700u);
  umask(before);
}

TEST_F(StorePlaceTest, UpdatingMakesNoStore) {
  const Result<Store> opened = Store::open(file(), Store::Access::update);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::usage);
  EXPECT_NE(opened.error().message.find("no such Store"), std::string::npos);
  EXPECT_FALSE(fs::exists(file()));
}

// Displaced -------------------------------------------------------------------

void queue_outcome(StoreWriter& writer, std::uint32_t case_index) {
  writer.outcome({.cell = cell_of(0, case_index, 0),
                  .reply = reply_of("Paris"),
                  .cost = Money{1},
                  .messages_json = "[]"});
}

struct Displacement {
  const char* name;
  void (*displace)(const fs::path& file);
  const char* said;
};

const Displacement kDisplacements[] = {
    {"deleted", [](const fs::path& file) { fs::remove(file); }, "was deleted or renamed"},
    {"renamed", [](const fs::path& file) { fs::rename(file, file.string() + ".old"); },
     "was deleted or renamed"},
    {"replaced",
     [](const fs::path& file) {
       write_text(file.string() + ".new", "another");
       fs::rename(file.string() + ".new", file);
     },
     "was replaced"},
    {"folder renamed",
     [](const fs::path& file) {
       fs::rename(file.parent_path(), file.parent_path().string() + "-old");
     },
     "was deleted or renamed"},
    {"log deleted", [](const fs::path& file) { fs::remove(file.string() + "-wal"); },
     "has lost its log"},
};

TEST_F(StorePlaceTest, WhatAWriterHeldIsInANewFileBeside) {
  for (const Displacement& row : kDisplacements) {
    SCOPED_TRACE(row.name);
    const TemporaryFolder outer;
    const fs::path store_file = outer / "results/assay.db";
    {
      Store store = value_of(Store::open(store_file, Store::Access::read_write));
      check(store.begin_run(run_of("r"), {}));
    }
    const std::unique_ptr<StoreWriter> writer = value_of(StoreWriter::start(store_file, "r", {}));
    queue_outcome(*writer, 0);
    check(writer->flush());
    EXPECT_FALSE(writer->displaced());
    row.displace(store_file);
    queue_outcome(*writer, 1);
    const Result<void> flushed = writer->flush();
    ASSERT_FALSE(flushed);
    EXPECT_EQ(flushed.error().kind, ErrorKind::infrastructure);
    EXPECT_NE(flushed.error().message.find(row.said), std::string::npos) << flushed.error().message;
    const fs::path saved = writer->displaced()->now;
    EXPECT_NE(flushed.error().message.find(saved.string()), std::string::npos);
    EXPECT_EQ(saved.parent_path(), store_file.parent_path());
    // What was in flight can still be kept.
    queue_outcome(*writer, 2);
    EXPECT_FALSE(writer->flush());
    Store copy = value_of(Store::open(saved, Store::Access::read_only));
    EXPECT_EQ(value_of(copy.recorded_cells("r")).size(), 3u);
  }
}

TEST_F(StorePlaceTest, WhoeverTookThePlaceKeepsItsLog) {
  open_with_run();
  {
    const std::unique_ptr<StoreWriter> writer = value_of(StoreWriter::start(file(), "r", {}));
    queue_outcome(*writer, 0);
    check(writer->flush());
    for (const char* suffix : {"", "-wal", "-shm"})
      fs::rename(file().string() + suffix, file().string() + suffix + ".old");
    Store other = open();
    check(other.begin_run(run_of("of another"), {}));
    EXPECT_FALSE(writer->flush());
    EXPECT_TRUE(fs::exists(file().string() + "-wal"));
  }
  EXPECT_EQ(value_of(open(Store::Access::read_only).find_run("latest")).id, "of another");
}

TEST_F(StorePlaceTest, IsNoticedByTheClockAlone) {
  open_with_run();
  ManualClock clock;
  std::atomic<int> woken = 0;
  const std::unique_ptr<StoreWriter> writer = StoreWriter::start(
      open(Store::Access::update), "r", [&] { ++woken; }, clock);
  fs::remove(file());
  clock.advance(std::chrono::seconds{1});
  queue_outcome(*writer, 0);  // the thread looks up
  for (int i = 0; i < 5'000 && !writer->displaced(); ++i) usleep(1'000);
  ASSERT_TRUE(writer->displaced());
  for (int i = 0; i < 5'000 && woken == 0; ++i) usleep(1'000);
  EXPECT_GT(woken, 0);
}

TEST_F(StorePlaceTest, ACommandThatWroteSaysWhatBecameOfItsStore) {
  Store store = open_with_run();
  check(store.finish_writing());
  fs::remove(file());
  const Result<void> settled = store.finish_writing();
  ASSERT_FALSE(settled);
  EXPECT_NE(settled.error().message.find(".saved-"), std::string::npos);
}

// Order and waiting -----------------------------------------------------------

TEST_F(StorePlaceTest, TheLatestRunIsTheOneBegunLastWhateverTheClockSaid) {
  Store store = open();
  ManualClock clock;
  clock.set_wall(*from_rfc3339("2026-11-23T12:00:00Z"));
  check(store.begin_run(run_of("before", to_rfc3339(clock.wall())), {}));
  clock.set_wall(*from_rfc3339("2020-01-01T00:00:00Z"));  // it jumps back
  check(store.begin_run(run_of("after", to_rfc3339(clock.wall())), {}));
  EXPECT_EQ(value_of(store.find_run("latest")).id, "after");
  EXPECT_EQ(value_of(store.find_run("previous")).id, "before");
  EXPECT_EQ(value_of(store.runs()).front().id, "after");
  EXPECT_EQ(value_of(store.progress()).front().id, "after");
  check(store.make_latest("before"));
  EXPECT_EQ(value_of(store.find_run("latest")).id, "before");
  check(store.remove_run("before"));
  EXPECT_EQ(value_of(store.find_run("latest")).id, "after");
}

TEST_F(StorePlaceTest, TheSecondSignalEndsTheWaitForAnotherProgram) {
  Store store = open_with_run();
  Database other = value_of(Database::open(file(), Database::Mode::update));
  check(other.execute("BEGIN IMMEDIATE"));
  std::atomic<int> signals = 2;
  store.stop_waiting_at_second(signals);
  const Result<void> put = store.put_cell("r", cell_of(0, 0, 0), 0);
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().kind, ErrorKind::interrupted);
  // While it waits, too; after one signal it waits on.
  signals = 1;
  std::thread user([&] {
    usleep(20'000);
    signals = 2;
  });
  const Result<void> again = store.put_cell("r", cell_of(0, 0, 0), 0);
  user.join();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::interrupted);
  check(other.execute("COMMIT"));
  check(store.put_cell("r", cell_of(0, 0, 0), 0));
}

}  // namespace
}  // namespace assay::testing
