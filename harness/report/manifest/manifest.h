// The manifest: what a run's record keeps of its plan, so that reports and gates need
// no suite file, and of what became of the run. A member has a key of its name in the
// record's JSON; what is at its default is left out there. kMembers (manifest.cc) is
// the one list of them.
//
// Only what is named here is kept: the rest of a suite may carry secrets.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/cell_id.h"
#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/judge/shape.h"
#include "harness/plan/plan.h"
#include "harness/provider/price.h"
#include "harness/provider/request_template.h"
#include "harness/report/manifest/sessions.h"
#include "harness/report/report.h"
#include "harness/suite/suite.h"

namespace assay {

inline constexpr int kManifestVersion = 1;

struct ManifestVariant : VariantIdentity {
  std::string dialect;
  std::optional<Price> price;

  friend bool operator==(const ManifestVariant&, const ManifestVariant&) = default;
};

// A judge of the suite, whose calls are recorded behind the variants' rows (CallRow).
struct ManifestJudge {
  std::string name;
  std::string model_id;
  std::string provider;
  Params params;
  std::int64_t samples = 1;
  std::vector<VerdictShape> shapes;   // that it is asked for
  double flips = CanaryRule().flips;  // of canaries: the share that chance may turn
  bool embeds = false;                // it is asked for vectors instead
  bool asks_schema = false;           // its server is asked to hold replies to a JSON schema
  bool plays_user = false;            // it is asked what the user of a dialogue says

  friend bool operator==(const ManifestJudge&, const ManifestJudge&) = default;
};

// A stored verdict that was asked for again before the run rested on others of its judge.
struct ManifestCanary {
  std::string judge;   // its name
  CellId answer;       // that it is about
  std::string call;    // the Key, as hex, of the call that brought the verdict
  VerdictShape shape;  // that was asked for
  std::string said;    // verdict_text() of it

  friend bool operator==(const ManifestCanary&, const ManifestCanary&) = default;
};

// Flags of `assay run` with their words: "--case" -> {"a*", "b"}; a switch has one, "".
using RunSelection = std::map<std::string, std::vector<std::string>>;

struct Manifest {
  using Texts = std::map<std::string, std::string>;

  // What the run was begun with.
  std::string description;
  bool simulated = false;
  std::vector<std::string> axes;
  std::int64_t repeats = 1;
  std::vector<std::string> prompts;  // labels
  PassRule pass;
  SuiteLimits limits;
  std::vector<Gate> gates;  // without their places in the suite
  std::vector<std::string> own_metrics;
  std::vector<DerivedMetric> derived_metrics;
  std::vector<ManifestVariant> variants;
  // How each of `variants` was asked; nothing where nothing can be said. Of a run by
  // an assay that kept none there are none.
  std::vector<std::optional<RequestTemplate>> requests;
  std::vector<ManifestJudge> judges;
  std::int64_t turns = 0;                    // requests of the longest dialogue; 0: there is none
  std::vector<std::string> tool_cases;       // ids of those whose tools answer by themselves
  std::vector<PricesUsed> prices;            // by table, where the suite states none
  std::optional<std::uint64_t> suite_cells;  // of the whole suite

  // What was measured (fingerprint.h), so that a later run is compared with this one on
  // the same questions, and what differs is named. Of an older run some, or all, are
  // empty.
  Texts case_hashes;                                      // by case id: of all it asks and expects
  Texts expectation_hashes;                               // by case id
  std::map<std::string, Texts> variable_hashes;           // by case id, then variable
  Texts prompt_hashes;                                    // by label
  std::map<std::string, UsedVariables> prompt_variables;  // by label
  UsedVariables expectation_variables;
  // By variable, then case id: values of variables that gates cluster by, and of
  // others whose values cases share.
  std::map<std::string, Texts> clusters;

  // What it is compared with: baselines by name, as their files were when the run
  // began (baseline.h), and those of them that --baseline named.
  std::map<std::string, Json> baselines;
  std::vector<std::string> compare_with;
  // Where its answers were made, which nobody was asked for here: "format", "file". Empty: here.
  Texts imported;

  // What became of it since.
  std::optional<RunSelection> selection;  // the command line; nothing: not remembered
  std::vector<ManifestCanary> canaries;
  std::vector<Session> sessions;
  bool stopped_early = false;  // its gates were decided before the plan's end
  std::string outcome;         // of exit_decision.h, when its report was made last

  friend bool operator==(const Manifest&, const Manifest&) = default;
};

Manifest manifest_of(const Plan& plan);
std::vector<ManifestVariant> variants_of(const Plan& plan);
CallRows call_rows(const Manifest& manifest);
// The variants, as a report has them before anything is known of their cells.
std::vector<VariantSummary> summaries_of(const Manifest& manifest);

// Whether two runs were begun with the same, whatever became of them.
bool are_begun_alike(const Manifest& a, const Manifest& b);

Json to_json(const Manifest& manifest);
// A field of another type than ours counts as absent. Errors are the Store's
// (infrastructure): a manifest is written by assay alone.
Result<Manifest> read_manifest(const Json& json);
// Writes what `after` has otherwise than `before`. All else in `json` stays, be it what
// a newer assay put there.
void write_changes(const Manifest& before, const Manifest& after, Json& json);

}  // namespace assay
