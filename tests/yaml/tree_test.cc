#include "harness/yaml/tree.h"

#include <gtest/gtest.h>

#include "harness/yaml/scalar.h"

namespace assay {
namespace {

std::string tree_refusal(const std::string& yaml) {
  const SourceFile file{"x.yaml", yaml};
  Diagnostics diagnostics;
  TextBudget budget;
  const auto tree = YamlTree::parse(file, diagnostics, budget);
  if (tree) return "accepted";
  return diagnostics.failure().value().message;
}

Json parsed(const std::string& yaml) {
  const SourceFile file{"x.yaml", yaml};
  Diagnostics diagnostics;
  TextBudget budget;
  const auto tree = YamlTree::parse(file, diagnostics, budget);
  return tree ? to_json(tree->root()) : Json("refused");
}

std::string repeat(const std::string& text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST(YamlTree, ReadsWhatYamlSays) {
  EXPECT_EQ(parsed("a: [1, two, 'three']\nb: {c: ~}\n"),
            Json::parse(R"({"a": [1, "two", "three"], "b": {"c": null}})"));
  EXPECT_EQ(parsed("a: |\n  one\n  two\nb: >\n  one\n  two\n"),
            Json::parse(R"({"a": "one\ntwo\n", "b": "one two\n"})"));
  EXPECT_EQ(parsed("a: &x [1]\nb: *x\n"), Json::parse(R"({"a": [1], "b": [1]})"));
  EXPECT_EQ(parsed("--- \na: 1\n...\n"), Json::parse(R"({"a": 1})"));
  EXPECT_EQ(parsed("a: 1\r\nb: \"x\"\r\n"), Json::parse(R"({"a": 1, "b": "x"})"));
  EXPECT_EQ(parsed(""), Json());
}

TEST(YamlTree, KnowsTheLineAndColumnOfEveryNode) {
  const SourceFile file{"x.yaml", "a: 1\nb:\n  - {c: deep}\n"};
  Diagnostics diagnostics;
  TextBudget budget;
  const auto tree = YamlTree::parse(file, diagnostics, budget);
  ASSERT_TRUE(tree);
  const YamlNode& deep = *tree->root().find("b")->children[0]->find("c");
  EXPECT_EQ(to_string(deep.position()), "x.yaml:3:9");
}

TEST(YamlTree, CountsColumnsInCharacters) {
  EXPECT_EQ(tree_refusal("é: {ü: [1, <<: 2]}\n").substr(0, 12), "x.yaml:1:12:");
}

TEST(YamlTree, RefusesTextThatACommaSplit) {
  const std::string rest = "'world' has no value: between { and } a comma ends a text";
  for (const char* yaml :
       {"{a: Hello, world}", "{a: Hello, world, b: 1}", "- {a: Hello ,\n   world }",
        "é: [{ü: Hello,world}]", "{a: http://x:1/, world}", "[{b: [1], world}]"}) {
    EXPECT_NE(tree_refusal(yaml).find(rest), std::string::npos)
        << yaml << ": " << tree_refusal(yaml);
  }
  // Nothing is said where the author wrote the colon, or a list.
  for (const char* yaml :
       {"{a: Hello, world: }", "{a: , b: ~}", "[Hello, world]", "{a: [Hello, world]}",
        "{a: 'Hello, world'}", "a: Hello, world\n", "{a: x, b:\n  y}"}) {
    EXPECT_EQ(tree_refusal(yaml), "accepted") << yaml;
  }
}

// Each of these ends in a message, not in a crash, a hang or a gigabyte.
TEST(YamlTree, RefusesBombs) {
  EXPECT_NE(tree_refusal(repeat("[", 10'000) + repeat("]", 10'000)).find("nested deeper than 64"),
            std::string::npos);
  EXPECT_NE(tree_refusal(repeat("- ", 10'000)).find("nested deeper than 64"), std::string::npos);
  EXPECT_NE(tree_refusal(repeat("{a: ", 10'000)).find("nested deeper than 64"), std::string::npos);
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 20; ++i) {
    const std::string name = "a" + std::to_string(i);
    const std::string before = "*a" + std::to_string(i - 1) + ", ";
    bomb += name + ": &" + name + " [" + repeat(before, 10) + "x]\n";
  }
  EXPECT_NE(tree_refusal(bomb).find("more than 1000000 YAML nodes"), std::string::npos);
}

TEST(YamlTree, RefusesDepthThatAliasesBuild) {
  std::string tower = "a0: &a0 [x]\n";
  for (int i = 1; i < 70; ++i) {
    const std::string name = "a" + std::to_string(i);
    tower += name + ": &" + name + " [*a" + std::to_string(i - 1) + "]\n";
  }
  EXPECT_NE(tree_refusal(tower).find("nested deeper than 64"), std::string::npos);
}

TEST(YamlTree, RefusesCycles) {
  EXPECT_NE(tree_refusal("&x [*x]\n").find("a cycle"), std::string::npos);
  EXPECT_NE(tree_refusal("a: &x {b: {c: *x}}\n").find("a cycle"), std::string::npos);
}

TEST(YamlTree, RefusesDuplicateKeysInLargeMapsToo) {
  std::string large;
  for (int i = 0; i < 1000; ++i) large += "k" + std::to_string(i) + ": 1\n";
  EXPECT_EQ(tree_refusal(large), "accepted");
  EXPECT_NE(tree_refusal(large + "'k7': 2\n").find("duplicate key 'k7'; it is already on line 8"),
            std::string::npos);
}

TEST(YamlTree, RefusesTheEndOfFileCharacterThatHidesTheRest) {
  EXPECT_NE(tree_refusal(std::string("a: 1\n\x04\nb: 2\n")).find("x.yaml:2:1: a control character"),
            std::string::npos);
  EXPECT_NE(tree_refusal(std::string("a: \0b\n", 6)).find("x.yaml:1:4: a control character"),
            std::string::npos);
}

TEST(Diagnostics, ShowsThePartOfALongLineRoundTheCaret) {
  const SourceFile file{"x.yaml",
                        "key: " + std::string(1000, 'a') + "HERE" + std::string(1000, 'b')};
  Diagnostics diagnostics;
  diagnostics.error({&file, 1, 1006}, "look");
  const std::string message = diagnostics.failure().value().message;
  EXPECT_LT(message.size(), 400U);
  const std::size_t caret = message.rfind('^') - message.rfind('\n');
  const std::size_t line = message.find('\n');
  EXPECT_EQ(message.substr(line + caret, 4), "HERE");
}

TEST(Diagnostics, KeepsTheSameErrorOnceAndCountsTheRest) {
  const SourceFile file{"x.yaml", ""};
  Diagnostics diagnostics;
  for (int i = 0; i < 3; ++i) diagnostics.error({&file, 1, 1}, "same");
  EXPECT_EQ(diagnostics.count(), 1U);
  for (int i = 0; i < 30; ++i) diagnostics.error({&file, i, 1}, "other");
  const std::string message = diagnostics.failure().value().message;
  EXPECT_NE(message.find("11 more errors are not shown"), std::string::npos);
}

}  // namespace
}  // namespace assay
