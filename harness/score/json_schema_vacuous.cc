#include "harness/score/json_schema_vacuous.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "harness/score/json_schema_keyword.h"

namespace assay {
namespace {

bool accept_everything(const Json& schemas) {
  return std::all_of(schemas.begin(), schemas.end(), accepts_everything);
}

bool has_every_type(const Json& types) {
  constexpr std::string_view kEveryType[] = {"object", "array",   "string",
                                             "number", "boolean", "null"};
  return types.is_array() &&
         std::all_of(std::begin(kEveryType), std::end(kEveryType), [&](auto type) {
           return std::find(types.begin(), types.end(), type) != types.end();
         });
}

bool is_no_count(const Json& count) {
  return count.is_number() && count.get<double>() == 0;
}

bool is_free_dependency(const Json& dependency) {
  return dependency.is_array() ? dependency.empty() : accepts_everything(dependency);
}

// Of one keyword; false for all that judge and are not listed.
bool always_holds(std::string_view keyword, const Json& argument) {
  if (keyword == "type") return has_every_type(argument);
  if (keyword == "minLength" || keyword == "minItems" || keyword == "minProperties") {
    return is_no_count(argument);
  }
  if (keyword == "required") return argument.empty();
  if (keyword == "uniqueItems") return argument == false;
  if (keyword == "not") return argument == false;
  if (keyword == "if") return true;  // judges by `then` and `else`
  if (keyword == "properties" || keyword == "patternProperties" || keyword == "allOf") {
    return accept_everything(argument);
  }
  if (keyword == "items" && argument.is_array()) return accept_everything(argument);
  if (keyword == "items" || keyword == "additionalItems" || keyword == "additionalProperties" ||
      keyword == "propertyNames" || keyword == "then" || keyword == "else") {
    return accepts_everything(argument);
  }
  if (keyword == "anyOf") {
    return std::any_of(argument.begin(), argument.end(), accepts_everything);
  }
  if (keyword == "oneOf") return argument.size() == 1 && accepts_everything(argument[0]);
  if (keyword == "dependencies") {
    return std::all_of(argument.begin(), argument.end(), is_free_dependency);
  }
  return !judges(keyword);
}

}  // namespace

bool accepts_everything(const Json& schema) {
  if (schema.is_boolean()) return schema.get<bool>();
  const auto keywords = schema.items();
  return std::all_of(keywords.begin(), keywords.end(),
                     [](const auto& each) { return always_holds(each.key(), each.value()); });
}

}  // namespace assay
