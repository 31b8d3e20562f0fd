#include "harness/report/manifest/manifest_cases.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace assay {
namespace {

// Of the prompts that the run's variants used, as far as is known.
std::vector<UsedVariables> asked_by(const Manifest& manifest) {
  std::vector<UsedVariables> asked;
  for (const ManifestVariant& variant : manifest.variants) {
    const auto found = manifest.prompt_variables.find(variant.prompt);
    asked.push_back(found == manifest.prompt_variables.end() ? UsedVariables{} : found->second);
  }
  return asked;
}

bool asks_else(const CaseParts& before, const CaseParts& now,
               const std::vector<UsedVariables>& asked) {
  return std::any_of(asked.begin(), asked.end(), [&](const UsedVariables& used) {
    return !ask_the_same(before, used, now, used);
  });
}

}  // namespace

std::shared_ptr<const CaseParts> parts_of(const Manifest& manifest, const std::string& case_id) {
  const auto expectations = manifest.expectation_hashes.find(case_id);
  const auto variables = manifest.variable_hashes.find(case_id);
  if (expectations == manifest.expectation_hashes.end() ||
      variables == manifest.variable_hashes.end()) {
    return nullptr;
  }
  return std::make_shared<const CaseParts>(CaseParts{expectations->second, variables->second});
}

KnownCase take_case(Manifest& manifest, const std::string& case_id) {
  KnownCase known;
  if (auto content = manifest.case_hashes.extract(case_id))
    known.content = std::move(content.mapped());
  auto expectations = manifest.expectation_hashes.extract(case_id);
  auto variables = manifest.variable_hashes.extract(case_id);
  if (expectations && variables)
    known.parts = std::make_shared<const CaseParts>(
        CaseParts{std::move(expectations.mapped()), std::move(variables.mapped())});
  for (auto& [variable, values] : manifest.clusters)
    if (auto value = values.extract(case_id)) known.clusters[variable] = std::move(value.mapped());
  return known;
}

void forget_cases(Manifest& manifest) {
  manifest.case_hashes = {};
  manifest.expectation_hashes = {};
  manifest.variable_hashes = {};
  manifest.clusters = {};
}

std::set<std::string> take_rules(const Manifest& now, Manifest& manifest) {
  manifest.description = now.description;
  manifest.pass = now.pass;
  manifest.limits = now.limits;
  manifest.gates = now.gates;
  for (std::size_t i = 0; i < std::min(manifest.judges.size(), now.judges.size()); ++i)
    if (manifest.judges[i].name == now.judges[i].name) manifest.judges[i] = now.judges[i];
  if (!now.clusters.empty()) manifest.clusters = now.clusters;
  manifest.expectation_variables = now.expectation_variables;

  const std::vector<UsedVariables> asked = asked_by(manifest);
  std::set<std::string> others;
  for (const auto& [id, hash] : now.case_hashes) {
    const auto before = parts_of(manifest, id);
    if (before != nullptr && asks_else(*before, *parts_of(now, id), asked)) {
      others.insert(id);
      continue;
    }
    manifest.case_hashes[id] = hash;
    manifest.expectation_hashes[id] = now.expectation_hashes.at(id);
    manifest.variable_hashes[id] = now.variable_hashes.at(id);
  }
  return others;
}

}  // namespace assay
