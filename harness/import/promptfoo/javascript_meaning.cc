#include "harness/import/promptfoo/javascript_meaning.h"

#include <algorithm>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/javascript_reader.h"

namespace assay {
namespace {

using NodeKind = JavascriptNode::Kind;
using FormulaKind = Formula::Kind;

// What `promptfoo init` writes: a number above 0, whatever the answer.
bool is_template_of_init(std::string_view code) {
  std::string packed;
  for (const char c : code) {
    if (c != ' ' && c != '\t' && c != '\n' && c != ';') packed += c;
  }
  return packed == "1/(output.length+1)" || packed == "return1/(output.length+1)";
}

}  // namespace

bool is_same_expression(const JavascriptNode& a, const JavascriptNode& b) {
  return a.kind == b.kind && a.text == b.text && a.number == b.number && a.flag == b.flag &&
         std::equal(a.nodes.begin(), a.nodes.end(), b.nodes.begin(), b.nodes.end(),
                    is_same_expression);
}

const JavascriptReader::Bound* JavascriptReader::find(std::string_view name) const {
  const auto found = std::find_if(scope_.rbegin(), scope_.rend(),
                                  [name](const Bound& each) { return each.name == name; });
  return found == scope_.rend() ? nullptr : &*found;
}

bool JavascriptReader::bind(Bound bound) {
  constexpr std::string_view kTaken[] = {"output", "context", "process", "JSON",  "Array",
                                         "Number", "String",  "Boolean", "Object"};
  if (std::find(std::begin(kTaken), std::end(kTaken), bound.name) != std::end(kTaken)) return false;
  if (find(bound.name) != nullptr) return false;
  scope_.push_back(std::move(bound));
  return true;
}

void JavascriptReader::add_note(std::string_view sentence) {
  if (sentence.empty() || note_.find(sentence) != note_.npos) return;
  note_ += (note_.empty() ? "" : "; ") + std::string(sentence);
}

// What a function that returns this value comes to; a boolean is the only one that `not-`
// turns around.
std::optional<Condition> JavascriptReader::result(const Node& node) {
  if (is_boolean(node)) return truth(node);
  if (node.kind == NodeKind::binary && (node.text == "&&" || node.text == "||")) {
    return joined_result(node);
  }
  if (node.kind == NodeKind::conditional) {
    std::optional<Condition> asked = truth(node.nodes[0]);
    std::optional<Condition> yes = result(node.nodes[1]);
    std::optional<Condition> no = result(node.nodes[2]);
    if (!asked || !yes || !no) return std::nullopt;
    Condition made = chosen(*asked, std::move(*yes), std::move(*no));
    if (is_too_large(made)) return std::nullopt;
    return made;
  }
  // As scores they are the same as true and false.
  const bool is_score = node.kind == NodeKind::number && (node.number == 0 || node.number == 1);
  return is_score ? truth(node) : std::nullopt;
}

std::optional<Condition> JavascriptReader::joined_result(const Node& node) {
  const bool is_and = node.text == "&&";
  const bool is_sure = is_boolean(node.nodes[0]);
  if (!is_sure && (!is_and || inverse_)) return std::nullopt;
  std::optional<Condition> left = truth(node.nodes[0]);
  const std::size_t known = numbers_.size();
  if (is_and) learn_numbers(node.nodes[0]);
  std::optional<Condition> right = result(node.nodes[1]);
  numbers_.resize(known);
  if (!left || !right) return std::nullopt;
  Condition made = is_and ? conjoined(std::move(*left), std::move(*right))
                          : disjoined(std::move(*left), std::move(*right));
  if (is_too_large(made)) return std::nullopt;
  return made;
}

// Whether it is true or false, and nothing that counts as one of them.
bool JavascriptReader::is_boolean(const Node& node) const {
  if (++calls_ > 2000) return false;
  switch (node.kind) {
    case NodeKind::boolean:
      return true;
    case NodeKind::unary:
      return node.text == "!";
    case NodeKind::binary:
      if (node.text != "&&" && node.text != "||") return true;
      return is_boolean(node.nodes[0]) && is_boolean(node.nodes[1]);
    case NodeKind::conditional:
      return is_boolean(node.nodes[1]) && is_boolean(node.nodes[2]);
    case NodeKind::name: {
      const Bound* bound = find(node.text);
      return bound != nullptr && bound->node != nullptr && is_boolean(*bound->node);
    }
    case NodeKind::call: {
      const Node& callee = node.nodes[0];
      if (callee.kind == NodeKind::name) return callee.text == "Boolean";
      constexpr std::string_view kMethods[] = {"includes", "startsWith", "endsWith",
                                               "test",     "every",      "some",
                                               "isArray",  "isInteger",  "isFinite"};
      return callee.kind == NodeKind::member &&
             std::find(std::begin(kMethods), std::end(kMethods), callee.text) != std::end(kMethods);
    }
    default:
      return false;
  }
}

// A declaration is evaluated, whatever becomes of its name: it may throw.
std::optional<Condition> JavascriptReader::evaluates(const Node& node) {
  if (is_boolean(node)) {
    std::optional<Condition> either_way = truth(node);
    if (!either_way) return std::nullopt;
    return Condition{either(either_way->yes, either_way->no), constantly(false)};
  }
  const std::optional<JavascriptValue> of = value(node);
  if (!of) return std::nullopt;
  if (of->kind == JavascriptValue::Kind::place) {
    return Condition{of_document(any_of_schemas({of->place.defined(true), of->place.undefined()})),
                     constantly(false)};
  }
  const bool may_throw = of->kind == JavascriptValue::Kind::place_length ||
                         (of->kind == JavascriptValue::Kind::count && of->throws_at_none);
  if (may_throw) return std::nullopt;
  return Condition{constantly(true), constantly(false)};
}

std::optional<Condition> JavascriptReader::body(const JavascriptBody& body) {
  Formula evaluated = constantly(true);
  for (const auto& [name, node] : body.declarations) {
    const std::optional<Condition> is_fine = evaluates(node);
    if (!is_fine || !bind({name, &node, 0})) return std::nullopt;
    evaluated = both(std::move(evaluated), is_fine->yes);
  }
  // From the last guard back to the first.
  std::optional<Condition> whole = result(body.result);
  for (auto guard = body.guards.rbegin(); whole && guard != body.guards.rend(); ++guard) {
    std::optional<Condition> asked = truth(guard->first);
    if (!asked) return std::nullopt;
    whole = chosen(*asked, certain(constantly(guard->second)), std::move(*whole));
    if (is_too_large(*whole)) return std::nullopt;
  }
  if (!whole) return std::nullopt;
  return Condition{both(evaluated, std::move(whole->yes)), both(evaluated, std::move(whole->no))};
}

ScriptMeaning javascript_meaning(std::string_view code, const ScriptSetting& setting) {
  using Kind = ScriptMeaning::Kind;
  const bool passes_above_0 = !setting.threshold || *setting.threshold <= 0;
  if (is_template_of_init(code) && passes_above_0 && !setting.answer_is_object &&
      !setting.inverse) {
    return {
        Kind::always_passes, {}, "this number is above 0 for every answer: it has never failed"};
  }
  // A score of 1 or 0 passes as true and false do from any threshold in between.
  if (setting.threshold && (*setting.threshold <= 0 || *setting.threshold > 1)) return {};
  if (code.find("{{") != code.npos || code.find("{%") != code.npos ||
      code.find("{#") != code.npos) {
    return {};
  }
  const std::optional<JavascriptBody> body = javascript_tree(code);
  if (!body || (body->fails_when_thrown && setting.inverse)) return {};
  JavascriptReader reader(setting.answer_is_object, setting.inverse);
  const std::optional<Condition> condition = reader.body(*body);
  if (!condition) return {};
  const Formula& wanted = setting.inverse ? condition->no : condition->yes;
  switch (wanted.kind) {
    case FormulaKind::always:
      return {Kind::always_passes, {}, "this code passes every answer: it has never failed"};
    case FormulaKind::never:
      return {Kind::always_fails, {}, "this code passes no answer: it has always failed"};
    default:
      return {Kind::native, expectation_of(wanted), reader.note()};
  }
}

}  // namespace assay
