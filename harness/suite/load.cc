// The story of a load; load_*.cc are its chapters.
#include "harness/suite/load.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/file.h"
#include "harness/base/mark.h"
#include "harness/suite/loader.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSuiteNameBytes = 100;

// The name becomes part of a run's ID, which is a folder's name.
bool is_suite_name(std::string_view name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !name.empty() && name.size() <= kMaxSuiteNameBytes && is_plain(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return is_plain(c) || c == '-' || c == '_' || c == '.'; });
}

void load_name(Loader& loader, const YamlNode* node) {
  if (node == nullptr) return;
  const std::optional<std::string> name = loader.read.text(*node, "'suite'");
  if (!name) return;
  if (!is_suite_name(*name)) {
    ASSAY_MARK("suite.name_refused");
    loader.diagnostics.error(
        node->position(), fmt::format("'suite' must be 1 to {} letters, digits, '-', '_' or '.', "
                                      "the first a letter or digit",
                                      kMaxSuiteNameBytes));
    return;
  }
  loader.suite.name = *name;
}

void load_repeats(Loader& loader, const YamlNode* node) {
  if (node != nullptr) {
    const auto read = loader.read.integer(*node, "'repeats'", {1, kMaxRepeats});
    if (read) loader.suite.repeats = static_cast<int>(*read);
  }
  loader.suite.written_repeats = loader.suite.repeats;
  if (loader.options.repeats) loader.suite.repeats = *loader.options.repeats;
}

void load_all(Loader& loader, const YamlNode& root) {
  const Fields fields(
      root, {"suite"},
      {"suite",  "description",     "models",    "judges", "providers",    "prompts",
       "grid",   "exclude",         "repeats",   "cases",  "tool_results", "max_tool_rounds",
       "expect", "extract",         "normalise", "pass",   "limits",       "derived_metrics",
       "gates",  "drop_unsupported"},
      loader.diagnostics);
  if (!fields.is_map()) return;
  load_name(loader, fields.require("suite"));
  loader.suite.description = fields.text("description").value_or("");
  loader.drops_unsupported = fields.boolean("drop_unsupported").value_or(false);
  load_providers(loader, fields.find("providers"));
  load_models(loader, fields.require("models"));
  load_judges(loader, fields.find("judges"));

  const std::size_t before = loader.diagnostics.count();
  load_prompts(loader, fields.require("prompts"));
  loader.shared_reading = read_reading(loader, fields.find("extract"), fields.find("normalise"));
  load_shared_expectations(loader, fields.find("expect"));
  load_shared_tools(loader, fields);
  load_cases(loader, fields.require("cases"));
  // From here on prompts and cases are complete, or errors would breed errors.
  if (loader.diagnostics.count() == before) {
    check_case_ids(loader);
    check_variables(loader);
    check_turns(loader);
  }
  if (loader.diagnostics.count() == before) load_attachments(loader);

  load_grid(loader, fields.find("grid"));
  if (loader.diagnostics.count() == before) check_tools(loader);
  load_exclude(loader, fields.find("exclude"));
  load_repeats(loader, fields.find("repeats"));
  load_pass(loader, fields.find("pass"));
  load_limits(loader, fields.find("limits"));
  load_own_metrics(loader);
  load_derived_metrics(loader, fields.find("derived_metrics"));
  load_gates(loader, fields.find("gates"));
}

}  // namespace

bool Loader::affords(std::string_view what, std::uint64_t bytes, const Position& at) {
  if (files.budget().is_spent()) return false;
  const Result<void> afforded = files.budget().repeat(what, bytes);
  if (!afforded) diagnostics.error(at, afforded.error().message);
  return afforded.has_value();
}

Result<Suite> load_suite(const fs::path& path, const LoadOptions& options) {
  ASSAY_TRY(const std::string text, read_file(path, kMaxYamlBytes));
  return load_suite_text(text, path, options);
}

Result<Suite> load_suite_text(std::string_view yaml, const fs::path& path,
                              const LoadOptions& options) {
  if (yaml.size() > kMaxYamlBytes) {
    return usage_error(fmt::format("{}: is larger than {} MB", path.string(), kMaxYamlBytes >> 20));
  }
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const fs::path root = options.root.value_or(folder);
  Diagnostics diagnostics;
  SuiteFiles files(path, root, diagnostics);
  SourceFile& source = files.add_suite(yaml);
  if (!accept_text(source, diagnostics)) return diagnostics.failure();
  const std::optional<YamlTree> tree = YamlTree::parse(source, diagnostics, files.budget());
  if (!tree) return diagnostics.failure();

  Loader loader(options, files, diagnostics);
  loader.suite.path = path;
  loader.suite.root = root;
  load_all(loader, tree->root());
  if (diagnostics.has_errors()) return diagnostics.failure();
  loader.suite.hash = files.hash();
  loader.suite.warnings = diagnostics.warnings();
  return std::move(loader.suite);
}

}  // namespace assay
