#include "harness/import/outputs/made_suite.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/text.h"
#include "harness/plan/plan.h"

namespace assay {
namespace {

constexpr std::size_t kMaxIdBytes = 200;  // of a case or a label in a suite

bool is_one_line(std::string_view text) {
  return !trim(text).empty() && text.size() <= kMaxIdBytes &&
         std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

tl::unexpected<Error> error_at(const ImportedOutput& output, const std::string& why) {
  return usage_error(output.where + ": " + why);
}

std::vector<Role> roles_of(const Messages& messages) {
  std::vector<Role> roles;
  for (const Message& message : messages) roles.push_back(message.role);
  return roles;
}

// What a template cannot carry for each case.
bool has_tools(const Messages& messages) {
  return std::any_of(messages.begin(), messages.end(), [](const Message& message) {
    return message.role == Role::tool || !message.tool_calls.empty();
  });
}

std::string transcript(const Messages& messages) {
  std::string text;
  for (const Message& message : messages) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : "\n\n", to_string(message.role),
                        message.content);
    for (const ToolCall& call : message.tool_calls)
      text += fmt::format("\n[calls {} {}]", call.name, call.arguments);
  }
  return text;
}

}  // namespace

std::string suite_name_of(std::string_view name) {
  std::string made;
  for (const char c : name.substr(0, 80)) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) ||
                          c == '-' || c == '_' || c == '.';
    made += is_plain ? c : '-';
  }
  return made.empty() ? "outputs" : made;
}

std::string yaml_text(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  std::string made;
  for (std::size_t at = 0; at < json.size();) {
    const CodePoint point = code_point_at(json, at);
    // JSON may have as they are what YAML may not.
    const bool is_hidden = (point.value >= 0x7f && point.value <= 0x9f) || point.value == 0xfeff ||
                           point.value == 0xfffe || point.value == 0xffff ||
                           point.value == 0x2028 || point.value == 0x2029;
    made += is_hidden ? fmt::format("\\u{:04x}", point.value) : json.substr(at, point.length);
    at += point.length;
  }
  return made;
}

// JSON is YAML but for characters that it has otherwise: each text is written anew.
std::string yaml_flow(const Json& value) {
  if (value.is_string()) return yaml_text(value.get_ref<const std::string&>());
  if (!value.is_structured()) return dump_json(value);
  std::string text;
  for (const auto& [name, each] : value.items()) {
    if (!text.empty()) text += ", ";
    if (value.is_object()) text += yaml_text(name) + ": ";
    text += yaml_flow(each);
  }
  return value.is_object() ? "{" + text + "}" : "[" + text + "]";
}

Result<void> CaseNamer::name(ImportedOutput& output) {
  if (!output.case_id.empty()) return {};
  const bool asks = output.prompt.empty() && !output.question.empty();
  if (output.vars.empty() && !asks)
    return error_at(output, "nothing says which case it is an answer to");
  KeyBuilder key;
  key.add(dump_json(output.vars)).add(dump_json(output.expect));
  key.add(asks ? messages_to_json(output.question) : "");
  const std::size_t number = known_.emplace(key.finish(), known_.size() + 1).first->second;
  output.case_id = "case-" + std::to_string(number);
  return {};
}

SuiteMaker::SuiteMaker(std::string_view name, std::string model)
    : name_(suite_name_of(name)), model_(std::move(model)) {}

Result<std::size_t> SuiteMaker::case_index(const ImportedOutput& output) {
  if (!is_one_line(output.case_id)) {
    return error_at(output,
                    fmt::format("a case's id is one line of 1 to {} bytes, and this is '{}'",
                                kMaxIdBytes, excerpt(output.case_id, 60)));
  }
  const auto [found, is_new] = by_id_.emplace(output.case_id, cases_.size());
  if (is_new) {
    cases_.push_back({output.case_id, output.where, output.vars, {}, output.expect});
    for (const auto& [name, value] : output.vars.items()) variables_.insert(name);
    expects_ = expects_ || !output.expect.empty();
    return found->second;
  }
  const MadeCase& known = cases_[found->second];
  if (known.vars != output.vars) {
    return error_at(output, fmt::format("case '{}' has other variables here than at {}",
                                        excerpt(output.case_id, 60), known.where));
  }
  return found->second;
}

std::size_t SuiteMaker::prompt_index(const std::string& label) {
  const auto [known, is_new] = prompt_of_.emplace(label, prompts_.size());
  if (is_new) prompts_.push_back({label, {}});
  return known->second;
}

// A field that differs in every record is no model and no prompt; and a row has a variable for
// each prompt.
Result<void> SuiteMaker::check_size(const ImportedOutput& output) const {
  if (models_.size() * prompts_.size() > kMaxVariants)
    return error_at(output, fmt::format("more than {} models and prompts together; are they what "
                                        "is mapped to `model` and `prompt`?",
                                        kMaxVariants));
  if (cases_.size() * prompts_.size() > kMaxCells)
    return error_at(output, fmt::format("more than {} questions: cases times prompts", kMaxCells));
  return {};
}

Result<void> SuiteMaker::add_question(const ImportedOutput& output, MadeCase& of) {
  const std::size_t index = prompt_index(output.prompt);
  if (output.question.empty()) return {};
  const auto [known, is_new] = of.questions.emplace(index, output.question);
  if (!is_new && known->second != output.question) {
    return error_at(output,
                    fmt::format("case '{}' asks something else here than at {}; where there are "
                                "several prompts, their label tells them apart (prompt)",
                                excerpt(of.id, 60), of.where));
  }
  MadePrompt& prompt = prompts_[index];
  const std::vector<Role> roles = roles_of(output.question);
  prompt.differs =
      prompt.differs || has_tools(output.question) || (prompt.is_known && prompt.roles != roles);
  prompt.roles = roles;
  prompt.is_known = true;
  return {};
}

// A batch tells of a line that failed neither its model nor anything else.
const std::string& SuiteMaker::model_of_failures() const {
  return models_.size() == 1 ? models_.front() : model_;
}

Result<void> SuiteMaker::check_failures() const {
  const bool is_told =
      unnamed_failure_.empty() || models_.size() <= 1 || known_models_.contains(model_);
  if (is_told) return {};
  return usage_error(fmt::format(
      "{}: something went wrong, and nothing says with which of the models: there are {} in the "
      "file; the requests say it (--requests), or a field of its own (--map model=FIELD)",
      unnamed_failure_, models_.size()));
}

Result<void> SuiteMaker::add_model(const ImportedOutput& output) {
  if (output.model.empty() && std::holds_alternative<Failure>(output.result)) {
    if (unnamed_failure_.empty()) unnamed_failure_ = output.where;
    return {};
  }
  const std::string& model = output.model.empty() ? model_ : output.model;
  if (!is_one_line(model))
    return error_at(output,
                    fmt::format("a model's name is one line of at most {} bytes", kMaxIdBytes));
  if (known_models_.insert(model).second) models_.push_back(model);
  return {};
}

Result<void> SuiteMaker::add(const ImportedOutput& output) {
  ASSAY_CHECK(add_model(output));
  if (!output.prompt.empty() && !is_one_line(output.prompt))
    return error_at(output,
                    fmt::format("a prompt's name is one line of at most {} bytes", kMaxIdBytes));
  ASSAY_TRY(const std::size_t index, case_index(output));
  ASSAY_CHECK(add_question(output, cases_[index]));
  ASSAY_CHECK(check_size(output));
  if (output.repeat) repeats_.insert(*output.repeat);
  for (const std::string& each : output.not_imported) ++not_imported_[each];
  return {};
}

// Names of the suite's own go round those that cases have.
std::string SuiteMaker::variable(std::size_t prompt, std::size_t message) const {
  const MadePrompt& of = prompts_[prompt];
  std::string name = "input";
  if (!of.differs && of.roles.size() > 1) {
    const bool is_short = of.roles == std::vector{Role::system, Role::user};
    name = is_short ? (message == 0 ? "system" : "input") : fmt::format("message_{}", message + 1);
  }
  if (prompts_.size() > 1) name += fmt::format("_{}", prompt + 1);
  while (variables_.contains(name)) name += "_";
  return name;
}

Json SuiteMaker::row_of(const MadeCase& of) const {
  Json row = of.vars;
  for (std::size_t i = 0; i < prompts_.size(); ++i) {
    if (!prompts_[i].is_known) continue;
    const auto question = of.questions.find(i);
    if (prompts_[i].differs) {
      row[variable(i, 0)] = question == of.questions.end() ? "" : transcript(question->second);
      continue;
    }
    for (std::size_t m = 0; m < prompts_[i].roles.size(); ++m)
      row[variable(i, m)] = question == of.questions.end() ? "" : question->second[m].content;
  }
  return row;
}

std::string SuiteMaker::prompts_text() const {
  std::string text = "prompts:\n";
  for (std::size_t i = 0; i < prompts_.size(); ++i) {
    const MadePrompt& prompt = prompts_[i];
    text += fmt::format("  - id: {}\n", yaml_text(prompt.label.empty() ? "asked" : prompt.label));
    if (!prompt.is_known) {
      text += "    user: \"(the question is not in the file)\"\n";
    } else if (prompt.differs || prompt.roles == std::vector{Role::user}) {
      text += fmt::format("    user: \"{{{{{}}}}}\"\n", variable(i, 0));
    } else {
      text += "    messages:\n";
      for (std::size_t m = 0; m < prompt.roles.size(); ++m)
        text += fmt::format("      - {{role: {}, content: \"{{{{{}}}}}\"}}\n",
                            to_string(prompt.roles[m]), variable(i, m));
    }
  }
  return text;
}

Result<SuiteMaker::Files> SuiteMaker::finish(std::string_view cases_file,
                                             std::string_view origin) const {
  if (cases_.empty()) return usage_error("there is no output in it");
  ASSAY_CHECK(check_failures());
  Files files;
  files.suite = fmt::format(
      "# Made by `assay import outputs` of {}.\n"
      "# Nobody is asked by it: its answers were made elsewhere. Add what you expect of them, and\n"
      "# `assay score` holds the stored answers to it. Give the models a provider to ask anew.\n"
      "suite: {}\nmodels:\n",
      excerpt(origin, 200), name_);
  for (const std::string& model : models_.empty() ? std::vector{model_} : models_)
    files.suite += fmt::format("  - {{id: {}, provider: elsewhere}}\n", yaml_text(model));
  files.suite += prompts_text();
  if (repeats_.size() > 1) files.suite += fmt::format("repeats: {}\n", repeats_.size());
  files.suite += "cases:\n";
  std::string id = "case";
  while (variables_.contains(id)) id += "_";
  if (!expects_)
    files.suite += fmt::format("  - from: {}\n    id: \"{{{{{}}}}}\"\n", yaml_text(cases_file), id);
  for (const MadeCase& each : cases_) {
    Json row = row_of(each);
    if (!expects_) {
      row[id] = each.id;
      files.cases += dump_json(row) + "\n";
      continue;
    }
    files.suite += fmt::format("  - id: {}\n", yaml_text(each.id));
    if (!row.empty()) files.suite += "    vars:\n";
    for (const auto& [name, value] : row.items())
      files.suite +=
          fmt::format("      {}: {}\n", yaml_text(name),
                      yaml_text(value.is_string() ? value.get<std::string>() : dump_json(value)));
    if (!each.expect.empty()) files.suite += "    expect:\n";
    for (const Json& item : each.expect)
      files.suite += fmt::format("      - {}\n", yaml_flow(item));
  }
  return files;
}

}  // namespace assay
