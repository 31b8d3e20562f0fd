#include "harness/base/field_path.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

struct PathRow {
  const char* path;
  const char* found;  // as JSON; nullptr: nothing
};
constexpr PathRow kPaths[] = {
    {"a", "1"},
    {"b.c", "[10,{\"d\":\"x\"}]"},
    {"b.c[0]", "10"},
    {"b.c[1].d", "\"x\""},
    {"b.c.1.d", "\"x\""},
    {"b.c[-1].d", "\"x\""},
    {"/b/c/1/d", "\"x\""},
    {"e.f", "2"},
    {"g", "null"},
    {"/x~1y", "3"},
    {"/m~0n", "4"},
    {"x/y", "3"},
    {"", nullptr},
    {"a.b", nullptr},
    {"b.c[2]", nullptr},
    {"b.c[-3]", nullptr},
    {"b.c[x]", nullptr},
    {"b.c[", nullptr},
    {"b..c", nullptr},
    {"b.c[99999999999999999999]", nullptr},
    {"/b/c/d", nullptr},
};

TEST(FieldPath, FindsWhatPeopleWrite) {
  const Json json =
      Json::parse(R"({"a":1,"b":{"c":[10,{"d":"x"}]},"e.f":2,"g":null,"x/y":3,"m~n":4})");
  for (const PathRow& row : kPaths) {
    const Json* const found = at_field_path(json, row.path);
    if (row.found == nullptr)
      EXPECT_EQ(found, nullptr) << row.path;
    else
      EXPECT_EQ(found == nullptr ? "nothing" : found->dump(), row.found) << row.path;
  }
}

}  // namespace
}  // namespace assay
