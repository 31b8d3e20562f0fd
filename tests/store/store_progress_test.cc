// What a watcher is told of runs: how far they are, and when to look again.
#include <set>

#include "tests/store/store_fixture.h"

namespace assay::testing {
namespace {

TEST_F(StoreTest, ProgressCountsTheVerdictsOfEachRun) {
  Store store = open();
  RunRecord early = run_of("early", "2026-11-23T10:00:00Z");
  early.planned_cells = 4;
  check(store.begin_run(early, {}));
  check(store.begin_run(run_of("late", "2026-11-23T11:00:00Z"), {}));
  check(store.put_cell("early", cell_of(0, 0, 0), 0));
  check(store.put_cell("early", cell_of(1, 0, 0), 0));
  check(store.put_cell("early", cell_of(2, 0, 0), 0));  // and no verdict yet
  for (const std::uint32_t variant : {0U, 1U})
    check(store.put_score("early", {{variant, 0, 0}, {Verdict::fail, 0.25, {}}}));
  check(store.finish_run("late", "2026-11-23T12:00:00Z", true));

  const RunProgress expected{"early", "capitals", "2026-11-23T10:00:00Z", false, 4, 2, ""};
  EXPECT_EQ(value_of(store.progress("early")), expected);
  const std::vector<RunProgress> all = value_of(store.progress());
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].id, "late");
  EXPECT_TRUE(all[0].complete);
  EXPECT_EQ(all[0].cells, 0u);
  EXPECT_EQ(all[1], expected);
  EXPECT_EQ(value_of(store.progress("ear")), std::nullopt);  // no prefixes here
}

TEST_F(StoreTest, FingerprintChangesWithAllThatAReportShows) {
  Store store = open();
  check(store.begin_run(run_of("r"), {}));
  check(store.begin_run(run_of("other"), {}));
  std::set<Key> seen;
  const auto is_new = [&] { return seen.insert(value_of(store.fingerprint("r"))).second; };
  EXPECT_TRUE(is_new());
  EXPECT_FALSE(is_new()) << "nothing happened";
  check(store.put_cell("r", cell_of(0, 0, 0), 0));
  EXPECT_TRUE(is_new());
  check(store.put_cell("other", cell_of(0, 0, 0), 0));
  EXPECT_FALSE(is_new()) << "another run's cell";
  check(store.put_score("r", {{0, 0, 0}, {Verdict::fail, 0.25, {}}}));
  EXPECT_TRUE(is_new());
  check(store.put_score("r", {{0, 0, 0}, {Verdict::fail, 0.5, {}}}));
  EXPECT_TRUE(is_new()) << "scored again";
  check(store.put_score("r", {{0, 0, 0}, {Verdict::pass, 0.5, {}}}));
  EXPECT_TRUE(is_new()) << "another verdict";
  check(store.replace_manifest("r", {{"gates", 1}}));
  EXPECT_TRUE(is_new());
  check(store.finish_run("r", "2026-11-23T12:00:00Z", true));
  EXPECT_TRUE(is_new());
  EXPECT_EQ(store.fingerprint("no such run").error().kind, ErrorKind::usage);
}

}  // namespace
}  // namespace assay::testing
