// Merge keys (`<<`).
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/yaml/scalar.h"
#include "harness/yaml/tree.h"

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

// --- merged by YAML as merged by hand ---

using Entries = std::vector<std::pair<std::string, int>>;  // few names, so that they meet

rc::Gen<Entries> any_entries() {
  const auto field = rc::gen::pair(rc::gen::element<std::string>("a", "b", "c", "d", "e"),
                                   rc::gen::inRange(0, 100));
  return rc::gen::map(rc::gen::container<Entries>(field), [](const Entries& drawn) {
    const std::map<std::string, int> each_once(drawn.begin(), drawn.end());
    return Entries(each_once.begin(), each_once.end());
  });
}

std::string flow(const Entries& entries) {
  std::string out;
  for (const auto& [name, value] : entries) out += name + ": " + std::to_string(value) + ", ";
  return out;
}

TEST(MergeKeysProperty, MergeAsAPersonWould) {
  EXPECT_TRUE(rc::check("own keys, then earlier maps", [] {
    const Entries first = *any_entries();
    const Entries second = *any_entries();
    const Entries own = *any_entries();
    std::map<std::string, int> by_hand;
    for (const Entries& entries : {own, first, second})
      by_hand.insert(entries.begin(), entries.end());
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
