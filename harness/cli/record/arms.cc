#include "harness/cli/record/arms.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/cli/selection/named_selector.h"
#include "harness/report/compare/baseline.h"
#include "harness/report/manifest/manifest.h"
#include "harness/report/selector.h"
#include "harness/report/summary/summarise.h"

namespace assay {
namespace {

constexpr std::string_view kStored = "stored:";

std::vector<std::string> variant_ids(const std::vector<ManifestVariant>& variants) {
  std::vector<std::string> ids;
  for (const ManifestVariant& variant : variants) ids.push_back(variant.id);
  return ids;
}

Result<NamedRun> named(Store& store, const RunRecord& run) {
  NamedRun made;
  ASSAY_TRY(made.report, measured(store, run));
  for (std::size_t i = 0; i < made.report.variants.size(); ++i) made.variants.push_back(i);
  return made;
}

// A variant or a selector of the run; nothing where `text` is neither.
Result<std::optional<NamedRun>> find_in(Store& store, const RunRecord& run,
                                        const std::string& text) {
  ASSAY_TRY(const Manifest manifest, read_manifest(run.manifest));
  const std::vector<std::string> ids = variant_ids(manifest.variants);
  if (const auto found = std::find(ids.begin(), ids.end(), text); found != ids.end()) {
    ASSAY_TRY(NamedRun made, named(store, run));
    made.variants = {static_cast<std::size_t>(found - ids.begin())};
    return std::optional(std::move(made));
  }
  ASSAY_TRY(const std::optional<Selector> selector, named_selector(text, run.id, manifest));
  if (!selector) return std::optional<NamedRun>();
  ASSAY_TRY(NamedRun made, named(store, run));
  std::erase_if(made.variants,
                [&](std::size_t i) { return !matches(*selector, made.report.variants[i]); });
  if (made.variants.empty()) {
    return usage_error("'" + text + "' fits no variant of run " + run.id +
                       ": each part fits some, but never together; its variants: " + listed(ids));
  }
  made.named = *selector;
  return std::optional(std::move(made));
}

std::string its_variants(const RunRecord& run, const std::string& name) {
  const Result<Manifest> manifest = read_manifest(run.manifest);
  if (!manifest) return "";
  const std::vector<std::string> ids = variant_ids(manifest->variants);
  const bool is_model =
      std::any_of(manifest->variants.begin(), manifest->variants.end(),
                  [&](const ManifestVariant& variant) { return variant.model == name; });
  return (is_model ? "; for all variants of that model: model=" + name : did_you_mean(name, ids)) +
         "\n  its variants: " + listed(ids);
}

// "\n  run R has it: R:old", of the newest such run.
Result<std::string> elsewhere(Store& store, const std::string& name) {
  ASSAY_TRY(const std::vector<RunRecord> runs, store.runs());
  for (const RunRecord& run : runs) {
    const Result<Manifest> manifest = read_manifest(run.manifest);
    if (!manifest) continue;
    const std::vector<std::string> ids = variant_ids(manifest->variants);
    if (std::find(ids.begin(), ids.end(), name) == ids.end()) continue;
    return "\n  an earlier run has it: " + run.id + ":" + name;
  }
  return std::string();
}

}  // namespace

Result<NamedRun> find_named_run(Store& store, const std::string& text) {
  ASSAY_TRY(const RunRecord latest, store.find_run("latest"));
  ASSAY_TRY(std::optional<NamedRun> of_latest, find_in(store, latest, text));
  if (of_latest) return std::move(*of_latest);
  const Result<RunRecord> run = store.find_run(text);
  if (run) return named(store, *run);
  const std::size_t colon = text.find(':');
  const Result<RunRecord> of =
      colon == std::string::npos ? run : store.find_run(text.substr(0, colon));
  if (of) {
    const std::string name = text.substr(colon + 1);
    ASSAY_TRY(std::optional<NamedRun> found, find_in(store, *of, name));
    if (found) return std::move(*found);
    return usage_error("run " + of->id + " has no variant '" + name + "'" +
                       its_variants(*of, name));
  }
  ASSAY_TRY(const std::string other, elsewhere(store, text));
  return usage_error("'" + text + "' is no variant of the latest run, " + latest.id +
                     its_variants(latest, text) + other +
                     "\n  nor is it a run: " + run.error().message);
}

Result<NamedArms> find_arms(Store& store, const std::string& text, const Options& options) {
  ASSAY_TRY(const RunRecord latest, store.find_run("latest"));
  if (text.starts_with(kStored)) {
    ASSAY_TRY(Baseline baseline, read_baseline(baseline_folder(options, latest.suite_path),
                                               text.substr(kStored.size())));
    return NamedArms{std::move(baseline.arms), {}};
  }
  ASSAY_TRY(const NamedRun run, find_named_run(store, text));
  NamedArms made{{}, run.named};
  for (const std::size_t variant : run.variants) {
    Arm& arm = made.arms.emplace_back(arm_of(run.report, variant));
    if (arm.run != latest.id) arm.name = arm.run + ":" + arm.name;
  }
  return made;
}

std::filesystem::path baseline_folder(const Options& options,
                                      const std::filesystem::path& suite_path) {
  return options.baseline_folder.empty() ? baseline_folder(suite_path) : options.baseline_folder;
}

}  // namespace assay
