// Lists and maps as variables: what those have who are told of them, prompts and programs.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"
#include "harness/suite/template.h"

namespace assay {
namespace {

bool asks_programs(const Importer& importer) {
  return std::any_of(importer.models.begin(), importer.models.end(),
                     [](const MadeModel& model) { return model.is_own; });
}

// Whether somebody is told variables as what they are: a program that asks, answers or judges.
bool tells_programs(const Importer& importer, const TestDraft& draft) {
  const auto judges = [](const std::vector<AssertionDraft>& assertions) {
    return std::any_of(assertions.begin(), assertions.end(),
                       [](const AssertionDraft& each) { return is_code(each.value); });
  };
  const auto is_written = [](const MadePrompt& prompt) { return prompt.program.has_value(); };
  return std::any_of(importer.prompts.begin(), importer.prompts.end(), is_written) ||
         asks_programs(importer) || judges(draft.assertions) ||
         (draft.takes_defaults && judges(importer.defaults.assertions));
}

bool dumps_any(const Importer& importer) {
  return std::any_of(importer.prompts.begin(), importer.prompts.end(),
                     [](const MadePrompt& prompt) { return !prompt.dumped.empty(); });
}

// How the prompts have a variable.
struct Uses {
  bool is_written = false;  // {{x}}
  bool is_dumped = false;   // {{x | dump}}
  bool has_fields = false;  // {{x.y}}
};

Uses uses_of(const Importer& importer, const TestDraft& draft, const std::string& name) {
  Uses uses;
  const std::string field = name + ".";
  const auto is_field = [&](const std::string& used) { return used.starts_with(field); };
  for (const auto* const assertions : {&draft.assertions, &importer.defaults.assertions})
    for (const AssertionDraft& each : *assertions) {
      const std::set<std::string> used = variables_in(each.value);
      uses.has_fields = uses.has_fields || std::any_of(used.begin(), used.end(), is_field);
    }
  for (const MadePrompt& prompt : importer.prompts) {
    const bool is_dumped = prompt.dumped.contains(name);
    uses.is_dumped = uses.is_dumped || is_dumped;
    uses.is_written = uses.is_written || (!is_dumped && prompt.variables.contains(name));
    uses.has_fields =
        uses.has_fields || std::any_of(prompt.variables.begin(), prompt.variables.end(), is_field);
  }
  return uses;
}

}  // namespace

bool is_code(const Json& assertion) {
  if (!assertion.is_object()) return false;
  if (assertion.contains("assert") && assertion["assert"].is_array())
    return std::any_of(assertion["assert"].begin(), assertion["assert"].end(), is_code);
  const Json type = assertion.value("type", Json());
  for (const char* each : {"javascript", "not-javascript", "python", "not-python"})
    if (type == each) return true;
  return false;
}

bool is_text_there(const Importer& importer, const TestDraft& draft, const std::string& name,
                   const Json& value) {
  if (!importer.options.faithful || !value.is_structured() || asks_programs(importer) ||
      dumps_any(importer))
    return false;
  return value.is_array() || !uses_of(importer, draft, name).has_fields;
}

Json value_to_tell(Importer& importer, const TestDraft& draft, const VarDraft& var) {
  // The history that somebody wrote out is read by turns.
  if (!var.value.is_structured() || var.name == "_conversation") return var.value;
  const Uses uses = uses_of(importer, draft, var.name);
  const bool is_told = tells_programs(importer, draft) || uses.has_fields;
  const bool is_list_of_texts =
      var.value.is_array() && javascript_text(var.value).find("[object") == std::string::npos;
  if (!is_told && !uses.is_dumped && (is_list_of_texts || importer.options.faithful))
    return javascript_text(var.value);
  // Where prompts have it as promptfoo writes it, scripts are told what it is all the same.
  if (uses.is_written && !is_text_there(importer, draft, var.name, var.value) &&
      importer.told_kept.insert({var.name, var.at.file, var.at.line}).second)
    importer.account.add(
        var.at, fmt::format("variable '{}'", excerpt(var.name, 60)), ImportOutcome::approximated,
        fmt::format("a prompt has its JSON here, and there '{}', which is what JavaScript makes of "
                    "{} in a text",
                    excerpt(javascript_text(var.value), 40),
                    var.value.is_array() ? "a list" : "a map"));
  return is_told || var.json.empty() ? var.value : Json(var.json);
}

}  // namespace assay
