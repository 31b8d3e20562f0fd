// gates: rules over the report. What those that compare say: load_comparing_gates.cc.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_set>
#include <vector>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/suite/loader.h"
#include "harness/suite/selector.h"

namespace assay {
namespace {

// What is wrong with a gate on an own metric; "" for nothing.
std::string refusal_of_own(const Loader& loader, std::string_view prefix, std::string_view name) {
  const Suite& suite = loader.suite;
  const auto& own = suite.own_metrics;
  if (std::find(own.begin(), own.end(), name) != own.end()) return "";
  for (const DerivedMetric& each : suite.derived_metrics) {
    if (each.name != name) continue;
    return fmt::format(
        "'{}' is derived: reports show it, no gate decides on it, for its interval is not exact "
        "enough; put gates on the metrics that it is made of",
        excerpt(name, 60));
  }
  if (!name.empty() && may_bring_metrics(loader)) return "";
  std::vector<std::string> names;
  for (const std::string& each : own) names.push_back(std::string(prefix) + each);
  const std::string word = fmt::format("{}{}", prefix, name.substr(0, 60));
  return fmt::format("no expectation has 'metric: {}'{}", excerpt(name, 60),
                     did_you_mean(word, names));
}

// The same of a gate on k draws of each case.
std::string refusal_of_draws(const Loader& loader, std::string_view metric, std::string_view k) {
  const std::optional<long long> draws = parse_integer(k);
  if (!draws || *draws < 1 || *draws > kMaxRepeats || k != std::to_string(*draws)) {
    return fmt::format("'{}' ends in no number of repeats, such as '{}3'", excerpt(metric, 60),
                       metric.substr(0, metric.size() - k.size()));
  }
  if (*draws <= loader.suite.repeats) return "";
  return fmt::format(
      "'{}' takes {} repeats of each case, and there {}; write 'repeats: {}'", metric, *draws,
      loader.suite.repeats == 1 ? "is one" : fmt::format("are {}", loader.suite.repeats), *draws);
}

// The family's shape where `name` is one of its metrics; an error where it is none after all.
const MetricShape* find_in_families(Loader& loader, const YamlNode& node, std::string_view name) {
  for (const MetricFamily& family : loader.options.metric_families) {
    if (!name.starts_with(family.prefix)) continue;
    const std::string_view argument = family.argument(name);
    const std::string refusal = family.by == MetricFamily::By::name
                                    ? refusal_of_own(loader, family.prefix, argument)
                                    : refusal_of_draws(loader, name, argument);
    if (!refusal.empty()) loader.diagnostics.error(node.position(), refusal);
    return &family.shape;
  }
  return nullptr;
}

// Names the gate's metric. nullptr, and an error, when there is none of that name.
const MetricShape* read_metric(Loader& loader, const YamlNode& node, Gate& gate) {
  const std::optional<std::string> name = loader.read.text(node, "'metric'");
  if (!name) return nullptr;
  std::vector<std::string> names;
  const MetricShape* found = find_in_families(loader, node, *name);
  for (const MetricShape& each : loader.options.metrics) {
    if (each.name == *name) found = &each;
    names.emplace_back(each.name);
  }
  if (found != nullptr) {
    if (found->of_repeats && loader.suite.repeats == 1) {
      loader.diagnostics.warning(
          node.position(), fmt::format("'{}' of one repeat is the pass rate; 'repeats' says how "
                                       "often each cell is asked",
                                       *name));
    }
    gate.metric = *name;
    return found;
  }
  const auto& own = loader.suite.own_metrics;
  if (std::find(own.begin(), own.end(), *name) != own.end()) {
    loader.diagnostics.error(node.position(),
                             fmt::format("'{0}' is a metric of this suite's own; a gate calls it "
                                         "'{1}{0}'",
                                         excerpt(*name, 60), kOwnMetricPrefix));
    return nullptr;
  }
  loader.diagnostics.error(node.position(), fmt::format("no metric '{}'{}", excerpt(*name, 60),
                                                        did_you_mean(name->substr(0, 60), names)));
  return nullptr;
}

// 100000, not 1e+05, as reports say the same limit.
std::string limit_text(double limit) {
  constexpr double kMostInDigits = 1e15;
  const bool is_whole = std::abs(limit) < kMostInDigits && std::trunc(limit) == limit;
  return is_whole ? format_fixed(limit, 0) : format_number(limit);
}

std::string generated_name(const Gate& gate) {
  if (gate.baseline) return comparison_name(gate);
  std::string name = gate.metric;
  if (gate.at_least) name += " >= " + limit_text(*gate.at_least);
  if (gate.at_least && gate.at_most) name += " and";
  if (gate.at_most) name += " <= " + limit_text(*gate.at_most);
  const std::string where = selector_text(gate.candidate);
  return where.empty() ? name : fmt::format("{} ({})", name, where);
}

// A gate that no run can fail says nothing, and reads as if it did: no metric is below 0,
// no share above 1.
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

void read_bounds(Loader& loader, const YamlNode& node, const Fields& fields,
                 const MetricShape* metric, Gate& gate) {
  const YamlNode* at_least = fields.find("at_least");
  const YamlNode* at_most = fields.find("at_most");
  if (at_least == nullptr && at_most == nullptr) {
    loader.diagnostics.error(node.position(), "gate has no 'at_least' and no 'at_most'");
  }
  const bool is_share = metric != nullptr && metric->is_share();
  gate.at_least = is_share ? fields.share("at_least") : fields.number("at_least");
  gate.at_most = is_share ? fields.share("at_most") : fields.number("at_most");
  if (gate.at_least && gate.at_most && *gate.at_least > *gate.at_most) {
    loader.diagnostics.error(at_least->position(), "'at_least' is above 'at_most'");
  }
  // A bound that was no number has been reported, and says nothing of the gate.
  const bool is_read =
      (at_least == nullptr || gate.at_least) && (at_most == nullptr || gate.at_most);
  if (is_read && metric != nullptr) refuse_certain(loader, node, gate, is_share);
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
  const YamlNode* named = fields.require("metric");
  const MetricShape* metric = named == nullptr ? nullptr : read_metric(loader, *named, gate);
  if (is_comparison(fields)) {
    read_comparison(loader, node, fields, metric, gate);
  } else {
    read_bounds(loader, node, fields, metric, gate);
    if (const YamlNode* where = fields.find("where")) {
      gate.candidate = read_known_selector(loader, *where, "where");
    }
  }
  gate.max_error_rate = fields.share("max_error_rate");
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
