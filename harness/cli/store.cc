// assay store: whether the Store is as it was written.
#include <iostream>

#include "harness/base/redact.h"
#include "harness/base/text.h"
#include "harness/cli/options/commands.h"
#include "harness/store/store.h"

namespace assay {

Result<ExitCode> store_command(const Options& options) {
  const std::filesystem::path file =
      options.operands.size() > 1 ? std::filesystem::path(options.operands[1]) : options.store;
  ASSAY_TRY(Store store, Store::open(file, Store::Access::read_only));
  std::uint64_t found = 0;
  const Result<void> read = store.check([&](const std::string& what) {
    ++found;
    std::cout << terminal_safe(redact(what)) << '\n';
  });
  if (found > 0) {
    return infrastructure_error(terminal_safe(file.string()) +
                                ": the Store is damaged: " + std::to_string(found) +
                                " lines above; restore a copy, or run again "
                                "what is damaged (--new-run --no-cache)");
  }
  ASSAY_CHECK(read);
  if (!options.quiet) std::cout << terminal_safe(file.string()) << ": all is as it was written\n";
  return ExitCode::ok;
}

}  // namespace assay
