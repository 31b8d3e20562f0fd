#include "harness/suite/row_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/field_path.h"
#include "harness/base/text.h"
#include "harness/suite/template.h"

namespace assay {

const Json* find_in_row(const Vars& row, std::string_view path, Json& parsed) {
  if (const Json* const whole = row.find(path)) return whole;
  const bool is_pointer = path.starts_with('/');
  if (is_pointer) path.remove_prefix(1);
  const std::size_t end = std::min(path.find_first_of(is_pointer ? "/" : ".["), path.size());
  const Json* const field = row.find(path.substr(0, end));
  if (field == nullptr || end == path.size()) return field;
  if (!field->is_string()) return at_field_path(*field, path.substr(end));
  Result<Json> inside = parse_json(field->get_ref<const std::string&>());
  if (!inside) return nullptr;
  parsed = std::move(*inside);
  return at_field_path(parsed, path.substr(end));
}

namespace {

template <class Take>
void each_entry(const Fields& fields, const char* key, Diagnostics& diagnostics, const Take& take) {
  const YamlNode* const node = fields.find(key);
  if (node == nullptr) return;
  if (!node->is_map() || node->entries() == 0) {
    diagnostics.error(node->position(),
                      fmt::format("'{}' must be a map of at least one entry", key));
    return;
  }
  for (std::size_t i = 0; i < node->entries(); ++i) {
    const YamlNode& value = node->value(i);
    if (!value.is_scalar() || value.is_null() || value.text.empty()) {
      diagnostics.error(node->key(i).position(), fmt::format("'{}' in '{}' must be a text",
                                                             excerpt(node->key(i).text, 60), key));
      continue;
    }
    take(node->key(i), value);
  }
}

}  // namespace

RowMap RowMap::read(const Fields& fields, const Vars& extra, Diagnostics& diagnostics) {
  RowMap map;
  std::vector<std::string> names;
  each_entry(fields, "map", diagnostics, [&](const YamlNode& name, const YamlNode& path) {
    if (extra.find(name.text) != nullptr)
      diagnostics.error(name.position(),
                        fmt::format("'{}' is in 'map' and in 'vars' too", excerpt(name.text, 60)));
    names.emplace_back(name.text);
    map.mapped_.push_back({std::string(name.text), std::string(path.text), ""});
  });
  each_entry(fields, "skip", diagnostics, [&](const YamlNode& path, const YamlNode& value) {
    map.skipped_.push_back({"", std::string(path.text), std::string(value.text)});
  });
  if (map.mapped_.empty()) return map;
  for (std::size_t i = 0; i < extra.size(); ++i) names.push_back(extra.name(i));
  map.names_ = std::make_shared<const VarNames>(std::move(names));
  map.extra_ = extra;
  return map;
}

bool RowMap::skips(const Vars& row) const {
  Json parsed;
  for (const Wanted& each : skipped_) {
    const Json* const value = find_in_row(row, each.path, parsed);
    if (value != nullptr && !value->is_null() && variable_text(*value) == each.value) return true;
  }
  return false;
}

Result<Vars> RowMap::apply(const Vars& row) const {
  std::vector<Json> values;
  Json parsed;
  for (const Wanted& each : mapped_) {
    const Json* const value = find_in_row(row, each.path, parsed);
    if (value == nullptr) {
      return usage_error(fmt::format("the row has no field '{}', which 'map' names for '{}'",
                                     excerpt(each.path, 60), excerpt(each.name, 60)));
    }
    values.push_back(*value);
  }
  for (std::size_t i = 0; i < extra_.size(); ++i) values.push_back(extra_.value(i));
  return Vars(names_, std::move(values));
}

std::string RowMap::skip_text() const {
  std::vector<std::string> parts;
  for (const Wanted& each : skipped_)
    parts.push_back(fmt::format("{} is {}", excerpt(each.path, 60), excerpt(each.value, 60)));
  return join(parts, " or ");
}

}  // namespace assay
