// The variables of a test as values: files read, templates in them filled in, lists multiplied.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"
#include "harness/import/promptfoo/value_texts.h"
#include "harness/suite/template.h"

namespace assay {
namespace {

constexpr std::size_t kMaxCombinations = 10'000;           // of one test
constexpr std::size_t kMaxFilled = std::size_t{64} << 20;  // bytes, of all tests

// What a `file://` in a variable stands for; several where a pattern names several.
Result<std::vector<Json>> values_of_file(Importer& importer, std::string_view pattern) {
  ASSAY_TRY(const std::vector<std::string> names, importer.files.expand(pattern));
  std::vector<Json> values;
  for (const std::string& name : names) {
    const std::string extension = extension_of(name);
    if (extension == ".yaml" || extension == ".yml") {
      ASSAY_TRY(const YamlNode* const tree, importer.files.read_tree(name));
      values.emplace_back(ordered_json(*tree));
      continue;
    }
    for (const std::string_view program : {".js", ".cjs", ".mjs", ".ts", ".py"})
      if (extension == program)
        return usage_error(fmt::format(
            "'{}' is a program that writes the variable; let it write a file once", name));
    for (const std::string_view media :
         {".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf", ".mp3", ".wav", ".mp4"})
      if (extension == media) return usage_error(fmt::format("'{}' is no text", name));
    ASSAY_TRY(const SourceFile* const file, importer.files.read_text(name));
    values.emplace_back(std::string(trim(file->text)));
  }
  return values;
}

// One value that a variable has, and the same as JSON.
struct Alternative {
  Json value;
  std::string json;
};

// The alternatives of a variable: one, unless it is a list of texts, which is multiplied.
// promptfoo goes by the first of its items alone.
Result<std::vector<Alternative>> alternatives(Importer& importer, const VarDraft& var,
                                              bool expands) {
  std::vector<Alternative> made;
  const bool multiplies =
      expands && var.value.is_array() && !var.value.empty() && var.value[0].is_string();
  std::vector<Alternative> all;
  if (multiplies)
    for (std::size_t i = 0; i < var.value.size(); ++i)
      all.push_back({var.value[i], i < var.items.size() ? var.items[i] : ""});
  else
    all.push_back({var.value, var.json});
  for (Alternative& item : all) {
    const std::string_view file = item.value.is_string()
                                      ? file_name_in(item.value.get_ref<const std::string&>())
                                      : std::string_view{};
    if (file.empty()) {
      if (item.json.empty()) item.json = dump_json(item.value);
      made.push_back(std::move(item));
      continue;
    }
    ASSAY_TRY(std::vector<Json> values, values_of_file(importer, file));
    if (values.size() > 1 && !expands)
      return usage_error(fmt::format("'{}' names {} files, and disableVarExpansion wants one", file,
                                     values.size()));
    for (Json& each : values) {
      std::string json = dump_json(each);
      made.push_back({std::move(each), std::move(json)});
    }
  }
  return made;
}

// promptfoo takes one line end off each text, as a YAML block has it.
Json without_line_end(Json value) {
  if (value.is_string() && value.get_ref<const std::string&>().ends_with('\n'))
    value.get_ref<std::string&>().pop_back();
  return value;
}

// A text with a name in braces that nobody sets: data, or a typo, which promptfoo sends as it is.
void tell_kept(Importer& importer, const TestDraft& draft, const ValueTexts& texts) {
  for (const auto& [name, unset] : texts.kept()) {
    const auto var =
        std::find_if(draft.vars.begin(), draft.vars.end(),
                     [&, &own = name](const VarDraft& each) { return each.name == own; });
    const Position at = var == draft.vars.end() ? draft.at : var->at;
    if (!importer.told_kept.insert({name, at.file, at.line}).second) continue;
    importer.account.add(at, fmt::format("variable '{}'", excerpt(name, 60)), ImportOutcome::native,
                         fmt::format("its {{{{{}}}}} is a variable of nobody, so all of the text "
                                     "is sent as it is written, as there",
                                     excerpt(unset, 60)));
  }
}

std::string label_of_values(const std::vector<std::pair<std::string, const Json*>>& chosen) {
  std::string label;
  for (const auto& [name, value] : chosen) {
    if (!label.empty()) label += ", ";
    label += name + "=" + excerpt(variable_text(*value), 24);
  }
  return label;
}

}  // namespace

ValueTexts value_texts(const Importer& importer,
                       const std::vector<std::pair<std::string, Json>>& values) {
  const bool are_json = !importer.prompts.empty() &&
                        std::all_of(importer.prompts.begin(), importer.prompts.end(),
                                    [](const MadePrompt& prompt) { return prompt.is_json; });
  std::vector<std::pair<std::string, Json>> own = values;
  for (auto& each : own) each.second = without_line_end(std::move(each.second));
  return {std::move(own), are_json, importer.options.faithful};
}

VarDraft variable_of(std::string_view name, const YamlNode& node, const Position& at) {
  VarDraft made{std::string(name), value_of(node), at};
  if (node.is_map() || node.is_list()) made.json = ordered_json(node);
  if (node.is_list())
    for (const YamlNode* const item : node.children) made.items.push_back(ordered_json(*item));
  return made;
}

Result<std::vector<FilledVars>> fill_variables(Importer& importer, const TestDraft& draft) {
  std::vector<std::pair<const VarDraft*, std::vector<Alternative>>> axes;
  std::size_t count = 1;
  for (const VarDraft& var : draft.vars) {
    if (var.value.is_null()) continue;
    Result<std::vector<Alternative>> values = alternatives(importer, var, draft.expands);
    if (!values)
      return usage_error(
          fmt::format("variable '{}': {}", excerpt(var.name, 60), values.error().message));
    count *= values->size();
    if (count > kMaxCombinations)
      return usage_error(fmt::format("its lists make more than {} combinations", kMaxCombinations));
    axes.emplace_back(&var, std::move(*values));
  }
  const auto is_json = [](const MadePrompt& prompt) { return prompt.is_json; };
  const bool are_mixed = std::any_of(importer.prompts.begin(), importer.prompts.end(), is_json) &&
                         !std::all_of(importer.prompts.begin(), importer.prompts.end(), is_json);
  std::vector<FilledVars> all;
  for (std::size_t i = 0; i < count; ++i) {
    FilledVars filled;
    std::vector<std::pair<std::string, const Json*>> chosen;
    std::vector<const VarDraft*> present;
    std::size_t rest = i;
    std::size_t block = count;
    for (const auto& [var, values] : axes) {
      block /= values.size();
      const Alternative& one = values[rest / block];
      rest %= block;
      if (values.size() > 1) chosen.emplace_back(var->name, &one.value);
      if (one.value.is_null()) continue;  // not set
      present.push_back(var);
      filled.written.emplace_back(var->name, one.value);
      filled.json.push_back(one.json);
    }
    filled.label = label_of_values(chosen);
    ValueTexts texts = value_texts(importer, filled.written);
    for (std::size_t k = 0; k < present.size(); ++k) {
      const std::string& name = present[k]->name;
      Result<Json> made = texts.value_of(name);
      if (!made)
        return usage_error(
            fmt::format("variable '{}': {}", excerpt(name, 60), made.error().message));
      if (are_mixed && *made != texts.with_names(name))
        return usage_error(fmt::format(
            "variable '{}': its value is a template in prompts that are texts, and none in those "
            "in JSON; put the two into suites of their own",
            excerpt(name, 60)));
      importer.filled_bytes += made->is_string() ? made->get_ref<const std::string&>().size() : 8;
      if (importer.filled_bytes > kMaxFilled)
        return usage_error(fmt::format(
            "the variables of all tests are more than {} MB; name a data set with 'from'",
            kMaxFilled >> 20));
      filled.values.emplace_back(
          name,
          value_to_tell(importer, draft, {name, std::move(*made), present[k]->at, filled.json[k]}));
    }
    tell_kept(importer, draft, texts);
    all.push_back(std::move(filled));
  }
  return all;
}

}  // namespace assay
