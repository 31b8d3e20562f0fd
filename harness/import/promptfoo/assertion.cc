#include "harness/import/promptfoo/assertion.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/import/promptfoo/assertion_row.h"
#include "harness/import/promptfoo/comma_list.h"
#include "harness/import/promptfoo/fixed_verdict.h"
#include "harness/import/promptfoo/script_code.h"
#include "harness/import/promptfoo/template.h"
#include "harness/import/promptfoo/transform.h"

namespace assay {
namespace {

constexpr std::span<const AssertionRow> (*kFamilies[])() = {
    text_assertions,   structure_assertions, distance_assertions, call_assertions,
    graded_assertions, script_assertions,    refused_assertions,
};

// The keys that promptfoo has for an assertion.
constexpr std::string_view kAssertionKeys[] = {
    "type",         "value",  "threshold", "weight",    "provider",
    "rubricPrompt", "metric", "config",    "transform", "contextTransform",
};

const AssertionRow* find_type(std::string_view type) {
  for (const auto family : kFamilies) {
    for (const AssertionRow& row : family()) {
      if (row.type == type) return &row;
    }
  }
  return nullptr;
}

ImportedAssertion refused(std::string why) {
  return {{}, ImportOutcome::refused, std::move(why)};
}

ImportedAssertion unknown_type(std::string_view written, std::string_view type) {
  std::vector<std::string> known;
  for (const auto family : kFamilies) {
    for (const AssertionRow& row : family()) known.emplace_back(row.type);
  }
  return refused(fmt::format("promptfoo has no assertion '{}'{}", excerpt(written, 60),
                             did_you_mean(type.substr(0, 60), known)));
}

std::string unknown_keys(const Json& assertion) {
  const std::vector<std::string> known(std::begin(kAssertionKeys), std::end(kAssertionKeys));
  std::string note;
  for (const auto& [key, value] : assertion.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    note = joined_notes(std::move(note),
                        fmt::format("'{}' is no key of an assertion and has never done anything{}",
                                    excerpt(key, 40), did_you_mean(key.substr(0, 60), known)));
  }
  return note;
}

// `weight` and `metric` stand beside an expectation; false, and a reason, where they cannot.
bool add_siblings(const Json& assertion, Json& expectation, ImportedAssertion& imported) {
  if (const auto weight = assertion.find("weight"); weight != assertion.end()) {
    const bool is_weight = weight->is_number() && weight->get<double>() >= 0;
    if (!is_weight) {
      imported = refused("'weight' is no number from 0 on");
      return false;
    }
    if (weight->get<double>() != 1) expectation["weight"] = *weight;
  }
  const auto metric = assertion.find("metric");
  if (metric == assertion.end() || metric->is_null()) return true;
  const std::optional<std::string> metric_name = scalar_text(*metric);
  if (metric_name && !has_nunjucks(*metric_name)) {
    if (!trim(*metric_name).empty()) expectation["metric"] = *metric_name;
    return true;
  }
  imported.outcome = ImportOutcome::approximated;
  imported.note = joined_notes(std::move(imported.note),
                               "its 'metric' is a template, and a metric here has one name");
  return true;
}

// What is expected, with `not` where it is asked for.
Json negated(AssertionReading& reading, bool inverse) {
  if (!inverse) return std::move(reading.expectation);
  if (!reading.inverse.is_null()) return std::move(reading.inverse);
  return Json{{"not", std::move(reading.expectation)}};
}

// What the simple types do in JavaScript, where `text` is what their answer is.
struct ScriptedType {
  std::string_view type;
  std::string_view code;
};
constexpr ScriptedType kScripted[] = {
    {"is-json", "try { JSON.parse(text); return true; } catch { return false; }"},
    {"contains", "return text.includes(context.config.value);"},
    {"icontains", "return text.toLowerCase().includes(context.config.value.toLowerCase());"},
    {"equals", "return text === context.config.value;"},
    {"starts-with", "return text.startsWith(context.config.value);"},
    {"regex", "return new RegExp(context.config.value).test(text);"},
    {"contains-any", "return context.config.value.some((each) => text.includes(each));"},
    {"contains-all", "return context.config.value.every((each) => text.includes(each));"},
    {"icontains-any",
     "return context.config.value.some((each) => "
     "text.toLowerCase().includes(each.toLowerCase()));"},
    {"icontains-all",
     "return context.config.value.every((each) => "
     "text.toLowerCase().includes(each.toLowerCase()));"},
};

// What a simple type looks for: a text, or a list of texts; null where it is neither.
Json sought_by(std::string_view type, const Json& value) {
  if (!type.ends_with("-any") && !type.ends_with("-all")) {
    const std::optional<std::string> text = scalar_text(value);
    return text && !text->starts_with("file://") ? Json(*text) : Json();
  }
  Json texts = Json::array();
  if (value.is_string()) {
    const auto items = read_comma_list(value.get_ref<const std::string&>());
    if (items) texts = *items;
  } else if (value.is_array()) {
    for (const Json& item : value) {
      const std::optional<std::string> text = scalar_text(item);
      if (!text) return {};
      texts.push_back(*text);
    }
  }
  return texts.empty() ? Json() : texts;
}

// The assertion as a script that does its transform, which is code, before it judges; nothing where
// a script cannot say it.
std::optional<Json> scripted(const AssertionRow& row, const AssertionFields& fields,
                             const std::string& transform) {
  if (transform.empty()) return std::nullopt;
  Json script = fields.whole;
  script.erase("transform");
  script["type"] = fields.inverse ? "not-javascript" : "javascript";
  if (row.type == "javascript") {
    if (!fields.value.is_string()) return std::nullopt;
    const auto& code = fields.value.get_ref<const std::string&>();
    const bool is_body = trim(code).find('\n') != std::string_view::npos;
    if (code.starts_with("file://") || code.starts_with("package:") ||
        (is_body && !has_return(code)))
      return std::nullopt;
    script["value"] = with_transform(body_of_declarations(code), transform);
    return script;
  }
  const auto* const known = std::find_if(std::begin(kScripted), std::end(kScripted),
                                         [&](const auto& each) { return each.type == row.type; });
  if (known == std::end(kScripted) || fields.whole.contains("config")) return std::nullopt;
  if (row.type == "is-json" && !fields.value.is_null()) return std::nullopt;
  if (row.type != "is-json") {
    const Json sought = sought_by(row.type, fields.value);
    if (sought.is_null() || has_nunjucks(dump_json(sought))) return std::nullopt;
    script["config"] = {{"value", sought}};
  }
  script["value"] = with_transform(
      fmt::format("const text = typeof output === 'string' ? output : JSON.stringify(output);\n{}",
                  known->code),
      transform);
  return script;
}

ImportedAssertion import_row(const AssertionRow& row, const AssertionFields& fields,
                             const Json& assertion) {
  ImportedTransform transform;
  if (row.looks == Looks::at_text) transform = import_transform(assertion, fields.scope);
  if (!transform.refused.empty()) {
    const std::optional<Json> script = scripted(row, fields, transform.code);
    if (!script) return refused(transform.refused);
    ImportedAssertion made = import_assertion(*script, fields.scope);
    if (row.type != "javascript" && made.outcome == ImportOutcome::script)
      made.note = "a script does its transform, and then the same";
    return made;
  }
  AssertionScope scope = fields.scope;
  scope.answer_is_object = transform.answer_is_object;
  if (scope.answer_is_object || !transform.extract.is_null()) scope.may_be_object = false;
  AssertionReading reading =
      row.read({fields.type, fields.inverse, fields.value, fields.threshold, fields.whole, scope});
  ImportedAssertion imported{{}, reading.outcome, std::move(reading.note)};
  if (reading.expectation.is_null()) return imported;
  Json expectation = negated(reading, fields.inverse);
  if (expectation.is_string()) expectation = Json{{expectation.get<std::string>(), Json::object()}};
  if (!transform.extract.is_null()) expectation["extract"] = transform.extract;
  const bool is_script = imported.outcome == ImportOutcome::script;
  if (fields.scope.may_call && row.looks == Looks::at_text && !is_script) {
    if (imported.outcome == ImportOutcome::native) imported.outcome = ImportOutcome::approximated;
    imported.note = joined_notes(std::move(imported.note),
                                 "a reply that calls tools is the list of its calls there, and has "
                                 "no text here");
  }
  if (!transform.note.empty()) {
    if (imported.outcome == ImportOutcome::native) imported.outcome = ImportOutcome::approximated;
    imported.note = joined_notes(std::move(imported.note), transform.note);
  }
  if (!add_siblings(assertion, expectation, imported)) return imported;
  imported.note = joined_notes(std::move(imported.note), unknown_keys(assertion));
  imported.expectations.push_back(std::move(expectation));
  return imported;
}

}  // namespace

ImportedAssertion import_assertion(const Json& assertion, const AssertionScope& scope) {
  static const Json kNothing;
  if (!assertion.is_object()) return refused("an assertion is a map with 'type'");
  const auto type = assertion.find("type");
  if (type == assertion.end() || !type->is_string()) return refused("an assertion without 'type'");
  const auto& written = type->get_ref<const std::string&>();
  std::string_view base = written;
  const bool inverse = base.starts_with("not-");
  if (inverse) base.remove_prefix(4);
  if (base == "assert-set") return refused("an assert-set inside another one");
  if (base.starts_with("promptfoo:redteam:"))
    return refused("red-team plugins have no counterpart");
  const AssertionRow* row = find_type(base);
  if (row == nullptr) return unknown_type(written, base);
  const auto value = assertion.find("value");
  const auto threshold = assertion.find("threshold");
  std::optional<double> passes_from;
  if (threshold != assertion.end() && !threshold->is_null()) {
    if (!threshold->is_number()) return refused("'threshold' is no number");
    passes_from = threshold->get<double>();
  }
  return import_row(
      *row,
      {base, inverse, value == assertion.end() ? kNothing : *value, passes_from, assertion, scope},
      assertion);
}

AssertionReading refuse_assertion(std::string why) {
  return {Json(), ImportOutcome::refused, std::move(why)};
}

AssertionReading read_as(Json expectation, std::string note) {
  return {std::move(expectation), ImportOutcome::native, std::move(note)};
}

AssertionReading nearly_as(Json expectation, std::string note) {
  return {std::move(expectation), ImportOutcome::approximated, std::move(note)};
}

AssertionReading always_passing(const AssertionFields& fields, std::string why) {
  if (fields.inverse)
    return fails_always(fields, std::move(why) + ", and so this one has never passed");
  if (!fields.scope.faithful) return {Json(), ImportOutcome::ignored, std::move(why)};
  return {always_passes(), ImportOutcome::ignored, std::move(why)};
}

AssertionReading always_failing(const AssertionFields& fields, std::string why) {
  if (!fields.inverse) return fails_always(fields, std::move(why));
  why += ", and so this one has never failed";
  if (!fields.scope.faithful) return {Json(), ImportOutcome::ignored, std::move(why)};
  return {always_passes(), ImportOutcome::ignored, std::move(why), always_passes()};
}

AssertionReading fails_always(const AssertionFields& fields, std::string why) {
  if (!fields.scope.faithful) return refuse_assertion(std::move(why));
  return {never_passes(), ImportOutcome::native, std::move(why), never_passes()};
}

std::optional<std::string> scalar_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number_float()) return javascript_text(value);
  if (value.is_number()) return dump_json(value);
  return std::nullopt;
}

TextValue text_value(const AssertionFields& fields) {
  const std::optional<std::string> text = scalar_text(fields.value);
  if (!text) {
    return {{}, fmt::format("'{}' has no value that is a text", fields.type), {}};
  }
  if (text->starts_with("file://")) {
    return {{},
            fmt::format("the value of '{}' is in a file, '{}'", fields.type, excerpt(*text, 60)),
            {}};
  }
  if (text->starts_with("package:")) return {{}, "packages are not loaded", {}};
  ImportedTemplate imported = import_template(*text);
  std::string note;
  for (const std::string& each : imported.notes) note = joined_notes(std::move(note), each);
  return {std::move(imported.text), std::move(imported.refused), std::move(note)};
}

std::string joined_notes(std::string first, std::string_view second) {
  if (first.empty() || second.empty()) return first.empty() ? std::string(second) : first;
  return std::move(first) + "; " + std::string(second);
}

}  // namespace assay
