#include "harness/report/part.h"

#include <gtest/gtest.h>

#include "tests/report/report_fixture.h"

namespace assay {
namespace {

struct PartRow {
  const char* what;
  std::string verdicts;
  std::optional<std::uint64_t> suite_cells;
  std::vector<std::string> selection;
  bool stopped_early;
  const char* text;
};

TEST(Part, IsSaidOfWhateverIsNotTheWholeSuite) {
  const PartRow rows[] = {
      {"all of it", "pppp", 4, {}, false, ""},
      {"of an older assay", "pppp", {}, {}, false, ""},
      {"flags that leave nothing out", "pppp", 4, {"--tag *"}, false, ""},
      {"a shard",
       "pppp",
       1000,
       {"--shard 1/4", "--tag x"},
       false,
       "part: 4 of 1,000 cells (--shard 1/4, --tag x)"},
      {"nobody counted", "pppp", {}, {"--tag x"}, false, "part: 4 cells (--tag x)"},
      {"other cells, as many",
       "pppp",
       4,
       {"--set temperature=1"},
       false,
       "part: 4 of 4 cells (--set temperature=1)"},
      {"cut short", "pp--", 4, {}, false, "part: 2 of 4 cells (incomplete)"},
      {"cut short, of an older assay", "pp--", {}, {}, false, "part: 2 of 4 cells (incomplete)"},
      {"a filter, cut short",
       "pp--",
       8,
       {"--tag x"},
       false,
       "part: 2 of 8 cells (--tag x, incomplete)"},
      {"decided before its end", "pp--", 4, {}, true, "part: 2 of 4 cells (stopped early)"},
  };
  for (const PartRow& row : rows) {
    Report report = testing::report_of(row.verdicts);
    report.run.suite_cells = row.suite_cells;
    report.run.selection = row.selection;
    if (row.stopped_early) {
      report.run.stopped_early.emplace();
      report.run.complete = true;
    }
    EXPECT_EQ(part_text(report), row.text) << row.what;
  }
}

}  // namespace
}  // namespace assay
