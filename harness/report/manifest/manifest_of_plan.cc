// The manifest of a run that is about to begin.
#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "harness/plan/dialogue.h"
#include "harness/report/manifest/fingerprint.h"
#include "harness/report/manifest/manifest.h"
#include "harness/report/manifest/manifest_requests.h"
#include "harness/score/judged.h"

namespace assay {
namespace {

// By case id, of the cases that have the variable.
Manifest::Texts values_of(const Plan& plan, const std::string& variable) {
  Manifest::Texts values;
  for (const std::size_t i : plan.cases) {
    const Case& of = plan.suite->cases[i];
    if (const Json* value = of.vars.find(variable)) values[of.id] = variable_text(*value);
  }
  return values;
}

// Whether somebody may want to cluster by it later (assay compare --cluster): every
// case has it, two cases or more share a value on average, and values are short.
bool is_shared(const Manifest::Texts& values, std::size_t cases) {
  constexpr std::size_t kLongest = 100;  // bytes; a template's name, not a document
  std::set<std::string_view> different;
  for (const auto& [id, value] : values) {
    if (value.size() > kLongest) return false;
    different.insert(value);
  }
  return values.size() == cases && 2 * different.size() <= cases;
}

std::map<std::string, Manifest::Texts> clusters_of(const Plan& plan) {
  std::map<std::string, Manifest::Texts> clusters;
  for (const Gate& gate : plan.suite->gates) {
    if (!gate.cluster.empty()) clusters[gate.cluster] = values_of(plan, gate.cluster);
  }
  if (plan.cases.empty()) return clusters;
  const Vars& first = plan.suite->cases[plan.cases.front()].vars;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const std::string name(first.name(i));
    Manifest::Texts values = values_of(plan, name);
    if (is_shared(values, plan.cases.size())) clusters[name] = std::move(values);
  }
  return clusters;
}

void take_hashes(const Plan& plan, Manifest& manifest) {
  CaseFingerprints fingerprints(*plan.suite);
  for (const std::size_t i : plan.cases) {
    const Case& of = plan.suite->cases[i];
    CaseParts parts = fingerprints.parts(of);
    manifest.case_hashes[of.id] = fingerprints.whole(of);
    manifest.expectation_hashes[of.id] = std::move(parts.expectations);
    manifest.variable_hashes[of.id] = std::move(parts.variables);
  }
  for (const Prompt& prompt : plan.suite->prompts) {
    manifest.prompt_hashes[prompt.id] = prompt_fingerprint(prompt);
    manifest.prompt_variables[prompt.id] = variables_of(prompt);
  }
  manifest.expectation_variables = expectation_variables(plan);
}

// With the forms of verdict that any case of the suite wants of them.
std::vector<ManifestJudge> judges_of(const Plan& plan) {
  const Suite& suite = *plan.suite;
  std::vector<ManifestJudge> judges;
  for (const JudgeModel& judge : suite.judges)
    judges.push_back({judge.name,
                      judge.model.id,
                      suite.providers[judge.model.provider].name,
                      judge.model.params,
                      judge.samples,
                      {},
                      judge.canaries.flips,
                      judge.embeds,
                      /*asks_schema=*/false,  // whoever knows how it is asked says so
                      judge.plays_user});
  if (judges.empty()) return judges;
  std::set<const Expectations*> seen;
  const auto take = [&](const Expectations& list) {
    if (!seen.insert(&list).second) return;
    for (const JudgeUse& use : judge_uses(list)) {
      for (ManifestJudge& judge : judges) {
        if (judge.name != use.judge) continue;
        if (std::find(judge.shapes.begin(), judge.shapes.end(), use.shape) == judge.shapes.end())
          judge.shapes.push_back(use.shape);
      }
    }
  };
  for (const Case& each : suite.cases) {
    take(*each.expect);
    for (const Turn& turn : each.turns) take(*turn.expect);
  }
  return judges;
}

// Of the models that are asked, by the table that their prices are from.
std::vector<PricesUsed> prices_of(const Plan& plan) {
  std::map<PriceOrigin, std::set<std::string>> models;
  const auto take = [&](const Model& model) {
    if (model.priced_by) models[*model.priced_by].insert(model.name);
  };
  for (const Variant& variant : plan.variants) take(plan.suite->models[variant.model]);
  for (const JudgeModel& judge : plan.suite->judges) take(judge.model);
  std::vector<PricesUsed> used;
  for (const auto& [origin, names] : models) used.push_back({origin, {names.begin(), names.end()}});
  return used;
}

}  // namespace

std::vector<ManifestVariant> variants_of(const Plan& plan) {
  std::vector<ManifestVariant> variants;
  for (const Variant& variant : plan.variants) {
    const Model& model = plan.suite->models[variant.model];
    const Provider& provider = plan.suite->providers[model.provider];
    variants.push_back({{variant.id, model.name, model.id, provider.name,
                         plan.suite->prompts[variant.prompt].id, variant.axes, variant.params},
                        provider.dialect == nullptr ? "" : std::string(provider.dialect->name),
                        model.price});
  }
  return variants;
}

CallRows call_rows(const Manifest& manifest) {
  return {static_cast<std::uint32_t>(manifest.variants.size()),
          static_cast<std::uint32_t>(manifest.judges.size()),
          static_cast<std::uint32_t>(manifest.turns)};
}

Manifest manifest_of(const Plan& plan) {
  const Suite& suite = *plan.suite;
  Manifest manifest;
  manifest.description = suite.description;
  manifest.simulated = suite.simulated;
  for (const Axis& axis : suite.grid) manifest.axes.push_back(axis.parameter);
  manifest.repeats = plan.repeats;
  for (const Prompt& prompt : suite.prompts) manifest.prompts.push_back(prompt.id);
  manifest.pass = suite.pass;
  manifest.limits = suite.limits;
  manifest.gates = suite.gates;
  for (Gate& gate : manifest.gates) gate.where = {};
  manifest.own_metrics = suite.own_metrics;
  manifest.derived_metrics = suite.derived_metrics;
  manifest.variants = variants_of(plan);
  manifest.prices = prices_of(plan);
  manifest.requests = requests_of(plan);
  manifest.judges = judges_of(plan);
  manifest.turns = static_cast<std::int64_t>(longest_dialogue(plan));
  for (const std::size_t i : plan.cases)
    if (suite.cases[i].tools != nullptr) manifest.tool_cases.push_back(suite.cases[i].id);
  manifest.suite_cells = plan.suite_cells;
  take_hashes(plan, manifest);
  manifest.clusters = clusters_of(plan);
  return manifest;
}

}  // namespace assay
