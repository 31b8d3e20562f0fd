// equals, contains and its kin, starts-with, regex, word-count.
//
// promptfoo compares UTF-16 units, byte for byte and without trimming; hence `exact: true`.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/text.h"
#include "harness/import/promptfoo/assertion_row.h"
#include "harness/import/promptfoo/comma_list.h"
#include "harness/import/promptfoo/javascript_pattern.h"
#include "harness/import/promptfoo/javascript_space.h"
#include "harness/import/promptfoo/template.h"

namespace assay {
namespace {

constexpr std::string_view kFoldNote = "case is folded here, so that \xC3\x9F is ss";
constexpr std::string_view kParsedNote =
    "a parsed answer is compared there as JSON without white space, and here as it was written";

// What compares a text with an answer that its provider has parsed.
AssertionReading of_text(const AssertionFields& fields, AssertionReading reading) {
  const bool is_parsed = fields.scope.answer_is_object || fields.scope.may_be_object;
  if (!is_parsed || reading.expectation.is_null()) return reading;
  reading.outcome = ImportOutcome::approximated;
  reading.note = joined_notes(std::move(reading.note), kParsedNote);
  return reading;
}

AssertionReading read_equals(const AssertionFields& fields) {
  if (fields.value.is_structured()) {
    Json equals{{"json_equals", {{"to", fields.value}, {"exact", true}}}};
    // An answer that is no JSON is not equal there; here it cannot be compared.
    Json inverse{{"any", {Json{{"not", {{"json", {{"exact", true}}}}}}, Json{{"not", equals}}}}};
    return {std::move(equals), ImportOutcome::native, {}, std::move(inverse)};
  }
  if (fields.value.is_null()) return refuse_assertion("'equals' has no value to compare with");
  TextValue value = text_value(fields);
  if (!value.refused.empty()) return refuse_assertion(std::move(value.refused));
  return of_text(fields,
                 read_as({{"equals", {{"text", value.text}, {"exact", true}}}}, value.note));
}

AssertionReading read_contains(const AssertionFields& fields) {
  if (fields.value.is_boolean())
    return refuse_assertion(fmt::format(
        "'{}' of true or false is an error there; in quotes it is a text", fields.type));
  TextValue value = text_value(fields);
  if (!value.refused.empty()) return refuse_assertion(std::move(value.refused));
  if (value.text.empty()) {
    return refuse_assertion(fmt::format("'{}' of an empty text is an error there", fields.type));
  }
  const bool ignores_case = fields.type == "icontains";
  std::string note = joined_notes(ignores_case ? std::string(kFoldNote) : "", value.note);
  return of_text(
      fields,
      read_as({{ignores_case ? "icontains" : "contains", {{"text", value.text}, {"exact", true}}}},
              std::move(note)));
}

// The items of contains-any and contains-all as they are written.
std::optional<std::vector<std::string>> written_items(const Json& value) {
  if (value.is_string()) return read_comma_list(value.get_ref<const std::string&>());
  if (!value.is_array()) return std::nullopt;
  std::vector<std::string> items;
  for (const Json& item : value) {
    std::optional<std::string> text = scalar_text(item);
    if (!text) return std::nullopt;
    items.push_back(std::move(*text));
  }
  return items;
}

AssertionReading read_contains_list(const AssertionFields& fields) {
  const bool is_any = fields.type.ends_with("-any");
  const bool ignores_case = fields.type.starts_with('i');
  std::optional<std::vector<std::string>> items = written_items(fields.value);
  if (!items || items->empty()) {
    return refuse_assertion(fmt::format("'{}' has no list of texts as its value", fields.type));
  }
  AssertionReading reading;
  if (ignores_case) reading.note = kFoldNote;
  Json texts = Json::array();
  for (const std::string& item : *items) {
    ImportedTemplate imported = import_template(item);
    if (!imported.refused.empty()) return refuse_assertion(std::move(imported.refused));
    for (const std::string& note : imported.notes) {
      reading.note = joined_notes(std::move(reading.note), note);
    }
    if (has_nunjucks(item) && fields.value.is_string()) {
      reading.outcome = ImportOutcome::approximated;
      reading.note = joined_notes(std::move(reading.note),
                                  "a variable with commas is one text here, and several there");
    }
    if (item.empty() && is_any) {
      return always_passing(
          fields, fmt::format("an empty text is in every answer, and '{}' of it has never failed",
                              fields.type));
    }
    if (!item.empty()) texts.push_back(std::move(imported.text));
  }
  if (texts.empty()) return refuse_assertion("all of its texts are empty");
  Json arguments{{"texts", std::move(texts)}, {"exact", true}};
  if (ignores_case) arguments["ignore_case"] = true;
  reading.expectation = Json{{is_any ? "contains_any" : "contains_all", std::move(arguments)}};
  return of_text(fields, std::move(reading));
}

AssertionReading read_starts_with(const AssertionFields& fields) {
  if (!fields.value.is_string()) return refuse_assertion("'starts-with' has no text as its value");
  TextValue value = text_value(fields);
  if (!value.refused.empty()) return refuse_assertion(std::move(value.refused));
  if (value.text.empty())
    return refuse_assertion("'starts-with' of an empty text is an error there");
  return of_text(fields,
                 read_as({{"starts_with", {{"text", value.text}, {"exact", true}}}}, value.note));
}

AssertionReading read_regex(const AssertionFields& fields) {
  if (!fields.value.is_string() || fields.value.get_ref<const std::string&>().empty()) {
    return refuse_assertion("'regex' has no pattern as its value, which is an error there");
  }
  const auto& source = fields.value.get_ref<const std::string&>();
  if (source.starts_with("file://")) return refuse_assertion("the pattern is in a file");
  if (has_nunjucks(source)) {
    TextValue value = text_value(fields);
    if (!value.refused.empty()) return refuse_assertion(std::move(value.refused));
    return nearly_as({{"regex", {{"pattern", value.text}, {"exact", true}}}},
                     "a pattern with variables is read as one of RE2, not of JavaScript");
  }
  const ImportedPattern imported = import_pattern(source, "");
  if (!imported.refused.empty()) {
    return refuse_assertion(
        fmt::format("the pattern '{}' has {}", excerpt(source, 60), imported.refused));
  }
  if (imported.matches_all)
    return always_passing(
        fields, fmt::format("'{}' matches every text, and has never failed", excerpt(source, 60)));
  AssertionReading reading =
      read_as({{"regex", pattern_arguments(imported)}}, pattern_note(imported));
  if (imported.counts_units) reading.outcome = ImportOutcome::approximated;
  return of_text(fields, std::move(reading));
}

// A bound of word-count; nothing where there is none.
std::optional<double> number_of(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (value.is_string()) return parse_number(trim(value.get_ref<const std::string&>()));
  return std::nullopt;
}

AssertionReading read_word_count(const AssertionFields& fields) {
  Json bounds = Json::object();
  if (fields.value.is_object()) {
    for (const auto& [name, bound] : {std::pair("min", "at_least"), std::pair("max", "at_most")}) {
      if (!fields.value.contains(name)) continue;
      const std::optional<double> number = number_of(fields.value.at(name));
      if (!number || *number < 0 || *number > 1e9) {
        return refuse_assertion("its bounds are no counts");
      }
      const double whole =
          bound == std::string_view("at_least") ? std::ceil(*number) : std::floor(*number);
      bounds[bound] = static_cast<long long>(whole);
    }
    if (bounds.empty()) return refuse_assertion("'word-count' has neither 'min' nor 'max'");
    if (bounds.value("at_least", Json(0)) > bounds.value("at_most", Json(1'000'000'000))) {
      return refuse_assertion("its 'min' is above its 'max', which is an error there");
    }
  } else if (const std::optional<double> number = number_of(fields.value);
             number && *number >= 0 && *number == std::floor(*number) && *number <= 1e9) {
    bounds["equals"] = static_cast<long long>(*number);
  } else {
    return refuse_assertion("'word-count' has no count as its value");
  }
  if (bounds == Json{{"at_least", 0}}) {
    return always_passing(fields, "'min: 0' has never failed");
  }
  bounds["regex"] = fmt::format("[{}]+", kJavascriptNoSpace);
  bounds["exact"] = true;
  return of_text(fields, read_as({{"count", std::move(bounds)}}));
}

constexpr AssertionRow kTextAssertions[] = {
    {"equals", read_equals},
    {"contains", read_contains},
    {"icontains", read_contains},
    {"contains-any", read_contains_list},
    {"contains-all", read_contains_list},
    {"icontains-any", read_contains_list},
    {"icontains-all", read_contains_list},
    {"starts-with", read_starts_with},
    {"regex", read_regex},
    {"word-count", read_word_count},
};

}  // namespace

std::span<const AssertionRow> text_assertions() {
  return kTextAssertions;
}

}  // namespace assay
