// Merge keys (`<<`) and keys of the author's own (`x-`) in a suite.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/suite/load.h"
#include "tests/suite/test_shapes.h"

namespace assay {
namespace {

constexpr const char* kMergedSuite = R"(
suite: s
x-note: {anything: [at, all], <<: {more: 1}}
x-model: &model {provider: openai, params: {temperature: 0}}
x-case: &case {tags: [europe], x-why: a note in a shared case}
x-expect: &common [{contains: Paris, x-why: a note}]
models: [{<<: *model, id: a}, {<<: *model, id: b, params: {temperature: 1}}]
prompts: [{id: p, user: "Capital of {{country}}?", x-author: me}]
cases:
  - <<: *case
    id: france
    vars: {country: France}
    expect: *common
  - {<<: *case, id: spain, tags: [iberia], vars: {country: Spain}}
limits: {x-why: slow server, concurrency: 2}
)";

TEST(MergeKeys, AndKeysOfTheAuthorsOwnMakeTheSuiteThatIsMeant) {
  const Result<Suite> suite = load_suite_text(kMergedSuite, "s.yaml", testing::test_options());
  ASSERT_TRUE(suite) << suite.error().message;
  ASSERT_EQ(suite->models.size(), 2U);
  EXPECT_EQ(suite->models[0].params.at("temperature"), 0);
  EXPECT_EQ(suite->models[1].params.at("temperature"), 1);
  EXPECT_EQ(suite->cases[0].tags, std::vector<std::string>{"europe"});
  EXPECT_EQ(suite->cases[1].tags, std::vector<std::string>{"iberia"});
  EXPECT_EQ(suite->cases[0].expect->size(), 1U);
  EXPECT_EQ(suite->limits.concurrency, 2);
}

TEST(AuthorsOwnKeys, AreNotGuessedAt) {
  const Result<Suite> suite =
      load_suite_text("suite: s\nx_common: 1\nX-Common: 2\n", "s.yaml", testing::test_options());
  ASSERT_FALSE(suite);
  EXPECT_NE(suite.error().message.find(
                "s.yaml:2:1: unknown key 'x_common' in suite; keys of your own begin with 'x-'"),
            std::string::npos);
  EXPECT_NE(suite.error().message.find("s.yaml:3:1: unknown key 'X-Common' in suite; keys of your"),
            std::string::npos);
}

}  // namespace
}  // namespace assay
