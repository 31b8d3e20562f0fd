#include "harness/cli/terminal/core_dumps.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace assay {

void forbid_core_dumps() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  // The limit is a file's: a core_pattern that is a pipe takes no notice of it. core(5)
  ::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace assay
