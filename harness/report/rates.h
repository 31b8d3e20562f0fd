// The rates of one variant, from its column of cases. docs/statistics.md says
// what the intervals mean and when they hold.
//
// The unit of analysis is the case: repeats of one case are averaged first, so
// asking the same question ten times never looks like ten questions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "harness/report/report.h"
#include "harness/stats/interval.h"

namespace assay {

// Two-sided, of every interval in a report.
inline constexpr double kConfidence = 0.95;
// One-sided, of every decision: each end of such an interval is its bound.
inline constexpr double kAlpha = (1 - kConfidence) / 2;
// The chance that "what would settle it" and detectable differences are about.
inline constexpr double kPower = 0.8;

// Which samples without a verdict are given one, and which: a gate is decided with
// all of them good and with all of them bad (docs/design.md, "An error is not a
// wrong answer"). A cell that waits for a label goes with the errors.
enum class Imputed { nothing, errors, errors_and_missing };
enum class As { best, worst };

// One variant's cases, in the report's order.
std::vector<CaseVariant> column_of(const Report& report, std::size_t variant);

// Cells of `cases` that were planned (`repeats` each) and have no record.
std::int64_t missing_cells(std::span<const CaseVariant> cases, std::int64_t repeats);

// The same column with errors and cells that wait for a label (and missing cells, of which every
// case should have `repeats` in all) counted as passes of score 1 or as fails of score 0, and
// parts of other cells that could not be judged, or wait, as values of 1 or of 0.
std::vector<CaseVariant> impute(std::vector<CaseVariant> cases, Imputed imputed, As as,
                                std::int64_t repeats);

// The same of missing cells alone, counted as no errors or as errors: what the error
// rate does not know.
std::vector<CaseVariant> impute_missing(std::vector<CaseVariant> cases, Imputed imputed, As as,
                                        std::int64_t repeats);

// What the repeats of a case come to, as one number in [0, 1]: docs/statistics.md, "Repeats".
enum class Reducer {
  all,       // 1 where all of the run's repeats passed
  any,       // 1 where one did
  majority,  // 1 where more than half did
  at_k,      // the chance that any of k draws passes, pass_at_k() of stats/repeats.h
  hat_k,     // the chance that all of k do, pass_hat_k()
};

// The same column with that number as the score of each case; none where too few of its
// repeats have a verdict: k, or for the first three all `repeats`. Which of them lack one
// may depend on what they would have said.
std::vector<CaseVariant> reduce(std::vector<CaseVariant> cases, Reducer reducer, std::int64_t k,
                                std::int64_t repeats);

// Whether some repeats of a case passed and others failed.
bool is_flaky(const CaseVariant& counts);

// The interval of a rate that rests on `n` independent cells (n may be fractional):
// Clopper and Pearson's. Whatever shows, gates or plans a rate uses this one, so
// that they never disagree. Nothing for n <= 0.
std::optional<Interval> rate_interval(double rate, double n, double confidence = kConfidence);

// Passes out of scored cells: rate_interval() at the effective sample size.
// `n` is the number of cases with a verdict.
Estimated pass_rate_of(std::span<const CaseVariant> cases, double confidence = kConfidence);
// Mean of the cases' mean scores, with bounded_mean_interval(). No interval below
// two cases.
Estimated score_of(std::span<const CaseVariant> cases, double confidence = kConfidence);
// Errors out of recorded cells. `n` is the number of cases with a cell.
Estimated error_rate_of(std::span<const CaseVariant> cases, double confidence = kConfidence);

// How many independent cells a column is worth to rate_interval(): from the error
// clustered by case (korn_graubard_n()), between the number of cases and of cells.
// The cases alone where most always pass, or always fail, and fewer than
// kFewestDiffering (decision.h) differ.
double effective_pass_n(std::span<const CaseVariant> cases);
double effective_error_n(std::span<const CaseVariant> cases);

}  // namespace assay
