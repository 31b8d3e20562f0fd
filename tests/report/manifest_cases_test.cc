// What a manifest says of its cases, and what scoring again makes of it.
#include "harness/report/manifest_cases.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <stdexcept>
#include <string>

#include "harness/report/manifest.h"
#include "harness/report/summarise.h"
#include "harness/score/score.h"
#include "harness/suite/load.h"

namespace assay {
namespace {

constexpr const char* kSuite = R"(
suite: s
models: [openai:mini]
prompts:
  - {id: plain, user: "Capital of {{country}}?"}
  - {id: sections, user: "Capital{{#country}} of {{country}}{{/country}}?"}
  - {id: constant, user: "Which one?"}
cases:
  - {id: france, vars: {country: France, capital: Paris, note: a}, expect: [{contains: "{{capital}}"}]}
  - {id: spain, vars: {country: Spain, capital: Madrid, note: b}, expect: [{contains: "{{capital}}"}]}
)";

// A suite and its plan; `from` in the text replaced by `to`.
struct Planned {
  std::unique_ptr<const Suite> suite;
  Plan plan;
};
Planned planned(const std::string& from = "", const std::string& to = "") {
  std::string yaml = kSuite;
  if (!from.empty()) yaml.replace(yaml.find(from), from.size(), to);
  LoadOptions options;
  options.expectations = expectation_shapes();
  Result<Suite> suite = load_suite_text(yaml, "s.yaml", options);
  if (!suite) throw std::runtime_error(suite.error().message);
  Planned made{std::make_unique<const Suite>(std::move(*suite)), {}};
  made.plan = *make_plan(*made.suite, {.prompts = {"plain"}}, {}, 1);
  return made;
}

TEST(ManifestCases, TellsWhatTemplatesUse) {
  const Identities read = read_identities(manifest_of(planned().plan));
  EXPECT_EQ(read.prompt_variables.at("plain").names, std::set<std::string>{"country"});
  EXPECT_FALSE(read.prompt_variables.at("plain").all);
  EXPECT_TRUE(read.prompt_variables.at("sections").all);
  EXPECT_FALSE(read.prompt_variables.at("constant").uses("country"));
  EXPECT_TRUE(read.expectation_variables.uses("capital"));
  EXPECT_FALSE(read.expectation_variables.uses("country"));
  EXPECT_EQ(read.parts.at("france")->variables.size(), 3U);
  EXPECT_NE(read.parts.at("france")->variables, read.parts.at("spain")->variables);
  EXPECT_EQ(read.parts.at("france")->expectations, read.parts.at("spain")->expectations);
}

struct ManifestRow {
  const char* from;
  const char* to;
  std::set<std::string> others;  // ask something else now
  bool is_other_measure;         // of france, before it is scored again
};

TEST(ManifestCases, TakesExpectationsOfCasesThatAskTheSame) {
  const ManifestRow rows[] = {
      {"", "", {}, false},
      {"Capital of", "What is the capital of", {}, false},
      {"capital: Paris", "capital: Lyon", {}, true},
      {"note: a", "note: c", {}, false},
      {"contains: \"{{capital}}\"", "equals: \"{{capital}}\"", {}, true},
      {"country: France", "country: Spain", {"france"}, false},
      {"country: Spain", "country: France", {"spain"}, false},
  };
  for (const ManifestRow& row : rows) {
    Json manifest = manifest_of(planned().plan);
    const Planned now = planned(row.from, row.to);
    const Identities suite = read_identities(manifest_of(now.plan));
    const Identities before = read_identities(manifest);
    const auto expects_the_same = [&](const Identities& run) {
      return expect_the_same(*run.parts.at("france"), run.expectation_variables,
                             *suite.parts.at("france"), suite.expectation_variables);
    };
    EXPECT_EQ(expects_the_same(before), !row.is_other_measure) << row.to;
    EXPECT_EQ(take_expectations(now.plan, manifest), row.others) << row.to;
    const Identities after = read_identities(manifest);
    EXPECT_TRUE(expects_the_same(after)) << row.to;
    for (const char* id : {"france", "spain"}) {
      EXPECT_EQ(after.contents.at(id) == suite.contents.at(id), !row.others.contains(id)) << row.to;
    }
  }
}

TEST(ManifestCases, ReadsManifestsOfOlderRuns) {
  Json manifest = manifest_of(planned().plan);
  for (const char* key : {"expectation_hashes", "variable_hashes", "prompt_variables",
                          "expectation_variables", "selection"}) {
    manifest.erase(key);
  }
  const Result<Manifest> read = read_manifest(manifest);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->identities.parts.empty());
  EXPECT_EQ(read->identities.contents.size(), 2U);
  EXPECT_FALSE(read->selection);
}

TEST(ManifestSelection, ComesBackAsItWasWritten) {
  Json manifest = manifest_of(planned().plan);
  const RunSelection selection = {{"--case", {"it's", "b*"}}, {"--no-cache", {""}}};
  remember_selection(manifest, selection);
  EXPECT_EQ(read_manifest(manifest)->selection.value(), selection);
}

}  // namespace
}  // namespace assay
