// Parameters, the grid that crosses them, and selectors that name them.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/base/json_number.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/suite/loader.h"

namespace assay {
namespace {

// Beyond it somebody generated the suite; the plan would refuse the cells.
constexpr std::size_t kMaxAxisValues = 10'000;

std::vector<std::string> parameter_names() {
  std::vector<std::string> names;
  for (const ParameterRow& row : parameter_rows()) names.emplace_back(row.name);
  return names;
}

std::string quoted(std::string_view name) {
  return fmt::format("'{}'", name);
}

Json to_json_list(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(text);
  return list;
}

std::optional<Json> read_any(Loader& loader, const ParameterRow& row, const YamlNode& value) {
  if (row.name == "extra" && !value.is_map()) {
    loader.diagnostics.error(value.position(), "'extra' must be a map of request fields");
    return std::nullopt;
  }
  if (value.is_null()) {
    loader.diagnostics.error(value.position(), fmt::format("'{}' has no value", row.name));
    return std::nullopt;
  }
  return to_json(value);
}

std::optional<Json> read_typed(Loader& loader, const ParameterRow& row, const YamlNode& value) {
  const std::string field = quoted(row.name);
  const NumberBounds bounds{row.low, row.high};
  switch (row.type) {
    case ParameterType::integer:
      return loader.read.integer(value, field, bounds);
    case ParameterType::boolean:
      return loader.read.boolean(value, field);
    case ParameterType::text:
      return loader.read.text(value, field);
    case ParameterType::text_list:
      return to_json_list(read_text_list(loader, value, field));
    case ParameterType::any:
      return read_any(loader, row, value);
    case ParameterType::number:
      break;
  }
  const std::optional<double> number = loader.read.number(value, field, bounds);
  if (!number) return std::nullopt;
  return canonical_number(*number);
}

void report_unknown_parameter(Loader& loader, const YamlNode& key, std::string_view what) {
  loader.diagnostics.error(key.position(),
                           fmt::format("{} '{}' is no parameter{}", what, excerpt(key.text, 60),
                                       did_you_mean(key.text.substr(0, 60), parameter_names())));
}

Axis read_axis(Loader& loader, const YamlNode& key, const YamlNode& value) {
  Axis axis{std::string(key.text), {}};
  if (value.is_list() && value.children.size() > kMaxAxisValues) {
    loader.diagnostics.error(value.position(), fmt::format("axis '{}' has more than {} values",
                                                           key.text, kMaxAxisValues));
    return axis;
  }
  const YamlNode* const single[] = {&value};
  const std::span<const YamlNode* const> items =
      value.is_list() ? require_list(loader, value, fmt::format("axis '{}'", key.text))
                      : std::span<const YamlNode* const>(single);
  std::set<Json> known;
  for (const YamlNode* item : items) {
    std::optional<Json> typed = read_parameter(loader, key.text, *item);
    if (!typed) continue;
    if (!known.insert(*typed).second) {
      loader.diagnostics.error(item->position(),
                               fmt::format("axis '{}' has this value twice", key.text));
      continue;
    }
    axis.values.push_back(std::move(*typed));
  }
  return axis;
}

// --set NAME=V1,V2 replaces the axis of that name, or adds one.
void apply_override(Loader& loader, const AxisOverride& set) {
  Axis axis{set.parameter, {}};
  std::set<Json> known;
  for (const std::string& text : set.values) {
    Result<Json> value = parameter_from_text(set.parameter, text);
    if (!value) {
      loader.diagnostics.error({}, "--set " + value.error().message);
      return;
    }
    if (known.insert(*value).second) axis.values.push_back(std::move(*value));
  }
  if (axis.values.empty()) {
    loader.diagnostics.error({}, fmt::format("--set {}: no values", set.parameter));
    return;
  }
  std::vector<Axis>& grid = loader.suite.grid;
  const auto old = std::find_if(grid.begin(), grid.end(),
                                [&](const Axis& each) { return each.parameter == axis.parameter; });
  if (old != grid.end()) {
    *old = std::move(axis);
  } else {
    grid.push_back(std::move(axis));
  }
}

}  // namespace

std::optional<Json> read_parameter(Loader& loader, std::string_view name, const YamlNode& value) {
  const ParameterRow* row = find_parameter(name);
  if (row == nullptr) return std::nullopt;
  return read_typed(loader, *row, value);
}

Result<Json> parameter_from_text(std::string_view name, std::string_view text) {
  const ParameterRow* row = find_parameter(name);
  if (row == nullptr) {
    return usage_error(fmt::format("{}: no such parameter{}", excerpt(name, 60),
                                   did_you_mean(name.substr(0, 60), parameter_names())));
  }
  // The text is one plain YAML scalar, so that --set and the grid agree.
  const SourceFile place{fmt::format("{}={}", name, text), {}};
  YamlNode node;
  node.kind = YamlNode::Kind::scalar;
  node.file = &place;
  node.text = text;
  Diagnostics diagnostics;
  SuiteFiles no_files({}, {}, diagnostics);
  const LoadOptions no_options;
  Loader loader(no_options, no_files, diagnostics);
  std::optional<Json> value = read_typed(loader, *row, node);
  if (!value) return diagnostics.failure();
  return std::move(*value);
}

Params read_params(Loader& loader, const YamlNode& node, const Owner& owner) {
  Params params;
  if (!node.is_map()) {
    loader.diagnostics.error(node.position(),
                             fmt::format("'params' of {} must be a map", to_string(owner)));
    return params;
  }
  for (std::size_t i = 0; i < node.entries(); ++i) {
    const YamlNode& key = node.key(i);
    if (find_parameter(key.text) == nullptr) {
      report_unknown_parameter(loader, key, "key");
      continue;
    }
    std::optional<Json> value = read_parameter(loader, key.text, node.value(i));
    if (value) params.emplace(std::string(key.text), std::move(*value));
  }
  return params;
}

void load_grid(Loader& loader, const YamlNode* grid) {
  if (grid != nullptr && !grid->is_map()) {
    loader.diagnostics.error(grid->position(), "'grid' must be a map of parameters to values");
  } else if (grid != nullptr) {
    for (std::size_t i = 0; i < grid->entries(); ++i) {
      if (find_parameter(grid->key(i).text) == nullptr) {
        report_unknown_parameter(loader, grid->key(i), "axis");
        continue;
      }
      loader.suite.grid.push_back(read_axis(loader, grid->key(i), grid->value(i)));
    }
  }
  loader.suite.written_grid = loader.suite.grid;
  for (const AxisOverride& set : loader.options.set) apply_override(loader, set);
}

Selector read_selector(Loader& loader, const YamlNode& node, std::string_view kind) {
  Selector selector;
  if (!node.is_map()) {
    loader.diagnostics.error(
        node.position(),
        fmt::format("{} must be a map such as {{model: ..., temperature: ...}}", kind));
    return selector;
  }
  for (std::size_t i = 0; i < node.entries(); ++i) {
    const YamlNode& key = node.key(i);
    if (key.text == "model") {
      selector.model = loader.read.text(node.value(i), "'model'");
    } else if (key.text == "prompt") {
      selector.prompt = loader.read.text(node.value(i), "'prompt'");
    } else if (find_parameter(key.text) != nullptr) {
      std::optional<Json> value = read_parameter(loader, key.text, node.value(i));
      if (value) selector.params.emplace(std::string(key.text), std::move(*value));
    } else {
      std::vector<std::string> known = parameter_names();
      known.insert(known.end(), {"model", "prompt"});
      report_unknown_key(key, {kind}, known, loader.diagnostics);
    }
  }
  return selector;
}

}  // namespace assay
