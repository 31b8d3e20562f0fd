#include "harness/cli/record/suite_of_run.h"

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "harness/cli/record/open_run.h"
#include "harness/report/manifest/manifest_cases.h"

namespace assay {
namespace {

Result<std::vector<const Case*>> match_cases(const Suite& suite, Store& store,
                                             const std::string& run_id,
                                             const std::set<std::string>& others) {
  std::unordered_map<std::string_view, const Case*> by_id;
  for (const Case& known : suite.cases) by_id.emplace(known.id, &known);
  ASSAY_TRY(const std::vector<CaseRecord> recorded, store.cases(run_id));
  std::vector<const Case*> cases;
  for (const CaseRecord& record : recorded) {
    const auto found = by_id.find(record.id);
    const bool is_asked = found != by_id.end() && !others.contains(record.id);
    cases.push_back(is_asked ? found->second : nullptr);
  }
  return cases;
}

}  // namespace

Result<SuiteOfRun> suite_of_run(Store& store, const RunRecord& run, const Options& options) {
  SuiteOfRun of;
  ASSAY_TRY(of.selection, select_cells(run.suite_path, options));
  const Suite& suite = *of.selection.suite;
  if (suite.name != run.suite) {
    return usage_error(run.suite_path + " is now suite '" + suite.name + "', but run " + run.id +
                       " is of '" + run.suite + "'");
  }
  ASSAY_TRY(of.manifest, read_manifest(run.manifest));
  const std::set<std::string> others = take_rules(planned_manifest(of.selection), of.manifest);
  ASSAY_TRY(of.cases, match_cases(suite, store, run.id, others));
  return of;
}

}  // namespace assay
