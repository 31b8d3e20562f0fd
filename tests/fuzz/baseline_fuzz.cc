// Any bytes as a baseline that somebody committed: one that is written and read again as it is,
// with no negative count in it, or a refusal.
#include "harness/base/json.h"
#include "harness/report/compare/baseline.h"
#include "tests/fuzz/fuzz_target.h"

using assay::require;

FUZZ_TARGET(baseline) {
  const assay::Result<assay::Json> json = assay::parse_json(input);
  if (!json) return;
  const assay::Result<assay::Baseline> baseline = assay::baseline_from_json(*json);
  if (!baseline) return;
  for (const assay::Arm& arm : baseline->arms) {
    for (const assay::ArmCase& of : arm.cases) {
      require(of.counts.passed >= 0 && of.counts.failed >= 0 && of.counts.errors >= 0);
      require(!of.counts.score || (*of.counts.score >= 0 && *of.counts.score <= 1));
    }
  }
  const std::string text = assay::to_text(*baseline);
  const auto again = assay::baseline_from_json(assay::parse_json(text).value());
  require(again && assay::to_text(*again) == text);
}
