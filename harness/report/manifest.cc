#include "harness/report/manifest.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "harness/base/text.h"
#include "harness/provider/reply_bound.h"
#include "harness/report/gate.h"
#include "harness/report/json_fields.h"
#include "harness/report/manifest_cases.h"
#include "harness/report/manifest_requests.h"
#include "harness/report/sessions.h"
#include "harness/report/summarise.h"

namespace assay {
namespace {

Json price_json(const std::optional<Price>& price) {
  if (!price) return nullptr;
  Json json = {{"input", price->input.picos}, {"output", price->output.picos}};
  if (price->cached_input) json["cached_input"] = price->cached_input->picos;
  if (price->cache_write) json["cache_write"] = price->cache_write->picos;
  return json;
}

Json variant_json(const Suite& suite, const Variant& variant) {
  const Model& model = suite.models[variant.model];
  const Provider& provider = suite.providers[model.provider];
  return {{"id", variant.id},
          {"model", model.name},
          {"model_id", model.id},
          {"provider", provider.name},
          {"dialect", provider.dialect == nullptr ? "" : std::string(provider.dialect->name)},
          {"prompt", suite.prompts[variant.prompt].id},
          {"axes", params_json(variant.axes)},
          {"params", params_json(variant.params)},
          {"price", price_json(model.price)}};
}

Json limits_json(const SuiteLimits& limits) {
  Json json = Json::object();
  if (limits.concurrency) json["concurrency"] = *limits.concurrency;
  if (limits.max_cost) json["max_cost_picos"] = limits.max_cost->picos;
  if (limits.max_duration) json["max_duration_ms"] = limits.max_duration->count();
  if (limits.max_error_rate) json["max_error_rate"] = *limits.max_error_rate;
  if (limits.timeout) json["timeout_ms"] = limits.timeout->count();
  return json;
}

// By case id, of the cases that have the variable.
std::map<std::string, std::string> values_of(const Plan& plan, const std::string& variable) {
  std::map<std::string, std::string> values;
  for (const std::size_t i : plan.cases) {
    const Case& of = plan.suite->cases[i];
    if (const Json* value = of.vars.find(variable)) values[of.id] = variable_text(*value);
  }
  return values;
}

// Whether somebody may want to cluster by it later (assay compare --cluster): every
// case has it, two cases or more share a value on average, and values are short.
bool is_shared(const std::map<std::string, std::string>& values, std::size_t cases) {
  constexpr std::size_t kLongest = 100;  // bytes; a template's name, not a document
  std::set<std::string_view> different;
  for (const auto& [id, value] : values) {
    if (value.size() > kLongest) return false;
    different.insert(value);
  }
  return values.size() == cases && 2 * different.size() <= cases;
}

Json clusters_json(const Plan& plan) {
  Json json = Json::object();
  for (const Gate& gate : plan.suite->gates) {
    if (!gate.cluster.empty()) json[gate.cluster] = values_of(plan, gate.cluster);
  }
  if (plan.cases.empty()) return json;
  const Vars& first = plan.suite->cases[plan.cases.front()].vars;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const std::string name(first.name(i));
    const std::map<std::string, std::string> values = values_of(plan, name);
    if (is_shared(values, plan.cases.size())) json[name] = values;
  }
  return json;
}

// What was measured, and what it is compared with.
Result<void> read_comparing(const Json& json, Manifest& manifest) {
  manifest.identities = read_identities(json);
  if (const auto found = json.find("clusters"); found != json.end() && found->is_object()) {
    for (const auto& [variable, values] : found->items()) {
      manifest.clusters[variable] = text_map_at(*found, variable.c_str());
    }
  }
  if (const auto found = json.find("baselines"); found != json.end() && found->is_object()) {
    for (const auto& [name, value] : found->items()) {
      ASSAY_TRY(Baseline baseline, baseline_from_json(value));
      manifest.baselines.push_back(std::move(baseline));
    }
  }
  manifest.compare_with = texts_at(json, "compare_with");
  return {};
}

VariantSummary read_variant(const Json& json) {
  VariantSummary variant;
  variant.id = text_at(json, "id");
  variant.model = text_at(json, "model");
  variant.model_id = text_at(json, "model_id");
  variant.provider = text_at(json, "provider");
  variant.prompt = text_at(json, "prompt");
  variant.axes = params_at(json, "axes");
  variant.params = params_at(json, "params");
  variant.most_output_tokens = static_cast<double>(reply_bound(variant.params).output());
  return variant;
}

// Of a run by an assay that kept none there are none.
void read_requests(const Json& json, std::vector<VariantSummary>& variants) {
  const auto found = json.find("requests");
  if (found == json.end() || !found->is_array() || found->size() != variants.size()) return;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    if (std::optional<RequestTemplate> request = request_from_json((*found)[i])) {
      variants[i].request = std::make_shared<const RequestTemplate>(std::move(*request));
    }
  }
}

// Nothing of a run by an assay that did not remember it.
std::optional<RunSelection> selection_from(const Json& json) {
  const auto found = json.find("selection");
  if (found == json.end() || !found->is_object()) return std::nullopt;
  RunSelection selection;
  for (const auto& [flag, words] : found->items()) selection[flag] = texts_at(*found, flag.c_str());
  return selection;
}

Result<std::vector<Gate>> read_gates(const Json& json) {
  std::vector<Gate> gates;
  const auto found = json.find("gates");
  if (found == json.end() || !found->is_array()) return gates;
  for (const Json& gate : *found) {
    ASSAY_TRY(Gate read, gate_from_json(gate));
    gates.push_back(std::move(read));
  }
  return gates;
}

}  // namespace

Json manifest_of(const Plan& plan) {
  const Suite& suite = *plan.suite;
  Json json = {{"version", kManifestVersion},  {"description", suite.description},
               {"simulated", suite.simulated}, {"axes", Json::array()},
               {"repeats", plan.repeats},      {"prompts", Json::array()},
               {"pass", Json::object()},       {"limits", limits_json(suite.limits)},
               {"gates", Json::array()},       {"variants", Json::array()}};
  for (const Axis& axis : suite.grid) json["axes"].push_back(axis.parameter);
  for (const Prompt& prompt : suite.prompts) json["prompts"].push_back(prompt.id);
  if (suite.pass.score) json["pass"]["score"] = *suite.pass.score;
  for (const Gate& gate : suite.gates) json["gates"].push_back(gate_to_json(gate));
  json.update(identities_json(plan));
  if (Json clusters = clusters_json(plan); !clusters.empty()) {
    json["clusters"] = std::move(clusters);
  }
  for (const Variant& variant : plan.variants) {
    json["variants"].push_back(variant_json(suite, variant));
  }
  json["requests"] = requests_json(plan);
  if (plan.suite_cells) json["suite_cells"] = *plan.suite_cells;
  return json;
}

void mark_outcome(Json& manifest, std::string_view outcome) {
  manifest["outcome"] = outcome;
}

void mark_stopped_early(Json& manifest, bool stopped) {
  if (stopped)
    manifest["stopped_early"] = true;
  else
    manifest.erase("stopped_early");
}

void remember_selection(Json& manifest, const RunSelection& selection) {
  manifest["selection"] = selection;
}

Result<Manifest> read_manifest(const Json& json) {
  const double version = number_at(json, "version").value_or(0);
  if (version > kManifestVersion) {
    return usage_error("the run was recorded by a newer assay: its manifest has version " +
                       format_number(version));
  }
  const auto variants = json.find("variants");
  if (version < 1 || variants == json.end() || !variants->is_array()) {
    return infrastructure_error("the run's manifest is damaged: it names no variants");
  }
  Manifest manifest;
  manifest.description = text_at(json, "description");
  manifest.simulated = flag_at(json, "simulated");
  manifest.stopped_early = flag_at(json, "stopped_early");
  manifest.axes = texts_at(json, "axes");
  manifest.repeats = static_cast<std::int64_t>(
      std::clamp(number_at(json, "repeats").value_or(1), 1.0, static_cast<double>(kMaxCells)));
  manifest.prompts = texts_at(json, "prompts");
  manifest.selection = selection_from(json);
  if (const auto cells = json.find("suite_cells");
      cells != json.end() && cells->is_number_unsigned())
    manifest.suite_cells = cells->get<std::uint64_t>();
  for (const Json& variant : *variants) manifest.variants.push_back(read_variant(variant));
  read_requests(json, manifest.variants);
  ASSAY_TRY(manifest.gates, read_gates(json));
  ASSAY_CHECK(read_comparing(json, manifest));
  if (const auto limits = json.find("limits"); limits != json.end()) {
    manifest.max_error_rate = number_at(*limits, "max_error_rate");
  }
  read_sessions(json, manifest);
  return manifest;
}

}  // namespace assay
