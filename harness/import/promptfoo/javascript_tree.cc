#include "harness/import/promptfoo/javascript_tree.h"

#include <algorithm>
#include <cstddef>

#include "harness/base/text.h"
#include "harness/import/promptfoo/javascript_tokens.h"

namespace assay {
namespace {

using NodeKind = JavascriptNode::Kind;
using TokenKind = JavascriptToken::Kind;
using Node = std::optional<JavascriptNode>;

constexpr int kMostDepth = 64;

// Operators from the loosest on; those of a level bind alike, from the left.
constexpr std::size_t kLevels = 4;
constexpr std::string_view kOperators[kLevels][4] = {
    {"||", "", "", ""},
    {"&&", "", "", ""},
    {"===", "!==", "==", "!="},
    {"<", "<=", ">", ">="},
};

class TreeReader {
 public:
  explicit TreeReader(std::vector<JavascriptToken> tokens) : tokens_(std::move(tokens)) {}

  // Statements up to the end of the code.
  std::optional<JavascriptBody> run(bool is_body) {
    JavascriptBody body;
    const bool tries = is_body && is_word("try");
    if (tries && !open_try()) return std::nullopt;
    if (!statements(body, is_body)) return std::nullopt;
    if (tries && !close_try()) return std::nullopt;
    body.fails_when_thrown = tries;
    while (take(";")) {
    }
    if (here().kind != TokenKind::end) return std::nullopt;
    return body;
  }

 private:
  const JavascriptToken& here() const { return tokens_[at_]; }
  bool is_sign(std::string_view sign) const {
    return here().kind == TokenKind::sign && here().text == sign;
  }
  bool is_word(std::string_view word) const {
    return here().kind == TokenKind::name && here().text == word;
  }
  bool take(std::string_view sign) {
    if (!is_sign(sign)) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (!is_word(word)) return false;
    ++at_;
    return true;
  }
  // The end of a statement: a semicolon, or a line's end before what begins another one.
  bool take_end() {
    if (take(";")) return true;
    return here().kind == TokenKind::end || is_sign("}") ||
           (here().begins_line && here().kind == TokenKind::name);
  }

  bool open_try() {
    ++at_;
    return take("{");
  }

  // } catch (e) { return false; }
  bool close_try() {
    if (!take("}") || !take_word("catch")) return false;
    if (take("(")) {
      if (here().kind != TokenKind::name) return false;
      ++at_;
      if (!take(")")) return false;
    }
    return take("{") && take_word("return") && take_word("false") && take_end() && take("}");
  }

  bool statements(JavascriptBody& body, bool is_body) {
    for (;;) {
      while (take(";")) {
      }
      if (is_word("const") || is_word("let") || is_word("var")) {
        if (!declaration(body)) return false;
      } else if (is_body && is_word("if")) {
        if (!guard(body)) return false;
      } else {
        break;
      }
    }
    if (is_body && !take_word("return")) return false;
    // "return" and a line's end return nothing.
    if (is_body && here().begins_line) return false;
    Node result = expression(0);
    if (!result || !take_end()) return false;
    body.result = std::move(*result);
    return true;
  }

  bool declaration(JavascriptBody& body) {
    ++at_;
    if (here().kind != TokenKind::name) return false;
    std::string declared = here().text;
    ++at_;
    // A name that hides another one is read by an engine.
    const bool is_taken = declared == "output" || declared == "context" || declared == "JSON" ||
                          std::any_of(body.declarations.begin(), body.declarations.end(),
                                      [&](const auto& each) { return each.first == declared; });
    if (is_taken || !body.guards.empty() || !take("=")) return false;
    Node value = expression(0);
    if (!value || !take_end()) return false;
    body.declarations.emplace_back(std::move(declared), std::move(*value));
    return body.declarations.size() <= 32;
  }

  bool guard(JavascriptBody& body) {
    ++at_;
    if (!take("(")) return false;
    Node condition = expression(0);
    if (!condition || !take(")")) return false;
    const bool has_braces = take("{");
    if (!take_word("return") || here().begins_line) return false;
    const bool answer = is_word("true");
    if (!answer && !is_word("false")) return false;
    ++at_;
    if (!take_end() || (has_braces && !take("}"))) return false;
    body.guards.emplace_back(std::move(*condition), answer);
    return body.guards.size() <= 32;
  }

  static JavascriptNode made(NodeKind kind, std::string text, std::vector<JavascriptNode> nodes) {
    JavascriptNode node;
    node.kind = kind;
    node.text = std::move(text);
    node.nodes = std::move(nodes);
    return node;
  }

  Node expression(int depth) {
    if (depth > kMostDepth) return std::nullopt;
    if (Node arrow = arrow_function(depth)) return arrow;
    Node condition = binary(depth, 0);
    if (!condition || !take("?")) return condition;
    Node yes = expression(depth + 1);
    if (!yes || !take(":")) return std::nullopt;
    Node no = expression(depth + 1);
    if (!no) return std::nullopt;
    return made(NodeKind::conditional, {},
                {std::move(*condition), std::move(*yes), std::move(*no)});
  }

  // x => ..., (x) => ...; anything else leaves the place as it is.
  Node arrow_function(int depth) {
    const std::size_t begin = at_;
    const bool has_brackets = take("(");
    if (here().kind == TokenKind::name) {
      std::string parameter = here().text;
      ++at_;
      if ((!has_brackets || take(")")) && take("=>") && !is_sign("{")) {
        Node value = expression(depth + 1);
        if (!value) return std::nullopt;
        return made(NodeKind::arrow, std::move(parameter), {std::move(*value)});
      }
    }
    at_ = begin;
    return std::nullopt;
  }

  std::optional<std::string> operator_of(std::size_t level) const {
    if (level == 3 && is_word("in")) return "in";
    if (here().kind != TokenKind::sign) return std::nullopt;
    for (const std::string_view sign : kOperators[level]) {
      if (!sign.empty() && here().text == sign) return here().text;
    }
    return std::nullopt;
  }

  Node binary(int depth, std::size_t level) {
    if (level == kLevels) return unary(depth);
    Node left = binary(depth, level + 1);
    for (int count = 0; left; ++count) {
      const std::optional<std::string> sign = operator_of(level);
      if (!sign) return left;
      if (count > kMostDepth) return std::nullopt;
      ++at_;
      Node right = binary(depth + 1, level + 1);
      if (!right) return std::nullopt;
      left = made(NodeKind::binary, *sign, {std::move(*left), std::move(*right)});
    }
    return left;
  }

  Node unary(int depth) {
    if (depth > kMostDepth) return std::nullopt;
    const bool is_typeof = is_word("typeof");
    if (!is_typeof && !is_sign("!") && !is_sign("-")) return postfix(depth);
    std::string sign = here().text;
    ++at_;
    Node inner = unary(depth + 1);
    if (!inner) return std::nullopt;
    if (sign == "-" && inner->kind != NodeKind::number) return std::nullopt;
    if (sign == "-") {
      inner->number = -inner->number;
      return inner;
    }
    return made(NodeKind::unary, std::move(sign), {std::move(*inner)});
  }

  Node postfix(int depth) {
    Node value = primary(depth);
    for (int count = 0; value; ++count) {
      if (count > kMostDepth) return std::nullopt;
      const bool is_optional = take("?.");
      if (is_sign("(") && !is_optional) {
        value = call(std::move(*value), depth);
      } else if (take("[")) {
        Node key = expression(depth + 1);
        if (!key || !take("]")) return std::nullopt;
        value = made(NodeKind::index, {}, {std::move(*value), std::move(*key)});
        value->flag = is_optional;
      } else if (is_optional || take(".")) {
        if (here().kind != TokenKind::name) return std::nullopt;
        value = made(NodeKind::member, here().text, {std::move(*value)});
        value->flag = is_optional;
        ++at_;
      } else {
        return value;
      }
    }
    return value;
  }

  Node call(JavascriptNode callee, int depth) {
    std::vector<JavascriptNode> nodes;
    nodes.push_back(std::move(callee));
    ++at_;
    while (!take(")")) {
      if (nodes.size() > 1 && !take(",")) return std::nullopt;
      Node argument = expression(depth + 1);
      if (!argument || nodes.size() > 4) return std::nullopt;
      nodes.push_back(std::move(*argument));
    }
    return made(NodeKind::call, {}, std::move(nodes));
  }

  Node list(int depth) {
    std::vector<JavascriptNode> items;
    while (!take("]")) {
      if (!items.empty() && !take(",")) return std::nullopt;
      if (!items.empty() && take("]")) break;
      Node item = expression(depth + 1);
      if (!item || items.size() > 256) return std::nullopt;
      items.push_back(std::move(*item));
    }
    return made(NodeKind::list, {}, std::move(items));
  }

  Node primary(int depth) {
    if (take("(")) {
      Node inner = expression(depth + 1);
      if (!inner || !take(")")) return std::nullopt;
      return inner;
    }
    if (take("[")) return list(depth);
    JavascriptNode node;
    node.text = here().text;
    node.flags = here().flags;
    node.number = here().number;
    switch (here().kind) {
      case TokenKind::number:
        node.kind = NodeKind::number;
        break;
      case TokenKind::text:
        node.kind = NodeKind::text;
        break;
      case TokenKind::regex:
        node.kind = NodeKind::regex;
        break;
      case TokenKind::name:
        if (!word(node)) return std::nullopt;
        break;
      default:
        return std::nullopt;
    }
    ++at_;
    return node;
  }

  // A name, or a word that is a literal; false for one of the language.
  static bool word(JavascriptNode& node) {
    constexpr std::string_view kReserved[] = {
        "async",    "await",    "break",  "case",   "catch", "class",      "const",
        "continue", "default",  "delete", "do",     "else",  "export",     "finally",
        "for",      "function", "if",     "import", "in",    "instanceof", "let",
        "new",      "of",       "return", "static", "super", "switch",     "this",
        "throw",    "try",      "var",    "void",   "while", "with",       "yield"};
    if (std::find(std::begin(kReserved), std::end(kReserved), node.text) != std::end(kReserved)) {
      return false;
    }
    node.kind = NodeKind::name;
    if (node.text == "true" || node.text == "false") {
      node.kind = NodeKind::boolean;
      node.flag = node.text == "true";
    }
    if (node.text == "null") node.kind = NodeKind::null;
    if (node.text == "undefined") node.kind = NodeKind::undefined;
    return true;
  }

  std::vector<JavascriptToken> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<JavascriptBody> javascript_tree(std::string_view code) {
  std::string_view trimmed = code.substr(0, code.find_last_not_of(" \t\r\n") + 1);
  // promptfoo looks for a line end before it takes away what stands in front.
  const bool is_body = trimmed.find('\n') != trimmed.npos;
  std::optional<std::vector<JavascriptToken>> tokens = javascript_tokens(trimmed);
  if (!tokens) return std::nullopt;
  return TreeReader(std::move(*tokens)).run(is_body);
}

}  // namespace assay
