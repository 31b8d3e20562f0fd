// A baseline: what a run's variants did, as a small JSON file to be committed.
// For each case its counts and means, with hashes of what was measured; no reply.
//
//   {"baseline_version": 1, "name", "reason" or null, "run", "part", "suite",
//    "suite_hash", "assay_version", "finished_at", "seed", "repeats", "simulated", "saturated",
//    "loop_lag_p99_ms",
//    "variants": [{"id", "model", "model_id", "provider", "model_returned": [],
//                  "prompt", "prompt_hash", "prompt_variables",
//                  "expectation_variables", "axes": {}, "params": {}, "n",
//                  "cases": {ID: {"content", "expectations", "variables": {}, "passed",
//                                 "failed", "errors", "unscored", "score", "latency_ms",
//                                 "ttft_ms", "cost_usd", "output_tokens",
//                                 "clusters": {}}}}]}
//
// What is absent, zero or empty is left out of a case. Hashes and names as in a
// manifest (manifest.h).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/report/compare/arm.h"
#include "harness/report/report.h"

namespace assay {

struct Manifest;

inline constexpr int kBaselineVersion = 1;

struct Baseline {
  std::string name;
  std::string reason;  // why it was accepted; "" saved
  std::string assay_version;
  std::string finished_at;
  std::string part;       // what of its suite the run was (part.h); "" all
  std::vector<Arm> arms;  // called stored:NAME, with the variant's id where there are several
};

// Of all variants, or of the one with the id `variant`.
Result<Baseline> baseline_of(const Report& report, std::string_view name, std::string_view variant,
                             std::string_view reason);

std::string to_text(const Baseline& baseline);  // JSON, two spaces, a last newline
Json to_json(const Baseline& baseline);
// A usage error for anything that is no baseline of this or an earlier version.
Result<Baseline> baseline_from_json(const Json& json);

// NAME.json in the folder `baselines` beside the suite.
std::filesystem::path baseline_folder(const std::filesystem::path& suite_path);
std::filesystem::path baseline_file(const std::filesystem::path& folder, std::string_view name);
// A usage error says what there is instead.
Result<Baseline> read_baseline(const std::filesystem::path& folder, std::string_view name);
std::vector<std::string> baseline_names(const std::filesystem::path& folder);  // sorted

// Copies the baselines that gates and `wanted` name into a run's manifest, so that
// its reports stay what they are when the file changes: those that it has already
// stay. A gate's may be missing; its outcome is then an error.
Result<void> keep_baselines(const std::filesystem::path& folder,
                            const std::vector<std::string>& wanted, Manifest& manifest);
Result<std::vector<Baseline>> kept_baselines(const Manifest& manifest);

}  // namespace assay
