#include "harness/score/fence.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "harness/score/json_document.h"

namespace assay::testing {
namespace {

struct Block {
  std::string_view label;
  std::string_view body;
  bool begins_line = true;
  friend bool operator==(const Block&, const Block&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Block& block) {
    return out << '[' << block.label << (block.begins_line ? "] '" : "], within '") << block.body
               << '\'';
  }
};

TEST(Fence, BlocksAsPeopleWriteThem) {
  struct Row {
    std::string_view text;
    std::vector<Block> blocks;
  };
  const Row rows[] = {
      {"```json\n1\n```", {{"json", "1\n"}}},
      {"```json\r\n1\r\n```\r\n", {{"json", "1\r\n"}}},
      {"````json\n```\n````", {{"json", "```\n"}}},        // shorter runs are content
      {"```json\n1\n`````", {{"json", "1\n"}}},            // longer ones close
      {"```json\n1\n```x\n```", {{"json", "1\n```x\n"}}},  // alone on its line
      {"~~~json\n```\n~~~", {{"json", "```\n"}}},
      {"~~~ json\n1\n~~~~", {{"json", "1\n"}}},
      {"```json title=\"x\"\n1\n```", {{"json", "1\n"}}},
      {"```json {1,3}\n1\n```", {{"json", "1\n"}}},
      {"``` {.json .wide}\n1\n```", {{"json", "1\n"}}},
      {"```json5\n1\n```", {{"json5", "1\n"}}},
      {"```c++\nx\n```\n```C#\ny\n```", {{"c++", "x\n"}, {"C#", "y\n"}}},
      {"   ```json\n   1\n   ```", {{"json", "   1\n"}}},
      {"      ```json\n      1\n      ```", {{"json", "      1\n"}}},
      {"\t```json\n\t1\n\t```", {{"json", "\t1\n"}}},
      {"1. Like this:\n\n   ```json\n   1\n   ```", {{"json", "   1\n"}}},
      {"- ```json\n  1\n  ```", {{"json", "  1\n"}}},
      {"12) ```json\n1\n```", {{"json", "1\n"}}},
      {"```json {\"a\":1}```", {{"json", "{\"a\":1}"}}},
      {"```{\"a\":1}```", {{"", "{\"a\":1}"}}},
      {"```json{\"a\":1}```", {{"json", "{\"a\":1}"}}},
      {"~~~json [1]~~~", {{"json", "[1]"}}},
      {"```42```", {{"", "42"}}},
      {"```json {\n\"a\":1}\n```", {{"json", "{\n\"a\":1}\n"}}},
      {"```json\n{\"a\":1}```", {{"json", "{\"a\":1}"}}},
      {"```json\n{\"a\":1}```\nHope it helps", {{"json", "{\"a\":1}"}}},
      {"```json\n{\"a\":1}```\n```python\nx\n```", {{"json", "{\"a\":1}"}, {"python", "x\n"}}},
      {"```json\n{\"cut\":", {{"json", "{\"cut\":"}}},
      {"```\n```", {{"", ""}}},
      {"```", {{"", ""}}},
      {"see ```json\n1\n```", {{"json", "1\n", false}}},
      {"Here: ```\n1\n```", {{"", "1\n", false}}},
      {"so ```json [1]``` it is", {{"json", "[1]", false}}},
      {"```json [1]``` it is", {{"json", "[1]", false}}},
      {"Use ``` to open a block:\n```json\n1\n```", {{"json", "1\n"}}},
      {"I wrap it in ```json\n\n```json\n1\n```", {{"json", "1\n"}}},
      {"`a` and ``b`` are code\n```\n1\n```", {{"", "1\n"}}},
      {"the fence ```json``` is", {}},
      {"``` and ``` are fences", {}},
      {"ends with ```", {}},
      {"``\n1\n``", {}},
      {"", {}},
  };
  for (const Row& row : rows) {
    std::vector<Block> found;
    for (const Fence& fence : find_fences(row.text)) {
      found.push_back({fence.label, fence.body, fence.begins_line});
    }
    EXPECT_EQ(found, row.blocks) << row.text;
  }
}

TEST(Fence, DedentsAsDeepAsItsFence) {
  const std::string_view text = "  ```\n    a\n  b\n c\n\n  ```";
  EXPECT_EQ(dedented(find_fences(text).at(0)), "  a\nb\nc\n\n");
}

Json any_json(int depth) {
  const int kind = *rc::gen::inRange(0, depth == 0 ? 5 : 7);
  switch (kind) {
    case 0:
      return nullptr;
    case 1:
      return *rc::gen::arbitrary<bool>();
    case 2:
      return *rc::gen::arbitrary<int>();
    case 3:
      return *rc::gen::element<std::string>("```", "```json\n{}\n```", "~~~", "a\"}{[", "é");
    case 4:
      return *rc::gen::container<std::string>(rc::gen::inRange(' ', '~'));
    default:
      break;
  }
  Json made = kind == 5 ? Json::array() : Json::object();
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    if (kind == 5)
      made.push_back(any_json(depth - 1));
    else
      made[*rc::gen::element<std::string>("a", "b", "```", "{")] = any_json(depth - 1);
  }
  return made;
}

std::string prose() {
  return *rc::gen::element<std::string>("", "Sure! Here it is:", "Use `json` or ``x``.",
                                        "See [1] and {x}.", "1. First", "A \"quoted [\" word",
                                        "Use ``` to open a block");
}

std::string indented(const std::string& text, const std::string& indent) {
  std::string made = indent;
  for (const char c : text) made.append(1, c).append(c == '\n' ? indent : "");
  return made;
}

// Any JSON in any fence, in any prose, is read back.
RC_GTEST_PROP(Fence, AnyJsonInAnyFenceComesBack, ()) {
  const Json value = any_json(3);
  const std::string mark(static_cast<std::size_t>(*rc::gen::inRange(3, 6)),
                         *rc::gen::element('`', '~'));
  const std::string label = *rc::gen::element<std::string>(
      "json", "JSON", "jsonc", "json5", " json", "json title=\"x\"", "json {1,3}", "{.json}");
  const std::string body = value.dump(*rc::gen::element(-1, 2));
  const std::string line_end = *rc::gen::element<std::string>("\n", "\r\n");
  const std::string indent = *rc::gen::element<std::string>("", " ", "   ", "\t", "        ");
  std::string block = mark + label + "\n" + body + "\n" + mark;
  block = indented(block, indent);
  std::string answer = prose() + "\n" + block + "\n" + prose();
  if (line_end == "\r\n") {
    std::string crlf;
    for (const char c : answer) crlf += c == '\n' ? line_end : std::string(1, c);
    answer = crlf;
  }
  const auto document = json_document(answer);
  RC_ASSERT(document.has_value());
  RC_ASSERT(*document == value);
  const auto found = find_json(answer, *rc::gen::element(Which::first, Which::last));
  RC_ASSERT(found.has_value());
  RC_ASSERT(found->document == value);
}

RC_GTEST_PROP(Fence, OneLineBlocksComeBack, ()) {
  Json value = any_json(2);
  if (!value.is_structured()) value = Json::array({value});
  const std::string body = value.dump();
  const std::string mark = body.find("```") == std::string::npos ? "```" : "````````````";
  const auto document = json_document(prose() + "\n" + mark + "json " + body + mark + "\n");
  RC_ASSERT(document.has_value());
  RC_ASSERT(*document == value);
}

}  // namespace
}  // namespace assay::testing
