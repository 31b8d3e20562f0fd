// Walks a JSON Schema as a schema (not as any JSON: `properties` may hold a
// property called "pattern"), refuses what would be ignored, and renames what
// valijson must not see.
#include <fmt/format.h>

#include <map>
#include <set>
#include <vector>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/json_schema.h"
#include "harness/score/pattern.h"

namespace assay {
namespace {

enum class KeywordKind {
  value,       // left to valijson
  annotation,  // means nothing to a validator
  schema,
  schema_or_list,
  schema_list,
  schema_map,
  dependencies,  // map of schemas or lists of names
  pattern,
  format,
  reference,
  identity,  // $id: dropped
};

struct Keyword {
  std::string_view name;
  KeywordKind kind;
  // Applies to the same value as the schema around it, so that a chain of such
  // keywords back to itself never ends.
  bool in_place = false;
};

constexpr Keyword kKeywords[] = {
    {"type", KeywordKind::value},
    {"enum", KeywordKind::value},
    {"const", KeywordKind::value},
    {"multipleOf", KeywordKind::value},
    {"maximum", KeywordKind::value},
    {"exclusiveMaximum", KeywordKind::value},
    {"minimum", KeywordKind::value},
    {"exclusiveMinimum", KeywordKind::value},
    {"maxLength", KeywordKind::value},
    {"minLength", KeywordKind::value},
    {"pattern", KeywordKind::pattern},
    {"format", KeywordKind::format},
    {"items", KeywordKind::schema_or_list},
    {"additionalItems", KeywordKind::schema},
    {"maxItems", KeywordKind::value},
    {"minItems", KeywordKind::value},
    {"uniqueItems", KeywordKind::value},
    {"contains", KeywordKind::schema},
    {"maxProperties", KeywordKind::value},
    {"minProperties", KeywordKind::value},
    {"required", KeywordKind::value},
    {"properties", KeywordKind::schema_map},
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
    {"$schema", KeywordKind::identity},
    {"$comment", KeywordKind::annotation},
    {"title", KeywordKind::annotation},
    {"description", KeywordKind::annotation},
    {"default", KeywordKind::annotation},
    {"examples", KeywordKind::annotation},
    {"readOnly", KeywordKind::annotation},
    {"writeOnly", KeywordKind::annotation},
    {"deprecated", KeywordKind::annotation},
    {"contentEncoding", KeywordKind::annotation},
    {"contentMediaType", KeywordKind::annotation},
};

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

std::string escape_token(std::string_view token) {
  std::string escaped;
  for (char c : token) {
    if (c == '~') escaped += "~0";
    if (c == '/') escaped += "~1";
    if (c != '~' && c != '/') escaped += c;
  }
  return escaped;
}

class SchemaWalk {
 public:
  Result<Json> run(const Json& schema) {
    ASSAY_TRY(Json prepared, visit(schema, ""));
    for (const auto& [from, to] : references_) {
      if (!visited_.contains(to)) {
        return wrong(
            from, fmt::format("$ref '#{}' points at no schema of this document", excerpt(to, 80)));
      }
    }
    ASSAY_CHECK(refuse_endless());
    return prepared;
  }

 private:
  static tl::unexpected<Error> wrong(const std::string& pointer, std::string_view what) {
    return usage_error(fmt::format("in the schema at '#{}': {}", excerpt(pointer, 80), what));
  }

  Result<Json> visit(const Json& schema, const std::string& pointer) {
    visited_.insert(pointer);
    if (schema.is_boolean()) return schema;
    if (!schema.is_object()) return wrong(pointer, "a schema is a map, true or false");
    Json prepared = Json::object();
    for (const auto& [name, value] : schema.items()) {
      ASSAY_CHECK(visit_keyword(name, value, schema, pointer, prepared));
    }
    return prepared;
  }

  Result<void> visit_keyword(const std::string& name, const Json& value, const Json& schema,
                             const std::string& pointer, Json& prepared) {
    const Keyword* keyword = find_keyword(name);
    if (keyword == nullptr) return unknown(name, pointer);
    const std::string below = pointer + "/" + name;
    switch (keyword->kind) {
      case KeywordKind::annotation:
      case KeywordKind::identity:
        return {};
      case KeywordKind::value:
        prepared[name] = value;
        return {};
      case KeywordKind::pattern:
        return visit_pattern(value, pointer, prepared);
      case KeywordKind::format:
        return visit_format(value, pointer, prepared);
      case KeywordKind::reference:
        return visit_reference(value, schema, pointer, prepared);
      case KeywordKind::schema:
        return visit_child(*keyword, value, pointer, below, prepared[name]);
      case KeywordKind::schema_or_list:
        if (!value.is_array()) {
          return visit_child(*keyword, value, pointer, below, prepared[name]);
        }
        [[fallthrough]];
      case KeywordKind::schema_list:
        return visit_list(*keyword, value, pointer, prepared[name]);
      case KeywordKind::schema_map:
      case KeywordKind::dependencies:
        return visit_map(*keyword, value, pointer, prepared[name]);
    }
    return {};
  }

  Result<void> unknown(const std::string& name, const std::string& pointer) {
    if (name.starts_with("x-") && !name.starts_with("x-assay-")) return {};
    if (name == "patternProperties") {
      return wrong(pointer,
                   "'patternProperties' is not supported; use 'propertyNames' with a "
                   "pattern and 'additionalProperties'");
    }
    return wrong(pointer, fmt::format("'{}' is not a keyword of JSON Schema draft 7{}",
                                      excerpt(name, 40), did_you_mean(name, keyword_names())));
  }

  Result<void> visit_child(const Keyword& keyword, const Json& value, const std::string& pointer,
                           const std::string& below, Json& prepared) {
    if (keyword.in_place) in_place_[pointer].push_back(below);
    ASSAY_TRY(prepared, visit(value, below));
    return {};
  }

  Result<void> visit_list(const Keyword& keyword, const Json& value, const std::string& pointer,
                          Json& prepared) {
    if (!value.is_array()) return wrong(pointer, fmt::format("'{}' is a list", keyword.name));
    prepared = Json::array();
    for (std::size_t i = 0; i < value.size(); ++i) {
      prepared.emplace_back();
      ASSAY_CHECK(visit_child(keyword, value[i], pointer,
                              fmt::format("{}/{}/{}", pointer, keyword.name, i), prepared.back()));
    }
    return {};
  }

  Result<void> visit_map(const Keyword& keyword, const Json& value, const std::string& pointer,
                         Json& prepared) {
    if (!value.is_object()) return wrong(pointer, fmt::format("'{}' is a map", keyword.name));
    prepared = Json::object();
    for (const auto& [name, child] : value.items()) {
      if (keyword.kind == KeywordKind::dependencies && child.is_array()) {
        prepared[name] = child;
        continue;
      }
      ASSAY_CHECK(visit_child(keyword, child, pointer,
                              fmt::format("{}/{}/{}", pointer, keyword.name, escape_token(name)),
                              prepared[name]));
    }
    return {};
  }

  Result<void> visit_pattern(const Json& value, const std::string& pointer, Json& prepared) {
    if (!value.is_string()) return wrong(pointer, "'pattern' is a text");
    Result<Pattern> pattern = Pattern::compile(value.get_ref<const std::string&>());
    if (!pattern) return wrong(pointer, pattern.error().message);
    prepared[kPatternKeyword] = value;
    return {};
  }

  Result<void> visit_format(const Json& value, const std::string& pointer, Json& prepared) {
    if (!value.is_string() || !format_pattern(value.get_ref<const std::string&>())) {
      return wrong(pointer, fmt::format("format {} is not checked (date-time, date, time, email, "
                                        "uuid, ipv4 and uri are); use 'pattern'",
                                        quote(dump_json(value))));
    }
    prepared[kFormatKeyword] = value;
    return {};
  }

  Result<void> visit_reference(const Json& value, const Json& schema, const std::string& pointer,
                               Json& prepared) {
    if (!value.is_string()) return wrong(pointer, "'$ref' is a text");
    const std::string& target = value.get_ref<const std::string&>();
    if (target != "#" && !target.starts_with("#/")) {
      return wrong(pointer, fmt::format("$ref {} leaves this document; copy what it names into "
                                        "'definitions' and refer to '#/definitions/...'",
                                        quote(target)));
    }
    for (const auto& [name, ignored] : schema.items()) {
      const Keyword* beside = find_keyword(name);
      const bool matters =
          beside == nullptr ||
          (beside->kind != KeywordKind::annotation && beside->kind != KeywordKind::identity &&
           beside->kind != KeywordKind::reference && name != "definitions" && name != "$defs");
      if (matters) {
        return wrong(pointer, fmt::format("'{}' beside '$ref' is ignored in draft 7; put both "
                                          "into 'allOf'",
                                          excerpt(name, 40)));
      }
    }
    references_.emplace_back(pointer, target.substr(1));
    in_place_[pointer].push_back(target.substr(1));
    prepared["$ref"] = value;
    return {};
  }

  // A schema that comes back to itself on the same value would be validated,
  // and by valijson even loaded, for ever.
  Result<void> refuse_endless() {
    for (const auto& [pointer, targets] : in_place_) {
      std::set<std::string> reached;
      std::vector<std::string> pending(targets.begin(), targets.end());
      while (!pending.empty()) {
        const std::string next = std::move(pending.back());
        pending.pop_back();
        if (next == pointer) return wrong(pointer, "refers to itself without end");
        if (!reached.insert(next).second) continue;
        if (const auto found = in_place_.find(next); found != in_place_.end()) {
          pending.insert(pending.end(), found->second.begin(), found->second.end());
        }
      }
    }
    return {};
  }

  std::set<std::string> visited_;
  std::vector<std::pair<std::string, std::string>> references_;  // from, to
  std::map<std::string, std::vector<std::string>> in_place_;
};

}  // namespace

Result<Json> prepare_schema(const Json& schema) {
  return SchemaWalk().run(schema);
}

std::optional<std::string_view> format_pattern(std::string_view format) {
  struct Row {
    std::string_view name;
    std::string_view pattern;
  };
  // RFC 3339 section 5.6; RFC 4122; the rest as loose as the people who use them.
  static constexpr Row kFormats[] = {
      {"date-time",
       "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:"
       "([0-5][0-9]|60)(\\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"},
      {"date", "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"},
      {"time",
       "^([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?"
       "([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"},
      {"email", "^[^@\\s]+@[^@\\s]+$"},
      {"uuid", "^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$"},
      {"ipv4", "^((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.|$)){4}$"},
      {"uri", "^[A-Za-z][A-Za-z0-9+.-]*:[^\\s]+$"},
  };
  for (const Row& row : kFormats) {
    if (row.name == format) return row.pattern;
  }
  return std::nullopt;
}

}  // namespace assay
