// The keywords of JSON Schema draft 7, as rows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay {

enum class KeywordKind {
  rule,        // judges the value itself: json_schema_rules.h
  count,       // a number of things; left to valijson, as is the rest
  names,       // a list of names
  annotation,  // means nothing to a validator
  schema,
  schema_or_list,
  schema_list,
  schema_map,
  pattern_map,   // a map of schemas by pattern
  dependencies,  // a map of schemas or lists of names
  reference,
  identity,  // $id, read with the schema around it
};

struct Keyword {
  std::string_view name;
  KeywordKind kind;
  // Applies to the same value as the schema around it, so that a chain of such
  // keywords back to itself never ends.
  bool in_place = false;
};

const Keyword* find_keyword(std::string_view name);
std::vector<std::string> keyword_names();
// "x-note": the author's own. kRulesKeyword is none.
bool is_extension(std::string_view name);
// Of a schema object: whether the keyword `name` judges a value.
bool judges(std::string_view name);

}  // namespace assay
