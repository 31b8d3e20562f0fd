// What the writer writes reads back the same.
#include "harness/yaml/writer.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

#include "harness/yaml/scalar.h"
#include "harness/yaml/tree.h"

namespace assay {
namespace {

// The document as JSON with every scalar as text, or what is wrong with it.
std::string read_back(const std::string& yaml) {
  const SourceFile file{"x.yaml", yaml};
  Diagnostics diagnostics;
  TextBudget budget;
  const auto tree = YamlTree::parse(file, diagnostics, budget);
  if (!tree) return diagnostics.failure().value().message + "\n" + yaml;
  return dump_json(to_text_json(tree->root()));
}

std::string read_back(const Json& value) {
  YamlOut root = YamlOut::map();
  root.add("value", YamlOut::of(value));
  return read_back(write_yaml(root));
}

TEST(YamlWriter, QuotesWhatWouldMeanSomethingElse) {
  for (const char* const text : {"",
                                 " ",
                                 "no",
                                 "012",
                                 "1.10",
                                 "null",
                                 "~",
                                 "true",
                                 "a: b",
                                 "a #b",
                                 "- a",
                                 "{{x}}",
                                 "{a}",
                                 "[a]",
                                 "*a",
                                 "&a",
                                 "!a",
                                 "%a",
                                 "@a",
                                 "`a",
                                 "'a'",
                                 "\"a\"",
                                 "a\\b",
                                 "it's",
                                 "say \"it's\"",
                                 "a,b",
                                 "?a",
                                 "|",
                                 ">",
                                 "a ",
                                 " a",
                                 "a\n",
                                 "a\nb",
                                 "a\n\nb\n",
                                 "a\n\n",
                                 "\na",
                                 " a\nb",
                                 "a \nb",
                                 "a\tb",
                                 "a\r\nb",
                                 "---",
                                 "...",
                                 "=",
                                 "<<",
                                 "2001-01-01",
                                 "0x1F",
                                 "\xEF\xBB\xBFx",
                                 "\xE2\x80\xA8",
                                 "\xC2\x85",
                                 "\x01",
                                 "ü",
                                 "😀"}) {
    EXPECT_EQ(read_back(Json(text)), dump_json(Json{{"value", text}})) << text;
  }
}

TEST(YamlWriter, WritesWhatAPersonWould) {
  YamlOut root = YamlOut::map();
  root.add("suite", YamlOut::text("faq")).comments = {"Made by hand."};
  YamlOut list = YamlOut::list();
  list.block = true;
  list.gap = true;
  YamlOut first = YamlOut::map();
  first.block = true;
  first.add("id", YamlOut::text("one"));
  first.add("vars", YamlOut::of(Json{{"city", "Paris, Texas"}, {"n", 2}}));
  YamlOut expect = YamlOut::list();
  expect.block = true;
  expect.add(YamlOut::of(Json{{"contains", "a: b"}})).comments = {"of old"};
  expect.add(YamlOut::of(Json{{"regex", "\\d+"}, {"weight", 2}}));
  expect.add(YamlOut::text("json"));
  first.add("expect", std::move(expect));
  first.add("note", YamlOut::text("two\nlines\n"));
  list.add(std::move(first));
  root.add("cases", std::move(list));
  EXPECT_EQ(write_yaml(root), R"(# Made by hand.
suite: faq

cases:
  - id: one
    vars: {city: "Paris, Texas", n: 2}
    expect:
      # of old
      - contains: "a: b"
      - {regex: '\d+', weight: 2}
      - json
    note: |
      two
      lines
)");
}

Json arbitrary(int depth) {
  const int kind = *rc::gen::inRange(0, depth > 3 ? 1 : 3);
  if (kind == 0) {
    // Valid text, among it all that YAML makes something of.
    static const std::vector<std::string> kParts = {
        "a",  "b c", "a?", "a:",    "/",    " ", "\n", "\n\n", ":",   ": ", "#",
        " #", "-",   "- ", "{{x}}", "{",    "}", "[",  "]",    ",",   "'",  "\"",
        "\\", "|",   ">",  "&a",    "*a",   "!", "%",  "@",    "`",   "\t", "\r",
        "é",  "😀",   "1",  "true",  "null", "~", "?",  "<<",   "\x01"};
    std::string text;
    for (int i = *rc::gen::inRange(0, 7); i > 0; --i) text += *rc::gen::elementOf(kParts);
    return text;
  }
  Json made = kind == 1 ? Json::array() : Json::object();
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    if (kind == 1)
      made.push_back(arbitrary(depth + 1));
    else
      made["k" + std::to_string(i) + (*rc::gen::arbitrary<bool>() ? ": {" : "")] =
          arbitrary(depth + 1);
  }
  return made;
}

TEST(YamlWriterProperty, WhatItWritesReadsBackTheSame) {
  EXPECT_TRUE(rc::check([] {
    const Json value = arbitrary(0);
    RC_ASSERT(read_back(value) == dump_json(Json{{"value", value}}));
  }));
}

}  // namespace
}  // namespace assay
