#include "harness/report/manifest/gate_json.h"

#include <optional>
#include <string>

#include "harness/base/json_fields.h"
#include "harness/report/params_json.h"

namespace assay {
namespace {

// Absent is not the same as "", which selects nothing.
std::optional<std::string> label_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

Json selector_to_json(const Selector& selector) {
  Json json = Json::object();
  if (selector.model) json["model"] = *selector.model;
  if (selector.prompt) json["prompt"] = *selector.prompt;
  if (!selector.params.empty()) json["params"] = params_json(selector.params);
  return json;
}

Selector selector_from_json(const Json& json) {
  Selector selector;
  selector.model = label_at(json, "model");
  selector.prompt = label_at(json, "prompt");
  selector.params = params_at(json, "params");
  return selector;
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
  gate.baseline = GateBaseline{selector_from_json(*baseline), text_at(json, "stored")};
  gate.no_worse_than = number_at(json, "no_worse_than");
  gate.at_most_ratio = number_at(json, "at_most_ratio");
  gate.require_same_model = flag_at(json, "require_same_model");
  gate.stop_early = flag_at(json, "stop_early");
  gate.cluster = text_at(json, "cluster");
}

}  // namespace

Json gate_to_json(const Gate& gate) {
  Json json = {{"name", gate.name},
               {"metric", gate.metric},
               {"candidate", selector_to_json(gate.candidate)}};
  if (gate.at_least) json["at_least"] = *gate.at_least;
  if (gate.at_most) json["at_most"] = *gate.at_most;
  if (gate.max_error_rate) json["max_error_rate"] = *gate.max_error_rate;
  put_comparison(gate, json);
  return json;
}

Result<Gate> gate_from_json(const Json& json) {
  const std::optional<std::string> metric = label_at(json, "metric");
  if (!metric) return infrastructure_error("the run's manifest is damaged: a gate has no metric");
  Gate gate;
  gate.metric = *metric;
  gate.name = label_at(json, "name").value_or(*metric);
  gate.at_least = number_at(json, "at_least");
  gate.at_most = number_at(json, "at_most");
  gate.max_error_rate = number_at(json, "max_error_rate");
  if (const auto candidate = json.find("candidate");
      candidate != json.end() && candidate->is_object()) {
    gate.candidate = selector_from_json(*candidate);
  }
  take_comparison(json, gate);
  return gate;
}

}  // namespace assay
