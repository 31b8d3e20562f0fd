// assay view: the Store as pages on loopback, until Ctrl-C.
#include <iostream>

#include "harness/base/clock.h"
#include "harness/base/text.h"
#include "harness/cli/label/label_requests.h"
#include "harness/cli/label/label_sitting.h"
#include "harness/cli/options/commands.h"
#include "harness/cli/terminal/signals.h"
#include "harness/cli/terminal/standard_streams.h"
#include "harness/store/store.h"
#include "harness/view/http_server.h"
#include "harness/view/route.h"
#include "harness/view/viewer.h"

namespace assay {
namespace {

Result<std::string> id_of_run(const Options& options) {
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::read_only));
  ASSAY_TRY(const RunRecord run,
            store.find_run(options.operands.empty() ? "latest" : options.operands[0]));
  return run.id;
}

// The files and the suite are read when somebody opens the page, not before.
Result<LabelSitting> sitting_at(const Options& options, const std::string& run_id) {
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::read_only));
  ASSAY_TRY(const RunRecord run, store.find_run(run_id));
  if (run.id != run_id) return usage_error("there is no run " + run_id);
  ASSAY_TRY(const LabelRequests requests, label_requests(store, run, options));
  return label_sitting(store, run, requests, options);
}

}  // namespace

Result<ExitCode> view_command(const Options& options) {
  ASSAY_TRY(const std::string run_id, id_of_run(options));
  block_interrupts();  // before the server's thread exists, so that it inherits it
  const SystemClock clock;
  Viewer viewer(options.store, clock,
                [&options](const std::string& run) { return sitting_at(options, run); });
  ASSAY_TRY(const std::unique_ptr<HttpServer> server,
            HttpServer::start(
                options.port.value_or(0),
                [&viewer](const std::string& target) { return viewer.answer(target); },
                [&viewer](const std::string& target, const std::string& body) {
                  return viewer.take(target, body);
                }));
  std::cout << server->base_url() << path_of_run(run_id) << std::endl;
  if (!stdout_has_all()) return ExitCode::infrastructure;  // nobody would know where it is
  std::cerr << "assay view: the runs of " << terminal_safe(options.store.string()) << " on "
            << server->base_url() << "/, Ctrl-C ends\n";
  wait_for_interrupt();
  allow_interrupts();  // a summary may be under way: another Ctrl-C does not wait for it
  return ExitCode::ok;
}

}  // namespace assay
