// Expressions of JavaScript, as far as assertions of one to three lines use them.
//
//   body       = declaration* guard* "return" expression ";"
//   declaration = ("const" | "let" | "var") name "=" expression ";"
//   guard      = "if" "(" expression ")" "return" ("true" | "false") ";"
//   expression = conditional over ||, &&, == != === !==, < <= > >=, in, ! - typeof, and
//                calls, members, literals, lists, one-argument arrows
//
// What is not of this is no tree. Bounded: code of 16 KiB, 64 expressions in each other.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay {

struct JavascriptNode {
  enum class Kind : std::uint8_t {
    number,
    text,
    boolean,
    null,
    undefined,
    regex,
    list,  // of nodes
    name,
    member,       // nodes[0].text
    index,        // nodes[0][nodes[1]]
    call,         // nodes[0](nodes[1...])
    unary,        // text nodes[0]
    binary,       // nodes[0] text nodes[1]
    conditional,  // nodes[0] ? nodes[1] : nodes[2]
    arrow,        // text => nodes[0]
  };
  Kind kind = Kind::undefined;
  std::string text;   // a name, an operator, a literal's value, a pattern
  std::string flags;  // of a pattern
  double number = 0;
  bool flag = false;  // of a member or index: behind `?.`; of a boolean: its value
  std::vector<JavascriptNode> nodes;
};

struct JavascriptBody {
  std::vector<std::pair<std::string, JavascriptNode>> declarations;
  // The answer of a guard is that of the body where its condition holds.
  std::vector<std::pair<JavascriptNode, bool>> guards;
  JavascriptNode result;
  bool fails_when_thrown = false;  // it stands in try { } catch { return false; }
};

// Of code as promptfoo takes it: one line is an expression, which declarations may precede.
std::optional<JavascriptBody> javascript_tree(std::string_view code);

}  // namespace assay
