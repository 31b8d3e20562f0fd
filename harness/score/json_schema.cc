// valijson walks a document by the schema; what a value must be itself is
// decided by json_schema_rules.h, which names of a map are meant by RE2.
#include "harness/score/json_schema.h"

#include <fmt/format.h>

// valijson ends the process over a wrong schema unless this is defined.
#define VALIJSON_USE_EXCEPTIONS 1
// g++ 12 warns of overlaps in its own std::string when it inlines valijson.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wrestrict"
#endif
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/constraint_builder.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <cstdint>
#include <set>
#include <stdexcept>

#include "harness/base/text.h"
#include "harness/score/json_schema_pattern.h"
#include "harness/score/json_schema_prepare.h"
#include "harness/score/lru_cache.h"

namespace assay {
namespace {

using valijson::adapters::Adapter;
using valijson::adapters::NlohmannJsonAdapter;

// A real answer is far smaller than either; a hostile one, which meets a schema
// that branches at each level, must not stall a run. valijson hands constraints
// nothing of ours, so that the steps of a check are counted beside it.
constexpr std::size_t kMaxValues = 200'000;
thread_local std::size_t steps_left = 0;

// Details cost a second pass that records every violation.
constexpr std::size_t kMaxExplainedValues = 5'000;

void count_step() {
  if (steps_left == 0) throw std::runtime_error("it would take too many steps");
  --steps_left;
}

// valijson would read an integer from 2^63 on as a negative one. It is shown such
// a text instead, which no parsed document holds: it is not UTF-8.
constexpr std::string_view kHugeInteger = "\xFF";

// What `target` is; lists and maps are empty unless asked to look inside.
Json to_json(const Adapter& target, bool look_inside) {
  count_step();
  if (target.isString()) {
    std::string text = target.asString();
    if (!text.starts_with(kHugeInteger)) return text;
    return Json::parse(text.substr(kHugeInteger.size()));
  }
  if (target.isInteger()) return target.asInteger();
  if (target.isDouble()) return target.asDouble();
  if (target.isBool()) return target.asBool();
  if (target.isArray()) {
    Json list = Json::array();
    if (look_inside) {
      target.applyToArray([&](const Adapter& item) {
        list.push_back(to_json(item, true));
        return true;
      });
    }
    return list;
  }
  if (!target.isObject()) return nullptr;
  Json map = Json::object();
  if (look_inside) {
    target.applyToObject([&](const std::string& name, const Adapter& item) {
      map[name] = to_json(item, true);
      return true;
    });
  }
  return map;
}

// What a schema says of the value itself.
class RulesConstraint final : public valijson::constraints::PolyConstraint {
 public:
  explicit RulesConstraint(const SchemaRules& rules) : rules_(rules) {}

  bool validate(const Adapter& target, const std::vector<std::string>& context,
                valijson::ValidationResults* results) const override {
    const Json value = to_json(target, rules_.look_inside);
    for (const SchemaRule& rule : rules_.rules) {
      if (rule.holds(value)) continue;
      if (results != nullptr) results->pushError(context, rule.violation);
      return false;
    }
    return true;
  }

 private:
  valijson::constraints::Constraint* cloneInto(void* memory) const override {
    return new (memory) RulesConstraint(*this);
  }
  std::size_t sizeOf() const override { return sizeof(RulesConstraint); }

  SchemaRules rules_;
};

class RulesBuilder final : public valijson::ConstraintBuilder {
 public:
  explicit RulesBuilder(const std::vector<SchemaRules>& rules) : rules_(rules) {}

  valijson::constraints::Constraint* make(const Adapter& index) const override {
    // NOLINT: the caller takes it
    return new RulesConstraint(rules_[static_cast<std::size_t>(index.asInteger())]);
  }

 private:
  const std::vector<SchemaRules>& rules_;
};

// prepare_schema() has compiled the patterns once, so that they are valid.
const Pattern& compiled_pattern(const std::string& source) {
  constexpr std::size_t kCachedPatterns = 256;
  thread_local LruCache<std::string, Pattern> cache(kCachedPatterns);
  if (const Pattern* known = cache.find(source)) return *known;
  return cache.insert(source, compile_schema_pattern(source).value());
}

bool is_huge_integer(const Json& value) {
  return value.is_number_unsigned() &&
         value.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
}

struct Extent {
  std::size_t values = 0;
  bool has_huge_integer = false;
};

void measure(const Json& value, Extent& extent) {
  ++extent.values;
  extent.has_huge_integer = extent.has_huge_integer || is_huge_integer(value);
  if (value.is_structured()) {
    for (const Json& item : value) measure(item, extent);
  }
}

void hide_huge_integers(Json& value) {
  if (is_huge_integer(value)) value = std::string(kHugeInteger) + value.dump();
  if (value.is_structured()) {
    for (Json& item : value) hide_huge_integers(item);
  }
}

// valijson's context is "<root>", "[items]", "[0]": as a JSON Pointer.
std::string pointer_of(const std::vector<std::string>& context) {
  std::string pointer;
  for (std::size_t i = 1; i < context.size(); ++i) {
    std::string_view step = context[i];
    if (step.starts_with('[') && step.ends_with(']')) step = step.substr(1, step.size() - 2);
    pointer.append("/").append(step);
  }
  return pointer.empty() ? "the document" : excerpt(pointer, 80);
}

}  // namespace
}  // namespace assay

// In place of valijson's own, which matches names with std::regex: that
// overflows the stack on long ones, and reads bytes instead of characters.
template <>
bool valijson::ValidationVisitor<valijson::adapters::NlohmannJsonAdapter>::visit(
    const valijson::constraints::PropertiesConstraint& constraint) {
  if (!m_target.isObject()) return true;
  const auto object = m_target.asObject();
  std::set<std::string> judged;
  bool fits = true;
  const auto judge = [&](const std::string& name, const adapters::NlohmannJsonAdapter& value,
                         const Subschema& schema) {
    judged.insert(name);
    std::vector<std::string> context = m_context;
    context.push_back("[" + name + "]");
    ValidationVisitor below(value, context, m_strictTypes, m_results, m_regexesCache);
    if (below.validateSchema(schema)) return;
    fits = false;
    if (m_results != nullptr) m_results->pushError(context, "does not fit its schema");
  };
  const auto goes_on = [&] { return fits || m_results != nullptr; };

  constraint.applyToProperties([&](const auto& name, const Subschema* schema) {
    const std::string plain(name.c_str());
    const auto found = object.find(plain);
    if (found != object.end()) judge(plain, (*found).second, *schema);
    return goes_on();
  });
  constraint.applyToPatternProperties([&](const auto& source, const Subschema* schema) {
    const assay::Pattern& pattern = assay::compiled_pattern(std::string(source.c_str()));
    for (const auto& member : object) {
      if (goes_on() && pattern.matches(member.first)) judge(member.first, member.second, *schema);
    }
    return goes_on();
  });
  const Subschema* others = constraint.getAdditionalPropertiesSubschema();
  for (const auto& member : object) {
    if (!goes_on()) break;
    if (judged.contains(member.first)) continue;
    if (others != nullptr) {
      judge(member.first, member.second, *others);
      continue;
    }
    fits = false;
    if (m_results == nullptr) break;
    std::vector<std::string> context = m_context;
    context.push_back("[" + member.first + "]");
    m_results->pushError(context, "is not allowed by the schema");
  }
  return fits;
}

namespace assay {

struct JsonSchema::Compiled {
  valijson::Schema schema;
  bool accepts_everything = false;
};

Result<JsonSchema> JsonSchema::compile(const Json& schema) {
  ASSAY_TRY(const PreparedSchema prepared, prepare_schema(schema));
  auto compiled = std::make_shared<Compiled>();
  compiled->accepts_everything = prepared.accepts_everything;
  try {
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    // NOLINT: it is the parser's then
    parser.addConstraintBuilder(kRulesKeyword, new RulesBuilder(prepared.rules));
    parser.populateSchema(NlohmannJsonAdapter(prepared.schema), compiled->schema);
  } catch (const std::exception& error) {
    return usage_error(fmt::format("the schema is not valid: {}", excerpt(error.what(), 160)));
  }
  return JsonSchema(std::move(compiled));
}

bool JsonSchema::accepts_everything() const {
  return compiled_->accepts_everything;
}

JsonSchema::Verdict JsonSchema::check(const Json& value, std::size_t most_steps) const {
  Extent extent;
  measure(value, extent);
  if (extent.values > kMaxValues) {
    return {Verdict::Kind::unable, "the document is too large to be checked against a schema"};
  }
  if (extent.has_huge_integer) {
    Json shown = value;
    hide_huge_integers(shown);
    return check(shown, most_steps);
  }
  try {
    const NlohmannJsonAdapter target(value);
    valijson::Validator validator;
    steps_left = most_steps;
    if (validator.validate(compiled_->schema, target, nullptr)) return {Verdict::Kind::valid, {}};
    if (extent.values > kMaxExplainedValues) {
      return {Verdict::Kind::invalid, "the document does not fit the schema"};
    }
    valijson::ValidationResults results;
    valijson::ValidationResults::Error first{{}, "does not fit the schema"};
    steps_left = most_steps;
    validator.validate(compiled_->schema, target, &results);
    results.popError(first);
    return {Verdict::Kind::invalid,
            fmt::format("{}: {}", pointer_of(first.context), excerpt(first.description, 120))};
  } catch (const std::exception& error) {
    return {Verdict::Kind::unable,
            fmt::format("the schema could not be applied: {}", excerpt(error.what(), 120))};
  }
}

}  // namespace assay
