#include "harness/report/compare/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "harness/base/file.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/report/manifest/manifest.h"
#include "harness/report/part.h"
#include "harness/suite/suite.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxBytes = std::size_t{256} << 20;

void name_arms(Baseline& baseline) {
  for (Arm& arm : baseline.arms) {
    arm.name = "stored:" + baseline.name;
    if (baseline.arms.size() > 1) arm.name += ":" + arm.variant.id;
  }
}

}  // namespace

Result<Baseline> baseline_of(const Report& report, std::string_view name, std::string_view variant,
                             std::string_view reason) {
  Baseline baseline;
  baseline.name = name;
  baseline.reason = reason;
  baseline.assay_version = report.run.assay_version;
  baseline.finished_at = report.run.finished_at;
  baseline.part = part_text(report);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < report.variants.size(); ++i) {
    ids.push_back(report.variants[i].id);
    if (variant.empty() || variant == ids.back()) baseline.arms.push_back(arm_of(report, i));
  }
  if (baseline.arms.empty()) {
    return usage_error(fmt::format("run {} has no variant '{}'{}", report.run.id, variant,
                                   did_you_mean(variant, ids)));
  }
  name_arms(baseline);
  return baseline;
}

std::string to_text(const Baseline& baseline) {
  return dump_json(to_json(baseline), 1) + "\n";
}

fs::path baseline_folder(const fs::path& suite_path) {
  return suite_path.parent_path() / "baselines";
}

fs::path baseline_file(const fs::path& folder, std::string_view name) {
  return folder / (std::string(name) + ".json");
}

std::vector<std::string> baseline_names(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<Baseline> read_baseline(const fs::path& folder, std::string_view name) {
  if (!is_baseline_name(name)) {
    return usage_error(
        fmt::format("'{}' is no baseline's name: letters, digits, '-', '_', '.'", name));
  }
  const fs::path file = baseline_file(folder, name);
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    return usage_error(
        fmt::format("there is no baseline {}{}; make it with: assay baseline save "
                    "{} RUN",
                    file.string(), did_you_mean(name, baseline_names(folder)), name));
  }
  ASSAY_TRY(const std::string text, read_file(file, kMaxBytes));
  const Result<Json> json = parse_json(text);
  if (!json) return usage_error(file.string() + ": " + json.error().message);
  Result<Baseline> baseline = baseline_from_json(*json);
  if (!baseline) return usage_error(file.string() + ": " + baseline.error().message);
  baseline->name = name;  // the file's name is what gates say
  name_arms(*baseline);
  return baseline;
}

Result<void> keep_baselines(const fs::path& folder, const std::vector<std::string>& wanted,
                            Manifest& manifest) {
  std::set<std::string> names(wanted.begin(), wanted.end());
  for (const Gate& gate : manifest.gates) {
    if (!gate.baseline || gate.baseline->stored.empty()) continue;
    // The first run must be possible before its baseline is: the gate will say so.
    const std::string& name = gate.baseline->stored;
    std::error_code ignored;
    if (fs::exists(baseline_file(folder, name), ignored)) names.insert(name);
  }
  for (const std::string& name : names) {
    if (manifest.baselines.contains(name)) continue;
    ASSAY_TRY(const Baseline baseline, read_baseline(folder, name));
    manifest.baselines[name] = to_json(baseline);
  }
  if (!wanted.empty()) manifest.compare_with = wanted;
  return {};
}

Result<std::vector<Baseline>> kept_baselines(const Manifest& manifest) {
  std::vector<Baseline> baselines;
  for (const auto& [name, json] : manifest.baselines) {
    ASSAY_TRY(Baseline baseline, baseline_from_json(json));
    baselines.push_back(std::move(baseline));
  }
  return baselines;
}

}  // namespace assay
