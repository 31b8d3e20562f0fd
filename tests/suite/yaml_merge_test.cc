// Merge keys (`<<`) and keys of the author's own (`x-`).
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/suite/load.h"
#include "harness/suite/scalar.h"
#include "harness/suite/yaml_tree.h"
#include "tests/suite/test_shapes.h"

namespace assay {
namespace {

std::string refusal(const std::string& yaml) {
  const SourceFile file{"x.yaml", yaml};
  Diagnostics diagnostics;
  TextBudget budget;
  const auto tree = YamlTree::parse(file, diagnostics, budget);
  if (tree) return "accepted";
  const std::string message = diagnostics.failure().value().message;
  return message.substr(0, message.find('\n'));
}

// As JSON, but with a map's keys in the order that the tree has them.
std::string shown(const YamlNode& node) {
  if (!node.is_map()) return dump_json(to_json(node));
  std::string out;
  for (std::size_t i = 0; i < node.entries(); ++i) {
    out += (i > 0 ? ", " : "") + std::string(node.key(i).text) + ": " + shown(node.value(i));
  }
  return "{" + out + "}";
}

std::string parsed(const std::string& yaml, const char* key) {
  const SourceFile file{"x.yaml", yaml};
  Diagnostics diagnostics;
  TextBudget budget;
  const auto tree = YamlTree::parse(file, diagnostics, budget);
  if (!tree) return diagnostics.failure().value().message;
  return shown(*tree->root().find(key));
}

struct MergeRow {
  const char* yaml;
  const char* m;  // the value of m
};

const MergeRow kMerges[] = {
    {"a: &a {x: 1, y: 2}\nm: {<<: *a}", "{x: 1, y: 2}"},
    {"a: &a {x: 1, y: 2}\nm: {<<: *a, y: 3, z: 4}", "{x: 1, y: 3, z: 4}"},
    {"a: &a {x: 1, y: 2}\nm: {z: 0, y: 3, <<: *a}", "{z: 0, y: 3, x: 1}"},
    {"a: &a {x: 1}\nb: &b {x: 2, y: 3}\nm: {<<: [*a, *b]}", "{x: 1, y: 3}"},
    {"a: &a {x: 1}\nb: &b {x: 2, y: 3}\nm: {<<: [*b, *a]}", "{x: 2, y: 3}"},
    {"a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nm: {<<: *b, z: 3}", "{x: 1, y: 2, z: 3}"},
    {"m: {<<: {x: 1}, y: 2}", "{x: 1, y: 2}"},
    {"m: {<<: [{x: 1}, {x: 2, y: 2}], y: 3}", "{x: 1, y: 3}"},
    {"a: &a {}\nm: {<<: *a, y: 2}", "{y: 2}"},
    {"m: {<<: [], y: 2}", "{y: 2}"},
    {"a: &a {x: {p: 1, q: 2}}\nm: {<<: *a, x: {p: 3}}", "{x: {p: 3}}"},  // not deep
    {"m: {'<<': 1}", "{<<: 1}"},                                         // a quoted one is text
};

TEST(MergeKeys, BringTheEntriesThatAMapLacks) {
  for (const MergeRow& row : kMerges) EXPECT_EQ(parsed(row.yaml, "m"), row.m) << row.yaml;
}

struct RefusalRow {
  const char* yaml;
  const char* message;
};

const RefusalRow kRefusals[] = {
    {"m: {<<: 1}",
     "x.yaml:1:5: '<<' merges a map or a list of maps, and this is neither: write the alias of a "
     "map, "
     "'<<: *name'"},
    {"m:\n  <<:\n  x: 1", "x.yaml:2:3: '<<' merges a map or a list of maps"},
    {"a: &a [1]\nm: {<<: [{x: 1}, *a]}", "x.yaml:2:5: '<<' merges a map or a list of maps"},
    {"a: &a {x: 1}\nm:\n  <<: *a\n  <<: *a",
     "x.yaml:4:3: duplicate key '<<'; it is already on line 3; several maps are merged by a list: "
     "'<<: [*a, *b]'"},
    {"a: &a {<<: *a}", "x.yaml:1:12: this alias stands inside the node it names: a cycle"},
    {"a: &a {b: {<<: *a}}", "x.yaml:1:16: this alias stands inside the node it names: a cycle"},
    {"m: {<<: {x: 1}, y: 1, y: 2}", "x.yaml:1:23: duplicate key 'y'"},
};

TEST(MergeKeys, SayWhatTheyCannotMerge) {
  for (const RefusalRow& row : kRefusals) {
    EXPECT_TRUE(refusal(row.yaml).starts_with(row.message)) << row.yaml << refusal(row.yaml);
  }
}

TEST(MergeKeys, AreBoundedAsAliasesAre) {
  std::string bomb = "a0: &a0 {x: 1}\n";
  for (int i = 1; i < 30; ++i) {
    const std::string name = "a" + std::to_string(i);
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += name + ": &" + name + " {<<: [" + before + ", " + before + ", " + before + "]}\n";
  }
  EXPECT_NE(refusal(bomb).find("more than 1000000 YAML nodes"), std::string::npos);
}

TEST(MergeKeys, KeepThePlacesWhereEntriesWereWritten) {
  const SourceFile file{"x.yaml", "a: &a\n  x: 1\nm:\n  <<: *a\n  y: 2\n"};
  Diagnostics diagnostics;
  TextBudget budget;
  const auto tree = YamlTree::parse(file, diagnostics, budget);
  ASSERT_TRUE(tree);
  EXPECT_EQ(to_string(tree->root().find("m")->find("x")->position()), "x.yaml:2:6");
  EXPECT_EQ(to_string(tree->root().find("m")->find("y")->position()), "x.yaml:5:6");
}

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

// --- merged by YAML as merged by hand ---

using Fields = std::vector<std::pair<std::string, int>>;  // few names, so that they meet

rc::Gen<Fields> any_fields() {
  const auto field = rc::gen::pair(rc::gen::element<std::string>("a", "b", "c", "d", "e"),
                                   rc::gen::inRange(0, 100));
  return rc::gen::map(rc::gen::container<Fields>(field), [](const Fields& drawn) {
    const std::map<std::string, int> each_once(drawn.begin(), drawn.end());
    return Fields(each_once.begin(), each_once.end());
  });
}

std::string flow(const Fields& fields) {
  std::string out;
  for (const auto& [name, value] : fields) out += name + ": " + std::to_string(value) + ", ";
  return out;
}

TEST(MergeKeysProperty, MergeAsAPersonWould) {
  EXPECT_TRUE(rc::check("own keys, then earlier maps", [] {
    const Fields first = *any_fields();
    const Fields second = *any_fields();
    const Fields own = *any_fields();
    std::map<std::string, int> by_hand;
    for (const Fields& fields : {own, first, second}) by_hand.insert(fields.begin(), fields.end());
    const std::string yaml = "a: &a {" + flow(first) + "}\nb: &b {" + flow(second) + "}\nm: {" +
                             flow(own) + "<<: [*a, *b]}\n";
    const SourceFile file{"x.yaml", yaml};
    Diagnostics diagnostics;
    TextBudget budget;
    const auto tree = YamlTree::parse(file, diagnostics, budget);
    RC_ASSERT(tree.has_value());
    RC_ASSERT(to_json(*tree->root().find("m")) == Json(by_hand));
  }));
}

}  // namespace
}  // namespace assay
