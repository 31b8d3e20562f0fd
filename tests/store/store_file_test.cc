// What a Store says to files that are not what they should be.
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>

#include "harness/store/schema.h"
#include "harness/store/sqlite.h"
#include "tests/store/store_fixture.h"

namespace assay::testing {
namespace {

namespace fs = std::filesystem;
using Access = Store::Access;

// Root may write read-only files: such tests run as nobody.
class Unprivileged {
 public:
  Unprivileged() { active_ = geteuid() == 0 && seteuid(65534) == 0; }
  ~Unprivileged() {
    if (active_ && seteuid(0) != 0) std::abort();
  }

 private:
  bool active_ = false;
};

// Fails the test unless opening gives one error of that kind that names the
// file and contains `words`.
void expect_refused(const fs::path& file, Access access, ErrorKind kind, std::string_view words) {
  const Result<Store> store = Store::open(file, access);
  ASSERT_FALSE(store) << file;
  EXPECT_EQ(store.error().kind, kind) << store.error().message;
  EXPECT_NE(store.error().message.find(file.string()), std::string::npos) << store.error().message;
  EXPECT_NE(store.error().message.find(words), std::string::npos) << store.error().message;
  EXPECT_EQ(store.error().message.find('\n'), std::string::npos);
}

class StoreFileTest : public StoreTest {};

TEST_F(StoreFileTest, MissingFileIsMadeWithItsFolders) {
  const fs::path deep = folder_ / "results" / fs::path("new") / "assay.db";
  { Store store = value_of(Store::open(deep, Access::read_write)); }
  EXPECT_TRUE(fs::exists(deep));
}

TEST_F(StoreFileTest, OddNamesAreJustNames) {
  for (const char* name : {"a?mode=memory", "a%41", "a#b", "file:x", "\xc3\xa9 t\xc3\xa9.db"}) {
    const fs::path odd = folder_ / name;
    { Store store = value_of(Store::open(odd, Access::read_write)); }
    EXPECT_TRUE(fs::exists(odd)) << odd;
  }
}

TEST_F(StoreFileTest, MissingFileToReadIsAUsageError) {
  expect_refused(file(), Access::read_only, ErrorKind::usage, "no such Store");
  EXPECT_FALSE(fs::exists(file()));
}

TEST_F(StoreFileTest, FolderIsAUsageError) {
  expect_refused(folder_.path(), Access::read_write, ErrorKind::usage, "is a folder");
  expect_refused(folder_.path(), Access::read_only, ErrorKind::usage, "is a folder");
}

TEST_F(StoreFileTest, DeviceAndFifoAreUsageErrors) {
  expect_refused("/dev/null", Access::read_write, ErrorKind::usage, "not a regular file");
  ASSERT_EQ(mkfifo(file().c_str(), 0600), 0);
  expect_refused(file(), Access::read_only, ErrorKind::usage, "not a regular file");
}

TEST_F(StoreFileTest, FileAsFolderIsAnInfrastructureError) {
  write_text(folder_ / "plain", "text");
  expect_refused(folder_ / "plain/assay.db", Access::read_write, ErrorKind::infrastructure,
                 "cannot make its folder");
}

TEST_F(StoreFileTest, GarbageIsAnInfrastructureErrorAndStaysAsItIs) {
  const std::string garbage(5000, 'x');
  write_text(file(), garbage);
  expect_refused(file(), Access::read_write, ErrorKind::infrastructure, "not an SQLite database");
  expect_refused(file(), Access::read_only, ErrorKind::infrastructure, "not an SQLite database");
  EXPECT_EQ(read_text(file()), garbage);
}

TEST_F(StoreFileTest, DatabaseOfAnotherProgramIsRefusedUntouched) {
  {
    Database other = value_of(Database::open(file(), Database::Mode::read_write));
    check(other.execute("CREATE TABLE notes (note TEXT)"));
  }
  const std::string before = read_text(file());
  expect_refused(file(), Access::read_write, ErrorKind::usage, "another program");
  expect_refused(file(), Access::read_only, ErrorKind::usage, "another program");
  EXPECT_EQ(read_text(file()), before);
}

TEST_F(StoreFileTest, NewerSchemaIsAUsageErrorThatSaysWhatToDo) {
  { Store store = open_with_run(); }
  {
    Database database = value_of(Database::open(file(), Database::Mode::read_write));
    check(database.execute("PRAGMA user_version = 1000"));
  }
  for (Access access : {Access::read_write, Access::read_only}) {
    expect_refused(file(), access, ErrorKind::usage, "newer assay (schema 1000");
    expect_refused(file(), access, ErrorKind::usage, "upgrade assay");
  }
}

TEST_F(StoreFileTest, DamagedPagesAreOneErrorNotACrash) {
  {
    Store store = open_with_run();
    for (std::uint32_t i = 0; i < 200; ++i) {
      put_answered(store, cell_of(0, i, 0), std::string(1000, 'a'));
    }
  }
  const std::string sound = read_text(file());
  int refused = 0;
  // Each page in turn is overwritten, the header and schema among them.
  for (std::size_t page = 0; page * 4096 < sound.size(); ++page) {
    std::string damaged = sound;
    damaged.replace(page * 4096 + (page == 0 ? 100 : 0), 64, 64, '\xa5');
    write_text(file(), damaged);
    Result<Store> store = Store::open(file(), Access::read_only);
    Result<void> read =
        store ? store->each_cell("r", [](const CellView&) {}) : tl::unexpected(store.error());
    if (!read) {
      ++refused;
      EXPECT_NE(read.error().message.find(file().string()), std::string::npos)
          << read.error().message;
    }
  }
  EXPECT_GT(refused, 20);
}

// A power cut: what was not yet flushed of the log is gone, from some byte on.
TEST_F(StoreFileTest, AnyPrefixOfTheLogIsTheStoreOfAnEarlierInstant) {
  Store store = open_with_run();
  constexpr std::uint32_t kCells = 40;
  for (std::uint32_t i = 0; i < kCells; ++i) put_answered(store, cell_of(0, i, 0), "answer");
  const std::string database = read_text(file());
  const std::string log = read_text(file().string() + "-wal");
  const fs::path cut_off = folder_ / "cut.db";
  std::size_t before = 0;
  for (std::size_t size = 0; size <= log.size(); size += 8'009) {
    write_text(cut_off, database);
    write_text(cut_off.string() + "-wal", std::string_view(log).substr(0, size));
    fs::remove(cut_off.string() + "-shm");
    // The first bytes have no schema yet: a new Store, then, and no run.
    Store after = value_of(Store::open(cut_off, Access::read_write));
    std::size_t cells = 0;
    const Result<void> read = after.each_cell("r", [&](const CellView& view) {
      EXPECT_EQ(view.cell.id.case_index, cells);  // none is missing before the last
      EXPECT_TRUE(view.cell.reply_id);
      ++cells;
    });
    EXPECT_TRUE(read || cells == 0) << read.error().message;
    EXPECT_GE(cells, before);
    before = cells;
  }
  EXPECT_GE(before, kCells - 1);  // the last step may end before the last frame
}

TEST_F(StoreFileTest, TruncatedFileIsOneError) {
  {
    Store store = open_with_run();
    for (std::uint32_t i = 0; i < 200; ++i) {
      put_answered(store, cell_of(0, i, 0), std::string(1000, 'a'));
    }
  }
  fs::resize_file(file(), fs::file_size(file()) / 2);
  Result<Store> store = Store::open(file(), Access::read_only);
  const Result<void> read =
      store ? store->each_cell("r", [](const CellView&) {}) : tl::unexpected(store.error());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::infrastructure);
  EXPECT_NE(read.error().message.find("damaged"), std::string::npos) << read.error().message;
}

TEST_F(StoreFileTest, ValuesThatNoStoreWritesAreErrors) {
  const char* const kDamages[] = {
      "UPDATE cell SET variant = -1",
      "UPDATE cell SET repeat = 4294967296",
      "UPDATE cell SET key = x'00'",
      "UPDATE cell SET failure_kind = 'bored'",
      "UPDATE reply SET body = '[]'",
      "UPDATE reply SET body = '{'",
      "UPDATE score SET verdict = 'maybe'",
      "UPDATE score SET parts = '{}'",
      "UPDATE score SET parts = '[{\"verdict\": 1}]'",
  };
  for (const char* damage : kDamages) {
    fs::remove(file());
    {
      Store store = open_with_run();
      put_answered(store, cell_of(0, 0, 0), "Paris");
      check(store.put_score("r", {{0, 0, 0}, {Verdict::pass, 1, {}}}));
    }
    {
      Database database = value_of(Database::open(file(), Database::Mode::read_write));
      check(database.execute(damage));
    }
    Store store = open(Access::read_only);
    const Result<void> read = store.each_cell("r", [](const CellView&) {});
    ASSERT_FALSE(read) << damage;
    EXPECT_EQ(read.error().kind, ErrorKind::infrastructure);
    EXPECT_NE(read.error().message.find("damaged"), std::string::npos) << read.error().message;
  }
}

TEST_F(StoreFileTest, ReadOnlyFileRefusesWritingAndAllowsReading) {
  { Store store = open_with_run(); }
  fs::permissions(folder_.path(), fs::perms(0777));
  fs::permissions(file(), fs::perms(0444));
  const Unprivileged nobody;
  expect_refused(file(), Access::read_write, ErrorKind::infrastructure, "read-only");
  EXPECT_EQ(value_of(open(Access::read_only).find_run("latest")).id, "r");
}

TEST_F(StoreFileTest, ReadOnlyFolderIsReadable) {
  { Store store = open_with_run(); }
  fs::permissions(file(), fs::perms(0444));
  fs::permissions(folder_.path(), fs::perms(0555));
  {
    const Unprivileged nobody;
    EXPECT_EQ(value_of(open(Access::read_only).find_run("latest")).id, "r");
  }
  fs::permissions(folder_.path(), fs::perms(0755));
}

TEST_F(StoreFileTest, UnreadableFileIsAnInfrastructureError) {
  { Store store = open_with_run(); }
  fs::permissions(folder_.path(), fs::perms(0755));
  fs::permissions(file(), fs::perms(0000));
  const Unprivileged nobody;
  expect_refused(file(), Access::read_only, ErrorKind::infrastructure, "Permission denied");
}

TEST_F(StoreFileTest, StoreOpenedForReadingRefusesToWrite) {
  { Store store = open_with_run(); }
  Store store = open(Access::read_only);
  const Result<void> put = store.put_cell("r", cell_of(0, 0, 0), 0);
  ASSERT_FALSE(put);
  EXPECT_NE(put.error().message.find("read-only"), std::string::npos);
}

TEST_F(StoreFileTest, FullDiskIsOneErrorAndLosesNothingStored) {
  {
    Store store = open_with_run();
    put_answered(store, cell_of(0, 0, 0), "Paris");
    check(store.limit_pages(40));
    Result<void> put;
    for (std::uint32_t i = 1; put && i < 1000; ++i) {
      put = store.put_reply(key_of(-static_cast<int>(i)), reply_of(std::string(1000, 'a')), {}, {})
                .map([](std::int64_t) {});
    }
    ASSERT_FALSE(put);
    EXPECT_EQ(put.error().kind, ErrorKind::infrastructure);
    EXPECT_NE(put.error().message.find("disk is full"), std::string::npos) << put.error().message;
    EXPECT_NE(put.error().message.find(file().string()), std::string::npos);
  }
  Store store = open();
  EXPECT_EQ(value_of(store.find_reply(cell_of(0, 0, 0).key))->reply.answer, "Paris");
  EXPECT_EQ(value_of(store.recorded_cells("r")).size(), 1u);
  put_answered(store, cell_of(0, 1, 0), "there is room again");
}

TEST_F(StoreFileTest, TheNewestReplyOfAKeyMayBeAskedForAsOfARow) {
  Store store = open_with_run();
  EXPECT_EQ(value_of(store.last_reply()), 0);
  const std::int64_t first = value_of(store.put_reply(Key{}, reply_of("Paris"), {}, {}));
  const std::int64_t other = value_of(store.put_reply(key_of(1), reply_of("Rome"), {}, {}));
  EXPECT_EQ(value_of(store.last_reply()), other);
  const std::int64_t second = value_of(store.put_reply(Key{}, reply_of("Paris!"), {}, {}));
  EXPECT_EQ(value_of(store.find_reply_id(Key{})), second);
  EXPECT_EQ(value_of(store.find_reply_id(Key{}, second)), second);
  EXPECT_EQ(value_of(store.find_reply(Key{}, other))->reply.answer, "Paris");
  EXPECT_EQ(value_of(store.find_reply_id(Key{}, first - 1)), std::nullopt);
}

// Versions --------------------------------------------------------------------

constexpr const char* kFirst = "CREATE TABLE note (text TEXT); INSERT INTO note VALUES ('old')";
constexpr const char* kSecond = "ALTER TABLE note ADD COLUMN stars INTEGER DEFAULT 5";
constexpr const char* kThird = "UPDATE note SET stars = stars + 1";

TEST_F(StoreFileTest, OlderSchemaIsMigratedStepByStep) {
  const std::array<const char*, 3> steps = {kFirst, kSecond, kThird};
  Database database = value_of(Database::open(file(), Database::Mode::read_write));
  check(ensure_schema(database, std::span(steps).first(1), MayWrite::yes));
  EXPECT_EQ(value_of(database.integer("PRAGMA user_version")), 1);
  EXPECT_EQ(value_of(database.integer("PRAGMA application_id")), kStoreApplicationId);

  const Result<void> read = ensure_schema(database, steps, MayWrite::no);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::usage);
  EXPECT_NE(read.error().message.find("older assay (schema 1)"), std::string::npos);

  check(ensure_schema(database, steps, MayWrite::yes));
  EXPECT_EQ(value_of(database.integer("PRAGMA user_version")), 3);
  EXPECT_EQ(value_of(database.integer("SELECT stars FROM note WHERE text = 'old'")), 6);
  check(ensure_schema(database, steps, MayWrite::yes));
  EXPECT_EQ(value_of(database.integer("SELECT stars FROM note")), 6) << "no step runs twice";
}

// A Store of assay 0.1's first schema, with a run in it.
TEST_F(StoreFileTest, AStoreOfTheFirstSchemaIsReadAndWrittenOn) {
  {
    Database database = value_of(Database::open(file(), Database::Mode::read_write));
    check(ensure_schema(database, schema_steps().first(1), MayWrite::yes));
    check(database.execute(
        "INSERT INTO run VALUES (1, 'r', 's', 's.yaml', '00', '2026-01-01T00:00:00Z', '', '0.1.0', "
        "0, "
        "0, 0, 1, '{}');"
        "INSERT INTO attempt (run, attempt, key, case_index, variant, repeat, number, started_at, "
        "settled, sent_ns, done_ns, cost_picos) "
        "VALUES (1, 7, zeroblob(32), 0, 0, 0, 1, '2026-01-01T00:00:00Z', 1, 5, 9, 33);"
        "INSERT INTO attempt (run, attempt, key, case_index, variant, repeat, number, started_at) "
        "VALUES (1, 8, zeroblob(32), 0, 0, 0, 2, '2026-01-01T00:00:00Z');"
        "INSERT INTO reply (reply, key_prefix, key, done_ns, body) "
        "VALUES (1, 0, zeroblob(32), 9, '{\"answer\":\"Paris\",\"finish_reason\":\"stop\"}')"));
  }
  expect_refused(file(), Access::read_only, ErrorKind::usage, "older assay (schema 1)");
  Store store = open();
  EXPECT_EQ(value_of(store.find_reply(Key{}))->reply.answer, "Paris");
  EXPECT_FALSE(value_of(store.find_reply(Key{}))->timings.pieces);
  EXPECT_EQ(value_of(store.ledger("r")).spent, Money{33});
  EXPECT_EQ(value_of(store.attempts("r", {})).size(), 1u);
  EXPECT_EQ(value_of(store.next_attempt_id("r")), 9);
  check(store.put_intent("r", intent_of(9, Key{}, 0, 0, 0)));
}

TEST_F(StoreFileTest, FailedMigrationLeavesTheOldVersion) {
  const std::array<const char*, 3> steps = {kFirst, kSecond, "SELECT nonsense"};
  Database database = value_of(Database::open(file(), Database::Mode::read_write));
  check(ensure_schema(database, std::span(steps).first(1), MayWrite::yes));
  ASSERT_FALSE(ensure_schema(database, steps, MayWrite::yes));
  EXPECT_EQ(value_of(database.integer("PRAGMA user_version")), 1);
  EXPECT_FALSE(database.integer("SELECT stars FROM note")) << "half a migration";
}

TEST_F(StoreFileTest, EmptyFileBecomesAStoreButCannotBeRead) {
  write_text(file(), "");
  expect_refused(file(), Access::read_only, ErrorKind::usage, "empty Store");
  open_with_run();
}

}  // namespace
}  // namespace assay::testing
