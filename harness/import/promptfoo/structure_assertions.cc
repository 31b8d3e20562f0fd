// is-json, is-xml, is-html, is-sql and what begins with contains-.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/base/text_budget.h"
#include "harness/import/promptfoo/assertion_row.h"
#include "harness/import/promptfoo/comma_list.h"
#include "harness/import/promptfoo/template.h"
#include "harness/yaml/diagnostic.h"
#include "harness/yaml/scalar.h"
#include "harness/yaml/tree.h"

namespace assay {
namespace {

// What a text says in JSON or else in YAML, as promptfoo reads a schema.
std::optional<Json> read_schema_text(std::string_view text) {
  if (Result<Json> json = parse_json(text)) return std::move(*json);
  const SourceFile file{"schema", std::string(text)};
  Diagnostics diagnostics;
  TextBudget budget;
  const std::optional<YamlTree> tree = YamlTree::parse(file, diagnostics, budget);
  if (!tree || diagnostics.has_errors()) return std::nullopt;
  return to_json(tree->root());
}

struct WrittenSchema {
  Json schema;  // a schema, or the path of a file; null: none
  std::string refused;
};

bool says_nothing(const Json& schema) {
  return schema.is_null() || schema == Json(false) || schema == Json("") ||
         (schema.is_number() && schema.get<double>() == 0);
}

WrittenSchema read_schema(const Json& value) {
  if (says_nothing(value)) return {};
  if (value.is_object()) return {value, {}};
  if (!value.is_string()) return {{}, "its schema is neither a map nor a text"};
  std::string_view text = value.get_ref<const std::string&>();
  if (text.starts_with("file://")) {
    text.remove_prefix(7);
    const bool is_script = text.ends_with(".js") || text.ends_with(".ts") ||
                           text.ends_with(".mjs") || text.ends_with(".py") ||
                           text.find(".js:") != text.npos || text.find(".py:") != text.npos;
    if (is_script) return {{}, "its schema is made by a script"};
    return {Json(text), {}};
  }
  if (has_nunjucks(text)) return {{}, "its schema has variables"};
  std::optional<Json> schema = read_schema_text(text);
  if (!schema || !schema->is_object()) return {{}, "its schema is no map"};
  return {std::move(*schema), {}};
}

AssertionReading read_is_json(const AssertionFields& fields) {
  WrittenSchema written = read_schema(fields.value);
  if (!written.refused.empty()) return refuse_assertion(std::move(written.refused));
  const Json any_json{{"json", {{"exact", true}}}};
  // A schema that asks for nothing is refused in a suite, and means any JSON.
  if (written.schema.is_null() || written.schema == Json::object()) return read_as(any_json);
  Json fits{{"json_schema", {{"schema", std::move(written.schema)}, {"exact", true}}}};
  // What is no JSON does not conform, and so passes under `not-`.
  Json inverse{{"any", {Json{{"not", any_json}}, Json{{"not", fits}}}}};
  return {std::move(fits), ImportOutcome::native, {}, std::move(inverse)};
}

// promptfoo finds maps, also those of a list, and no other JSON. A schema of a file, or with
// references that begin at its root, is left as it is.
Json of_maps(Json schema) {
  const bool is_whole =
      schema.is_object() && dump_json(schema).find("\"$ref\"") == std::string::npos;
  if (!is_whole) return schema;
  schema["type"] = "object";
  return {{"anyOf", {schema, {{"type", "array"}, {"contains", schema}}}}};
}

bool wants_no_map(const Json& schema) {
  if (!schema.is_object() || !schema.contains("type")) return false;
  const Json& type = schema["type"];
  if (type.is_array()) return std::find(type.begin(), type.end(), Json("object")) == type.end();
  return type.is_string() && type != Json("object");
}

AssertionReading read_contains_json(const AssertionFields& fields) {
  WrittenSchema written = read_schema(fields.value);
  if (!written.refused.empty()) return refuse_assertion(std::move(written.refused));
  if (written.schema.is_null()) written.schema = Json::object();
  if (wants_no_map(written.schema))
    return always_failing(fields, "it finds maps alone there, and its schema wants none");
  return nearly_as({{"contains_json", {{"schema", of_maps(std::move(written.schema))}}}},
                   "a map in braces that only YAML would read counts there");
}

// The elements that is-xml and contains-xml ask for; nothing where they are none.
std::optional<Json> read_elements(const Json& value) {
  Json elements = Json::array();
  if (value.is_null() || value == Json("")) return elements;
  const Json* list = &value;
  if (value.is_string()) {
    for (const std::string_view part : split(value.get_ref<const std::string&>(), ',')) {
      elements.push_back(std::string(trim(part)));
    }
    return elements;
  }
  if (value.is_object()) {
    if (value.empty()) return elements;
    const auto found = value.find("requiredElements");
    if (found == value.end() || !found->is_array()) return std::nullopt;
    list = &*found;
  }
  if (!list->is_array()) return std::nullopt;
  for (const Json& item : *list) {
    std::optional<std::string> text = scalar_text(item);
    if (!text) return std::nullopt;
    elements.push_back(std::move(*text));
  }
  return elements;
}

AssertionReading read_xml(const AssertionFields& fields) {
  if (fields.value == Json(""))
    return always_failing(fields, "it asks for an element without a name, which no answer has");
  const std::optional<Json> elements = read_elements(fields.value);
  if (!elements) return refuse_assertion(fmt::format("'{}' has no list of elements", fields.type));
  const std::string row = fields.type == "is-xml" ? "xml" : "contains_xml";
  for (const Json& element : *elements) {
    if (has_nunjucks(element.get_ref<const std::string&>())) {
      return refuse_assertion("its elements have variables");
    }
  }
  Json arguments = Json::object();
  if (!elements->empty()) arguments["elements"] = *elements;
  if (fields.type == "is-xml") arguments["exact"] = true;
  return read_as({{row, std::move(arguments)}}, "another parser reads it than there");
}

AssertionReading read_html(const AssertionFields& fields) {
  const Json html{{"html", {{"exact", true}}}};
  return read_as(fields.type == "is-html" ? html : Json{{"contains_html", Json::object()}},
                 "another parser reads it than there");
}

AssertionReading read_sql(const AssertionFields& fields) {
  std::string database = "MySQL";
  if (fields.value.is_object()) {
    for (const std::string_view list : {"allowedTables", "allowedColumns"}) {
      if (fields.value.contains(std::string(list))) {
        return refuse_assertion(fmt::format("'{}' has no counterpart", list));
      }
    }
    const auto named = fields.value.find("databaseType");
    if (named != fields.value.end() && named->is_string()) database = named->get<std::string>();
  } else if (!says_nothing(fields.value)) {
    return refuse_assertion(
        fmt::format("'{}' has a value that is no map, an error there", fields.type));
  }
  const Json sql{{"sql", {{"exact", true}}}};
  const bool is_postgresql = to_lower_ascii(database) == "postgresql";
  return nearly_as(
      fields.type == "is-sql" ? sql : Json{{"contains_sql", Json::object()}},
      is_postgresql ? "PostgreSQL's own parser reads it, which is stricter"
                    : fmt::format("it is read as PostgreSQL and not as {}", excerpt(database, 30)));
}

constexpr AssertionRow kStructureAssertions[] = {
    {"is-json", read_is_json}, {"contains-json", read_contains_json},
    {"is-xml", read_xml},      {"contains-xml", read_xml},
    {"is-html", read_html},    {"contains-html", read_html},
    {"is-sql", read_sql},      {"contains-sql", read_sql},
};

}  // namespace

std::span<const AssertionRow> structure_assertions() {
  return kStructureAssertions;
}

}  // namespace assay
