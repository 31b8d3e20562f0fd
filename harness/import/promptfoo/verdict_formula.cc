#include "harness/import/promptfoo/verdict_formula.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "harness/base/text.h"

namespace assay {
namespace {

using FormulaKind = Formula::Kind;

// `unit` is what changes nothing, `zero` what decides.
Json join_schemas(const char* keyword, std::vector<Json> schemas, bool unit) {
  std::vector<Json> kept;
  for (Json& schema : schemas) {
    if (schema == Json(!unit)) return !unit;
    if (schema == Json(unit)) continue;
    if (schema.is_object() && schema.size() == 1 && schema.contains(keyword)) {
      for (Json& inner : schema[keyword]) kept.push_back(std::move(inner));
    } else {
      kept.push_back(std::move(schema));
    }
  }
  std::vector<Json> different;
  for (Json& schema : kept) {
    if (std::find(different.begin(), different.end(), schema) == different.end()) {
      different.push_back(std::move(schema));
    }
  }
  if (different.empty()) return unit;
  if (different.size() == 1) return std::move(different.front());
  return {{keyword, std::move(different)}};
}

Formula join_formulas(FormulaKind kind, Formula a, Formula b) {
  Formula joined;
  joined.kind = kind;
  std::vector<Json> schemas;
  const auto add = [&](Formula part) {
    if (part.kind == FormulaKind::document) {
      schemas.push_back(std::move(part.leaf));
    } else {
      joined.parts.push_back(std::move(part));
    }
  };
  for (Formula* side : {&a, &b}) {
    if (side->kind != kind) {
      add(std::move(*side));
    } else {
      for (Formula& part : side->parts) add(std::move(part));
    }
  }
  if (!schemas.empty()) {
    Formula document = of_document(kind == FormulaKind::all ? all_of_schemas(std::move(schemas))
                                                            : any_of_schemas(std::move(schemas)));
    if (document.kind == FormulaKind::never && kind == FormulaKind::all) return document;
    if (document.kind != FormulaKind::never) joined.parts.push_back(std::move(document));
  }
  if (joined.parts.empty()) return constantly(false);
  if (joined.parts.size() == 1) return std::move(joined.parts.front());
  return joined;
}

std::size_t count_nodes(const Json& value) {
  std::size_t count = 1;
  if (value.is_structured()) {
    for (const Json& child : value) count += count_nodes(child);
  }
  return count;
}

std::size_t count_nodes(const Formula& formula) {
  std::size_t count = 1 + count_nodes(formula.leaf);
  for (const Formula& part : formula.parts) count += count_nodes(part);
  return count;
}

// A text that `json: {equals: ...}` would take for a number or a boolean as well.
bool spells_another_type(const Json& value) {
  if (!value.is_string()) return value.is_null() || value.is_structured();
  const std::string_view text = trim(value.get_ref<const std::string&>());
  return text == "true" || text == "false" || text == "null" || parse_number(text).has_value();
}

bool is_plain_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), fits);
}

// "a.b = v" where the schema says no more: a person reads that more easily.
std::optional<Json> as_path(const Json& schema) {
  std::string path;
  const Json* at = &schema;
  while (at->is_object() && at->size() == 3 && at->contains("properties") &&
         at->at("properties").size() == 1) {
    const auto property = at->at("properties").begin();
    if (!is_plain_name(property.key())) return std::nullopt;
    path += (path.empty() ? "" : ".") + property.key();
    at = &property.value();
  }
  if (path.empty() || !at->is_object() || at->size() != 1 || !at->contains("const")) {
    return std::nullopt;
  }
  if (spells_another_type(at->at("const"))) return std::nullopt;
  return Json{{"json", {{"path", path}, {"equals", at->at("const")}, {"exact", true}}}};
}

}  // namespace

Formula constantly(bool holds) {
  Formula formula;
  formula.kind = holds ? FormulaKind::always : FormulaKind::never;
  return formula;
}

Formula of_text(Json expectation) {
  Formula formula;
  formula.kind = FormulaKind::text;
  formula.leaf = std::move(expectation);
  return formula;
}

Formula of_document(Json schema) {
  if (schema == Json(false)) return constantly(false);
  Formula formula;
  formula.kind = FormulaKind::document;
  formula.leaf = std::move(schema);
  return formula;
}

Formula both(Formula a, Formula b) {
  if (a.kind == FormulaKind::never || b.kind == FormulaKind::always) return a;
  if (b.kind == FormulaKind::never || a.kind == FormulaKind::always) return b;
  return join_formulas(FormulaKind::all, std::move(a), std::move(b));
}

Formula either(Formula a, Formula b) {
  if (a.kind == FormulaKind::always || b.kind == FormulaKind::never) return a;
  if (b.kind == FormulaKind::always || a.kind == FormulaKind::never) return b;
  return join_formulas(FormulaKind::any, std::move(a), std::move(b));
}

Formula opposite(Formula formula) {
  switch (formula.kind) {
    case FormulaKind::never:
      return constantly(true);
    case FormulaKind::text:
      formula.negated = !formula.negated;
      return formula;
    case FormulaKind::all:
    case FormulaKind::any:
      formula.kind = formula.kind == FormulaKind::all ? FormulaKind::any : FormulaKind::all;
      for (Formula& part : formula.parts) part = opposite(std::move(part));
      return formula;
    case FormulaKind::document:
    case FormulaKind::always:
      break;
  }
  return constantly(false);
}

Condition certain(Formula yes) {
  Formula no = opposite(yes);
  return {std::move(yes), std::move(no), true};
}

Condition conjoined(Condition a, Condition b) {
  Formula no = either(a.no, a.is_total ? std::move(b.no) : both(a.yes, std::move(b.no)));
  return {both(std::move(a.yes), std::move(b.yes)), std::move(no), a.is_total && b.is_total};
}

Condition disjoined(Condition a, Condition b) {
  Formula yes = either(a.yes, a.is_total ? std::move(b.yes) : both(a.no, std::move(b.yes)));
  return {std::move(yes), both(std::move(a.no), std::move(b.no)), a.is_total && b.is_total};
}

Condition chosen(const Condition& asked, Condition yes, Condition no) {
  return {either(both(asked.yes, std::move(yes.yes)), both(asked.no, std::move(no.yes))),
          either(both(asked.yes, std::move(yes.no)), both(asked.no, std::move(no.no))),
          asked.is_total && yes.is_total && no.is_total};
}

bool is_too_large(const Condition& condition) {
  return count_nodes(condition.yes) + count_nodes(condition.no) > kMostFormulaNodes;
}

std::optional<Json> schema_of(const Formula& formula) {
  switch (formula.kind) {
    case FormulaKind::never:
      return Json(false);
    case FormulaKind::always:
      return Json(true);
    case FormulaKind::document:
      return formula.leaf;
    case FormulaKind::text:
      return std::nullopt;
    case FormulaKind::all:
    case FormulaKind::any:
      break;
  }
  std::vector<Json> schemas;
  for (const Formula& part : formula.parts) {
    std::optional<Json> schema = schema_of(part);
    if (!schema) return std::nullopt;
    schemas.push_back(std::move(*schema));
  }
  return formula.kind == FormulaKind::all ? all_of_schemas(std::move(schemas))
                                          : any_of_schemas(std::move(schemas));
}

Json expectation_of(const Formula& formula) {
  switch (formula.kind) {
    case FormulaKind::text:
      if (!formula.negated) return formula.leaf;
      return {{"not", formula.leaf}};
    case FormulaKind::document: {
      if (formula.leaf == Json(true)) return {{"json", {{"exact", true}}}};
      if (std::optional<Json> path = as_path(formula.leaf)) return std::move(*path);
      return {{"json_schema", {{"schema", formula.leaf}, {"exact", true}}}};
    }
    default:
      break;
  }
  Json parts = Json::array();
  for (const Formula& part : formula.parts) parts.push_back(expectation_of(part));
  return {{formula.kind == FormulaKind::any ? "any" : "all", std::move(parts)}};
}

Json all_of_schemas(std::vector<Json> schemas) {
  return join_schemas("allOf", std::move(schemas), true);
}

Json any_of_schemas(std::vector<Json> schemas) {
  return join_schemas("anyOf", std::move(schemas), false);
}

Json not_of_schema(Json schema) {
  if (schema.is_boolean()) return !schema.get<bool>();
  if (schema.is_object() && schema.size() == 1 && schema.contains("not")) return schema["not"];
  return {{"not", std::move(schema)}};
}

}  // namespace assay
