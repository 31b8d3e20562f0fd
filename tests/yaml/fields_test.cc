#include "harness/yaml/fields.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay {
namespace {

// A document, and what its readers said of it.
struct Document {
  explicit Document(std::string yaml) : file{"x.yaml", std::move(yaml)} {
    tree = YamlTree::parse(file, diagnostics, budget);
  }

  // The first lines of all errors.
  std::string errors() const {
    std::string message = diagnostics.failure().value().message;
    std::string lines;
    for (std::size_t at = message.find("x.yaml:"); at != std::string::npos;
         at = message.find("x.yaml:", at + 1)) {
      lines += (lines.empty() ? "" : "\n") + message.substr(at, message.find('\n', at) - at);
    }
    return lines;
  }

  SourceFile file;
  Diagnostics diagnostics;
  TextBudget budget;
  std::optional<YamlTree> tree;
};

KeyAdvice advise(std::string_view key, const Owner& owner) {
  if (key == "volume") return {.refusal = "'volume' belongs to " + to_string(owner), .meant = {}};
  return {.refusal = {}, .meant = {"volume"}};
}

TEST(Fields, ReadWhatIsWrittenAndNothingElse) {
  const Document document(
      "{name: n, count: 3, rate: 0.5, on: true, kind: b, list: [1, 2], x-y: z}");
  Diagnostics diagnostics;
  const Fields fields(document.tree->root(), {"thing"},
                      {"name", "count", "rate", "on", "kind", "list", "more"}, diagnostics);
  EXPECT_EQ(fields.text("name"), "n");
  EXPECT_EQ(fields.integer("count", {1, 3}), 3);
  EXPECT_EQ(fields.number("rate"), 0.5);
  EXPECT_EQ(fields.boolean("on"), true);
  EXPECT_EQ(fields.choice("kind", {"a", "b"}), 1U);
  EXPECT_EQ(fields.items("list").size(), 2U);
  EXPECT_EQ(fields.text("more"), std::nullopt);
  EXPECT_EQ(fields.choice("more", {"a", "b"}), std::nullopt);
  EXPECT_TRUE(fields.items("more").empty());
  EXPECT_FALSE(diagnostics.has_errors());
}

TEST(Fields, SayAllThatIsWrongWithAMap) {
  Document document("{nmae: n, count: 4, kind: bb, list: {a: 1}, X-y: 1, volume: 9, volum: 9}");
  const Fields fields(document.tree->root(), {"thing", "one"}, {"name", "count", "kind", "list"},
                      document.diagnostics, advise);
  EXPECT_EQ(fields.require("name"), nullptr);
  EXPECT_EQ(fields.integer("count", {1, 3}), std::nullopt);
  EXPECT_EQ(fields.choice("kind", {"aa", "bc"}), std::nullopt);
  EXPECT_TRUE(fields.items("list").empty());
  EXPECT_EQ(document.errors(),
            "x.yaml:1:2: unknown key 'nmae' in thing 'one'; did you mean 'name'?\n"
            "x.yaml:1:45: unknown key 'X-y' in thing 'one'; keys of your own begin with 'x-'\n"
            "x.yaml:1:53: 'volume' belongs to thing 'one'\n"
            "x.yaml:1:64: unknown key 'volum' in thing 'one'; did you mean 'volume'?\n"
            "x.yaml:1:1: thing 'one' has no 'name'\n"
            "x.yaml:1:18: 'count' must be between 1 and 3, not 4\n"
            "x.yaml:1:27: 'kind' must be one of aa, bc; did you mean 'bc'?\n"
            "x.yaml:1:37: 'list' must be a list, not a map");
}

TEST(Fields, OfNoMapAreNoneAndOneError) {
  Document document("[1, 2, 3, 4]");
  const Fields fields(document.tree->root(), {"thing"}, {"name"}, document.diagnostics);
  EXPECT_FALSE(fields.is_map());
  EXPECT_EQ(fields.require("name"), nullptr);
  EXPECT_EQ(fields.text("name"), std::nullopt);
  EXPECT_EQ(document.errors(), "x.yaml:1:1: thing must be a map");
}

}  // namespace
}  // namespace assay
