#include "harness/store/log_sync.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "tests/store/store_fixture.h"

namespace assay::testing {
namespace {

using std::chrono::hours;

// Waits, bounded, until `done` says so.
template <class Done>
bool comes_true(const Done& done) {
  for (int i = 0; i < 5'000 && !done(); ++i) std::this_thread::sleep_for(milliseconds{2});
  return done();
}

TEST(LogSync, ForcesTheLogAfterACommitAndNotWithoutOne) {
  std::atomic<int> forced = 0;
  std::string file;
  LogSync sync(
      "some/assay.db", [](Error) {}, milliseconds{1},
      [&](const std::filesystem::path& log) -> Result<void> {
        if (forced == 0) file = log.string();
        ++forced;
        return {};
      });
  std::this_thread::sleep_for(milliseconds{30});
  EXPECT_EQ(forced, 0);
  sync.committed();
  EXPECT_TRUE(comes_true([&] { return forced == 1; }));
  EXPECT_EQ(file, "some/assay.db-wal");
  std::this_thread::sleep_for(milliseconds{30});
  EXPECT_EQ(forced, 1);
  sync.committed();
  EXPECT_TRUE(comes_true([&] { return forced == 2; }));
}

TEST(LogSync, CommitsOfOneIntervalGoTogether) {
  std::atomic<int> forced = 0;
  LogSync sync(
      "assay.db", [](Error) {}, milliseconds{200},
      [&](const std::filesystem::path&) -> Result<void> {
        ++forced;
        return {};
      });
  for (int i = 0; i < 1'000; ++i) sync.committed();
  EXPECT_TRUE(comes_true([&] { return forced >= 1; }));
  EXPECT_LE(forced, 2);
}

TEST(LogSync, AnErrorIsToldOnceAndNeverTriedAgain) {
  std::atomic<int> forced = 0;
  std::atomic<int> told = 0;
  LogSync sync(
      "assay.db", [&](Error error) { told += error.message == "EIO"; }, milliseconds{1},
      [&](const std::filesystem::path&) -> Result<void> {
        ++forced;
        return infrastructure_error("EIO");
      });
  sync.committed();
  EXPECT_TRUE(comes_true([&] { return told == 1; }));
  sync.committed();
  std::this_thread::sleep_for(milliseconds{30});
  EXPECT_EQ(forced, 1);
  EXPECT_EQ(told, 1);
}

TEST(LogSync, DoesNotKeepItsOwnerWaiting) {
  LogSync sync(
      "assay.db", [](Error) {}, hours{1});
  sync.committed();
}

TEST(LogSync, AMissingLogIsOnTheDiskAndAnUnreadableOneIsAnError) {
  const TemporaryFolder folder;
  EXPECT_TRUE(force_to_disk(folder / "none"));
  write_text(folder / "log", "frames");
  EXPECT_TRUE(force_to_disk(folder / "log"));
  write_text(folder / "file", "");
  const Result<void> forced = force_to_disk(folder / "file" / "log");
  ASSERT_FALSE(forced);
  EXPECT_EQ(forced.error().kind, ErrorKind::infrastructure);
}

}  // namespace
}  // namespace assay::testing
