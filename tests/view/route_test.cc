#include "harness/view/route.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <string>

namespace assay {
namespace {

using Page = Route::Page;

TEST(Route, AddressesAreExact) {
  struct Row {
    const char* target;
    Page page;
    const char* run = "";
    const char* shelf = "";
    std::size_t chunk = 0;
  };
  const Row kRows[] = {
      {"/", Page::runs},
      {"/runs/a-1/", Page::run, "a-1"},
      {"/runs/a-1", Page::bare, "a-1"},
      {"/runs/a-1/state", Page::state, "a-1"},
      {"/runs/a-1/texts/7f3a/12", Page::texts, "a-1", "7f3a", 12},
      {"/runs/a%2Fb/", Page::run, "a/b"},
      {"/label/a-1", Page::bare_labels, "a-1"},
      {"/label/a%2Fb/", Page::labels, "a/b"},
      {"/label/a-1/next", Page::next_label, "a-1"},
      {"/label/a-1/at/12", Page::label, "a-1", "", 12},
      {"/label/", Page::nothing},
      {"/label/a-1/at", Page::nothing},
      {"/label/a-1/at/", Page::nothing},
      {"/label/a-1/at/-1", Page::nothing},
      {"/label/a-1/at/1/2", Page::nothing},
      {"/label/a-1/state", Page::nothing},
      {"/runs/%3Cscript%3e/", Page::run, "<script>"},
      {"", Page::nothing},
      {"//", Page::nothing},
      {"/runs", Page::nothing},
      {"/runs/", Page::nothing},
      {"/runs//", Page::nothing},
      {"/runs//state", Page::nothing},
      {"/Runs/a-1/", Page::nothing},
      {"/runs/a-1//", Page::nothing},
      {"/runs/a-1/state/", Page::nothing},
      {"/runs/a-1/state?x", Page::nothing},
      {"/?x", Page::nothing},
      {"/runs/a-1/texts/7f3a/", Page::nothing},
      {"/runs/a-1/texts/7f3a/-1", Page::nothing},
      {"/runs/a-1/texts/7f3a/1e3", Page::nothing},
      {"/runs/a-1/texts/7f3a/9999999999", Page::nothing},
      {"/runs/a-1/../../etc/passwd", Page::nothing},
      {"/etc/passwd", Page::nothing},
      {"/runs/a%/", Page::nothing},
      {"/runs/a%2/", Page::nothing},
      {"/runs/a%zz/", Page::nothing},
      {"http://127.0.0.1/", Page::nothing},
      {"*", Page::nothing},
  };
  for (const Row& row : kRows) {
    const Route route = route_of(row.target);
    EXPECT_EQ(route.page, row.page) << row.target;
    EXPECT_EQ(route.run, row.run) << row.target;
    EXPECT_EQ(route.shelf, row.shelf) << row.target;
    EXPECT_EQ(route.chunk, row.chunk) << row.target;
  }
}

RC_GTEST_PROP(Route, AnyRunIdFindsItsWayThere, (const std::string& id)) {
  RC_PRE(!id.empty());
  const std::string path = path_of_run(id);
  RC_ASSERT(route_of(path).page == Page::run);
  RC_ASSERT(route_of(path).run == id);
  RC_ASSERT(path.find_first_of("<>\"'& \r\n") == std::string::npos);
}

}  // namespace
}  // namespace assay
