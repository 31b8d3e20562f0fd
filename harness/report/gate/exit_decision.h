// What a finished run says to its caller, decided from the Report alone; cli/
// maps it to an exit code and adds what only it knows (signals, caps, bugs).
#pragma once

#include <string>
#include <string_view>

#include "harness/report/report.h"

namespace assay {

enum class ExitClass {
  ok,              // every gate passed; without gates: no cell failed
  failed,          // a gate failed; without gates: a cell failed
  infrastructure,  // more errors than the suite allows, nothing but errors, or damage
  inconclusive,    // the data decide nothing yet
  no_cells,        // nothing was selected
};

std::string_view to_string(ExitClass exit);  // "ok", "failed", ...

struct ExitDecision {
  ExitClass exit = ExitClass::ok;
  // `failed` that no missing sample could turn: it beats infrastructure, and the
  // cost and time caps too. So does damage.
  bool regardless = false;
  std::string reason;  // one line, for the verdict
};

// By the precedence of docs/design.md, "Exit codes": damage > failed regardless >
// infrastructure > failed > inconclusive > no cells > ok.
ExitDecision decide_exit(const Report& report);

}  // namespace assay
