// assay list: the program's tables, and the Store's runs and models.
#include <algorithm>
#include <iostream>
#include <iterator>
#include <set>
#include <span>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/cli/list.h"
#include "harness/cli/options/commands.h"
#include "harness/provider/dialect.h"
#include "harness/provider/parameter.h"
#include "harness/provider/provider.h"
#include "harness/report/manifest/manifest.h"
#include "harness/report/metric.h"
#include "harness/score/expectation.h"
#include "harness/score/extract.h"
#include "harness/score/normalise.h"
#include "harness/store/store.h"
#include "reporters/reporter.h"

namespace assay {
namespace {

// A name and what to say of it, in columns.
struct ListEntry {
  std::string name;
  std::vector<std::string> columns;
};
using ListEntries = std::vector<ListEntry>;

// As the list of `assay view` has it; "" where none was recorded.
std::string outcome_of(const RunRecord& run) {
  const Result<Manifest> manifest = read_manifest(run.manifest);
  return manifest ? manifest->outcome : "";
}

Result<ListEntries> runs(const Options& options) {
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::read_only));
  ASSAY_TRY(const std::vector<RunRecord> records, store.runs());
  ListEntries entries;
  for (const RunRecord& run : records) {
    entries.push_back({run.id,
                       {run.started_at, std::to_string(run.planned_cells) + " cells",
                        run.complete ? "complete" : "incomplete", run.suite_path,
                        run.complete ? outcome_of(run) : ""}});
  }
  return entries;
}

Result<ListEntries> models(const Options& options) {
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::read_only));
  ASSAY_TRY(const std::vector<RunRecord> records, store.runs());
  std::set<std::string> names;
  for (const RunRecord& run : records) {
    const Result<Manifest> manifest = read_manifest(run.manifest);
    if (!manifest) continue;
    for (const ManifestVariant& variant : manifest->variants)
      names.insert(variant.provider + ":" + variant.model_id);
  }
  ListEntries entries;
  for (const std::string& name : names) entries.push_back({name, {}});
  return entries;
}

Result<ListEntries> providers(const Options&) {
  ListEntries entries;
  for (const ProviderPreset& preset : provider_presets()) {
    entries.push_back({std::string(preset.name),
                       {std::string(preset.dialect), std::string(preset.key_env),
                        std::string(preset.base_url), std::string(preset.help)}});
  }
  return entries;
}

Result<ListEntries> dialect_entries(const Options&) {
  ListEntries entries;
  for (const Dialect* dialect : dialects()) {
    entries.push_back({std::string(dialect->name), {std::string(dialect->help)}});
  }
  return entries;
}

std::string argument_list(const ExpectationShape& shape) {
  std::vector<std::string> arguments;
  for (const ArgumentShape& argument : shape.arguments) {
    arguments.push_back(std::string(argument.name) + (argument.required ? "" : "?"));
  }
  return join(arguments, ", ");
}

Result<ListEntries> expectations(const Options&) {
  ListEntries entries;
  for (const ExpectationShape& shape : expectation_shapes()) {
    std::string help(shape.help);
    entries.push_back({std::string(shape.name), {argument_list(shape), help}});
  }
  return entries;
}

Result<ListEntries> extractors(const Options&) {
  ListEntries entries;
  for (const ExpectationShape& shape : extractor_shapes()) {
    entries.push_back({std::string(shape.name), {argument_list(shape), std::string(shape.help)}});
  }
  return entries;
}

Result<ListEntries> normalisers(const Options&) {
  ListEntries entries;
  for (const NormaliserRow& row : normaliser_rows()) {
    entries.push_back({std::string(row.name), {std::string(row.help)}});
  }
  return entries;
}

Result<ListEntries> reporter_entries(const Options&) {
  ListEntries entries;
  for (const ReporterRow& row : reporter_rows()) {
    entries.push_back({std::string(row.name), {std::string(row.file_name), std::string(row.help)}});
  }
  return entries;
}

Result<ListEntries> metrics(const Options&) {
  ListEntries entries;
  const auto add = [&](const MetricShape& row) {
    const bool higher = row.direction == Direction::higher_is_better;
    entries.push_back({std::string(row.name),
                       {higher ? "higher is better" : "lower is better", std::string(row.help)}});
  };
  for (const MetricShape& row : metric_shapes()) add(row);
  for (const MetricFamily& family : metric_families()) add(family.shape);
  return entries;
}

Result<ListEntries> parameters(const Options&) {
  ListEntries entries;
  for (const ParameterRow& row : parameter_rows()) {
    std::string range;
    if (row.low || row.high) {
      range = (row.low ? format_number(*row.low) : "") + ".." +
              (row.high ? format_number(*row.high) : "");
    }
    entries.push_back({std::string(row.name), {range, std::string(row.help)}});
  }
  return entries;
}

struct Kind {
  std::string_view name;
  Result<ListEntries> (*entries)(const Options&);
};
constexpr Kind kKinds[] = {
    {"runs", runs},
    {"models", models},
    {"providers", providers},
    {"dialects", dialect_entries},
    {"expectations", expectations},
    {"extractors", extractors},
    {"normalisers", normalisers},
    {"reporters", reporter_entries},
    {"metrics", metrics},
    {"parameters", parameters},
};

void print(const ListEntries& entries) {
  std::vector<std::size_t> widths;
  const auto cell = [](const ListEntry& entry, std::size_t i) -> const std::string& {
    return i == 0 ? entry.name : entry.columns[i - 1];
  };
  for (const ListEntry& entry : entries) {
    widths.resize(std::max(widths.size(), entry.columns.size() + 1));
    for (std::size_t i = 0; i <= entry.columns.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(cell(entry, i)));
    }
  }
  for (const ListEntry& entry : entries) {
    for (std::size_t i = 0; i <= entry.columns.size(); ++i) {
      const std::string safe = terminal_safe(cell(entry, i));
      const bool last = i == entry.columns.size();
      const std::size_t pad = widths[i] - std::min(widths[i], display_width(safe));
      std::cout << safe << (last ? "" : std::string(pad + 2, ' '));
    }
    std::cout << '\n';
  }
}

// Those that `globs` match; all where there are none.
Result<ListEntries> selected(ListEntries entries, std::span<const std::string> globs) {
  if (globs.empty()) return entries;
  std::vector<std::string> names;
  for (const ListEntry& entry : entries) names.push_back(entry.name);
  std::erase_if(entries, [&](const ListEntry& entry) { return !glob_match(globs[0], entry.name); });
  if (!entries.empty()) return entries;
  return usage_error("assay list: nothing is called '" + globs[0] + "'" +
                     did_you_mean(globs[0], names));
}

const Kind* find_kind(std::string_view name) {
  const auto found = std::find_if(std::begin(kKinds), std::end(kKinds),
                                  [&](const Kind& kind) { return kind.name == name; });
  return found == std::end(kKinds) ? nullptr : found;
}

}  // namespace

std::vector<std::string> list_kinds() {
  std::vector<std::string> names;
  for (const Kind& kind : kKinds) names.emplace_back(kind.name);
  return names;
}

std::vector<std::string> listed_names(std::string_view kind, const Options& options) {
  std::vector<std::string> names;
  const Kind* known = find_kind(kind);
  if (known == nullptr) return names;
  const Result<ListEntries> entries = known->entries(options);
  if (!entries) return names;
  for (const ListEntry& entry : *entries) names.push_back(entry.name);
  return names;
}

Result<ExitCode> list_command(const Options& options) {
  const std::string& what = options.operands[0];
  const Kind* kind = find_kind(what);
  if (kind == nullptr) {
    return usage_error("assay list: nothing is called '" + what + "'" +
                       did_you_mean(what, list_kinds()) + " (one of " + join(list_kinds(), ", ") +
                       ")");
  }
  ASSAY_TRY(ListEntries all, kind->entries(options));
  ASSAY_TRY(const ListEntries entries,
            selected(std::move(all), std::span(options.operands).subspan(1)));
  if (options.json) {
    Json json = Json::array();
    for (const ListEntry& entry : entries) {
      json.push_back({{"name", entry.name}, {"columns", entry.columns}});
    }
    std::cout << dump_json(json, 2) << '\n';
  } else {
    print(entries);
  }
  return ExitCode::ok;
}

}  // namespace assay
