// A baseline as JSON.
#include <algorithm>
#include <cstdint>

#include "harness/base/json_fields.h"
#include "harness/report/compare/baseline.h"
#include "harness/report/manifest/manifest_cases.h"
#include "harness/report/manifest/variant_json.h"
#include "harness/report/metric.h"

namespace assay {
namespace {

void put(Json& json, const char* key, std::int64_t value) {
  if (value != 0) json[key] = value;
}

void put(Json& json, const char* key, const std::optional<double>& value) {
  if (value) json[key] = *value;
}

// What the case has of an own metric: cells with a value and without.
Json own_json(const CaseVariant& counts) {
  Json json = Json::object();
  put(json, "cells", counts.passed);
  put(json, "errors", counts.errors);
  put(json, "waiting", counts.waiting);
  put(json, "value", counts.score);
  return json;
}

Json case_json(const ArmCase& of) {
  Json json = Json::object();
  if (!of.content.empty()) json["content"] = of.content;
  if (of.parts != nullptr) {
    json["expectations"] = of.parts->expectations;
    json["variables"] = of.parts->variables;
  }
  put(json, "passed", of.counts.passed);
  put(json, "failed", of.counts.failed);
  put(json, "errors", of.counts.errors);
  put(json, "unscored", of.counts.unscored);
  if (of.counts.waiting != 0) put(json, "waiting", of.counts.waiting);
  put(json, "score", of.counts.score);
  put(json, "open_errors", of.counts.open_errors);
  put(json, "open_waiting", of.counts.open_waiting);
  if (of.counts.open_up > 0) json["open_up"] = of.counts.open_up;
  if (of.counts.open_down > 0) json["open_down"] = of.counts.open_down;
  for (const Quantity* each : compared_quantities()) put(json, each->key, mean_of(of, *each));
  if (!of.clusters.empty()) json["clusters"] = of.clusters;
  for (const auto& [name, counts] : of.own) json["metrics"][name] = own_json(counts);
  return json;
}

Json arm_json(const Arm& arm) {
  Json json = to_json(static_cast<const VariantIdentity&>(arm.variant));
  json["model_returned"] = arm.variant.model_returned;
  json["prompt_hash"] = arm.prompt_hash;
  json["prompt_variables"] = to_json(arm.asked);
  json["expectation_variables"] = to_json(arm.expected);
  json["n"] = arm.cases.size();
  json["cases"] = Json::object();
  for (const ArmCase& of : arm.cases) json["cases"][of.id] = case_json(of);
  return json;
}

// Not negative, and small enough that sums of them stay exact.
std::int64_t count_at(const Json& json, const char* key) {
  constexpr double kMost = 1e9;
  const double value = number_at(json, key).value_or(0);
  return value > 0 && value <= kMost ? static_cast<std::int64_t>(value) : 0;
}

// A measured quantity is never negative.
std::optional<double> quantity_at(const Json& json, const char* key) {
  const std::optional<double> value = number_at(json, key);
  return value && *value >= 0 ? value : std::nullopt;
}

CaseVariant read_own(const Json& json) {
  const std::int64_t waiting = count_at(json, "waiting");
  CaseVariant counts{{count_at(json, "cells"), 0, count_at(json, "errors"), waiting, waiting},
                     quantity_at(json, "value")};
  if (!counts.score || *counts.score > 1 || counts.passed == 0) {
    counts.score.reset();
    counts.passed = 0;
  }
  return counts;
}

// What parts without a value could do to the score: it stays one.
void read_open(const Json& json, CaseVariant& counts) {
  if (!counts.score) return;
  counts.open_errors = count_at(json, "open_errors");
  counts.open_waiting = count_at(json, "open_waiting");
  counts.open_up = std::min(quantity_at(json, "open_up").value_or(0), 1 - *counts.score);
  counts.open_down = std::min(quantity_at(json, "open_down").value_or(0), *counts.score);
}

ArmCase read_case(const std::string& id, const Json& json) {
  ArmCase of;
  of.id = id;
  of.content = text_at(json, "content");
  if (json.contains("variables")) {
    of.parts = std::make_shared<const CaseParts>(
        CaseParts{text_at(json, "expectations"), text_map_at(json, "variables")});
  }
  of.counts = {{count_at(json, "passed"), count_at(json, "failed"), count_at(json, "errors"),
                count_at(json, "unscored"), count_at(json, "waiting")},
               quantity_at(json, "score")};
  if (of.counts.score && *of.counts.score > 1) of.counts.score.reset();
  read_open(json, of.counts);
  for (const Quantity* each : compared_quantities())
    of.means.push_back(quantity_at(json, each->key));
  of.clusters = text_map_at(json, "clusters");
  if (const auto own = json.find("metrics"); own != json.end() && own->is_object())
    for (const auto& [name, counts] : own->items()) of.own[name] = read_own(counts);
  return of;
}

Arm read_arm(const Json& json) {
  Arm arm;
  arm.variant = summary_of(read_identity(json));
  arm.prompt_hash = text_at(json, "prompt_hash");
  arm.asked = read_used_variables(json.value("prompt_variables", Json()));
  arm.expected = read_used_variables(json.value("expectation_variables", Json()));
  arm.variant.model_returned = texts_at(json, "model_returned");
  if (const auto cases = json.find("cases"); cases != json.end() && cases->is_object())
    for (const auto& [id, of] : cases->items())
      if (of.is_object()) arm.cases.push_back(read_case(id, of));
  return arm;
}

}  // namespace

Json to_json(const Baseline& baseline) {
  const Arm& first = baseline.arms.front();
  Json json = {{"baseline_version", kBaselineVersion},
               {"name", baseline.name},
               {"reason", baseline.reason.empty() ? Json() : Json(baseline.reason)},
               {"run", first.run},
               {"suite", first.suite},
               {"suite_hash", first.suite_hash},
               {"assay_version", baseline.assay_version},
               {"finished_at", baseline.finished_at},
               {"seed", first.seed},
               {"repeats", first.repeats},
               {"simulated", first.simulated},
               {"saturated", first.lag_ms > kSaturatedLagMs},
               {"loop_lag_p99_ms", first.lag_ms},
               {"variants", Json::array()}};
  if (!baseline.part.empty()) json["part"] = baseline.part;
  for (const Arm& arm : baseline.arms) json["variants"].push_back(arm_json(arm));
  return json;
}

Result<Baseline> baseline_from_json(const Json& json) {
  const double version = json.is_object() ? number_at(json, "baseline_version").value_or(0) : 0;
  if (version > kBaselineVersion) return usage_error("was saved by a newer assay");
  const auto variants = json.is_object() ? json.find("variants") : json.end();
  if (version < 1 || variants == json.end() || !variants->is_array() || variants->empty()) {
    return usage_error("is no baseline: it has no 'baseline_version' or no 'variants'");
  }
  Baseline baseline;
  baseline.name = text_at(json, "name");
  baseline.reason = text_at(json, "reason");
  baseline.assay_version = text_at(json, "assay_version");
  baseline.finished_at = text_at(json, "finished_at");
  baseline.part = text_at(json, "part");
  for (const Json& variant : *variants) {
    if (!variant.is_object()) return usage_error("is no baseline: a variant is no object");
    Arm& arm = baseline.arms.emplace_back(read_arm(variant));
    arm.name = "stored:" + baseline.name;
    if (variants->size() > 1) arm.name += ":" + arm.variant.id;
    arm.run = text_at(json, "run");
    arm.suite = text_at(json, "suite");
    arm.suite_hash = text_at(json, "suite_hash");
    if (const auto seed = json.find("seed"); seed != json.end() && seed->is_number_integer())
      arm.seed = seed->get<std::uint64_t>();
    arm.repeats = std::max<std::int64_t>(1, count_at(json, "repeats"));
    arm.simulated = flag_at(json, "simulated");
    arm.lag_ms = quantity_at(json, "loop_lag_p99_ms").value_or(0);
  }
  return baseline;
}

}  // namespace assay
