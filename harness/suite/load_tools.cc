// tool_results: what tools give back by themselves, on a case, a data set or the suite.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/provider/application.h"
#include "harness/suite/expectation_arguments.h"
#include "harness/suite/loader.h"
#include "harness/suite/tool_server.h"

namespace assay {
namespace {

constexpr std::size_t kMaxResults = 10'000;

bool has_sound_templates(Loader& loader, const YamlNode& node, const Json& value) {
  const auto variables = argument_variables(value);
  if (!variables) loader.diagnostics.error(node.position(), variables.error().message);
  return variables.has_value();
}

bool read_when(Loader& loader, const YamlNode& when, ToolResult& row) {
  row.when = to_json(when);
  if (!row.when->is_object()) {
    loader.diagnostics.error(
        when.position(), "'when' is a map of the call's arguments, or a JSON Schema of an object");
    return false;
  }
  row.when_has_template = has_template(*row.when);
  return has_sound_templates(loader, when, *row.when);
}

// The first wrong key of a row is told.
std::optional<ToolResult> read_row(Loader& loader, const YamlNode& item) {
  const Fields fields(item, {"tool result"}, {"tool", "when", "result", "error", "times"},
                      loader.diagnostics);
  if (!fields.is_map()) return std::nullopt;
  const YamlNode* tool = fields.require("tool");
  if (tool == nullptr) return std::nullopt;
  ToolResult row;
  row.where = to_location(item.position());
  row.tool = read_label(loader, *tool, "'tool'").value_or("");
  if (row.tool.empty() || !read_outcome(loader, item, fields, row.result, row.is_error))
    return std::nullopt;
  const YamlNode* when = fields.find("when");
  if (when != nullptr && !read_when(loader, *when, row)) return std::nullopt;
  if (const auto times = fields.integer("times", {1, 1'000'000}))
    row.times = static_cast<int>(*times);
  return row;
}

// A row behind one that answers every call of its tool is a slip.
bool is_reached(const ToolResults& before, const ToolResult& row) {
  return std::none_of(before.begin(), before.end(), [&](const ToolResult& each) {
    return each.tool == row.tool && !each.when && !each.times;
  });
}

std::shared_ptr<const ToolResults> read_results(Loader& loader, const YamlNode& node) {
  ToolResults results;
  const auto items = require_list(loader, node, "'tool_results'");
  if (items.size() > kMaxResults) {
    loader.diagnostics.error(node.position(), fmt::format("more than {} results", kMaxResults));
    return nullptr;
  }
  for (const YamlNode* item : items) {
    std::optional<ToolResult> row = read_row(loader, *item);
    if (!row) return nullptr;
    if (!is_reached(results, *row)) {
      loader.diagnostics.error(
          item->position(),
          fmt::format("this row is never reached: one of '{}' without 'when' stands "
                      "before it and answers every call; put it last",
                      excerpt(row->tool, 60)));
      return nullptr;
    }
    results.push_back(std::move(*row));
  }
  if (results.empty()) return nullptr;
  return std::make_shared<const ToolResults>(std::move(results));
}

std::optional<int> read_rounds(const Fields& fields) {
  const auto read = fields.integer("max_tool_rounds", {1, kMostToolRounds});
  return read ? std::optional(static_cast<int>(*read)) : std::nullopt;
}

// Names of the tools that models are offered, as far as the suite says.
void take_names(const Json& tools, std::set<std::string>& names) {
  if (tools.is_object()) {
    const auto name = tools.find("name");
    if (name != tools.end() && name->is_string()) names.insert(name->get<std::string>());
  }
  if (!tools.is_structured()) return;
  for (const auto& [key, value] : tools.items()) {
    if (key != "parameters" && key != "input_schema" && key != "parametersJsonSchema")
      take_names(value, names);
  }
}

std::set<std::string> offered_tools(const Suite& suite) {
  std::set<std::string> names;
  const auto take = [&](const Params& params) {
    for (const char* const field : {"tools", "extra"}) {
      const auto found = params.find(field);
      if (found != params.end()) take_names(found->second, names);
    }
  };
  for (const Prompt& prompt : suite.prompts) take(prompt.params);
  for (const Model& model : suite.models) take(model.params);
  for (const Axis& axis : suite.grid) {
    if (axis.parameter != "tools") continue;
    for (const Json& value : axis.values) take_names(value, names);
  }
  return names;
}

// A program may have tools that the suite does not tell of.
bool has_program(const Suite& suite) {
  return std::any_of(suite.models.begin(), suite.models.end(), [&](const Model& model) {
    return is_program(suite.providers[model.provider]);
  });
}

}  // namespace

bool read_outcome(Loader& loader, const YamlNode& item, const Fields& fields, Json& result,
                  bool& is_error) {
  const YamlNode* given = fields.find("result");
  const YamlNode* error = fields.find("error");
  if ((given == nullptr) == (error == nullptr)) {
    loader.diagnostics.error(item.position(), "a tool gives back either a 'result' or an 'error'");
    return false;
  }
  is_error = error != nullptr;
  const YamlNode& node = is_error ? *error : *given;
  result = to_json(node);
  return has_sound_templates(loader, node, result);
}

void load_shared_tools(Loader& loader, const Fields& suite) {
  const YamlNode* node = suite.find("tool_results");
  if (node != nullptr) loader.shared_results = read_results(loader, *node);
  loader.shared_tool_rounds = read_rounds(suite);
  if (loader.shared_results == nullptr) return;
  loader.shared_tools = std::make_shared<const ToolServer>(
      ToolServer{nullptr, loader.shared_results, loader.shared_tool_rounds.value_or(kToolRounds)});
}

std::shared_ptr<const ToolServer> read_tools(Loader& loader, const Fields& fields,
                                             const std::vector<Turn>& turns) {
  const YamlNode* node = fields.find("tool_results");
  const YamlNode* rounds = fields.find("max_tool_rounds");
  const bool has_script =
      std::any_of(turns.begin(), turns.end(), [](const Turn& turn) { return !turn.tool.empty(); });
  if (has_script && (node != nullptr || rounds != nullptr)) {
    loader.diagnostics.error(
        (node != nullptr ? node : rounds)->position(),
        "results of tools are either among the 'turns', in the order in which they are to be "
        "called, or in 'tool_results', for whatever is called");
    return nullptr;
  }
  if (has_script) return nullptr;
  if (node == nullptr && rounds == nullptr) return loader.shared_tools;
  ToolServer tools{node != nullptr ? read_results(loader, *node) : nullptr, loader.shared_results,
                   read_rounds(fields).value_or(loader.shared_tool_rounds.value_or(kToolRounds))};
  if (tools.own == nullptr && tools.shared == nullptr) {
    if (node == nullptr)
      loader.diagnostics.error(rounds->position(),
                               "'max_tool_rounds' is for 'tool_results', and there are none");
    return nullptr;
  }
  return std::make_shared<const ToolServer>(std::move(tools));
}

void check_tools(Loader& loader) {
  const Suite& suite = loader.suite;
  const bool knows_all = !has_program(suite);
  const std::set<std::string> offered = offered_tools(suite);
  const std::vector<std::string> names(offered.begin(), offered.end());
  std::unordered_set<const ToolResult*> seen;
  for (std::size_t i = 0; i < suite.cases.size(); ++i) {
    const Case& asked = suite.cases[i];
    if (asked.tools == nullptr || !knows_all) continue;
    asked.tools->each([&](const ToolResult& row) {
      if (!seen.insert(&row).second || offered.contains(row.tool)) return;
      loader.diagnostics.error(
          loader.case_origins[i],
          fmt::format("case '{}': 'tool_results' answer '{}', and no prompt or model offers a tool "
                      "of that name in 'tools'{}",
                      excerpt(asked.id, 60), excerpt(row.tool, 60),
                      did_you_mean(row.tool.substr(0, 60), names)));
    });
  }
}

}  // namespace assay
