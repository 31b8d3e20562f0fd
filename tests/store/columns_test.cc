#include "harness/store/columns.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "tests/store/store_fixture.h"

namespace assay::testing {
namespace {

TEST(Rfc3339Test, OnlyTheStoresOwnFormIsRead) {
  EXPECT_EQ(to_rfc3339(*from_rfc3339("2026-11-23T14:53:08Z")), "2026-11-23T14:53:08Z");
  EXPECT_EQ(from_rfc3339("1970-01-01T00:00:00Z"), WallTime{});
  for (const char* text : {"", "2026-11-23", "2026-11-23T14:53:08", "2026-11-23 14:53:08Z",
                           "2026-13-23T14:53:08Z", "2026-02-30T14:53:08Z", "2026-11-23T24:00:00Z",
                           "2026-11-23T14:60:08Z", "2026-11-23T14:53:08Zx", "9999-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "-026-11-23T14:53:08Z"}) {
    EXPECT_FALSE(from_rfc3339(text)) << text;
  }
}

RC_GTEST_PROP(Rfc3339Test, IsTheInverseOfToRfc3339, ()) {
  // 1970 to 2261.
  const std::int64_t seconds = *rc::gen::inRange<std::int64_t>(0, 9'214'646'400);
  const WallTime time{std::chrono::seconds(seconds)};
  RC_ASSERT(from_rfc3339(to_rfc3339(time)) == time);
}

RC_GTEST_PROP(ScorePartsTest, ComeBackAsTheyWere, ()) {
  TemporaryFolder folder;
  Database database = value_of(Database::open(folder / "x.db", Database::Mode::read_write));
  std::vector<ScorePart> parts;
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
    ScorePart part;
    part.name = to_valid_utf8(*rc::gen::arbitrary<std::string>());
    part.metric = to_valid_utf8(*rc::gen::arbitrary<std::string>());
    part.reason = to_valid_utf8(*rc::gen::arbitrary<std::string>());
    part.verdict = *rc::gen::element(Verdict::pass, Verdict::fail, Verdict::error,
                                     Verdict::unscored);
    part.value = *rc::gen::arbitrary<double>();
    part.weight = *rc::gen::arbitrary<double>();
    parts.push_back(part);
  }
  RC_ASSERT(value_of(parts_from_json(database, parts_to_json(parts))) == parts);
}

TEST(ScorePartsTest, NumbersThatJsonCannotHoldAreReadBackAsZero) {
  TemporaryFolder folder;
  Database database = value_of(Database::open(folder / "x.db", Database::Mode::read_write));
  const double kNan = std::numeric_limits<double>::quiet_NaN();
  const double kInfinity = std::numeric_limits<double>::infinity();
  const std::string json = parts_to_json({{"a", "", Verdict::error, kNan, kInfinity, ""}});
  const std::vector<ScorePart> parts = value_of(parts_from_json(database, json));
  EXPECT_EQ(parts.at(0).value, 0);
  EXPECT_EQ(parts.at(0).weight, 0);
}

}  // namespace
}  // namespace assay::testing
