// assay serve: the built-in model server, until Ctrl-C.
#include <iostream>

#include "harness/cli/options/commands.h"
#include "harness/cli/terminal/signals.h"
#include "harness/cli/terminal/standard_streams.h"
#include "harness/simulate/server.h"

namespace assay {

Result<ExitCode> serve_command(const Options& options) {
  block_interrupts();  // before the server's threads exist, so that they inherit it
  ServerOptions server_options;
  server_options.port = options.port.value_or(0);
  server_options.root = options.root;
  server_options.speed = options.speed;
  ASSAY_TRY(const std::unique_ptr<ModelServer> server,
            ModelServer::start(options.operands[0], server_options));
  std::cout << server->base_url() << std::endl;
  if (!stdout_has_all()) return ExitCode::infrastructure;  // nobody would know where it is
  std::cerr << "assay serve: simulated models on " << server->base_url() << ", Ctrl-C ends\n";
  if (!server->ca_file().empty()) {
    std::cerr << "assay serve: clients trust it with --ca-file " << server->ca_file().string()
              << "\n";
  }
  wait_for_interrupt();
  return ExitCode::ok;
}

}  // namespace assay
