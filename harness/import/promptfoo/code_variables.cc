#include "harness/import/promptfoo/code_variables.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/text.h"
#include "harness/import/promptfoo/nunjucks_name.h"
#include "harness/import/promptfoo/template.h"
#include "harness/suite/template.h"

namespace assay {
namespace {

// Templates inside of it would be filled in once more.
bool is_no_text(const Json& value) {
  return !value.is_string() && dump_json(value).find("{{") == std::string::npos;
}

}  // namespace

void tell_types(Json& expectation, const Json& vars) {
  if (vars.is_null() || !expectation.is_structured()) return;
  for (Json& member : expectation) tell_types(member, vars);
  if (!expectation.is_object()) return;
  for (const char* const language : {"javascript", "python"}) {
    const auto script = expectation.find(language);
    if (script == expectation.end() || !script->is_object()) continue;
    const std::string code = script->value("code", "");  // of a file nobody knows what it names
    Json typed = Json::object();
    for (const auto& [name, value] : vars.items())
      if (is_no_text(value) && (code.empty() || has_name(code, name))) typed[name] = value;
    if (!typed.empty()) (*script)["vars"] = std::move(typed);
  }
}

void fill_metric(Json& assertion, const Json& vars) {
  if (vars.is_null() || !assertion.is_object() || !assertion.contains("metric")) return;
  const Json& metric = assertion["metric"];
  if (!metric.is_string() || !has_nunjucks(metric.get_ref<const std::string&>())) return;
  const ImportedTemplate made = import_template(metric.get_ref<const std::string&>());
  if (!made.refused.empty()) return;
  const Result<Template> parsed = Template::parse(made.text);
  if (!parsed) return;
  std::vector<std::string> names;
  std::vector<Json> held;
  for (const auto& [name, value] : vars.items()) {
    names.push_back(name);
    held.push_back(value);
  }
  const Vars filled(std::make_shared<const VarNames>(names), std::move(held));
  if (const Result<std::string> name = parsed->render(filled)) assertion["metric"] = *name;
}

}  // namespace assay
