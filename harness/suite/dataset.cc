#include "harness/suite/dataset.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/yaml/scalar.h"

namespace assay {
namespace {

// JSONL whose every line has other fields: remembering more costs more than it
// saves.
constexpr std::size_t kMaxKnownShapes = 16;

bool is_same(const std::vector<std::string>& known, const std::vector<std::string_view>& columns,
             std::size_t extra) {
  return known.size() == columns.size() + extra &&
         std::equal(columns.begin(), columns.end(), known.begin());
}

}  // namespace

Result<RowNames::Shared> RowNames::intern(const std::vector<std::string_view>& columns) {
  for (const Shared& known : known_) {
    if (is_same(known->all(), columns, extra_.size())) return known;
  }
  if (columns.size() > kMaxColumns) {
    return usage_error(fmt::format("more than {} fields in a row", kMaxColumns));
  }
  std::vector<std::string> names;
  for (const std::string_view column : columns) {
    if (trim(column).empty()) return usage_error("a field without a name");
    if (extra_.find(column) != nullptr) {
      return usage_error(
          fmt::format("'{}' is a field here and in 'vars' too", excerpt(column, 60)));
    }
    names.emplace_back(column);
  }
  std::vector<std::string_view> sorted = columns;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) {
    return usage_error(fmt::format("the field '{}' occurs twice", excerpt(*twice, 60)));
  }
  for (std::size_t i = 0; i < extra_.size(); ++i) names.push_back(extra_.name(i));
  if (known_.size() == kMaxKnownShapes) known_.pop_back();
  known_.push_back(std::make_shared<const VarNames>(std::move(names)));
  return known_.back();
}

Vars RowNames::row(const Shared& names, std::vector<Json> values) const {
  for (std::size_t i = 0; i < extra_.size(); ++i) values.push_back(extra_.value(i));
  return Vars(names, std::move(values));
}

void read_yaml_rows(const YamlNode& root, RowNames& names, Diagnostics& diagnostics,
                    const RowSink& sink) {
  if (!root.is_list()) {
    diagnostics.error(root.position(), "a YAML data set is a list of maps");
    return;
  }
  const ScalarReader read(diagnostics);
  for (const YamlNode* item : root.children) {
    if (!item->is_map()) {
      diagnostics.error(item->position(), "a row must be a map of variables");
      return;
    }
    std::vector<std::string_view> columns;
    std::vector<Json> values;
    for (std::size_t i = 0; i < item->entries(); ++i) {
      columns.push_back(item->key(i).text);
      values.push_back(to_text_json(item->value(i)));
    }
    const Result<RowNames::Shared> shared = names.intern(columns);
    if (!shared) {
      diagnostics.error(item->position(), shared.error().message);
      return;
    }
    if (!sink(names.row(*shared, std::move(values)), static_cast<int>(item->line))) return;
  }
}

}  // namespace assay
