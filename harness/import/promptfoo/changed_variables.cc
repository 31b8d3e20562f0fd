// transformVars: a program of the author's that changes the variables of tests, asked once.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"

namespace assay {
namespace {

std::string json_of_variables(const TestDraft& draft) {
  FilledVars vars;
  for (const VarDraft& var : draft.vars) {
    vars.written.emplace_back(var.name, var.value);
    vars.json.push_back(var.json.empty() ? dump_json(var.value) : var.json);
  }
  return json_of(vars);
}

// With what a program made of its variables, over what they were.
void change_variables(Importer& importer, TestDraft& draft, const OrderedJson& said) {
  if (said.contains("error")) {
    draft.refused =
        fmt::format("'transformVars': {}", excerpt(dump_ordered_json(said["error"]), 300));
    return;
  }
  const OrderedJson made = said.contains("value") ? said["value"] : OrderedJson();
  if (!made.is_object()) {
    draft.refused = "'transformVars': what the program gives is no map of variables";
    return;
  }
  for (const auto& [name, value] : made.items()) {
    const YamlNode& node = importer.files.node_of(
        value, *draft.at.file, static_cast<std::size_t>(std::max(draft.at.line, 1)));
    VarDraft var = variable_of(name, node, draft.at);
    const auto same = std::find_if(draft.vars.begin(), draft.vars.end(),
                                   [&](const VarDraft& each) { return each.name == var.name; });
    if (same != draft.vars.end())
      *same = std::move(var);
    else
      draft.vars.push_back(std::move(var));
  }
}

}  // namespace

Result<GeneratorCall> changer_of(Importer& importer, std::string_view code) {
  const std::string_view name = file_name_in(code);
  if (name.empty() || !is_generator(name)) return usage_error("code changes the variables");
  if (!importer.options.generate)
    return usage_error(
        "a program changes the variables: with --allow-exec it is run once, and "
        "what it makes is written out");
  ASSAY_TRY(GeneratorCall call, generator_call(importer, name));
  if (call.is_python && call.function.empty()) call.function = "get_transform";
  ASSAY_TRY(const SourceFile* const file, importer.files.read_text(call.file));
  if (file->text.find("uuid") != std::string::npos)
    return usage_error("a program changes the variables, to another id in each run");
  call.has_lists = true;
  return call;
}

void settle_changed_variables(Importer& importer) {
  std::map<std::pair<std::string, std::string>, std::vector<TestDraft*>> changed;
  for (TestDraft& draft : importer.drafts)
    if (draft.changer && draft.refused.empty())
      changed[{draft.changer->file, draft.changer->function}].push_back(&draft);
  for (auto& [name, drafts] : changed) {
    GeneratorCall call = *drafts.front()->changer;
    for (const TestDraft* const draft : drafts)
      call.arguments.push_back(fmt::format(R"([{},{{"prompt":{{}}}}])", json_of_variables(*draft)));
    const Result<OrderedJson> made = importer.options.generate(call);
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      if (!made)
        drafts[i]->refused = fmt::format("'transformVars': {}", made.error().message);
      else
        change_variables(importer, *drafts[i], (*made)[i]);
    }
  }
}

}  // namespace assay
