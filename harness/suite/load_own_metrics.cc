// Metrics of the suite's own: the names that `metric:` gives to expectations, and
// `derived_metrics`, arithmetic over them.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/suite/arithmetic.h"
#include "harness/suite/loader.h"

namespace assay {
namespace {

constexpr std::size_t kNameShown = 60;  // characters

// Of expectations that are parts of a score: what stands in a group is judged as one with it.
class OwnNames {
 public:
  explicit OwnNames(Loader& loader) : loader_(loader) {}

  // Lists are shared by the rows of a data set.
  void take(const std::shared_ptr<const Expectations>& list) {
    if (list == nullptr || !seen_.insert(list.get()).second) return;
    for (const Expectation& each : *list) {
      if (each.metric.empty() || !names_.insert(each.metric).second) continue;
      loader_.suite.own_metrics.push_back(each.metric);
    }
  }

 private:
  Loader& loader_;
  std::unordered_set<const Expectations*> seen_;
  std::unordered_set<std::string> names_;
};

bool is_own(const Suite& suite, std::string_view name) {
  return std::find(suite.own_metrics.begin(), suite.own_metrics.end(), name) !=
         suite.own_metrics.end();
}

bool is_derived(const Suite& suite, std::string_view name) {
  return std::any_of(suite.derived_metrics.begin(), suite.derived_metrics.end(),
                     [&](const DerivedMetric& each) { return each.name == name; });
}

void check_names(Loader& loader, const YamlNode& node, const Arithmetic& value) {
  for (const Arithmetic::Name& name : value.names()) {
    if (is_own(loader.suite, name.text)) continue;
    std::string what;
    if (is_derived(loader.suite, name.text)) {
      what = fmt::format("'{}' is derived itself; write out what it stands for",
                         excerpt(name.text, kNameShown));
    } else if (!may_bring_metrics(loader)) {
      what = fmt::format("no expectation has 'metric: {}'{}", excerpt(name.text, kNameShown),
                         did_you_mean(name.text.substr(0, kNameShown), loader.suite.own_metrics));
    }
    if (!what.empty()) {
      loader.diagnostics.error(node.position(),
                               fmt::format("'value': at character {}: {}", name.at, what));
    }
  }
}

void load_derived(Loader& loader, const YamlNode& node) {
  const Fields fields(node, {"derived metric"}, {"name", "value"}, loader.diagnostics);
  if (!fields.is_map()) return;
  DerivedMetric made;
  if (const YamlNode* name = fields.require("name")) {
    made.name = read_label(loader, *name, "'name'").value_or("");
    const std::string shown = excerpt(made.name, kNameShown);
    if (is_own(loader.suite, made.name)) {
      loader.diagnostics.error(name->position(),
                               fmt::format("'{}' is the metric of an expectation already", shown));
    } else if (!made.name.empty() && is_derived(loader.suite, made.name)) {
      loader.diagnostics.error(name->position(),
                               fmt::format("two derived metrics are called '{}'", shown));
    }
  }
  const YamlNode* value = fields.require("value");
  if (value == nullptr) return;
  made.value = loader.read.text(*value, "'value'").value_or("");
  if (made.value.empty()) return;
  const Result<Arithmetic> parsed = Arithmetic::parse(made.value);
  if (!parsed) {
    loader.diagnostics.error(value->position(), "'value': " + parsed.error().message);
    return;
  }
  if (parsed->names().empty())
    loader.diagnostics.error(value->position(), "'value' names no metric of an expectation");
  check_names(loader, *value, *parsed);
  loader.suite.derived_metrics.push_back(std::move(made));
}

bool brings_metrics(const Loader& loader, const Expectations& expectations) {
  return std::any_of(expectations.begin(), expectations.end(), [&](const Expectation& each) {
    const ExpectationShape* shape = find_shape(loader.options.expectations, each.name);
    return shape != nullptr && shape->brings_metrics;
  });
}

}  // namespace

void load_own_metrics(Loader& loader) {
  OwnNames names(loader);
  for (const Case& each : loader.suite.cases) {
    names.take(each.expect);
    for (const Turn& turn : each.turns) names.take(turn.expect);
  }
}

bool may_bring_metrics(const Loader& loader) {
  std::unordered_set<const Expectations*> seen;
  const auto brings = [&](const std::shared_ptr<const Expectations>& list) {
    return list != nullptr && seen.insert(list.get()).second && brings_metrics(loader, *list);
  };
  return std::any_of(loader.suite.cases.begin(), loader.suite.cases.end(), [&](const Case& each) {
    return brings(each.expect) ||
           std::any_of(each.turns.begin(), each.turns.end(),
                       [&](const Turn& turn) { return brings(turn.expect); });
  });
}

void load_derived_metrics(Loader& loader, const YamlNode* derived) {
  if (derived == nullptr) return;
  for (const YamlNode* item : require_list(loader, *derived, "'derived_metrics'"))
    load_derived(loader, *item);
  if (loader.suite.derived_metrics.size() > kMaxOwnMetrics) {
    loader.diagnostics.error(derived->position(),
                             fmt::format("more than {} derived metrics", kMaxOwnMetrics));
  }
}

}  // namespace assay
