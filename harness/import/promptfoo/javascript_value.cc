// Values: the answer, places of its document, and what is counted in it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "harness/import/promptfoo/javascript_reader.h"
#include "harness/import/promptfoo/javascript_space.h"

namespace assay {
namespace {

using NodeKind = JavascriptNode::Kind;
using ValueKind = JavascriptValue::Kind;

constexpr int kMostCalls = 2000;

bool is_literal(const JavascriptNode& node) {
  return node.kind == NodeKind::number || node.kind == NodeKind::text ||
         node.kind == NodeKind::boolean || node.kind == NodeKind::null ||
         node.kind == NodeKind::undefined;
}

JavascriptValue of_node(ValueKind kind, const JavascriptNode& node) {
  JavascriptValue value;
  value.kind = kind;
  value.node = &node;
  return value;
}

// JSON.parse(output), whatever `output` is spelt like here.
bool is_call_of(const JavascriptNode& node, std::string_view object, std::string_view method) {
  return node.kind == NodeKind::call && node.nodes.size() == 2 &&
         node.nodes[0].kind == NodeKind::member && node.nodes[0].text == method &&
         node.nodes[0].nodes[0].kind == NodeKind::name && node.nodes[0].nodes[0].text == object &&
         !node.nodes[0].flag;
}

// filter(Boolean), filter(w => w), filter(w => w.length > 0), filter(w => w.length)
bool keeps_what_is_not_empty(const JavascriptNode& keeps) {
  if (keeps.kind == NodeKind::name) return keeps.text == "Boolean";
  if (keeps.kind != NodeKind::arrow) return false;
  const JavascriptNode* body = &keeps.nodes[0];
  if (body->kind == NodeKind::binary && body->text == ">" &&
      body->nodes[1].kind == NodeKind::number && body->nodes[1].number == 0) {
    body = &body->nodes[0];
    if (body->kind != NodeKind::member) return false;
  }
  if (body->kind == NodeKind::member && body->text == "length" && !body->flag) {
    body = &body->nodes[0];
  }
  return body->kind == NodeKind::name && body->text == keeps.text;
}

}  // namespace

std::optional<JavascriptValue> JavascriptReader::whole_answer() const {
  JavascriptValue answer;
  answer.kind = answer_is_object_ ? ValueKind::place : ValueKind::text;
  return answer;
}

std::optional<JavascriptValue> JavascriptReader::value(const Node& node) {
  if (++calls_ > kMostCalls) return std::nullopt;
  if (is_literal(node)) return of_node(ValueKind::literal, node);
  switch (node.kind) {
    case NodeKind::regex:
      return of_node(ValueKind::regex, node);
    case NodeKind::list:
      if (!std::all_of(node.nodes.begin(), node.nodes.end(), is_literal)) return std::nullopt;
      return of_node(ValueKind::list, node);
    case NodeKind::name:
      return named(node);
    case NodeKind::member:
      return member(node);
    case NodeKind::index:
      return index(node);
    case NodeKind::call:
      return method_value(node);
    case NodeKind::binary:
      return node.text == "||" ? matches_or_none(node) : std::nullopt;
    case NodeKind::unary: {
      if (node.text != "typeof") return std::nullopt;
      std::optional<JavascriptValue> inner = value(node.nodes[0]);
      const bool is_known =
          inner && (inner->kind == ValueKind::text || inner->kind == ValueKind::place);
      if (!is_known) return std::nullopt;
      inner->is_optional = inner->kind == ValueKind::text;  // of the answer
      inner->kind = ValueKind::type_of;
      return inner;
    }
    default:
      return std::nullopt;
  }
}

std::optional<JavascriptValue> JavascriptReader::named(const Node& node) {
  if (const Bound* bound = find(node.text)) {
    if (bound->node != nullptr) return value(*bound->node);
    JavascriptValue element;
    element.kind = ValueKind::place;
    element.place = JavascriptPlace(bound->root);
    return element;
  }
  return node.text == "output" ? whole_answer() : std::nullopt;
}

std::optional<JavascriptValue> JavascriptReader::member(const Node& node) {
  std::optional<JavascriptValue> of = value(node.nodes[0]);
  if (!of) return std::nullopt;
  if (node.text == "length") {
    switch (of->kind) {
      case ValueKind::text:
        of->kind = ValueKind::text_length;
        return of;
      case ValueKind::place:
        of->kind = ValueKind::place_length;
        of->is_optional = node.flag;
        return of;
      case ValueKind::pieces:
        of->kind = ValueKind::count;
        return of;
      case ValueKind::match:
        // How many there are is known of all matches alone; of none it is no length.
        if (of->counted.is_null()) return std::nullopt;
        of->kind = ValueKind::count;
        of->throws_at_none = of->throws_at_none && !node.flag;
        if (node.flag) return std::nullopt;
        return of;
      default:
        return std::nullopt;
    }
  }
  if (of->kind != ValueKind::place || is_built_in_member(node.text)) return std::nullopt;
  of->place.enter(node.text, node.flag);
  return of;
}

std::optional<JavascriptValue> JavascriptReader::index(const Node& node) {
  std::optional<JavascriptValue> of = value(node.nodes[0]);
  if (!of || of->kind != ValueKind::place) return std::nullopt;
  const Node& key = node.nodes[1];
  if (key.kind == NodeKind::text) {
    if (is_built_in_member(key.text) || key.text.empty()) return std::nullopt;
    // "0" is an index, too.
    if (key.text.find_first_not_of("0123456789") == std::string::npos) return std::nullopt;
    of->place.enter(key.text, node.flag);
    return of;
  }
  const bool is_index = key.kind == NodeKind::number && key.number >= 0 && key.number < 1000 &&
                        key.number == std::floor(key.number);
  if (!is_index) return std::nullopt;
  of->place.enter(static_cast<std::size_t>(key.number), node.flag);
  add_note("an index counts in lists alone here, and in texts and maps there");
  return of;
}

// output.match(/x/g) || []
std::optional<JavascriptValue> JavascriptReader::matches_or_none(const Node& node) {
  if (node.nodes[1].kind != NodeKind::list || !node.nodes[1].nodes.empty()) return std::nullopt;
  std::optional<JavascriptValue> matches = value(node.nodes[0]);
  if (!matches || matches->kind != ValueKind::match || matches->counted.is_null()) {
    return std::nullopt;
  }
  matches->kind = ValueKind::pieces;
  matches->throws_at_none = false;
  return matches;
}

// Calls that give no truth but a text, a place or a count.
std::optional<JavascriptValue> JavascriptReader::method_value(const Node& node) {
  if (is_call_of(node, "JSON", "parse")) {
    std::optional<JavascriptValue> of = value(node.nodes[1]);
    const bool is_answer = of && of->kind == ValueKind::text && !of->form.is_trimmed &&
                           of->form.letters == TextForm::Case::as_it_is;
    if (!is_answer) return std::nullopt;
    JavascriptValue document;
    document.kind = ValueKind::place;
    return document;
  }
  if (node.nodes[0].kind == NodeKind::name && node.nodes[0].text == "String" &&
      node.nodes.size() == 2) {
    std::optional<JavascriptValue> of = value(node.nodes[1]);
    return of && of->kind == ValueKind::text ? of : std::nullopt;
  }
  if (node.nodes[0].kind != NodeKind::member || node.nodes[0].flag) return std::nullopt;
  std::optional<JavascriptValue> of = value(node.nodes[0].nodes[0]);
  if (!of) return std::nullopt;
  const std::string& method = node.nodes[0].text;
  if (of->kind == ValueKind::pieces && method == "filter" && node.nodes.size() == 2) {
    if (!of->is_optional || !keeps_what_is_not_empty(node.nodes[1])) return std::nullopt;
    of->counted = {{"regex", fmt::format("[{}]+", kJavascriptNoSpace)}};
    of->offset = 0;
    of->is_never_none = false;
    return of;
  }
  if (of->kind != ValueKind::text) return std::nullopt;
  if (node.nodes.size() == 1) return changed_text(std::move(*of), method);
  if (node.nodes.size() != 2) return std::nullopt;
  if (method == "split") return split(of->form, node.nodes[1]);
  if (method == "match" || method == "search") {
    return matched(std::move(*of), method, node.nodes[1]);
  }
  if (method != "indexOf" || node.nodes[1].kind != NodeKind::text) return std::nullopt;
  std::optional<Formula> found = text_has(of->form, node.nodes[1].text, Within::anywhere);
  if (!found) return std::nullopt;
  if (of->form.letters != TextForm::Case::as_it_is) add_note(kCaseNote);
  of->kind = ValueKind::found_at;
  of->condition = certain(std::move(*found));
  return of;
}

std::optional<JavascriptValue> JavascriptReader::changed_text(JavascriptValue of,
                                                              std::string_view method) {
  if (method == "trim") {
    of.form.is_trimmed = true;
  } else if (method == "toLowerCase" || method == "toUpperCase") {
    if (of.form.letters != TextForm::Case::as_it_is) return std::nullopt;
    of.form.letters = method == "toLowerCase" ? TextForm::Case::lower : TextForm::Case::upper;
  } else if (method != "toString") {
    return std::nullopt;
  }
  return of;
}

// match() and search() of a pattern.
std::optional<JavascriptValue> JavascriptReader::matched(JavascriptValue of,
                                                         std::string_view method,
                                                         const Node& argument) {
  const std::optional<JavascriptValue> regex = value(argument);
  if (!regex || regex->kind != ValueKind::regex) return std::nullopt;
  std::optional<Formula> found = pattern_found(of.form, *regex->node);
  if (!found) return std::nullopt;
  const std::string& flags = regex->node->flags;
  of.kind = method == "match" ? ValueKind::match : ValueKind::found_at;
  of.condition = certain(std::move(*found));
  of.counted = nullptr;
  const ImportedPattern imported = import_pattern(regex->node->text, flags);
  if (flags.find('g') != flags.npos && !imported.needs_pcre2 && !imported.matches_all) {
    of.counted = {{"regex", imported.pattern}};
    of.throws_at_none = true;
  }
  return of;
}

// `is_optional` of the pieces: they are words, and may be filtered.
std::optional<JavascriptValue> JavascriptReader::split(const TextForm& form,
                                                       const Node& separator) {
  if (form.letters != TextForm::Case::as_it_is) return std::nullopt;
  JavascriptValue pieces;
  pieces.kind = ValueKind::pieces;
  pieces.form = form;
  pieces.offset = 1;
  const std::optional<JavascriptValue> by = value(separator);
  if (!by) return std::nullopt;
  if (by->kind == ValueKind::regex && by->node->flags.empty() && by->node->text == "\\s+") {
    pieces.is_optional = true;
    if (form.is_trimmed) {
      // Words; white space alone is one empty piece.
      pieces.counted = {{"regex", fmt::format("[{}]+", kJavascriptNoSpace)}};
      pieces.offset = 0;
      pieces.is_never_none = true;
      return pieces;
    }
    pieces.counted = {{"regex", fmt::format("[{}]+", kJavascriptSpace)}};
    return pieces;
  }
  const bool is_text = by->kind == ValueKind::literal && by->node->kind == NodeKind::text &&
                       !by->node->text.empty() && !form.is_trimmed;
  if (!is_text) return std::nullopt;
  pieces.counted = {{"of", by->node->text}};
  return pieces;
}

}  // namespace assay
