// A gate in a run's manifest.
#include <optional>
#include <string>

#include "harness/report/gate.h"

namespace assay {
namespace {

std::optional<std::string> text_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<double> number_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

}  // namespace

Json gate_to_json(const Gate& gate) {
  Json candidate = Json::object();
  if (gate.candidate.model) candidate["model"] = *gate.candidate.model;
  if (gate.candidate.prompt) candidate["prompt"] = *gate.candidate.prompt;
  Json params = Json::object();
  for (const auto& [name, value] : gate.candidate.params) params[name] = value;
  if (!params.empty()) candidate["params"] = std::move(params);

  Json json = {{"name", gate.name}, {"metric", gate.metric}, {"candidate", std::move(candidate)}};
  if (gate.at_least) json["at_least"] = *gate.at_least;
  if (gate.at_most) json["at_most"] = *gate.at_most;
  return json;
}

Result<Gate> gate_from_json(const Json& json) {
  const std::optional<std::string> metric = text_at(json, "metric");
  if (!metric) return infrastructure_error("the run's manifest is damaged: a gate has no metric");
  Gate gate;
  gate.metric = *metric;
  gate.name = text_at(json, "name").value_or(*metric);
  gate.at_least = number_at(json, "at_least");
  gate.at_most = number_at(json, "at_most");
  if (const auto candidate = json.find("candidate"); candidate != json.end()) {
    gate.candidate.model = text_at(*candidate, "model");
    gate.candidate.prompt = text_at(*candidate, "prompt");
    if (const auto params = candidate->find("params");
        params != candidate->end() && params->is_object()) {
      for (const auto& [name, value] : params->items()) gate.candidate.params[name] = value;
    }
  }
  return gate;
}

}  // namespace assay
