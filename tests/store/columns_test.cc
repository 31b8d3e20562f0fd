#include "harness/store/columns.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "tests/store/store_fixture.h"

namespace assay::testing {
namespace {

RC_GTEST_PROP(ScorePartsTest, ComeBackAsTheyWere, ()) {
  TemporaryFolder folder;
  Database database = value_of(Database::open(folder / "x.db", Database::Mode::read_write));
  std::vector<ScorePart> parts;
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
    ScorePart part;
    part.name = to_valid_utf8(*rc::gen::arbitrary<std::string>());
    part.metric = to_valid_utf8(*rc::gen::arbitrary<std::string>());
    part.reason = to_valid_utf8(*rc::gen::arbitrary<std::string>());
    part.extracted = to_valid_utf8(*rc::gen::arbitrary<std::string>());
    part.verdict =
        *rc::gen::element(Verdict::pass, Verdict::fail, Verdict::error, Verdict::unscored);
    part.value = *rc::gen::arbitrary<double>();
    part.weight = *rc::gen::arbitrary<double>();
    const auto word = rc::gen::map(rc::gen::arbitrary<std::string>(),
                                   [](const std::string& text) { return to_valid_utf8(text); });
    for (int j = *rc::gen::inRange(0, 3); j > 0; --j)
      part.pairs.push_back({*word, *word, *word, *word});
    for (int metric = *rc::gen::inRange(0, 3); metric > 0; --metric)
      part.metrics.emplace_back("m" + std::to_string(metric), *rc::gen::arbitrary<double>());
    if (*rc::gen::arbitrary<bool>())
      part.open = {true, *rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<double>(),
                   *rc::gen::arbitrary<double>()};
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
