// The manifest: what a run's record keeps of its plan, so that reports and gates
// need no suite file. Written by manifest_of() (summarise.h), read here.
//
//   {"version": 1, "description": "...", "simulated": false,
//    "axes": ["temperature"], "repeats": 5, "prompts": ["plain", "terse"],
//    "pass": {} or {"score": 0.8},
//    "limits": {"max_error_rate": 0.05, "max_cost_picos": 2500000000000, ...},
//    "gates": [gate_to_json()],
//    "case_hashes": {case id: hash}, ...         what was measured (manifest_cases.h)
//    "clusters": {variable: {case id: value}},   of variables that gates cluster by,
//                                                and of others whose values cases share
//    "baselines": {name: to_json(Baseline)}, "compare_with": [names],
//    "variants": [{"id", "model", "model_id", "provider", "dialect", "prompt",
//                  "axes": {...}, "params": {...}, "price": {picos a token} or null}]}
//
// "outcome": the verdict of exit_decision.h, when the run's report was made last.
// "stopped_early": true where its gates were decided before the plan's end.
// "selection": {flag: [words]} is the command line that chose the cells and bounded
// the run, so that --resume RUN alone goes on with it: {"--model": ["new"]}.
// "requests" says how each variant was asked (manifest_requests.h).
// Only fields named here are kept: the rest may carry secrets.
// Every execution of the run that asked something adds itself to "sessions":
//   {"loop_lag_p99_ms", "client_delay_p99_ms", "lanes": [...]} (run/lane_log.h)
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/report/baseline.h"
#include "harness/report/manifest_cases.h"
#include "harness/report/report.h"
#include "harness/suite/suite.h"

namespace assay {

inline constexpr int kManifestVersion = 1;

// What the run came to, for those who list runs.
void mark_outcome(Json& manifest, std::string_view outcome);

// That the run ended because its gates were decided, or (false) that it did not.
void mark_stopped_early(Json& manifest, bool stopped);

// Flags of `assay run` with their words: "--case" -> {"a*", "b"}; a switch has one, "".
using RunSelection = std::map<std::string, std::vector<std::string>>;
void remember_selection(Json& manifest, const RunSelection& selection);

struct Manifest {
  std::string description;
  bool simulated = false;
  bool stopped_early = false;
  std::vector<std::string> axes;
  std::int64_t repeats = 1;
  std::vector<std::string> prompts;      // labels
  std::vector<VariantSummary> variants;  // identities only
  std::vector<Gate> gates;
  Identities identities;
  std::optional<RunSelection> selection;
  std::optional<std::uint64_t> suite_cells;                            // of the whole suite
  std::map<std::string, std::map<std::string, std::string>> clusters;  // by variable, case id
  std::vector<Baseline> baselines;        // as they were when the run began
  std::vector<std::string> compare_with;  // of those: that --baseline named
  std::optional<double> max_error_rate;
  ClientSummary client;            // the worst of its sessions
  std::vector<LaneSummary> lanes;  // all sessions together
};

// Errors are the Store's (infrastructure): a manifest is written by assay alone.
Result<Manifest> read_manifest(const Json& json);

}  // namespace assay
