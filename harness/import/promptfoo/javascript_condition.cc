// Conditions: comparisons, and what counts as true.
#include <algorithm>
#include <string>
#include <utility>

#include "harness/import/promptfoo/javascript_reader.h"

namespace assay {
namespace {

using NodeKind = JavascriptNode::Kind;
using ValueKind = JavascriptValue::Kind;

Condition turned(Condition condition) {
  std::swap(condition.yes, condition.no);
  return condition;
}

bool is_equality(std::string_view sign) {
  return sign == "===" || sign == "!==" || sign == "==" || sign == "!=";
}

// With `sign` the condition or its opposite.
Condition as_asked(Condition condition, std::string_view sign) {
  return sign.front() == '!' ? turned(std::move(condition)) : condition;
}

Json json_of(const JavascriptNode& literal) {
  if (literal.kind == NodeKind::text) return literal.text;
  if (literal.kind == NodeKind::boolean) return literal.flag;
  if (literal.kind != NodeKind::number) return nullptr;
  const double number = literal.number;
  if (number == static_cast<double>(static_cast<long long>(number))) {
    return static_cast<long long>(number);
  }
  return number;
}

}  // namespace

std::optional<Condition> JavascriptReader::truth(const Node& node) {
  if (++calls_ > 2000) return std::nullopt;
  std::optional<Condition> read = truth_unbounded(node);
  if (read && is_too_large(*read)) return std::nullopt;
  return read;
}

std::optional<Condition> JavascriptReader::truth_unbounded(const Node& node) {
  if (node.kind == NodeKind::unary && node.text == "!") {
    std::optional<Condition> inner = truth(node.nodes[0]);
    if (!inner) return std::nullopt;
    return turned(std::move(*inner));
  }
  if (node.kind == NodeKind::binary) {
    if (node.text == "&&") return conjunction(node);
    if (node.text == "||") {
      if (const std::optional<JavascriptValue> none = matches_or_none(node)) return std::nullopt;
      std::optional<Condition> left = truth(node.nodes[0]);
      std::optional<Condition> right = truth(node.nodes[1]);
      if (!left || !right) return std::nullopt;
      return disjoined(std::move(*left), std::move(*right));
    }
    return comparison(node);
  }
  if (node.kind == NodeKind::conditional) {
    std::optional<Condition> asked = truth(node.nodes[0]);
    std::optional<Condition> yes = truth(node.nodes[1]);
    std::optional<Condition> no = truth(node.nodes[2]);
    if (!asked || !yes || !no) return std::nullopt;
    return chosen(*asked, std::move(*yes), std::move(*no));
  }
  if (node.kind == NodeKind::name) {
    const Bound* bound = find(node.text);
    if (bound != nullptr && bound->node != nullptr && is_boolean(*bound->node)) {
      return truth(*bound->node);
    }
  }
  if (node.kind == NodeKind::call) {
    if (std::optional<Condition> called = call(node)) return called;
  }
  const std::optional<JavascriptValue> of = value(node);
  return of ? truth_of(*of) : std::nullopt;
}

std::optional<Condition> JavascriptReader::truth_of(const JavascriptValue& value) {
  switch (value.kind) {
    case ValueKind::text: {
      const std::optional<CountTest> some = read_count_test(">", 0);
      TextForm form = value.form;
      form.letters = TextForm::Case::as_it_is;  // no text becomes empty by its case
      std::optional<Formula> holds = text_length(form, *some);
      if (!holds) return std::nullopt;
      return certain(std::move(*holds));
    }
    case ValueKind::place:
      if (value.place.root() != root_) return std::nullopt;
      return value.place.is_truthy();
    case ValueKind::literal: {
      const Node& node = *value.node;
      const bool holds = (node.kind == NodeKind::boolean && node.flag) ||
                         (node.kind == NodeKind::number && node.number != 0) ||
                         (node.kind == NodeKind::text && !node.text.empty());
      return certain(constantly(holds));
    }
    case ValueKind::text_length:
    case ValueKind::place_length:
    case ValueKind::count: {
      Node zero;
      zero.kind = NodeKind::number;
      JavascriptValue none;
      none.node = &zero;
      return compared(value, ">", none, zero);
    }
    case ValueKind::match:
      return value.condition;
    default:
      return std::nullopt;
  }
}

std::optional<Condition> JavascriptReader::conjunction(const Node& node) {
  std::optional<Condition> left = truth(node.nodes[0]);
  const std::size_t known = numbers_.size();
  learn_numbers(node.nodes[0]);
  std::optional<Condition> right = truth(node.nodes[1]);
  numbers_.resize(known);
  if (!left || !right) return std::nullopt;
  return conjoined(std::move(*left), std::move(*right));
}

// Behind `typeof x === "number" &&`, x is a number.
void JavascriptReader::learn_numbers(const Node& node) {
  if (node.kind == NodeKind::binary && node.text == "&&") {
    learn_numbers(node.nodes[0]);
    learn_numbers(node.nodes[1]);
  }
  const bool is_typeof = node.kind == NodeKind::binary &&
                         (node.text == "===" || node.text == "==") &&
                         node.nodes[0].kind == NodeKind::unary && node.nodes[0].text == "typeof" &&
                         node.nodes[1].kind == NodeKind::text && node.nodes[1].text == "number";
  if (is_typeof) numbers_.push_back(&node.nodes[0].nodes[0]);
  const bool is_integer = node.kind == NodeKind::call && node.nodes.size() == 2 &&
                          node.nodes[0].kind == NodeKind::member &&
                          (node.nodes[0].text == "isInteger" || node.nodes[0].text == "isFinite") &&
                          node.nodes[0].nodes[0].kind == NodeKind::name &&
                          node.nodes[0].nodes[0].text == "Number";
  if (is_integer) numbers_.push_back(&node.nodes[1]);
}

bool JavascriptReader::is_known_number(const Node& node) const {
  return std::any_of(numbers_.begin(), numbers_.end(),
                     [&node](const Node* each) { return is_same_expression(*each, node); });
}

std::optional<Condition> JavascriptReader::comparison(const Node& node) {
  if (node.text == "in") {
    const std::optional<JavascriptValue> of = value(node.nodes[1]);
    const bool is_known = of && of->kind == ValueKind::place && of->place.root() == root_ &&
                          node.nodes[0].kind == NodeKind::text &&
                          !is_built_in_member(node.nodes[0].text) &&
                          node.nodes[0].text.find_first_not_of("0123456789") != std::string::npos;
    if (!is_known) return std::nullopt;
    const Json has{{"type", "object"}, {"required", Json::array({node.nodes[0].text})}};
    const Json structured{{"type", Json::array({"object", "array"})}};
    return Condition{
        of_document(of->place.defined(has)),
        of_document(of->place.defined(all_of_schemas({structured, not_of_schema(has)})))};
  }
  const std::optional<JavascriptValue> left = value(node.nodes[0]);
  const std::optional<JavascriptValue> right = value(node.nodes[1]);
  if (!left || !right) return std::nullopt;
  if (left->kind == ValueKind::literal) {
    return compared(*right, mirrored(node.text), *left, node.nodes[1]);
  }
  return compared(*left, node.text, *right, node.nodes[0]);
}

std::optional<Condition> JavascriptReader::compared(const JavascriptValue& left,
                                                    std::string_view sign,
                                                    const JavascriptValue& right,
                                                    const Node& left_node) {
  if (right.kind != ValueKind::literal) return std::nullopt;
  const Node& literal = *right.node;
  const bool is_number = literal.kind == NodeKind::number;
  switch (left.kind) {
    case ValueKind::text: {
      if (literal.kind != NodeKind::text || !is_equality(sign)) return std::nullopt;
      std::optional<Formula> is = text_has(left.form, literal.text, Within::whole);
      if (!is) return std::nullopt;
      if (left.form.letters != TextForm::Case::as_it_is) add_note(kCaseNote);
      return as_asked(certain(std::move(*is)), sign);
    }
    case ValueKind::place:
      if (left.place.root() != root_) return std::nullopt;
      return place_compared(left.place, sign, literal, left_node);
    case ValueKind::type_of:
      return type_compared(left, sign, literal);
    case ValueKind::text_length: {
      const std::optional<CountTest> wanted =
          is_number ? read_count_test(sign, literal.number) : std::nullopt;
      std::optional<Formula> holds = wanted ? text_length(left.form, *wanted) : std::nullopt;
      if (!holds) return std::nullopt;
      return certain(std::move(*holds));
    }
    case ValueKind::place_length:
      return is_number ? length_compared(left, sign, literal.number) : std::nullopt;
    case ValueKind::count:
      return is_number ? count_compared(left, sign, literal.number) : std::nullopt;
    case ValueKind::found_at: {
      if (!is_number) return std::nullopt;
      const double number = literal.number;
      const bool is_found = (number == -1 && (sign == "!==" || sign == "!=" || sign == ">")) ||
                            (number == 0 && sign == ">=");
      const bool is_missing =
          (number == -1 && (sign == "===" || sign == "==")) || (number == 0 && sign == "<");
      if (!is_found && !is_missing) return std::nullopt;
      return is_found ? left.condition : turned(left.condition);
    }
    case ValueKind::match: {
      const bool is_null = literal.kind == NodeKind::null && is_equality(sign);
      if (!is_null) return std::nullopt;
      return as_asked(turned(left.condition), sign);
    }
    default:
      return std::nullopt;
  }
}

std::optional<Condition> JavascriptReader::place_compared(const JavascriptPlace& place,
                                                          std::string_view sign,
                                                          const Node& literal,
                                                          const Node& left_node) {
  const bool is_strict = sign == "===" || sign == "!==";
  const bool is_nothing = literal.kind == NodeKind::null || literal.kind == NodeKind::undefined;
  const Json null{{"type", "null"}};
  if (is_equality(sign) && is_nothing) {
    if (is_strict && literal.kind == NodeKind::null) return as_asked(place.fits(null), sign);
    if (is_strict) {
      return as_asked({of_document(place.undefined()), of_document(place.defined(true))}, sign);
    }
    return as_asked({of_document(place.nullish()), of_document(place.defined(not_of_schema(null)))},
                    sign);
  }
  if (is_strict) return as_asked(place.fits({{"const", json_of(literal)}}), sign);
  // What is no number would be made one.
  const bool is_ordered = literal.kind == NodeKind::number && !is_equality(sign);
  if (!is_ordered || !is_known_number(left_node)) return std::nullopt;
  const char* keyword = sign == ">"    ? "exclusiveMinimum"
                        : sign == ">=" ? "minimum"
                        : sign == "<"  ? "exclusiveMaximum"
                                       : "maximum";
  return place.fits({{"type", "number"}, {keyword, json_of(literal)}});
}

std::optional<Condition> JavascriptReader::type_compared(const JavascriptValue& type,
                                                         std::string_view sign,
                                                         const Node& literal) {
  if (literal.kind != NodeKind::text || !is_equality(sign)) return std::nullopt;
  if (type.is_optional) {
    return as_asked(certain(constantly(literal.text == "string")), sign);
  }
  const JavascriptPlace& place = type.place;
  if (place.root() != root_) return std::nullopt;
  const std::string& wanted = literal.text;
  if (wanted == "undefined") {
    return as_asked({of_document(place.undefined()), of_document(place.defined(true))}, sign);
  }
  Json schema = false;
  if (wanted == "string" || wanted == "number" || wanted == "boolean") schema = {{"type", wanted}};
  if (wanted == "object") schema = {{"type", Json::array({"object", "array", "null"})}};
  return as_asked(place.fits(std::move(schema)), sign);
}

std::optional<Condition> JavascriptReader::length_compared(const JavascriptValue& length,
                                                           std::string_view sign, double number) {
  const std::optional<CountTest> wanted = read_count_test(sign, number);
  if (!wanted || length.place.root() != root_) return std::nullopt;
  Json list{{"type", "array"}};
  Json text{{"type", "string"}};
  bool is_never = wanted->is_never || (wanted->bounds.most && *wanted->bounds.most < 0);
  if (wanted->bounds.least && *wanted->bounds.least > 0) {
    list["minItems"] = text["minLength"] = *wanted->bounds.least;
  }
  if (wanted->bounds.most && *wanted->bounds.most >= 0) {
    list["maxItems"] = text["maxLength"] = *wanted->bounds.most;
  }
  const Json fits = is_never ? Json(false) : any_of_schemas({list, text});
  // What has no length has one that is undefined, which no number is.
  const Json measured{{"type", Json::array({"array", "string"})}};
  const Json unmeasured{{"type", Json::array({"number", "boolean"})}};
  const Json map = all_of_schemas(
      {{{"type", "object"}}, not_of_schema({{"required", Json::array({"length"})}})});
  Json misses = any_of_schemas({all_of_schemas({measured, not_of_schema(fits)}), unmeasured, map});
  Json no = length.place.defined(std::move(misses));
  no = any_of_schemas({no, length.is_optional ? length.place.nullish() : length.place.cut_short()});
  if (wanted->bounds.least.value_or(0) > 1 || wanted->bounds.most.value_or(0) > 0) {
    add_note("the length of a text in JSON is in characters here, and in UTF-16 units there");
  }
  Condition condition{of_document(length.place.defined(fits)), of_document(std::move(no))};
  return wanted->is_negated ? turned(std::move(condition)) : condition;
}

std::optional<Condition> JavascriptReader::count_compared(const JavascriptValue& count,
                                                          std::string_view sign, double number) {
  std::optional<CountTest> wanted = read_count_test(sign, number);
  if (!wanted || count.form.letters != TextForm::Case::as_it_is) return std::nullopt;
  if (count.counted.is_null()) return std::nullopt;
  if (count.is_never_none) {
    CountBounds& bounds = wanted->bounds;
    if (bounds.most && *bounds.most < 1) wanted->is_never = true;
    if (bounds.least && *bounds.least <= 1) bounds.least.reset();
  }
  std::optional<Formula> holds = text_count(count.counted, *wanted, count.offset);
  if (!holds) return std::nullopt;
  Condition condition = certain(std::move(*holds));
  if (count.throws_at_none) {
    const std::optional<Formula> some = text_count(count.counted, *read_count_test(">", 0), 0);
    condition.yes = both(*some, std::move(condition.yes));
    condition.no = both(*some, std::move(condition.no));
  }
  return condition;
}

}  // namespace assay
