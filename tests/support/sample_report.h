// The Report that every reporter's golden file shows: small, with hostile text in
// every field that a suite, a provider or a model can fill.
#pragma once

#include <string>

#include "harness/report/report.h"

namespace assay::testing {

// What reaches a report from outside, at its worst: markup, formulas, terminal
// escapes, bidi controls, CI commands, characters XML forbids, broken UTF-8, NUL.
std::string hostile_text();

// Three variants, four cases, two repeats: passes, fails, errors, an unscored
// case, a missing cell; gates of every outcome. Built by hand, so that it does
// not move when a statistic does; its counts agree with its cells.
Report sample_report();

}  // namespace assay::testing
