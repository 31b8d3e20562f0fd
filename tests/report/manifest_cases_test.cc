// What a manifest says of its cases, and what scoring again makes of it.
#include "harness/report/manifest/manifest_cases.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <stdexcept>
#include <string>

#include "harness/report/manifest/manifest.h"
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
  const Manifest made = manifest_of(planned().plan);
  EXPECT_EQ(made.prompt_variables.at("plain").names, std::set<std::string>{"country"});
  EXPECT_FALSE(made.prompt_variables.at("plain").all);
  EXPECT_TRUE(made.prompt_variables.at("sections").all);
  EXPECT_FALSE(made.prompt_variables.at("constant").uses("country"));
  EXPECT_TRUE(made.expectation_variables.uses("capital"));
  EXPECT_FALSE(made.expectation_variables.uses("country"));
  const auto france = parts_of(made, "france");
  const auto spain = parts_of(made, "spain");
  EXPECT_EQ(france->variables.size(), 3U);
  EXPECT_NE(france->variables, spain->variables);
  EXPECT_EQ(france->expectations, spain->expectations);
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
    Manifest manifest = manifest_of(planned().plan);
    const Manifest now = manifest_of(planned(row.from, row.to).plan);
    const auto expects_the_same = [&] {
      return expect_the_same(*parts_of(manifest, "france"), manifest.expectation_variables,
                             *parts_of(now, "france"), now.expectation_variables);
    };
    EXPECT_EQ(expects_the_same(), !row.is_other_measure) << row.to;
    EXPECT_EQ(take_rules(now, manifest), row.others) << row.to;
    EXPECT_TRUE(expects_the_same()) << row.to;
    for (const char* id : {"france", "spain"}) {
      EXPECT_EQ(manifest.case_hashes.at(id) == now.case_hashes.at(id), !row.others.contains(id))
          << row.to;
    }
  }
}

TEST(ManifestCases, ReadsManifestsOfOlderRuns) {
  Json json = to_json(manifest_of(planned().plan));
  for (const char* key : {"expectation_hashes", "variable_hashes", "prompt_variables",
                          "expectation_variables", "selection"}) {
    json.erase(key);
  }
  const Result<Manifest> read = read_manifest(json);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(parts_of(*read, "france"), nullptr);
  EXPECT_EQ(read->case_hashes.size(), 2U);
  EXPECT_FALSE(read->selection);
}

}  // namespace
}  // namespace assay
