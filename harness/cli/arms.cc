#include "harness/cli/arms.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/report/baseline.h"
#include "harness/report/manifest.h"
#include "harness/report/selector.h"
#include "harness/report/summarise.h"

namespace assay {
namespace {

constexpr std::string_view kStored = "stored:";
constexpr std::size_t kMostListed = 12;

std::string listed(const std::vector<std::string>& names) {
  const std::size_t shown = std::min(names.size(), kMostListed);
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(shown);
  const std::string text = join({names.begin(), end}, ", ");
  return shown == names.size() ? text
                               : text + " and " + std::to_string(names.size() - shown) + " more";
}

std::vector<std::string> variant_ids(const std::vector<VariantSummary>& variants) {
  std::vector<std::string> ids;
  for (const VariantSummary& variant : variants) ids.push_back(variant.id);
  return ids;
}

// Keys of a selector, and what each may be in this run.
std::vector<std::string> selector_keys(const std::vector<VariantSummary>& variants) {
  std::set<std::string> parameters;
  for (const VariantSummary& variant : variants) {
    for (const auto& [name, value] : variant.params) parameters.insert(name);
  }
  std::vector<std::string> keys = {"model", "prompt"};
  keys.insert(keys.end(), parameters.begin(), parameters.end());
  return keys;
}

std::vector<std::string> values_of(const std::vector<VariantSummary>& variants,
                                   const std::string& key) {
  std::set<std::string> values;
  for (const VariantSummary& variant : variants) {
    if (key == "model") values.insert(variant.model);
    if (key == "prompt") values.insert(variant.prompt);
    const auto found = variant.params.find(key);
    if (found != variant.params.end()) values.insert(parameter_text(found->second));
  }
  return {values.begin(), values.end()};
}

// KEY=VALUE,...; nothing for a text that is written in another way.
using KeyValues = std::vector<std::pair<std::string, std::string>>;
std::optional<KeyValues> key_values(std::string_view text) {
  KeyValues pairs;
  for (const std::string_view part : split(text, ',')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos || equals == 0) return std::nullopt;
    const std::string_view key = trim(part.substr(0, equals));
    if (key.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string_view::npos)
      return std::nullopt;
    pairs.emplace_back(key, trim(part.substr(equals + 1)));
  }
  return pairs;
}

// A number, a boolean or a list as JSON writes it; else text.
Json parameter_value(const std::string& text) {
  Result<Json> value = parse_json(text);
  return value ? std::move(*value) : Json(text);
}

Selector field_of(const std::string& key, const std::string& value) {
  if (key == "model") return {value, {}, {}};
  if (key == "prompt") return {{}, value, {}};
  return {{}, {}, {{key, parameter_value(value)}}};
}

Result<Selector> selector_of(const KeyValues& pairs, const std::string& run,
                             const std::vector<VariantSummary>& variants) {
  const std::vector<std::string> keys = selector_keys(variants);
  Selector selector;
  std::set<std::string> seen;
  for (const auto& [key, value] : pairs) {
    if (!seen.insert(key).second) return usage_error("a selector names '" + key + "' twice");
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      return usage_error("'" + key + "=" + value + "': no variant of run " + run + " has a '" +
                         key + "'" + did_you_mean(key, keys) + " (one of " + listed(keys) + ")");
    }
    Selector field = field_of(key, value);
    if (std::none_of(variants.begin(), variants.end(),
                     [&](const VariantSummary& each) { return matches(field, each); })) {
      const std::vector<std::string> there = values_of(variants, key);
      return usage_error("'" + key + "=" + value + "' fits no variant of run " + run +
                         did_you_mean(value, there) + " (there is " + key + "=" + listed(there) +
                         ")");
    }
    if (field.model) selector.model = std::move(field.model);
    if (field.prompt) selector.prompt = std::move(field.prompt);
    selector.params.merge(field.params);
  }
  return selector;
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
  const std::optional<KeyValues> pairs = key_values(text);
  if (!pairs) return std::optional<NamedRun>();
  ASSAY_TRY(const Selector selector, selector_of(*pairs, run.id, manifest.variants));
  ASSAY_TRY(NamedRun made, named(store, run));
  std::erase_if(made.variants,
                [&](std::size_t i) { return !matches(selector, made.report.variants[i]); });
  if (made.variants.empty()) {
    return usage_error("'" + text + "' fits no variant of run " + run.id +
                       ": each part fits some, but never together; its variants: " + listed(ids));
  }
  made.named = selector;
  return std::optional(std::move(made));
}

std::string its_variants(const RunRecord& run, const std::string& name) {
  const Result<Manifest> manifest = read_manifest(run.manifest);
  if (!manifest) return "";
  const std::vector<std::string> models = values_of(manifest->variants, "model");
  const std::vector<std::string> ids = variant_ids(manifest->variants);
  const bool is_model = std::find(models.begin(), models.end(), name) != models.end();
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
