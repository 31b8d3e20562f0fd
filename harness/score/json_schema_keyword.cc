#include "harness/score/json_schema_keyword.h"

#include "harness/score/json_schema_prepare.h"

namespace assay {
namespace {

constexpr Keyword kKeywords[] = {
    {"type", KeywordKind::rule},
    {"enum", KeywordKind::rule},
    {"const", KeywordKind::rule},
    {"multipleOf", KeywordKind::rule},
    {"maximum", KeywordKind::rule},
    {"exclusiveMaximum", KeywordKind::rule},
    {"minimum", KeywordKind::rule},
    {"exclusiveMinimum", KeywordKind::rule},
    {"maxLength", KeywordKind::rule},
    {"minLength", KeywordKind::rule},
    {"pattern", KeywordKind::rule},
    {"format", KeywordKind::rule},
    {"contentEncoding", KeywordKind::rule},
    {"uniqueItems", KeywordKind::rule},
    {"items", KeywordKind::schema_or_list},
    {"additionalItems", KeywordKind::schema},
    {"maxItems", KeywordKind::count},
    {"minItems", KeywordKind::count},
    {"contains", KeywordKind::schema},
    {"maxProperties", KeywordKind::count},
    {"minProperties", KeywordKind::count},
    {"required", KeywordKind::names},
    {"properties", KeywordKind::schema_map},
    {"patternProperties", KeywordKind::pattern_map},
    {"additionalProperties", KeywordKind::schema},
    {"dependencies", KeywordKind::dependencies, true},
    {"propertyNames", KeywordKind::schema},
    {"if", KeywordKind::schema, true},
    {"then", KeywordKind::schema, true},
    {"else", KeywordKind::schema, true},
    {"allOf", KeywordKind::schema_list, true},
    {"anyOf", KeywordKind::schema_list, true},
    {"oneOf", KeywordKind::schema_list, true},
    {"not", KeywordKind::schema, true},
    {"definitions", KeywordKind::schema_map},
    {"$defs", KeywordKind::schema_map},
    {"$ref", KeywordKind::reference, true},
    {"$id", KeywordKind::identity},
    {"$schema", KeywordKind::annotation},
    {"$comment", KeywordKind::annotation},
    {"title", KeywordKind::annotation},
    {"description", KeywordKind::annotation},
    {"default", KeywordKind::annotation},
    {"examples", KeywordKind::annotation},
    {"readOnly", KeywordKind::annotation},
    {"writeOnly", KeywordKind::annotation},
    {"deprecated", KeywordKind::annotation},
};

bool is_definitions(std::string_view name) {
  return name == "definitions" || name == "$defs";
}

}  // namespace

const Keyword* find_keyword(std::string_view name) {
  for (const Keyword& keyword : kKeywords) {
    if (keyword.name == name) return &keyword;
  }
  return nullptr;
}

std::vector<std::string> keyword_names() {
  std::vector<std::string> names;
  for (const Keyword& keyword : kKeywords) names.emplace_back(keyword.name);
  return names;
}

bool is_extension(std::string_view name) {
  return name.starts_with("x-") && name != kRulesKeyword;
}

bool judges(std::string_view name) {
  const Keyword* keyword = find_keyword(name);
  if (keyword == nullptr) return !is_extension(name);
  return keyword->kind != KeywordKind::annotation && keyword->kind != KeywordKind::identity &&
         !is_definitions(name);
}

}  // namespace assay
