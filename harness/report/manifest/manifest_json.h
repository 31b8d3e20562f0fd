// How a manifest's members are written as JSON, and read back: a pair for each type. A
// value of another type than ours counts as absent. For manifest.cc alone.
#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/json_fields.h"
#include "harness/base/result.h"
#include "harness/report/manifest/gate_json.h"
#include "harness/report/manifest/manifest.h"
#include "harness/report/manifest/manifest_requests.h"
#include "harness/report/manifest/variant_json.h"
#include "harness/report/params_json.h"

namespace assay {

struct ManifestJson {
  static Result<void> take(const Json& json, std::string& text) {
    if (json.is_string()) text = json.get<std::string>();
    return {};
  }

  static Result<void> take(const Json& json, bool& flag) {
    if (json.is_boolean()) flag = json.get<bool>();
    return {};
  }

  static Result<void> take(const Json& json, std::int64_t& number) {
    if (json.is_number_integer()) number = json.get<std::int64_t>();
    return {};
  }

  static Result<void> take(const Json& json, std::optional<std::uint64_t>& number) {
    if (json.is_number_unsigned()) number = json.get<std::uint64_t>();
    return {};
  }

  static Result<void> take(const Json& json, Json& any) {
    any = json;
    return {};
  }

  static Json of(const PassRule& pass) {
    Json json = Json::object();
    if (pass.score) json["score"] = *pass.score;
    return json;
  }

  static Result<void> take(const Json& json, PassRule& pass) {
    pass.score = number_at(json, "score");
    return {};
  }

  static Json of(const SuiteLimits& limits) {
    Json json = Json::object();
    if (limits.concurrency) json["concurrency"] = *limits.concurrency;
    if (limits.max_cost) json["max_cost_picos"] = limits.max_cost->picos;
    if (limits.max_duration) json["max_duration_ms"] = limits.max_duration->count();
    if (limits.max_error_rate) json["max_error_rate"] = *limits.max_error_rate;
    if (limits.timeout) json["timeout_ms"] = limits.timeout->count();
    return json;
  }

  static Result<void> take(const Json& json, SuiteLimits& limits) {
    const std::optional<std::int64_t> concurrency = integer_at(json, "concurrency");
    if (concurrency && std::in_range<int>(*concurrency))
      limits.concurrency = static_cast<int>(*concurrency);
    limits.max_cost = money_at(json, "max_cost_picos");
    limits.max_duration = milliseconds_at(json, "max_duration_ms");
    limits.max_error_rate = number_at(json, "max_error_rate");
    limits.timeout = milliseconds_at(json, "timeout_ms");
    return {};
  }

  static Json of(const Gate& gate) { return gate_to_json(gate); }

  static Result<void> take(const Json& json, Gate& gate) {
    ASSAY_TRY(gate, gate_from_json(json));
    return {};
  }

  static Json of(const DerivedMetric& metric) {
    return {{"name", metric.name}, {"value", metric.value}};
  }

  static Result<void> take(const Json& json, DerivedMetric& metric) {
    metric = {text_at(json, "name"), text_at(json, "value")};
    return {};
  }

  static Json of(const PricesUsed& prices) {
    return {{"source", prices.source}, {"date", prices.date}, {"models", prices.models}};
  }

  static Result<void> take(const Json& json, PricesUsed& prices) {
    prices = {{text_at(json, "source"), text_at(json, "date")}, texts_at(json, "models")};
    return {};
  }

  static Json of(const ManifestVariant& variant) {
    Json json = to_json(static_cast<const VariantIdentity&>(variant));
    json["dialect"] = variant.dialect;
    json["price"] = price_json(variant.price);
    return json;
  }

  static Result<void> take(const Json& json, ManifestVariant& variant) {
    variant = {read_identity(json), text_at(json, "dialect"), price_at(json, "price")};
    return {};
  }

  static Json of(const VerdictShape& shape) {
    if (shape.scale) return {{"scale", {shape.scale->first, shape.scale->second}}};
    Json labels = Json::array();
    for (const VerdictLabel& label : shape.labels)
      labels.push_back({{"name", label.name}, {"value", label.value}, {"passes", label.passes}});
    return {{"labels", std::move(labels)}};
  }

  static Result<void> take(const Json& json, VerdictShape& shape) {
    const Json scale = json.value("scale", Json::array());
    if (scale.size() == 2 && scale[0].is_number_integer() && scale[1].is_number_integer())
      shape.scale = {scale[0].get<int>(), scale[1].get<int>()};
    for (const Json& label : json.value("labels", Json::array()))
      shape.labels.push_back({text_at(label, "name"), number_at(label, "value").value_or(0),
                              flag_at(label, "passes")});
    return {};
  }

  static Json of(const ManifestJudge& judge) {
    return {{"name", judge.name},
            {"model_id", judge.model_id},
            {"provider", judge.provider},
            {"params", params_json(judge.params)},
            {"samples", judge.samples},
            {"shapes", of(judge.shapes)},
            {"flips", judge.flips},
            {"embeds", judge.embeds},
            {"asks_schema", judge.asks_schema},
            {"plays_user", judge.plays_user}};
  }

  static Result<void> take(const Json& json, ManifestJudge& judge) {
    judge = {text_at(json, "name"),
             text_at(json, "model_id"),
             text_at(json, "provider"),
             params_at(json, "params"),
             integer_at(json, "samples").value_or(1),
             {},
             number_at(json, "flips").value_or(judge.flips),
             flag_at(json, "embeds"),
             flag_at(json, "asks_schema"),
             flag_at(json, "plays_user")};
    return take(json.value("shapes", Json::array()), judge.shapes);
  }

  static Json of(const ManifestCanary& canary) {
    return {{"judge", canary.judge},
            {"variant", canary.answer.variant},
            {"case", canary.answer.case_index},
            {"repeat", canary.answer.repeat},
            {"call", canary.call},
            {"shape", of(canary.shape)},
            {"said", canary.said}};
  }

  static Result<void> take(const Json& json, ManifestCanary& canary) {
    canary.judge = text_at(json, "judge");
    canary.answer = {place_at(json, "variant"), place_at(json, "case"), place_at(json, "repeat")};
    canary.call = text_at(json, "call");
    canary.said = text_at(json, "said");
    return take(json.value("shape", Json::object()), canary.shape);
  }

  static Json of(const RequestTemplate& request) { return to_json(request); }

  static Result<void> take(const Json& json, std::optional<RequestTemplate>& request) {
    request = request_from_json(json);
    return {};
  }

  static Json of(const UsedVariables& used) { return to_json(used); }

  static Result<void> take(const Json& json, UsedVariables& used) {
    used = read_used_variables(json);
    return {};
  }

  static Json of(const Session& session) {
    Json json = {{"lanes", session.lanes}};
    if (session.loop_lag_p99_ms) json["loop_lag_p99_ms"] = *session.loop_lag_p99_ms;
    if (session.client_delay_p99_ms) json["client_delay_p99_ms"] = *session.client_delay_p99_ms;
    return json;
  }

  static Result<void> take(const Json& json, Session& session) {
    session.loop_lag_p99_ms = number_at(json, "loop_lag_p99_ms");
    session.client_delay_p99_ms = number_at(json, "client_delay_p99_ms");
    if (const auto lanes = json.find("lanes"); lanes != json.end()) session.lanes = *lanes;
    return {};
  }

  static Result<void> take(const Json& json, std::optional<RunSelection>& selection) {
    if (!json.is_object()) return {};
    return take(json, selection.emplace());
  }

  // Texts, numbers, flags and JSON itself.
  template <class T>
  requires std::constructible_from<Json, const T&>
  static Json of(const T& value) { return value; }

  template <class T>
  static Json of(const std::optional<T>& value) {
    return value ? of(*value) : Json();
  }

  template <class T>
  static Json of(const std::vector<T>& values) {
    Json json = Json::array();
    for (const T& value : values) json.push_back(of(value));
    return json;
  }

  template <class T>
  static Json of(const std::map<std::string, T>& values) {
    Json json = Json::object();
    for (const auto& [name, value] : values) json[name] = of(value);
    return json;
  }

  template <class T>
  static Result<void> take(const Json& json, std::vector<T>& values) {
    if (!json.is_array()) return {};
    for (const Json& each : json) {
      if (!may_be<T>(each)) continue;
      ASSAY_CHECK(take(each, values.emplace_back()));
    }
    return {};
  }

  template <class T>
  static Result<void> take(const Json& json, std::map<std::string, T>& values) {
    if (!json.is_object()) return {};
    for (const auto& [name, each] : json.items()) {
      if (!may_be<T>(each)) continue;
      ASSAY_CHECK(take(each, values[name]));
    }
    return {};
  }

 private:
  // A text among others may be left out; a variant may not, for cells name its place.
  template <class T>
  static bool may_be(const Json& json) {
    return !std::same_as<T, std::string> || json.is_string();
  }

  static std::optional<Money> money_at(const Json& json, const char* key) {
    const std::optional<std::int64_t> picos = integer_at(json, key);
    return picos ? std::optional(Money{*picos}) : std::nullopt;
  }

  static std::uint32_t place_at(const Json& json, const char* key) {
    const std::optional<std::int64_t> place = integer_at(json, key);
    return place && std::in_range<std::uint32_t>(*place) ? static_cast<std::uint32_t>(*place) : 0;
  }

  static std::optional<milliseconds> milliseconds_at(const Json& json, const char* key) {
    const std::optional<std::int64_t> count = integer_at(json, key);
    return count ? std::optional(milliseconds(*count)) : std::nullopt;
  }

  static Json rates_json(const Rates& rates) {
    Json json = {{"input", rates.input.picos}, {"output", rates.output.picos}};
    if (rates.cached_input) json["cached_input"] = rates.cached_input->picos;
    if (rates.cache_write) json["cache_write"] = rates.cache_write->picos;
    return json;
  }

  static std::optional<Rates> rates_in(const Json& json) {
    const std::optional<Money> input = money_at(json, "input");
    const std::optional<Money> output = money_at(json, "output");
    if (!input || !output) return std::nullopt;
    return Rates{*input, *output, money_at(json, "cached_input"), money_at(json, "cache_write")};
  }

  static Json price_json(const std::optional<Price>& price) {
    if (!price) return nullptr;
    Json json = rates_json(*price);
    for (const PriceTier& each : price->tiers) {
      Json tier = rates_json(each.rates);
      tier["tier"] = each.tier;
      tier["above"] = each.above;
      json["tiers"].push_back(std::move(tier));
    }
    return json;
  }

  static std::optional<Price> price_at(const Json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end()) return std::nullopt;
    const std::optional<Rates> standard = rates_in(*found);
    if (!standard) return std::nullopt;
    Price price{*standard};
    if (const auto tiers = found->find("tiers"); tiers != found->end() && tiers->is_array()) {
      for (const Json& each : *tiers) {
        if (const std::optional<Rates> rates = rates_in(each))
          price.tiers.push_back(
              {text_at(each, "tier"), integer_at(each, "above").value_or(0), *rates});
      }
    }
    return price;
  }
};

}  // namespace assay
