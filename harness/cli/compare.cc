// assay compare: two variants, runs or baselines on the same cases. No call.
//
// The exit code is about the pass rate, at a margin: 0 better or no worse, 1
// worse, 4 neither is shown; of several comparisons the one that stands for all
// (exit_code.h). Times, cost and tokens inform.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <set>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/cli/options/commands.h"
#include "harness/cli/record/arms.h"
#include "harness/cli/terminal/terminal.h"
#include "harness/report/compare/comparable.h"
#include "harness/report/compare/compare.h"
#include "harness/report/compare/pairing.h"
#include "reporters/comparison_json.h"
#include "reporters/comparison_text.h"
#include "reporters/json_members.h"

namespace assay {
namespace {

using Pair = Pairing::Pair;

std::vector<std::string> names_of(const std::vector<const Arm*>& arms) {
  std::vector<std::string> names;
  for (const Arm* arm : arms) names.push_back(arm->name);
  return names;
}

Result<Pairing> pair_up(const NamedArms& baseline, const NamedArms& candidate,
                        const Options& options) {
  Pairing pairing = pair_arms(baseline.arms, baseline.named, candidate.arms, candidate.named);
  if (!pairing.pairs.empty()) return pairing;
  return usage_error("no variant of '" + options.operands[0] + "' has its like in '" +
                     options.operands[1] +
                     "'; name one of each as RUN:VARIANT, or a model as "
                     "model=NAME: " +
                     join(names_of(pairing.alone), ", "));
}

// Refuses cases that are no pairs, unless --lenient leaves them out. What else
// differs is for the reader to know.
Result<std::vector<Difference>> check_comparable(const Pair& pair, const Options& options) {
  const Arm& baseline = *pair.baseline;
  const Arm& candidate = *pair.candidate;
  std::vector<Difference> differences = differences_of(baseline, candidate);
  if (options.lenient) return differences;
  const bool share_none = common_cases(baseline, candidate).empty();
  std::string why;
  for (const Difference& each : differences) {
    const bool tells = is_no_pair(each.kind) || (share_none && !is_chosen(each.kind));
    if (tells) why += "\n  " + each.text;
  }
  if (why.empty()) return differences;
  return usage_error(baseline.name + " and " + candidate.name +
                     (share_none ? " have no question in common:"
                                 : " were asked different questions under the same case ids; "
                                   "--lenient compares the other cases:") +
                     why);
}

// A variable that nobody kept would leave every case its own cluster.
Result<void> check_cluster(const Pair& pair, const std::string& cluster) {
  if (cluster.empty()) return {};
  std::set<std::string> kept;
  for (const Arm* arm : {pair.baseline, pair.candidate}) {
    for (const ArmCase& of : arm->cases)
      for (const auto& [variable, value] : of.clusters) kept.insert(variable);
  }
  if (kept.contains(cluster)) return {};
  const std::vector<std::string> names(kept.begin(), kept.end());
  return usage_error("--cluster " + cluster + ": neither side kept such a variable of its cases" +
                     did_you_mean(cluster, names) +
                     (names.empty() ? "" : "; there is: " + join(names, ", ")) +
                     "; a run keeps those whose values its cases share");
}

ExitCode exit_code_of(const Comparison& comparison) {
  switch (comparison.metrics.front().standing) {
    case Standing::better:
    case Standing::no_worse:
      return ExitCode::ok;
    case Standing::worse:
      return ExitCode::gate_failed;
    case Standing::no_difference:
    case Standing::inconclusive:
      break;
  }
  return ExitCode::inconclusive;
}

void print_json(const std::vector<Comparison>& comparisons, const Pairing& pairing) {
  JsonWriter json(std::cout);
  json.begin_object(Layout::lines);
  json.key("comparisons");
  json.begin_array(Layout::lines);
  for (const Comparison& comparison : comparisons) write_comparison(comparison, json);
  json.end_array();
  texts_member(json, "unpaired", names_of(pairing.alone), Layout::lines);
  json.end_object();
}

}  // namespace

Result<ExitCode> compare_command(const Options& options) {
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::read_only));
  ASSAY_TRY(const NamedArms baseline, find_arms(store, options.operands[0], options));
  ASSAY_TRY(const NamedArms candidate, find_arms(store, options.operands[1], options));
  ASSAY_TRY(const Pairing pairing, pair_up(baseline, candidate, options));

  std::vector<Comparison> comparisons;
  ExitCode exit = ExitCode::ok;
  const Yardsticks accepted = options.lenient ? Yardsticks::any : Yardsticks::one;
  for (const Pair& pair : pairing.pairs) {
    ASSAY_TRY(std::vector<Difference> differences, check_comparable(pair, options));
    ASSAY_CHECK(check_cluster(pair, options.cluster));
    Comparison& made = comparisons.emplace_back(
        compare(*pair.baseline, *pair.candidate, {options.margin, options.cluster}));
    name_differences(*pair.baseline, *pair.candidate, std::move(differences), accepted, made);
    exit = worse(exit, exit_code_of(made));
  }
  if (options.json) {
    print_json(comparisons, pairing);
  } else if (!options.quiet) {
    const auto width = static_cast<std::size_t>(std::max(40, terminal_columns(STDOUT_FILENO)));
    for (const Comparison& comparison : comparisons)
      std::cout << comparison_text(comparison, width);
    if (!pairing.alone.empty()) {
      std::cout << terminal_safe("Not compared, for the other side has none like it: " +
                                 join(names_of(pairing.alone), ", "))
                << '\n';
    }
  }
  return exit;
}

}  // namespace assay
