#include "harness/cli/arms.h"

#include <algorithm>
#include <utility>

#include "harness/base/spelling.h"
#include "harness/report/baseline.h"
#include "harness/report/summarise.h"

namespace assay {
namespace {

constexpr std::string_view kStored = "stored:";

std::vector<std::string> variant_ids(const RunRecord& run) {
  std::vector<std::string> ids;
  for (const Json& variant : run.manifest.value("variants", Json::array())) {
    ids.push_back(variant.value("id", ""));
  }
  return ids;
}

bool has_variant(const RunRecord& run, const std::string& id) {
  const std::vector<std::string> ids = variant_ids(run);
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

Result<NamedRun> named(Store& store, const RunRecord& run, std::string variant) {
  ASSAY_TRY(Report report, measured(store, run));
  return NamedRun{std::move(report), std::move(variant)};
}

}  // namespace

Result<NamedRun> find_named_run(Store& store, const std::string& text) {
  ASSAY_TRY(const RunRecord latest, store.find_run("latest"));
  if (has_variant(latest, text)) return named(store, latest, text);
  const Result<RunRecord> run = store.find_run(text);
  if (run) return named(store, *run, "");
  if (const std::size_t colon = text.find(':'); colon != std::string::npos) {
    ASSAY_TRY(const RunRecord of, store.find_run(text.substr(0, colon)));
    const std::string variant = text.substr(colon + 1);
    if (has_variant(of, variant)) return named(store, of, variant);
    return usage_error("run " + of.id + " has no variant '" + variant + "'" +
                       did_you_mean(variant, variant_ids(of)));
  }
  return usage_error("'" + text + "' is no variant of the latest run" +
                     did_you_mean(text, variant_ids(latest)) + "; and " + run.error().message);
}

Result<std::vector<Arm>> find_arms(Store& store, const std::string& text, const Options& options) {
  ASSAY_TRY(const RunRecord latest, store.find_run("latest"));
  if (text.starts_with(kStored)) {
    ASSAY_TRY(Baseline baseline, read_baseline(baseline_folder(options, latest.suite_path),
                                               text.substr(kStored.size())));
    return std::move(baseline.arms);
  }
  ASSAY_TRY(const NamedRun run, find_named_run(store, text));
  std::vector<Arm> arms;
  for (std::size_t i = 0; i < run.report.variants.size(); ++i) {
    if (!run.variant.empty() && run.report.variants[i].id != run.variant) continue;
    arms.push_back(arm_of(run.report, i));
    if (run.report.run.id != latest.id) arms.back().name = run.report.run.id + ":" + arms.back().name;
  }
  return arms;
}

std::filesystem::path baseline_folder(const Options& options,
                                      const std::filesystem::path& suite_path) {
  return options.baseline_folder.empty() ? baseline_folder(suite_path) : options.baseline_folder;
}

}  // namespace assay
