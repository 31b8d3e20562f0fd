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
#include "harness/cli/arms.h"
#include "harness/cli/commands.h"
#include "harness/cli/terminal.h"
#include "harness/report/comparable.h"
#include "harness/report/compare.h"
#include "reporters/comparison_json.h"
#include "reporters/comparison_text.h"

namespace assay {
namespace {

constexpr double kDefaultMargin = 0.05;

struct Pair {
  const Arm* baseline;
  const Arm* candidate;
};

// One against one; else variants of the same id.
Result<std::vector<Pair>> pair_up(const std::vector<Arm>& baseline,
                                  const std::vector<Arm>& candidate, const Options& options) {
  if (baseline.size() == 1 && candidate.size() == 1) return std::vector<Pair>{{&baseline[0], &candidate[0]}};
  std::vector<Pair> pairs;
  std::vector<std::string> alone;
  for (const Arm& arm : candidate) {
    const auto found = std::find_if(baseline.begin(), baseline.end(), [&](const Arm& each) {
      return each.variant.id == arm.variant.id;
    });
    if (found == baseline.end())
      alone.push_back(arm.variant.id);
    else
      pairs.push_back({&*found, &arm});
  }
  if (pairs.empty() || (!alone.empty() && !options.lenient)) {
    return usage_error(options.operands[0] + " has no variant " + join(alone, ", ") +
                       "; name one of each as RUN:VARIANT" +
                       (pairs.empty() ? "" : ", or compare the others with --lenient"));
  }
  return pairs;
}

// Refuses, or with --lenient passes on what differs.
Result<std::vector<std::string>> check_comparable(const Pair& pair, const Options& options) {
  std::vector<std::string> differences = differences_of(*pair.baseline, *pair.candidate).all();
  if (differences.empty() || options.lenient) return differences;
  std::string message = pair.baseline->name + " and " + pair.candidate->name +
                        " did not measure the same; --lenient compares what is common:";
  for (const std::string& each : differences) message += "\n  " + each;
  return usage_error(message);
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

void print_json(const std::vector<Comparison>& comparisons) {
  JsonWriter json(std::cout);
  json.begin_object(Layout::lines);
  json.key("comparisons");
  json.begin_array(Layout::lines);
  for (const Comparison& comparison : comparisons) write_comparison(comparison, json);
  json.end_array();
  json.end_object();
}

}  // namespace

Result<ExitCode> compare_command(const Options& options) {
  const double margin = options.margin.value_or(kDefaultMargin);
  if (!(margin >= 0 && margin < 1)) return usage_error("--margin: must be between 0 and 1");
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::read_only));
  ASSAY_TRY(const std::vector<Arm> baseline, find_arms(store, options.operands[0], options));
  ASSAY_TRY(const std::vector<Arm> candidate, find_arms(store, options.operands[1], options));
  ASSAY_TRY(const std::vector<Pair> pairs, pair_up(baseline, candidate, options));

  std::vector<Comparison> comparisons;
  ExitCode exit = ExitCode::ok;
  for (const Pair& pair : pairs) {
    ASSAY_TRY(const std::vector<std::string> differences, check_comparable(pair, options));
    ASSAY_CHECK(check_cluster(pair, options.cluster));
    Comparison& made = comparisons.emplace_back(
        compare(*pair.baseline, *pair.candidate, {margin, options.cluster}));
    made.notes.insert(made.notes.end(), differences.begin(), differences.end());
    exit = worse(exit, exit_code_of(made));
  }
  if (options.json) {
    print_json(comparisons);
  } else if (!options.quiet) {
    const auto width = static_cast<std::size_t>(std::max(40, terminal_columns(STDOUT_FILENO)));
    for (const Comparison& comparison : comparisons) std::cout << comparison_text(comparison, width);
  }
  return exit;
}

}  // namespace assay
