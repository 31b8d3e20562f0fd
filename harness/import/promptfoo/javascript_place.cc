#include "harness/import/promptfoo/javascript_place.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace assay {

void JavascriptPlace::enter(std::string name, bool is_optional) {
  steps_.push_back({std::move(name), is_optional});
}

void JavascriptPlace::enter(std::size_t index, bool is_optional) {
  steps_.push_back({index, is_optional});
}

bool JavascriptPlace::is_optional() const {
  return std::any_of(steps_.begin(), steps_.end(),
                     [](const Step& step) { return step.is_optional; });
}

Json JavascriptPlace::wrap(const Step& step, Json schema) {
  if (schema == Json(false)) return schema;
  if (const auto* name = std::get_if<std::string>(&step.key)) {
    Json object{{"type", "object"}, {"required", Json::array({*name})}};
    if (schema != Json(true)) object["properties"][*name] = std::move(schema);
    return object;
  }
  const std::size_t index = std::get<std::size_t>(step.key);
  Json list{{"type", "array"}, {"minItems", index + 1}};
  if (schema == Json(true)) return list;
  list["items"] = Json::array();
  for (std::size_t i = 0; i < index; ++i) list["items"].push_back(true);
  list["items"].push_back(std::move(schema));
  return list;
}

Json JavascriptPlace::defined_before(std::size_t steps, Json schema) const {
  for (std::size_t i = steps; i > 0; --i) schema = wrap(steps_[i - 1], std::move(schema));
  return schema;
}

Json JavascriptPlace::defined(Json schema) const {
  return defined_before(steps_.size(), std::move(schema));
}

JavascriptPlace::Absence JavascriptPlace::absence() const {
  const Json null{{"type", "null"}};
  Absence absence{false, false};
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (steps_[i].is_optional) {
      absence.cut_short =
          any_of_schemas({absence.cut_short, absence.undefined, defined_before(i, null)});
    }
    const Json is_missing = defined_before(
        i, all_of_schemas({not_of_schema(null), not_of_schema(wrap(steps_[i], true))}));
    absence.undefined = any_of_schemas({is_missing, absence.cut_short});
  }
  return absence;
}

Json JavascriptPlace::undefined() const {
  return absence().undefined;
}

Json JavascriptPlace::cut_short() const {
  return absence().cut_short;
}

Json JavascriptPlace::nullish() const {
  return any_of_schemas({undefined(), defined({{"type", "null"}})});
}

Condition JavascriptPlace::fits(Json schema) const {
  Json otherwise = any_of_schemas({defined(not_of_schema(schema)), undefined()});
  return {of_document(defined(std::move(schema))), of_document(std::move(otherwise))};
}

Condition JavascriptPlace::is_truthy() const {
  return fits(not_of_schema({{"enum", Json::array({false, 0, "", nullptr})}}));
}

bool is_built_in_member(std::string_view name) {
  constexpr std::string_view kMembers[] = {"__defineGetter__",
                                           "__defineSetter__",
                                           "__lookupGetter__",
                                           "__lookupSetter__",
                                           "__proto__",
                                           "anchor",
                                           "at",
                                           "big",
                                           "blink",
                                           "bold",
                                           "charAt",
                                           "charCodeAt",
                                           "codePointAt",
                                           "concat",
                                           "constructor",
                                           "copyWithin",
                                           "endsWith",
                                           "entries",
                                           "every",
                                           "fill",
                                           "filter",
                                           "find",
                                           "findIndex",
                                           "findLast",
                                           "findLastIndex",
                                           "fixed",
                                           "flat",
                                           "flatMap",
                                           "fontcolor",
                                           "fontsize",
                                           "forEach",
                                           "hasOwnProperty",
                                           "includes",
                                           "indexOf",
                                           "isPrototypeOf",
                                           "isWellFormed",
                                           "italics",
                                           "join",
                                           "keys",
                                           "lastIndexOf",
                                           "length",
                                           "link",
                                           "localeCompare",
                                           "map",
                                           "match",
                                           "matchAll",
                                           "normalize",
                                           "padEnd",
                                           "padStart",
                                           "pop",
                                           "propertyIsEnumerable",
                                           "push",
                                           "reduce",
                                           "reduceRight",
                                           "repeat",
                                           "replace",
                                           "replaceAll",
                                           "reverse",
                                           "search",
                                           "shift",
                                           "slice",
                                           "small",
                                           "some",
                                           "sort",
                                           "splice",
                                           "split",
                                           "startsWith",
                                           "strike",
                                           "sub",
                                           "substr",
                                           "substring",
                                           "sup",
                                           "toExponential",
                                           "toFixed",
                                           "toLocaleLowerCase",
                                           "toLocaleString",
                                           "toLocaleUpperCase",
                                           "toLowerCase",
                                           "toPrecision",
                                           "toReversed",
                                           "toSorted",
                                           "toSpliced",
                                           "toString",
                                           "toUpperCase",
                                           "toWellFormed",
                                           "trim",
                                           "trimEnd",
                                           "trimLeft",
                                           "trimRight",
                                           "trimStart",
                                           "unshift",
                                           "valueOf",
                                           "values",
                                           "with"};
  static_assert(std::is_sorted(std::begin(kMembers), std::end(kMembers)));
  return std::binary_search(std::begin(kMembers), std::end(kMembers), name);
}

}  // namespace assay
