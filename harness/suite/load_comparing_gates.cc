// Gates that compare: {metric, compare: {baseline, candidate}, no_worse_than or
// at_most_ratio}, and the keys that only these have.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/suite/loader.h"
#include "harness/suite/selector.h"

namespace assay {
namespace {

constexpr std::string_view kStored = "stored:";

bool is_judged(const MetricShape* metric) {
  return metric != nullptr && metric->is_judged();
}

// The names of all metrics that are so.
template <class IsSo>
std::string names_of(const Loader& loader, IsSo is_so, std::string_view between) {
  std::vector<std::string> names;
  for (const MetricShape& each : loader.options.metrics)
    if (std::invoke(is_so, each)) names.emplace_back(each.name);
  return join(names, between);
}

GateBaseline read_baseline(Loader& loader, const YamlNode& node) {
  GateBaseline baseline;
  if (node.is_map()) {
    if (node.entries() == 0) {
      loader.diagnostics.error(node.position(),
                               "an empty 'baseline' names nothing; give a model, a prompt or a "
                               "parameter");
    }
    baseline.selector = read_known_selector(loader, node, "baseline");
    return baseline;
  }
  const std::optional<std::string> text = loader.read.text(node, "'baseline'");
  if (!text) return baseline;
  if (!text->starts_with(kStored) || !is_baseline_name(text->substr(kStored.size()))) {
    loader.diagnostics.error(
        node.position(),
        fmt::format("'baseline' must be stored:NAME (letters, digits, '-', '_', '.') or a map such "
                    "as {{model: ..., temperature: ...}}"));
    return baseline;
  }
  baseline.stored = text->substr(kStored.size());
  return baseline;
}

void read_sides(Loader& loader, const YamlNode& node, Gate& gate) {
  const Fields fields(node, {"compare"}, {"baseline", "candidate"}, loader.diagnostics);
  if (!fields.is_map()) return;
  if (const YamlNode* baseline = fields.require("baseline")) {
    gate.baseline = read_baseline(loader, *baseline);
  }
  if (const YamlNode* candidate = fields.find("candidate")) {
    gate.candidate = read_known_selector(loader, *candidate, "candidate");
  }
}

// Keys of the other kind of gate: that they have no effect here must be said.
void refuse_absolute(Loader& loader, const Fields& fields) {
  for (const char* key : {"at_least", "at_most"}) {
    if (const YamlNode* bound = fields.find(key)) {
      loader.diagnostics.error(bound->position(),
                               fmt::format("'{}' is absolute; a gate that compares takes "
                                           "'no_worse_than' or 'at_most_ratio'",
                                           key));
    }
  }
  if (const YamlNode* where = fields.find("where")) {
    loader.diagnostics.error(where->position(),
                             "'where' is for absolute gates; a gate that compares names its "
                             "variants in 'candidate'");
  }
}

void read_limits(Loader& loader, const YamlNode& node, const Fields& fields,
                 const MetricShape* metric, Gate& gate) {
  const YamlNode* margin = fields.find("no_worse_than");
  const YamlNode* ratio = fields.find("at_most_ratio");
  if (margin == nullptr && ratio == nullptr) {
    loader.diagnostics.error(node.position(),
                             "a gate that compares needs 'no_worse_than' or 'at_most_ratio'");
  }
  if (margin != nullptr && ratio != nullptr) {
    loader.diagnostics.error(ratio->position(),
                             "a gate takes one of 'no_worse_than' and 'at_most_ratio'");
  }
  if (ratio != nullptr && is_judged(metric)) {
    loader.diagnostics.error(
        ratio->position(),
        fmt::format("'at_most_ratio' is for times, cost and tokens; '{}' takes 'no_worse_than'",
                    gate.metric));
  }
  // A sum grows with the cases, a difference of sums says nothing by itself.
  if (margin != nullptr && metric != nullptr && metric->compares() &&
      metric->kind == MetricKind::total) {
    loader.diagnostics.error(
        margin->position(), fmt::format("'{0}' is the sum over a run and takes 'at_most_ratio'; "
                                        "for a difference name '{0}_per_case', the mean of a reply",
                                        gate.metric));
  }
  // A rate cannot fall by more than 1.
  gate.no_worse_than = is_judged(metric) ? fields.share("no_worse_than", {0.0, 0.99})
                                         : fields.number("no_worse_than", {0.0, {}});
  gate.at_most_ratio = fields.number("at_most_ratio", {0.01, 100.0});
}

void read_stop_early(Loader& loader, const Fields& fields, const MetricShape* metric, Gate& gate) {
  gate.stop_early = fields.boolean("stop_early").value_or(false);
  const bool can_stop = metric != nullptr && metric->stops_early && gate.no_worse_than;
  if (gate.stop_early && !can_stop) {
    loader.diagnostics.error(
        fields.find("stop_early")->position(),
        fmt::format("'stop_early' needs 'compare' and 'no_worse_than' on {}: only these can be "
                    "decided after every case",
                    names_of(loader, &MetricShape::stops_early, " or ")));
  }
}

// Cases are bet on one by one, as both variants answer them.
void check_stop_early(Loader& loader, const YamlNode& node, const Gate& gate) {
  if (!gate.cluster.empty()) {
    loader.diagnostics.error(node.position(),
                             "'stop_early' counts cases one by one, which 'cluster' says depend on "
                             "each other; use one of them");
  }
  if (gate.baseline && !gate.baseline->stored.empty()) {
    loader.diagnostics.error(node.position(),
                             "'stop_early' needs a baseline that is asked in the same run, not a "
                             "stored one");
  }
}

// A cluster is a variable of every case: what cases of one template share.
void read_cluster(Loader& loader, const YamlNode& node, const MetricShape* metric, Gate& gate) {
  gate.cluster = read_label(loader, node, "'cluster'").value_or("");
  for (const Case& each : loader.suite.cases) {
    const Json* value = each.vars.find(gate.cluster);
    if (value != nullptr && !value->is_null()) continue;
    loader.diagnostics.error(
        node.position(), fmt::format("case '{}' has no variable '{}'{}", excerpt(each.id, 60),
                                     excerpt(gate.cluster, 60),
                                     did_you_mean(gate.cluster.substr(0, 60), each.vars.names())));
    return;
  }
  if (metric != nullptr && !metric->is_judged()) {
    loader.diagnostics.error(
        node.position(), "'cluster' is for " + names_of(loader, &MetricShape::is_judged, " and "));
  }
}

}  // namespace

bool is_comparison(const Fields& fields) {
  for (const char* key : {"compare", "no_worse_than", "at_most_ratio", "require_same_model",
                          "stop_early", "cluster"}) {
    if (fields.find(key) != nullptr) return true;
  }
  return false;
}

void read_comparison(Loader& loader, const YamlNode& node, const Fields& fields,
                     const MetricShape* metric, Gate& gate) {
  const YamlNode* compare = fields.find("compare");
  if (compare == nullptr) {
    loader.diagnostics.error(node.position(), "gate has no 'compare', which its other keys need");
    return;
  }
  read_sides(loader, *compare, gate);
  refuse_absolute(loader, fields);
  if (metric != nullptr && !metric->compares()) {
    loader.diagnostics.error(
        fields.find("metric")->position(),
        fmt::format("'{}' is not compared; gates that compare take {}", gate.metric,
                    names_of(loader, &MetricShape::compares, ", ")));
  }
  read_limits(loader, node, fields, metric, gate);
  gate.require_same_model = fields.boolean("require_same_model").value_or(false);
  read_stop_early(loader, fields, metric, gate);
  if (const YamlNode* cluster = fields.find("cluster"))
    read_cluster(loader, *cluster, metric, gate);
  if (gate.stop_early) check_stop_early(loader, *fields.find("stop_early"), gate);
}

std::string comparison_name(const Gate& gate) {
  const std::string candidate = selector_text(gate.candidate);
  const std::string baseline = gate.baseline->stored.empty()
                                   ? selector_text(gate.baseline->selector)
                                   : std::string(kStored) + gate.baseline->stored;
  std::string name = gate.metric;
  if (!candidate.empty()) name += " of " + candidate;
  if (gate.at_most_ratio) {
    return fmt::format("{} at most {} times that of {}", name, format_number(*gate.at_most_ratio),
                       baseline);
  }
  return fmt::format("{} no worse than {} by {}", name, baseline,
                     format_number(gate.no_worse_than.value_or(0)));
}

bool is_baseline_name(std::string_view name) {
  return !name.empty() && name.size() <= 100 && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_' || c == '.';
         });
}

}  // namespace assay
