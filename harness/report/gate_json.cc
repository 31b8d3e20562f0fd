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

Json selector_to_json(const Selector& selector) {
  Json json = Json::object();
  if (selector.model) json["model"] = *selector.model;
  if (selector.prompt) json["prompt"] = *selector.prompt;
  Json params = Json::object();
  for (const auto& [name, value] : selector.params) params[name] = value;
  if (!params.empty()) json["params"] = std::move(params);
  return json;
}

Selector selector_from_json(const Json& json) {
  Selector selector;
  selector.model = text_at(json, "model");
  selector.prompt = text_at(json, "prompt");
  if (const auto params = json.find("params"); params != json.end() && params->is_object()) {
    for (const auto& [name, value] : params->items()) selector.params[name] = value;
  }
  return selector;
}

bool flag_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_boolean() && found->get<bool>();
}

void put_comparison(const Gate& gate, Json& json) {
  if (!gate.baseline) return;
  json["baseline"] = selector_to_json(gate.baseline->selector);
  if (!gate.baseline->stored.empty()) json["stored"] = gate.baseline->stored;
  if (gate.no_worse_than) json["no_worse_than"] = *gate.no_worse_than;
  if (gate.at_most_ratio) json["at_most_ratio"] = *gate.at_most_ratio;
  if (gate.require_same_model) json["require_same_model"] = true;
  if (gate.stop_early) json["stop_early"] = true;
  if (!gate.cluster.empty()) json["cluster"] = gate.cluster;
}

void take_comparison(const Json& json, Gate& gate) {
  const auto baseline = json.find("baseline");
  if (baseline == json.end() || !baseline->is_object()) return;
  gate.baseline = GateBaseline{selector_from_json(*baseline), text_at(json, "stored").value_or("")};
  gate.no_worse_than = number_at(json, "no_worse_than");
  gate.at_most_ratio = number_at(json, "at_most_ratio");
  gate.require_same_model = flag_at(json, "require_same_model");
  gate.stop_early = flag_at(json, "stop_early");
  gate.cluster = text_at(json, "cluster").value_or("");
}

}  // namespace

Json gate_to_json(const Gate& gate) {
  Json json = {{"name", gate.name},
               {"metric", gate.metric},
               {"candidate", selector_to_json(gate.candidate)}};
  if (gate.at_least) json["at_least"] = *gate.at_least;
  if (gate.at_most) json["at_most"] = *gate.at_most;
  put_comparison(gate, json);
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
  if (const auto candidate = json.find("candidate");
      candidate != json.end() && candidate->is_object()) {
    gate.candidate = selector_from_json(*candidate);
  }
  take_comparison(json, gate);
  return gate;
}

}  // namespace assay
