#include "harness/report/manifest_cases.h"

#include <algorithm>
#include <vector>

#include "harness/report/fingerprint.h"
#include "harness/report/json_fields.h"

namespace assay {
namespace {

constexpr const char* kOfCases[] = {"case_hashes", "expectation_hashes", "variable_hashes"};

// Of the prompts that the run's variants used, as far as is known.
std::vector<UsedVariables> asked_by(const Json& manifest) {
  std::vector<UsedVariables> asked;
  const auto found = manifest.find("prompt_variables");
  if (found == manifest.end() || !found->is_object()) return {UsedVariables{}};
  for (const Json& variant : manifest.value("variants", Json::array())) {
    asked.push_back(used_variables_at(*found, text_at(variant, "prompt").c_str()));
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

Json to_json(const UsedVariables& used) {
  return used.all ? Json() : Json(used.names);
}

UsedVariables used_variables_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_array()) return {};
  const std::vector<std::string> names = texts_at(json, key);
  return {false, {names.begin(), names.end()}};
}

Json identities_json(const Plan& plan) {
  Json json;
  for (const char* key : kOfCases) json[key] = Json::object();
  CaseFingerprints fingerprints(*plan.suite);
  for (const std::size_t i : plan.cases) {
    const Case& of = plan.suite->cases[i];
    const CaseParts parts = fingerprints.parts(of);
    json["case_hashes"][of.id] = fingerprints.whole(of);
    json["expectation_hashes"][of.id] = parts.expectations;
    json["variable_hashes"][of.id] = parts.variables;
  }
  json["prompt_hashes"] = Json::object();
  json["prompt_variables"] = Json::object();
  for (const Prompt& prompt : plan.suite->prompts) {
    json["prompt_hashes"][prompt.id] = prompt_fingerprint(prompt);
    json["prompt_variables"][prompt.id] = to_json(variables_of(prompt));
  }
  json["expectation_variables"] = to_json(expectation_variables(plan));
  return json;
}

Identities read_identities(const Json& manifest) {
  Identities identities;
  identities.contents = text_map_at(manifest, "case_hashes");
  identities.prompts = text_map_at(manifest, "prompt_hashes");
  identities.expectation_variables = used_variables_at(manifest, "expectation_variables");
  if (const auto found = manifest.find("prompt_variables");
      found != manifest.end() && found->is_object()) {
    for (const auto& [label, names] : found->items()) {
      identities.prompt_variables[label] = used_variables_at(*found, label.c_str());
    }
  }
  const auto variables = manifest.find("variable_hashes");
  if (variables == manifest.end() || !variables->is_object()) return identities;
  for (const auto& [id, hash] : text_map_at(manifest, "expectation_hashes")) {
    identities.parts[id] =
        std::make_shared<const CaseParts>(CaseParts{hash, text_map_at(*variables, id.c_str())});
  }
  return identities;
}

std::set<std::string> take_expectations(const Plan& now, Json& manifest) {
  const Identities before = read_identities(manifest);
  const std::vector<UsedVariables> asked = asked_by(manifest);
  std::set<std::string> others;
  const Json made = identities_json(now);
  const Identities after = read_identities(made);
  for (const auto& [id, parts] : after.parts) {
    const auto known = before.parts.find(id);
    if (known != before.parts.end() && asks_else(*known->second, *parts, asked)) {
      others.insert(id);
      continue;
    }
    for (const char* key : kOfCases) manifest[key][id] = made[key][id];
  }
  manifest["expectation_variables"] = made["expectation_variables"];
  return others;
}

}  // namespace assay
