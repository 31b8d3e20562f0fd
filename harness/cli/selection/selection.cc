#include "harness/cli/selection/selection.h"

#include <cstdlib>
#include <iostream>

#include "harness/base/file.h"
#include "harness/base/text.h"
#include "harness/cli/selection/price_file.h"
#include "harness/cli/selection/promptfoo_suite.h"
#include "harness/cli/selection/rival_check.h"
#include "harness/report/metric.h"
#include "harness/score/extract.h"
#include "harness/score/normalise.h"
#include "harness/score/score.h"

namespace assay {

LoadOptions load_options(const Options& options) {
  LoadOptions load;
  if (!options.root.empty()) load.root = options.root;
  load.set = options.set;
  load.repeats = options.repeats;
  load.expectations = expectation_shapes();
  load.extractors = extractor_shapes();
  load.normalisers = normaliser_names();
  load.metrics = metric_shapes();
  load.metric_families = metric_families();
  return load;
}

namespace {

Result<LoadedImport> load_checked(const std::string& path, const Options& options) {
  ASSAY_TRY(const std::optional<PriceTable> prices, user_prices(options));
  LoadOptions load = load_options(options);
  if (prices) load.prices = &*prices;
  ASSAY_TRY(const std::string text, read_file(path, kMaxYamlBytes));
  if (is_promptfoo_config(path, text)) return load_promptfoo(text, path, options, load);
  ASSAY_TRY(Suite suite, load_suite(path, load));
  ASSAY_TRY(const std::vector<std::string> warnings, check_expectations(suite));
  suite.warnings.insert(suite.warnings.end(), warnings.begin(), warnings.end());
  return LoadedImport{std::move(suite), 0};
}

}  // namespace

Result<Selection> select_cells(const std::string& path, const Options& options) {
  ASSAY_TRY(LoadedImport loaded, load_checked(path, options));
  Selection selection;
  selection.suite = std::make_unique<const Suite>(std::move(loaded.suite));
  selection.not_imported = loaded.refused;
  const Filter filter{options.models, options.prompts, options.cases, options.tags};
  ASSAY_TRY(selection.plan,
            make_plan(*selection.suite, filter, options.shard, options.seed.value_or(0)));
  ASSAY_CHECK(check_rivals(selection.plan));
  ASSAY_TRY(selection.judges, JudgeCalls::of(selection.plan));
  ASSAY_TRY(selection.scripts, PlannedScripts::of(selection.plan));
  selection.programs = PlannedPrograms::of(selection.plan);
  for (const JudgeModel& judge : selection.suite->judges) {
    if (judge.gold.empty()) continue;
    ASSAY_TRY(selection.gold[judge.name], read_gold(judge.gold, judge.gold_text));
  }
  for (const LabelFile& file : selection.suite->label_files) {
    ASSAY_TRY(selection.labels[file.name], read_gold(file.shown, file.text));
  }
  return selection;
}

bool is_empty(const Selection& selection, const std::string& path) {
  const Plan& plan = selection.plan;
  if (plan.cell_count() > 0) return false;
  std::cerr << terminal_safe(path + ": no cell is selected: " + plan.empty_because) << '\n';
  return true;
}

Result<void> read_env_files(const std::vector<std::string>& files) {
  constexpr std::size_t kMaxBytes = std::size_t{1} << 20;
  for (const std::string& file : files) {
    ASSAY_TRY(std::string text, read_file(file, kMaxBytes));
    int line_number = 0;
    for (std::string_view line : split(text, '\n')) {
      ++line_number;
      line = trim(line);
      if (line.starts_with("export ")) line = trim(line.substr(7));
      if (line.empty() || line.starts_with('#')) continue;
      const std::size_t equals = line.find('=');
      if (equals == std::string_view::npos || equals == 0) {
        return usage_error(file + ":" + std::to_string(line_number) + ": expected KEY=VALUE");
      }
      std::string_view value = trim(line.substr(equals + 1));
      const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                          value.back() == value.front();
      if (quoted) value = value.substr(1, value.size() - 2);
      const std::string name(trim(line.substr(0, equals)));
      ::setenv(name.c_str(), std::string(value).c_str(), /*overwrite=*/0);
    }
  }
  return {};
}

}  // namespace assay
