// What two arms do not have in common: what was changed on purpose, and what makes
// their cases no pairs (docs/decisions/0012-what-differs-is-named.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/report/compare/arm.h"
#include "harness/report/comparison.h"

namespace assay {

// In the order of DifferenceKind; empty where the arms differ in nothing. At most
// kMostNamed cases are named of each kind.
inline constexpr std::size_t kMostNamed = 5;
std::vector<Difference> differences_of(const Arm& baseline, const Arm& candidate);

// Cases of one id that are no pair: nothing can be compared as if it were one.
bool is_no_pair(DifferenceKind kind);
// What a gate does not decide about: besides, another suite, cases that the
// baseline lacks, and other expectations.
bool refuses_gate(DifferenceKind kind);

// Whether pass_rate and score get a word where the two sides were scored by other
// expectations. On the same replies two yardsticks can differ, and two prompts that
// differ can look alike: so only who says so gets one.
enum class Yardsticks { one, any };

// Names `differences` in the comparison: those that are more than a choice of what
// to compare in its notes, too. Requires that `comparison` is of these arms.
void name_differences(const Arm& baseline, const Arm& candidate,
                      std::vector<Difference> differences, Yardsticks accepted,
                      Comparison& comparison);

}  // namespace assay
