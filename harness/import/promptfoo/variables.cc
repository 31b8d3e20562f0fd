// The variables of a test as values: files read, templates in them filled in, lists multiplied.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"
#include "harness/import/promptfoo/template.h"
#include "harness/suite/template.h"

namespace assay {
namespace {

constexpr std::size_t kMaxCombinations = 10'000;           // of one test
constexpr std::size_t kMaxNesting = 8;                     // variables in variables
constexpr std::size_t kMaxFilled = std::size_t{64} << 20;  // bytes, of all tests

using Values = std::vector<std::pair<std::string, Json>>;

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

// The alternatives of a variable: one, unless it is a list that is multiplied.
Result<std::vector<Json>> alternatives(Importer& importer, const VarDraft& var, const Json& value,
                                       bool expands) {
  std::vector<Json> made;
  // The history that somebody wrote out is one thing.
  const bool multiplies = value.is_array() && expands && var.name != "_conversation";
  Json list = Json::array();
  if (multiplies)
    list = value;
  else
    list.push_back(value);
  for (const Json& item : list) {
    const std::string_view file =
        item.is_string() ? file_name_in(item.get_ref<const std::string&>()) : std::string_view{};
    if (file.empty()) {
      made.push_back(item);
      continue;
    }
    ASSAY_TRY(std::vector<Json> values, values_of_file(importer, file));
    if (values.size() > 1 && !expands)
      return usage_error(fmt::format("'{}' names {} files, and disableVarExpansion wants one", file,
                                     values.size()));
    for (Json& each : values) made.push_back(std::move(each));
  }
  return made;
}

// Texts whose templates name other variables of the same test.
class Filler {
 public:
  Filler(const Values& values, bool faithful) : values_(values), faithful_(faithful) {}

  // The value of a variable, filled in; each is made once.
  Result<Json> value_of(const std::string& name) {
    if (const auto done = done_.find(name); done != done_.end()) return done->second;
    if (open_.size() > kMaxNesting || !open_.insert(name).second)
      return usage_error("its value names variables that name it again");
    const auto found = std::find_if(values_.begin(), values_.end(),
                                    [&](const auto& each) { return each.first == name; });
    Result<Json> made = found == values_.end() ? Result<Json>(Json("")) : fill(found->second);
    open_.erase(name);
    if (made) done_.emplace(name, *made);
    return made;
  }

 private:
  bool is_set(const std::string& name) const {
    return std::any_of(values_.begin(), values_.end(),
                       [&](const auto& each) { return each.first == name; });
  }

  Result<Json> fill(const Json& value) {
    if (!value.is_string()) return value;
    const std::string& text = value.get_ref<const std::string&>();
    const bool is_template =
        text.find("{{") != std::string::npos || text.find("{%") != std::string::npos;
    if (!is_template) return value;
    const ImportedTemplate made = import_template(text);
    if (!made.refused.empty()) return usage_error(fmt::format("its value has {}", made.refused));
    ASSAY_TRY(const Template parsed, Template::parse(made.text));
    std::vector<std::string> names;
    std::vector<Json> held;
    for (const std::string& used : parsed.variables()) {
      const std::string root = used.substr(0, used.find('.'));
      const std::string& name = is_set(used) || !is_set(root) ? used : root;
      if (!is_set(name) && !faithful_)
        return usage_error(fmt::format(
            "its value has {{{{{}}}}}, which the test does not set; promptfoo writes nothing in "
            "its place",
            used));
      if (std::find(names.begin(), names.end(), name) != names.end()) continue;
      ASSAY_TRY(Json inner, value_of(name));
      names.push_back(name);
      held.push_back(std::move(inner));
    }
    const Vars vars(std::make_shared<const VarNames>(names), std::move(held));
    ASSAY_TRY(std::string rendered, parsed.render(vars));
    return Json(std::move(rendered));
  }

  const Values& values_;
  bool faithful_;
  std::map<std::string, Json> done_;
  std::set<std::string> open_;
};

// promptfoo takes one line end off each text, as a YAML block has it.
Json without_line_end(Json value) {
  if (value.is_string() && value.get_ref<const std::string&>().ends_with('\n'))
    value.get_ref<std::string&>().pop_back();
  return value;
}

bool is_code(const Json& assertion) {
  if (!assertion.is_object()) return false;
  if (assertion.contains("assert") && assertion["assert"].is_array())
    return std::any_of(assertion["assert"].begin(), assertion["assert"].end(), is_code);
  const Json type = assertion.value("type", Json());
  for (const char* each : {"javascript", "not-javascript", "python", "not-python"})
    if (type == each) return true;
  return false;
}

// Whether somebody is told variables as what they are: a program that answers, or one that judges.
bool tells_programs(const Importer& importer, const TestDraft& draft) {
  const auto judges = [](const std::vector<AssertionDraft>& assertions) {
    return std::any_of(assertions.begin(), assertions.end(),
                       [](const AssertionDraft& each) { return is_code(each.value); });
  };
  const auto is_program = [](const MadeModel& model) { return model.is_own; };
  return std::any_of(importer.models.begin(), importer.models.end(), is_program) ||
         judges(draft.assertions) || (draft.takes_defaults && judges(importer.defaults.assertions));
}

// A map is put into a text as JSON, its keys as they were written, where nobody but a prompt has
// it; else it stays a map, for its fields.
Json value_to_tell(const Importer& importer, const TestDraft& draft, const VarDraft& var) {
  if (var.as_text.empty() || tells_programs(importer, draft)) return var.value;
  const std::string field = var.name + ".";
  const bool has_fields =
      std::any_of(importer.prompts.begin(), importer.prompts.end(), [&](const MadePrompt& prompt) {
        return std::any_of(prompt.variables.begin(), prompt.variables.end(),
                           [&](const std::string& used) { return used.starts_with(field); });
      });
  return has_fields ? var.value : Json(var.as_text);
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

Result<std::vector<FilledVars>> fill_variables(Importer& importer, const TestDraft& draft) {
  std::vector<std::pair<std::string, std::vector<Json>>> axes;
  std::size_t count = 1;
  for (const VarDraft& var : draft.vars) {
    if (var.value.is_null()) continue;
    Result<std::vector<Json>> values =
        alternatives(importer, var, value_to_tell(importer, draft, var), draft.expands);
    if (!values)
      return usage_error(
          fmt::format("variable '{}': {}", excerpt(var.name, 60), values.error().message));
    if (values->empty())
      return usage_error(fmt::format(
          "variable '{}' is a list of nothing, so there is nothing to ask", excerpt(var.name, 60)));
    count *= values->size();
    if (count > kMaxCombinations)
      return usage_error(fmt::format("its lists make more than {} combinations", kMaxCombinations));
    axes.emplace_back(var.name, std::move(*values));
  }
  std::vector<FilledVars> all;
  for (std::size_t i = 0; i < count; ++i) {
    Values raw;
    std::vector<std::pair<std::string, const Json*>> chosen;
    std::size_t rest = i;
    std::size_t block = count;
    for (const auto& [name, values] : axes) {
      block /= values.size();
      const Json& value = values[rest / block];
      rest %= block;
      if (values.size() > 1) chosen.emplace_back(name, &value);
      raw.emplace_back(name, value);
    }
    FilledVars filled;
    filled.label = label_of_values(chosen);
    Filler filler(raw, importer.options.faithful);
    for (const auto& [name, value] : raw) {
      Result<Json> made = filler.value_of(name);
      if (!made)
        return usage_error(
            fmt::format("variable '{}': {}", excerpt(name, 60), made.error().message));
      importer.filled_bytes += made->is_string() ? made->get_ref<const std::string&>().size() : 8;
      if (importer.filled_bytes > kMaxFilled)
        return usage_error(fmt::format(
            "the variables of all tests are more than {} MB; name a data set with 'from'",
            kMaxFilled >> 20));
      filled.values.emplace_back(name, without_line_end(std::move(*made)));
    }
    all.push_back(std::move(filled));
  }
  return all;
}

}  // namespace assay
