// Walks a JSON Schema as a schema (not as any JSON: `properties` may hold a
// property called "pattern"), refuses what would be ignored, and takes out what
// valijson must not see.
#include "harness/score/json_schema_prepare.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/json_schema_keyword.h"
#include "harness/score/json_schema_pattern.h"
#include "harness/score/json_schema_reference.h"
#include "harness/score/json_schema_vacuous.h"

namespace assay {
namespace {

// valijson keeps names as C strings.
bool has_zero_byte(const std::string& text) {
  return text.find('\0') != std::string::npos;
}

class SchemaWalk {
 public:
  Result<PreparedSchema> run(const Json& schema) {
    ASSAY_TRY(prepared_.schema, visit(schema, ""));
    ASSAY_TRY(const auto places, references_.resolve());
    if (!places.empty()) link(places);
    prepared_.accepts_everything = accepts_everything(schema);
    return std::move(prepared_);
  }

 private:
  using Resource = SchemaReferences::Resource;

  Result<Json> visit(const Json& schema, const std::string& pointer) {
    references_.add_schema(pointer);
    if (schema.is_boolean()) return schema;
    if (!schema.is_object()) return wrong_schema(pointer, "a schema is a map, true or false");
    const Resource around = resource_;
    // Beside `$ref`, `$id` has no meaning.
    if (const auto id = schema.find("$id"); id != schema.end() && !schema.contains("$ref")) {
      if (!id->is_string()) return wrong_schema(pointer, "'$id' is a text");
      resource_ = references_.add_id(around, pointer, id->get_ref<const std::string&>());
    }
    Json prepared = Json::object();
    SchemaRules rules;
    for (const auto& [name, value] : schema.items()) {
      ASSAY_CHECK(visit_keyword(name, value, schema, pointer, prepared, rules));
    }
    prepared[kRulesKeyword] = prepared_.rules.size();
    prepared_.rules.push_back(std::move(rules));
    resource_ = around;
    return prepared;
  }

  Result<void> visit_keyword(const std::string& name, const Json& value, const Json& schema,
                             const std::string& pointer, Json& prepared, SchemaRules& rules) {
    const Keyword* keyword = find_keyword(name);
    if (keyword == nullptr) return unknown(name, pointer);
    switch (keyword->kind) {
      case KeywordKind::annotation:
      case KeywordKind::identity:
        return {};
      case KeywordKind::rule:
        return visit_rule(name, value, pointer, rules);
      case KeywordKind::count:
        return visit_count(name, value, pointer, prepared);
      case KeywordKind::names:
        ASSAY_CHECK(check_names(name, value, pointer));
        prepared[name] = value;
        return {};
      case KeywordKind::reference:
        return visit_reference(value, schema, pointer);
      case KeywordKind::schema_or_list:
        if (value.is_array()) return visit_list(*keyword, value, pointer, prepared[name]);
        [[fallthrough]];
      case KeywordKind::schema:
        return visit_child(*keyword, value, pointer, pointer + "/" + name, prepared[name]);
      case KeywordKind::schema_list:
        return visit_list(*keyword, value, pointer, prepared[name]);
      case KeywordKind::schema_map:
      case KeywordKind::pattern_map:
      case KeywordKind::dependencies:
        return visit_map(*keyword, value, pointer, prepared[name]);
    }
    return {};
  }

  Result<void> unknown(const std::string& name, const std::string& pointer) {
    if (is_extension(name)) return {};
    if (name == "contentMediaType") {
      return wrong_schema(pointer, "'contentMediaType' is not checked; leave it out");
    }
    return wrong_schema(
        pointer, fmt::format("'{}' is not a keyword of JSON Schema draft 7{}", excerpt(name, 40),
                             did_you_mean(name, keyword_names())));
  }

  Result<void> visit_rule(const std::string& name, const Json& value, const std::string& pointer,
                          SchemaRules& rules) {
    Result<std::optional<SchemaRule>> rule = read_schema_rule(name, value);
    if (!rule) return wrong_schema(pointer, rule.error().message);
    rules.rules.push_back(std::move(rule->value()));
    rules.look_inside = rules.look_inside || looks_inside(name);
    return {};
  }

  Result<void> visit_count(const std::string& name, const Json& value, const std::string& pointer,
                           Json& prepared) {
    const std::optional<Json> count = read_count(value);
    if (!count) {
      return wrong_schema(pointer, fmt::format("'{}' is a whole number from 0 on", name));
    }
    prepared[name] = *count;
    return {};
  }

  Result<void> check_names(std::string_view name, const Json& value, const std::string& pointer) {
    const bool is_fine =
        value.is_array() && std::all_of(value.begin(), value.end(), [](const Json& each) {
          return each.is_string() && !has_zero_byte(each.get_ref<const std::string&>());
        });
    if (!is_fine) return wrong_schema(pointer, fmt::format("'{}' is a list of names", name));
    return {};
  }

  Result<void> visit_child(const Keyword& keyword, const Json& value, const std::string& pointer,
                           const std::string& below, Json& prepared) {
    if (keyword.in_place) references_.add_in_place(pointer, below);
    ASSAY_TRY(prepared, visit(value, below));
    return {};
  }

  Result<void> visit_list(const Keyword& keyword, const Json& value, const std::string& pointer,
                          Json& prepared) {
    if (!value.is_array()) {
      return wrong_schema(pointer, fmt::format("'{}' is a list", keyword.name));
    }
    if (keyword.kind == KeywordKind::schema_list && value.empty()) {
      return wrong_schema(pointer,
                          fmt::format("'{}' is a list of at least one schema", keyword.name));
    }
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
    if (!value.is_object()) {
      return wrong_schema(pointer, fmt::format("'{}' is a map", keyword.name));
    }
    prepared = Json::object();
    for (const auto& [name, child] : value.items()) {
      if (has_zero_byte(name)) return wrong_schema(pointer, "a name with a zero byte");
      if (keyword.kind == KeywordKind::pattern_map) {
        const Result<Pattern> pattern = compile_schema_pattern(name);
        if (!pattern) return wrong_schema(pointer, pattern.error().message);
      }
      if (keyword.kind == KeywordKind::dependencies && child.is_array()) {
        ASSAY_CHECK(check_names(name, child, pointer));
        prepared[name] = child;
        continue;
      }
      ASSAY_CHECK(visit_child(keyword, child, pointer,
                              fmt::format("{}/{}/{}", pointer, keyword.name, escape_token(name)),
                              prepared[name]));
    }
    return {};
  }

  Result<void> visit_reference(const Json& value, const Json& schema, const std::string& pointer) {
    if (!value.is_string()) return wrong_schema(pointer, "'$ref' is a text");
    for (const auto& [name, ignored] : schema.items()) {
      if (name != "$ref" && judges(name)) {
        return wrong_schema(pointer, fmt::format("'{}' beside '$ref' is ignored in draft 7; put "
                                                 "both into 'allOf'",
                                                 excerpt(name, 40)));
      }
    }
    references_.add_reference(resource_, pointer, value.get_ref<const std::string&>());
    return {};
  }

  // Gives every `$ref` a plain address: valijson's reading of '%' and '~' in
  // others is its own. Before each stands a schema without rules, whose step is
  // counted: only by way of references can a schema branch without end, and rules
  // of its own come too late, after what has failed.
  void link(const std::map<std::string, std::string>& places) {
    std::map<std::string, std::string> addresses{{"", "#"}};
    const Json step = {{kRulesKeyword, prepared_.rules.size()}};
    prepared_.rules.emplace_back();
    for (const auto& [from, to] : places) {
      const auto [found, is_new] = addresses.emplace(to, "");
      if (is_new) found->second = fmt::format("#/definitions/{}", addresses.size());
      prepared_.schema[Json::json_pointer(from)]["allOf"] = {step, {{"$ref", found->second}}};
    }
    Json definitions = Json::object();
    for (const auto& [place, address] : addresses) {
      if (place.empty()) continue;
      definitions[address.substr(address.rfind('/') + 1)] =
          prepared_.schema.at(Json::json_pointer(place));
    }
    prepared_.schema.erase("$defs");
    prepared_.schema["definitions"] = std::move(definitions);
  }

  PreparedSchema prepared_;
  SchemaReferences references_;
  Resource resource_ = 0;  // that is being walked
};

}  // namespace

Result<PreparedSchema> prepare_schema(const Json& schema) {
  return SchemaWalk().run(schema);
}

}  // namespace assay
