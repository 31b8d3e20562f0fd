// javascript and python: as native expectations where the code is of the usual shapes, else as
// scripts with the same code.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/assertion_row.h"
#include "harness/import/promptfoo/fixed_verdict.h"
#include "harness/import/promptfoo/javascript_meaning.h"
#include "harness/import/promptfoo/javascript_space.h"
#include "harness/import/promptfoo/script_code.h"
#include "harness/import/promptfoo/template.h"

namespace assay {
namespace {

constexpr double kAboveZero = 0.000001;  // as a score that passes is there

AssertionReading as_script(const AssertionFields& fields, Json arguments, std::string note) {
  const auto config = fields.whole.find("config");
  if (config != fields.whole.end() && !config->is_null()) arguments["config"] = *config;
  if (fields.threshold) {
    if (*fields.threshold < 0 || *fields.threshold > 1) {
      return refuse_assertion("its threshold is not from 0 to 1, as scores are here");
    }
    arguments["at_least"] = *fields.threshold;
  } else if (const auto code = arguments.find("code");
             code != arguments.end() &&
             code->get_ref<const std::string&>().find("pass") == std::string::npos) {
    // No verdict of its own: a number passes above 0, as there.
    arguments["at_least"] = kAboveZero;
    note = joined_notes(std::move(note), "a number above 1 is no score here, and an error");
  } else {
    note = joined_notes(std::move(note), "a number passes from 0.5 on here, and above 0 there");
  }
  return {Json{{std::string(fields.type), std::move(arguments)}}, ImportOutcome::script,
          std::move(note)};
}

AssertionReading read_file(const AssertionFields& fields) {
  ScriptFile read = read_script_file(fields.value.get_ref<const std::string&>());
  if (!read.refused.empty()) return refuse_assertion(std::move(read.refused));
  Json arguments{{"file", std::move(read.file)}};
  if (!read.function.empty()) arguments["function"] = std::move(read.function);
  std::string note;
  if (fields.scope.answer_is_object || fields.scope.may_be_object) {
    note = "the function gets the answer as text here, and parsed there";
  }
  return as_script(fields, std::move(arguments), std::move(note));
}

// The code as a script; `language` has the same name as the type.
AssertionReading read_code(const AssertionFields& fields, CodeLanguage language) {
  const auto& written = fields.value.get_ref<const std::string&>();
  ScriptCode made{written, {}, {}};
  if (written.find("{{") != written.npos || written.find("{%") != written.npos) {
    made = replace_templates(written, language);
  }
  if (!made.refused.empty()) return refuse_assertion(std::move(made.refused));
  std::string code = std::move(made.code);
  const bool is_body = code.find('\n') != code.npos && has_return(code);
  while (!code.empty() && std::string_view(" \t\r\n").find(code.back()) != std::string_view::npos) {
    code.pop_back();
  }
  // Python of several lines is a body there, also where the last of two is empty, and has json.
  const bool needs_line = code.find('\n') == code.npos || code.find("import json") == code.npos;
  if (language == CodeLanguage::python && is_body && needs_line) code = "import json\n" + code;
  const bool is_faithful = fields.scope.faithful;
  if (language == CodeLanguage::javascript && !is_faithful) code = body_of_declarations(code);
  // Who parses it has been given a text.
  const bool parses =
      code.find("JSON.parse(output") != code.npos || code.find("json.loads(output") != code.npos;
  const bool is_parsed = fields.scope.answer_is_object || fields.scope.may_be_object;
  if (is_parsed && !parses)
    code = with_parsed_output(
        language == CodeLanguage::javascript ? body_of_declarations(code) : code, language);
  if (fields.scope.may_call) code = with_calls(code, language);
  if (is_faithful) {
    Json arguments{{"code", judged_as_there(code, language, fields.threshold, fields.inverse)}};
    const auto config = fields.whole.find("config");
    if (config != fields.whole.end() && !config->is_null()) arguments["config"] = *config;
    Json script{{std::string(fields.type), std::move(arguments)}};
    // `not-` is in the code already.
    return {script, ImportOutcome::script, std::move(made.note), script};
  }
  return as_script(fields, {{"code", std::move(code)}}, std::move(made.note));
}

// Code is right or wrong, and no part of it counts: `not any not` has no mean of its parts.
Json as_one(Json expectation) {
  if (!expectation.is_object() || !expectation.contains("all")) return expectation;
  Json inverses = Json::array();
  for (const Json& part : expectation["all"]) inverses.push_back({{"not", as_one(part)}});
  expectation.erase("all");
  expectation["not"] = {{"any", std::move(inverses)}};
  return expectation;
}

// Code of several lines is a body there, and of one line an expression: what is neither has never
// given anything. "" of what may.
std::string why_never_a_verdict(std::string_view code, bool is_body) {
  const std::string_view text = trim(code);
  const bool returns = has_return(text);
  if (is_body && !returns)
    return "several lines without 'return' give nothing: this assertion has always failed";
  if (!is_body && returns && text.starts_with("return"))
    return "one line is an expression there, and 'return' is none: this assertion has always "
           "failed";
  return {};
}

// Whether an `all` is in it, whose value is a mean.
bool has_group(const Json& expectation) {
  if (!expectation.is_object()) return false;
  if (expectation.contains("all")) return true;
  const Json any = expectation.value("any", Json::array());
  return has_group(expectation.value("not", Json())) ||
         std::any_of(any.begin(), any.end(), has_group);
}

AssertionReading read_javascript(const AssertionFields& fields) {
  if (!fields.value.is_string() || trim(fields.value.get_ref<const std::string&>()).empty()) {
    return refuse_assertion("'javascript' has no code as its value");
  }
  const auto& code = fields.value.get_ref<const std::string&>();
  if (code.starts_with("file://")) return read_file(fields);
  if (code.starts_with("package:")) return refuse_assertion("packages are not loaded");
  // Line ends behind the code do not count there; one before it does.
  const std::size_t line_end = code.find('\n');
  const bool is_body =
      line_end != code.npos && !trim_javascript(std::string_view(code).substr(line_end)).empty();
  if (const std::string why = why_never_a_verdict(code, is_body); !why.empty())
    return fails_always(fields, why);
  // Only the code itself can be told the calls of a reply.
  if (fields.scope.may_call) return read_code(fields, CodeLanguage::javascript);
  ScriptMeaning meaning =
      javascript_meaning(code, {fields.scope.answer_is_object, fields.inverse, fields.threshold});
  switch (meaning.kind) {
    case ScriptMeaning::Kind::always_passes: {
      AssertionReading reading{Json(), ImportOutcome::ignored, std::move(meaning.note)};
      if (!fields.scope.faithful) return reading;
      return {always_passes(), ImportOutcome::ignored, std::move(reading.note), always_passes()};
    }
    case ScriptMeaning::Kind::always_fails:
      return fails_always(fields, std::move(meaning.note));
    case ScriptMeaning::Kind::native: {
      // Nobody knows whether `output` is a text or an object: the code itself does.
      if (fields.scope.may_be_object && code.find("JSON.parse(output") == code.npos) break;
      if (fields.scope.faithful) meaning.expectation = as_one(std::move(meaning.expectation));
      // A group of which a part holds is worth that part, and a program's `false` nothing.
      if ((fields.scope.counts_scores || !fields.whole.value("metric", Json()).is_null()) &&
          has_group(meaning.expectation))
        break;
      Json inverse = meaning.expectation;
      return {std::move(meaning.expectation), ImportOutcome::native, std::move(meaning.note),
              std::move(inverse)};
    }
    case ScriptMeaning::Kind::unknown:
      break;
  }
  return read_code(fields, CodeLanguage::javascript);
}

AssertionReading read_python(const AssertionFields& fields) {
  if (!fields.value.is_string() || trim(fields.value.get_ref<const std::string&>()).empty()) {
    return refuse_assertion("'python' has no code as its value");
  }
  const auto& code = fields.value.get_ref<const std::string&>();
  if (code.starts_with("file://")) return read_file(fields);
  const bool is_body = trim(code).find('\n') != std::string_view::npos;
  if (const std::string why = why_never_a_verdict(code, is_body); !why.empty())
    return fails_always(fields, why);
  // A line end behind an expression makes it a body without `return` there.
  const bool is_line_ended = !is_body && code.find('\n') != code.npos && !has_return(code);
  if (is_line_ended && fields.scope.faithful)
    return fails_always(fields,
                        "a line end behind it makes it several lines without 'return' there: this "
                        "assertion has always failed");
  if (is_line_ended) {
    AssertionReading reading = read_code(fields, CodeLanguage::python);
    reading.outcome = ImportOutcome::approximated;
    reading.note = joined_notes(
        "a line end behind it makes it several lines without 'return' there, which have always "
        "failed; here it is an expression",
        reading.note);
    return reading;
  }
  return read_code(fields, CodeLanguage::python);
}

constexpr AssertionRow kScriptAssertions[] = {
    {"javascript", read_javascript},
    {"python", read_python},
};

}  // namespace

std::span<const AssertionRow> script_assertions() {
  return kScriptAssertions;
}

}  // namespace assay
