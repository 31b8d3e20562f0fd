// Calls that are true or false.
#include <algorithm>
#include <string>
#include <utility>

#include "harness/import/promptfoo/javascript_reader.h"

namespace assay {
namespace {

using NodeKind = JavascriptNode::Kind;
using ValueKind = JavascriptValue::Kind;

// A pattern of a schema: the translation there is made when the schema is read.
std::string schema_pattern(std::string_view literal, Within within) {
  std::string pattern = within == Within::start ? "^" : "";
  pattern += quoted_pattern(literal);
  if (within == Within::end) pattern += '$';
  return pattern;
}

bool is_object_name(const JavascriptNode& node, std::string_view name) {
  return node.kind == NodeKind::name && node.text == name;
}

}  // namespace

std::optional<Condition> JavascriptReader::call(const Node& node) {
  if (node.nodes.size() != 2) return std::nullopt;
  const Node& callee = node.nodes[0];
  const Node& argument = node.nodes[1];
  if (is_object_name(callee, "Boolean")) return truth(argument);
  if (callee.kind != NodeKind::member) return std::nullopt;
  if (std::optional<Condition> fixed = static_call(node)) return fixed;
  const std::string& method = callee.text;
  const Node& object = callee.nodes[0];
  const std::optional<JavascriptValue> of = value(object);
  if (!of) return std::nullopt;
  switch (of->kind) {
    case ValueKind::text:
      return callee.flag ? std::nullopt : text_call(of->form, method, argument);
    case ValueKind::place:
      if (of->place.root() != root_) return std::nullopt;
      return place_call(of->place, method, argument, callee.flag);
    case ValueKind::list:
      return callee.flag ? std::nullopt : list_call(*of->node, method, argument);
    case ValueKind::regex: {
      if (method != "test" || callee.flag) return std::nullopt;
      const std::optional<JavascriptValue> text = value(argument);
      // A pattern with a name and the flag g goes on where it stopped.
      const bool goes_on =
          object.kind == NodeKind::name && of->node->flags.find('g') != std::string::npos;
      if (!text || text->kind != ValueKind::text || goes_on) return std::nullopt;
      std::optional<Formula> found = pattern_found(text->form, *of->node);
      if (!found) return std::nullopt;
      return certain(std::move(*found));
    }
    default:
      return std::nullopt;
  }
}

// Array.isArray, Number.isInteger, Number.isFinite, Object.keys is none of them.
std::optional<Condition> JavascriptReader::static_call(const Node& node) {
  const Node& callee = node.nodes[0];
  if (callee.flag || callee.nodes[0].kind != NodeKind::name) return std::nullopt;
  const std::string& object = callee.nodes[0].text;
  Json schema;
  if (object == "Array" && callee.text == "isArray") schema = {{"type", "array"}};
  if (object == "Number" && callee.text == "isInteger") schema = {{"type", "integer"}};
  if (object == "Number" && callee.text == "isFinite") schema = {{"type", "number"}};
  if (schema.is_null()) return std::nullopt;
  const std::optional<JavascriptValue> of = value(node.nodes[1]);
  if (!of) return std::nullopt;
  if (of->kind == ValueKind::text) return certain(constantly(false));
  if (of->kind != ValueKind::place || of->place.root() != root_) return std::nullopt;
  return of->place.fits(std::move(schema));
}

std::optional<Formula> JavascriptReader::pattern_found(const TextForm& form, const Node& regex) {
  if (form.is_trimmed || form.letters != TextForm::Case::as_it_is) return std::nullopt;
  const ImportedPattern imported = import_pattern(regex.text, regex.flags);
  if (!imported.refused.empty()) return std::nullopt;
  if (imported.matches_all) return constantly(true);
  // Where counting matters, an engine decides.
  if (imported.counts_units) return std::nullopt;
  add_note(pattern_note(imported));
  return of_text({{"regex", pattern_arguments(imported)}});
}

std::optional<Condition> JavascriptReader::text_call(const TextForm& form, std::string_view method,
                                                     const Node& argument) {
  Within within = Within::anywhere;
  if (method == "startsWith") within = Within::start;
  if (method == "endsWith") within = Within::end;
  if (within == Within::anywhere && method != "includes") return std::nullopt;
  const std::optional<JavascriptValue> sought = value(argument);
  const bool is_text =
      sought && sought->kind == ValueKind::literal && sought->node->kind == NodeKind::text;
  if (!is_text) return std::nullopt;
  std::optional<Formula> has = text_has(form, sought->node->text, within);
  if (!has) return std::nullopt;
  if (form.letters != TextForm::Case::as_it_is) add_note(kCaseNote);
  return certain(std::move(*has));
}

std::optional<Condition> JavascriptReader::place_call(const JavascriptPlace& place,
                                                      std::string_view method, const Node& argument,
                                                      bool is_optional) {
  // Behind `?.` of nothing a call is undefined: false, but no boolean to turn around.
  if (inverse_ && (is_optional || place.is_optional())) return std::nullopt;
  const Json skipped = is_optional ? place.nullish() : place.cut_short();
  if ((method == "every" || method == "some") && argument.kind == NodeKind::arrow) {
    std::optional<Condition> each = each_element(place, method == "every", argument);
    if (each) each->no = either(std::move(each->no), of_document(skipped));
    return each;
  }
  const std::optional<JavascriptValue> sought = value(argument);
  const bool is_text =
      sought && sought->kind == ValueKind::literal && sought->node->kind == NodeKind::text;
  if (!is_text) return std::nullopt;
  const std::string& literal = sought->node->text;
  const Json text{{"type", "string"}};
  Json fits;
  Json is_callable = text;
  if (method == "includes") {
    const Json has_part =
        literal.empty()
            ? text
            : Json{{"type", "string"}, {"pattern", schema_pattern(literal, Within::anywhere)}};
    const Json has_element{{"type", "array"}, {"contains", {{"const", literal}}}};
    fits = any_of_schemas({has_part, has_element});
    is_callable = {{"type", Json::array({"string", "array"})}};
  } else if (method == "startsWith" || method == "endsWith") {
    if (literal.empty()) return std::nullopt;
    fits = {
        {"type", "string"},
        {"pattern", schema_pattern(literal, method == "startsWith" ? Within::start : Within::end)}};
  } else {
    return std::nullopt;
  }
  Json misses = place.defined(all_of_schemas({is_callable, not_of_schema(fits)}));
  misses = any_of_schemas({misses, skipped});
  return Condition{of_document(place.defined(std::move(fits))), of_document(std::move(misses))};
}

std::optional<Condition> JavascriptReader::list_call(const Node& list, std::string_view method,
                                                     const Node& argument) {
  if ((method == "every" || method == "some") && argument.kind == NodeKind::arrow) {
    return each_literal(list, method == "every", argument);
  }
  if (method != "includes") return std::nullopt;
  const std::optional<JavascriptValue> sought = value(argument);
  if (!sought) return std::nullopt;
  if (sought->kind == ValueKind::place && sought->place.root() == root_) {
    Json allowed = Json::array();
    for (const Node& item : list.nodes) {
      if (item.kind == NodeKind::text) {
        allowed.push_back(item.text);
      } else if (item.kind == NodeKind::number) {
        allowed.push_back(item.number);
      } else if (item.kind == NodeKind::boolean) {
        allowed.push_back(item.flag);
      } else {
        return std::nullopt;
      }
    }
    if (allowed.empty()) return std::nullopt;
    return sought->place.fits({{"enum", std::move(allowed)}});
  }
  if (sought->kind != ValueKind::text) return std::nullopt;
  Formula is_one = constantly(false);
  Json texts = Json::array();
  for (const Node& item : list.nodes) {
    if (item.kind != NodeKind::text) continue;  // no text is a number
    std::optional<Formula> is = text_has(sought->form, item.text, Within::whole);
    if (!is) return std::nullopt;
    is_one = either(std::move(is_one), std::move(*is));
    texts.push_back(item.text);
  }
  const bool is_plain =
      !sought->form.is_trimmed && sought->form.letters == TextForm::Case::as_it_is;
  if (is_plain && texts.size() > 1) {
    is_one = of_text({{"one_of", {{"texts", std::move(texts)}, {"exact", true}}}});
  }
  if (sought->form.letters != TextForm::Case::as_it_is) add_note(kCaseNote);
  return certain(std::move(is_one));
}

// ['a', 'b'].some(word => output.includes(word))
std::optional<Condition> JavascriptReader::each_literal(const Node& list, bool all,
                                                        const Node& arrow) {
  Condition whole = certain(constantly(all));
  for (const Node& item : list.nodes) {
    if (!bind({arrow.text, &item, 0})) return std::nullopt;
    std::optional<Condition> one = truth(arrow.nodes[0]);
    scope_.pop_back();
    if (!one) return std::nullopt;
    whole = all ? conjoined(std::move(whole), std::move(*one))
                : disjoined(std::move(whole), std::move(*one));
    if (is_too_large(whole)) return std::nullopt;
  }
  return whole;
}

std::optional<Condition> JavascriptReader::each_element(const JavascriptPlace& place, bool all,
                                                        const Node& arrow) {
  const int outer = root_;
  const std::vector<const Node*> known = std::exchange(numbers_, {});
  root_ = ++roots_;
  std::optional<Condition> one;
  if (bind({arrow.text, nullptr, root_})) {
    one = truth(arrow.nodes[0]);
    scope_.pop_back();
  }
  root_ = outer;
  numbers_ = known;
  if (!one) return std::nullopt;
  const std::optional<Json> yes = schema_of(one->yes);
  const std::optional<Json> no = schema_of(one->no);
  if (!yes || !no) return std::nullopt;
  // Of an element that is neither, the call throws where nothing before it has decided.
  const bool throws = any_of_schemas({*yes, *no}) != Json(true) && *no != not_of_schema(*yes);
  const Json list{{"type", "array"}};
  const auto has = [](const Json& schema) {
    return schema == Json(false)  ? schema
           : schema == Json(true) ? Json{{"type", "array"}, {"minItems", 1}}
                                  : Json{{"type", "array"}, {"contains", schema}};
  };
  const auto only = [&list](const Json& schema) {
    if (schema == Json(true)) return list;
    if (schema == Json(false)) return Json{{"type", "array"}, {"maxItems", 0}};
    return Json{{"type", "array"}, {"items", schema}};
  };
  if (throws && (!all || inverse_)) {
    add_note("what throws for an element is passed over here where another one decides");
  }
  Json holds = all ? only(*yes) : has(*yes);
  Json fails = all ? has(*no) : only(*no);
  return Condition{of_document(place.defined(std::move(holds))),
                   of_document(place.defined(std::move(fails)))};
}

}  // namespace assay
