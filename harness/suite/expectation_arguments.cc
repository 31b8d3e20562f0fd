#include "harness/suite/expectation_arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "harness/base/file.h"
#include "harness/base/json_number.h"
#include "harness/base/text.h"

namespace assay {
namespace {

const ArgumentShape* find_argument(const ExpectationShape& shape, std::string_view name) {
  for (const ArgumentShape& argument : shape.arguments) {
    if (argument.name == name) return &argument;
  }
  return nullptr;
}

bool is_template_text(const YamlNode& node) {
  return node.is_scalar() && node.text.find("{{") != std::string_view::npos;
}

// Keys that stand beside an expectation, and that authors put inside it.
bool is_sibling(std::string_view key) {
  return key == "weight" || key == "metric" || key == "on" || key == "extract" ||
         key == "normalise";
}

std::optional<Json> read_file_argument(Loader& loader, const YamlNode& node) {
  if (node.text.ends_with(".yaml") || node.text.ends_with(".yml")) {
    const YamlNode* root = loader.files.read_yaml(node);
    if (root == nullptr) return std::nullopt;
    return to_json(*root);
  }
  const SourceFile* file = loader.files.read(node, kMaxYamlBytes);
  if (file == nullptr) return std::nullopt;
  Result<Json> parsed = parse_json(file->text);
  if (parsed) return std::move(*parsed);
  loader.diagnostics.error(node.position(),
                           fmt::format("{}: {}", file->name, parsed.error().message));
  return std::nullopt;
}

// `name` is how messages call it: the argument, or the expectation for its
// shorthand.
std::optional<Json> read_argument(Loader& loader, const ArgumentShape& argument,
                                  std::string_view name, const YamlNode& node) {
  const std::string field = fmt::format("'{}'", name);
  // A template stands for a value of any type; it is typed once rendered.
  if (is_template_text(node)) return Json(std::string(node.text));
  switch (argument.type) {
    case ValueType::text:
    case ValueType::pattern:
      return loader.read.text(node, field);
    case ValueType::number: {
      const std::optional<double> number = loader.read.number(node, field);
      if (!number) return std::nullopt;
      return canonical_number(*number);
    }
    case ValueType::integer:
      return loader.read.integer(node, field);
    case ValueType::boolean:
      return loader.read.boolean(node, field);
    case ValueType::json:
      return to_json(node);
    case ValueType::file_or_json:
      return node.is_scalar() ? read_file_argument(loader, node)
                              : std::optional<Json>(to_json(node));
    case ValueType::text_list: {
      Json list = Json::array();
      for (std::string& text : read_text_list(loader, node, field)) list.push_back(std::move(text));
      return list;
    }
    case ValueType::none:
      break;
  }
  loader.diagnostics.error(node.position(), fmt::format("{} takes no value", field));
  return std::nullopt;
}

std::vector<std::string> argument_names(const ExpectationShape& shape) {
  std::vector<std::string> names;
  for (const ArgumentShape& argument : shape.arguments) names.emplace_back(argument.name);
  return names;
}

// A map is the arguments unless it can only be the shorthand's own value, as a
// JSON Schema is for `json_schema: {type: object}`.
bool is_argument_map(const ExpectationShape& shape, const YamlNode& value) {
  if (!value.is_map()) return false;
  const ArgumentShape* shorthand = find_argument(shape, shape.shorthand);
  const bool takes_maps = shorthand != nullptr && (shorthand->type == ValueType::json ||
                                                   shorthand->type == ValueType::file_or_json);
  if (!takes_maps) return true;
  if (value.entries() == 0) return false;
  for (std::size_t i = 0; i < value.entries(); ++i) {
    if (find_argument(shape, value.key(i).text) == nullptr) return false;
  }
  return true;
}

bool read_argument_map(Loader& loader, const ExpectationShape& shape, const YamlNode& map,
                       Json& arguments) {
  bool is_fine = true;
  for (std::size_t i = 0; i < map.entries(); ++i) {
    const YamlNode& key = map.key(i);
    const ArgumentShape* argument = find_argument(shape, key.text);
    if (argument == nullptr) {
      is_fine = false;
      if (is_sibling(key.text)) {
        loader.diagnostics.error(
            key.position(),
            fmt::format("'{}' belongs beside '{}', not inside it", key.text, shape.name));
      } else {
        report_unknown_key(key, {"expectation", shape.name}, argument_names(shape),
                           loader.diagnostics);
      }
      continue;
    }
    std::optional<Json> read = read_argument(loader, *argument, argument->name, map.value(i));
    if (read) {
      arguments[std::string(key.text)] = std::move(*read);
    } else {
      is_fine = false;
    }
  }
  return is_fine;
}

bool has_required(Loader& loader, const ExpectationShape& shape, const YamlNode& item,
                  const Json& arguments) {
  for (const ArgumentShape& argument : shape.arguments) {
    if (!argument.required || arguments.contains(std::string(argument.name))) continue;
    loader.diagnostics.error(item.position(),
                             fmt::format("'{}' needs '{}'", shape.name, argument.name));
    return false;
  }
  return true;
}

template <class Visit>
void for_each_text(const Json& value, const Visit& visit) {
  if (value.is_string()) {
    visit(value.get_ref<const std::string&>());
  } else if (value.is_structured()) {
    for (const Json& child : value) for_each_text(child, visit);
  }
}

}  // namespace

std::optional<Json> read_arguments(Loader& loader, const ExpectationShape& shape,
                                   const YamlNode& item, const YamlNode* value) {
  Json arguments = Json::object();
  const bool is_bare = value == nullptr || value->is_null();
  const ArgumentShape* shorthand = find_argument(shape, shape.shorthand);
  if (!is_bare && is_argument_map(shape, *value)) {
    if (!read_argument_map(loader, shape, *value, arguments)) return std::nullopt;
  } else if (!is_bare && shorthand != nullptr && shorthand->type != ValueType::none) {
    std::optional<Json> read = read_argument(loader, *shorthand, shape.name, *value);
    if (!read) return std::nullopt;
    arguments[std::string(shape.shorthand)] = std::move(*read);
  } else if (!is_bare && !(value->is_scalar() && value->plain && value->text == "true" &&
                           shape.shorthand.empty() && shape.arguments.empty())) {
    // `- refusal: true` reads well and means `- refusal`.
    loader.diagnostics.error(
        value->position(),
        shape.arguments.empty()
            ? fmt::format("'{}' takes no value", shape.name)
            : fmt::format("'{}' takes a map of {}", shape.name, join(argument_names(shape), ", ")));
    return std::nullopt;
  }
  if (!has_required(loader, shape, item, arguments)) return std::nullopt;
  return arguments;
}

bool has_template(const Json& arguments) {
  bool found = false;
  for_each_text(arguments, [&](const std::string& text) {
    found = found || text.find("{{") != std::string::npos;
  });
  return found;
}

bool are_fixed(Loader& loader, const YamlNode& item, const Json& arguments,
               std::initializer_list<const char*> names) {
  for (const char* const name : names) {
    const auto found = arguments.find(name);
    if (found == arguments.end() || !has_template(*found)) continue;
    loader.diagnostics.error(
        item.position(),
        fmt::format("'{}' is the same for every case: it takes no {{{{variables}}}}", name));
    return false;
  }
  return true;
}

Result<std::vector<std::string>> argument_variables(const Json& arguments) {
  std::vector<std::string> names;
  std::unordered_set<std::string> known;
  std::optional<Error> failure;
  for_each_text(arguments, [&](const std::string& text) {
    if (failure || text.find("{{") == std::string::npos) return;
    const Result<Template> parsed = Template::parse(text);
    if (!parsed) {
      failure = parsed.error();
      return;
    }
    for (const std::string& name : parsed->variables()) {
      if (known.insert(name).second) names.push_back(name);
    }
  });
  if (failure) return tl::unexpected(*failure);
  return names;
}

}  // namespace assay
