// assay report: a stored run's reports again. The same Store, the same bytes.
#include "harness/cli/options/commands.h"
#include "harness/cli/record/outputs.h"
#include "harness/report/summary/summarise.h"
#include "harness/store/store.h"

namespace assay {

Result<ExitCode> report_command(const Options& options) {
  UsualFiles usual = options.outputs.empty() ? UsualFiles::yes : UsualFiles::no;
  ASSAY_CHECK(check_writable(options, usual));
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::read_only));
  ASSAY_TRY(const RunRecord run,
            store.find_run(options.operands.empty() ? "latest" : options.operands[0]));
  ASSAY_TRY(const RunRecord latest, store.find_run("latest"));
  if (usual == UsualFiles::yes && run.id == latest.id) usual = UsualFiles::latest;
  ASSAY_TRY(const Report report, summarise(store, run));
  ASSAY_CHECK(write_reports(report, usual, options));
  return report.run.damage.empty() ? ExitCode::ok : ExitCode::infrastructure;
}

}  // namespace assay
