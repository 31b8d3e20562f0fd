// gates: rules over the report. What those that compare say: load_comparison.cc.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/suite/loader.h"

namespace assay {
namespace {

std::optional<std::string> read_metric(Loader& loader, const YamlNode& node) {
  std::optional<std::string> name = loader.read.text(node, "'metric'");
  if (!name) return std::nullopt;
  const std::span<const std::string_view> metrics = loader.options.metrics;
  if (std::find(metrics.begin(), metrics.end(), *name) != metrics.end()) return name;
  loader.diagnostics.error(
      node.position(),
      fmt::format("no metric '{}'{}", excerpt(*name, 60),
                  did_you_mean(name->substr(0, 60), {metrics.begin(), metrics.end()})));
  return std::nullopt;
}

std::string generated_name(const Gate& gate) {
  if (gate.baseline) return comparison_name(gate);
  std::string name = gate.metric;
  if (gate.at_least) name += " >= " + format_number(*gate.at_least);
  if (gate.at_least && gate.at_most) name += " and";
  if (gate.at_most) name += " <= " + format_number(*gate.at_most);
  const std::string where = selector_text(gate.candidate);
  return where.empty() ? name : fmt::format("{} ({})", name, where);
}

// Metrics that lie between 0 and 1; none is below 0.
constexpr std::array<std::string_view, 3> kShares = {"pass_rate", "score", "error_rate"};

// A gate that no run can fail says nothing, and reads as if it did.
void refuse_certain(Loader& loader, const YamlNode& node, const Gate& gate, bool is_share) {
  if (gate.at_most && *gate.at_most < 0) {
    loader.diagnostics.error(
        node.position(), fmt::format("'{}' is never below 0: this gate cannot pass", gate.metric));
  }
  const bool has_floor = gate.at_least && *gate.at_least > 0;
  const bool has_ceiling = gate.at_most && (!is_share || *gate.at_most < 1);
  if (has_floor || has_ceiling || !(gate.at_least || gate.at_most)) return;
  loader.diagnostics.error(
      node.position(),
      fmt::format("this gate always passes: '{}' is never below 0{}; leave it out to report the "
                  "metric alone",
                  gate.metric, is_share ? " or above 1" : ""));
}

void read_bounds(Loader& loader, const YamlNode& node, const Fields& fields, Gate& gate) {
  const YamlNode* at_least = fields.find("at_least");
  const YamlNode* at_most = fields.find("at_most");
  if (at_least == nullptr && at_most == nullptr) {
    loader.diagnostics.error(node.position(), "gate has no 'at_least' and no 'at_most'");
  }
  const bool is_share = std::find(kShares.begin(), kShares.end(), gate.metric) != kShares.end();
  const auto read = [&](const YamlNode& bound, std::string_view field) {
    return is_share ? loader.read.share(bound, field) : loader.read.number(bound, field);
  };
  if (at_least != nullptr) gate.at_least = read(*at_least, "'at_least'");
  if (at_most != nullptr) gate.at_most = read(*at_most, "'at_most'");
  if (gate.at_least && gate.at_most && *gate.at_least > *gate.at_most) {
    loader.diagnostics.error(at_least->position(), "'at_least' is above 'at_most'");
  }
  // A bound that was no number has been reported, and says nothing of the gate.
  const bool is_read =
      (at_least == nullptr || gate.at_least) && (at_most == nullptr || gate.at_most);
  if (is_read && !gate.metric.empty()) refuse_certain(loader, node, gate, is_share);
}

void load_gate(Loader& loader, const YamlNode& node, std::unordered_set<std::string>& taken) {
  const Fields fields(
      node, {"gate"},
      {"metric", "at_least", "at_most", "name", "where", "compare", "no_worse_than",
       "at_most_ratio", "max_error_rate", "require_same_model", "stop_early", "cluster"},
      loader.diagnostics);
  if (!fields.is_map()) return;
  Gate gate;
  gate.where = to_location(node.position());
  const YamlNode* metric = fields.require("metric");
  if (metric != nullptr) gate.metric = read_metric(loader, *metric).value_or("");
  if (is_comparison(fields)) {
    read_comparison(loader, node, fields, gate);
  } else {
    read_bounds(loader, node, fields, gate);
    if (const YamlNode* where = fields.find("where")) {
      gate.candidate = read_known_selector(loader, *where, "where");
    }
  }
  if (const YamlNode* rate = fields.find("max_error_rate")) {
    gate.max_error_rate = loader.read.share(*rate, "'max_error_rate'");
  }
  if (const YamlNode* name = fields.find("name")) {
    gate.name = read_label(loader, *name, "'name'").value_or("");
  } else {
    gate.name = generated_name(gate);
  }
  if (!taken.insert(gate.name).second) {
    loader.diagnostics.error(node.position(), fmt::format("two gates are called '{}'", gate.name));
  }
  loader.suite.gates.push_back(std::move(gate));
}

}  // namespace

void load_gates(Loader& loader, const YamlNode* gates) {
  if (gates == nullptr) return;
  std::unordered_set<std::string> names;
  for (const YamlNode* item : require_list(loader, *gates, "'gates'"))
    load_gate(loader, *item, names);
}

}  // namespace assay
