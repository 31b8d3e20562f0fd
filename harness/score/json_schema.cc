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

#include "harness/base/text.h"
#include "harness/score/pattern.h"

namespace assay {
namespace {

// Validation walks all of a document, and `uniqueItems` compares every pair.
// A real answer is far smaller; a hostile one must not stall a run.
constexpr std::size_t kMaxValues = 200'000;
constexpr std::size_t kMaxUniqueItems = 2'000;
// Details cost a second pass that records every violation.
constexpr std::size_t kMaxExplainedValues = 5'000;

// `pattern` and `format` by RE2.
class PatternConstraint final : public valijson::constraints::PolyConstraint {
 public:
  PatternConstraint(Pattern pattern, std::string what)
      : pattern_(std::move(pattern)), what_(std::move(what)) {}

  bool validate(const valijson::adapters::Adapter& target, const std::vector<std::string>& context,
                valijson::ValidationResults* results) const override {
    if (!target.isString() || pattern_.matches(target.asString())) return true;
    if (results != nullptr) results->pushError(context, what_);
    return false;
  }

 private:
  valijson::constraints::Constraint* cloneInto(void* memory) const override {
    return new (memory) PatternConstraint(*this);
  }
  std::size_t sizeOf() const override { return sizeof(PatternConstraint); }

  Pattern pattern_;
  std::string what_;
};

// prepare_schema() has compiled these patterns once, so that they are valid.
class PatternBuilder final : public valijson::ConstraintBuilder {
 public:
  valijson::constraints::Constraint* make(const valijson::adapters::Adapter& value) const override {
    const std::string source = value.asString();
    return new PatternConstraint(Pattern::compile(source).value(),
                                 "does not match the pattern " + excerpt(source, 60));
  }
};

class FormatBuilder final : public valijson::ConstraintBuilder {
 public:
  valijson::constraints::Constraint* make(const valijson::adapters::Adapter& value) const override {
    const std::string format = value.asString();
    return new PatternConstraint(Pattern::compile(format_pattern(format).value()).value(),
                                 "is no valid " + format);
  }
};

struct Extent {
  std::size_t values = 0;
  std::size_t longest_array = 0;
};

void measure(const Json& value, Extent& extent) {
  ++extent.values;
  if (value.is_array()) extent.longest_array = std::max(extent.longest_array, value.size());
  if (value.is_structured()) {
    for (const Json& item : value) measure(item, extent);
  }
}

bool mentions_unique_items(const Json& schema) {
  if (schema.is_object() && schema.contains("uniqueItems")) return true;
  if (!schema.is_structured()) return false;
  return std::any_of(schema.begin(), schema.end(), mentions_unique_items);
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

struct JsonSchema::Compiled {
  valijson::Schema schema;
  bool has_unique_items = false;
};

Result<JsonSchema> JsonSchema::compile(const Json& schema) {
  ASSAY_TRY(const Json prepared, prepare_schema(schema));
  auto compiled = std::make_shared<Compiled>();
  compiled->has_unique_items = mentions_unique_items(prepared);
  try {
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);  // owns its builders
    parser.addConstraintBuilder(kPatternKeyword, new PatternBuilder);
    parser.addConstraintBuilder(kFormatKeyword, new FormatBuilder);
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(prepared), compiled->schema);
  } catch (const std::exception& error) {
    return usage_error(fmt::format("the schema is not valid: {}", excerpt(error.what(), 160)));
  }
  return JsonSchema(std::move(compiled));
}

JsonSchema::Verdict JsonSchema::check(const Json& value) const {
  Extent extent;
  measure(value, extent);
  if (extent.values > kMaxValues ||
      (compiled_->has_unique_items && extent.longest_array > kMaxUniqueItems)) {
    return {Verdict::Kind::unable, "the document is too large to be checked against a schema"};
  }
  try {
    const valijson::adapters::NlohmannJsonAdapter target(value);
    valijson::Validator validator;
    if (validator.validate(compiled_->schema, target, nullptr)) return {Verdict::Kind::valid, {}};
    if (extent.values > kMaxExplainedValues) {
      return {Verdict::Kind::invalid, "the document does not fit the schema"};
    }
    valijson::ValidationResults results;
    validator.validate(compiled_->schema, target, &results);
    valijson::ValidationResults::Error first;
    results.popError(first);
    return {Verdict::Kind::invalid,
            fmt::format("{}: {}", pointer_of(first.context), excerpt(first.description, 120))};
  } catch (const std::exception& error) {
    return {Verdict::Kind::unable,
            fmt::format("the schema could not be applied: {}", excerpt(error.what(), 120))};
  }
}

}  // namespace assay
